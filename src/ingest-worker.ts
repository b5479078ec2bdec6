/**
 * The ingest: a process of its own, behind everything else on the machine (nice 19, idle disk), so that neither the web
 * nor the air waits for it. It takes rows of the database to ready or failed; told of a new one by the web, and looking
 * by itself. Ends on SIGTERM, or when the supervisor is gone; what it had in hand is taken up at its next start.
 */
import { setPriority } from 'node:os';
import { parseConfig } from './config.ts';
import { epochMs } from './core/time.ts';
import { openFfmpeg } from './engine/ffmpeg.ts';
import { openLine, type ToIngest, type ToWeb } from './engine/line.ts';
import { startChild } from './engine/subprocess.ts';
import { openIngest } from './ingest/ingest.ts';
import { mendCopies } from './ingest/mend.ts';
import { openDatabase } from './storage/database.ts';
import { openMediaFolder } from './storage/files.ts';
import { Recordings } from './storage/recordings.ts';
import { Settings } from './storage/settings.ts';

const LOOK_MS = 2000;

const parsed = parseConfig(process.env);
if (!parsed.ok) throw new Error(parsed.error.join('\n'));
const { config } = parsed.value;

setPriority(19);
// Where there is no ionice, the disk is shared by nice alone.
await startChild('ionice', ['-c', '3', '-p', String(process.pid)]).ended;

const line = openLine<ToWeb, ToIngest>();
const db = openDatabase(config.database);
const recordings = new Recordings(db);
const settings = new Settings(db);
const media = openMediaFolder(config.home);
for (const id of await mendCopies(recordings, media)) console.warn(`[ingest] làm lại bản phát của tệp ${id}.`);

const ingest = openIngest({
  ...{ recordings, media },
  ffmpeg: openFfmpeg({ program: config.ffmpeg, leash: config.leash }),
  copyRule: () => settings.find().copyRule,
  now: () => epochMs(Date.now()),
  onChange: ({ step }) => step === null && line.send({ say: 'checked' }),
});
line.onMessage(ingest.nudge);
const looking = setInterval(ingest.nudge, LOOK_MS);

let isEnding = false;
const end = async () => {
  if (isEnding) return;
  isEnding = true;
  clearInterval(looking);
  await ingest[Symbol.asyncDispose]();
  db.close();
  process.exit(0);
};
process.once('SIGTERM', end);
line.onClosed(end);
