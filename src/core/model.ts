/**
 * The words of the station as types (README, "The words"). Stores return them, the engine airs them, views show them.
 * Field names follow the columns of `storage/migrations`; instants are `EpochMs`, days and wall clocks ISO text.
 */
import type { Analysis, CopyRule } from './loudness.ts';
import { DEFAULT_REPORTS, type ReportSettings } from './report-settings.ts';
import { type DurationMs, durationMs, type EpochMs, type Frames } from './time.ts';

export const ROLES = ['editor', 'approver', 'operator', 'reporter', 'administrator', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export type User = {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly createdAt: EpochMs;
  readonly disabledAt: EpochMs | null;
};

/** số: "Số 02/2025"; kỳ: "Kỳ 02/2025"; chuyên mục: "Chuyên mục tháng 9/2025" (the number is the month). */
export type IssueWord = 'số' | 'kỳ' | 'chuyên mục';

export type Plan = {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly issuer: string;
  readonly issuedOn: string;
  readonly year: number;
  readonly importedAt: EpochMs;
};

export type Topic = {
  readonly key: string;
  readonly code: string;
  readonly parent: string | null;
  readonly leaf: boolean;
  readonly area: string;
  readonly title: string;
  readonly chip: string;
};

export type Programme = {
  readonly id: string;
  readonly planId: string | null;
  readonly name: string;
  readonly abbr: string;
  readonly issueWord: IssueWord;
  readonly area: string;
  readonly leadUnit: string | null;
  /** Sounds in the place of an issue that cannot. */
  readonly evergreenRecordingId: number | null;
  /** Long quiet passages are part of it: they are no dead air. */
  readonly music: boolean;
  readonly archivedAt: EpochMs | null;
};

/**
 * What a plan signed in the middle of its year owes (plan-and-duties.md, A1). full: the whole year's number; pro-rata:
 * its share by days; remaining: the periods that begin from then on.
 */
export const START_RULES = ['full', 'pro-rata', 'remaining'] as const;
export type StartRule = (typeof START_RULES)[number];

/** `count` null: "thường xuyên", never a percentage. `every` is in units of `period`; `anchor` starts the first. */
export type Obligation = {
  readonly id: string;
  readonly planId: string;
  readonly programmeId: string;
  readonly code: string;
  readonly frequencyText: string;
  readonly unit: 'issue' | 'airing';
  readonly count: number | null;
  readonly period: 'weeks' | 'month' | 'year' | 'continuous' | 'unspecified';
  readonly every: number;
  readonly anchor: string | null;
  readonly replays: number;
  readonly perYear: number | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  /** Null: remaining. */
  readonly startRule: StartRule | null;
  /** Airings of these programmes may pay too, where no obligation before has them. */
  readonly alsoProgrammeIds: readonly string[];
  /** It counts also what another obligation counts (plan-and-duties.md, A3). */
  readonly countsTwice: boolean;
  /** What counts, 0 to 1; null: as everywhere (core/counting.ts). */
  readonly countsShare: number | null;
  readonly countsClusters: number | null;
};

export type RecordingState = 'received' | 'checking' | 'ready' | 'failed';

/** Audio in the library. `sha256` names the original as it came; `playoutSha256` the copy that is heard. */
export type Recording = {
  readonly id: number;
  readonly title: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly state: RecordingState;
  /** Why it failed, in Vietnamese, for the person who can mend it. */
  readonly reason: string | null;
  readonly format: string | null;
  readonly codec: string | null;
  readonly sampleRate: number | null;
  readonly channels: number | null;
  readonly playoutSha256: string | null;
  /** Exact length of the playout copy at 48 kHz. */
  readonly playoutFrames: Frames | null;
  /** Null before the check, and of what was checked before there were measurements. */
  readonly analysis: Analysis | null;
  /** Its playout copy is to be made anew; until then the old one is heard. */
  readonly isRemaking: boolean;
  readonly attempts: number;
  readonly uploadedBy: number | null;
  readonly uploadedAt: EpochMs;
  readonly checkedAt: EpochMs | null;
  readonly archivedAt: EpochMs | null;
};

export type Episode = {
  readonly id: number;
  readonly programmeId: string;
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly notes: string;
  readonly topics: readonly string[];
  readonly recordingId: number | null;
  readonly authorId: number;
  readonly createdAt: EpochMs;
  readonly changedAt: EpochMs;
  readonly archivedAt: EpochMs | null;
};

/** In force while not withdrawn and while the episode's playout copy still has this hash. */
export type Approval = {
  readonly id: number;
  readonly episodeId: number;
  readonly playoutSha256: string;
  readonly authorId: number;
  readonly approverId: number;
  readonly soleReason: string | null;
  readonly approvedAt: EpochMs;
  readonly withdrawnAt: EpochMs | null;
};

/** premiere: the next approved unaired issue; replay: the newest aired one; recording: always the same sound. */
export type Plays = 'premiere' | 'replay' | 'recording' | 'relay' | 'notice';

/** mourning: quốc tang, lễ tang; exams: thi cử. The first four a day is of itself, the others by a person's word. */
export const DAY_TYPES = ['ordinary', 'weekend', 'holiday', 'tet', 'mourning', 'exams', 'special'] as const;
export type DayType = (typeof DAY_TYPES)[number];

/** What a person said of some days, both inclusive, ISO text, and by which document. Only one in force is ever read. */
export type SpecialDay = {
  readonly id: number;
  readonly from: string;
  readonly until: string;
  /** Null: the days stay what they are. */
  readonly type: DayType | null;
  readonly title: string;
  readonly document: string;
  /** add: besides the day's own hours. only: instead of them; none at all is a silent day. */
  readonly hoursRule: 'keep' | 'add' | 'only';
  readonly hours: Hours;
  /** Heard on a day of mourning in place of entertainment. */
  readonly recordingId: number | null;
  readonly madeBy: number | null;
  readonly madeAt: EpochMs;
};

/** When a slot falls: RFC 5545 RRULE, a wall clock and an IANA zone. Dates are inclusive, ISO text. */
export type SlotRule = {
  readonly rrule: string;
  /** DTSTART's date: nothing falls before it, and intervals count from it. */
  readonly startDate: string;
  /** Wall clock HH:MM:SS. */
  readonly startTime: string;
  readonly timeZone: string;
  readonly exdates: readonly string[];
  readonly rdates: readonly string[];
  /** A month without the 29th, 30th or 31st: skip it, or take its last day (RFC 7529 SKIP=OMIT / BACKWARD). */
  readonly overflow: 'skip' | 'last-day';
};

/** hard: on its sample, whatever is on air; soft: when what is on air has ended; not-before: soft, while its slot lasts. */
export type StartMode = 'hard' | 'soft' | 'not-before';
/** cut: at the slot's end; finish: plays on until the next hard start; fill: then the station's filler until the slot's end. */
export type EndMode = 'cut' | 'finish' | 'fill';
/** What becomes of a start that is later than it may be: join in progress, leave out, or leave out and owe a phát bù. */
export type LatePolicy = 'join' | 'skip' | 'make-good';

/** How an entry begins, ends and gives way (product B7, D1). */
export type Modes = {
  readonly startMode: StartMode;
  /** How long a soft start waits as if it were on time. */
  readonly toleranceMs: DurationMs;
  /** A start no later than this still begins at its first word; later ones follow `latePolicy`. */
  readonly lateStartMs: DurationMs;
  readonly latePolicy: LatePolicy;
  readonly endMode: EndMode;
  /** Fade-out before a cut that is foreseen. */
  readonly fadeMs: DurationMs;
  /** How long it and what was on air before it overlap. */
  readonly crossFadeMs: DurationMs;
  readonly gainDb: number;
  /** A hard start never cuts what has a higher one. */
  readonly priority: number;
};

export const DEFAULT_MODES: Modes = {
  startMode: 'hard',
  toleranceMs: durationMs(0),
  lateStartMs: durationMs(2000),
  latePolicy: 'join',
  endMode: 'finish',
  fadeMs: durationMs(300),
  crossFadeMs: durationMs(0),
  gainDb: 0,
  priority: 0,
};

export const modesOf = (one: Modes): Modes => ({
  startMode: one.startMode,
  toleranceMs: one.toleranceMs,
  lateStartMs: one.lateStartMs,
  latePolicy: one.latePolicy,
  endMode: one.endMode,
  fadeMs: one.fadeMs,
  crossFadeMs: one.crossFadeMs,
  gainDb: one.gainDb,
  priority: one.priority,
});

export type Slot = SlotRule &
  Modes & {
    readonly id: string;
    readonly planId: string | null;
    readonly title: string;
    readonly zoneId: string;
    readonly durationMs: DurationMs;
    readonly plays: Plays;
    readonly programmeId: string | null;
    readonly recordingId: number | null;
    readonly relayUrl: string | null;
    /** Sounds in its place when what it plays cannot. */
    readonly substituteRecordingId: number | null;
    /** The kinds of day it runs on; null: all. */
    readonly dayTypes: readonly DayType[] | null;
    readonly changedAt: EpochMs;
    readonly archivedAt: EpochMs | null;
  };

/** What a person changed about one occurrence of a slot. `recurrenceId` is the day the rule put it on. */
export type Exception = {
  readonly id: number;
  readonly slotId: string;
  readonly recurrenceId: string;
  readonly cancelled: boolean;
  /** Wall clock yyyy-mm-ddThh:mm:ss in the slot's zone. */
  readonly movedTo: string | null;
  readonly durationMs: DurationMs | null;
  readonly episodeId: number | null;
  readonly reason: string;
  readonly madeBy: number | null;
  readonly madeAt: EpochMs;
  /** Dời kỳ: a day of the period it counts for instead of its own, and why. */
  readonly countsOn: string | null;
  readonly countsReason: string;
  /** The failed airing it makes good; of a cancelled one: that it gave way to the make-good of. */
  readonly paysForId: number | null;
};

export type EntryKind = 'premiere' | 'replay' | 'relay' | 'notice' | 'music';

/** Why an entry has nothing to sound. */
export type Missing =
  | 'no-approved-episode'
  | 'nothing-to-replay'
  | 'not-approved'
  | 'no-recording'
  | 'recording-not-ready'
  | 'relay-not-supported'
  | 'cancelled-by-person'; // it left the playlist, but a command names it

/** One line of a day's playlist, before it has an id. Either it has sound, or it says what is missing. */
export type EntryDraft = Modes & {
  readonly slotId: string;
  readonly recurrenceId: string;
  readonly zoneId: string;
  readonly kind: EntryKind;
  readonly title: string;
  readonly programmeId: string | null;
  readonly episodeId: number | null;
  readonly recordingId: number | null;
  readonly playoutSha256: string | null;
  readonly playoutFrames: Frames | null;
  readonly missing: Missing | null;
  readonly plannedStart: EpochMs;
  /** Of its sound; `slotEnd`, of its place. */
  readonly plannedEnd: EpochMs;
  readonly slotEnd: EpochMs | null;
  /** The failed airing it makes good (phát bù). */
  readonly paysForId: number | null;
};
export type Entry = EntryDraft & { readonly id: number };

export type CommandKind = 'start-now' | 'skip' | 'stop' | 'resume';

export type Command = {
  readonly id: number;
  readonly kind: CommandKind;
  readonly zoneId: string;
  readonly entryId: number | null;
  readonly episodeId: number | null;
  readonly issuedBy: number;
  readonly issuedAt: EpochMs;
  readonly state: 'pending' | 'done' | 'refused';
  readonly ackedAt: EpochMs | null;
  readonly answer: string | null;
};

export type Outcome = 'on-air' | 'completed' | 'cut' | 'failed' | 'missed' | 'skipped' | 'cancelled';

/** Which step of the fallback ladder sounds in an entry's place (product D3), or fills what is left of its slot. */
export type StandIn = 'substitute-slot' | 'substitute-programme' | 'substitute-station' | 'fill';

/** What the check before air found wrong with a file. */
export type FileFault = 'file-missing' | 'file-changed';

/** Why an airing did not run whole, or did not run; of a stand-in, what it stands in as. */
export type Reason =
  | Missing
  | StandIn
  | FileFault
  | 'no-room' // what was on air before it left it no time
  | 'slot-end' // cut at the end of its slot
  | 'late-skip' // too late, and its slot leaves it out then
  | 'late-make-good' // too late, and its slot owes a phát bù then
  | 'dead-air' // silence where sound should be
  | 'later-start' // a later hard start cut it
  | 'command-start-now'
  | 'command-skip'
  | 'command-stop'
  | 'held' // the air was held by a person
  | 'shutdown' // the program was stopped
  | 'restart' // the program or the power went away; what is claimed is what had been put out
  | 'down' // nothing was running when it was due
  | 'decoder-failed'
  | 'outside-hours'
  | 'clock-implausible';

export type AiringKind = EntryKind | 'substitute' | 'filler';

export type Airing = {
  readonly id: number;
  readonly entryId: number | null;
  readonly commandId: number | null;
  readonly continuesId: number | null;
  readonly zoneId: string;
  readonly slotId: string | null;
  readonly recurrenceId: string | null;
  readonly kind: AiringKind;
  readonly title: string;
  readonly programmeId: string | null;
  readonly programmeName: string | null;
  readonly episodeId: number | null;
  readonly episodeLabel: string | null;
  readonly recordingId: number | null;
  readonly playoutSha256: string | null;
  readonly plannedStart: EpochMs | null;
  readonly plannedEnd: EpochMs | null;
  readonly startedAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly fromFrame: Frames;
  readonly playedFrames: Frames;
  readonly totalFrames: Frames | null;
  readonly latenessMs: DurationMs | null;
  readonly outcome: Outcome;
  readonly reason: Reason | null;
  readonly detail: string | null;
  /** The failed airing this one makes good (phát bù). */
  readonly paysForId: number | null;
  /** Played part of the recording, 0 to 1. */
  readonly share: number;
};

/** The zone that contains all others: what is addressed to it sounds wherever nothing of the place's own does. */
export const WHOLE_COMMUNE = 'main';

/** A set of outputs that sound the same. `id` stands in addresses (`/live/<id>.mp3`) and never changes. */
export type Zone = {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly volume: VolumeProfile;
  readonly archivedAt: EpochMs | null;
};

/** Quieter from one wall clock to another, as `Hours`; 0 dB at all other times, the quietest where two overlap. */
export type VolumeProfile = readonly { readonly from: string; readonly until: string; readonly gainDb: number }[];

export type OutputKind = 'stream' | 'icecast' | 'alsa' | 'pulse' | 'rtp' | 'srt' | 'hls' | 'file';
export type Codec = 'mp3' | 'opus' | 'aac' | 'pcm';

export type Output = {
  readonly id: number;
  readonly zoneId: string;
  readonly kind: OutputKind;
  readonly name: string;
  readonly target: string;
  readonly secret: string;
  readonly codec: Codec;
  /** kbit/s; of no meaning to `pcm`. */
  readonly bitrate: number;
  readonly channels: 1 | 2;
  /** While nothing is due: send silence, or be off (and back in time before the next entry). */
  readonly idle: 'silence' | 'off';
  readonly enabled: boolean;
};

/** Allowed wall-clock windows, HH:MM inclusive start, exclusive end; `24:00` ends a day. */
export type Hours = readonly { readonly from: string; readonly until: string }[];

/** The most sessions a day has and the most minutes a session has, relays among them (station.md §2.3). */
export type SessionLimits = { readonly sessions: number; readonly minutes: number };

export const OVERRIDE_KINDS = ['hours', 'minutes', 'sessions'] as const;

/** What a leader allowed beyond the envelope on some days, both inclusive (ISO), and why. */
export type EnvelopeOverride = {
  readonly id: number;
  /** Windows besides the allowed ones; or that a session, or a day, may have `most`. */
  readonly kind: (typeof OVERRIDE_KINDS)[number];
  /** Null: everywhere. `hours` are always everywhere. */
  readonly zoneId: string | null;
  readonly from: string;
  readonly until: string;
  readonly hours: Hours;
  readonly most: number | null;
  readonly reason: string;
  readonly document: string;
  readonly madeBy: number;
  readonly madeAt: EpochMs;
};

export type StationSettings = {
  readonly stationName: string;
  readonly agencyName: string;
  readonly hours: Hours;
  readonly limits: SessionLimits;
  /** Sounds when an entry and its own substitutes cannot, and fills slots that ask for it. */
  readonly fillerRecordingId: number | null;
  readonly deadAir: DeadAir;
  readonly reports: ReportSettings;
  /** What playout copies made from now on are like. */
  readonly copyRule: CopyRule;
};

/** Sound below `levelDb` (dBFS, sample peak) for `seconds` inside an entry is dead air. */
export type DeadAir = { readonly levelDb: number; readonly seconds: number };

export const DEFAULT_SETTINGS: StationSettings = {
  stationName: 'Đài truyền thanh xã Đăk Tô',
  agencyName: 'Trung tâm Văn hóa – Thể thao – Du lịch và Truyền thông xã',
  // station.md §2.4: default of a new install; quiet between 21:00 and 05:30.
  hours: [
    { from: '05:30', until: '06:15' },
    { from: '17:00', until: '17:45' },
  ],
  // Vĩnh Phúc 2022, Hà Nội 2021: at most three sessions a day of 45 minutes, relays included.
  limits: { sessions: 3, minutes: 45 },
  fillerRecordingId: null,
  deadAir: { levelDb: -50, seconds: 8 },
  // station.md §2.9: for horn loudspeakers.
  copyRule: { targetLufs: -16, highPass: true },
  reports: DEFAULT_REPORTS,
};
