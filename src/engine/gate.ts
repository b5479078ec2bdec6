/** The last gate (product B6, D8): where in the stream the loudspeakers may sound at all, to the frame. */
import type { Span } from '../core/hours.ts';
import type { Reason } from '../core/model.ts';
import type { StreamTime } from './stream-time.ts';

export class Gate {
  readonly #stream: StreamTime;
  #allowed: readonly Span[] = [];
  /** Why it is shut where it is. */
  why: Reason = 'outside-hours';

  constructor(stream: StreamTime) {
    this.#stream = stream;
  }

  set(allowed: readonly Span[], why: Reason = 'outside-hours'): void {
    this.#allowed = allowed;
    this.why = why;
  }

  isOpen(frame: number): boolean {
    return this.#windowAt(frame) !== undefined;
  }

  /** Where it closes after `frame`, at which it is open; windows that touch are one. */
  closesAt(frame: number): number {
    let edge = frame;
    for (let open = this.#windowAt(edge); open; open = this.#windowAt(edge)) edge = this.#stream.frameAt(open.until);
    return edge;
  }

  /** Frames at which it opens or closes. */
  edges(): number[] {
    return this.#allowed.flatMap(({ from, until }) => [this.#stream.frameAt(from), this.#stream.frameAt(until)]);
  }

  #windowAt(frame: number): Span | undefined {
    const at = this.#stream;
    return this.#allowed.find(({ from, until }) => frame >= at.frameAt(from) && frame < at.frameAt(until));
  }
}
