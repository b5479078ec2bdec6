/**
 * Getting the runs of one bus ready, ahead of the air: decks opened in time for a slow disk, relays connected to, whoever
 * comes too late given up, and the next step of the ladder of substitutes made ready behind what cannot sound or is
 * falling silent. Called a few times a second, never by the mix of a sample.
 */
import { type Cue, fillBehind, stepBelow, type TooLate, tooLate } from '../core/cue.ts';
import type { Reason } from '../core/model.ts';
import { RATE } from '../core/time.ts';
import type { Gate } from './gate.ts';
import type { IncidentKind } from './note.ts';
import { RETRIES, Run, type Silence } from './run.ts';
import type { StreamTime } from './stream-time.ts';

/** Decks open this long before their start: a decoder takes 60 to 540 ms to speak, as measured. */
const PREROLL = 3 * RATE;
/** A relay is connected to so long before its start: time for its first words to be heard, or for another attempt. */
const RELAY_PREROLL = 20 * RATE;
/** Failures of its decoder that follow each other so fast are one fault, and told once. */
const ONE_FAULT = 10 * RATE;

/** What of its bus the getting ready reaches. */
export type CueingReach = {
  readonly stream: StreamTime;
  readonly gate: Gate;
  /** Where a decision taken now is heard. */
  readonly head: () => number;
  readonly playing: () => Run | undefined;
  /** Why nothing of the schedule can sound now, whatever the hour. */
  readonly obstacle: () => Reason | undefined;
  readonly silence: () => Silence;
  readonly open: (run: Run, place: number) => void;
  readonly letGo: (run: Run) => void;
  readonly dropStandIn: (run: Run) => void;
  readonly giveUp: (run: Run, outcome: TooLate['outcome'], reason: Reason, because?: Reason | null) => void;
  readonly incident: (kind: IncidentKind, detail: string) => void;
};

export class Cueing {
  readonly #bus: CueingReach;
  #stepsTaken = 0;

  constructor(bus: CueingReach) {
    this.#bus = bus;
  }

  ready(run: Run, now: number): void {
    if (run === this.#bus.playing()) this.#standBy(run, now);
    if (!run.over && !run.begun) this.#bringUp(run, now);
    if (run.standIn) this.ready(run.standIn, now);
  }

  #bringUp(run: Run, now: number): void {
    if (now >= run.comesUpUntil) return this.#giveUpLate(run, now);
    if (this.#opensAt(run) > now) return;
    if (run.cue.missing === null) this.#cueUp(run, now);
    if (!run.isBrokenAt(now)) return;
    run.standIn ??= this.#stepBelow(run, run.due);
    // A step that failed is told of and passed by; the entry itself waits for its time, it may be mended yet.
    if (run.isRelay) this.#tell(run, now);
    else if (run.parent) this.#bus.giveUp(run, 'missed', whyNot(run));
    else if (run.cue.missing !== null && run.due <= now && !hasHope(run.standIn))
      this.#bus.giveUp(run, 'missed', run.cue.missing);
  }

  #giveUpLate(run: Run, now: number): void {
    const isBroken = run.cue.missing !== null || run.failures > 0 || (run.deck !== undefined && !run.able);
    const hasWaited = run.able || (run.startMode !== 'hard' && !isBroken);
    const { outcome, reason, because } = tooLate(run.cue, run.obstacle ?? (hasWaited ? 'no-room' : 'down'));
    this.#bus.giveUp(run, outcome, reason, because);
    if (isBroken) this.stepDown(run, now);
    else this.#bus.dropStandIn(run);
  }

  /** One that has to wait for the air opens when the air will be free. */
  #opensAt(run: Run): number {
    const before = this.#bus.playing();
    const waits = run.startMode !== 'hard' && run.parent === undefined && before !== undefined && !before.yields;
    const due = waits ? Math.max(run.due, before.endsAt - run.crossFrames) : run.due;
    return due - (run.isRelay ? RELAY_PREROLL : PREROLL);
  }

  #cueUp(run: Run, now: number): void {
    const at = Math.max(now, run.due);
    const { gate, obstacle } = this.#bus;
    const stopped = obstacle();
    if (stopped) run.obstacle = stopped;
    else if (!gate.isOpen(at)) run.obstacle = gate.why;
    else if (run.isRelay) run.obstacle = run.able ? undefined : (run.deck?.fault?.reason ?? 'relay-unreachable');
    else if (run.mayCome) run.obstacle = 'nobody-live';
    if (run.deck?.ended && run.isRelay) this.#bus.letGo(run);
    if (run.deck?.ended) {
      run.obstacle = 'decoder-failed';
      run.failures += 1;
      this.tellDecoder(run, run.deck.ended.said);
      this.#bus.letGo(run);
    }
    const place = run.placeAt(at);
    // Held for long: a deck far behind the timeline is opened again at the place, not read through.
    if (run.deck && !run.isRelay && place > run.deck.position + PREROLL) this.#bus.letGo(run);
    if (run.deck || run.failures > RETRIES) return;
    run.askedAt = now;
    this.#bus.open(run, place);
  }

  /** Once: whoever can mend it has the rest of its place for that. */
  #tell(run: Run, now: number): void {
    if (run.due > now || run.quietTold || run.resumes || run.able) return;
    run.quietTold = true;
    const fault = run.deck?.fault;
    if (fault) this.#bus.incident(fault.reason, `${run.cue.title}: ${fault.said}`);
  }

  /** Makes ready what goes on behind `run`, or takes its place if the silence in it lasts. */
  #standBy(run: Run, now: number): void {
    const isFailing = run.isRelay && run.starved > 0;
    const isQuiet = isFailing || (run.quiet > 0 && run.quiet >= this.#bus.silence().frames - PREROLL);
    if (isQuiet) run.standIn ??= this.#stepBelow(run, now);
    else if (run.standIn && run.standIn.due <= now) this.#bus.dropStandIn(run);
    if (run.endsAt - now <= PREROLL) run.standIn ??= this.fillBehind(run, run.endsAt);
  }

  /** It failed on air: the next step begins where it ended. */
  stepDown(run: Run, frame: number): void {
    if (run.standIn && run.standIn.due > frame) this.#bus.dropStandIn(run);
    run.standIn ??= this.#stepBelow(run, frame);
    if (run.standIn) this.ready(run.standIn, frame);
  }

  #stepBelow(run: Run, frame: number): Run | undefined {
    const { stream } = this.#bus;
    const from = (run.begun || run.resumes ? undefined : run.cue.plannedStart) ?? stream.instantAt(frame);
    return this.#standInFor(run, frame, (key) => stepBelow(run.cue, from, key));
  }

  fillBehind(run: Run, frame: number): Run | undefined {
    const from = this.#bus.stream.instantAt(frame);
    return this.#standInFor(run, frame, (key) => fillBehind(run.cue, from, key));
  }

  #standInFor(run: Run, frame: number, find: (key: string) => Cue | undefined): Run | undefined {
    const cue = find(`${run.cue.key.split('+')[0]}+${this.#stepsTaken + 1}`);
    if (!cue) return undefined;
    this.#stepsTaken += 1;
    return new Run(cue, frame, this.#bus.stream, run);
  }

  tellDecoder(run: Run, said: string): void {
    const now = this.#bus.head();
    if (now - run.failedAt > ONE_FAULT) this.#bus.incident('decoder-failed', `${run.cue.title}: ${said}`);
    run.failedAt = now;
  }
}

/** Why what is passed by did not sound. */
export const whyNot = ({ cue, obstacle }: Run): Reason => cue.missing ?? obstacle ?? 'decoder-failed';

const hasHope = (run: Run | undefined): boolean => run !== undefined && (!run.over || hasHope(run.standIn));
