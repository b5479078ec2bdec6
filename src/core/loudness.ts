/**
 * From measurements to the playout copy (station.md §2.9): what a recording is like, and what is to be done to it so
 * that every recording is heard equally loud.
 *
 * The gain is linear, and a limiter holds the few peaks that would go over: ffmpeg's `loudnorm` would turn dynamic
 * without a word where the gain exceeds the true peak. Loudness is EBU R128 (LUFS, LU), peaks are dBTP or dBFS.
 */
import { NO_POINTS, type Points } from './points.ts';
import { BLOCK, FULL_SCALE, type Scanned } from './sound-scan.ts';
import { type DurationMs, durationMs, type Frames, frames, framesToMs, msToFrames, SECOND } from './time.ts';

/** What the station wants of every playout copy. */
export type CopyRule = {
  readonly targetLufs: number;
  /** Takes away what is below 120 Hz, which a horn loudspeaker cannot sound. */
  readonly highPass: boolean;
};

/** EBU R128 of a whole; `null` where there is nothing to hear. */
export type Loudness = {
  readonly integrated: number | null;
  readonly range: number;
  /** Only where it was asked for. */
  readonly truePeak: number | null;
};

/** A stretch of the original. */
export type Passage = { readonly at: DurationMs; readonly length: DurationMs };

export type Sides = 'mono' | 'stereo' | 'left-only' | 'right-only' | 'opposite';

/** How the playout copy is cut from the original. Frames count at 48 kHz in the original as decoded whole. */
export type Treatment = {
  readonly gainDb: number;
  /** How many times the rate the limiter works at; null: none is needed. */
  readonly limiter: 2 | 4 | null;
  readonly highPass: boolean;
  /** The side that is heard on both, where the other carries nothing, the same, or the same upside down. */
  readonly only: 'left' | 'right' | null;
  readonly from: Frames;
  readonly until: Frames;
  /** Cut at a person's points: then its loudness is that of what is left, and is measured. */
  readonly byHand?: true;
};

/** All that is kept of a check, as JSON. */
export type Analysis = {
  /** Exact length of the original at 48 kHz. */
  readonly frames: Frames;
  readonly loudness: Loudness;
  readonly samplePeak: number | null;
  readonly sides: Sides;
  /** 1: both sides alike; −1: one is the other upside down. */
  readonly correlation: number;
  /** How much louder the left is, dB; `null` when a side carries nothing at all. */
  readonly balance: number | null;
  /** How much of what is heard lies between 300 and 3,400 Hz; absent where it was not measured. */
  readonly speechShare?: number | null;
  readonly head: DurationMs;
  readonly tail: DurationMs;
  /** Inside, longer than three seconds. */
  readonly silences: readonly Passage[];
  readonly clipped: readonly Passage[];
  readonly copy: Treatment & {
    readonly targetLufs: number;
    /** `null` when it is silent. */
    readonly integrated: number | null;
  };
};

/** What rises between the samples of the limiter's rate by no more than half a decibel stays below −1 dBTP. */
export const LIMIT_DB = -1.5;
/** Where peaks rise less between the samples, they are of low tones, and twice the rate shows them well. */
const DULL_DB = 0.5;
const CEILING_DB = -1;
const MOST_GAIN_DB = 24;
/** Below this there is nobody speaking. */
const SILENT_LUFS = -60;

const KEPT_HEAD = durationMs(150);
const KEPT_TAIL = durationMs(300);
const LONGEST_PAUSE = durationMs(3000);

export const asItIs = (length: Frames): Treatment => ({
  gainDb: 0,
  limiter: null,
  highPass: false,
  only: null,
  from: frames(0),
  until: length,
});

const decibels = (power: number): number => 10 * Math.log10(power);
const fromDecibels = (db: number): number => 10 ** (db / 20);
const blocksToMs = (blocks: number): DurationMs => framesToMs(frames(blocks * BLOCK));

// what ffmpeg said -----------------------------------------------------------------------------------------------------

/** The summaries of `ebur128@name` filters in what ffmpeg wrote, by name. −70 LUFS is its word for nothing heard. */
export function loudnessIn(lines: readonly string[]): ReadonlyMap<string, Loudness> {
  const found = new Map<string, { integrated: number | null; range: number; truePeak: number | null }>();
  let current: string | undefined;
  for (const line of lines) {
    const begins = /^\[ebur128@(\w+) @ [^\]]+\] \[info\] Summary:/.exec(line)?.[1];
    if (begins !== undefined) {
      current = begins;
      found.set(current, { integrated: null, range: 0, truePeak: null });
    } else if (line.startsWith('[')) current = undefined;
    const [, what, value = ''] = /^ {4}(I|LRA|Peak): +(\S+) (?:LUFS|LU|dBFS)$/.exec(line) ?? [];
    if (current === undefined || what === undefined) continue;
    const summary = found.get(current)!;
    const number = Number(value);
    if (what === 'I') summary.integrated = number > -70 ? number : null;
    else if (what === 'LRA') summary.range = number;
    else summary.truePeak = Number.isFinite(number) ? number : null;
  }
  return found;
}

// where it is quiet or broken ------------------------------------------------------------------------------------------

type Stretch = { readonly from: number; readonly until: number };

/** Blocks 30 dB below the speech, and never louder than −45 dBFS: the hiss of a room counts as silence. */
function quietStretches({ power }: Scanned, integrated: number | null): Stretch[] {
  const threshold = 10 ** (Math.min(-45, Math.max(-65, (integrated ?? -70) - 30)) / 10);
  const found: Stretch[] = [];
  let from: number | undefined;
  for (let block = 0; block <= power.length; block++) {
    const isQuiet = block < power.length && power[block]! < threshold;
    if (isQuiet) from ??= block;
    else if (from !== undefined) {
      found.push({ from, until: block });
      from = undefined;
    }
  }
  return found;
}

/** A second with as many flat tops is broken; loud music that went through a limiter has three or four. */
const TOPS_PER_SECOND = 10;
const MOST_PASSAGES = 100;

function clippedPassages({ flatTops }: Scanned): Passage[] {
  const perSecond = new Map<number, number>();
  for (const block of flatTops) {
    const second = Math.floor(block / 100);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  const passages: { at: DurationMs; length: DurationMs }[] = [];
  for (const [second, tops] of perSecond) {
    if (tops < TOPS_PER_SECOND) continue;
    const at = durationMs(second * SECOND);
    const last = passages.at(-1);
    if (last && at - last.at - last.length <= 2 * SECOND) last.length = durationMs(at + SECOND - last.at);
    else if (passages.length < MOST_PASSAGES) passages.push({ at, length: SECOND });
  }
  return passages;
}

function sidesOf({ left, right, correlation }: Scanned): Sides {
  if (left === 0 && right === 0) return 'mono';
  if (right < left / 300) return 'left-only';
  if (left < right / 300) return 'right-only';
  if (correlation < -0.5) return 'opposite';
  return correlation > 0.999 && Math.abs(decibels(left / right)) < 0.1 ? 'mono' : 'stereo';
}

// the plan of the copy -------------------------------------------------------------------------------------------------

export type Measured = {
  readonly scanned: Scanned;
  /** Of the original, with its true peak. */
  readonly whole: Loudness;
  /** Of what passes the filter of the copy. */
  readonly heard: Loudness;
};

/** What the recording is like, and what is to be done for its playout copy, which begins and ends at `points`. */
export function planCopy({ scanned, whole, heard }: Measured, rule: CopyRule, points: Points = NO_POINTS): Analysis {
  const quiet = quietStretches(scanned, whole.integrated);
  const blocks = scanned.power.length;
  const head = quiet.find(({ from }) => from === 0)?.until ?? 0;
  const tail = blocks - (quiet.find(({ until }) => until === blocks)?.from ?? blocks);
  const isSilent = heard.integrated === null || heard.integrated < SILENT_LUFS;
  const sides = sidesOf(scanned);
  const { left, right } = scanned;
  const isOne = scanned.isSame || sides === 'left-only' || sides === 'right-only' || sides === 'opposite';
  const only = isSilent || !isOne ? null : left >= right ? 'left' : 'right';
  const ends = isSilent
    ? { from: frames(0), until: scanned.frames }
    : {
        from: frames(Math.max(0, head * BLOCK - msToFrames(KEPT_HEAD))),
        until: frames(Math.min(scanned.frames, (blocks - tail) * BLOCK + msToFrames(KEPT_TAIL))),
      };
  const cut = cutAt(points, ends, scanned.frames);
  const kept = cut.byHand ? within(scanned, cut) : scanned;
  const integrated = isSilent
    ? null
    : loudnessOn(heard.integrated, scanned, only) + meanLevel(kept.power) - meanLevel(scanned.power);
  return {
    frames: scanned.frames,
    loudness: whole,
    samplePeak: scanned.samplePeak > 0 ? round(20 * Math.log10(scanned.samplePeak)) : null,
    sides,
    correlation: round(scanned.correlation),
    balance: left > 0 && right > 0 ? round(decibels(left / right)) : null,
    speechShare: scanned.speechShare === null ? null : round(scanned.speechShare),
    head: blocksToMs(head),
    tail: blocksToMs(tail),
    silences: quiet
      .filter(({ from, until }) => from > 0 && until < blocks && blocksToMs(until - from) > LONGEST_PAUSE)
      .slice(0, MOST_PASSAGES)
      .map(({ from, until }) => ({ at: blocksToMs(from), length: blocksToMs(until - from) })),
    clipped: clippedPassages(scanned),
    copy: {
      ...(integrated === null
        ? { gainDb: 0, limiter: null, integrated }
        : gainOf(kept, integrated, betweenSamples(whole, scanned), rule)),
      targetLufs: rule.targetLufs,
      highPass: rule.highPass,
      only,
      ...cut,
    },
  };
}

type Cut = Pick<Treatment, 'from' | 'until' | 'byHand'>;

/** A person's points take the place of the ends of silence, each for itself. */
function cutAt({ inMs, outMs }: Points, ends: Cut, length: Frames): Cut {
  if (inMs === null && outMs === null) return ends;
  const [typedIn, typedOut] = [inMs, outMs].map((at) =>
    at === null ? null : frames(Math.min(length, msToFrames(at))),
  );
  // An end of silence on the wrong side of a point gives way to it.
  const from = typedIn ?? (ends.from < (typedOut ?? length) ? ends.from : frames(0));
  const until = typedOut ?? (ends.until > from ? ends.until : length);
  return { from, until, byHand: true };
}

function within(scanned: Scanned, { from, until }: Cut): Scanned {
  const [first, last] = [Math.floor(from / BLOCK), Math.ceil(until / BLOCK)];
  return { ...scanned, power: scanned.power.subarray(first, last), peak: scanned.peak.subarray(first, last) };
}

/** Decibels over what is heard: blocks 10 dB below the mean are left out, as R128 does. */
function meanLevel(power: Float32Array): number {
  const mean = (least: number) => {
    let [sum, count] = [0, 0];
    for (const one of power) {
      if (one < least) continue;
      sum += one;
      count += 1;
    }
    return count > 0 ? sum / count : 0;
  };
  return decibels(Math.max(1e-9, mean(mean(1e-7) / 10)));
}

/** How loud it is once the better side is on both. */
const loudnessOn = (integrated: number, { left, right }: Scanned, only: Treatment['only']): number =>
  only === null ? integrated : integrated + decibels((2 * Math.max(left, right)) / (left + right));

/** How far the wave rises between its samples, dB. */
const betweenSamples = ({ truePeak }: Loudness, { samplePeak }: Scanned): number =>
  truePeak === null ? 0 : Math.max(0, truePeak - 20 * Math.log10(samplePeak));

/** The gain that brings `integrated` to the target, with what the limiter will take away again. */
function gainOf(
  scanned: Scanned,
  integrated: number,
  between: number,
  { targetLufs }: CopyRule,
): Pick<Analysis['copy'], 'gainDb' | 'limiter' | 'integrated'> {
  const levels = peakLevels(scanned);
  const becomes = (gainDb: number) => integrated + gainDb - levels.lostAt(gainDb);
  let [low, high] = [targetLufs - integrated, Math.max(MOST_GAIN_DB, targetLufs - integrated)];
  for (let turn = 0; turn < 12; turn++) {
    const middle = (low + high) / 2;
    if (becomes(middle) < targetLufs) low = middle;
    else high = middle;
  }
  const gainDb = round(Math.min(low, MOST_GAIN_DB));
  return {
    gainDb,
    limiter: levels.highest + between + 0.5 + gainDb <= CEILING_DB ? null : between < DULL_DB ? 2 : 4,
    integrated: round(becomes(gainDb)),
  };
}

/** How much of the energy lies below which peaks: half decibels down from +6 dBFS. */
function peakLevels({ power, peak }: Scanned) {
  const TOP = 6;
  const STEPS = 200;
  const levelOf = (step: number) => TOP - step / 2;
  const energy = new Float64Array(STEPS);
  // R128 leaves out what lies, over 400 milliseconds, 10 dB below the mean; that of speech is some 4 dB below its
  // loudest twentieth, which, other than the mean, one slamming door does not raise.
  const around = meansAround(power, 20);
  const sounding = around.filter((one, block) => block % 20 === 0 && one > 1e-7).sort();
  const gate = (sounding[Math.floor(sounding.length * 0.95)] ?? 0) / 25;
  let highest = 0;
  for (let block = 0; block < power.length; block++) {
    highest = Math.max(highest, peak[block]!);
    if (around[block]! < gate) continue;
    // The limiter lets go slowly: a peak holds down the 50 milliseconds behind it.
    let held = 0;
    for (let back = Math.max(0, block - 4); back <= block; back++) held = Math.max(held, peak[back]!);
    const step = (db: number) => Math.min(STEPS - 1, Math.max(0, Math.round((TOP - db) * 2)));
    energy[step(20 * Math.log10(held / FULL_SCALE))]! += power[block]!;
  }
  const total = energy.reduce((sum, one) => sum + one, 0);
  return {
    highest: 20 * Math.log10(highest / FULL_SCALE),
    /** Decibels of loudness that the limiter takes at this gain. */
    lostAt(gainDb: number): number {
      let kept = 0;
      for (let step = 0; step < STEPS; step++)
        kept += energy[step]! * fromDecibels(Math.min(0, LIMIT_DB - levelOf(step) - gainDb)) ** 2;
      return total > 0 ? -decibels(kept / total) : 0;
    },
  };
}

/** Of each the mean with `reach` neighbours on either side. */
function meansAround(values: Float32Array, reach: number): Float32Array {
  const means = new Float32Array(values.length);
  let sum = 0;
  for (let i = -reach; i < values.length; i++) {
    if (i + reach < values.length) sum += values[i + reach]!;
    if (i > reach) sum -= values[i - reach - 1]!;
    if (i >= 0) means[i] = Math.max(0, sum) / (2 * reach + 1);
  }
  return means;
}

/** A copy as it was made: its gain, and how loud it came out. */
export type Tried = { readonly gainDb: number; readonly integrated: number | null };

/**
 * The plan of a better copy than one that came out `measured` loud; `undefined` when it is good. Where a limiter presses
 * hard, a decibel of gain is less than one of loudness: how much less, the try `before` tells.
 */
export function corrected(plan: Analysis, measured: Loudness, before?: Tried): Analysis | undefined {
  const { copy } = plan;
  if (copy.integrated === null || measured.integrated === null) return undefined;
  const off = measured.integrated - copy.targetLufs;
  if (Math.abs(off) <= 0.25) return undefined;
  // What was cut by hand may peak higher against its loudness than the whole did.
  const limiter = copy.byHand && off < 0 ? (copy.limiter ?? 4) : copy.limiter;
  const rose = measured.integrated - (before?.integrated ?? 0);
  const slope = before ? Math.min(1, Math.max(0.25, rose / (copy.gainDb - before.gainDb))) : 1;
  return { ...plan, copy: { ...copy, gainDb: round(Math.min(MOST_GAIN_DB, copy.gainDb - off / slope)), limiter } };
}

export const asMeasured = (plan: Analysis, { integrated }: Loudness): Analysis => ({
  ...plan,
  copy: { ...plan.copy, integrated },
});

/** To hundredths of a decibel. */
export const round = (n: number): number => Math.round(n * 100) / 100;
