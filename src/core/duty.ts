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
  readonly deadline: EpochMs;
  readonly href: string;
  /** make-good: a place has to be chosen; place: the period has too few places; sound: one of its places has none. */
  readonly kind: 'make-good' | 'place' | 'sound';
};

/** The soonest deadline first. Once a duty's time is over, nothing can be done about it any more. */
export function dutyTasks(duties: readonly Duty[], now: EpochMs): DutyTask[] {
  return duties
    .flatMap((duty) => {
      const { ledger, programme, debts, word } = duty;
      const current = ledger.periods.filter(({ span, main, replays, state }) => {
        const lacks = main.short + replays.short > 0;
        return span.until > now && (state === 'at-risk' || (lacks && state !== 'ahead' && state !== 'free'));
      });
      const tasks = current.map((one): DutyTask => {
        const own = debts.find((debt) => debt.state === 'open' && one.failed.some(({ id }) => id === debt.failed.id));
        const isShort = one.main.short + one.replays.short > 0;
        return {
          words: shortageWords(one, ledger.obligation, word),
          programmeName: programme.name,
          deadline: one.span.until,
          href: own ? debtPath(duty, own) : periodPath(duty, one),
          kind: own ? 'make-good' : isShort ? 'place' : 'sound',
        };
      });
      // Of "thường xuyên" no period lacks anything, and what failed is still to be made good.
      const free = ledger.obligation.count === null ? debts.filter((debt) => isOwing(duty, debt)) : [];
      return [
        ...tasks,
        ...free.map(
          (debt): DutyTask => ({
            words: `Một lượt chưa phát được, cần phát bù (${ledger.obligation.code})`,
            programmeName: programme.name,
            deadline: debt.deadline,
            href: debtPath(duty, debt),
            kind: 'make-good',
          }),
        ),
      ];
    })
    .sort((a, b) => a.deadline - b.deadline);
}
