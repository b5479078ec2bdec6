/** The ways back in for whoever cannot sign in; for an administrator's pages, the API and the terminal. */
import type { User } from '../core/model.ts';
import { userKey } from './attempts.ts';
import type { Station } from './station.ts';

/** As much of a station as the terminal opens. */
type Opened<S extends keyof Station['stores']> = { readonly stores: Pick<Station['stores'], S> };

/** For whoever lost the telephone and the codes. Their sessions end: whoever holds one may not be they. */
export function dropFactor({ stores }: Opened<'secondFactors' | 'credentials'>, user: User): boolean {
  const isDropped = stores.secondFactors.remove(user.id);
  if (isDropped) stores.credentials.removeSessionsOf(user.id);
  return isDropped;
}

/** How often somebody tried to sign in under that name since it last went well, and until when nobody may. */
export function guessesAt({ stores, clock }: Station, { username: name }: User) {
  const found = stores.credentials.findFailures(userKey(name));
  return found && found.blockedUntil > clock() ? found : undefined;
}

export const forgetGuesses = ({ stores }: Opened<'credentials'>, { username: name }: User): void =>
  stores.credentials.forgetFailures(userKey(name));
