/**
 * P8: a 30-minute MP3 from received to ready, through the real ingest: probe, measuring decode, playout copy, hash,
 * rows. Counted in seconds of a core, the children's at nice 19 and this process's own, so that what else the machine
 * does matters little. Speech whose peaks need the limiter, as nearly all speech does, and music that needs none.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ROOT } from '../../src/config.ts';
import { DEFAULT_SETTINGS } from '../../src/core/model.ts';
import { epochMs } from '../../src/core/time.ts';
import { type LibraryFfmpeg, openFfmpeg } from '../../src/engine/ffmpeg.ts';
import { openIngest } from '../../src/ingest/ingest.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { openMediaFolder } from '../../src/storage/files.ts';
import { Recordings } from '../../src/storage/recordings.ts';
import { SIGNALS } from '../support/signals.ts';

export type IngestFigures = {
  readonly signal: string;
  /** Length ÷ seconds of a core, and ÷ seconds on the wall. */
  readonly ratio: number;
  readonly wallRatio: number;
  /** Seconds of a core. */
  readonly measure: number;
  readonly copy: number;
  readonly own: number;
  /** How often the copy was made. */
  readonly copies: number;
  /** Longest and 99th percentile hold-up of this process's loop, ms. */
  readonly stallMs: number;
  readonly stallP99Ms: number;
};

const SECONDS = 1800;

export async function benchIngest(): Promise<IngestFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  const db = openDatabase(join(folder, 'station.db'));
  try {
    await migrate(db, join(ROOT, 'src/storage/migrations'));
    const figures: IngestFigures[] = [];
    for (const signal of ['speech', 'music'] as const)
      figures.push(await ingested(folder, new Recordings(db), signal, halfAnHour(folder, signal)));
    return figures;
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function halfAnHour(folder: string, signal: keyof typeof SIGNALS): string {
  const [short, long] = [join(folder, 'short.wav'), join(folder, `${signal}.mp3`)];
  const run = (...args: string[]) => execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
  run(...SIGNALS[signal], '-ac', '2', short);
  run('-stream_loop', '-1', '-i', short, '-t', String(SECONDS), '-ar', '44100', '-b:a', '128k', long);
  return long;
}

async function ingested(folder: string, recordings: Recordings, signal: string, file: string): Promise<IngestFigures> {
  const media = openMediaFolder(folder);
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  const temporary = media.temporary();
  copyFileSync(file, temporary);
  await media.keepOriginal(temporary, sha256, 'mp3');
  const [uploadedAt, bytes] = [epochMs(0), readFileSync(file).length];
  const { id } = recordings.add({ title: signal, fileName: 'a.mp3', sha256, bytes, uploadedBy: null, uploadedAt });

  const spent = { measure: 0, copy: 0, copies: 0 };
  const real = openFfmpeg({ program: 'ffmpeg', leash: join(ROOT, 'src/engine/leash.sh') });
  const counted = async <T>(job: 'measure' | 'copy', run: () => Promise<T>): Promise<T> => {
    const before = childSeconds();
    const done = await run();
    spent[job] += childSeconds() - before;
    return done;
  };
  const ffmpeg: LibraryFfmpeg = {
    probe: real.probe,
    measure: (...given) => counted('measure', () => real.measure(...given)),
    makePlayoutCopy: (...given) => {
      spent.copies++;
      return counted('copy', () => real.makePlayoutCopy(...given));
    },
  };

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const [began, own, children] = [performance.now(), process.cpuUsage(), childSeconds()];
  const { copyRule } = DEFAULT_SETTINGS;
  await using ingest = openIngest({ recordings, media, ffmpeg, copyRule: () => copyRule, now: () => uploadedAt });
  await ingest.idle();
  const wall = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(own);
  delay.disable();
  const ready = recordings.find(id);
  if (ready?.state !== 'ready') throw new Error(`not ready: ${ready?.reason}`);
  const ownSeconds = (user + system) / 1e6;
  return {
    ...{ signal, ...spent, own: ownSeconds, wallRatio: SECONDS / wall },
    ratio: SECONDS / (childSeconds() - children + ownSeconds),
    ...{ stallMs: delay.max / 1e6, stallP99Ms: delay.percentile(99) / 1e6 },
  };
}

/** Of all children that have ended, by proc(5): hundredths of a second. */
function childSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]!.split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
