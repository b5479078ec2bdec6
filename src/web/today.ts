/** Hôm nay: what sounds, what is next, what is missing and who must do it; kept live by events.ts. */
import { Hono } from 'hono';
import { TodayPage } from '../../views/today.tsx';
import { may } from './access.ts';
import type { Air } from './air.ts';
import { bulletinNotice } from './bulletins.ts';
import { emergencyNotices } from './emergencies.ts';
import { remindersOf } from './report-figures.ts';
import type { Env, Station } from './station.ts';

export function todayScreen(station: Station, air: Air): Hono<Env> {
  const screen = new Hono<Env>();
  const { stores, clock, config } = station;

  screen.get('/', (c) => {
    const user = c.get('user');
    const { onAir } = air.today();
    const part = { onAir, now: clock(), zone: config.zone, may: (route: string) => may(user, route) };
    const reminders = part.may('POST /bao-cao') ? remindersOf(station) : [];
    return c.render(
      TodayPage({
        ...part,
        emergencies: [bulletinNotice(station), emergencyNotices(station)],
        plans: stores.plans.list(),
        reminders,
        unread: stores.handovers.unread(),
      }),
      { title: 'Hôm nay' },
    );
  });

  return screen;
}
