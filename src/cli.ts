/** The verbs of the terminal, `npm run plan -- …` and `npm run user -- …`. A new verb is one line of the table. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type Config, parseConfig } from './config.ts';
import type { Act } from './core/audit.ts';
import { openSystemClock } from './engine/clock.ts';
import { planVerb } from './plan-verb.ts';
import { simulateVerb } from './simulate-verb.ts';
import { Audit } from './storage/audit.ts';
import { type Db, migrate, openDatabase } from './storage/database.ts';
import { userVerb } from './user-verb.ts';
import { verifyVerb } from './verify-verb.ts';

const parsed = parseConfig(process.env);
if (!parsed.ok) {
  for (const problem of parsed.error) console.error(problem);
  process.exit(2);
}
const { config, warnings } = parsed.value;
for (const warning of warnings) console.error(warning);

const time = openSystemClock();
const clock = () => time.now();
const say = (line: string) => console.log(line);
const complain = (line: string) => console.error(line);
const write = (text: string) => void process.stdout.write(text);

let db: Db | undefined;
const open = async () => {
  db ??= await ready(config);
  return db;
};

const VERBS: Readonly<Record<string, (args: readonly string[]) => number | Promise<number>>> = {
  plan: (args) => planVerb(args, { config, open, clock, say, complain, write }),
  simulate: (args) => simulateVerb(args, { config, open, clock, say, complain }),
  user: async (args) => userVerb(args, { config, db: await open(), clock, say }),
  verify: (args) => verifyVerb(args, { open, say, complain }),
};

const [name = '', ...args] = process.argv.slice(2);
const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
if (verb === undefined)
  complain(`Các lệnh: ${Object.keys(VERBS).join(', ')}; ví dụ npm run plan -- check schedules/dak-to-2025.yaml`);
process.exitCode = verb === undefined ? 2 : await verb(args);
db?.close();

/** Whoever types here is not asked who they are: the log says that it was typed on the machine itself, and what. */
function terminalAct(): Act {
  const typed = `npm run ${[name, ...args].join(' ')}`;
  return {
    ...{ act: randomUUID(), at: clock(), userId: null, userName: '', via: 'terminal', credential: '' },
    ...{ address: '', route: `npm run ${name}`, path: typed.slice(0, 300) },
  };
}

async function ready({ home, database, migrations }: Config): Promise<Db> {
  mkdirSync(home, { recursive: true });
  const opened = openDatabase(database);
  await migrate(opened, migrations);
  const act = terminalAct();
  new Audit(opened).watch(() => act);
  return opened;
}
