/**
 * Who asks. A session lives in a cookie: 256 random bits, of which the database keeps only the SHA-256; it ends after
 * 12 hours unused and after 7 days in any case, and is made anew at every sign-in. Programs send a bearer token.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Session } from '../core/account.ts';
import type { User } from '../core/model.ts';
import { after, durationMs, type EpochMs, HOUR, MINUTE } from '../core/time.ts';
import { addressOf } from './caller.ts';
import type { Env, Station } from './station.ts';

const UNUSED = durationMs(12 * HOUR);
const LONGEST = durationMs(7 * 24 * HOUR);
/** The password was right; so long one has to find the telephone. */
const OWING = durationMs(10 * MINUTE);
const BROWSER_KNOWN = durationMs(180 * 24 * HOUR);
/** A session is marked as seen this often, not at every request: reading a page should not write. */
const SEEN_EVERY = durationMs(5 * MINUTE);

export const newToken = (prefix = ''): string => prefix + randomBytes(32).toString('base64url');
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** With https the browser itself refuses a cookie of that name that is not secure, host-only and for the whole site. */
const isHttps = (station: Station) => station.config.origin?.startsWith('https:') ?? false;
const cookieName = (station: Station) => (isHttps(station) ? '__Host-phien' : 'phien');
const cookieOptions = (station: Station) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isHttps(station) }) as const;

/** What a program sent as its token, whatever it is worth. Whoever sends one is not asked for a cookie. */
export const bearerOf = (c: Context): string | undefined =>
  /^Bearer (\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];

/** The cookie that says who has signed in here before (web/attempts.ts); of use to the sign-in pages alone. */
const BROWSER_COOKIE = 'may-quen';
const browserOptions = (station: Station) => ({ ...cookieOptions(station), path: '/dang-nhap' }) as const;

/** Sets `user` and what signed them in for everything after it. */
export const identify = (station: Station) =>
  createMiddleware<Env>(async (c, next) => {
    const bearer = bearerOf(c);
    if (bearer !== undefined) identifyByToken(c, station, hashToken(bearer));
    else {
      const cookie = getCookie(c, cookieName(station));
      if (cookie) identifyBySession(c, station, hashToken(cookie));
    }
    c.set('owesFactor', owesFactor(station, c.get('user')));
    await next();
    see(c, station);
  });

function identifyByToken(c: Context<Env>, { stores, clock }: Station, tokenHash: string): void {
  const now = clock();
  const token = stores.credentials.findToken(tokenHash, now);
  const user = token && activeUser(stores.people.findActing(token.userId, now));
  if (!token || !user) return;
  c.set('user', user);
  c.set('token', token);
}

function identifyBySession(c: Context<Env>, { stores, clock }: Station, tokenHash: string): void {
  const now = clock();
  const session = stores.credentials.findSession(tokenHash, now);
  const user = session && activeUser(stores.people.findActing(session.userId, now));
  if (!session || !user) return;
  if (session.owesFactor) return c.set('pending', session);
  c.set('user', user);
  c.set('session', tokenHash);
}

function owesFactor({ stores }: Station, user: User | undefined): boolean {
  if (!user) return false;
  const asked = stores.settings.find().secondFactorRoles;
  return asked.some((role) => user.roles.includes(role)) && stores.secondFactors.find(user.id) === undefined;
}

/** After the work is done: a database that somebody holds keeps no order from the loudspeakers. The next one will do. */
function see(c: Context<Env>, { stores, clock }: Station): void {
  const now = clock();
  const isDue = (seenAt: EpochMs | null) => seenAt === null || now - seenAt > SEEN_EVERY;
  const [tokenHash, token] = [c.get('session'), c.get('token')];
  const session = tokenHash ? stores.credentials.findSession(tokenHash, now) : undefined;
  const address = addressOf(c);
  try {
    if (session && isDue(session.seenAt))
      stores.credentials.seeSession({ ...session, seenAt: now, expiresAt: expiry(session, now), address });
    if (token && isDue(token.usedAt)) stores.credentials.useToken(token.id, now, address);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'))) throw error;
  }
}

const activeUser = (user: User | undefined): User | undefined => (user?.disabledAt === null ? user : undefined);
const expiry = ({ createdAt, owesFactor }: Pick<Session, 'createdAt' | 'owesFactor'>, now: EpochMs): EpochMs =>
  owesFactor ? after(createdAt, OWING) : (Math.min(after(now, UNUSED), after(createdAt, LONGEST)) as EpochMs);

/**
 * Signs in: a new session, and an end to the one the browser came with. With a second factor that was not shown yet,
 * the session is nobody's until it is (web/login.ts), and the answer is false. Everybody who signs in passes here.
 */
export function startSession(c: Context<Env>, station: Station, userId: number, hasShownFactor = false): boolean {
  const { credentials, knownBrowsers, secondFactors } = station.stores;
  const old = c.get('session') ?? c.get('pending')?.tokenHash;
  if (old) credentials.removeSession(old);
  const token = newToken();
  const now = station.clock();
  const owesFactor = !hasShownFactor && secondFactors.find(userId) !== undefined;
  credentials.addSession({
    tokenHash: hashToken(token),
    userId,
    createdAt: now,
    seenAt: now,
    expiresAt: expiry({ createdAt: now, owesFactor }, now),
    agent: (c.req.header('User-Agent') ?? '').slice(0, 300),
    address: addressOf(c),
    owesFactor,
  });
  if (!owesFactor) {
    const browser = getCookie(c, BROWSER_COOKIE) ?? newToken();
    knownBrowsers.see(hashToken(browser), userId, now);
    setCookie(c, BROWSER_COOKIE, browser, { ...browserOptions(station), maxAge: BROWSER_KNOWN / 1000 });
  }
  setCookie(c, cookieName(station), token, { ...cookieOptions(station), maxAge: LONGEST / 1000 });
  return !owesFactor;
}

/** The hash of what this browser holds, when its owner has signed in from it before. */
export function knownBrowserOf(c: Context<Env>, { stores }: Station, userId: number): string | undefined {
  const browser = hashToken(getCookie(c, BROWSER_COOKIE) ?? '');
  return stores.knownBrowsers.isOf(browser, userId) ? browser : undefined;
}

/** A session as pages and the API name it; its token's hash, cut so short, says nothing of the token. */
export const sessionKey = ({ tokenHash }: Pick<Session, 'tokenHash'>): string => tokenHash.slice(0, 16);

/** Every session of somebody but the one that asks. */
export function endOtherSessions(c: Context<Env>, { stores, clock }: Station, userId: number): void {
  const others = stores.credentials
    .listSessions(userId, clock())
    .filter(({ tokenHash }) => tokenHash !== c.get('session'));
  for (const { tokenHash } of others) stores.credentials.removeSession(tokenHash);
}

/** False when that person has no such session. */
export function endSessionOf({ stores, clock }: Station, userId: number, key: string): boolean {
  const found = stores.credentials.listSessions(userId, clock()).find((one) => sessionKey(one) === key);
  if (found) stores.credentials.removeSession(found.tokenHash);
  return found !== undefined;
}

export function endSession(c: Context<Env>, station: Station): void {
  const session = c.get('session') ?? c.get('pending')?.tokenHash;
  if (session) station.stores.credentials.removeSession(session);
  deleteCookie(c, cookieName(station), cookieOptions(station));
}
