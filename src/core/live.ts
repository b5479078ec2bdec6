/** Phát trực tiếp (product E2): a person on the air, from a browser's microphone or a sound card's input. */
import { type Outcome, type Reason, WHOLE_COMMUNE } from './model.ts';
import { after, type DurationMs, durationMs, type EpochMs, HOUR, MINUTE, SECOND } from './time.ts';

export const LIVE_SOURCES = ['microphone', 'input'] as const;
export type LiveSource = (typeof LIVE_SOURCES)[number];

/** replace: nothing else is heard; talk-over: what is on air goes on below the voice. */
export const LIVE_MODES = ['replace', 'talk-over'] as const;
export type LiveMode = (typeof LIVE_MODES)[number];

/** How it ended. `cut`: by another person; `slot-end`: the schedule took its place; `abandoned`: it never went on the air. */
export type LiveEnding =
  | 'finished'
  | 'connection-lost'
  | 'time-limit'
  | 'cut'
  | 'command-stop'
  | 'outside-hours'
  | 'slot-end'
  | 'input-failed'
  | 'shutdown'
  | 'restart'
  | 'abandoned';

export type Live = {
  readonly id: number;
  readonly title: string;
  readonly reason: string;
  readonly zoneIds: readonly string[];
  readonly source: LiveSource;
  /** Of an input: `alsa:…` or `pulse:…`. */
  readonly device: string;
  readonly mode: LiveMode;
  /** A chime before the first word. */
  readonly leadIn: boolean;
  readonly limitMs: DurationMs;
  /** Without sound for so long it is over. */
  readonly dropMs: DurationMs;
  /** The entry whose place it takes: it sounds from that entry's start, and no later than its slot lasts. */
  readonly entryId: number | null;
  readonly madeBy: number;
  readonly madeAt: EpochMs;
  /** When its person sent it to the air. */
  readonly calledAt: EpochMs | null;
  /** Why the air refused it. */
  readonly answer: string;
  /** When it was told to end, and by whom. */
  readonly cutAt: EpochMs | null;
  readonly cutBy: number | null;
  readonly startedAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly ending: LiveEnding | null;
};

/** Something this machine can listen to. */
export type Input = { readonly device: string; readonly name: string };

/** As people read it: by whom. */
export type LiveByPerson = Live & { readonly by: string; readonly cutByName: string | null };

export const LIMIT = { least: 1, most: 180, usual: 15 } as const;
/** Seconds. */
export const DROP = { least: 1, most: 10, usual: 3 } as const;
/** Before the limit ends it, the speaker is told. */
export const WARNINGS: readonly DurationMs[] = [durationMs(60 * SECOND), durationMs(10 * SECOND)];
/** One that has not gone on the air by then is forgotten. */
export const ABANDONED_AFTER = HOUR;
/** So long before the time of its entry a person may be ready for it. */
export const READY_BEFORE = durationMs(30 * MINUTE);

/** Would both be heard at one place? The whole commune contains every zone. */
export const meet = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((zoneId) => others.includes(zoneId)) || some.includes(WHOLE_COMMUNE) || others.includes(WHOLE_COMMUNE);

/** Nobody waits for it any more. */
export const isAbandoned = ({ madeAt, startedAt }: Pick<Live, 'madeAt' | 'startedAt'>, now: EpochMs): boolean =>
  startedAt === null && after(madeAt, ABANDONED_AFTER) < now;

/**
 * Where a live is on its way, as the playout tells it. waiting: no sound has come; ready: it has, and nobody hears it yet;
 * called: it goes on the air as soon as its sound and its time are there; lead-in: the chime sounds; on-air; ended.
 */
export type LiveState = 'waiting' | 'ready' | 'called' | 'lead-in' | 'on-air' | 'ended';

export type LiveNow = {
  readonly liveId: number;
  readonly state: LiveState;
  /** Of what arrives, dBFS over the last moment. */
  readonly peak: number;
  /** The instant at which the limit ends it; null before it is on the air. */
  readonly until: EpochMs | null;
  /** How long the line's jitter makes it be held back. */
  readonly delayMs: number;
  readonly ending: LiveEnding | null;
};

/** What the airing log says of it. Where the line failed, what stands in for a planned live sounds on. */
export const LOGGED = {
  finished: { outcome: 'completed', reason: null },
  'connection-lost': { outcome: 'failed', reason: 'connection-lost' },
  'input-failed': { outcome: 'failed', reason: 'input-failed' },
  'time-limit': { outcome: 'cut', reason: 'time-limit' },
  cut: { outcome: 'cut', reason: 'live-cut' },
  'command-stop': { outcome: 'cut', reason: 'command-stop' },
  'outside-hours': { outcome: 'cut', reason: 'outside-hours' },
  'slot-end': { outcome: 'cut', reason: 'slot-end' },
  shutdown: { outcome: 'cut', reason: 'shutdown' },
  restart: { outcome: 'cut', reason: 'restart' },
  abandoned: { outcome: 'cut', reason: 'live-cut' },
} as const satisfies Record<
  LiveEnding,
  { outcome: Extract<Outcome, 'completed' | 'cut' | 'failed'>; reason: Reason | null }
>;

const ENDINGS = {
  finished: 'Người phát kết thúc',
  'connection-lost': 'Mất kết nối với người phát',
  'time-limit': 'Hết giờ đã định',
  cut: 'Bị ngắt',
  'command-stop': 'Người trực dừng phát',
  'outside-hours': 'Hết khung giờ được phép phát',
  'slot-end': 'Hết khung giờ',
  'input-failed': 'Cổng vào của máy không có tín hiệu',
  shutdown: 'Phần mềm phát được tắt',
  restart: 'Mất điện hoặc bộ phát khởi động lại',
  abandoned: 'Không lên sóng',
} as const satisfies Record<LiveEnding, string>;

/** `Bị ngắt bởi Y Lan` where somebody did it. */
export const endingWord = (ending: LiveEnding, by?: string): string =>
  ending === 'cut' && by ? `${ENDINGS.cut} bởi ${by}` : ENDINGS[ending];
