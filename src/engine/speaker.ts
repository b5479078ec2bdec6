/** One person in the studio: whose live it is, where the sound comes from, and how far it has come on its way to the air. */
import { type LiveByPerson, type LiveNow, type LiveState, LOGGED } from '../core/live.ts';
import { after } from '../core/time.ts';
import type { Clock } from './clock.ts';
import type { Deck } from './deck.ts';
import { HeardStretches, saysOf } from './heard.ts';
import type { Source } from './microphone.ts';
import type { Note } from './note.ts';
import { CHANNELS, FRAME_BYTES } from './realtime.ts';
import type { StreamTime } from './stream-time.ts';
import { Voice } from './voice.ts';

export class Speaker {
  live: LiveByPerson;
  readonly voice: Voice;
  readonly heard: HeardStretches;
  source: Source | undefined;
  /** When somebody last asked for it, milliseconds of the clock. */
  cameAt: number;
  /** When it was sent to the air. */
  calledAt: number | undefined;
  startedAt: LiveNow['until'] = null;
  /** It has been given to the mixer: how to take it away. */
  leaveAir: (() => void) | undefined;

  constructor(live: LiveByPerson, cameAt: number, stream: StreamTime, note: (note: Note) => void) {
    this.live = live;
    this.cameAt = cameAt;
    this.voice = new Voice(live);
    this.heard = new HeardStretches(stream, note);
  }

  get state(): LiveState {
    if (this.voice.isOver) return 'ended';
    if (this.startedAt !== null) return this.voice.isInLeadIn ? 'lead-in' : 'on-air';
    if (this.calledAt !== undefined) return 'called';
    return this.source !== undefined && this.voice.heardAt !== undefined ? 'ready' : 'waiting';
  }

  get now(): LiveNow {
    const { live, voice, startedAt, state } = this;
    return {
      liveId: live.id,
      state,
      peak: Math.max(-90, Math.round(20 * Math.log10(voice.peak))),
      until: startedAt === null ? null : after(startedAt, live.limitMs),
      delayMs: Math.round(voice.buffer.delayMs),
      ending: voice.ending ?? null,
    };
  }
}

export type PlaceOptions = {
  readonly clock: Pick<Clock, 'exact'>;
  readonly stream: StreamTime;
  /** Whoever is to speak there, once they are in the studio. */
  readonly find: () => Speaker | undefined;
  /** Their first sample sounds at that stream frame. */
  readonly onStart: (speaker: Speaker, frame: number) => void;
};

/** The sound of an entry whose place a live takes: nothing until its person goes on the air, and a verdict when it is over. */
export function openPlace({ clock, stream, find, onStart }: PlaceOptions): Deck {
  let mine: Speaker | undefined;
  let next = 0;
  return {
    position: Number.MAX_SAFE_INTEGER,
    ended: undefined,
    get ready() {
      const speaker = mine ?? find();
      if (speaker === undefined || speaker.calledAt === undefined || speaker.voice.ending) return false;
      const isThere = clock.exact() - (speaker.voice.heardAt ?? 0) <= speaker.live.dropMs;
      return speaker.startedAt !== null || (isThere && speaker.voice.buffer.isReady);
    },
    get verdict() {
      if (!mine?.voice.isOver) return undefined;
      const { ending } = mine.voice;
      return { ...LOGGED[ending ?? 'finished'], detail: saysOf(mine.live, ending) };
    },
    take: (target, at, count) => {
      mine ??= find();
      if (mine === undefined || mine.voice.isOver) return 0;
      const frame = Math.max(next, stream.written);
      next = frame + count;
      onStart(mine, frame);
      mine.voice.take(
        new Float32Array(target.buffer, target.byteOffset + at * FRAME_BYTES, count * CHANNELS),
        frame,
        count,
      );
      return count;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
