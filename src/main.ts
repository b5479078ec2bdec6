/**
 * The roof: reads the environment once, makes the database ready, starts the playout, the web and the ingest, carries
 * the local line between them, starts again whichever dies, watches that the playout does not only seem alive
 * (engine/watchdog.ts), and lets go in reverse. It holds no rule of the station.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Config, parseConfig } from './config.ts';
import { openSystemClock } from './engine/clock.ts';
import { isForIngest, SPARE, type ToPlayout, type ToWeb } from './engine/line.ts';
import { type Sibling, startSibling } from './engine/subprocess.ts';
import { openSystemd } from './engine/systemd.ts';
import { isPulse, LOOK_MS, Watchdog } from './engine/watchdog.ts';
import { migrate, openDatabase } from './storage/database.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** A process that ran this long was healthy: it is started again at once. */
const HEALTHY_MS = 5000;
const SPARE_AFTER_MS = 5000;
/** The air and the pages come up first: who checks recordings would take a tenth of their time. */
const INGEST_AFTER_MS = 1000;
/** A small young half of the heap keeps its pauses short. */
const PLAYOUT_OPTIONS = ['--max-semi-space-size=2'];
/** As V8 likes it, the web would keep 30 MB of rubbish. */
const WEB_OPTIONS = ['--max-semi-space-size=4'];

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

// Siblings that know each other only by this line, and a playout in reserve.
type Name = 'playout' | 'web' | 'ingest-worker';
const siblings: Partial<Record<Name, Sibling>> = {};
let spare: Sibling | undefined;
let spareNotBefore = 0;
const watchdog = new Watchdog();
const systemd = openSystemd(process.env);
/** Why the playout has to be started again, for its log. */
let because: string | undefined;
const playout = keep('playout', hearPlayout);
const web = keep('web', (message, socket) =>
  isForIngest(message) ? siblings['ingest-worker']?.send(message) : siblings.playout?.send(message, socket),
);
const ingest = clock
  .sleepUntil(clock.exact() + INGEST_AFTER_MS, closing.signal)
  .then(() => keep('ingest-worker', (message) => siblings.web?.send(message)));
await Promise.all([playout, web, ingest, watch()]);
console.log('[đài] đã dừng.');
process.exit(0);

type Carry = (message: unknown, socket: Parameters<Sibling['send']>[1]) => void;

/** Keeps one process running until closing. The first restart is immediate; one that keeps dying is given pauses. */
async function keep(name: Name, carry: Carry): Promise<void> {
  let pause = 0;
  while (!closing.signal.aborted) {
    const isPlayout = name === 'playout';
    const sibling = isPlayout ? startPlayout() : startSibling(scriptOf(name), WEB_OPTIONS);
    siblings[name] = sibling;
    if (isPlayout) {
      watchdog.begin();
      because = undefined;
      tellWeb(true);
    }
    sibling.onMessage((message, socket) => carry(message, socket as Parameters<Sibling['send']>[1]));
    const started = clock.now();
    const endNow = () => void sibling.end(5000);
    closing.signal.addEventListener('abort', endNow);
    const ending = await sibling.ended;
    closing.signal.removeEventListener('abort', endNow);
    if (closing.signal.aborted) return;
    const how = (isPlayout && because) || `tiến trình đã chết (${ending.signal ?? ending.code})`;
    if (isPlayout) {
      because = how;
      tellWeb(false);
    }
    console.error(`[đài] ${name}: ${how}; khởi động lại.`);
    if (clock.now() - started > HEALTHY_MS) pause = 0;
    await clock.sleepUntil(clock.exact() + pause, closing.signal);
    pause = Math.min(Math.max(FIRST_PAUSE_MS, pause * 2), LONGEST_PAUSE_MS);
  }
}

function scriptOf(name: Name): string {
  return join(import.meta.dirname, `${name}.js`);
}

/** The one in reserve, if there is one and it is needed in a hurry. */
function startPlayout(): Sibling {
  spareNotBefore = performance.now() + SPARE_AFTER_MS;
  const ready = spare;
  spare = undefined;
  if (because === undefined || ready === undefined)
    return startSibling(scriptOf('playout'), PLAYOUT_OPTIONS, because === undefined ? [] : [because]);
  ready.send({ say: 'go', because } satisfies ToPlayout);
  return ready;
}

/** Not while the first is coming up, and not one after the other if they die. */
function keepSpare(): void {
  const now = performance.now();
  if (spare || now < spareNotBefore) return;
  spareNotBefore = now + SPARE_AFTER_MS;
  const one = startSibling(scriptOf('playout'), PLAYOUT_OPTIONS, [SPARE]);
  spare = one;
  void one.ended.then(() => {
    if (spare === one) spare = undefined;
  });
}

/** A pulse is for the watchdog; all else is for the web. */
function hearPlayout(message: unknown): void {
  if (!isPulse(message)) return siblings.web?.send(message);
  if (watchdog.hear(message) === 'again') tellWeb(true);
  systemd.ready();
}

/** Has the watchdog look, and does as it says, until closing. */
async function watch(): Promise<void> {
  while (!closing.signal.aborted) {
    const wasHeard = watchdog.isHeard;
    for (const verdict of watchdog.look()) {
      if (verdict.replace === 'output') siblings.playout?.send({ ...verdict, say: 'replace' } satisfies ToPlayout);
      else {
        because = verdict.because;
        void siblings.playout?.end(0);
      }
    }
    if (wasHeard && !watchdog.isHeard) tellWeb(false);
    if (watchdog.isHeard) keepSpare();
    systemd.beat(watchdog.isHeard);
    await clock.sleepUntil(clock.exact() + LOOK_MS, closing.signal);
  }
  systemd.stopping();
  await spare?.end(2000);
}

function tellWeb(running: boolean): void {
  siblings.web?.send({ say: 'playout', running } satisfies ToWeb);
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
