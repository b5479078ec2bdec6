/** The recorder's thread (engine/recorder.ts): the only writer of airings. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Cue } from './core/cue.ts';
import { after, dayOf, durationMs, type EpochMs, HOUR } from './core/time.ts';
import { pruneAircheck } from './engine/aircheck-shelf.ts';
import { clockSource, openSystemClock, wallClockOf } from './engine/clock.ts';
import { Ledger } from './engine/ledger.ts';
import type { Note } from './engine/note.ts';
import type { FromRecorder, RecorderStart, ToRecorder } from './engine/recorder.ts';
import { openRelayWatch } from './engine/relay-probe.ts';
import { openVerifier } from './engine/verify.ts';
import { openDatabase } from './storage/database.ts';
import { playoutFile } from './storage/files.ts';

/** How often the thread looks whether somebody else wrote, in case a nudge was lost. */
const LOOK_EVERY_MS = 1000;
/** The horizon moves on by itself, and what nobody told of is swept, this often. */
const REFRESH_EVERY_MS = 30_000;
const PRUNE_EVERY_MS = HOUR;
/** Notes that waited longer than this to become rows are told of. */
const LATE_MS = 3000;
/** While it runs, nothing older than this can still be swept; the start sweeps everything. */
const SWEPT_BACK = durationMs(-72 * HOUR);

const start = workerData as RecorderStart;
const db = openDatabase(start.database, { durable: true, now: () => clock.now() });
const clock = openSystemClock(wallClockOf(process.env));
const ledger = new Ledger(db, start.zone, clockSource);
const dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
const post = (message: FromRecorder) => parentPort!.postMessage(message);

let seen = 0;
let refreshed = 0;
let unwritten: Note[] = [];
/** Since when there are any, by a clock that nobody sets; and what the database said last. */
let waitingSince: number | undefined;
let refusal = '';
/** What a dead playout left open is not closed yet: no row of this one may come before that. */
let unrecovered: { readonly because: string | undefined } | undefined;
let cues: readonly Cue[] = [];
let relayFacts = { allowed: [] as readonly string[], levelDb: 0 };
let audited = '';

function refresh(): void {
  seen = dataVersion.get()!;
  const now = clock.now();
  refreshed = now;
  const horizon = ledger.horizon(now, verifier.faults);
  cues = horizon.cues;
  relayFacts = { allowed: horizon.reachable, levelDb: horizon.deadAir.levelDb };
  post({ horizon });
}

const relays = openRelayWatch({
  ...{ ffmpeg: start.ffmpeg, clock },
  onFault: ({ title, zoneId }, { reason, said }) => {
    unwritten.push({ note: 'incident', kind: reason, zoneId, detail: `${title}: ${said}`, at: clock.now() });
    write();
  },
});
const verifier = openVerifier({
  fileOf: (sha256) => playoutFile(start.home, sha256),
  onFound: (sha256, fault) => {
    const cue = cues.find((one) => one.playoutSha256 === sha256);
    const substitute = cues.flatMap((one) => one.substitutes).find((one) => one.playoutSha256 === sha256);
    const detail = cue?.title ?? substitute?.title ?? sha256;
    if (fault) unwritten.push({ note: 'incident', kind: fault, zoneId: cue?.zoneId ?? null, detail, at: clock.now() });
    write();
    refresh();
  },
});

/** What nobody told of; and the nightly proof that every entry ended once, at a start for the nights it was not there. */
function sweep(since?: EpochMs): void {
  patiently(() => {
    if (ledger.sweep(clock.now(), since) > 0) post('written');
    const today = dayOf(clock.now(), start.zone).toString();
    if (today === audited) return;
    ledger.audit(clock.now());
    ledger.seal(clock.now());
    audited = today;
  });
}

/** What of the aircheck is no longer kept, hour by hour; asynchronous, so that no note waits for it. */
async function prune(): Promise<void> {
  try {
    const { rule, since } = ledger.aircheckKept();
    await pruneAircheck(start.home, rule, clock.now(), since);
  } catch (error) {
    console.error('[phát sóng] chưa dọn được bản ghi sóng:', error);
  }
}

/** The notes wait, in order, until they can be written. */
function write(): void {
  recover();
  if (unwritten.length === 0 || unrecovered) return;
  waitingSince ??= performance.now();
  patiently(() => {
    ledger.write(unwritten);
    const waited = performance.now() - waitingSince!;
    waitingSince = undefined;
    unwritten = waited > LATE_MS ? [late(waited)] : [];
    refusal = '';
    post('written');
  });
}

function late(waitedMs: number): Note {
  const at = after(clock.now(), durationMs(-waitedMs));
  const why = refusal === 'SQLITE_FULL' ? 'ổ đĩa đầy' : 'cơ sở dữ liệu đang bận';
  const detail = `${why}, ${Math.round(waitedMs / 1000)} giây`;
  return { note: 'incident', kind: 'log-delayed', zoneId: null, detail, at };
}

function recover(): void {
  if (unrecovered === undefined) return;
  const { because } = unrecovered;
  patiently(() => {
    ledger.recover(clock.now(), because);
    unrecovered = undefined;
  });
}

/** A database somebody holds locked for longer than its patience, a disk without room: the next look tries again. */
function patiently(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!mayPass(error)) throw error;
    if (refusal === '') console.error('[phát sóng] nhật ký phải chờ:', String(error));
    refusal = error.code;
  }
}

const mayPass = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^SQLITE_(BUSY|FULL|IOERR)/.test(error.code);

/** Its playout has the air from now on. */
function begin(because: string | undefined): void {
  unrecovered = { because };
  recover();
  refresh();
  sweep();
  looking = setInterval(look, LOOK_EVERY_MS);
  pruning = setInterval(prune, PRUNE_EVERY_MS);
  void prune();
}
let looking: NodeJS.Timeout | undefined;
let pruning: NodeJS.Timeout | undefined;

parentPort!.on('message', (message: ToRecorder) => {
  if (message === 'nudge') return refresh();
  if (typeof message === 'object' && 'begin' in message) return begin(message.begin.because);
  if (message === 'close') {
    clearInterval(looking);
    clearInterval(pruning);
    relays.close();
    write();
    void verifier[Symbol.asyncDispose]().then(() => {
      db.close();
      parentPort!.close();
    });
    return;
  }
  unwritten.push(...message.notes);
  write();
  // An answer or an ending changes what is due; a progress note does not.
  if (message.notes.some(({ note }) => note !== 'progress')) refresh();
});

function look(): void {
  write();
  const now = clock.now();
  // A clock may also have gone back.
  if (Math.abs(now - refreshed) > REFRESH_EVERY_MS) {
    sweep(after(now, SWEPT_BACK));
    refresh();
  } else if (dataVersion.get() !== seen) refresh();
  verifier.look(cues, now);
  relays.look(cues, now, relayFacts);
}

post('open');
