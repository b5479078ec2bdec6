import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asItIs } from '../../src/core/loudness.ts';
import { ok } from '../../src/core/result.ts';
import { durationMs, frames } from '../../src/core/time.ts';
import { openFfmpeg } from '../../src/engine/ffmpeg.ts';
import { running } from '../support/processes.ts';
import { amr, film, firstLoud, flipped, marker, samples, tone, UNTAGGED, write } from '../support/sounds.ts';
import { temporaryFolder } from '../support/station.ts';

const LEASH = join(import.meta.dirname, '../../src/engine/leash.sh');
const FIXTURES = join(import.meta.dirname, '../fixtures/bin');
const real = () => openFfmpeg({ program: 'ffmpeg', leash: LEASH });

async function copyOf(source: string, folder: string, ffmpeg = real()) {
  const probed = await ffmpeg.probe(source);
  if (!probed.ok) throw new Error(probed.error.kind);
  const sound = probed.value;
  const target = join(folder, 'copy.flac');
  const measured = await ffmpeg.measure(source, sound, { highPass: false });
  if (!measured.ok) return { sound, target, made: measured };
  const { frames } = measured.value.scanned;
  const made = await ffmpeg.makePlayoutCopy(source, target, sound, asItIs(frames));
  return { sound, target, made: made.ok ? ok(frames) : made };
}

describe('the playout copy begins and ends where the sound does', () => {
  const exact: [string, string[]][] = [
    ['s.wav', []],
    ['s24.wav', ['-c:a', 'pcm_s24le']],
    ['s.flac', []],
    ['tagged.mp3', []],
    ['untagged.mp3', UNTAGGED],
    ['s.m4a', []],
    ['raw.aac', []],
    ['s.ogg', ['-c:a', 'libvorbis']],
    ['s.opus', []],
  ];
  test.each(exact)('%s', async (name, args) => {
    const folder = temporaryFolder();
    const { target, made } = await copyOf(marker(folder, name, 500, ...args), folder);
    const heard = samples(target);
    expect(made).toEqual({ ok: true, value: heard.length });
    expect(Math.abs(firstLoud(heard) - 24_000)).toBeLessThan(12); // a quarter of a millisecond: the encoder's pre-echo
    // Nobody knows what an encoder put behind the last sample where no tag says it.
    const slack = name === 'untagged.mp3' || name === 'raw.aac' ? 2 * 1152 : 0;
    expect(heard.length - 96_000).toBeGreaterThanOrEqual(0);
    expect(heard.length - 96_000).toBeLessThanOrEqual(slack);
  });

  test('more than 16 bits are kept, more than two channels are mixed down', async () => {
    const folder = temporaryFolder();
    const deep = await copyOf(tone(folder, 'six.wav', 1, '-ac', '6', '-c:a', 'pcm_s24le'), folder);
    const copy = await real().probe(deep.target);
    expect(copy).toMatchObject({ ok: true, value: { format: 'flac', channels: 2, bits: 24, sampleRate: 48_000 } });
  });

  test('the same sound under other tags makes the same bytes', async () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    const bare = await copyOf(tone(one, 'a.flac', 1), one);
    const titled = await copyOf(tone(two, 'b.flac', 1, '-metadata', 'title=Bản tin\nduration=9999'), two);
    expect(readFileSync(titled.target).equals(readFileSync(bare.target))).toBe(true);
    expect(titled.sound.promised).toBe(1000);
  });
});

test('what a phone or an office PC records is understood', async () => {
  const folder = temporaryFolder();
  const files = [
    amr(folder, 'a.amr'),
    tone(folder, 'b.3gp', 2, '-c:a', 'aac'),
    tone(folder, 'c.wma', 2),
    tone(folder, 'd.webm', 2),
    tone(folder, 'e.aiff', 2),
    film(folder, 'f.mp4'),
    film(folder, 'g.mkv', '-c:a', 'libopus'),
  ];
  for (const file of files) expect((await copyOf(file, folder)).made, file).toMatchObject({ ok: true });
});

test('a sound that begins after its picture is whole', async () => {
  const folder = temporaryFolder();
  const late = film(folder, 'late.mp4', '-af', 'asetpts=PTS+0.7/TB', '-c:a', 'aac');
  expect((await copyOf(late, folder)).made).toMatchObject({ ok: true });
});

test('one changed byte in a checked format is damage', async () => {
  const folder = temporaryFolder();
  const { made } = await copyOf(flipped(folder, 'bad.flac', tone(folder, 'good.flac')), folder);
  expect(made).toEqual({ ok: false, error: { kind: 'damaged' } });
});

test('a playlist is refused before it can name a file, whatever it is called', async () => {
  const folder = temporaryFolder();
  const secret = tone(folder, 'secret.wav');
  const playlists = [
    write(folder, 'a.mp3', `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:2,\n${secret}\n#EXT-X-ENDLIST\n`),
    write(folder, 'b.mp3', `ffconcat version 1.0\nfile '${secret}'\n`),
  ];
  for (const file of playlists) expect(await real().probe(file)).toEqual({ ok: false, error: { kind: 'playlist' } });
});

test('an ffmpeg that hangs and ignores SIGTERM is gone after its deadline', async () => {
  const folder = temporaryFolder();
  const program = join(FIXTURES, 'hanging/ffmpeg');
  const hanging = openFfmpeg({ program, leash: LEASH, copyDeadline: () => durationMs(500) });
  const { made, target } = await copyOf(tone(folder, 'a.wav', 1), folder, hanging);
  expect(made).toEqual({ ok: false, error: { kind: 'timeout' } });
  await expect.poll(() => running(target)).toEqual([]);
});

test('an ffprobe that says nothing is gone after its limit', async () => {
  const mute = openFfmpeg({ program: join(FIXTURES, 'mute/ffmpeg'), leash: LEASH, probeSeconds: 1 });
  const file = tone(temporaryFolder(), 'a.wav', 1);
  expect(await mute.probe(file)).toEqual({ ok: false, error: { kind: 'timeout' } });
  await expect.poll(() => running(file)).toEqual([]);
});

test('a missing ffmpeg is the machine’s fault, not the file’s', async () => {
  const none = openFfmpeg({ program: '/nowhere/ffmpeg', leash: LEASH });
  await expect(none.probe(tone(temporaryFolder(), 'a.wav', 1))).rejects.toThrow(/127|126/);
});

test('a stopped copy is an abort, and its child is gone', async () => {
  const folder = temporaryFolder();
  const long = tone(folder, 'long.wav', 1200);
  const ffmpeg = real();
  const probed = await ffmpeg.probe(long);
  const target = join(folder, 'copy.flac');
  const stop = new AbortController();
  const sound = probed.ok ? probed.value : expect.fail();
  const copying = ffmpeg.makePlayoutCopy(long, target, sound, asItIs(frames(1200 * 48_000)), stop.signal);
  const refused = expect(copying).rejects.toThrow(/abort/i);
  await expect.poll(() => existsSync(target), { timeout: 10_000, interval: 5 }).toBe(true);
  expect(running(target)).not.toEqual([]);
  stop.abort();
  await refused;
  await expect.poll(() => running(target)).toEqual([]);
});

test('a child does not outlive a station that is killed with -9', async () => {
  const target = join(temporaryFolder(), 'copy.flac');
  const env = { ...process.env, LEASH_FFMPEG: join(FIXTURES, 'hanging/ffmpeg'), LEASH_JOB_SECONDS: '60' };
  const script = `require('node:child_process').spawn(${JSON.stringify(LEASH)}, ['-nostdin', ${JSON.stringify(target)}])`;
  const station = spawn(process.execPath, ['-e', script], { env });
  const held = () => running(target).filter((pid) => pid !== station.pid);
  await expect.poll(() => held().length, { timeout: 10_000, interval: 10 }).toBe(2); // timeout(1) and the program
  station.kill('SIGKILL');
  await expect.poll(held, { timeout: 10_000, interval: 50 }).toEqual([]);
});
