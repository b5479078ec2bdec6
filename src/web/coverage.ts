/** Mức độ bao phủ nội dung (product A6): which topics of a plan have aired, by quarters of its reports, and which never. */
import { Hono } from 'hono';
import { CoveragePage } from '../../views/coverage.tsx';
import type { Coverage } from '../core/coverage.ts';
import { reportPeriod, reportPeriodOn, spanOf } from '../core/periods.ts';
import { dayOf } from '../core/time.ts';
import { reportSettings } from '../engine/owed-reports.ts';
import { coverageOf, planYear, planYears } from './duties.ts';
import type { Env, Station } from './station.ts';

export function coverageScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { zone } = station.config;
  screen.get('/chu-de', (c) => {
    const year = planYear(station, Number(c.req.query('nam')));
    const plans = station.stores.plans.list().filter((plan) => plan.year === year);
    const page = CoveragePage({
      year,
      years: planYears(station),
      coverages: plans
        .map((plan) => ({ plan, coverage: coverageOf(station, plan) }))
        .filter(({ coverage }) => coverage.total > 0)
        .map((one) => ({ ...one, quarters: quartersOf(one.coverage, one.plan.year) })),
      onlyNever: c.req.query('loc') === 'chua-phat',
      zone,
    });
    return c.render(page, { title: 'Mức độ bao phủ nội dung' });
  });

  /** The four that reports of the plan's year have, and any other in which something was heard. */
  function quartersOf({ topics }: Coverage, year: number) {
    const { cutOff } = reportSettings(station);
    const own = [1, 2, 3, 4].map((n) => reportPeriod('quarter', year, n, cutOff));
    const heard = topics
      .flatMap(({ airings }) => airings)
      .map(({ at }) => reportPeriodOn(dayOf(at, zone), 'quarter', cutOff));
    const all = new Map([...own, ...heard].map((one) => [String(one.from), one]));
    return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => ({ ...one, span: spanOf(one, zone) }));
  }

  return screen;
}
