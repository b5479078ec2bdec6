/** Outputs on the air as it runs: who shares an encoder, who hears what, and that nobody suffers from another's death. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Output, WHOLE_COMMUNE } from '../../src/core/model.ts';
import { RATE } from '../../src/core/time.ts';
import { OUTPUT, openTestBay } from '../support/bay.ts';
import { startIcecast } from '../support/icecast.ts';
import { type Listener, listen } from '../support/listener.ts';
import { running } from '../support/processes.ts';
import { temporaryFolder } from '../support/station.ts';
import { cue, type Reel } from '../support/tape.ts';
import { until } from '../support/wait.ts';

const reel = (mark: number): Reel => ({ mark, frames: 600 * RATE, ready: true });
const encoders = () => running('pipe:1').filter((pid) => commandOf(pid).includes('-reservoir') && isMine(pid));
const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
const isMine = (pid: number) =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1] === `${process.pid}`;

/** A listener of the built-in stream `outputId`, its bytes as they come. */
async function hear(bay: ReturnType<typeof openTestBay>, outputId: number) {
  const door = createServer().listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  const accepted = once(door, 'connection');
  const player = connect(typeof address === 'object' ? address!.port : 0, '127.0.0.1');
  const [socket] = (await accepted) as [Socket];
  const chunks: Buffer[] = [];
  const times: number[] = [];
  player.on('data', (bytes: Buffer) => {
    chunks.push(bytes);
    times.push(performance.now());
  });
  onTestFinished(() => {
    player.destroy();
    door.close();
  });
  bay.patchbay.admit(outputId, socket, { icy: false, headOnly: false });
  return {
    bytes: () => Buffer.concat(chunks).length,
    /** The longest time without a byte since the listener came, milliseconds. */
    hole: () => times.reduce((worst, at, i) => Math.max(worst, i === 0 ? 0 : at - times[i - 1]!), 0),
  };
}

describe('sharing', () => {
  test('zones that hear the same share one encoder; one with its own programme gets its own for as long as that lasts', async () => {
    const zones = Array.from({ length: 20 }, (_, i) => `thon-${i}`);
    const bay = openTestBay(zones, { a: reel(1) });
    bay.patchbay.setOutputs(zones.map((zoneId, i) => ({ ...OUTPUT, id: i + 1, zoneId, name: zoneId })));
    await until('all to send', () => bay.patchbay.health().every(({ state }) => state === 'sending'));
    expect(encoders()).toHaveLength(1);
    const listener = await hear(bay, 1);

    const start = bay.clock.now() + 3000;
    bay.setCues([cue('a', 2 * RATE, start, { zoneId: 'thon-0' })]);
    await until('its own encoder', () => encoders().length === 2);
    await until('its airing', () => bay.notes.some(({ note }) => note === 'ended'));
    await until('one encoder for all again', () => encoders().length === 1);
    // From encoder to encoder and back, and never a hole that a player would notice.
    expect(listener.hole()).toBeLessThan(500);
    expect(bay.failures).toEqual([]);
  });

  test('other codecs and bitrates are other encoders', async () => {
    const bay = openTestBay([]);
    bay.patchbay.setOutputs([
      { ...OUTPUT, id: 1 },
      { ...OUTPUT, id: 2, codec: 'opus' },
      { ...OUTPUT, id: 3, codec: 'aac' },
    ]);
    for (const id of [1, 2, 3]) {
      const listener = await hear(bay, id);
      await until('its bytes', () => listener.bytes() > 4000);
    }
  });
});

describe('an output that is off while nothing is due', () => {
  test('runs no encoder, is there before the entry, and is off again behind it', async () => {
    const bay = openTestBay([], { a: reel(1) });
    bay.patchbay.setOutputs([{ ...OUTPUT, idle: 'off' }]);
    await until('it to be off', () => bay.health(1).state === 'off');
    expect(encoders()).toHaveLength(0);
    const listener = await hear(bay, 1);
    const start = bay.clock.now() + 3000;
    bay.setCues([cue('a', RATE, start)]);
    await until('it to send', () => bay.health(1).state === 'sending');
    expect(bay.clock.now()).toBeLessThan(start);
    await until('the bytes of all of it', () => listener.bytes() > 8000 * 2);
    await until('it to be off again', () => bay.health(1).state === 'off' && encoders().length === 0);
  });
});

test('Icecast killed and back after two seconds: its listeners wait no longer than 2.4 s, the others notice nothing', async () => {
  const folder = temporaryFolder();
  const icecast = await startIcecast(folder);
  const bay = openTestBay(['thon-1'], { a: reel(1) });
  const target = (mount: string) => `127.0.0.1:${icecast.port}/${mount}`;
  const source = {
    ...OUTPUT,
    bitrate: 128,
    kind: 'icecast',
    secret: icecast.password,
  } as const satisfies Partial<Output>;
  bay.patchbay.setOutputs([
    { ...source, id: 1, target: target('xa.mp3'), name: 'Icecast' },
    { ...source, id: 2, target: target('xa.ogg'), name: 'Icecast Opus', codec: 'opus' },
    { ...OUTPUT, id: 3, bitrate: 128 },
  ]);
  bay.setCues([cue('a', 60 * RATE, bay.clock.now() + 500)]);
  const url = `http://${target('xa.mp3')}`;
  const before = await until('the mount', () => listen(url));
  const opus = await until('the other mount', () => listen(`http://${target('xa.ogg')}`));
  const other = await hear(bay, 3);
  await until('sound', () => before.length > 8000);
  // The password is in nobody's arguments, and all three outputs are made by two encoders.
  expect(running(icecast.password)).toEqual([]);
  expect(encoders()).toHaveLength(1);
  await until('three seconds of Opus', () => opus.length > 48_000);
  expect(opus.hangUp('ogg').length).toBeGreaterThan(2.5 * RATE);

  const heardUntil = () => before.lastAt;
  await icecast.kill();
  await until('the health to say so', () => bay.health(1).state === 'retrying');
  await new Promise((resolve) => setTimeout(resolve, 2000 - (Date.now() - heardUntil())));
  await using again = await startIcecast(folder, icecast.port);
  expect(again.port).toBe(icecast.port);
  const after: Listener = await until('a byte again', async () => {
    const listener = await listen(url);
    await until('a byte', () => listener.length > 0, 1000);
    return listener;
  });
  const outage = Date.now() - heardUntil();
  after.hangUp();
  expect(outage).toBeLessThan(2600); // 2.4 s on a machine of one's own; bench/zones.ts measures it
  expect(other.hole()).toBeLessThan(400);
  expect(bay.failures.map(({ name }) => name).sort()).toEqual(['Icecast', 'Icecast Opus']);
}, 40_000);

test('an output that is changed is opened anew, and the others’ listeners hear on', async () => {
  const bay = openTestBay(['thon-1']);
  const outputs = [OUTPUT, { ...OUTPUT, id: 2, zoneId: 'thon-1' }];
  bay.patchbay.setOutputs(outputs);
  const [first, second] = [await hear(bay, 1), await hear(bay, 2)];
  await until('bytes for both', () => first.bytes() > 8000 && second.bytes() > 8000);
  bay.patchbay.setOutputs([outputs[0]!, { ...outputs[1]!, bitrate: 96 }]);
  const before = first.bytes();
  await until('more', () => first.bytes() > before + 8000);
  expect(first.hole()).toBeLessThan(400);
  expect(bay.mixer.feedOf(WHOLE_COMMUNE)!.outlets).toHaveLength(2);
});
