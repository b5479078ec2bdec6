/** One-time links: one makes the first administrator, the others let a user choose a password. Good for 24 hours. */
import type { Config } from '../config.ts';
import { after, durationMs, HOUR } from '../core/time.ts';
import { hashToken, newToken } from './session.ts';
import type { Station } from './station.ts';

/** What a link is made from; the `user` verb has this much of a station. */
export type LinkMaker = Pick<Station, 'clock'> & {
  readonly stores: Pick<Station['stores'], 'people' | 'credentials'>;
};

export const LINK_LASTS = durationMs(24 * HOUR);

/**
 * Only this answer knows the link: the database keeps its hash. Links made before for the same person close.
 * `origin` is where the reader finds the station, e.g. `http://192.168.1.5:8080`.
 */
export function makePasswordLink(station: LinkMaker, origin: string, userId: number): string {
  return makeLink(station, userId, `${origin}/mat-khau`);
}

/** `undefined` once there is a user: the station has its administrator. */
export function makeFirstRunLink(station: LinkMaker, origin: string): string | undefined {
  return station.stores.people.list().length === 0 ? makeLink(station, null, `${origin}/khoi-tao`) : undefined;
}

/** Where a browser on this machine finds the station, when nobody has asked yet. */
export const originOf = ({ origin, port }: Pick<Config, 'origin' | 'port'>): string =>
  origin ?? `http://localhost:${port}`;

function makeLink({ clock, stores }: LinkMaker, userId: number | null, address: string): string {
  const token = newToken();
  const now = clock();
  stores.credentials.addInvitation({
    tokenHash: hashToken(token),
    userId,
    createdAt: now,
    expiresAt: after(now, LINK_LASTS),
  });
  return `${address}/${token}`;
}

/** The invitation an opened link carries, while it may be used and is of that kind. */
export function findInvitation({ stores, clock }: LinkMaker, token: string, kind: 'first-run' | 'password') {
  const invitation = stores.credentials.findInvitation(hashToken(token), clock());
  return invitation && (invitation.userId === null) === (kind === 'first-run') ? invitation : undefined;
}
