import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openLiveStream } from '../../src/engine/live.ts';
import { until } from '../support/wait.ts';

/** Two ends of a real connection. */
async function connection(): Promise<{ server: Socket; player: Socket; heard: () => Buffer }> {
  const listening = createServer().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (!address || typeof address !== 'object') throw new Error('no port');
  const accepted = once(listening, 'connection');
  const player = connect(address.port, '127.0.0.1');
  const [server] = (await accepted) as [Socket];
  let bytes = Buffer.alloc(0);
  player.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  onTestFinished(() => {
    player.destroy();
    server.destroy();
    listening.close();
  });
  return { server, player, heard: () => bytes };
}

const bodyOf = (bytes: Buffer) => bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
/** A stream with the frames of its last moment, as the patchbay opens it. */
function openStream(change: Partial<Parameters<typeof openLiveStream>[0]> = {}) {
  let recent: Buffer[] = [];
  const stream = openLiveStream({
    name: 'Đài xã',
    bitrate: 128,
    mime: 'audio/mpeg',
    recent: () => recent,
    ...change,
  });
  const push = (bytes: Buffer) => {
    recent = [...recent, bytes].slice(-2);
    stream.push(bytes);
  };
  return { ...stream, push, listeners: () => stream.listeners };
}
const filled = (size: number, value: number) => Buffer.alloc(size, value);

test('a new listener gets the last second at once and then everything, in order', async () => {
  const stream = openStream();
  stream.push(filled(20_000, 1));
  stream.push(filled(10_000, 2));
  stream.push(filled(10_000, 3));
  const { server, heard } = await connection();
  stream.admit(server, { icy: false, headOnly: false });
  stream.push(filled(100, 4));
  await until('the bytes', () => bodyOf(heard()).length === 20_100);
  expect(heard().toString('latin1')).toMatch(/^HTTP\/1\.0 200 OK\r\nContent-Type: audio\/mpeg\r\n/);
  expect(bodyOf(heard()).equals(Buffer.concat([filled(10_000, 2), filled(10_000, 3), filled(100, 4)]))).toBe(true);
  expect(stream.listeners()).toBe(1);
});

test('whoever comes before anything was encoded hears it from its first byte, head and all', async () => {
  const head = Buffer.from('OpusHead');
  const frames: Buffer[] = [];
  const stream = openStream({ mime: 'audio/ogg', recent: () => (frames.length === 0 ? [] : [head, ...frames]) });
  const { server, heard } = await connection();
  stream.admit(server, { icy: true, headOnly: false });
  for (const value of [1, 2]) {
    frames.push(filled(10, value));
    stream.push(filled(10, value));
  }
  const all = Buffer.concat([head, ...frames]);
  await until('the bytes', () => bodyOf(heard()).length === all.length);
  expect(bodyOf(heard()).equals(all)).toBe(true);
  // Titles between the bytes would break an Ogg page.
  expect(heard().toString('latin1')).not.toContain('icy-metaint');
});

test('a player that asks for titles finds one every 16,000 bytes, only when it changed', async () => {
  const stream = openStream();
  const { server, heard } = await connection();
  stream.admit(server, { icy: true, headOnly: false });
  stream.setTitle("Chuyên mục 'Chuyển đổi số'");
  stream.push(filled(32_000, 7));
  const title = Buffer.from("StreamTitle='Chuyên mục ’Chuyển đổi số’';");
  const units = Math.ceil(title.length / 16);
  await until('the bytes', () => bodyOf(heard()).length === 32_000 + 1 + units * 16 + 1);
  const body = bodyOf(heard());
  expect(heard().toString('latin1')).toContain('icy-metaint: 16000');
  expect(body[16_000]).toBe(units);
  expect(body.subarray(16_001, 16_001 + title.length).toString()).toBe(title.toString());
  expect(body.at(-1)).toBe(0);
});

test('a listener who does not read is let go, and the others hear everything', async () => {
  const stream = openStream();
  const deaf = await connection();
  const other = await connection();
  deaf.player.pause();
  stream.admit(deaf.server, { icy: false, headOnly: false });
  stream.admit(other.server, { icy: false, headOnly: false });
  let sent = 0;
  await until('the deaf one to be let go', () => {
    stream.push(filled(256 * 1024, 5));
    sent += 256 * 1024;
    return stream.listeners() === 1;
  });
  await until('the other to hear all', () => bodyOf(other.heard()).length === sent);
});

test('HEAD gets the head and the line is closed; a listener who leaves is forgotten', async () => {
  const stream = openStream();
  const head = await connection();
  stream.admit(head.server, { icy: false, headOnly: true });
  await once(head.player, 'end');
  expect(bodyOf(head.heard())).toHaveLength(0);
  const leaving = await connection();
  stream.admit(leaving.server, { icy: false, headOnly: false });
  leaving.player.destroy();
  await until('the leaving to be seen', () => stream.listeners() === 0);
});
