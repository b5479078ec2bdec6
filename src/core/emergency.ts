/**
 * Phát khẩn cấp (product E3): a short message to some zones or all, in place of whatever sounds there, at once, several
 * times over, by name. Approval follows the sound. Where two meet the higher rank is heard; an equal or lower one waits
 * its turn and begins, or begins the repeat that was cut anew, when the other is over.
 */
import { WHOLE_COMMUNE } from './model.ts';
import { after, type DurationMs, durationMs, type EpochMs, HOUR, MINUTE, RATE } from './time.ts';

/** The higher one is heard. Lower than any of them: a drill. */
export const RANKS = [1, 2, 3] as const;
export type Rank = (typeof RANKS)[number];
export const DRILL_RANK = -1;

export const REPEATS = { least: 1, most: 10, usual: 3 } as const;
/** Seconds of silence between two repeats: the schedule does not come back for them. */
export const GAP = { least: 0, most: 120, usual: 10 } as const;
/** What is longer is a programme, not an emergency. */
export const LONGEST = durationMs(10 * MINUTE);
/** An order nobody has heard of for so long is not taken up again: yesterday's flood warning. */
export const STALE_AFTER = durationMs(15 * MINUTE);

/** How its sound is read out, in a message kept ready and in an order alike. */
export type ReadOut = {
  readonly title: string;
  readonly recordingId: number;
  readonly zoneIds: readonly string[];
  readonly rank: Rank;
  /** The alert tone before each repeat. */
  readonly tone: boolean;
  readonly repeats: number;
  readonly gapMs: DurationMs;
};

/** Kept ready in the playout's memory. */
export type EmergencyMessage = ReadOut & {
  readonly id: number;
  readonly changedAt: EpochMs;
  readonly archivedAt: EpochMs | null;
  /** The playout copy that was last made ready, and what was wrong with it; null before the playout has looked. */
  readonly checkedSha256: string | null;
  readonly checkedAt: EpochMs | null;
  readonly fault: string | null;
};

/** With the sound it has now; null while its recording has none. */
export type MessageNow = EmergencyMessage & {
  readonly playoutSha256: string | null;
  readonly totalFrames: number | null;
};

/** Everything the air needs to sound it and to tell of it. `key` is chosen by who orders: the same one twice is one order. */
export type EmergencyOrder = Omit<ReadOut, 'rank'> & {
  readonly key: string;
  readonly playoutSha256: string;
  readonly totalFrames: number;
  readonly rank: Rank | typeof DRILL_RANK;
  /** Of a drill: the one output that hears it. `zoneIds` is then that output's zone. */
  readonly outputId: number | null;
  /** By whose word, as people say it: "Chủ tịch UBND xã Nguyễn Văn A". */
  readonly commandedBy: string;
  readonly reason: string;
  readonly orderedBy: number;
  readonly orderedByName: string;
  readonly orderedAt: EpochMs;
};

/** What a playout that starts has to know: what the one before it left, and what is over. `at`: its last step. */
export type EmergenciesLeft = {
  readonly open: readonly { readonly order: EmergencyOrder; readonly repeatsDone: number; readonly at: EpochMs }[];
  readonly done: readonly { readonly key: string; readonly at: EpochMs }[];
};

/** Frames that are held in memory in all: ten minutes, 58 MB. */
const MOST_READY = 10 * 60 * RATE;

/** Those whose sound is kept in memory: the higher rank first, then the older, as many as there is room for. */
export function keptReady<
  T extends { readonly id: number; readonly rank: number; readonly totalFrames: number | null },
>(messages: readonly T[]): T[] {
  let left = MOST_READY;
  return [...messages]
    .sort((a, b) => b.rank - a.rank || a.id - b.id)
    .filter(({ totalFrames }) => {
      if (totalFrames === null || totalFrames > left) return false;
      left -= totalFrames;
      return true;
    });
}

/**
 * completed: every repeat was read out. stopped: by a person. command-stop: by stopping all sound. failed: its sound
 * could not be read. replaced: a drill that gave way to an emergency. refused: it never began. lost: nothing was running
 * for so long that it was not taken up again.
 */
export const ENDINGS = ['completed', 'stopped', 'command-stop', 'failed', 'replaced', 'refused', 'lost'] as const;
export type EmergencyEnding = (typeof ENDINGS)[number];

export type Verdict = 'approved' | 'declined';

export type Emergency = EmergencyOrder & {
  readonly stoppedBy: number | null;
  readonly stoppedAt: EpochMs | null;
  readonly startedAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly ending: EmergencyEnding | null;
  /** Of the air, in Vietnamese. */
  readonly answer: string;
  readonly repeatsDone: number;
  readonly verdict: Verdict | null;
  readonly judgedBy: number | null;
  readonly judgedAt: EpochMs | null;
  readonly soleReason: string | null;
  readonly verdictNote: string;
};

/** Of which order a row of the log is, which of its repeats (from 1), and what a leader said of it since. */
export type EmergencyHeard = Pick<EmergencyOrder, 'key' | 'commandedBy'> &
  Pick<Emergency, 'verdict' | 'judgedAt'> & { readonly repeat: number; readonly judgedBy: string | null };

export const isDrill = ({ outputId }: Pick<EmergencyOrder, 'outputId'>): boolean => outputId !== null;

/** Would both be heard at one place? */
export const meets = (some: readonly string[], others: readonly string[]): boolean =>
  [...some, ...others].includes(WHOLE_COMMUNE) || some.some((id) => others.includes(id));

/** waiting: for one that is not below it, or for the playout; sounding; over. */
export type EmergencyState = 'waiting' | 'sounding' | 'over';

export const stateOf = ({ startedAt, endedAt }: Pick<Emergency, 'startedAt' | 'endedAt'>): EmergencyState =>
  endedAt !== null ? 'over' : startedAt === null ? 'waiting' : 'sounding';

/** What sounded must be approved by then; drills, and what was never heard, need nobody's word. */
export function approvalDue(emergency: Emergency, withinHours: number): EpochMs | undefined {
  if (isDrill(emergency) || emergency.verdict !== null || emergency.startedAt === null) return undefined;
  return after(emergency.orderedAt, durationMs(withinHours * HOUR));
}

const ENDING_WORDS = {
  completed: 'Đã phát xong',
  stopped: 'Người trực dừng',
  'command-stop': 'Bị dừng cùng lệnh Dừng phát',
  failed: 'Không đọc được âm thanh',
  replaced: 'Nhường cho phát khẩn cấp',
  refused: 'Không phát được',
  lost: 'Máy phát không chạy nên không phát tiếp',
} as const satisfies Record<EmergencyEnding, string>;

export const endingWord = (ending: EmergencyEnding): string => ENDING_WORDS[ending];

const RANK_WORDS = { 1: 'Cấp 1: cần biết ngay', 2: 'Cấp 2: nguy hiểm', 3: 'Cấp 3: sơ tán, đe dọa tính mạng' } as const;
export const rankWord = (rank: Rank): string => RANK_WORDS[rank];
