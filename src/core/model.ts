/**
 * The words of the station as types (README, "The words"). Stores return them, the engine airs them, views show them.
 * Field names follow the columns of `storage/migrations`; instants are `EpochMs`, days and wall clocks ISO text.
 */
import { type AircheckRule, DEFAULT_AIRCHECK } from './aircheck.ts';
import type { Origin } from './approval.ts';
import type { ClusterCount } from './clusters.ts';
import type { Correction } from './correction.ts';
import type { EmergencyHeard } from './emergency.ts';
import { DEFAULT_EMERGENCY_SETTINGS, type EmergencySettings } from './emergency-settings.ts';
import type { EvidenceShort } from './evidence.ts';
import type { IngestStep } from './ingest-steps.ts';
import type { Language } from './languages.ts';
import type { Analysis, CopyRule } from './loudness.ts';
import { DEFAULT_PRONUNCIATIONS, type Pronunciation } from './reading-aloud.ts';
import { DEFAULT_REPORTS, type ReportSettings } from './report-settings.ts';
import { DEFAULT_VOICE, type Voice } from './speech.ts';
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
  /** How fast it is read out. */
  readonly wordsPerMinute: number;
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
  /** Where in the original it is heard from and until; null: where its silence ends, or begins again. */
  readonly inMs: DurationMs | null;
  readonly outMs: DurationMs | null;
  /** Who set these points last. */
  readonly pointsBy: number | null;
  readonly pointsAt: EpochMs | null;
  readonly attempts: number;
  /** While it is in hand. */
  readonly step: IngestStep | null;
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
  /** An issue may be there in several: each is an episode of the same number. */
  readonly language: Language;
  readonly title: string;
  readonly notes: string;
  readonly topics: readonly string[];
  readonly recordingId: number | null;
  /** Days, ISO text, both inclusive: outside them it is not chosen for the air. */
  readonly validFrom: string | null;
  readonly validUntil: string | null;
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
  /** The days for which the administrator had allowed that; null: nobody had to. */
  readonly soleModeId: number | null;
  /** Of one who approved in another's place, as it is printed: `TUQ. GIÁM ĐỐC`, and the paper with its days; else ''. */
  readonly signedAs: string;
  readonly mandate: string;
  /** Of the sound, by then, in the pages of this station; null: from before this was kept. */
  readonly heardMs: DurationMs | null;
  readonly lengthMs: DurationMs | null;
  readonly origin: Origin;
  readonly approvedAt: EpochMs;
  readonly withdrawnAt: EpochMs | null;
};

/**
 * premiere: the next approved unaired issue; replay: the newest aired one; recording: always the same sound; session: the
 * items of a template, one after another.
 */
export type Plays = 'premiere' | 'replay' | 'recording' | 'relay' | 'live' | 'notice' | 'session';

/** Which issue a replay looks for: the one aired last; or that only if its premiere was in the same month or fortnight. */
export const REPLAY_OF = ['latest', 'same-month', 'same-fortnight'] as const;
export type ReplayOf = (typeof REPLAY_OF)[number];

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
    /** Plays issues in this language; null: whichever version an issue has first. */
    readonly language: Language | null;
    readonly replayOf: ReplayOf;
    /** What a session is made of. */
    readonly templateId: string | null;
    /** Of the template; of another slot, none. */
    readonly items: readonly SessionItem[];
    readonly changedAt: EpochMs;
    readonly archivedAt: EpochMs | null;
  };

/** filler: the station's, until the next item with a moment of its own, or the session's end. */
export const ITEM_PLAYS = ['recording', 'premiere', 'replay', 'notice', 'relay', 'filler'] as const;

export type SessionItem = {
  /** From 1; names it in entries and exceptions and is never given to another item of its template. */
  readonly key: number;
  readonly title: string;
  readonly plays: (typeof ITEM_PLAYS)[number];
  readonly programmeId: string | null;
  readonly recordingId: number | null;
  readonly relayUrl: string | null;
  /** Longer sound is cut then; of a relay, its length. Null: as long as its sound is. */
  readonly mostMs: DurationMs | null;
  /** It starts hard, so long after the session does; null: when what is before it has ended. */
  readonly afterMs: DurationMs | null;
};

/** A buổi phát as it is always made up; slots that play it name it. */
export type SessionTemplate = {
  readonly id: string;
  readonly planId: string | null;
  readonly title: string;
  readonly items: readonly SessionItem[];
  readonly changedAt: EpochMs;
  readonly archivedAt: EpochMs | null;
};

/** Of a slot that nobody has told more: any language, the newest issue, no session. */
export const DEFAULT_CHOICE = {
  language: null,
  replayOf: 'latest',
  templateId: null,
  items: [],
} as const satisfies Partial<Slot>;

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
  /** Another sound than the slot's, in the place of it: as of a slot, whoever chose it stands for it. */
  readonly recordingId: number | null;
  /** What is other about a session's items. */
  readonly session: SessionChange | null;
  readonly reason: string;
  readonly madeBy: number | null;
  readonly madeAt: EpochMs;
  /** Dời kỳ: a day of the period it counts for instead of its own, and why. */
  readonly countsOn: string | null;
  readonly countsReason: string;
  /** The failed airing it makes good; of a cancelled one: that it gave way to the make-good of. */
  readonly paysForId: number | null;
};

export type ItemChange = {
  readonly item: number;
  readonly cancelled: boolean;
  readonly episodeId: number | null;
  readonly recordingId: number | null;
};

/** `added` items have keys from `ADDED_ITEMS` on; `order` names items by key, those it leaves out stand behind it. */
export type SessionChange = {
  readonly items: readonly ItemChange[];
  readonly added: readonly SessionItem[];
  readonly order: readonly number[];
  /** Notices (ids) that this occurrence does without; their time of the day is not made up for elsewhere. */
  readonly leftOut?: readonly number[];
};
export const ADDED_ITEMS = 1000;

export type EntryKind = 'premiere' | 'replay' | 'relay' | 'live' | 'notice' | 'music';

/** Why an entry has nothing to sound. */
export type Missing =
  | 'no-approved-episode'
  | 'nothing-to-replay'
  | 'not-approved'
  | 'not-valid' // the day is outside the issue's validity
  | 'no-recording'
  | 'recording-not-ready'
  | 'no-relay-address'
  | 'no-room' // what is before it leaves it no time
  | 'cancelled-by-person'; // it left the playlist, but a command names it

/** One line of a day's playlist, before it has an id. Either it has sound, or it says what is missing. */
export type EntryDraft = Modes & {
  readonly slotId: string;
  readonly recurrenceId: string;
  /** Its key among the items of a session; else 0. */
  readonly item: number;
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
  /** What a relay is taken from; with user and password, where it has them. */
  readonly relayUrl: string | null;
  /** The failed airing it makes good (phát bù). */
  readonly paysForId: number | null;
};
export type Entry = EntryDraft & { readonly id: number };

/**
 * stop: cut what sounds, and nothing more sounds; hold: what sounds ends by itself, and nothing more sounds; resume ends
 * both. cut: what sounds ends, and the schedule goes on. extend: what sounds may last longer than its slot. volume: until
 * it is changed or the day ends.
 */
export type CommandKind = 'start-now' | 'skip' | 'stop' | 'cut' | 'hold' | 'resume' | 'extend' | 'volume';

/** What a command says beside what it is about. */
export type CommandPayload = {
  /** Of `extend`. */
  readonly minutes?: number;
  /** Of `volume`. */
  readonly gainDb?: number;
  /** Of `cut` and `extend`: what the person saw began then. Another airing is left alone. */
  readonly startedAt?: EpochMs;
};

export type Command = {
  readonly id: number;
  readonly kind: CommandKind;
  readonly zoneId: string;
  readonly entryId: number | null;
  readonly episodeId: number | null;
  readonly payload: CommandPayload;
  readonly issuedBy: number;
  readonly issuedAt: EpochMs;
  readonly state: 'pending' | 'done' | 'refused';
  /** The instant of the air at which it took effect, or was refused. */
  readonly ackedAt: EpochMs | null;
  readonly answer: string | null;
};

export type Outcome = 'on-air' | 'completed' | 'cut' | 'failed' | 'missed' | 'skipped' | 'cancelled';

/** Which step of the fallback ladder sounds in an entry's place (product D3), or fills what is left of its slot. */
export type StandIn = 'substitute-slot' | 'substitute-programme' | 'substitute-station' | 'fill';

/** What the check before air found wrong with a file. */
export type FileFault = 'file-missing' | 'file-changed';

/** What is wrong with the far end of a relay. */
export type RelayFault =
  | 'relay-refused' // the address may not be reached from here
  | 'relay-unreachable' // no connection, or no answer that is sound
  | 'relay-silent' // it answers, and nothing is heard
  | 'relay-lost'; // it was heard, and is no more

/** Why an airing did not run whole, or did not run; of a stand-in, what it stands in as. */
export type Reason =
  | Missing
  | StandIn
  | FileFault
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
  | RelayFault
  | 'relay-back' // what stood in for a relay made way when it came back
  | 'command-cut'
  | 'outside-hours'
  | 'mourning' // called off by a day of mourning
  | 'special-day' // called off by another special day
  | 'clock-implausible'
  | 'emergency' // an emergency broke in
  | 'live' // somebody's voice broke in
  | 'live-cut' // a live was cut by a person
  | 'connection-lost' // nothing came from its speaker any more
  | 'input-failed' // nor from the sound card's input
  | 'time-limit' // it lasted as long as it was to last at most
  | 'as-corrected' // a person said so afterwards, and why stands in the correction
  | 'nobody-live'; // nobody went on the air in the place kept for it

export type AiringKind = EntryKind | 'substitute' | 'filler' | 'emergency' | 'drill';

export type Airing = {
  readonly id: number;
  readonly entryId: number | null;
  readonly commandId: number | null;
  readonly continuesId: number | null;
  /** Of a stand-in, the entry in whose place it sounded. */
  readonly standsForId: number | null;
  readonly zoneId: string;
  /** As the zone is called now. */
  readonly zoneName: string;
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
  /** What a relay was taken from, without user and password. */
  readonly relayUrl: string | null;
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
  /** Who was on duty as the row was opened, by name. */
  readonly onDuty: string | null;
  /** What was in force as it began, and whose it was, by name. */
  readonly approvalId: number | null;
  readonly approvedBy: string | null;
  /** Of its zones; null: nobody looked. */
  readonly outputs: readonly OutputHeard[] | null;
  readonly clock: ClockQuality | null;
  readonly clustersExpected: number | null;
  /** Of one for the whole commune: zones that heard something else for part of it or all; null: none did. */
  readonly zonesApart: readonly ZoneApart[] | null;
  /** Those that hold: what a person put right, and why it did not go as planned as a person confirmed it. */
  readonly correction: Correction | null;
  readonly cause: string | null;
  /** What is known of its clusters; null: not even how many were to sound. */
  readonly clusters: ClusterCount | null;
  /** What the aircheck proves of it, as last examined; null: it was not. */
  readonly evidence: EvidenceShort | null;
  /** Null of all but emergencies and drills. */
  readonly emergency: EmergencyHeard | null;
  /** Played part of the recording, 0 to 1. */
  readonly share: number;
};

/** Whether an output was sending from an airing's beginning to its end, and sending that. */
export type OutputHeard = {
  readonly id: number;
  readonly name: string;
  readonly zoneId: string;
  readonly heard: 'whole' | 'part' | 'none';
};

/** A zone that heard something else meanwhile, and how much of the airing it heard all the same. */
export type ZoneApart = { readonly zoneId: string; readonly heard: 'part' | 'none' };

/** How far the instants of a row can be believed. `stepMs`: by how much the clock was set while it sounded. */
export type ClockQuality = {
  /** ntp: the system says that it follows a time server. */
  readonly source: 'ntp' | 'machine';
  /** Not before what was written already, and not from before this program. */
  readonly plausible: boolean;
  readonly stepMs: number;
};

/** The zone that contains all others: what is addressed to it sounds wherever nothing of the place's own does. */
export const WHOLE_COMMUNE = 'main';

/** A set of outputs that sound the same. `id` stands in addresses (`/live/<id>.mp3`) and never changes. */
export type Zone = {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly volume: VolumeProfile;
  /** Where they are other than the station's. */
  readonly limits: Partial<SessionLimits>;
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
/** Of the station, and of each zone that has its own. */
export type ZonedLimits = SessionLimits & { readonly zones?: ReadonlyMap<string, Partial<SessionLimits>> };

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

/** Nhuận bút, thù lao: đồng of one hệ số, and the hệ số each genre usually has; the province's council sets both. */
export type FeeRates = {
  readonly rate: number;
  readonly genres: readonly { readonly name: string; readonly coefficient: number }[];
};

export type StationSettings = {
  readonly fees: FeeRates;
  readonly stationName: string;
  readonly agencyName: string;
  readonly hours: Hours;
  readonly limits: SessionLimits;
  /** Sounds when an entry and its own substitutes cannot, and fills slots that ask for it. */
  readonly fillerRecordingId: number | null;
  readonly deadAir: DeadAir;
  /** How long what went out is kept as sound. */
  readonly aircheck: AircheckRule;
  /** How long excerpts of every airing are kept, 0: none are. */
  readonly excerptDays: number;
  /** Host names, addresses and ranges that may be reached though they are not public (core/address.ts). */
  readonly reachable: readonly string[];
  readonly reports: ReportSettings;
  readonly emergencies: EmergencySettings;
  /** Reads typed text out. */
  readonly voice: Voice;
  /** What it is given in the place of abbreviations and names. */
  readonly pronunciations: readonly Pronunciation[];
  /** What playout copies made from now on are like. */
  readonly copyRule: CopyRule;
  /** The largest file that is taken into the library, in 10⁹ bytes. */
  readonly uploadGigabytes: number;
  /** Whoever has one of them proves it with a second factor when signing in. */
  readonly secondFactorRoles: readonly Role[];
};

/** Sound below `levelDb` (dBFS, sample peak) for `seconds` inside an entry is dead air. */
export type DeadAir = { readonly levelDb: number; readonly seconds: number };

export const DEFAULT_SETTINGS: StationSettings = {
  fees: {
    rate: 0,
    genres: [
      { name: 'Tin', coefficient: 1 },
      { name: 'Bài', coefficient: 3 },
      { name: 'Phỏng vấn', coefficient: 3 },
      { name: 'Câu chuyện truyền thanh', coefficient: 4 },
      { name: 'Biên dịch tiếng dân tộc', coefficient: 2 },
      { name: 'Đọc, thể hiện', coefficient: 1 },
    ],
  },
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
  aircheck: DEFAULT_AIRCHECK,
  // As final audio (station.md §2.7): 24 months; three excerpts of every airing of a day are some 2 MB.
  excerptDays: 730,
  reachable: [],
  // station.md §2.9: for horn loudspeakers.
  copyRule: { targetLufs: -16, highPass: true },
  reports: DEFAULT_REPORTS,
  emergencies: DEFAULT_EMERGENCY_SETTINGS,
  voice: DEFAULT_VOICE,
  pronunciations: DEFAULT_PRONUNCIATIONS,
  uploadGigabytes: 2,
  secondFactorRoles: [],
};
