import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Output } from '../../src/core/model.ts';
import { openSystemClock } from '../../src/engine/clock.ts';
import { openIcecastSource } from '../../src/engine/icecast.ts';
import { startIcecast } from '../support/icecast.ts';
import { temporaryFolder } from '../support/station.ts';
import { freePort, until } from '../support/wait.ts';

const clock = openSystemClock();

function open(target: string, secret: string, codec: Output['codec'] = 'mp3') {
  const output: Output = {
    id: 1,
    zoneId: 'main',
    kind: 'icecast',
    name: 'Đài xã',
    target,
    secret,
    codec,
    bitrate: 64,
    channels: 1,
    idle: 'silence',
    enabled: true,
  };
  const failures: string[] = [];
  const source = openIcecastSource({
    output,
    clock,
    recent: () => [Buffer.from('head')],
    onChanged: () => {},
    onFailed: (said) => failures.push(said),
  });
  onTestFinished(async () => source[Symbol.asyncDispose]());
  return { source, failures };
}

test('the server says why it refuses, in words a person can act on, and is left alone longer and longer', async () => {
  await using icecast = await startIcecast(temporaryFolder());
  const mount = `127.0.0.1:${icecast.port}/xa.mp3`;
  const stranger = open(mount, 'sai');
  await until('the refusal', () => stranger.failures.length > 0);
  expect(stranger.failures).toEqual(['sai mật khẩu nguồn (401)']);

  const { source } = open(mount, icecast.password);
  await until('the mount', () => source.state.state === 'sending');
  const second = open(mount, icecast.password);
  await until('the refusal', () => second.failures.length > 0);
  expect(second.failures[0]).toMatch(/từ chối \(403\): .*in use/i);
  expect(second.source.state).toMatchObject({ state: 'retrying', said: second.failures[0] });
});

test('a server that accepts everything and answers nothing is given up after ten seconds, not waited for', async () => {
  const mute = createServer((socket) => void socket.resume()).listen(0, '127.0.0.1');
  onTestFinished(() => void mute.close());
  const address = await until('the port', () => mute.address());
  const { source, failures } = open(`127.0.0.1:${typeof address === 'object' ? address.port : 0}/xa.mp3`, 'x');
  source.push(Buffer.alloc(1000));
  await until('the end of patience', () => failures.length > 0, 15_000);
  expect(failures).toEqual(['máy chủ Icecast không trả lời trong 10 giây']);
}, 20_000);

test('one that takes no more is dropped with what it did not take', async () => {
  let taken = 0;
  const slow = createServer((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      socket.pause();
    });
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void slow.close());
  const address = await until('the port', () => slow.address());
  const { source, failures } = open(`127.0.0.1:${typeof address === 'object' ? address.port : 0}/xa.mp3`, 'x');
  await until('the mount', () => source.state.state === 'sending');
  await until('the end of patience', () => {
    source.push(Buffer.alloc(64 * 1024));
    taken += 64 * 1024;
    return failures.length > 0;
  });
  expect(failures).toEqual(['không nhận âm thanh trong 2 giây']);
  expect(taken).toBeLessThan(64e6);
});

test('nobody there is said as that; when there is somebody it goes on by itself', async () => {
  const port = await freePort();
  const folder = temporaryFolder();
  const { source, failures } = open(`127.0.0.1:${port}/xa.mp3`, 'nguon-thu');
  await until('a try', () => failures.length > 0);
  expect(failures[0]).toContain('không có máy chủ nào trả lời');
  await using icecast = await startIcecast(folder, port);
  expect(icecast.port).toBe(port);
  await until('the mount', () => source.state.state === 'sending', 2000);
  expect(failures).toHaveLength(1);
});
