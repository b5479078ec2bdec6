/** The relays that are open, with how each stands for whoever watches. */
import type { Cue } from '../core/cue.ts';
import { DEFAULT_SETTINGS } from '../core/model.ts';
import type { RelayNow } from '../core/relay.ts';
import type { Clock } from './clock.ts';
import type { Deck } from './deck.ts';
import type { Horizon } from './note.ts';
import { openRelay } from './relay.ts';

export class Relays {
  readonly #options;
  readonly #states = new Map<string, RelayNow>();
  #facts: Pick<Horizon, 'reachable' | 'deadAir'> = DEFAULT_SETTINGS;

  constructor(options: {
    readonly ffmpeg: string;
    readonly clock: Clock;
    readonly onTold: (relays: readonly RelayNow[]) => void;
  }) {
    this.#options = options;
  }

  set(facts: Pick<Horizon, 'reachable' | 'deadAir'>): void {
    this.#facts = facts;
  }

  open({ key, relayUrl }: Cue): Deck {
    const { ffmpeg, clock, onTold } = this.#options;
    return openRelay({
      ...{ url: relayUrl!, ffmpeg, clock, levelDb: this.#facts.deadAir.levelDb },
      allowed: () => this.#facts.reachable,
      onState: (state) => {
        if (state) this.#states.set(key, { key, ...state });
        else this.#states.delete(key);
        onTold([...this.#states.values()]);
      },
    });
  }
}
