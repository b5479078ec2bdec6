/**
 * One request at a time for each upload. Who comes next is the same sender over a new line, since the old one is dead and
 * nobody has noticed: the one before is told to let go, and awaited. (tus's own locker asks again and again meanwhile, and
 * keeps a core busy with it.)
 */
import { ERRORS, type Lock, type Locker, type RequestRelease } from '@tus/server';

/** Longer than anyone takes to let go who is alive. */
const PATIENCE_MS = 10_000;

type Holder = { readonly letGo: RequestRelease; readonly gone: Promise<void>; readonly leave: () => void };

export class Turns implements Locker {
  readonly #holders = new Map<string, Holder>();

  newLock(id: string): Lock {
    const holders = this.#holders;
    let mine: Holder | undefined;
    return {
      async lock(stop, letGo) {
        const tired = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]);
        for (let before = holders.get(id); before; before = holders.get(id)) {
          await before.letGo();
          await Promise.race([before.gone, aborted(tired)]);
          if (tired.aborted) throw ERRORS.ERR_LOCK_TIMEOUT;
        }
        let leave = () => {};
        const gone = new Promise<void>((resolve) => {
          leave = resolve;
        });
        mine = { letGo, gone, leave };
        holders.set(id, mine);
      },
      async unlock() {
        if (mine && holders.get(id) === mine) holders.delete(id);
        mine?.leave();
      },
    };
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
