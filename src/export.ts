/** Writes one export of a log to its standard output and ends: the process behind engine/exporter.ts. */
import { once } from 'node:events';
import { parseConfig } from './config.ts';
import { type ExportAsk, writeExport } from './engine/exporter.ts';
import { Airings } from './storage/airings.ts';
import { Audit } from './storage/audit.ts';
import { Chain } from './storage/chain.ts';
import { openDatabase } from './storage/database.ts';

const parsed = parseConfig(process.env);
if (!parsed.ok) throw new Error(parsed.error.join('\n'));
const { config } = parsed.value;
const db = openDatabase(config.database);
// Nobody reads on: the web let go.
process.stdout.on('error', () => process.exit(1));

const stores = { airings: new Airings(db), chain: new Chain(db), audit: new Audit(db) };
const ask = JSON.parse(process.argv[2]!) as ExportAsk;
for await (const chunk of writeExport(stores, config.zone, ask))
  if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
db.close();
