import { execFileSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Deck, openDeckWith } from '../../src/engine/deck.ts';
import { FRAME_BYTES } from '../../src/engine/realtime.ts';
import { running } from '../support/processes.ts';
import { temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';

const SECONDS = 8;

/** A recording whose every sample tells its place: a slow ramp from −0.5 to 0.5. */
function ramp(): string {
  const file = join(temporaryFolder(), 'ramp.flac');
  const expression = `aevalsrc='-0.5+t/${SECONDS}|-0.5+t/${SECONDS}':s=48000:d=${SECONDS}`;
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', expression, '-sample_fmt', 's32', file]);
  return file;
}

const frameOf = (sample: number) => Math.round((sample + 0.5) * SECONDS * 48_000);

function deckOn(file: string, from: number): Deck {
  const deck = openDeckWith('ffmpeg')(file, from);
  onTestFinished(async () => deck[Symbol.asyncDispose]());
  return deck;
}

/** Takes `count` frames from `from` and answers the places of the first and the last. */
function places(deck: Deck, count: number, from: number): [number, number] | undefined {
  const pcm = new Uint8Array(count * FRAME_BYTES);
  if (deck.take(pcm, 0, count, from) < count) return undefined;
  const samples = new Float32Array(pcm.buffer);
  return [frameOf(samples[0]!), frameOf(samples.at(-1)!)];
}

test('a deck gives the recording from its first sample on, in both ears', async () => {
  const deck = deckOn(ramp(), 0);
  await until('the deck', () => deck.ready);
  expect(places(deck, 960, 0)).toEqual([0, 959]);
  expect(places(deck, 960, 960)).toEqual([960, 1919]);
  const pcm = new Uint8Array(FRAME_BYTES);
  deck.take(pcm, 0, 1, 1920);
  const [left, right] = new Float32Array(pcm.buffer);
  expect(left).toBe(right);
});

test('a deck opened in the middle is there to the sample', async () => {
  const deck = deckOn(ramp(), 123_457);
  await until('the deck', () => deck.ready);
  const [first] = places(deck, 960, 123_457)!;
  expect(Math.abs(first - 123_457)).toBeLessThanOrEqual(1);
});

test('a deck that is late lets the past go and joins the timeline', async () => {
  const deck = deckOn(ramp(), 0);
  const pcm = new Uint8Array(FRAME_BYTES);
  await until('its second second', () => deck.take(pcm, 0, 1, 48_000) === 1);
  expect(frameOf(new Float32Array(pcm.buffer)[0]!)).toBe(48_000);
  expect(deck.position).toBe(48_001);
});

test('a deck asked for a place still to come stays silent until there', async () => {
  const deck = deckOn(ramp(), 24_000);
  await until('the deck', () => deck.ready);
  const pcm = new Uint8Array(960 * FRAME_BYTES);
  expect(deck.take(pcm, 0, 960, 23_520)).toBe(480);
  const samples = new Float32Array(pcm.buffer);
  expect(samples[2 * 479]).toBe(0);
  expect(frameOf(samples[2 * 480]!)).toBe(24_000);
});

test('a decoder, seconds ahead of the air, stands back for what is on its way out', async () => {
  const file = ramp();
  const deck = deckOn(file, 0);
  await until('the deck', () => deck.ready);
  const [pid] = running(file);
  expect(getPriority(pid)).toBe(Math.min(getPriority() + 5, 19));
});

test('a deck has ended only when all of it was taken', async () => {
  const deck = deckOn(ramp(), 0);
  let taken = 0;
  await until('the end of the recording', () => {
    const pcm = new Uint8Array(4800 * FRAME_BYTES);
    for (let got = 1; got > 0; taken += got) got = deck.take(pcm, 0, 4800, taken);
    return deck.ended;
  });
  expect(taken).toBe(SECONDS * 48_000);
  expect(deck.ended).toMatchObject({ outcome: 'exited', code: 0 });
});

test('a deck that nobody empties holds its decoder back, and can still be ended', async () => {
  const deck = deckOn(ramp(), 0);
  await until('the deck', () => deck.ready);
  await deck[Symbol.asyncDispose]();
  expect(deck.position).toBe(0);
});

test('a file that is not there, or is no recording, ends the deck with what the decoder said', async () => {
  const deck = deckOn(join(temporaryFolder(), 'none.flac'), 0);
  const { said } = await until('the ending', () => deck.ended);
  expect(said).toContain('No such file');
  expect(deck.ready).toBe(false);
});
