/**
 * Back-off of sign-ins, per user name and per address: so many tries, then 30 seconds, doubling to 15 minutes; forgotten
 * after an hour without a try. A try is counted before the password is looked at, so a hundred at once are no way round.
 * A browser its owner has signed in from counts for itself alone: whoever guesses at a name from elsewhere makes the
 * owner wait nowhere (OWASP, device cookies), so nobody is kept out for ever, the only administrator least of all.
 */
import type { Context } from 'hono';
import { after, durationMs, type EpochMs, HOUR, MINUTE, SECOND } from '../core/time.ts';
import type { Credentials } from '../storage/credentials.ts';
import { addressOf } from './caller.ts';
import { knownBrowserOf } from './session.ts';
import type { Env, Station } from './station.ts';

/** Several people share an address, and all of them mistype. */
const freeOf = (who: string): number => (who.startsWith('address:') ? 10 : 5);
const FIRST_WAIT = durationMs(30 * SECOND);
const LONGEST_WAIT = durationMs(15 * MINUTE);

export const userKey = (username: string): string => `user:${username.toLowerCase()}`;

/** Whom a try to sign in as `username` is counted against. */
export function triedBy(c: Context<Env>, station: Station, username: string): readonly string[] {
  const user = station.stores.people.findByUsername(username);
  const browser = user && knownBrowserOf(c, station, user.id);
  return browser ? [`browser:${browser}`] : [userKey(username), `address:${addressOf(c)}`];
}

/** Counts a try, or says until when there is none to be had. */
export function countAttempt(credentials: Credentials, who: readonly string[], now: EpochMs): EpochMs | undefined {
  const before = who.map((one) => credentials.findFailures(one) ?? { who: one, failures: 0, blockedUntil: now });
  const blocked = Math.max(...before.map((row) => row.blockedUntil)) as EpochMs;
  if (blocked > now) return blocked;
  for (const row of before) {
    const failures = now - row.blockedUntil > HOUR ? 1 : row.failures + 1;
    const over = failures - freeOf(row.who);
    const wait = over < 0 ? 0 : Math.min(FIRST_WAIT * 2 ** over, LONGEST_WAIT);
    credentials.putFailures({ who: row.who, failures, blockedUntil: after(now, durationMs(wait)) });
  }
  return undefined;
}

/** It was right as far as it went, a second factor is still to come: as if it had not been, and no more than that. */
export function takeBackAttempt(credentials: Credentials, who: readonly string[], now: EpochMs): void {
  for (const one of who) {
    const { failures = 0 } = credentials.findFailures(one) ?? {};
    if (failures > 1) credentials.putFailures({ who: one, failures: failures - 1, blockedUntil: now });
    else credentials.forgetFailures(one);
  }
}

/** It was right. An address takes back this one try: an account of one's own wipes out no guesses at others'. */
export function forgetAttempts(credentials: Credentials, who: readonly string[], now: EpochMs): void {
  const isAddress = (one: string) => one.startsWith('address:');
  takeBackAttempt(credentials, who.filter(isAddress), now);
  for (const one of who) if (!isAddress(one)) credentials.forgetFailures(one);
}
