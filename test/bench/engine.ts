/**
 * P1–P3 on the engine itself: real clock, real decks, real loop; the sink is a simulated sound card that begins to play
 * with the first chunk and then takes 48 frames a millisecond. A chunk that comes after its turn moves everything
 * behind it, as an underrun does.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cue } from '../../src/core/cue.ts';
import { RATE } from '../../src/core/time.ts';
import { runAir } from '../../src/engine/air.ts';
import { Bus } from '../../src/engine/bus.ts';
import { openSystemClock } from '../../src/engine/clock.ts';
import { openDeckWith } from '../../src/engine/deck.ts';
import { CHUNK, FRAME_BYTES } from '../../src/engine/realtime.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { ALWAYS, cue } from '../support/tape.ts';
import { until } from '../support/wait.ts';

const clock = openSystemClock();

/** A recording that is one level from its first sample to its last, so that its edges are where they are. */
export function plateau(folder: string, level: number, ms: number): { file: string; frames: number } {
  const file = join(folder, `${level}-${ms}.flac`);
  const source = `aevalsrc='${level}|${level}':s=48000:d=${ms / 1000}`;
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', source, '-sample_fmt', 's16', file]);
  return { file, frames: (ms * RATE) / 1000 };
}

/** Where the level changed: stream frame, level before and after, and when the chunk came and was played. */
export type Edge = { frame: number; from: number; to: number; atPipe: number; atCard: number };

/** A simulated card, fed stereo samples; it notes where their level changes. */
export function openCard(edges: Edge[], now: () => number): (samples: Float32Array) => void {
  let level = 0;
  let frame = 0;
  let cardStart: number | undefined;
  return (samples) => {
    const at = now();
    cardStart ??= at;
    // An underrun: the card waited for this chunk, and is that much later from here on.
    cardStart = Math.max(cardStart, at - frame / 48);
    for (let i = 0; i < samples.length / 2; i++, frame++) {
      const next = Math.round(samples[i * 2]! * 100) / 100;
      if (next !== level) edges.push({ frame, from: level, to: next, atPipe: at, atCard: cardStart + frame / 48 });
      level = next;
    }
  };
}

function openBench() {
  const stream = new StreamTime(clock.exact());
  const bus = new Bus({
    zoneId: 'main',
    stream,
    openDeck: openDeckWith('ffmpeg'),
    fileOf: (file) => file,
    note: () => {},
  });
  bus.setAllowed(ALWAYS);
  const edges: Edge[] = [];
  const card = openCard(edges, clock.exact);
  const mixer = {
    mix: () => {
      const pcm = new Uint8Array(CHUNK * FRAME_BYTES);
      bus.mix(pcm, stream.written, CHUNK);
      card(new Float32Array(pcm.buffer));
      stream.written += CHUNK;
    },
    prepare: () => bus.prepare(),
    replace: () => bus.replace(),
    report: (by: number) => bus.report(by),
  };
  const closing = new AbortController();
  const running = runAir({
    clock,
    stream,
    mixer,
    signal: closing.signal,
    onAnchored: () => {},
  });
  return {
    bus,
    stream,
    edges,
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await running;
      await bus.close('shutdown');
    },
  };
}

export type EngineFigures = {
  /** Milliseconds from the planned instant to the card, of each scheduled start. */
  readonly starts: readonly number[];
  /** Samples too many (silence) or too few (overlap) between two entries back to back. */
  readonly joins: readonly number[];
  /** Milliseconds from the command to its first sample, at the pipe and at the card; the deck starts cold. */
  readonly startNowAtPipe: readonly number[];
  readonly startNowAtCard: readonly number[];
};

export async function benchEngine(starts = 30, commands = 20): Promise<EngineFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  try {
    const short = plateau(folder, 0.5, 400);
    const next = plateau(folder, 0.25, 400);
    const long = plateau(folder, 0.5, 60_000);

    await using scheduled = openBench();
    const first = Math.ceil(clock.exact()) + 4000;
    const planned = Array.from({ length: starts }, (_, i) => first + i * 1500 + ((i * 137) % 400));
    const cues = planned.flatMap((at): Cue[] => [
      cue(short.file, short.frames, at),
      cue(next.file, next.frames, at + 400),
    ]);
    scheduled.bus.setCues(cues);
    await until('the last start', () => clock.exact() > planned.at(-1)! + 1500, (starts + 10) * 1600);
    const began = scheduled.edges.filter(({ from, to }) => from === 0 && to === 0.5);
    const ended = scheduled.edges.filter(({ from }) => from === 0.5);
    const joined = scheduled.edges.filter(({ to }) => to === 0.25);
    if (began.length !== starts || joined.length !== starts)
      throw new Error(`heard ${began.length} of ${starts} starts`);

    await using asked = openBench();
    const startNowAtPipe: number[] = [];
    const startNowAtCard: number[] = [];
    for (let id = 1; id <= commands; id++) {
      const before = asked.edges.length;
      const at = clock.exact();
      const command = {
        ...cue(long.file, long.frames, 0, { entryId: null }),
        key: `c${id}`,
        commandId: id,
        plannedStart: null,
      };
      asked.bus.obey({ id, kind: 'start-now', zoneId: 'main', cue: command });
      const edge = await until('its first sample', () => asked.edges.slice(before).find(({ to }) => to === 0.5));
      startNowAtPipe.push(edge.atPipe - at);
      startNowAtCard.push(edge.atCard - at);
      asked.bus.obey({ id: 1000 + id, kind: 'stop', zoneId: 'main' });
      asked.bus.obey({ id: 2000 + id, kind: 'resume', zoneId: 'main' });
      await until('silence', () => asked.edges.at(-1)!.to === 0);
    }
    return {
      starts: began.map(({ atCard }, i) => atCard - planned[i]!),
      joins: joined.map(({ frame }, i) => frame - ended[i]!.frame),
      startNowAtPipe,
      startNowAtCard,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
