/** The recorder's thread (engine/recorder.ts): the only writer of airings. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Cue } from './core/cue.ts';
import { after, dayOf, durationMs, type EpochMs, HOUR } from './core/time.ts';
import { openSystemClock } from './engine/clock.ts';
import { Ledger } from './engine/ledger.ts';
import type { Note } from './engine/note.ts';
import type { FromRecorder, RecorderStart, ToRecorder } from './engine/recorder.ts';
import { openVerifier } from './engine/verify.ts';
import { openDatabase } from './storage/database.ts';
import { playoutFile } from './storage/files.ts';

/** How often the thread looks whether somebody else wrote, in case a nudge was lost. */
const LOOK_EVERY_MS = 1000;
/** The horizon moves on by itself, and what nobody told of is swept, this often. */
const REFRESH_EVERY_MS = 30_000;
/** While it runs, nothing older than this can still be swept; the start sweeps everything. */
const SWEPT_BACK = durationMs(-72 * HOUR);

const start = workerData as RecorderStart;
const db = openDatabase(start.database, { durable: true });
const clock = openSystemClock();
const ledger = new Ledger(db, start.zone);
const dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
const post = (message: FromRecorder) => parentPort!.postMessage(message);

let seen = 0;
let refreshed = 0;
let unwritten: Note[] = [];
let cues: readonly Cue[] = [];
let audited = '';

function refresh(): void {
  seen = dataVersion.get()!;
  const now = clock.now();
  refreshed = now;
  const horizon = ledger.horizon(now, verifier.faults);
  cues = horizon.cues;
  post({ horizon });
}

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
    audited = today;
  });
}

/** The notes wait, in order, until they can be written. */
function write(): void {
  if (unwritten.length === 0) return;
  patiently(() => {
    ledger.write(unwritten);
    unwritten = [];
    post('written');
  });
}

/** A database somebody holds locked for longer than its patience: the next look tries again. */
function patiently(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');

parentPort!.on('message', (message: ToRecorder) => {
  if (message === 'nudge') return refresh();
  if (message === 'close') {
    clearInterval(looking);
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

const looking = setInterval(() => {
  write();
  const now = clock.now();
  if (now - refreshed > REFRESH_EVERY_MS) {
    sweep(after(now, SWEPT_BACK));
    refresh();
  } else if (dataVersion.get() !== seen) refresh();
  verifier.look(cues, now);
}, LOOK_EVERY_MS);

ledger.recover(clock.now());
refresh();
sweep();
