/**
 * Kill −9 of the playout, at random moments around the boundaries of a real playlist (peers.md F7). The playout is the
 * program's own, with its own decoders and aircheck; this file only stands in for the supervisor, so that a kill costs what
 * a start costs and no pause. Then the log is held against the playlist and against what the aircheck holds.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { epochMs, RATE } from '../../src/core/time.ts';
import { cutAircheck } from '../../src/engine/aircheck-shelf.ts';
import { Ledger } from '../../src/engine/ledger.ts';
import { isPulse } from '../../src/engine/watchdog.ts';
import { type Db, migrate, openDatabase } from '../../src/storage/database.ts';
import { playoutFile } from '../../src/storage/files.ts';
import { Settings } from '../../src/storage/settings.ts';
import { randomOf } from '../support/random.ts';
import { seedEntry } from '../support/seed.ts';
import { until } from '../support/wait.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
/** A kill falls up to so long before or behind a boundary, in steps of 50 ms. */
const AROUND_MS = 1000;
const STEP_MS = 50;
/** A start, the kill and the boundary behind it; on a busy machine as well. */
const MOST_A_KILL_MS = 12_000;
/** Entries follow each other with, and without, a little silence between them. */
const LENGTHS_MS = [1500, 2300, 1900, 3100];
const PAUSES_MS = [0, 0, 400];
const TONES = [500, 650, 800, 950, 1100, 1250, 1400];
/** A window of the aircheck that has this entry's tone in it, and how far its edges and Opus may blur the sum. */
const WINDOW = RATE / 100;
const BLUR_MS = 60;

type Entry = { readonly id: number; readonly start: number; readonly end: number; readonly hertz: number };
type Row = {
  readonly id: number;
  readonly entryId: number;
  readonly outcome: string;
  readonly reason: string | null;
  readonly continuesId: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly fromFrame: number;
  readonly playedFrames: number;
  readonly totalFrames: number;
};

export type Kills = {
  readonly kills: number;
  readonly entries: number;
  readonly rows: number;
  readonly restarts: readonly number[];
  /** How the entries ended, counted. */
  readonly endings: Readonly<Record<string, number>>;
  readonly claimedSeconds: number;
  readonly heldSeconds: number;
  /** Of any one row: how much more it claims than the aircheck holds, in ms; below zero it claims less. */
  readonly worstExcessMs: number;
  readonly faults: readonly string[];
};

export async function soakKills(kills: number, seed: number): Promise<Kills> {
  const home = mkdtempSync(join(tmpdir(), 'dai-xa-kills-'));
  const db = openDatabase(join(home, 'station.db'));
  let playout: ChildProcess | undefined;
  try {
    await migrate(db, join(process.cwd(), 'src/storage/migrations'));
    new Settings(db).change({ hours: [{ from: '00:00', until: '24:00' }] });
    const random = randomOf(seed);
    const entries = seedPlaylist(db, home, Date.now() + 6000, kills * MOST_A_KILL_MS);
    const boundaries = [...new Set(entries.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
    const restarts: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const startedAt = Date.now();
      playout = await startPlayout(home, kill === 0 ? undefined : 'tiến trình đã chết (SIGKILL)');
      if (kill > 0) restarts.push(Date.now() - startedAt);
      const beside = Math.floor(random() * (2 * (AROUND_MS / STEP_MS) + 1)) * STEP_MS - AROUND_MS;
      // Every other time an entry may sound to its end before.
      const notBefore = Date.now() + (kill % 2) * Math.max(...LENGTHS_MS);
      const boundary = boundaries.find((at) => at + beside > notBefore);
      if (boundary === undefined) throw new Error('the playlist was too short for so slow a machine');
      await sleepUntil(boundary + beside);
      await killed(playout);
    }
    playout = await startPlayout(home, 'tiến trình đã chết (SIGKILL)');
    // What is still to come is no part of it.
    const last = entries.find(({ start }) => start > Date.now() + 1000)!;
    await sleepUntil(last.end + 1000);
    const gone = new Promise((resolve) => playout!.once('close', resolve));
    playout.kill('SIGTERM');
    await gone;
    const due = entries.filter(({ start }) => start <= last.start);
    // What is left for the sweep of a quarter of a minute later.
    new Ledger(db, ZONE).sweep(epochMs(last.end + 30_000));
    return { kills, restarts, ...(await judge(db, home, due)) };
  } finally {
    playout?.kill('SIGKILL');
    db.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Tones whose files are where the library would have them, and entries for them over `lengthMs`. */
function seedPlaylist(db: Db, home: string, from: number, lengthMs: number): Entry[] {
  const files = TONES.flatMap((hertz) => LENGTHS_MS.map((ms) => ({ hertz, ms, ...toneFile(home, hertz, ms) })));
  const entries: Entry[] = [];
  db.transaction(() => {
    for (let at = Math.ceil(from / 1000) * 1000, i = 0; at < from + lengthMs; i++) {
      const [hertz, ms] = [TONES[i % TONES.length]!, LENGTHS_MS[(i * 3) % LENGTHS_MS.length]!];
      const { sha256, frames } = files.find((one) => one.hertz === hertz && one.ms === ms)!;
      const id = seedEntry(db, { id: `khung-${i}`, start: at, frames, playoutSha256: sha256 });
      entries.push({ id, start: at, end: at + ms, hertz });
      at += ms + PAUSES_MS[i % PAUSES_MS.length]!;
    }
  })();
  return entries;
}

function toneFile(home: string, hertz: number, ms: number): { sha256: string; frames: number } {
  const made = join(home, `${hertz}-${ms}.flac`);
  const source = `sine=frequency=${hertz}:sample_rate=48000:duration=${ms / 1000}`;
  const args = ['-loglevel', 'error', '-f', 'lavfi', '-i', source, '-af', 'volume=6', '-sample_fmt', 's16', made];
  execFileSync('ffmpeg', args);
  const sha256 = createHash('sha256').update(readFileSync(made)).digest('hex');
  const file = playoutFile(home, sha256);
  mkdirSync(dirname(file), { recursive: true });
  renameSync(made, file);
  return { sha256, frames: (ms * RATE) / 1000 };
}

/** Resolves with its first pulse: it is on the air. */
async function startPlayout(home: string, because: string | undefined): Promise<ChildProcess> {
  const script = join(process.cwd(), '.build/playout.js');
  const child = spawn(process.execPath, [script, ...(because === undefined ? [] : [because])], {
    env: { ...process.env, STATION_HOME: home },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let isUp = false;
  child.on('message', (message) => {
    isUp ||= isPulse(message);
  });
  await until('the playout', () => isUp || child.exitCode !== null, MOST_A_KILL_MS);
  if (child.exitCode !== null) throw new Error(`the playout ended with ${child.exitCode}`);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await gone;
}

const sleepUntil = (at: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now())));

async function judge(db: Db, home: string, due: readonly Entry[]): Promise<Omit<Kills, 'kills' | 'restarts'>> {
  const rows = db
    .prepare<[number], Row>(
      `SELECT id, entry_id AS entryId, outcome, reason, continues_id AS continuesId, started_at AS startedAt,
         ended_at AS endedAt, from_frame AS fromFrame, played_frames AS playedFrames, total_frames AS totalFrames
       FROM airings WHERE planned_start <= ? ORDER BY id`,
    )
    .all(due.at(-1)!.start);
  const faults: string[] = [];
  const endings: Record<string, number> = {};
  let [claimed, held, worstExcessMs] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const { id, hertz, start } of due) {
    const own = rows.filter(({ entryId }) => entryId === id);
    const name = `entry ${id} (${new Date(start).toISOString()})`;
    if (own.length === 0) faults.push(`${name}: lost`);
    if (own.some(({ outcome }) => outcome === 'on-air')) faults.push(`${name}: still open`);
    const ends = own.filter((row) => !own.some(({ continuesId }) => continuesId === row.id));
    if (ends.length !== 1) faults.push(`${name}: ${ends.length} ends`);
    const whole = own.filter(({ outcome }) => outcome === 'completed');
    if (whole.length > 1) faults.push(`${name}: aired ${whole.length} times as complete`);
    if (own.reduce((sum, { playedFrames }) => sum + playedFrames, 0) > own[0]!.totalFrames)
      faults.push(`${name}: claims more than its recording has`);
    own.forEach((row, i) => {
      const next = own[i + 1];
      if (next && next.playedFrames > 0 && next.fromFrame < row.fromFrame + row.playedFrames)
        faults.push(`${name}: part of it twice`);
    });
    const ending = ends[0];
    const kind = ending ? [ending.outcome, ending.reason].filter(Boolean).join(' ') : 'lost';
    endings[kind] = (endings[kind] ?? 0) + 1;

    for (const row of own) {
      if (row.playedFrames === 0) continue;
      const heardMs = await toneMs(home, row, hertz);
      const claimedMs = (row.playedFrames * 1000) / RATE;
      claimed += claimedMs;
      held += heardMs;
      worstExcessMs = Math.max(worstExcessMs, claimedMs - heardMs);
      if (claimedMs - heardMs > BLUR_MS)
        faults.push(`${name}: row ${row.id} claims ${claimedMs.toFixed(0)} ms, the aircheck has ${heardMs.toFixed(0)}`);
    }
  }
  const [claimedSeconds, heldSeconds] = [claimed / 1000, held / 1000];
  return { entries: due.length, rows: rows.length, endings, claimedSeconds, heldSeconds, worstExcessMs, faults };
}

/** How long the aircheck has a tone of `hertz` where the row says that it sounded. */
async function toneMs(home: string, { startedAt, endedAt }: Row, hertz: number): Promise<number> {
  const cut = await cutAircheck(home, 'main', startedAt!, endedAt!);
  if (!cut.ok) return 0;
  const parts: Uint8Array[] = [];
  for await (const part of cut.value.pcm()) parts.push(part);
  const bytes = Buffer.concat(parts);
  const samples = new Int16Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 2)),
  );
  let windows = 0;
  for (let at = 0; at < samples.length; at += WINDOW)
    if (hasTone(samples.subarray(at, at + WINDOW), hertz)) windows += Math.min(WINDOW, samples.length - at);
  return (windows * 1000) / RATE;
}

/** Goertzel: most of the window's power is at `hertz`, and there is some. */
function hasTone(window: Int16Array, hertz: number): boolean {
  const step = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let [last, before, power] = [0, 0, 0];
  for (const sample of window) {
    [last, before] = [sample / 32_768 + step * last - before, last];
    power += (sample / 32_768) ** 2;
  }
  const atTone = (last ** 2 + before ** 2 - step * last * before) / (window.length / 2);
  return power / window.length > 1e-4 && atTone > power / 2;
}
