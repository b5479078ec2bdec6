/**
 * Back-off of sign-ins, per user name and per address: five tries, then 30 seconds, doubling to 15 minutes; forgotten
 * after an hour without a try. A try is counted before the password is looked at, so a hundred at once are no way round.
 */
import { after, durationMs, type EpochMs, HOUR, MINUTE, SECOND } from '../core/time.ts';
import type { Credentials } from '../storage/credentials.ts';

const FREE = 5;
const FIRST_WAIT = durationMs(30 * SECOND);
const LONGEST_WAIT = durationMs(15 * MINUTE);

/** Counts a try, or says until when there is none to be had. */
export function countAttempt(credentials: Credentials, who: readonly string[], now: EpochMs): EpochMs | undefined {
  const before = who.map((one) => credentials.findFailures(one) ?? { who: one, failures: 0, blockedUntil: now });
  const blocked = Math.max(...before.map((row) => row.blockedUntil)) as EpochMs;
  if (blocked > now) return blocked;
  for (const row of before) {
    const failures = now - row.blockedUntil > HOUR ? 1 : row.failures + 1;
    const wait = failures < FREE ? 0 : Math.min(FIRST_WAIT * 2 ** (failures - FREE), LONGEST_WAIT);
    credentials.putFailures({ who: row.who, failures, blockedUntil: after(now, durationMs(wait)) });
  }
  return undefined;
}

/** The password was right. */
export function forgetAttempts(credentials: Credentials, who: readonly string[]): void {
  for (const one of who) credentials.forgetFailures(one);
}
