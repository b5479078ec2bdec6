/** Hôm nay: what sounds, what is next, what is missing and who must do it; kept live by events.ts. */
import { Hono } from 'hono';
import { TodayPage } from '../../views/today.tsx';
import { may } from './access.ts';
import type { Air } from './air.ts';
import type { Env, Station } from './station.ts';

export function todayScreen({ stores, clock, config }: Station, air: Air): Hono<Env> {
  const screen = new Hono<Env>();

  screen.get('/', (c) => {
    const user = c.get('user');
    const { onAir } = air.today();
    const part = { onAir, now: clock(), zone: config.zone, may: (route: string) => may(user, route) };
    return c.render(TodayPage({ ...part, plans: stores.plans.list() }), { title: 'Hôm nay' });
  });

  return screen;
}
