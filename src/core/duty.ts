/** An obligation with its plan, its programme and all that came of it: what the page, the API and the home screen tell. */
import type { ObligationLedger, PeriodLedger } from './ledger.ts';
import { shortageWords } from './ledger-words.ts';
import type { Debt } from './make-good.ts';
import type { Plan, Programme } from './model.ts';
import type { EpochMs } from './time.ts';

export type Duty = {
  readonly plan: Plan;
  readonly programme: Programme;
  /** What its issues are counted in: số, kỳ, chuyên mục, lượt. */
  readonly word: string;
  readonly ledger: ObligationLedger;
  readonly debts: readonly Debt[];
};

export const periodPath = ({ ledger }: Duty, { period }: PeriodLedger): string =>
  `/tien-do/${ledger.obligation.id}/${period.from}`;
export const debtPath = ({ ledger }: Duty, { failed }: Debt): string =>
  `/tien-do/${ledger.obligation.id}/phat-bu/${failed.id}`;

/** Somebody has to plan its make-good; where nothing is counted, a month that is over is owed nothing. */
export const isOwing = ({ ledger }: Duty, { state, isOverdue }: Debt): boolean =>
  state === 'open' && !(isOverdue && ledger.obligation.count === null);

/** What somebody has to do so that a duty is kept: a line of the home screen. */
export type DutyTask = {
  readonly words: string;
  readonly programmeName: string;
  /** Exclusive: the end of the period it is owed in. */
  readonly deadline: EpochMs;
  readonly isOverdue: boolean;
  readonly href: string;
  /** make-good: a place has to be chosen; place: the period has too few places; sound: one of its places has none. */
  readonly kind: 'make-good' | 'place' | 'sound';
};

/** The soonest deadline first, one line a period. Once a plan is over, nothing can be done about it any more. */
export function dutyTasks(duties: readonly Duty[], now: EpochMs): DutyTask[] {
  return duties
    .filter(({ ledger }) => now < ledger.periods.at(-1)!.span.until)
    .flatMap((duty) => duty.ledger.periods.flatMap((period) => taskOf(duty, period, now) ?? []))
    .sort((a, b) => a.deadline - b.deadline);
}

function taskOf(duty: Duty, period: PeriodLedger, now: EpochMs): DutyTask | undefined {
  const { obligation } = duty.ledger;
  const { main, replays, failed, span, state } = period;
  const debt = duty.debts.find((one) => isOwing(duty, one) && failed.includes(one.failed));
  const isShort = main.short + replays.short > 0;
  if (!debt && (state !== 'at-risk' || span.until <= now)) return undefined;
  return {
    words:
      obligation.count === null
        ? `Một lượt chưa phát được, cần phát bù (${obligation.code})`
        : shortageWords(period, obligation, duty.word),
    programmeName: duty.programme.name,
    deadline: span.until,
    isOverdue: span.until <= now,
    href: debt ? debtPath(duty, debt) : periodPath(duty, period),
    kind: debt ? 'make-good' : isShort ? 'place' : 'sound',
  };
}
