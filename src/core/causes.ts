/**
 * Nguyên nhân (product H7): why an airing did not go as planned, in the words a report uses. The program proposes one
 * from what the row and the incidents around it say; a person confirms it or chooses another.
 */
import type { Airing, Reason } from './model.ts';
import { type EpochMs, MINUTE } from './time.ts';

export const CAUSES = {
  power: 'Mất điện',
  network: 'Mất mạng nguồn',
  cluster: 'Hỏng cụm loa',
  unapproved: 'Chưa duyệt nội dung',
  content: 'Thiếu tệp, thiếu nội dung',
  order: 'Theo lệnh cấp trên',
  emergency: 'Nhường phát khẩn cấp',
  mourning: 'Tang lễ, quốc tang',
  weather: 'Thời tiết',
  machine: 'Sự cố máy, phần mềm',
  overrun: 'Chương trình khác kéo dài',
  cancelled: 'Chủ động hủy, dừng',
  other: 'Nguyên nhân khác',
} as const;
export type Cause = keyof typeof CAUSES;
export const CAUSE_LIST = Object.keys(CAUSES) as [Cause, ...Cause[]];
export const causeWord = (code: string): string => (Object.hasOwn(CAUSES, code) ? CAUSES[code as Cause] : code);

/** What a reason of the log means to a report. Those that are no failure propose nothing. */
const OF_REASON: { readonly [R in Reason]?: Cause } = {
  'no-approved-episode': 'unapproved',
  'not-approved': 'unapproved',
  'nothing-to-replay': 'content',
  'not-valid': 'content',
  'no-recording': 'content',
  'recording-not-ready': 'content',
  'no-relay-address': 'content',
  'file-missing': 'content',
  'file-changed': 'content',
  'cancelled-by-person': 'cancelled',
  'relay-refused': 'network',
  'relay-unreachable': 'network',
  'relay-silent': 'network',
  'relay-lost': 'network',
  'connection-lost': 'network',
  'input-failed': 'machine',
  'decoder-failed': 'machine',
  'dead-air': 'machine',
  'clock-implausible': 'machine',
  shutdown: 'machine',
  restart: 'power',
  down: 'power',
  'no-room': 'overrun',
  'slot-end': 'overrun',
  'later-start': 'overrun',
  'late-skip': 'overrun',
  'late-make-good': 'overrun',
  'command-start-now': 'cancelled',
  'command-skip': 'cancelled',
  'command-stop': 'cancelled',
  'command-cut': 'cancelled',
  'live-cut': 'cancelled',
  held: 'cancelled',
  'nobody-live': 'cancelled',
  'outside-hours': 'order',
  mourning: 'mourning',
  'special-day': 'order',
  emergency: 'emergency',
};

type Seen = { readonly kind: string; readonly at: EpochMs; readonly endedAt: EpochMs | null };

/** How far from an airing an incident may stand and still be why. */
const NEAR = 5 * MINUTE;

/** Undefined where nothing went wrong, or nothing is known. */
export function proposedCause(
  airing: Pick<Airing, 'outcome' | 'reason' | 'startedAt' | 'plannedStart' | 'endedAt' | 'plannedEnd'>,
  incidents: readonly Seen[],
): Cause | undefined {
  const { outcome, reason } = airing;
  if (outcome === 'on-air' || outcome === 'completed') return undefined;
  const from = (airing.startedAt ?? airing.plannedStart ?? 0) - NEAR;
  const until = (airing.endedAt ?? airing.plannedEnd ?? from) + NEAR;
  const near = incidents.filter(({ at, endedAt }) => at <= until && (endedAt ?? at) >= from);
  const of = (...kinds: string[]) => near.some(({ kind }) => kinds.includes(kind));
  // A playout that came back by itself while the machine stayed up was no power cut.
  if ((reason === 'restart' || reason === 'down') && of('playout-failed', 'decoder-failed')) return 'machine';
  if (reason === 'late-skip' || reason === 'late-make-good') {
    if (of('playout-restarted')) return 'power';
    if (of('relay-lost', 'relay-unreachable')) return 'network';
  }
  return reason === null ? undefined : OF_REASON[reason];
}
