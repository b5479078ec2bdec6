/** Believable slots, issues and exceptions of Đăk Tô: as values for the core, and as rows for the stores. */
import { Temporal } from 'temporal-polyfill';
import type { EpisodeInFull } from '../../src/core/episodes.ts';
import {
  type Approval,
  DEFAULT_CHOICE,
  DEFAULT_MODES,
  type Exception,
  type Outcome,
  type Programme,
  type Reason,
  type SessionItem,
  type Slot,
} from '../../src/core/model.ts';
import { durationMs, type EpochMs, epochMs, type Frames, frames, MINUTE, RATE } from '../../src/core/time.ts';
import { CalendarDays } from '../../src/storage/calendar.ts';
import type { Db } from '../../src/storage/database.ts';
import { Entries } from '../../src/storage/entries.ts';
import { EpisodeSteps } from '../../src/storage/episode-steps.ts';
import { Episodes } from '../../src/storage/episodes.ts';
import { Exceptions } from '../../src/storage/exceptions.ts';
import { Plans } from '../../src/storage/plans.ts';
import { Programmes } from '../../src/storage/programmes.ts';
import { Settings } from '../../src/storage/settings.ts';
import { Slots } from '../../src/storage/slots.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';
export const EDITOR = 1;
export const APPROVER = 2;

/** `at('2025-09-10 17:10')` on the station's wall clock. */
export const at = (wall: string, zone = ZONE): EpochMs =>
  epochMs(Temporal.PlainDateTime.from(wall.replace(' ', 'T')).toZonedDateTime(zone).epochMilliseconds);

export const minutes = (n: number) => durationMs(n * MINUTE);
export const minutesOfSound = (n: number): Frames => frames(n * 60 * RATE);

/** Every day at 17:10 the next issue of "Chuyển đổi số", 15 minutes. */
export const aSlot = (changes: Partial<Slot> = {}): Slot => ({
  id: 'cds',
  planId: null,
  title: 'Chuyển đổi số (phát mới)',
  zoneId: 'main',
  rrule: 'FREQ=DAILY',
  startDate: '2025-01-01',
  startTime: '17:10:00',
  timeZone: ZONE,
  exdates: [],
  rdates: [],
  overflow: 'skip',
  durationMs: minutes(15),
  plays: 'premiere',
  programmeId: 'cds',
  recordingId: null,
  relayUrl: null,
  substituteRecordingId: null,
  ...DEFAULT_MODES,
  dayTypes: null,
  ...DEFAULT_CHOICE,
  changedAt: at('2025-01-01 08:00'),
  archivedAt: null,
  ...changes,
});

/** One item of a session's template, which says no more than `changes`. */
export const anItem = (key: number, plays: SessionItem['plays'], changes: Partial<SessionItem> = {}): SessionItem => ({
  key,
  title: `Mục ${key}`,
  plays,
  programmeId: null,
  recordingId: null,
  relayUrl: null,
  mostMs: null,
  afterMs: null,
  ...changes,
});

export const anException = (recurrenceId: string, changes: Partial<Exception> = {}): Exception => ({
  id: 1,
  slotId: 'cds',
  recurrenceId,
  cancelled: false,
  movedTo: null,
  durationMs: null,
  episodeId: null,
  recordingId: null,
  session: null,
  reason: '',
  madeBy: EDITOR,
  madeAt: at('2025-01-02 08:00'),
  countsOn: null,
  countsReason: '',
  paysForId: null,
  ...changes,
});

export const anApproval = (episodeId: number, playoutSha256: string, changes: Partial<Approval> = {}): Approval => ({
  id: episodeId,
  episodeId,
  playoutSha256,
  authorId: EDITOR,
  approverId: APPROVER,
  soleReason: null,
  soleModeId: null,
  signedAs: '',
  mandate: '',
  heardMs: null,
  lengthMs: null,
  origin: 'station',
  approvedAt: at('2025-01-03 08:00'),
  withdrawnAt: null,
  ...changes,
});

/** Issue `number` of 2025, 14 minutes, approved and not aired. */
export const anEpisode = (number: number, changes: Partial<EpisodeInFull> = {}): EpisodeInFull => ({
  id: number,
  programmeId: 'cds',
  year: 2025,
  number,
  language: 'vi',
  validFrom: null,
  validUntil: null,
  title: `Chuyển đổi số ${number}`,
  notes: '',
  topics: [],
  recordingId: 100 + number,
  authorId: EDITOR,
  createdAt: at('2025-01-02 08:00'),
  changedAt: at('2025-01-02 08:00'),
  archivedAt: null,
  recording: {
    id: 100 + number,
    state: 'ready',
    archivedAt: null,
    playoutSha256: `sound-${number}`,
    playoutFrames: minutesOfSound(14),
  },
  approvals: [anApproval(number, `sound-${number}`)],
  airedAt: null,
  lastStep: 'approved',
  ...changes,
});

export const PROGRAMME: Omit<Programme, 'archivedAt'> = {
  id: 'cds',
  planId: null,
  name: 'Chuyên mục “Chuyển đổi số”',
  abbr: 'CĐS',
  issueWord: 'số',
  area: 'CĐS',
  leadUnit: null,
  evergreenRecordingId: null,
  music: false,
  wordsPerMinute: 160,
};

/** The stores over `db`, with an editor, an approver and one programme, and ways to fill the desk. */
export function furnish(db: Db) {
  const stores = {
    programmes: new Programmes(db),
    slots: new Slots(db),
    exceptions: new Exceptions(db),
    episodes: new Episodes(db),
    episodeSteps: new EpisodeSteps(db),
    entries: new Entries(db),
    plans: new Plans(db),
    settings: new Settings(db),
    calendar: new CalendarDays(db),
  };
  const person = db.prepare(
    `INSERT INTO users (id, username, name, password_hash, roles, created_at) VALUES (?, ?, ?, '', '[]', 0)`,
  );
  person.run(EDITOR, 'bientap', 'Y Hạnh');
  person.run(APPROVER, 'giamdoc', 'A Thiu');
  stores.programmes.add(PROGRAMME);

  const recording = db
    .prepare<{ sha: string; frames: number }, number>(
      `INSERT INTO recordings (title, file_name, sha256, bytes, state, playout_sha256, playout_frames, uploaded_at)
       VALUES (@sha, 'tep.mp3', @sha, 1, 'ready', @sha, @frames, 0) RETURNING id`,
    )
    .pluck();
  const addRecording = (sha: string, length = minutesOfSound(14)): number => recording.get({ sha, frames: length })!;

  /** Issue `number` with its own sound; submitted and approved unless told otherwise. Answers its id. */
  function addIssue(
    number: number,
    { approved = true, submitted = true, programmeId = 'cds', year = 2025 } = {},
  ): number {
    const sha = `${programmeId}-${year}-${number}`;
    const added = stores.episodes.add({
      programmeId,
      year,
      number,
      title: `Chuyển đổi số ${number}`,
      notes: '',
      topics: [],
      recordingId: addRecording(sha),
      authorId: EDITOR,
      createdAt: at('2025-01-02 08:00'),
    });
    if (!added.ok) throw new Error(added.error);
    const said = { episodeId: added.value.id, madeBy: EDITOR, at: at('2025-01-02 08:00'), playoutSha256: sha };
    if (submitted) stores.episodeSteps.add({ ...said, kind: 'submitted', remark: '', origin: 'station' });
    if (approved) approve(added.value.id, sha);
    return added.value.id;
  }

  function approve(episodeId: number, playoutSha256: string): void {
    const approvedAt = at('2025-01-03 08:00');
    const approval = stores.episodes.approve({
      episodeId,
      playoutSha256,
      approverId: APPROVER,
      soleReason: null,
      approvedAt,
    });
    if (!approval.ok) throw new Error(approval.error);
  }

  const airing = db.prepare(
    `INSERT INTO airings (entry_id, zone_id, slot_id, recurrence_id, kind, title, programme_id, episode_id,
       playout_sha256, pays_for_id, planned_start, planned_end, started_at, ended_at, played_frames, total_frames,
       outcome, reason)
     SELECT id, zone_id, slot_id, recurrence_id, kind, title, programme_id, episode_id, playout_sha256, pays_for_id,
       planned_start, planned_end, planned_start, planned_end, CAST(playout_frames * @share AS INTEGER), playout_frames, @outcome, @reason
     FROM entries WHERE id = @entryId`,
  );
  /** What the recorder writes of an entry that sounded. */
  function air(entryId: number, outcome: Outcome = 'completed', share = 1, reason: Reason | null = null): void {
    airing.run({ entryId, outcome, share, reason });
  }

  return { ...stores, addRecording, addIssue, approve, air };
}
