/** The ingest as it really runs, a process of its own over a home, to be killed; and what must be true when it is done. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { extensionOf } from '../../src/core/audio.ts';
import type { IngestStep } from '../../src/core/ingest-steps.ts';
import type { Recording } from '../../src/core/model.ts';
import { epochMs } from '../../src/core/time.ts';
import type { ToIngest } from '../../src/engine/line.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { openMediaFolder } from '../../src/storage/files.ts';
import { Recordings } from '../../src/storage/recordings.ts';
import { running } from './processes.ts';
import { make } from './sounds.ts';
import { until } from './wait.ts';

const MIGRATIONS = join(process.cwd(), 'src/storage/migrations');

export class KilledIngest implements AsyncDisposable {
  readonly media;
  readonly recordings;
  #worker: ChildProcess | undefined;

  private constructor(
    readonly home: string,
    readonly db: ReturnType<typeof openDatabase>,
  ) {
    this.media = openMediaFolder(home);
    this.recordings = new Recordings(db);
  }

  /** Over a home of its own; the program has been built. */
  static async open(home = mkdtempSync(join(tmpdir(), 'dai-xa-'))): Promise<KilledIngest> {
    const db = openDatabase(join(home, 'station.db'));
    await migrate(db, MIGRATIONS);
    return new KilledIngest(home, db);
  }

  start(): void {
    const env = { ...process.env, STATION_HOME: this.home };
    const script = join(process.cwd(), '.build/ingest-worker.js');
    this.#worker = spawn(process.execPath, [script], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  /** As the web tells it that there is something to do. */
  nudge(): void {
    this.#worker?.send({ say: 'check' } satisfies ToIngest);
  }

  /** kill −9, and gone. */
  async kill(): Promise<void> {
    const worker = this.#worker;
    if (!worker || worker.exitCode !== null || worker.signalCode !== null) return;
    const gone = new Promise((resolve) => worker.once('close', resolve));
    worker.kill('SIGKILL');
    await gone;
  }

  /** As an upload leaves it: the file in the library, and its row. */
  async receive(file: string): Promise<Recording> {
    const content = readFileSync(file);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const temporary = this.media.temporary();
    copyFileSync(file, temporary);
    await this.media.keepOriginal(temporary, sha256, extensionOf(file));
    const [fileName, bytes, uploadedAt] = [basename(file), content.length, epochMs(Date.now())];
    return this.recordings.add({ title: fileName, fileName, sha256, bytes, uploadedBy: null, uploadedAt });
  }

  /**
   * Kills it while it is at this step of this attempt. False when the step was over before the kill: the row says where it
   * died.
   */
  async killDuring(id: number, step: IngestStep, attempt = 1): Promise<boolean> {
    const isAt = () => {
      const job = this.recordings.jobs.find(id);
      if (job?.state === 'done' || job?.state === 'failed') return 'over';
      return job?.state === 'working' && job.step === step && job.attempts === attempt && job.startedAt !== null;
    };
    const deadline = performance.now() + 60_000;
    // Some steps take milliseconds: no pause between two looks.
    while (!isAt()) {
      if (performance.now() > deadline) throw new Error(`never came to ${step}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.kill();
    return isAt() === true;
  }

  settled(id: number, deadlineMs = 120_000): Promise<Recording> {
    const isOver = ({ state, isRemaking }: Recording) => (state === 'ready' && !isRemaking) || state === 'failed';
    const look = () => {
      const recording = this.recordings.find(id);
      return recording && isOver(recording) ? recording : undefined;
    };
    return until(`recording ${id} settled`, look, deadlineMs);
  }

  /** Where library and disk do not agree. */
  disagreements(): string[] {
    const found: string[] = [];
    const filesIn = (folder: string) =>
      readdirSync(join(this.home, folder), { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name));
    const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
    const rows = this.recordings.list({ limit: 1000 });
    for (const { id, state, sha256, playoutSha256 } of rows) {
      const original = this.media.original(sha256);
      if (original === undefined) found.push(`${id}: its original is gone`);
      else if (hashOf(original) !== sha256) found.push(`${id}: its original is another`);
      if (state !== 'ready') continue;
      const copy = this.media.playout(playoutSha256!);
      if (!existsSync(copy)) found.push(`${id}: its copy is gone`);
      else if (hashOf(copy) !== playoutSha256) found.push(`${id}: its copy is another`);
    }
    const known = new Set(rows.flatMap(({ sha256, playoutSha256 }) => [sha256, playoutSha256]));
    for (const file of [...filesIn('library'), ...filesIn('playout')])
      if (!known.has(basename(file).split('.')[0]!)) found.push(`nobody knows ${file}`);
    for (const file of filesIn('copying')) found.push(`left: ${file}`);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    this.db.close();
    await until('no child left', () => running(this.home).length === 0);
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Long enough for every step to be caught at: noise that hardly packs. */
export const longFile = (folder: string, name: string, seconds: number, seed: number): string =>
  make(folder, name, '-f', 'lavfi', '-i', `anoisesrc=r=48000:d=${seconds}:a=0.3:seed=${seed}`, '-ac', '2');
