import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Output } from '../../src/core/model.ts';
import { sdpOf } from '../../src/core/outputs.ts';
import { openSystemClock } from '../../src/engine/clock.ts';
import { openSink, type SinkOptions } from '../../src/engine/sink.ts';
import { playInto, silence, tone } from '../support/feed.ts';
import { running } from '../support/processes.ts';
import { startPulse } from '../support/pulse.ts';
import { temporaryFolder } from '../support/station.ts';
import { freePort, until } from '../support/wait.ts';

const SECOND = 50;
const output: Output = {
  id: 1,
  zoneId: 'main',
  kind: 'file',
  name: 'Loa thôn 1',
  target: '',
  secret: '',
  codec: 'mp3',
  bitrate: 96,
  channels: 1,
  idle: 'silence',
  enabled: true,
};

function open(change: Partial<Output>, { ffmpeg = 'ffmpeg', readCard }: Partial<SinkOptions> = {}) {
  const failures: string[] = [];
  const sink = openSink({
    output: { ...output, ...change },
    ffmpeg,
    clock: openSystemClock(),
    zone: 'Asia/Ho_Chi_Minh',
    onChanged: () => {},
    onFailed: (said) => failures.push(said),
    ...(readCard && { readCard }),
  });
  onTestFinished(async () => sink[Symbol.asyncDispose]());
  return { sink, failures };
}

/** A program in ffmpeg's place. */
function program(body: string): string {
  const file = join(temporaryFolder(), 'ffmpeg');
  writeFileSync(file, `#!${body}`);
  chmodSync(file, 0o755);
  return file;
}

type Shape = { codec_name: string; sample_rate: string; channels: number };

function shapeOf(file: string): Shape {
  const args = ['-v', 'error', '-show_entries', 'stream=codec_name,sample_rate,channels', '-of', 'json', file];
  return (JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' })) as { streams: Shape[] }).streams[0]!;
}

/** Seconds in which the tone is heard. */
function heard(file: string): number {
  const pcm = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-af', 'pan=mono|c0=c0', '-f', 'f32le', '-ar', '48000', 'pipe:1'],
    {
      maxBuffer: 1e8,
    },
  );
  const samples = new Float32Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length));
  let loud = 0;
  for (const sample of samples) if (Math.abs(sample) > 0.1) loud += 1;
  // Of a sine of 0.5 so many samples are above 0.1.
  return loud / 48_000 / (1 - (2 / Math.PI) * Math.asin(0.2));
}

/** A real ffmpeg that takes down what comes, until it has `seconds` of it. */
function receive(file: string, seconds: number, input: readonly string[], ffmpeg: readonly string[] = ['ffmpeg']) {
  const [program, ...before] = ffmpeg as [string, ...string[]];
  const args = [...before, '-v', 'error', ...input, '-t', String(seconds), '-y', file];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return new Promise<string>((resolve) => child.once('close', () => resolve(said)));
}

describe('files', () => {
  test.each([
    ['mp3', 1, 'mp3', 'mp3'],
    ['opus', 1, 'opus', 'opus'],
    ['aac', 2, 'aac', 'aac'],
    ['pcm', 2, 'pcm_s16le', 'wav'],
  ] as const)('%s in %d channel(s), named by the station’s wall clock', async (codec, channels, codecName, ending) => {
    const folder = join(temporaryFolder(), 'bản thu');
    mkdirSync(folder);
    const { sink } = open({ target: folder, codec, channels });
    await playInto([sink], tone(0, 3 * SECOND), 3);
    await until('sound going out', () => sink.state.state === 'sending');
    await sink[Symbol.asyncDispose]();
    const [name] = readdirSync(folder);
    expect(name).toMatch(new RegExp(String.raw`^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d_000\.${ending}$`));
    expect(shapeOf(join(folder, name!))).toEqual({ codec_name: codecName, sample_rate: '48000', channels });
    expect(Math.abs(heard(join(folder, name!)) - 3)).toBeLessThan(0.1);
  });
});

test('HLS to a folder is a playlist that plays, its old parts removed', async () => {
  const folder = temporaryFolder();
  const { sink } = open({ kind: 'hls', target: folder });
  await playInto([sink], tone(0, 44 * SECOND), 5);
  const list = join(folder, 'live.m3u8');
  await until(
    'more parts than it keeps',
    () => existsSync(list) && /MEDIA-SEQUENCE:[1-9]/.test(readFileSync(list, 'utf8')),
  );
  await sink[Symbol.asyncDispose]();
  expect(readFileSync(list, 'utf8')).toContain('#EXT-X-PROGRAM-DATE-TIME');
  expect(readdirSync(folder).filter((name) => name.endsWith('.ts')).length).toBeLessThanOrEqual(10);
  expect(shapeOf(list)).toMatchObject({ codec_name: 'mp3', channels: 1 });
  // Of a live playlist a player takes the last parts.
  expect(
    heard(
      join(
        folder,
        readdirSync(folder)
          .filter((name) => name.endsWith('.ts'))
          .sort()[1]!,
      ),
    ),
  ).toBeGreaterThan(3);
});

describe('RTP', () => {
  test.each([
    ['mp3', 'mp3', 1],
    ['pcm', 'pcm_s16be', 1],
    ['opus', 'opus', 2],
  ] as const)('%s to one receiver, who needs only the SDP that the station gives', async (codec, name, channels) => {
    const folder = temporaryFolder();
    const free = await freePort();
    const port = free + (free % 2); // RTCP is on the odd one behind it
    const rtp = { kind: 'rtp', target: `127.0.0.1:${port}`, codec } as const;
    writeFileSync(join(folder, 'loa.sdp'), sdpOf({ ...output, ...rtp }));
    const file = join(folder, 'heard.mka');
    const input = ['-protocol_whitelist', 'file,udp,rtp', '-i', join(folder, 'loa.sdp'), '-c', 'copy'];
    const received = receive(file, 2, input);
    const { sink } = open(rtp);
    await Promise.race([received, playInto([sink], tone(0, 10 * SECOND))]);
    expect(await received).not.toContain('rror');
    expect(shapeOf(file)).toEqual({ codec_name: name, sample_rate: '48000', channels });
    expect(heard(file)).toBeGreaterThan(1.5);
  });

  const namespace = `dai-xa-${process.pid}`;
  const may = mayMakeNamespaces();
  test.skipIf(!may)(
    `multicast to every receiver of the group${may ? '' : ' (not here: this user may not make a network of its own)'}`,
    async () => {
      execFileSync('ip', ['netns', 'add', namespace]);
      onTestFinished(() => void execFileSync('ip', ['netns', 'del', namespace]));
      const inside = ['ip', 'netns', 'exec', namespace];
      const ip = (...args: string[]) => execFileSync('ip', ['-n', namespace, ...args]);
      ip('link', 'set', 'lo', 'up', 'multicast', 'on');
      ip('route', 'add', '224.0.0.0/4', 'dev', 'lo');
      const folder = temporaryFolder();
      const rtp = { kind: 'rtp', target: '239.10.0.1:5004?ttl=4', codec: 'mp3' } as const;
      writeFileSync(join(folder, 'loa.sdp'), sdpOf({ ...output, ...rtp }));
      const files = ['1', '2'].map((name) => join(folder, `${name}.mka`));
      const input = ['-protocol_whitelist', 'file,udp,rtp', '-i', join(folder, 'loa.sdp'), '-c', 'copy'];
      const received = files.map((file) => receive(file, 2, input, [...inside, 'ffmpeg']));
      const { sink } = open(rtp, { ffmpeg: program(`/bin/sh\nexec ${inside.join(' ')} ffmpeg "$@"\n`) });
      await Promise.race([Promise.all(received), playInto([sink], tone(0, 10 * SECOND))]);
      await Promise.all(received);
      for (const file of files) expect(heard(file)).toBeGreaterThan(1.5);
    },
  );
});

test('SRT arrives encrypted; its passphrase stands in no list of processes and in no file left behind', async () => {
  const folder = temporaryFolder();
  const port = await freePort();
  const secret = 'khong-ai-duoc-biet';
  const file = join(folder, 'heard.ts');
  const received = receive(file, 2, ['-i', `srt://127.0.0.1:${port}?mode=listener&passphrase=${secret}`, '-c', 'copy']);
  const target = `127.0.0.1:${port}?streamid=loa/thon-1`;
  const { sink } = open({ kind: 'srt', target, codec: 'aac', secret });
  const playing = playInto([sink], tone(0, 14 * SECOND));
  await until('sound going out', () => sink.state.state === 'sending');
  const sender = running('mode=caller').filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(target));
  expect(sender).toHaveLength(1);
  expect(readFileSync(`/proc/${sender[0]}/cmdline`, 'utf8')).not.toContain(secret);
  const options = /-fpre\0([^\0]+)/.exec(readFileSync(`/proc/${sender[0]}/cmdline`, 'utf8'))![1]!;
  await until('the file to be gone', () => !existsSync(options));
  await Promise.race([received, playing]);
  expect(await received).not.toContain('rror');
  expect(shapeOf(file)).toEqual({ codec_name: 'aac', sample_rate: '48000', channels: 1 });
  expect(heard(file)).toBeGreaterThan(1.5);
}, 30_000);

test('PulseAudio plays it', async () => {
  await startPulse();
  const monitor = ['-d', 'loa.monitor', '--raw', '--format=s16le', '--rate=48000', '--channels=1'];
  const recorder = spawn('parec', [...monitor, '--latency-msec=10'], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void recorder.kill());
  let loud = 0;
  recorder.stdout.on('data', (bytes: Buffer) => {
    for (let i = 0; i + 1 < bytes.length; i += 2) if (Math.abs(bytes.readInt16LE(i)) > 1000) loud += 1;
  });
  const { sink } = open({ kind: 'pulse', target: 'loa', codec: 'pcm' });
  await playInto([sink], tone(0, 4 * SECOND));
  await until('two seconds of the tone', () => loud > 48_000);
  expect(sink.state.state).toBe('sending');
});

describe('when an output dies', () => {
  test('it is tried again, and the outage is told once, in its own words', async () => {
    const starts = join(temporaryFolder(), 'starts');
    const crashing = program(`/bin/sh\necho started >> ${starts}\necho 'không tới được máy chủ' >&2\nexit 1\n`);
    const { sink, failures } = open({ kind: 'rtp', target: '127.0.0.1:9' }, { ffmpeg: crashing });
    await until('three starts', () => existsSync(starts) && readFileSync(starts, 'utf8').length >= 3 * 8);
    expect(failures).toEqual(['không tới được máy chủ']);
    expect(sink.state).toMatchObject({ state: 'retrying', said: 'không tới được máy chủ' });
    for (const chunk of tone(0, SECOND)) sink.write(chunk);
  });

  test('one that swallows nothing is dropped, not waited for', async () => {
    const { sink, failures } = open({}, { ffmpeg: program('/bin/sh\nexec sleep 60\n') });
    const before = heldBytes();
    for (const chunk of tone(0, 200 * SECOND)) sink.write(chunk);
    expect(heldBytes() - before).toBeLessThan(20e6);
    await until('its replacement', () => failures.length > 0);
    expect(failures).toEqual(['không nhận âm thanh trong 2 giây']);
  });
});

/** What buffers take that somebody still holds: the collector has just been. */
function heldBytes(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().arrayBuffers;
}

test('a sound card that is 5 % slow is brought back on time in the silence behind an entry, never inside it', async () => {
  // Reads at 0.95 of real time from a buffer of its own, and says what it still holds, as the kernel does.
  const status = join(temporaryFolder(), 'status');
  const card = program(`${process.execPath}
const { writeFileSync, renameSync } = require('node:fs');
let held = 0, began = 0, played = 0;
process.stdin.on('data', (bytes) => { began ||= performance.now(); held += bytes.length / 192; });
process.stdin.on('end', () => process.exit(0));
process.stdout.write('out_time_us=1\\nprogress=continue\\n');
setInterval(() => {
  if (!began) return;
  const now = (performance.now() - began) * 0.95;
  held = Math.max(0, held - (now - played));
  played = now;
  writeFileSync('${status}.new', String(held));
  renameSync('${status}.new', '${status}');
}, 20);
`);
  const readCard = () => (existsSync(status) ? Number(readFileSync(status, 'utf8')) : undefined);
  const { sink } = open({ kind: 'alsa', target: 'default', codec: 'pcm' }, { ffmpeg: card, readCard });
  await until('the card', () => sink.state.state === 'sending');
  await playInto([sink], tone(0, 10 * SECOND));
  expect(sink.drift).toEqual({ ppm: undefined, absorbedMs: 0 });
  const late = readCard()!;
  await playInto(
    [sink],
    Array.from({ length: 3 * SECOND }, (_, i) => silence(i * 960)),
  );
  expect(sink.drift!.absorbedMs).toBeGreaterThan(100);
  expect(readCard()!).toBeLessThan(late - 100);
}, 30_000);

function mayMakeNamespaces(): boolean {
  try {
    execFileSync('ip', ['netns', 'add', `dai-xa-probe-${process.pid}`], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', `dai-xa-probe-${process.pid}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
