/**
 * The watchdog over the playout, outside it: it sits in the supervisor, hears a pulse of the loop a few times a second, and
 * judges by what has left, never by a process being there (peers.md F3). No pulse, or a loop that hands out nothing more: the
 * playout is replaced. An output that says it is sending, and of which nothing leaves: that output is. It only judges.
 */

/** What the playout tells of itself; each count only has to move. */
export type Pulse = {
  readonly say: 'pulse';
  /** Frames handed out. */
  readonly written: number;
  readonly outputs: readonly { readonly outputId: number; readonly sending: boolean; readonly carried: number }[];
};

export const isPulse = (message: unknown): message is Pulse =>
  typeof message === 'object' && message !== null && 'say' in message && message.say === 'pulse';

export type Verdict =
  | { readonly replace: 'playout'; readonly because: string }
  | { readonly replace: 'output'; readonly outputId: number; readonly because: string };

/** Looked at this often. */
export const LOOK_MS = 250;
/** After so long without a pulse nobody knows what sounds. */
const DOUBT_LOOKS = 6;
/** A loop that was held up for two seconds catches up by itself; a playout silent for four will not. */
const DEAD_LOOKS = 16;
/** From its start to its first pulse: migrations are over by then, but the machine may be busy. */
const START_LOOKS = 80;
/** Of an output: an encoder's batch, a server's round trip and a card's buffer are far below. */
const STUCK_LOOKS = 24;

export class Watchdog {
  /** Looks since the last pulse, and since the loop last handed something out. */
  #silent = 0;
  #still = 0;
  #written = -1;
  #outputs = new Map<number, { carried: number; looks: number }>();

  /** Another playout was started. */
  begin(): void {
    this.#silent = this.#still = 0;
    this.#written = -1;
    this.#outputs.clear();
  }

  /** `again`: after a doubt. */
  hear({ written, outputs }: Pulse): 'again' | undefined {
    const isAgain = this.#written >= 0 && !this.isHeard;
    this.#silent = 0;
    if (written !== this.#written) this.#still = 0;
    this.#written = written;
    const before = this.#outputs;
    this.#outputs = new Map(
      outputs
        .filter(({ sending }) => sending)
        .map(({ outputId, carried }) => {
          const last = before.get(outputId);
          return [outputId, { carried, looks: last?.carried === carried ? last.looks : 0 }];
        }),
    );
    return isAgain ? 'again' : undefined;
  }

  /** It has been heard from just now: whoever asks may take it to be there. */
  get isHeard(): boolean {
    return this.#written >= 0 && this.#silent <= DOUBT_LOOKS;
  }

  /**
   * Called every `LOOK_MS`. Counts its own looks and no clock: while the whole machine sleeps, or this process does not run
   * either, nobody is blamed for it.
   */
  look(): Verdict[] {
    this.#silent += 1;
    this.#still += 1;
    const seconds = (looks: number) => (looks * LOOK_MS) / 1000;
    const patience = this.#written < 0 ? START_LOOKS : DEAD_LOOKS;
    if (this.#silent > patience)
      return [{ replace: 'playout', because: `không trả lời trong ${seconds(patience)} giây` }];
    if (this.#still > patience)
      return [{ replace: 'playout', because: `vòng phát đứng yên trong ${seconds(patience)} giây` }];
    return [...this.#outputs].flatMap(([outputId, one]): Verdict[] => {
      // No pulse, no news of the outputs either.
      one.looks += this.#silent > 1 ? 0 : 1;
      if (one.looks < STUCK_LOOKS) return [];
      one.looks = 0;
      return [
        { replace: 'output', outputId, because: `không đưa được âm thanh ra trong ${seconds(STUCK_LOOKS)} giây` },
      ];
    });
  }
}
