import { execFileSync } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSystemClock } from '../../src/engine/clock.ts';
import { type Encoder, type Format, openEncoder } from '../../src/engine/encoder.ts';
import { FRAME_SAMPLES } from '../../src/engine/framing.ts';
import { Tuner } from '../../src/engine/tuner.ts';
import { tone } from '../support/feed.ts';
import { until } from '../support/wait.ts';

const clock = openSystemClock();
const second = 50;

function open(codec: Format['codec'], ffmpeg = 'ffmpeg') {
  const failures: string[] = [];
  const encoder = openEncoder({
    format: { codec, bitrate: 64, channels: 1 },
    ffmpeg,
    clock,
    onFailed: (said) => failures.push(said),
  });
  onTestFinished(async () => encoder[Symbol.asyncDispose]());
  return { encoder, failures };
}

function decode(bytes: Buffer): Float32Array {
  const args = ['-v', 'error', '-i', 'pipe:0', '-f', 'f32le', '-ac', '1', '-ar', '48000', 'pipe:1'];
  const pcm = execFileSync('ffmpeg', args, { input: bytes, maxBuffer: 1e8 });
  return new Float32Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length));
}

const feed = (encoder: Encoder, from: number, chunks: number) => {
  for (const chunk of tone(from, chunks)) encoder.write(chunk);
};
const upTo = (encoder: Encoder, frame: number) => until('its frames', () => encoder.last >= frame);

describe.each(['mp3', 'opus', 'aac'] as const)('%s', (codec) => {
  const size = FRAME_SAMPLES[codec];

  test('frames are numbered by the stream, not by the encoder', async () => {
    const { encoder } = open(codec);
    const from = 7_200_000 + 960; // two and a half minutes in, on no frame's edge
    feed(encoder, from, second);
    await upTo(encoder, Math.floor((from + 36_000) / size));
    const [first] = encoder.after(-1);
    expect(first!.index).toBe(Math.ceil(from / size));
    expect(encoder.after(-1).map(({ index }) => index - first!.index)).toEqual(encoder.after(-1).map((_, i) => i));
    expect(encoder.state.state).toBe('sending');
    expect(encoder.whole).toBe(first!.index + 2);
  });

  test('a listener moved from one encoder to another hears every frame once and no click', async () => {
    const [a, b] = [open(codec).encoder, open(codec).encoder];
    const heard: Buffer[] = [];
    const tuner = new Tuner((bytes) => heard.push(bytes));
    tuner.tune(a);
    feed(a, 0, second);
    await upTo(a, 30_000 / size);
    // The second begins a second later, in the middle of everything, and is heard as soon as it is whole.
    tuner.tune(b);
    for (const chunk of tone(48_000, 2 * second)) {
      a.write(chunk);
      b.write(chunk);
    }
    await upTo(b, 130_000 / size);
    await upTo(a, 130_000 / size);
    expect(tuner.encoders).toEqual([b]);
    const pcm = decode(Buffer.concat([tuner.head, ...heard]));
    // A 440 Hz sine of 0.5 never moves faster than 0.029 a sample; a hole, a repeat or a click does, up to 1.
    let steepest = 0;
    for (let i = 24_000; i < pcm.length - 4800; i++) steepest = Math.max(steepest, Math.abs(pcm[i]! - pcm[i - 1]!));
    // ffmpeg's own AAC encoder is no steadier than that within one run.
    expect(steepest).toBeLessThan(codec === 'aac' ? 0.08 : 0.04);
    expect(pcm.length).toBeGreaterThan(110_000);
  });
});

test('an Ogg stream read from its middle plays, and tells the time of the stream', async () => {
  const { encoder } = open('opus');
  const from = 100 * 3600 * 48_000; // after a hundred hours the number no longer fits 32 bits
  feed(encoder, from, second);
  await upTo(encoder, (from + 42_000) / 960);
  const frames = encoder.after(-1).slice(10, 40);
  const page = frames[0]!.bytes;
  expect(page.readUInt32LE(6) + page.readUInt32LE(10) * 2 ** 32).toBe((frames[0]!.index + 1) * 960);
  const ogg = Buffer.concat([encoder.head, ...frames.map(({ bytes }) => bytes)]);
  const pcm = decode(ogg);
  expect(pcm.length / 960).toBeGreaterThan(25);
  // Checksums hold: ffmpeg says nothing even when told to be strict.
  const args = ['-v', 'warning', '-err_detect', 'crccheck+explode', '-i', 'pipe:0', '-f', 'null', '-'];
  expect(execFileSync('ffmpeg', args, { input: ogg }).toString()).toBe('');
});

test('an encoder that dies is replaced; its numbers go on with the stream, and the outage is told once', async () => {
  const { encoder, failures } = open('mp3');
  feed(encoder, 0, second);
  await upTo(encoder, 35);
  const heard: Buffer[] = [];
  const tuner = new Tuner((bytes) => heard.push(bytes));
  tuner.tune(encoder);
  // What it is given jumps by a second: it cannot be the same stream any more.
  feed(encoder, 96_000, 1);
  await until('its failure', () => encoder.state.state === 'retrying' && failures.length > 0);
  let at = 96_000 + 960;
  await until('its successor', () => {
    feed(encoder, at, 5);
    at += 4800;
    return encoder.state.state === 'sending';
  });
  expect(encoder.last).toBeGreaterThan(96_000 / 1152);
  expect(failures).toEqual(['âm thanh đến bị hụt']);
  expect(heard.length).toBeGreaterThan(0);
});

test('a program that is no encoder is tried again and again, and said once', async () => {
  const { encoder, failures } = open('mp3', '/khong/co/ffmpeg');
  await until('two tries', () => failures.length > 0 && encoder.state.said.includes('ENOENT'));
  await until('another', () => clock.now() - encoder.state.since < 200 && failures.length === 1);
  expect(encoder.state.state).toBe('retrying');
});
