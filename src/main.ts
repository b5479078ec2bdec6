/**
 * The roof: reads the environment once, makes the database ready, starts the playout and the web, carries the local
 * line between them, starts again whichever dies, and lets go in reverse. It holds no rule of the station.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Config, parseConfig } from './config.ts';
import { openSystemClock } from './engine/clock.ts';
import type { ToWeb } from './engine/line.ts';
import { type Sibling, startSibling } from './engine/subprocess.ts';
import { migrate, openDatabase } from './storage/database.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** A process that ran this long was healthy: it is started again at once. */
const HEALTHY_MS = 5000;

const parsed = parseConfig(process.env);
if (!parsed.ok) {
  for (const problem of parsed.error) console.error(`[đài] ${problem}`);
  process.exit(2);
}
const { config, warnings } = parsed.value;
for (const warning of warnings) console.warn(`[đài] ${warning}`);

mkdirSync(config.home, { recursive: true });
await holdStation(config.home);
await makeReady(config);

const clock = openSystemClock();
const closing = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => closing.abort());

// Two siblings that know each other only by this line. A small heap's young half keeps the playout's pauses short.
const siblings: { playout?: Sibling; web?: Sibling } = {};
const playout = keep('playout', (message) => siblings.web?.send(message), ['--max-semi-space-size=2']);
const web = keep('web', (message, socket) => siblings.playout?.send(message, socket));
await Promise.all([playout, web]);
console.log('[đài] đã dừng.');
process.exit(0);

type Carry = (message: unknown, socket: Parameters<Sibling['send']>[1]) => void;

/** Keeps one process running until closing. The first restart is immediate; one that keeps dying is given pauses. */
async function keep(name: 'playout' | 'web', carry: Carry, nodeOptions: readonly string[] = []): Promise<void> {
  let pause = 0;
  while (!closing.signal.aborted) {
    const sibling = startSibling(join(import.meta.dirname, `${name}.js`), nodeOptions);
    siblings[name] = sibling;
    sibling.onMessage((message, socket) => carry(message, socket as Parameters<Sibling['send']>[1]));
    if (name === 'playout') siblings.web?.send({ say: 'playout', running: true } satisfies ToWeb);
    const started = clock.now();
    const endNow = () => void sibling.end(5000);
    closing.signal.addEventListener('abort', endNow);
    const ending = await sibling.ended;
    closing.signal.removeEventListener('abort', endNow);
    if (closing.signal.aborted) return;
    if (name === 'playout') siblings.web?.send({ say: 'playout', running: false } satisfies ToWeb);
    console.error(`[đài] tiến trình ${name} đã chết (${ending.signal ?? ending.code}); khởi động lại.`);
    if (clock.now() - started > HEALTHY_MS) pause = 0;
    await clock.sleepUntil(clock.exact() + pause, closing.signal);
    pause = Math.min(Math.max(FIRST_PAUSE_MS, pause * 2), LONGEST_PAUSE_MS);
  }
}

/** One station per home. The lock is an abstract socket: it cannot outlive the process that holds it. */
async function holdStation(home: string): Promise<void> {
  const name = createHash('sha256').update(home).digest('hex').slice(0, 32);
  const lock = createServer().unref();
  await new Promise<void>((resolve) => {
    lock.once('error', () => {
      console.error(`[đài] một đài khác đang chạy trên ${home}; chỉ được một. Hãy dừng nó trước.`);
      process.exit(3);
    });
    lock.listen(`\0dai-xa-${name}`, resolve);
  });
}

/** Migrations, and on the very first start the plan that ships with the program. */
async function makeReady({ database, migrations, plans }: Config): Promise<void> {
  const db = openDatabase(database);
  const applied = await migrate(db, migrations);
  for (const name of applied) console.log(`[đài] đã cập nhật cơ sở dữ liệu: ${name}`);
  const { n } = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM plans').get()!;
  if (n === 0) {
    const { importShippedPlans } = await import('./first-plan.ts');
    importShippedPlans(db, plans, openSystemClock().now());
  }
  db.close();
}
