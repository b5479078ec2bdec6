/**
 * Every emergency and drill on its way over the air. An order comes as a message on the line or, when that was lost, with
 * the horizon; its key makes it one order whichever way and however often. It begins with the next chunk that is mixed:
 * its sound is in memory already, or fills up behind the alert tone. Nothing it needs is shared with the schedule: no
 * deck, no queue, no lock; rows are made of its notes when the database takes them, and a file beside the database says
 * what a restart has to take up again.
 */
import {
  type EmergenciesLeft,
  type EmergencyEnding,
  type EmergencyOrder,
  isDrill,
  STALE_AFTER,
} from '../core/emergency.ts';
import type { EpochMs } from '../core/time.ts';
import { alertTone } from './alert-tone.ts';
import { testZone } from './break-in.ts';
import type { Cart } from './cart.ts';
import type { Shelf } from './cart-shelf.ts';
import type { Mixer } from './mixer.ts';
import type { Note } from './note.ts';
import { Reading } from './reading.ts';
import type { StreamTime } from './stream-time.ts';

/** Each holds its sound in memory. */
const MOST = 8;
/** An order that is over is known so long; by then the database has its end. */
const MEMORY_MS = 24 * 3_600_000;

export type EmergenciesOptions = {
  readonly mixer: Pick<Mixer, 'breakIn' | 'isOpen'>;
  readonly stream: StreamTime;
  readonly shelf: Pick<Shelf, 'borrow'>;
  readonly note: (note: Note) => void;
  /** Told after every change what a restart has to know. Must not wait. */
  readonly remember: (left: EmergenciesLeft) => void;
  readonly now: () => EpochMs;
};

type Open = {
  readonly order: EmergencyOrder;
  readonly reading: Reading;
  readonly cart: Cart;
  readonly end: () => void;
  /** When it last came a step on. */
  at: EpochMs;
};

export class Emergencies {
  readonly #options: EmergenciesOptions;
  readonly #open = new Map<string, Open>();
  readonly #done = new Map<string, EpochMs>();
  readonly #tone = alertTone();

  constructor(options: EmergenciesOptions) {
    this.#options = options;
  }

  /** Takes up what a process before this one left. */
  restore({ open, done }: EmergenciesLeft): void {
    for (const { key, at } of done) this.#done.set(key, at);
    for (const { order, repeatsDone, at } of open) {
      if (this.#options.now() - at <= STALE_AFTER) this.order(order, repeatsDone);
      else this.#over(order, 'lost', 'Máy phát không chạy quá lâu.', repeatsDone);
    }
  }

  /** As the database has it: it may have been stopped, or lain there for too long. */
  find(order: EmergencyOrder, stoppedBy: string | null): void {
    if (this.#open.has(order.key)) {
      if (stoppedBy !== null) this.stop(order.key, stoppedBy);
    } else if (!this.#done.has(order.key)) {
      if (stoppedBy !== null) this.#over(order, 'stopped', `${stoppedBy} cho dừng.`, 0);
      else if (this.#options.now() - order.orderedAt > STALE_AFTER)
        this.#over(order, 'lost', 'Máy phát không chạy khi có lệnh.', 0);
      else this.order(order);
    }
  }

  /** Safe to call again with the same one. */
  order(order: EmergencyOrder, repeatsDone = 0): void {
    if (this.#open.has(order.key) || this.#done.has(order.key)) return;
    const { mixer, stream, shelf, note, now } = this.#options;
    note({ note: 'emergency', order });
    const refusal = this.#refusal(order);
    if (refusal) return this.#over(order, 'refused', refusal, 0);
    if (!isDrill(order))
      for (const one of this.#open.values())
        if (isDrill(one.order)) this.#end(one, 'replaced', `Nhường cho phát khẩn cấp “${order.title}”.`);

    let cart: Cart;
    try {
      cart = shelf.borrow(order.playoutSha256, order.totalFrames);
    } catch (error) {
      return this.#over(order, 'failed', `Không mở được âm thanh: ${String(error)}`, repeatsDone);
    }
    const reading = new Reading({
      order,
      repeatsDone,
      cart,
      tone: order.tone ? this.#tone : undefined,
      stream,
      note,
      isOpen: () => mixer.isOpen,
      onStep: () => this.#step(order.key),
      onOver: (ending, answer) => this.#close(order.key, ending, answer),
    });
    const end = mixer.breakIn({
      zoneIds: order.outputId === null ? order.zoneIds : [testZone(order.outputId)],
      rank: order.rank,
      mode: 'replace',
      reason: 'emergency',
      detail: `${order.commandedBy}: ${order.title}`,
      title: order.title,
      passesGate: true,
      take: (samples, frame, count, heardIn) => reading.take(samples, frame, count, heardIn),
      report: (by) => reading.report(by),
      stop: () => this.stop(order.key, order.orderedByName, 'command-stop'),
    });
    this.#open.set(order.key, { order, reading, cart, end, at: now() });
    this.#remember();
  }

  /** `by`: the name of whoever stops it. Nothing happens to one that is over, or unknown. */
  stop(key: string, by: string, ending: 'stopped' | 'command-stop' = 'stopped'): void {
    const one = this.#open.get(key);
    if (one) this.#end(one, ending, ending === 'stopped' ? `${by} cho dừng.` : 'Người trực dừng phát.');
  }

  /** The process ends; what is open is taken up again by the next one. */
  close(): void {
    for (const { reading, end } of this.#open.values()) {
      reading.leave('shutdown', null);
      end();
    }
  }

  #refusal({ outputId }: EmergencyOrder): string | undefined {
    if (outputId !== null && [...this.#open.values()].some(({ order }) => !isDrill(order)))
      return 'Đang phát khẩn cấp thật, chưa diễn tập được.';
    if (this.#open.size >= MOST) return `Đang có ${MOST} lệnh khẩn cấp; dừng bớt một lệnh rồi phát lại.`;
    return undefined;
  }

  #end(one: Open, ending: EmergencyEnding, answer: string): void {
    one.reading.leave(ending === 'replaced' ? 'emergency' : 'command-stop', answer);
    one.end();
    this.#close(one.order.key, ending, answer);
  }

  #step(key: string): void {
    const one = this.#open.get(key);
    if (one) one.at = this.#options.now();
    this.#remember();
  }

  #close(key: string, ending: EmergencyEnding, answer: string): void {
    const one = this.#open.get(key);
    if (!one) return;
    this.#open.delete(key);
    void one.cart[Symbol.asyncDispose]();
    this.#over(one.order, ending, answer, one.reading.repeatsDone);
  }

  #over(order: EmergencyOrder, ending: EmergencyEnding, answer: string, repeatsDone: number): void {
    const at = this.#options.now();
    this.#done.set(order.key, at);
    this.#options.note({ note: 'emergency-over', order, ending, answer, repeatsDone, at });
    this.#remember();
  }

  #remember(): void {
    const oldest = this.#options.now() - MEMORY_MS;
    for (const [key, at] of this.#done) if (at < oldest) this.#done.delete(key);
    this.#options.remember({
      open: [...this.#open.values()].map(({ order, reading, at }) => ({ order, repeatsDone: reading.repeatsDone, at })),
      done: [...this.#done].map(([key, at]) => ({ key, at })),
    });
  }
}
