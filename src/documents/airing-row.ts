/** An airing as programs read it: the JSON API, JSON lines and the CSV with `iso`. Instants are ISO 8601 with offset. */
import { asCorrected } from '../core/correction.ts';
import type { Verdict } from '../core/emergency.ts';
import type { EvidenceVerdict } from '../core/evidence.ts';
import type { Airing } from '../core/model.ts';
import { type EpochMs, framesToMs } from '../core/time.ts';
import type { Wall } from './wall-clock.ts';

type Instants = 'plannedStart' | 'plannedEnd' | 'startedAt' | 'endedAt';
type Lengths = 'fromFrame' | 'playedFrames' | 'totalFrames';

export type AiringRow = Omit<
  Airing,
  Instants | Lengths | 'outputs' | 'zonesApart' | 'clock' | 'correction' | 'clusters' | 'evidence' | 'emergency'
> & {
  readonly [K in Instants]: string | null;
} & {
  /** Place in the recording where the sound began. */
  readonly fromMs: number;
  readonly playedMs: number;
  readonly totalMs: number | null;
  /** Name and how much of it each output sent, `Luồng nghe trực tiếp=whole; Icecast=part`. */
  readonly outputs: string | null;
  /** Zones that heard something else, and how much of it all the same, `thon-1=none; thon-2=part`. */
  readonly zonesApart: string | null;
  readonly clockSource: string | null;
  readonly clockPlausible: boolean | null;
  readonly clockStepMs: number | null;
  /** Of `clustersExpected`: heard by their own log, heard by a person, known not to have sounded, and the rest. */
  readonly clustersAutomatic: number | null;
  readonly clustersByHand: number | null;
  readonly clustersFailed: number | null;
  readonly clustersUnknown: number | null;
  /** What the aircheck proves (core/evidence.ts): verdict, and how much of what was compared is the approved sound. */
  readonly evidence: EvidenceVerdict | null;
  readonly evidenceMatchedMs: number | null;
  readonly evidenceComparedMs: number | null;
  /** The order it is of, and what a leader said of that afterwards. */
  readonly emergencyKey: string | null;
  readonly emergencyVerdict: Verdict | null;
  readonly emergencyJudgedBy: string | null;
  readonly emergencyJudgedAt: string | null;
  /** What a person put right is said above; below, who, when, why, and what the log itself says. */
  readonly correctedBy: string | null;
  readonly correctedAt: string | null;
  readonly correctedBecause: string | null;
  readonly originalOutcome: string | null;
  readonly originalReason: string | null;
  readonly originalStartedAt: string | null;
  readonly originalEndedAt: string | null;
  readonly originalPlayedMs: number | null;
};

/** In the order of a CSV; a field missing here does not compile. */
const FIELDS = {
  id: 0,
  startedAt: 0,
  endedAt: 0,
  plannedStart: 0,
  plannedEnd: 0,
  playedMs: 0,
  totalMs: 0,
  fromMs: 0,
  share: 0,
  latenessMs: 0,
  kind: 0,
  title: 0,
  programmeId: 0,
  programmeName: 0,
  episodeId: 0,
  episodeLabel: 0,
  outcome: 0,
  reason: 0,
  cause: 0,
  detail: 0,
  recordingId: 0,
  playoutSha256: 0,
  relayUrl: 0,
  zoneId: 0,
  zoneName: 0,
  entryId: 0,
  commandId: 0,
  continuesId: 0,
  standsForId: 0,
  paysForId: 0,
  onDuty: 0,
  approvalId: 0,
  approvedBy: 0,
  emergencyKey: 0,
  emergencyVerdict: 0,
  emergencyJudgedBy: 0,
  emergencyJudgedAt: 0,
  outputs: 0,
  clockSource: 0,
  clockPlausible: 0,
  clockStepMs: 0,
  clustersExpected: 0,
  clustersAutomatic: 0,
  clustersByHand: 0,
  clustersFailed: 0,
  clustersUnknown: 0,
  zonesApart: 0,
  evidence: 0,
  evidenceMatchedMs: 0,
  evidenceComparedMs: 0,
  correctedBy: 0,
  correctedAt: 0,
  correctedBecause: 0,
  originalOutcome: 0,
  originalReason: 0,
  originalStartedAt: 0,
  originalEndedAt: 0,
  originalPlayedMs: 0,
  slotId: 0,
  recurrenceId: 0,
} satisfies Record<keyof AiringRow, 0>;
export const AIRING_FIELDS = Object.keys(FIELDS) as (keyof AiringRow)[];

/** What stands in it as it stands in the log; and what is made of that, where a field missing does not compile either. */
type Same = Exclude<keyof AiringRow & keyof Airing, Instants | 'outputs' | 'zonesApart' | 'evidence'>;
const MADE = {
  ...{ startedAt: 0, endedAt: 0, plannedStart: 0, plannedEnd: 0, playedMs: 0, totalMs: 0, fromMs: 0, outputs: 0 },
  ...{ clockSource: 0, clockPlausible: 0, clockStepMs: 0, evidence: 0, evidenceMatchedMs: 0, evidenceComparedMs: 0 },
  ...{ emergencyKey: 0, emergencyVerdict: 0, emergencyJudgedBy: 0, emergencyJudgedAt: 0 },
  ...{ clustersAutomatic: 0, clustersByHand: 0, clustersFailed: 0, clustersUnknown: 0 },
  ...{ correctedBy: 0, correctedAt: 0, correctedBecause: 0, originalOutcome: 0, originalReason: 0 },
  ...{ originalStartedAt: 0, originalEndedAt: 0, originalPlayedMs: 0, zonesApart: 0 },
} satisfies Record<Exclude<keyof AiringRow, Same>, 0>;
const SAME = AIRING_FIELDS.filter((name): name is Same => !(name in MADE));

export function airingRow(airing: Airing, wall: (at: EpochMs) => Wall): AiringRow {
  const instant = (at: EpochMs | null): string | null => (at === null ? null : wall(at).iso);
  const right = asCorrected(airing);
  const { plannedStart, plannedEnd, startedAt, endedAt, fromFrame, playedFrames, totalFrames } = right;
  const { outputs, zonesApart, clock, correction, clusters, evidence, emergency } = right;
  // Filled in, not put together: an object of sixty names that grows by spreading takes as long as a whole CSV line.
  const row: Record<string, unknown> = { ...FIELDS };
  for (const name of SAME) row[name] = right[name];
  Object.assign(row, {
    plannedStart: instant(plannedStart),
    plannedEnd: instant(plannedEnd),
    startedAt: instant(startedAt),
    endedAt: instant(endedAt),
    fromMs: framesToMs(fromFrame),
    playedMs: framesToMs(playedFrames),
    totalMs: totalFrames === null ? null : framesToMs(totalFrames),
    outputs: outputs?.map(({ name, heard }) => `${name}=${heard}`).join('; ') ?? null,
    zonesApart: zonesApart?.map(({ zoneId, heard }) => `${zoneId}=${heard}`).join('; ') ?? null,
    clockSource: clock?.source ?? null,
    clockPlausible: clock?.plausible ?? null,
    clockStepMs: clock?.stepMs ?? null,
    clustersAutomatic: clusters && clusters.ok - clusters.byHand,
    clustersByHand: clusters?.byHand ?? null,
    clustersFailed: clusters?.failed ?? null,
    clustersUnknown: clusters && clusters.expected - clusters.ok - clusters.failed,
    evidence: evidence?.verdict ?? null,
    evidenceMatchedMs: evidence?.matchedMs ?? null,
    evidenceComparedMs: evidence?.comparedMs ?? null,
    emergencyKey: emergency?.key ?? null,
    emergencyVerdict: emergency?.verdict ?? null,
    emergencyJudgedBy: emergency?.judgedBy ?? null,
    emergencyJudgedAt: emergency && instant(emergency.judgedAt),
    correctedBy: correction?.madeByName ?? null,
    correctedAt: correction && instant(correction.madeAt),
    correctedBecause: correction?.why ?? null,
    originalOutcome: correction && airing.outcome,
    originalReason: correction && airing.reason,
    originalStartedAt: correction && instant(airing.startedAt),
    originalEndedAt: correction && instant(airing.endedAt),
    originalPlayedMs: correction && framesToMs(airing.playedFrames),
  } satisfies Omit<AiringRow, Same>);
  return row as AiringRow;
}
