/** Puts views into the station's frame (`c.render`), and carries one sentence over a 303 (`seeOther`). */

import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { Layout } from '../../views/layout.tsx';
import { OnAirHeader } from '../../views/on-air.tsx';
import type { Flash } from '../../views/parts.tsx';
import { todayOf } from '../core/time.ts';
import { may } from './access.ts';
import type { Air } from './air.ts';
import type { Assets } from './assets.ts';
import { standingWords } from './standing.ts';
import type { Env, Station } from './station.ts';

const FLASH = 'loi-nhan';

export const frame = (station: Station, assets: Assets, air: Air) =>
  createMiddleware<Env>(async (c, next) => {
    c.set('isHttps', station.config.origin?.startsWith('https:') ?? false);
    c.setRenderer((children, { title, status = 200, script }) => {
      // Whoever still owes the second factor sees the page that sets it up, and no way to another.
      const user = c.get('owesFactor') ? undefined : c.get('user');
      const page = Layout({
        title,
        stationName: station.stores.settings.find().stationName,
        userName: user?.name,
        standing: user ? standingWords(station, user) : '',
        path: c.req.path,
        waiting: user
          ? station.stores.episodes.countWaiting() + station.stores.notices.countWaiting(String(todayOf(station)))
          : 0,
        may: (route) => may(user, route),
        asset: assets.url,
        flash: takeFlash(c),
        onAir: user && OnAirHeader({ onAir: air.now(), may: (route) => may(user, route) }),
        script,
        children,
      });
      return c.html(`<!doctype html>${page}`, status);
    });
    await next();
    // A page shows the state of this moment to this person; only files with a hash in their name are kept.
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'private, no-cache');
  });

/** The end of every successful form: 303 to a page that says `words` once. */
export function seeOther(c: Context<Env>, to: string, words?: string, tone: Flash['tone'] = 'good'): Response {
  if (words) setCookie(c, FLASH, `${tone}:${words}`, { ...flashOptions(c), maxAge: 60 });
  return c.redirect(to, 303);
}

const flashOptions = (c: Context<Env>) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: c.get('isHttps') }) as const;

function takeFlash(c: Context<Env>): Flash | undefined {
  const [, tone, words] = /^(good|warn):(.+)$/s.exec(getCookie(c, FLASH) ?? '') ?? [];
  if (!words) return undefined;
  deleteCookie(c, FLASH, flashOptions(c));
  return { tone: tone as Flash['tone'], words };
}
