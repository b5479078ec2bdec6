/** Mức độ bao phủ nội dung (product A6): which topics of a plan have aired in a year, quarter by quarter, and which never. */
import { Hono } from 'hono';
import { CoveragePage } from '../../views/coverage.tsx';
import { dayOf } from '../core/time.ts';
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
        .filter(({ coverage }) => coverage.total > 0),
      onlyNever: c.req.query('loc') === 'chua-phat',
      monthOf: (at) => dayOf(at, zone).month,
      zone,
    });
    return c.render(page, { title: 'Mức độ bao phủ nội dung' });
  });
  return screen;
}
