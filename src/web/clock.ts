/** "Giờ đúng rồi, phát tiếp": a person vouches for a clock that holds the air (engine/clock-guard.ts). */
import { Hono } from 'hono';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

/** False: nothing is held because of the clock. */
export function confirmClock(station: Station, confirmedBy: number): boolean {
  const { stores, config, clock, nudge } = station;
  const holds = stores.incidents
    .standing(clock(), 50)
    .some(({ kind, endedAt }) => kind === 'clock-implausible' && endedAt === null);
  if (!holds) return false;
  stores.clockConfirmations.add({ at: clock(), builtAt: config.builtAt, confirmedBy });
  nudge();
  return true;
}

export function clockScreen(station: Station): Hono<Env> {
  return new Hono<Env>().post('/dong-ho', (c) => {
    const done = confirmClock(station, c.get('user')!.id);
    return seeOther(c, '/', done ? 'Đã xác nhận giờ của máy. Đài phát tiếp theo lịch.' : 'Đài đã phát tiếp rồi.');
  });
}
