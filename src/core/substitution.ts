/**
 * Người thay: somebody holds named roles from one minute until another, in another's place or besides. Nothing happens
 * at either: who asks what somebody may do is told what holds at that instant.
 */
import type { Role } from './model.ts';
import type { EpochMs } from './time.ts';

export type Substitution = {
  readonly id: number;
  /** Who holds the roles meanwhile. */
  readonly userId: number;
  /** In whose place; null: besides everybody. */
  readonly forUserId: number | null;
  readonly roles: readonly Role[];
  readonly from: EpochMs;
  /** As it was meant; `endedAt` is before it when somebody ended it early. */
  readonly until: EpochMs;
  /** Số, ký hiệu of the paper that says so. */
  readonly document: string;
  readonly reason: string;
  readonly madeBy: number;
  readonly madeAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly endedBy: number | null;
};

export type SubstitutionState = 'ahead' | 'holds' | 'over';

export const endOf = ({ until, endedAt }: Pick<Substitution, 'until' | 'endedAt'>): EpochMs => endedAt ?? until;

export function substitutionState(
  one: Pick<Substitution, 'from' | 'until' | 'endedAt'>,
  now: EpochMs,
): SubstitutionState {
  if (now >= endOf(one)) return 'over';
  return now < one.from ? 'ahead' : 'holds';
}
