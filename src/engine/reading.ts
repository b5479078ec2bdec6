/**
 * One emergency being read out: alert tone, message, silence, and again, in stream time. It says what each zone heard of
 * each repeat in rows of the log's own form. Where something higher keeps it from every zone it waits, and begins the
 * repeat that was cut anew.
 */
import { type Cue, PLAIN_CUE } from '../core/cue.ts';
import { type EmergencyEnding, type EmergencyOrder, isDrill } from '../core/emergency.ts';
import type { Reason } from '../core/model.ts';
import { msToFrames, RATE } from '../core/time.ts';
import { isTestZone } from './break-in.ts';
import { type Cart, fill } from './cart.ts';
import type { Note } from './note.ts';
import type { StreamTime } from './stream-time.ts';

/** Sound that does not come for so long will not come. */
const STUCK = 5 * RATE;

export type ReadingOptions = {
  readonly order: EmergencyOrder;
  /** Read out whole already, before a restart. */
  readonly repeatsDone: number;
  readonly cart: Cart;
  readonly tone: Int16Array | undefined;
  readonly stream: StreamTime;
  readonly note: (note: Note) => void;
  /** The allowed hours contain this moment. */
  readonly isOpen: () => boolean;
  /** A repeat began or is done. */
  readonly onStep: () => void;
  readonly onOver: (ending: EmergencyEnding, answer: string) => void;
};

/** What one zone hears of one repeat. */
type Row = { readonly key: string; played: number; reached: number };

export class Reading {
  repeatsDone: number;
  readonly #options: ReadingOptions;
  readonly #rows = new Map<string, Row>();
  readonly #toneFrames: number;
  readonly #total: number;
  /** Frame within this repeat. */
  #place = 0;
  #gapLeft = 0;
  #starved = 0;
  #begun = false;
  #isOver = false;
  #rowsMade = 0;

  constructor(options: ReadingOptions) {
    this.#options = options;
    this.repeatsDone = options.repeatsDone;
    this.#toneFrames = options.tone?.length ?? 0;
    this.#total = this.#toneFrames + options.order.totalFrames;
  }

  /** As a break-in is asked (break-in.ts). */
  take(samples: Float32Array, frame: number, count: number, heardIn: readonly string[]): boolean {
    const { order } = this.#options;
    if (this.#isOver) return false;
    if (heardIn.length === 0) {
      this.#cutRows([...this.#rows.keys()]);
      this.#place = 0;
      return true;
    }
    const zones = heardIn.map((id) => (isTestZone(id) ? order.zoneIds[0]! : id));
    if (this.#place > 0) this.#followZones(zones, frame);
    for (let i = 0; i < count && !this.#isOver; ) {
      if (this.#gapLeft > 0) {
        const silent = Math.min(this.#gapLeft, count - i);
        this.#gapLeft -= silent;
        i += silent;
        continue;
      }
      if (this.#place === 0 && !this.#canBegin(count - i)) break;
      if (this.#place === 0) this.#begin(zones, frame + i);
      const given = this.#give(samples, i, count - i);
      if (given === 0) break;
      i += given;
      this.#place += given;
      for (const row of this.#rows.values()) {
        row.played += given;
        row.reached = frame + i;
      }
      if (this.#place === this.#total) this.#finishRepeat();
    }
    return !this.#isOver;
  }

  report(by: number): void {
    const { stream, note } = this.#options;
    for (const { key, played, reached } of this.#rows.values()) {
      const ahead = Math.min(played, Math.max(0, reached - by));
      note({ note: 'progress', key, endedAt: stream.instantAt(reached - ahead), playedFrames: played - ahead });
    }
  }

  /** It is taken off the air; nothing is asked of it any more but its last ten milliseconds. */
  leave(reason: Reason, detail: string | null): void {
    this.#isOver = true;
    for (const [zoneId, row] of this.#rows) this.#endRow(zoneId, row, 'cut', reason, detail);
  }

  // the sound ---------------------------------------------------------------------------------------------------------

  /** Behind a tone the message may still be filling up. */
  #canBegin(left: number): boolean {
    const { cart } = this.#options;
    if (this.#toneFrames > 0 && cart.fault === undefined) return true;
    return cart.ready && cart.fault === undefined ? true : this.#starve(left);
  }

  #give(samples: Float32Array, at: number, left: number): number {
    const { tone, cart } = this.#options;
    if (this.#place < this.#toneFrames) {
      const given = Math.min(left, this.#toneFrames - this.#place);
      fill(samples, at, tone!, this.#place, given);
      return given;
    }
    const given = cart.take(samples, at, this.#place - this.#toneFrames, Math.min(left, this.#total - this.#place));
    if (given > 0) this.#starved = 0;
    else this.#starve(left);
    return given;
  }

  /** Nothing has come for so many frames more. Always false: nothing can sound now. */
  #starve(frames: number): false {
    const { cart, note, order, stream, onOver } = this.#options;
    this.#starved += frames;
    if (cart.fault === undefined && this.#starved < STUCK) return false;
    this.#isOver = true;
    const said = cart.fault ?? 'bộ giải mã không trả lời';
    for (const [zoneId, row] of this.#rows) this.#endRow(zoneId, row, 'failed', 'decoder-failed', said);
    const at = stream.instantAt(stream.written);
    note({ note: 'incident', kind: 'decoder-failed', zoneId: null, detail: `Khẩn cấp “${order.title}”: ${said}`, at });
    onOver('failed', `Không đọc được âm thanh: ${said}`);
    return false;
  }

  // what is told ------------------------------------------------------------------------------------------------------

  #begin(zones: readonly string[], frame: number): void {
    const { order, stream, note, isOpen, onStep } = this.#options;
    const at = stream.instantAt(frame);
    if (!this.#begun) note({ note: 'emergency-began', key: order.key, at });
    if (!this.#begun && !isDrill(order) && !isOpen()) {
      const detail = `Phát khẩn cấp “${order.title}” ngoài khung giờ, theo lệnh của ${order.commandedBy}; người bấm: ${order.orderedByName}`;
      for (const zoneId of order.zoneIds) note({ note: 'incident', kind: 'outside-hours', zoneId, detail, at });
    }
    this.#begun = true;
    for (const zoneId of zones) this.#beginRow(zoneId, frame);
    onStep();
  }

  #finishRepeat(): void {
    const { order, onStep, onOver } = this.#options;
    for (const [zoneId, row] of this.#rows) this.#endRow(zoneId, row, 'completed', null, this.#words());
    this.repeatsDone += 1;
    this.#place = 0;
    this.#gapLeft = msToFrames(order.gapMs);
    if (this.repeatsDone < order.repeats) return onStep();
    this.#isOver = true;
    onOver('completed', '');
  }

  /** Something higher has come up in some of its zones, or is gone. */
  #followZones(zones: readonly string[], frame: number): void {
    const left = [...this.#rows.keys()].filter((zoneId) => !zones.includes(zoneId));
    this.#cutRows(left);
    for (const zoneId of zones) if (!this.#rows.has(zoneId)) this.#beginRow(zoneId, frame);
  }

  #cutRows(zones: readonly string[]): void {
    for (const zoneId of zones)
      this.#endRow(zoneId, this.#rows.get(zoneId)!, 'cut', 'emergency', 'Có lệnh khẩn cấp cấp cao hơn.');
  }

  #beginRow(zoneId: string, frame: number): void {
    const { order, stream, note } = this.#options;
    const key = `k${order.key}/${this.repeatsDone}.${++this.#rowsMade}`;
    const cue: Cue = {
      ...PLAIN_CUE,
      ...{ key, zoneId, entryId: null, commandId: null, slotId: null, recurrenceId: null },
      ...{ programmeId: null, programmeName: null, episodeId: null, episodeLabel: null, missing: null },
      ...{ plannedStart: null, plannedEnd: null, totalFrames: this.#total },
      kind: isDrill(order) ? 'drill' : 'emergency',
      title: order.title,
      recordingId: order.recordingId,
      playoutSha256: order.playoutSha256,
    };
    this.#rows.set(zoneId, { key, played: 0, reached: frame });
    note({ note: 'began', cue, startedAt: stream.instantAt(frame), fromFrame: this.#place, latenessMs: null });
    note({ note: 'emergency-airing', emergencyKey: order.key, repeat: this.repeatsDone + 1, key });
  }

  #endRow(
    zoneId: string,
    { key, played, reached }: Row,
    outcome: 'completed' | 'cut' | 'failed',
    reason: Reason | null,
    detail: string | null,
  ): void {
    const { order, stream, note } = this.#options;
    this.#rows.delete(zoneId);
    const endedAt = stream.instantAt(reached);
    const outputId = order.outputId ?? undefined;
    note({ note: 'ended', key, endedAt, playedFrames: played, outcome, reason, detail, ...(outputId && { outputId }) });
  }

  #words(): string {
    const { repeats, commandedBy } = this.#options.order;
    return `Lần ${this.repeatsDone + 1}/${repeats}, theo lệnh của ${commandedBy}`;
  }
}
