/**
 * What the mix itself costs: 120 buses, each with its own recording and a day's cues, mixed as fast as the machine can,
 * without decoders and encoders. Milliseconds of processor per second of audio and bus; 8.3 on 120 buses is one core.
 */
import type { Cue } from '../../src/core/cue.ts';
import { durationMs, epochMs, RATE } from '../../src/core/time.ts';
import { Bus } from '../../src/engine/bus.ts';
import type { Deck, OpenDeck } from '../../src/engine/deck.ts';
import { openLimiter } from '../../src/engine/limiter.ts';
import { CHANNELS, FRAME_BYTES } from '../../src/engine/realtime.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { ALWAYS, cue } from '../support/tape.ts';

const CHUNK = RATE / 50;

export type DspFigures = {
  /** ms of processor per second of audio and bus. */
  readonly idle: number;
  readonly speech: number;
  readonly fading: number;
  /** Speech 12 dB too loud: the limiter works all the time. */
  readonly tooLoud: number;
  readonly limiterAtRest: number;
};

/** Speech as the meter sees it: syllables of a few harmonics, pauses, −16 LUFS or so with peaks near −3 dBFS. */
function speech(seconds: number): Float32Array {
  const samples = new Float32Array(seconds * RATE * CHANNELS);
  for (let frame = 0; frame < seconds * RATE; frame++) {
    const t = frame / RATE;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * t)) * (t % 3 < 2.5 ? 1 : 0);
    let voice = 0;
    for (let harmonic = 1; harmonic <= 12; harmonic++) voice += Math.sin(2 * Math.PI * 140 * harmonic * t) / harmonic;
    samples[frame * CHANNELS] = samples[frame * CHANNELS + 1] = voice * syllable * 0.38;
  }
  return samples;
}

/** Gives the same few seconds over and over. */
const openTapeDeck =
  (sound: Float32Array): OpenDeck =>
  () => {
    let position = 0;
    const bytes = new Uint8Array(sound.buffer);
    const deck: Deck = {
      get position() {
        return position;
      },
      ready: true,
      ended: undefined,
      take: (target, at, count, from) => {
        const start = (from * FRAME_BYTES) % (bytes.length - CHUNK * FRAME_BYTES * 2);
        target.set(bytes.subarray(start, start + count * FRAME_BYTES), at * FRAME_BYTES);
        position = from + count;
        return count;
      },
      [Symbol.asyncDispose]: async () => {},
    };
    return deck;
  };

function mixed(buses: number, seconds: number, sound: Float32Array, cues: (bus: number) => readonly Cue[]): number {
  const stream = new StreamTime(0);
  const all = Array.from({ length: buses }, (_, i) => {
    const options = { zoneId: `z${i}`, stream, openDeck: openTapeDeck(sound), fileOf: (sha: string) => sha };
    const bus = new Bus({ ...options, note: () => {} });
    bus.setAllowed(ALWAYS);
    bus.setCues(cues(i));
    return { bus, pcm: new Uint8Array(CHUNK * FRAME_BYTES) };
  });
  const chunk = () => {
    for (const { bus, pcm } of all) {
      pcm.fill(0);
      bus.mix(pcm, stream.written, CHUNK);
    }
    stream.written += CHUNK;
    if (stream.written % (CHUNK * 5) === 0) for (const { bus } of all) bus.prepare();
  };
  for (const { bus } of all) bus.prepare();
  for (let i = 0; i < 100; i++) chunk();
  const before = process.cpuUsage();
  for (let i = 0; i < seconds * 50; i++) chunk();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / seconds / buses;
}

/** A day of one bus: an hour on air now, and 60 entries still to come. */
const day = (change: Partial<Cue> = {}): Cue[] => [
  cue('a', 3600 * RATE, 0, change),
  ...Array.from({ length: 60 }, (_, i) => cue('b', 60 * RATE, 3_600_000 + i * 600_000)),
];

export function benchDsp(buses = 120, seconds = 5): DspFigures {
  const sound = speech(6);
  const idle = Array.from({ length: 60 }, (_, i) => cue('b', 60 * RATE, 3_600_000 + i * 600_000));
  const crossing = (): Cue[] => [
    cue('a', 3600 * RATE, 0),
    cue('b', 3600 * RATE, 1000, { crossFadeMs: durationMs(60_000), plannedEnd: epochMs(3_601_000) }),
  ];
  const limiter = openLimiter();
  const quiet = new Float32Array(CHUNK * CHANNELS).fill(0.1);
  const before = process.cpuUsage();
  for (let i = 0; i < 50 * 200; i++) limiter.process(quiet, CHUNK);
  const rest = process.cpuUsage(before);
  return {
    idle: mixed(buses, seconds, sound, () => idle),
    speech: mixed(buses, seconds, sound, () => day()),
    fading: mixed(buses, seconds, sound, crossing),
    tooLoud: mixed(buses, seconds, sound, () => day({ gainDb: 12 })),
    limiterAtRest: (rest.user + rest.system) / 1000 / 200,
  };
}
