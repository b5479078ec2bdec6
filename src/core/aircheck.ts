/**
 * How the aircheck lies on disk: `aircheck/<zone>/<day>/<HH-MM-SS>_<µs>.opus`, each file one unbroken stretch of one feed.
 * Its name says when its first sample sounded, in whole microseconds since 1970 (a twentieth of a sample), its Ogg tags who
 * heard it, its last page how long it is (RFC 7845 §4): there is no index beside the files that could disagree with them.
 */
import { err, ok, type Result } from './result.ts';
import { type EpochMs, HOUR, isoWithOffset, RATE } from './time.ts';

export const AIRCHECK = 'aircheck';
/** A file begins at every tenth minute of the clock at the latest. */
export const FILE_MS = 600_000;

const FRAMES_PER_MS = RATE / 1000;

/** `2025-09-10/17-10-00_1757499000004000.opus`: the station's wall clock for people, the instant for programs. */
export function fileNameOf(startMs: number, zone: string): { day: string; name: string } {
  const wall = isoWithOffset(Math.floor(startMs) as EpochMs, zone);
  return {
    day: wall.slice(0, 10),
    name: `${wall.slice(11, 19).replaceAll(':', '-')}_${Math.round(startMs * 1000)}.opus`,
  };
}

/** When the first sample of a file of this name sounded, in ms with its fraction; `undefined`: it is none of ours. */
export function startOf(name: string): number | undefined {
  const micros = /^\d\d-\d\d-\d\d_(\d{1,16})\.opus$/.exec(name)?.[1];
  return micros === undefined ? undefined : Number(micros) / 1000;
}

/** A file as it lies there: so many frames from `startMs` on. */
export type Stretch = { readonly file: string; readonly startMs: number; readonly frames: number };

/** A part of one file, in frames of it; `file` null: nothing was kept of that. */
export type Piece = { readonly file: string | null; readonly from: number; readonly frames: number };

/**
 * What of `stretches` makes up [from, until), to the frame, holes told as such; of two that overlap, the later begun. An
 * error when none of it was kept.
 */
export function cutPieces(
  stretches: readonly Stretch[],
  from: number,
  until: number,
): Result<readonly Piece[], 'nothing-kept'> {
  const total = Math.round((until - from) * FRAMES_PER_MS);
  const placed = stretches
    .map(({ file, startMs, frames }) => ({ file, at: Math.round((startMs - from) * FRAMES_PER_MS), frames }))
    .sort((a, b) => a.at - b.at);
  const pieces: Piece[] = [];
  let at = 0;
  placed.forEach(({ file, at: start, frames }, i) => {
    const next = placed[i + 1]?.at ?? Number.POSITIVE_INFINITY;
    const end = Math.min(start + frames, next, total);
    if (end <= at) return;
    if (start > at) {
      pieces.push({ file: null, from: 0, frames: start - at });
      at = start;
    }
    pieces.push({ file, from: at - start, frames: end - at });
    at = end;
  });
  if (pieces.every(({ file }) => file === null)) return err('nothing-kept');
  if (at < total) pieces.push({ file: null, from: 0, frames: total - at });
  return ok(pieces);
}

/** How long the aircheck is kept: `days`, and no more than `gigabytes`; and what of the disk it leaves free. */
export type AircheckRule = { readonly days: number; readonly gigabytes: number; readonly freeGigabytes: number };

/** Raw sound: three months (station.md §2.7). Two and a half hours a day are 2.4 GB by then, all day long 23 GB. */
export const DEFAULT_AIRCHECK: AircheckRule = { days: 90, gigabytes: 20, freeGigabytes: 1 };

export type Kept = { readonly file: string; readonly startMs: number; readonly bytes: number };

/**
 * Which files to let go, oldest first; never one younger than an hour, which may be growing or be listened to. Days are
 * counted back from the newest file at the latest: a clock that runs years ahead takes nothing away. From `since` on, of
 * what a report that is still open tells, only the room on the disk can.
 */
export function toPrune(
  kept: readonly Kept[],
  rule: AircheckRule,
  clock: number,
  since = Number.POSITIVE_INFINITY,
): string[] {
  const oldest = [...kept].sort((a, b) => a.startMs - b.startMs);
  const now = Math.min(clock, (oldest.at(-1)?.startMs ?? clock) + 24 * HOUR);
  let bytes = oldest.reduce((sum, one) => sum + one.bytes, 0);
  const gone: string[] = [];
  for (const one of oldest) {
    if (one.startMs > now - HOUR) break;
    const isOld = one.startMs < Math.min(since, now - rule.days * 24 * HOUR);
    if (!isOld && bytes <= rule.gigabytes * 1e9) break;
    gone.push(one.file);
    bytes -= one.bytes;
  }
  return gone;
}
