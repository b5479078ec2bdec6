/**
 * The words of the station as types (README, "The words"). Stores return them, the engine airs them, views show them.
 * Field names follow the columns of `storage/migrations`; instants are `EpochMs`, days and wall clocks ISO text.
 */
import type { DurationMs, EpochMs, Frames } from './time.ts';

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
  readonly archivedAt: EpochMs | null;
};

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

export type Slot = SlotRule & {
  readonly id: string;
  readonly planId: string | null;
  readonly title: string;
  readonly zoneId: string;
  readonly durationMs: DurationMs;
  readonly plays: Plays;
  readonly programmeId: string | null;
  readonly recordingId: number | null;
  readonly relayUrl: string | null;
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
export type EntryDraft = {
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
  readonly plannedEnd: EpochMs;
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

/** Why an airing did not run whole, or did not run. */
export type Reason =
  | Missing
  | 'later-start' // a later hard start cut it
  | 'command-start-now'
  | 'command-skip'
  | 'command-stop'
  | 'held' // the air was held by a person
  | 'shutdown' // the program was stopped
  | 'restart' // the program or the power went away; what is claimed is what had been put out
  | 'down' // nothing was running when it was due
  | 'file-missing'
  | 'file-changed'
  | 'decoder-failed'
  | 'outside-hours'
  | 'clock-implausible';

export type AiringKind = EntryKind;

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
  /** Played part of the recording, 0 to 1. */
  readonly share: number;
};

export type OutputKind = 'stream' | 'icecast' | 'alsa' | 'file';

export type Output = {
  readonly id: number;
  readonly zoneId: string;
  readonly kind: OutputKind;
  readonly name: string;
  readonly target: string;
  readonly secret: string;
  readonly bitrate: number;
  readonly channels: 1 | 2;
  readonly enabled: boolean;
};

/** Allowed wall-clock windows, HH:MM inclusive start, exclusive end; `24:00` ends a day. */
export type Hours = readonly { readonly from: string; readonly until: string }[];

export type StationSettings = {
  readonly stationName: string;
  readonly agencyName: string;
  readonly hours: Hours;
};

export const DEFAULT_SETTINGS: StationSettings = {
  stationName: 'Đài truyền thanh xã Đăk Tô',
  agencyName: 'Trung tâm Văn hóa – Thể thao – Du lịch và Truyền thông xã',
  // station.md §2.4: default of a new install; quiet between 21:00 and 05:30.
  hours: [
    { from: '05:30', until: '06:15' },
    { from: '17:00', until: '17:45' },
  ],
};
