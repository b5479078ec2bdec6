/**
 * Who asks. A session lives in a cookie: 256 random bits, of which the database keeps only the SHA-256; it ends after
 * 12 hours unused and after 7 days in any case, and is made anew at every sign-in. Programs send a bearer token.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { User } from '../core/model.ts';
import { after, durationMs, type EpochMs, HOUR, MINUTE } from '../core/time.ts';
import type { Env, Station } from './station.ts';

const UNUSED = durationMs(12 * HOUR);
const LONGEST = durationMs(7 * 24 * HOUR);
/** A session is marked as seen this often, not at every request: reading a page should not write. */
const SEEN_EVERY = durationMs(5 * MINUTE);

export const newToken = (prefix = ''): string => prefix + randomBytes(32).toString('base64url');
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** With https the browser itself refuses a cookie of that name that is not secure, host-only and for the whole site. */
const isHttps = (station: Station) => station.config.origin?.startsWith('https:') ?? false;
const cookieName = (station: Station) => (isHttps(station) ? '__Host-phien' : 'phien');
const cookieOptions = (station: Station) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isHttps(station) }) as const;

/** Sets `user` and `session` for everything after it. */
export const identify = (station: Station) =>
  createMiddleware<Env>(async (c, next) => {
    const bearer = /^Bearer (dx_[\w-]+)$/.exec(c.req.header('Authorization') ?? '')?.[1];
    if (bearer) c.set('user', userOfToken(station, bearer));
    else {
      const cookie = getCookie(c, cookieName(station));
      if (cookie) identifyBySession(c, station, hashToken(cookie));
    }
    await next();
    see(c, station);
  });

function userOfToken({ stores, clock }: Station, bearer: string): User | undefined {
  const token = stores.credentials.findToken(hashToken(bearer), clock());
  return token && activeUser(stores.people.find(token.userId));
}

function identifyBySession(c: Context<Env>, { stores, clock }: Station, tokenHash: string): void {
  const now = clock();
  const session = stores.credentials.findSession(tokenHash, now);
  const user = session && activeUser(stores.people.find(session.userId));
  if (!session || !user) return;
  c.set('user', user);
  c.set('session', tokenHash);
}

/** After the work is done: a database that somebody holds keeps no order from the loudspeakers. The next one will do. */
function see(c: Context<Env>, { stores, clock }: Station): void {
  const now = clock();
  const tokenHash = c.get('session');
  const session = tokenHash ? stores.credentials.findSession(tokenHash, now) : undefined;
  if (!tokenHash || !session || now - session.seenAt <= SEEN_EVERY) return;
  try {
    stores.credentials.seeSession({ tokenHash, seenAt: now, expiresAt: expiry(session.createdAt, now) });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'))) throw error;
  }
}

const activeUser = (user: User | undefined): User | undefined => (user?.disabledAt === null ? user : undefined);
const expiry = (createdAt: EpochMs, now: EpochMs): EpochMs =>
  Math.min(after(now, UNUSED), after(createdAt, LONGEST)) as EpochMs;

/** Signs in: a new session, and an end to the one the browser came with. */
export function startSession(c: Context<Env>, station: Station, userId: number): void {
  const old = c.get('session');
  if (old) station.stores.credentials.removeSession(old);
  const token = newToken();
  const now = station.clock();
  station.stores.credentials.addSession({
    tokenHash: hashToken(token),
    userId,
    createdAt: now,
    seenAt: now,
    expiresAt: expiry(now, now),
  });
  setCookie(c, cookieName(station), token, { ...cookieOptions(station), maxAge: LONGEST / 1000 });
}

export function endSession(c: Context<Env>, station: Station): void {
  const session = c.get('session');
  if (session) station.stores.credentials.removeSession(session);
  deleteCookie(c, cookieName(station), cookieOptions(station));
}
