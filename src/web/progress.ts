/** Tiến độ kế hoạch: obligations, their periods and debts, and the buttons that plan a make-good or move a period. */
import { type Context, Hono } from 'hono';
import { DebtPage, PeriodPage } from '../../views/duty.tsx';
import type { DebtSheet, OfferSheet } from '../../views/duty-parts.tsx';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { PeriodMovePage } from '../../views/period-move.tsx';
import { ProgressPage } from '../../views/progress.tsx';
import { type Duty, isOwing } from '../core/duty.ts';
import { versionLabel } from '../core/episodes.ts';
import { periodName } from '../core/ledger-words.ts';
import type { Debt } from '../core/make-good.ts';
import { holds } from '../core/periods.ts';
import type { FieldErrors } from '../core/result.ts';
import { dayOf, parseDay, parseInstant, todayOf } from '../core/time.ts';
import { formatDateAdministrative, formatTime } from '../core/vietnamese.ts';
import { mayOf } from './access.ts';
import { coverageOf, dutiesOf, findDuty, planYear, planYears } from './duties.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import { planMakeGood, unplanMakeGood } from './make-good.ts';
import { NO_OFFERS, offerPlaces } from './make-good-places.ts';
import {
  backToOwnPeriod,
  type Countable,
  findCountable,
  moveToPeriod,
  periodMoveInput,
  periodOf,
} from './period-moves.ts';
import type { Env, Station } from './station.ts';

/** Debts whose places stand on the overview; the others are one page away. */
const OFFERS_SHOWN = 3;
/** Periods to choose from, on either side of the occurrence's own. */
const NEAR_PERIODS = 3;

export function progressScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { plans, episodes, programmes } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);

  screen.get('/tien-do', (c) => {
    const year = planYear(station, Number(c.req.query('nam')));
    const duties = year === undefined ? [] : dutiesOf(station, year);
    let offers = OFFERS_SHOWN;
    const debts = duties
      .flatMap((duty) => duty.debts.map((debt) => ({ duty, debt })))
      .sort((a, b) => a.debt.deadline - b.debt.deadline)
      .map((one) => withOffer(one, isOwing(one.duty, one.debt) && offers-- > 0));
    const page = ProgressPage({
      year,
      years: planYears(station),
      plans: plans.list(),
      duties,
      debts,
      coverages: plans
        .list()
        .filter((plan) => plan.year === year)
        .map((plan) => ({ plan, coverage: coverageOf(station, plan) }))
        .filter(({ coverage }) => coverage.total > 0),
      now: station.clock(),
      today: today(),
      zone,
      may: mayOf(c),
    });
    return c.render(page, { title: 'Tiến độ kế hoạch' });
  });

  screen.get('/tien-do/:id/:day', (c) => {
    const duty = findDuty(station, c.req.param('id'));
    const day = parseDay(c.req.param('day'));
    const period = day && duty?.ledger.periods.find((one) => holds(one.period, day));
    if (!duty || !period) return c.notFound();
    const failed = new Set(period.failed.map(({ id }) => id));
    const debts = duty.debts.filter((debt) => failed.has(debt.failed.id) && debt.state !== 'not-needed');
    const page = PeriodPage({
      duty,
      period,
      labels: labelsOf([
        ...[...period.mainAirings, ...period.replayAirings, ...period.strays, ...period.failed].map(
          ({ first }) => first,
        ),
        ...period.mainEntries,
        ...period.replayEntries,
      ]),
      debts: debts.map((debt) => withOffer({ duty, debt }, debt.state === 'open')),
      now: station.clock(),
      zone,
      may: mayOf(c),
    });
    return c.render(page, { title: `${duty.programme.name}, ${periodName(period.period, duty.ledger.obligation)}` });
  });

  // make-goods --------------------------------------------------------------------------------------------------------

  const debtOf = (c: Context<Env>): { duty: Duty; debt: Debt } | undefined => {
    const duty = findDuty(station, c.req.param('id') ?? '');
    const debt = duty?.debts.find(({ failed }) => String(failed.id) === c.req.param('airing'));
    return duty && debt && { duty, debt };
  };

  screen.get('/tien-do/:id/phat-bu/:airing', (c) => {
    const found = debtOf(c);
    if (!found) return c.notFound();
    const sheet = withOffer(found, found.debt.state === 'open');
    return c.render(DebtPage({ sheet, zone, may: mayOf(c) }), { title: `Phát bù: ${found.duty.programme.name}` });
  });

  screen.post('/tien-do/:id/phat-bu/:airing', async (c) => {
    const found = debtOf(c);
    if (!found) return c.notFound();
    const from = parseInstant(textOf(await readForm(c), 'from'));
    const path = `/tien-do/${found.duty.ledger.obligation.id}/phat-bu/${found.debt.failed.id}`;
    if (from === undefined) return seeOther(c, path, 'Chọn một chỗ trong danh sách.', 'warn');
    const planned = planMakeGood(station, found.duty, found.debt, from, c.get('user')!.id);
    if (!planned.ok) return seeOther(c, path, `${planned.error}.`, 'warn');
    const when = `${formatTime(from, zone)} ngày ${formatDateAdministrative(dayOf(from, zone))}`;
    return seeOther(c, path, `Đã xếp phát bù ${found.duty.programme.name} lúc ${when}.`);
  });

  screen.post('/tien-do/:id/phat-bu/:airing/bo', (c) => {
    const found = debtOf(c);
    if (!found) return c.notFound();
    const path = `/tien-do/${found.duty.ledger.obligation.id}/phat-bu/${found.debt.failed.id}`;
    return unplanMakeGood(station, found.debt)
      ? seeOther(c, path, 'Đã bỏ xếp phát bù; những lượt đã nhường giờ lại phát như cũ.')
      : seeOther(c, path, 'Lượt phát bù này đã đến giờ hoặc chưa được xếp.', 'warn');
  });

  function withOffer({ duty, debt }: { duty: Duty; debt: Debt }, isAsked: boolean): DebtSheet {
    return { duty, debt, offer: isAsked ? offerSheet(duty, debt) : undefined };
  }

  function offerSheet(duty: Duty, debt: Debt): OfferSheet {
    const offer = offerPlaces(station, duty, debt);
    if (!offer.ok) return { refusal: NO_OFFERS[offer.error] };
    const { issue, length, places, isLate } = offer.value;
    const label = labelsOf([{ episodeId: issue.id }]).get(issue.id) ?? issue.title;
    return { issue: `${label} “${issue.title}”`, length, places, isLate };
  }

  function labelsOf(of: readonly { readonly episodeId: number | null }[]): Map<number, string> {
    const labels = new Map<number, string>();
    for (const id of new Set(of.map(({ episodeId }) => episodeId))) {
      const episode = id === null ? undefined : episodes.find(id);
      const word = episode && programmes.find(episode.programmeId)?.issueWord;
      if (episode && word) labels.set(episode.id, versionLabel(word, episode));
    }
    return labels;
  }

  // dời kỳ ------------------------------------------------------------------------------------------------------------

  const countableOf = (c: Context<Env>): Countable | undefined =>
    findCountable(station, c.req.param('slot') ?? '', c.req.param('day') ?? '');

  function moveForm(c: Context<Env>, countable: Countable, values?: FormValues, errors: FieldErrors = {}) {
    const { slotId, recurrenceId, title, at, countsOn, countsReason } = countable;
    const chosen = countable.duties.map((duty) => periodOf(duty, countable, zone)).find(Boolean);
    const page = PeriodMovePage({
      title,
      at,
      zone,
      path: `/lich-phat/${slotId}/${recurrenceId}/doi-ky`,
      back: `/lich-phat?ngay=${dayOf(at, zone)}`,
      periods: nearPeriods(countable),
      isMoved: countsOn !== null,
      values: values ?? { countsOn: chosen ? String(chosen.from) : '', reason: countsReason },
      errors,
    });
    return c.render(page, { title: 'Dời kỳ', status: statusOf(errors) });
  }

  /** Of each obligation those around the day it airs on. */
  const nearPeriods = ({ duties, at }: Countable) =>
    duties.flatMap(({ ledger: { obligation, periods } }) => {
      const own = periods.findIndex(({ span }) => span.from <= at && at < span.until);
      const last = own >= 0 ? own : periods.findLastIndex(({ span }) => span.until <= at);
      return periods.slice(Math.max(0, last - NEAR_PERIODS), last + NEAR_PERIODS + 1).map(({ period }, i, near) => {
        const isOwn = own >= 0 && near[i]!.period === periods[own]!.period;
        const name = `${periodName(period, obligation)} (${obligation.code})`;
        return { value: String(period.from), label: isOwn ? `${name}, kỳ của ngày phát` : name };
      });
    });

  screen.get('/lich-phat/:slot/:day/doi-ky', (c) => {
    const countable = countableOf(c);
    return countable ? moveForm(c, countable) : c.notFound();
  });

  screen.post('/lich-phat/:slot/:day/doi-ky', async (c) => {
    const countable = countableOf(c);
    if (!countable) return c.notFound();
    const values = await readForm(c);
    const input = parseForm(periodMoveInput, values);
    if (!input.ok) return moveForm(c, countable, values, input.error);
    const moved = moveToPeriod(station, countable, input.value, c.get('user')!.id);
    if (!moved.ok) return moveForm(c, countable, values, moved.error);
    return seeOther(c, progressPath(countable), `Đã dời kỳ: ${countable.title}.`);
  });

  screen.post('/lich-phat/:slot/:day/doi-ky/bo', (c) => {
    const countable = countableOf(c);
    if (!countable) return c.notFound();
    backToOwnPeriod(station, countable, c.get('user')!.id);
    return seeOther(c, progressPath(countable), `${countable.title} lại tính cho kỳ của ngày phát.`);
  });

  /** The page of the period it counts for now. */
  function progressPath({ slotId, recurrenceId }: Countable): string {
    const countable = findCountable(station, slotId, recurrenceId);
    for (const duty of countable?.duties ?? []) {
      const period = periodOf(duty, countable!, zone);
      if (period) return `/tien-do/${duty.ledger.obligation.id}/${period.from}`;
    }
    return '/tien-do';
  }

  return screen;
}
