/**
 * One mix of one zone, in stream time. The loop asks it for the next frames; it asks, at every boundary, which cue
 * should sound there, and copies from that cue's deck. It opens decks ahead of time, tells the recorder what began
 * and how it ended, and never waits, throws into the loop, reads a clock or touches the disk.
 */

import { type Cue, cueAt, LATE_START_MS, type Placed } from '../core/cue.ts';
import type { Span } from '../core/hours.ts';
import type { Reason } from '../core/model.ts';
import { durationMs, msToFrames, RATE } from '../core/time.ts';
import type { Deck, OpenDeck } from './deck.ts';
import type { AskedCommand, Note } from './note.ts';
import type { StreamTime } from './stream-time.ts';

/** Decks open this long before their start: a decoder takes 60 to 540 ms to speak (numbers.md). */
const PREROLL = 3 * RATE;
const LATE_START = msToFrames(durationMs(LATE_START_MS));
/** A decoder that dies is replaced at its place this often before the airing is given up. */
const RETRIES = 3;
/** Runs that are over are remembered this long, so that an old horizon cannot bring them back. */
const MEMORY = 26 * 3600 * RATE;

type Run = Placed & {
  cue: Cue;
  origin: number;
  begun: boolean;
  over: boolean;
  readonly able: boolean;
  deck: Deck | undefined;
  failures: number;
  obstacle: Reason | undefined;
  fromFrame: number;
  played: number;
  /** Stream frame after the last one that sounded. */
  reached: number;
};

export type BusOptions = {
  readonly zoneId: string;
  readonly stream: StreamTime;
  readonly openDeck: OpenDeck;
  readonly fileOf: (playoutSha256: string) => string;
  readonly note: (note: Note) => void;
};

export class Bus {
  readonly zoneId: string;
  readonly #options: BusOptions;
  readonly #runs = new Map<string, Run>();
  /** "Start now" waits here for its deck: what cannot start never stops what is on air. */
  #asked: { run: Run; commandId: number } | undefined;
  #playing: Run | undefined;
  #held = false;
  #allowed: readonly Span[] = [];
  #closing: Promise<unknown>[] = [];

  constructor(options: BusOptions) {
    this.#options = options;
    this.zoneId = options.zoneId;
  }

  get playing(): Cue | undefined {
    return this.#playing?.cue;
  }

  setAllowed(allowed: readonly Span[]): void {
    this.#allowed = allowed;
  }

  setHeld(held: boolean): void {
    this.#held = held;
  }

  setCues(cues: readonly Cue[]): void {
    const { stream } = this.#options;
    const wanted = new Set(cues.map((cue) => cue.key));
    for (const [key, run] of this.#runs) {
      const forgotten = run.over ? run.origin < stream.written - MEMORY : !run.begun && run.cue.commandId === null;
      if (!wanted.has(key) && forgotten) this.#forget(run);
    }
    for (const cue of cues) {
      const known = this.#runs.get(cue.key);
      if (known?.begun || known?.over) continue;
      if (known && known.cue.playoutSha256 === cue.playoutSha256 && known.cue.plannedStart === cue.plannedStart) {
        known.cue = cue;
        continue;
      }
      if (known) this.#forget(known);
      this.#runs.set(cue.key, newRun(cue, stream.frameAt(cue.plannedStart!)));
    }
  }

  /** After the stream was anchored anew: everything falls where the wall clock now says. */
  replace(): void {
    for (const run of this.#runs.values()) {
      if (run.over || run.cue.plannedStart === null) continue;
      run.origin = this.#options.stream.frameAt(run.cue.plannedStart);
    }
  }

  obey(command: AskedCommand): void {
    const { note, stream } = this.#options;
    const answer = (state: 'done' | 'refused', answer: string) =>
      note({ note: 'answered', commandId: command.id, state, answer, at: stream.instantAt(stream.written) });
    switch (command.kind) {
      case 'stop':
        this.#held = true;
        this.#end(stream.written, 'cut', 'command-stop');
        this.#dropAsked('Đã dừng phát.');
        return answer('done', 'Đã dừng phát.');
      case 'resume':
        this.#held = false;
        return answer('done', 'Đã phát tiếp theo lịch.');
      case 'skip': {
        const onAir = this.#playing?.cue.episodeId === command.episodeId ? this.#playing : undefined;
        const run = command.entryId === null ? onAir : this.#runs.get(`e${command.entryId}`);
        if (!run || run.over) return answer('refused', 'Mục này đã phát xong hoặc không còn trong danh sách.');
        if (run === this.#playing) this.#end(stream.written, 'cut', 'command-skip');
        else this.#giveUp(run, 'skipped', 'command-skip');
        return answer('done', 'Đã bỏ qua.');
      }
      case 'start-now': {
        if (this.#held) return answer('refused', 'Đang dừng phát. Bấm “Phát tiếp” trước.');
        if (!this.#open(stream.written)) return answer('refused', 'Ngoài khung giờ được phép phát.');
        const { cue } = command;
        if (!cue?.playoutSha256) return answer('refused', 'Chưa có âm thanh đã duyệt để phát.');
        const planned = this.#runs.get(`e${cue.entryId}`);
        if (planned?.over || planned?.begun) return answer('refused', 'Mục này đang phát hoặc đã phát xong.');
        this.#dropAsked('Đã có lệnh phát khác thay thế.');
        const run = newRun(cue, Number.MAX_SAFE_INTEGER);
        run.deck = this.#openDeck(run, 0);
        this.#asked = { run, commandId: command.id };
        return;
      }
      default:
        command satisfies never;
    }
  }

  /** Opens the decks that are due soon and lets go of what can no longer sound. Called a few times a second. */
  prepare(): void {
    const now = this.#options.stream.written;
    for (const run of this.#runs.values()) {
      if (run.over || run.origin > now + PREROLL) continue;
      if (run.cue.missing !== null) {
        if (run.origin <= now) this.#giveUp(run, 'missed', run.cue.missing);
      } else if (!run.begun && now >= run.origin + lengthOf(run.cue)) {
        this.#giveUp(run, 'missed', run.obstacle ?? 'down');
      } else if (!run.begun) {
        this.#cueUp(run, now);
      }
    }
  }

  /** Mixes `count` frames from stream frame `at` into `target`, which is all silence. */
  mix(target: Uint8Array, at: number, count: number): void {
    this.#launchAsked(at);
    for (let i = 0; i < count; ) {
      const frame = at + i;
      const run = !this.#held && this.#open(frame) ? cueAt(this.#runs.values(), frame) : undefined;
      if (run !== this.#playing) this.#change(run, frame);
      const length = Math.min(count - i, this.#untilNext(frame));
      if (run) i += this.#sound(run, target, frame, i, length);
      else i += length;
    }
  }

  /** How far what is on air has come, claiming only what has truly sounded by stream frame `by`. */
  report(by: number): void {
    const run = this.#playing;
    if (!run) return;
    const ahead = Math.max(0, run.reached - by);
    const { stream, note } = this.#options;
    const endedAt = stream.instantAt(run.reached - Math.min(ahead, run.played));
    note({ note: 'progress', key: run.cue.key, endedAt, playedFrames: Math.max(0, run.played - ahead) });
  }

  /** Ends what is on air and every decoder. */
  async close(reason: Reason): Promise<void> {
    if (this.#playing) this.#end(this.#options.stream.written, 'cut', reason);
    if (this.#asked) this.#dropAsked('Chương trình đang dừng.');
    for (const run of this.#runs.values()) this.#letGo(run);
    await Promise.all(this.#closing);
  }

  #sound(run: Run, target: Uint8Array, frame: number, i: number, length: number): number {
    const place = frame - run.origin;
    const left = run.cue.totalFrames! - place;
    if (left <= 0) {
      this.#end(frame, 'completed', null);
      return 0;
    }
    const count = Math.min(length, left);
    const got = run.deck?.take(target, i, count, place) ?? 0;
    run.played += got;
    if (got > 0) run.reached = frame + count;
    if (got < count && run.deck?.ended) this.#redeck(run, place + count, run.deck.ended.said);
    if (count === left) this.#end(frame + count, 'completed', null);
    return count;
  }

  /** The decoder is gone before the recording was: another at the place where the air is, a few times. */
  #redeck(run: Run, place: number, said: string): void {
    this.#letGo(run);
    run.failures += 1;
    const { note, stream, zoneId } = this.#options;
    const at = stream.instantAt(stream.written);
    note({ note: 'incident', kind: 'decoder-failed', zoneId, detail: `${run.cue.title}: ${said}`, at });
    if (run.failures > RETRIES) this.#end(run.reached, 'failed', 'decoder-failed', said);
    else run.deck = this.#openDeck(run, place);
  }

  #change(next: Run | undefined, frame: number): void {
    if (this.#playing) {
      const reason = next
        ? next.cue.commandId === null
          ? 'later-start'
          : 'command-start-now'
        : this.#whyClosed(frame);
      this.#end(frame, 'cut', reason);
    }
    if (!next) return;
    for (const other of this.#runs.values()) {
      if (other !== next && !other.over && other.origin <= next.origin && other.cue.missing === null)
        this.#giveUp(other, 'missed', other.obstacle ?? 'later-start');
    }
    const late = frame - next.origin;
    // A little late, it still begins at its first word; what a restart broke, and what is very late, joins in progress.
    if (late <= LATE_START && next.cue.continuesId === null) next.origin = frame;
    next.begun = true;
    next.fromFrame = frame - next.origin;
    next.reached = frame;
    this.#playing = next;
    const { stream, note } = this.#options;
    const startedAt = stream.instantAt(frame);
    const { plannedStart, commandId } = next.cue;
    const latenessMs = plannedStart === null || commandId !== null ? null : startedAt - plannedStart;
    note({ note: 'began', cue: next.cue, startedAt, fromFrame: next.fromFrame, latenessMs });
  }

  #end(frame: number, outcome: 'completed' | 'cut' | 'failed', reason: Reason | null, detail: string | null = null) {
    const run = this.#playing;
    if (!run) return;
    this.#playing = undefined;
    run.over = true;
    this.#letGo(run);
    const { stream, note } = this.#options;
    const played = run.played;
    note({
      note: 'ended',
      key: run.cue.key,
      endedAt: stream.instantAt(frame),
      playedFrames: played,
      outcome,
      reason,
      detail,
    });
  }

  #giveUp(run: Run, outcome: 'missed' | 'skipped', reason: Reason): void {
    run.over = true;
    this.#letGo(run);
    this.#options.note({ note: 'silent', cue: run.cue, outcome, reason, detail: null });
  }

  #cueUp(run: Run, now: number): void {
    if (this.#held) run.obstacle = 'held';
    else if (!this.#open(Math.max(now, run.origin))) run.obstacle = 'outside-hours';
    if (run.deck?.ended) {
      run.obstacle = 'decoder-failed';
      run.failures += 1;
      const { note, stream, zoneId } = this.#options;
      const detail = `${run.cue.title}: ${run.deck.ended.said}`;
      if (run.failures === 1)
        note({ note: 'incident', kind: 'decoder-failed', zoneId, detail, at: stream.instantAt(now) });
      this.#letGo(run);
    }
    const late = now - run.origin;
    // Held for long: a deck far behind the timeline is opened again at the place, not read through.
    if (run.deck && late > run.deck.position + PREROLL) this.#letGo(run);
    if (run.deck || run.failures > RETRIES) return;
    run.deck = this.#openDeck(run, late > LATE_START || run.cue.continuesId !== null ? Math.max(0, late) : 0);
  }

  #launchAsked(now: number): void {
    if (!this.#asked) return;
    const { run, commandId } = this.#asked;
    const { note, stream } = this.#options;
    const at = stream.instantAt(now);
    if (run.able) {
      this.#asked = undefined;
      run.origin = now;
      const planned = this.#runs.get(`e${run.cue.entryId}`);
      if (planned) this.#forget(planned);
      if (run.cue.entryId !== null) this.#runs.set(`e${run.cue.entryId}`, run);
      else this.#runs.set(run.cue.key, run);
      note({ note: 'answered', commandId, state: 'done', answer: 'Đang phát.', at });
    } else if (run.deck?.ended) {
      this.#dropAsked('Không đọc được tệp âm thanh.');
    }
  }

  #dropAsked(answer: string): void {
    if (!this.#asked) return;
    const { run, commandId } = this.#asked;
    this.#asked = undefined;
    this.#letGo(run);
    const { note, stream } = this.#options;
    note({ note: 'answered', commandId, state: 'refused', answer, at: stream.instantAt(stream.written) });
  }

  /** Frames until something may change: the next start, or an edge of the allowed hours. */
  #untilNext(frame: number): number {
    let nearest = Number.MAX_SAFE_INTEGER;
    for (const run of this.#runs.values()) {
      if (run.over || run.origin <= frame) continue;
      nearest = Math.min(nearest, run.origin - frame);
    }
    const { stream } = this.#options;
    for (const span of this.#allowed) {
      for (const edge of [stream.frameAt(span.from), stream.frameAt(span.until)])
        if (edge > frame) nearest = Math.min(nearest, edge - frame);
    }
    return nearest;
  }

  #open(frame: number): boolean {
    const { stream } = this.#options;
    return this.#allowed.some((span) => frame >= stream.frameAt(span.from) && frame < stream.frameAt(span.until));
  }

  #whyClosed(frame: number): Reason {
    return this.#held || this.#open(frame) ? 'command-stop' : 'outside-hours';
  }

  #openDeck(run: Run, place: number): Deck {
    return this.#options.openDeck(this.#options.fileOf(run.cue.playoutSha256!), place);
  }

  #letGo(run: Run): void {
    if (!run.deck) return;
    this.#closing = this.#closing.slice(-16);
    this.#closing.push(Promise.resolve(run.deck[Symbol.asyncDispose]()));
    run.deck = undefined;
  }

  #forget(run: Run): void {
    this.#letGo(run);
    for (const [key, other] of this.#runs) if (other === run) this.#runs.delete(key);
  }
}

function newRun(cue: Cue, origin: number): Run {
  return {
    cue,
    origin,
    begun: false,
    over: false,
    deck: undefined,
    failures: 0,
    obstacle: undefined,
    fromFrame: 0,
    played: 0,
    reached: 0,
    get able() {
      return this.deck?.ready ?? false;
    },
  };
}

/** How long after its origin a cue may still come up. */
function lengthOf(cue: Cue): number {
  const planned = cue.plannedEnd === null ? 0 : msToFrames(durationMs(cue.plannedEnd - cue.plannedStart!));
  return Math.max(cue.totalFrames ?? 0, planned);
}
