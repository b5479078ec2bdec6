import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Output } from '../../src/core/model.ts';
import { openSystemClock } from '../../src/engine/clock.ts';
import { FRAME_BYTES } from '../../src/engine/realtime.ts';
import { openSink } from '../../src/engine/sink.ts';
import { temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';

const output: Output = {
  id: 1,
  zoneId: 'main',
  kind: 'stream',
  name: 'Luồng',
  target: '',
  secret: '',
  bitrate: 128,
  channels: 1,
  enabled: true,
};
const second = new Uint8Array(48_000 * FRAME_BYTES);

function sinkOn(change: Partial<Output>, ffmpeg = 'ffmpeg') {
  let bytes = 0;
  const failures: string[] = [];
  const sink = openSink({
    output: { ...output, ...change },
    ffmpeg,
    clock: openSystemClock(),
    onBytes: (chunk) => {
      bytes += chunk.length;
    },
    onFailed: (said) => failures.push(said),
  });
  onTestFinished(async () => sink[Symbol.asyncDispose]());
  return { sink, failures, bytes: () => bytes };
}

test('a second of the bus is a second of MP3 at the output’s rate', async () => {
  const { sink, bytes } = sinkOn({ bitrate: 128 });
  for (let heard = 0; heard < 4; heard++) {
    sink.write(second);
    await until('the encoder to take it', () => bytes() > (heard + 0.5) * 16_000);
  }
  await sink[Symbol.asyncDispose]();
  expect(bytes()).toBeGreaterThan(3.9 * 16_000);
  expect(bytes()).toBeLessThan(4.2 * 16_000);
});

test('an encoder that dies is replaced, and the output says meanwhile that it is trying', async () => {
  const folder = temporaryFolder();
  const crashing = join(folder, 'crashing');
  writeFileSync(crashing, `#!/bin/sh\necho started >> ${folder}/starts\necho 'không tới được máy chủ' >&2\nexit 1\n`);
  chmodSync(crashing, 0o755);
  const { sink, failures } = sinkOn({ kind: 'icecast' }, crashing);
  await until(
    'two starts',
    () => existsSync(`${folder}/starts`) && readFileSync(`${folder}/starts`, 'utf8').length >= 16,
  );
  expect(failures[0]).toContain('không tới được máy chủ');
  sink.write(second);
});

test('an output that swallows nothing is dropped, not waited for', async () => {
  const folder = temporaryFolder();
  const mute = join(folder, 'mute');
  writeFileSync(mute, '#!/bin/sh\nexec sleep 60\n');
  chmodSync(mute, 0o755);
  const { sink, failures } = sinkOn({}, mute);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 200; i++) sink.write(new Uint8Array(second));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(90 * second.length);
  await until('its replacement', () => failures.length > 0);
});

test('the file output writes a file that plays', async () => {
  const folder = join(temporaryFolder(), 'ban-thu');
  mkdirSync(folder);
  const { sink } = sinkOn({ kind: 'file', target: folder });
  for (let i = 0; i < 3; i++) sink.write(second);
  await until('the file', () => readdirSync(folder).length === 1);
  await sink[Symbol.asyncDispose]();
  const [name] = readdirSync(folder);
  expect(name).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.mp3$/);
  expect(statSync(join(folder, name!)).size).toBeGreaterThan(2.5 * 16_000);
});
