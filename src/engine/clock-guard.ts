/**
 * Holds the air while the clock cannot be right (product D7): looks ten times a second, at every horizon, and before the
 * stream follows a clock that was stepped, so that what is on air ends in the time it began in. An emergency passes, as it
 * passes the hours.
 */
import { type ClockFacts, isPlausible, surelyPast } from '../core/clock.ts';
import type { EpochMs } from '../core/time.ts';
import { formatDateTime } from '../core/vietnamese.ts';
import type { Clock } from './clock.ts';
import type { Mixer } from './mixer.ts';
import type { Horizon, Note } from './note.ts';

export type ClockGuardOptions = {
  readonly clock: Pick<Clock, 'now'>;
  readonly mixer: Pick<Mixer, 'hush' | 'setAllowed'>;
  readonly note: (note: Note) => void;
  /** When this program was built, if that is known. */
  readonly builtAt: EpochMs | null;
  /** Whose wall clock is told. */
  readonly zone: string;
};

export class ClockGuard {
  readonly #options: ClockGuardOptions;
  #facts: ClockFacts = { newestAiring: null, confirmedBuild: null, confirmation: 0 };
  #allowed: Horizon['allowed'] = [];
  /** The last instant at which something sounded, of which the log may not know yet. */
  #sounded = 0 as EpochMs;
  #holds = false;

  constructor(options: ClockGuardOptions) {
    this.#options = options;
  }

  /** What the log knows, and the hours that hold while the clock can be right. */
  take({ allowed, clock }: Pick<Horizon, 'allowed' | 'clock'>): void {
    if (clock.confirmation !== this.#facts.confirmation) this.#sounded = 0 as EpochMs;
    this.#facts = clock;
    this.#allowed = allowed;
    this.look();
    this.#apply();
  }

  /** Something on air told how far it is. */
  hear(note: Note): void {
    if ('playedFrames' in note && note.endedAt > this.#sounded && !this.#holds) this.#sounded = note.endedAt;
  }

  get holds(): boolean {
    return this.#holds;
  }

  look(): void {
    const { clock, mixer, note, builtAt, zone } = this.#options;
    const now = clock.now();
    const past = Math.max(this.#sounded, surelyPast(this.#facts, builtAt)) as EpochMs;
    const holds = !isPlausible(now, past);
    if (holds === this.#holds) return;
    this.#holds = holds;
    const incident = { kind: 'clock-implausible', zoneId: null } as const;
    if (holds) mixer.hush('clock-implausible');
    // Told at an instant that has certainly been, whatever this clock shows.
    const detail = `máy đang chỉ ${formatDateTime(now, zone)}`;
    if (holds) note({ note: 'incident', ...incident, detail, at: past });
    else note({ note: 'over', ...incident, at: now });
    this.#apply();
  }

  #apply(): void {
    if (this.#holds) this.#options.mixer.setAllowed([], 'clock-implausible');
    else this.#options.mixer.setAllowed(this.#allowed);
  }
}
