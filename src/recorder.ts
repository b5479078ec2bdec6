/** The recorder's thread (engine/recorder.ts): the only writer of airings. */
import { parentPort, workerData } from 'node:worker_threads';
import { openSystemClock } from './engine/clock.ts';
import { Ledger } from './engine/ledger.ts';
import type { Note } from './engine/note.ts';
import type { FromRecorder, RecorderStart, ToRecorder } from './engine/recorder.ts';
import { openDatabase } from './storage/database.ts';

/** How often the thread looks whether somebody else wrote, in case a nudge was lost. */
const LOOK_EVERY_MS = 1000;
/** The horizon moves on by itself, and what nobody told of is swept, this often. */
const REFRESH_EVERY_MS = 30_000;

const start = workerData as RecorderStart;
const db = openDatabase(start.database, { durable: true });
const clock = openSystemClock();
const ledger = new Ledger(db, start.zone);
const dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
const post = (message: FromRecorder) => parentPort!.postMessage(message);

let seen = 0;
let refreshed = 0;
let unwritten: Note[] = [];

function refresh(): void {
  seen = dataVersion.get()!;
  refreshed = clock.now();
  post({ horizon: ledger.horizon(clock.now()) });
}

/** A database somebody holds locked for longer than its patience: the notes wait, in order, for the next try. */
function write(): void {
  if (unwritten.length === 0) return;
  try {
    ledger.write(unwritten);
    unwritten = [];
    post('written');
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
    db.close();
    parentPort!.close();
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
    if (ledger.sweep(now) > 0) post('written');
    refresh();
  } else if (dataVersion.get() !== seen) refresh();
}, LOOK_EVERY_MS);

ledger.recover(clock.now());
refresh();
if (ledger.sweep(clock.now()) > 0) post('written');
