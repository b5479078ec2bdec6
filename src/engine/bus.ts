/**
 * One mix of one zone, in stream time. The loop asks it for the next frames; it asks, at every boundary, which cue
 * should sound there (core/cue.ts), and takes them from that cue's deck, faded where a cut is coming, with what is
 * leaving the air laid over it, through a limiter. It has decks opened ahead (cueing.ts), steps down the ladder of substitutes
 * when one cannot sound, tells the recorder what began and how it ended, and never waits, throws into the loop, reads a
 * clock or touches the disk. It mixes `LOOK_AHEAD` frames ahead of what it hands out, which is how far the limiter looks.
 */

import { type Cue, cueAt, goesOn, outranks, type TooLate } from '../core/cue.ts';
import type { Span } from '../core/hours.ts';
import { DEFAULT_SETTINGS, type DeadAir, type Reason } from '../core/model.ts';
import { RATE } from '../core/time.ts';
import { reasonWord } from '../core/words.ts';
import { type BreakIn, DUCK, type Overlay } from './break-in.ts';
import { Cueing, whyNot } from './cueing.ts';
import type { Deck, OpenDeck } from './deck.ts';
import { add, duck, fromDecibels, RAMP } from './fade.ts';
import { Gate } from './gate.ts';
import { LOOK_AHEAD, openLimiter } from './limiter.ts';
import type { AskedCommand, IncidentKind, Note } from './note.ts';
import { type Hold, Orders } from './orders.ts';
import { CHANNELS } from './realtime.ts';
import { type Ended, RETRIES, Run, type Silence, silenceOf } from './run.ts';
import type { StreamTime } from './stream-time.ts';

/** A deck that gives nothing for so long in the middle of its recording is taken for dead. */
const STALLED = 2 * RATE;
/** Runs that are over are remembered this long, so that an old horizon cannot bring them back. */
const MEMORY = 26 * 3600 * RATE;
/** A relay that gives nothing for so long, beyond all it had held back, is lost. */
const LOST = 3 * RATE;
/** How long a change of a person's volume takes. */
const GLIDE = (RATE * 3) / 10;
/** 18 dB above full scale: what a decoder gives beyond that, or what is no number at all, is no sound. */
const NO_SOUND = 8;
const NEVER = Number.MAX_SAFE_INTEGER;

export type BusOptions = {
  readonly zoneId: string;
  readonly stream: StreamTime;
  readonly openDeck: OpenDeck;
  /** The sound of an entry that a person is to speak in. */
  readonly openLive?: (cue: Cue) => Deck;
  readonly openRelay?: (cue: Cue) => Deck;
  readonly fileOf: (playoutSha256: string) => string;
  readonly note: (note: Note) => void;
};

/** Who has the air, as the row of what was cut is told. */
export type Interruption = Pick<BreakIn, 'reason' | 'detail'>;

export class Bus {
  readonly zoneId: string;
  readonly #options: BusOptions;
  readonly #gate: Gate;
  readonly #limiter = openLimiter();
  readonly #runs = new Map<string, Run>();
  readonly #orders: Orders;
  readonly #cueing: Cueing;
  #playing: Run | undefined;
  /** Ended, and still to be heard for the length of a fade. */
  #leaving: Run[] = [];
  /** What has the air in place of the schedule. */
  #interrupted: Interruption | undefined;
  /** A person's volume: the amplitude, and where it is on the way to. */
  #gain = { now: 1, to: 1, step: 0 };
  /** How much of the schedule is heard under a voice: 1, or `DUCK`, or on the way. */
  #level = 1;
  #silence: Silence = silenceOf(DEFAULT_SETTINGS.deadAir);
  /** The next frame to be mixed; `undefined` before the first. */
  #mixed: number | undefined;
  /** Where instant 0 lay when the runs were placed. */
  #anchored: number;
  #scratch = new Float32Array(0);
  #closing: Promise<unknown>[] = [];

  constructor(options: BusOptions) {
    this.#options = options;
    this.zoneId = options.zoneId;
    this.#gate = new Gate(options.stream);
    this.#anchored = options.stream.frameAt(0);
    const hands = {
      stream: options.stream,
      gate: this.#gate,
      note: options.note,
      head: () => this.#head,
      playing: () => this.#playing,
      open: (run: Run, place: number) => {
        run.deck = this.#openDeck(run, place);
      },
      letGo: (run: Run) => this.#letGo(run),
      dropStandIn: (run: Run) => this.#dropStandIn(run),
    };
    this.#cueing = new Cueing({
      ...hands,
      obstacle: () => (this.#orders.held ? 'held' : this.#interrupted?.reason),
      silence: () => this.#silence,
      incident: (kind, detail) => this.#incident(kind, detail),
      giveUp: (...how) => this.#giveUp(...how),
    });
    this.#orders = new Orders({
      find: (key) => this.#runs.get(key),
      ...hands,
      open: (run) => hands.open(run, 0),
      cut: (run, reason) => this.#cut(run, this.#head, reason),
      skip: (run) => this.#giveUp(run, 'skipped', 'command-skip'),
      launch: (run, key, frame) => {
        const planned = this.#runs.get(key);
        if (planned) this.#forget(planned);
        this.#runs.set(key, run);
        this.#change(run, frame);
      },
      setGain: (gainDb) => this.setGain(gainDb),
    });
  }

  get playing(): Cue | undefined {
    return this.#playing?.cue;
  }

  /** `why` it is shut at all other times. */
  setAllowed(allowed: readonly Span[], why?: Reason): void {
    this.#gate.set(allowed, why);
  }

  /** Ends what is on air on this sample: whatever happens to the stream's clock then is none of its affair. */
  hush(reason: Reason): void {
    for (const run of [...this.#leaving]) this.#finish(run, this.#head, run.leaving!.ended);
    if (this.#playing) this.#finish(this.#playing, this.#head, ended('cut', reason));
  }

  setHeld(held: Hold): void {
    this.#orders.held = held;
  }

  /** Of the schedule, not of what breaks in; heard within 300 ms. */
  setGain(gainDb: number): void {
    const to = fromDecibels(gainDb);
    if (to === this.#gain.to) return;
    const now = this.#mixed === undefined ? to : this.#gain.now;
    this.#gain = { now, to, step: Math.abs(to - now) / GLIDE };
  }

  /** While something is said to have the air no cue does; what that cuts goes on afterwards where it would be by then. */
  interrupt(by: Interruption | undefined): void {
    this.#interrupted = by;
  }

  setDeadAir(deadAir: DeadAir): void {
    this.#silence = silenceOf(deadAir);
  }

  setCues(cues: readonly Cue[]): void {
    const { stream } = this.#options;
    const wanted = new Set(cues.map((cue) => cue.key));
    for (const [key, run] of this.#runs) {
      const forgotten = run.over ? run.due < stream.written - MEMORY : !run.begun && run.cue.commandId === null;
      if (!wanted.has(key) && forgotten) this.#forget(run);
    }
    for (const cue of cues) {
      const known = this.#runs.get(cue.key);
      if (known?.begun || known?.over) continue;
      if (known && isSameSound(known.cue, cue)) {
        known.cue = cue;
        continue;
      }
      if (known) this.#forget(known);
      this.#runs.set(cue.key, new Run(cue, stream.frameAt(cue.plannedStart!), stream));
    }
  }

  /**
   * After the stream was anchored anew: everything falls where the wall clock now says. What is on air by the plan
   * skips what was lost; for a clock set back it is not played again.
   */
  replace(): void {
    const moved = this.#options.stream.frameAt(0) - this.#anchored;
    this.#anchored += moved;
    for (const root of this.#runs.values())
      for (let run: Run | undefined = root; run; run = run.standIn) {
        if (run.over || run.cue.commandId !== null) continue;
        run.due += moved;
        if (run.begun && moved < 0) run.origin += moved;
      }
  }

  obey(command: AskedCommand): void {
    this.#orders.obey(command);
  }

  /** Opens the decks that are due soon and lets go of what can no longer sound. Called a few times a second. */
  prepare(): void {
    const now = this.#head;
    for (const run of this.#runs.values()) this.#cueing.ready(run, now);
  }

  /**
   * Mixes `count` frames that sound from stream frame `at` on into `target`, which is all silence; with them, the first
   * `count` frames of what is laid over, which fall at `at + LOOK_AHEAD`.
   */
  mix(target: Uint8Array, at: number, count: number, over?: Overlay): void {
    if (this.#mixed === undefined) {
      this.#mixed = at;
      const ahead = new Float32Array(LOOK_AHEAD * CHANNELS);
      this.#render(ahead, LOOK_AHEAD);
      this.#amplify(ahead, LOOK_AHEAD);
      this.#limiter.process(ahead, LOOK_AHEAD);
    }
    const samples = new Float32Array(target.buffer, target.byteOffset, count * CHANNELS);
    this.#render(samples, count);
    this.#amplify(samples, count);
    if (over?.ducks || this.#level < 1) this.#level = duck(samples, count, this.#level, over?.ducks ? DUCK : 1);
    if (over) add(samples, over.pcm, count);
    this.#limiter.process(samples, count);
  }

  /** How far what is on air has come, claiming only what has truly sounded by stream frame `by`. */
  report(by: number): void {
    const { stream, note } = this.#options;
    for (const run of this.#playing ? [...this.#leaving, this.#playing] : this.#leaving) {
      const ahead = Math.max(0, run.reached - by);
      const endedAt = stream.instantAt(run.reached - Math.min(ahead, run.played));
      note({ note: 'progress', key: run.cue.key, endedAt, playedFrames: Math.max(0, run.played - ahead) });
    }
  }

  /** Ends what is on air and every decoder. */
  async close(reason: Reason): Promise<void> {
    this.hush(reason);
    this.#orders.dropAsked('Chương trình đang dừng.');
    for (const run of this.#runs.values()) {
      this.#letGo(run);
      this.#dropStandIn(run);
    }
    await Promise.all(this.#closing);
  }

  // the mix -----------------------------------------------------------------------------------------------------------

  /** Where a decision taken now is heard. */
  get #head(): number {
    return this.#mixed ?? this.#options.stream.written;
  }

  #render(samples: Float32Array, count: number): void {
    const start = this.#head;
    if (!this.#interrupted) this.#orders.launchAsked(start);
    for (let i = 0; i < count; ) {
      const frame = start + i;
      this.#mixed = frame;
      const run = this.#isFree(frame) ? this.#next(frame) : undefined;
      if (run !== this.#playing) this.#change(run, frame);
      const length = Math.min(count - i, this.#untilNext(frame));
      const rest = samples.subarray(i * CHANNELS, (i + length) * CHANNELS);
      const done = run ? this.#sound(run, rest, frame) : length;
      for (const one of [...this.#leaving]) this.#fadeOut(one, rest, frame, done);
      i += done;
    }
    this.#mixed = start + count;
  }

  #isFree(frame: number): boolean {
    return this.#orders.held !== 'stop' && !this.#interrupted && this.#gate.isOpen(frame);
  }

  #next(frame: number): Run | undefined {
    return this.#orders.held === 'hold' ? this.#playing : cueAt(this.#faces(), frame);
  }

  *#faces(): Generator<Run> {
    for (const run of this.#runs.values()) yield run.face;
  }

  #amplify(samples: Float32Array, count: number): void {
    const { now, to, step } = this.#gain;
    if (now !== 1 || to !== 1) this.#gain.now = duck(samples, count, now, to, step);
  }

  /** Takes what fits into `samples` and is left of `run`; answers how many frames that is. */
  #sound(run: Run, samples: Float32Array, frame: number): number {
    const place = frame - run.origin;
    const end = Math.min(run.origin + run.total, run.mustEnd);
    if (frame >= end) {
      this.#end(run, frame);
      return 0;
    }
    const count = Math.min(samples.length / CHANNELS, end - frame);
    const given = this.#take(run, samples, count, place);
    run.listen(samples, given, count, this.#silence.level);
    const cut = this.#cutOf(run, frame);
    run.envelope.cutAt(cut < run.origin + run.total ? cut : undefined, run.fadeFrames);
    run.envelope.apply(samples, frame, count);
    if (run.deck?.verdict) this.#finish(run, run.reached, run.deck.verdict);
    else if (run.isRelay) this.#mind(run, frame + count);
    else if (run.garbled && run.cue.kind !== 'live')
      this.#redeck(run, place + count, 'bộ giải mã cho ra thứ không phải âm thanh');
    else if (run.deck?.ended && given < count) this.#redeck(run, place + count, run.deck.ended.said);
    else if (run.starved >= STALLED) this.#redeck(run, place + count, 'bộ giải mã đứng yên');
    if (run === this.#playing && run.quiet >= this.#silence.frames) this.#deadAir(run, frame + count);
    if (run === this.#playing && frame + count === end) this.#end(run, end);
    return count;
  }

  #fadeOut(run: Run, samples: Float32Array, frame: number, length: number): void {
    const { until, ended: told } = run.leaving!;
    const end = Math.min(run.origin + run.total, until);
    const count = Math.max(0, Math.min(length, end - frame));
    if (this.#scratch.length < count * CHANNELS) this.#scratch = new Float32Array(count * CHANNELS);
    const sound = this.#scratch.subarray(0, count * CHANNELS).fill(0);
    this.#take(run, sound, count, frame - run.origin);
    run.envelope.apply(sound, frame, count);
    add(samples, sound, count);
    if (frame + count >= end) this.#finish(run, end, isWhole(run, end) ? ended('completed', null) : told);
  }

  #take(run: Run, samples: Float32Array, count: number, place: number): number {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    let given = run.deck?.take(bytes, 0, count, place) ?? 0;
    run.garbled = given > 0 && !isSound(samples, count);
    if (run.garbled) {
      // One such sample would end an encoder, and every listener with it.
      samples.fill(0, 0, count * CHANNELS);
      given = 0;
    }
    run.played += given;
    if (given > 0) run.reached = run.origin + place + count;
    return given;
  }

  /** The frame at which, as things stand, something will cut `run`: known ahead, so that it can fade. */
  #cutOf(run: Run, frame: number): number {
    let cut = Math.min(run.mustEnd, this.#gate.closesAt(frame));
    for (const other of this.#faces()) {
      if (other === run || other.over || other.due <= frame || other.due >= cut || !other.able) continue;
      const cuts = run.yields ? !other.yields : other.startMode === 'hard' && outranks(other, run);
      if (cuts && other.crossFrames < RAMP) cut = other.due;
    }
    return cut;
  }

  /** The decoder is gone before the recording was: another at the place where the air is, a few times. */
  #redeck(run: Run, place: number, said: string): void {
    this.#letGo(run);
    run.failures += 1;
    run.starved = 0;
    this.#cueing.tellDecoder(run, said);
    if (run.failures > RETRIES)
      this.#finish(run, run.reached, { outcome: 'failed', reason: 'decoder-failed', detail: said });
    else run.deck = this.#openDeck(run, place);
  }

  /** A relay that is heard no more: its row ends where it last was, the ladder takes its place, and it may come back. */
  #mind(run: Run, frame: number): void {
    if (run.starved < LOST && run.quiet < this.#silence.frames) return;
    const said = run.deck?.fault?.said ?? '';
    this.#incident('relay-lost', `${run.cue.title}: ${said}`);
    run.played -= run.quietGiven;
    this.#finish(run, frame - run.quiet, { outcome: 'cut', reason: 'relay-lost', detail: said || null });
  }

  /** Told once; ends it only for something that can sound instead. */
  #deadAir(run: Run, frame: number): void {
    if (!run.quietTold) this.#incident('dead-air', run.cue.title);
    run.quietTold = true;
    if (run.standIn?.able && run.standIn.due <= frame) this.#finish(run, frame, ended('failed', 'dead-air'));
  }

  #change(next: Run | undefined, frame: number): void {
    const before = this.#playing;
    const cross = before && next ? Math.min(next.crossFrames, before.endsAt - frame) : 0;
    if (before) {
      const later = next && whyLater(before, next);
      const { reason, detail } = (next ? undefined : this.#interrupted) ?? { reason: undefined, detail: null };
      this.#cut(before, frame, reason ?? later ?? this.#whyClosed(frame), cross, detail);
    }
    if (!next) return;
    // What was cut by the schedule does not come back, and what a break-in has cut the schedule would have by now.
    for (const other of next.yields ? [] : this.#faces())
      if (other !== next && other.resumes && !other.begun && !other.over && outranks(next, other))
        this.#giveUp(other, 'missed', 'later-start');
    for (let above = next.parent; above; above = above.parent)
      if (!above.over && !above.mayCome) this.#giveUp(above, 'missed', whyNot(above));
    if (next.standIn?.over) this.#dropStandIn(next);
    for (const other of next.yields ? [] : this.#runs.values()) {
      if (other === next || other.over || other.begun || other.startMode !== 'hard' || other.cue.missing !== null)
        continue;
      if (next.cue.standsIn !== null && next.cue.standsForId === other.cue.entryId) continue;
      if (other.due > next.due || !outranks(next, other)) continue;
      this.#giveUp(other, 'missed', other.obstacle ?? 'later-start');
      this.#dropStandIn(other);
    }
    next.begin(frame);
    if (cross >= RAMP) next.envelope.enter(frame, cross);
    this.#playing = next;
    const { stream, note } = this.#options;
    const startedAt = stream.instantAt(frame);
    next.startedAt = startedAt;
    const { plannedStart, commandId } = next.cue;
    const isByPlan = plannedStart !== null && commandId === null && !next.isEarly;
    const latenessMs = isByPlan ? startedAt - plannedStart : null;
    note({ note: 'began', cue: next.cue, startedAt, fromFrame: next.fromFrame, latenessMs });
  }

  /** Takes `run` off the air: over a fade of `frames`, and never faster than a ramp unless it is silent already. */
  #cut(run: Run, frame: number, reason: Reason, frames = 0, detail: string | null = null): void {
    const length = Math.max(RAMP, frames);
    const end: Ended = { outcome: 'cut', reason, detail };
    if (!run.envelope.isAudible) return this.#finish(run, frame, end);
    run.over = true;
    run.leaving = { until: frame + length, ended: end };
    run.envelope.leave(frame, length);
    this.#leaving.push(run);
    this.#playing = undefined;
    this.#dropStandIn(run);
  }

  /** Nothing cut it: it has come to the end of its recording, or of its slot. */
  #end(run: Run, frame: number): void {
    if (isWhole(run, frame)) this.#finish(run, frame, ended('completed', null));
    else this.#cut(run, frame, 'slot-end');
  }

  #finish(run: Run, frame: number, end: Ended): void {
    if (run === this.#playing) this.#playing = undefined;
    this.#leaving = this.#leaving.filter((one) => one !== run);
    run.over = true;
    const heir = goesOn(end.reason) ? run.successor() : undefined;
    if (heir && run.isRelay) run.bequeath(heir);
    this.#letGo(run);
    const { stream, note } = this.#options;
    note({ note: 'ended', key: run.cue.key, endedAt: stream.instantAt(frame), playedFrames: run.played, ...end });
    if (run.isEarly || end.reason === 'command-cut' || end.reason === 'command-skip') this.#closeUp(run, frame);
    if (end.outcome === 'failed') return this.#cueing.stepDown(run, frame);
    // What stood by for the case that it fails is not needed; what was to go on behind it is.
    if (end.outcome === 'cut' || (run.standIn && run.standIn.due < frame)) this.#dropStandIn(run);
    if (end.outcome === 'completed') run.standIn ??= this.#cueing.fillBehind(run, frame);
    if (heir) run.standIn = heir;
  }

  #giveUp(run: Run, outcome: TooLate['outcome'], reason: Reason, because: Reason | null = null): void {
    run.over = true;
    const detail = because ? reasonWord(because) : (run.deck?.fault?.said ?? null);
    this.#letGo(run);
    if (run.isEarly || reason === 'command-skip') this.#closeUp(run, this.#head);
    // Of what a break-in cut the log tells already.
    if (run.resumes) return;
    this.#options.note({ note: 'silent', cue: run.cue, outcome, reason, detail });
  }

  /** A person took it out of its session: what waits behind it there does not wait for its minute, nor what is behind that. */
  #closeUp({ cue, due }: Run, frame: number): void {
    if (cue.slotId === null) return;
    let next: Run | undefined;
    for (const run of this.#runs.values()) {
      const isOfSession = run.cue.slotId === cue.slotId && run.cue.recurrenceId === cue.recurrenceId;
      if (isOfSession && !run.begun && !run.over && (next === undefined || run.due < next.due)) next = run;
    }
    if (next?.startMode === 'soft') next.due = Math.min(next.due, Math.max(frame, due));
  }

  // edges -------------------------------------------------------------------------------------------------------------

  /** Frames until something may change: the next start, the overlap of one that waits, or an edge of the hours. */
  #untilNext(frame: number): number {
    let nearest = NEVER;
    const consider = (edge: number) => {
      if (edge > frame) nearest = Math.min(nearest, edge - frame);
    };
    for (const root of this.#runs.values())
      for (let run: Run | undefined = root; run; run = run.standIn) {
        if (run.over) continue;
        consider(run.due);
        if (!run.begun && run.startMode !== 'hard' && this.#playing) consider(this.#playing.endsAt - run.crossFrames);
      }
    for (const edge of this.#gate.edges()) consider(edge);
    return nearest;
  }

  #whyClosed(frame: number): Reason {
    return this.#orders.held || this.#gate.isOpen(frame) ? 'command-stop' : this.#gate.why;
  }

  #incident(kind: IncidentKind, detail: string): void {
    const { stream, note, zoneId } = this.#options;
    note({ note: 'incident', kind, zoneId, detail, at: stream.instantAt(this.#head) });
  }

  #openDeck(run: Run, place: number): Deck {
    const { openLive, openRelay } = this.#options;
    const other = run.isRelay ? openRelay?.(run.cue) : run.cue.kind === 'live' ? openLive?.(run.cue) : undefined;
    if (other) return other;
    return this.#options.openDeck(this.#options.fileOf(run.cue.playoutSha256!), place);
  }

  #letGo(run: Run): void {
    if (!run.deck) return;
    this.#closing = this.#closing.slice(-16);
    this.#closing.push(Promise.resolve(run.deck[Symbol.asyncDispose]()));
    run.deck = undefined;
  }

  #dropStandIn(run: Run): void {
    // One that is leaving the air is heard to the end of its fade.
    for (let below = run.standIn; below; below = below.standIn) if (!below.leaving) this.#letGo(below);
    run.standIn = undefined;
  }

  #forget(run: Run): void {
    this.#letGo(run);
    this.#dropStandIn(run);
    for (const [key, other] of this.#runs) if (other === run) this.#runs.delete(key);
  }
}

const ended = (outcome: Ended['outcome'], reason: Reason | null): Ended => ({ outcome, reason, detail: null });

const isWhole = (run: Run, frame: number): boolean => frame >= run.origin + run.total;

function isSound(samples: Float32Array, count: number): boolean {
  for (let i = 0; i < count * CHANNELS; i++) if (!(samples[i]! < NO_SOUND && samples[i]! > -NO_SOUND)) return false;
  return true;
}

/** Why what was on air makes way for `next`. */
function whyLater(before: Run, next: Run): Reason {
  if (next.cue.commandId !== null) return 'command-start-now';
  return next.isRelay && before.cue.standsForId === next.cue.entryId ? 'relay-back' : 'later-start';
}

const isSameSound = (a: Cue, b: Cue): boolean =>
  a.playoutSha256 === b.playoutSha256 &&
  a.relayUrl === b.relayUrl &&
  a.plannedStart === b.plannedStart &&
  a.missing === b.missing &&
  a.continuesOrigin === b.continuesOrigin;
