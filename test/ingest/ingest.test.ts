import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { extensionOf } from '../../src/core/audio.ts';
import { DEFAULT_SETTINGS } from '../../src/core/model.ts';
import { durationMs, epochMs } from '../../src/core/time.ts';
import { type FfmpegOptions, openFfmpeg } from '../../src/engine/ffmpeg.ts';
import { openIngest } from '../../src/ingest/ingest.ts';
import { openMediaFolder } from '../../src/storage/files.ts';
import { Recordings } from '../../src/storage/recordings.ts';
import { running } from '../support/processes.ts';
import { amr, cut, film, tone, UNTAGGED, write } from '../support/sounds.ts';
import { temporaryDatabase, temporaryFolder } from '../support/station.ts';

const LEASH = join(import.meta.dirname, '../../src/engine/leash.sh');
const HANGING = join(import.meta.dirname, '../fixtures/bin/hanging/ffmpeg');
const NOW = epochMs(1_757_000_000_000);
const { copyRule } = DEFAULT_SETTINGS;

/** A library on disk: files go in as an upload leaves them, and every state they pass is written down. */
async function library() {
  const [home, desk] = [temporaryFolder(), temporaryFolder()];
  const media = openMediaFolder(home);
  const recordings = new Recordings(await temporaryDatabase(home));
  const passed: string[] = [];

  const receive = async (file: string) => {
    const content = readFileSync(file);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const temporary = media.temporary();
    copyFileSync(file, temporary);
    await media.keepOriginal(temporary, sha256, extensionOf(file));
    const fileName = basename(file);
    return recordings.add({
      title: fileName,
      fileName,
      sha256,
      bytes: content.length,
      uploadedBy: null,
      uploadedAt: NOW,
    });
  };
  const open = (options: Partial<FfmpegOptions> = {}) => {
    const ffmpeg = openFfmpeg({ program: 'ffmpeg', leash: LEASH, ...options });
    const onChange = ({ id, state }: { id: number; state: string }) => passed.push(`${id} ${state}`);
    const ingest = openIngest({ recordings, media, ffmpeg, copyRule: () => copyRule, now: () => NOW, onChange });
    onTestFinished(() => ingest[Symbol.asyncDispose]());
    return ingest;
  };
  const incoming = () => readdirSync(join(home, 'arriving'));
  return { desk, media, recordings, passed, receive, open, incoming };
}

test('what is audio ends ready, with the exact length of a copy that is there', { timeout: 60_000 }, async () => {
  const { desk, media, recordings, receive, open, incoming } = await library();
  const files = [
    tone(desk, 'Bản tin số 2.mp3'),
    tone(desk, 'untagged.mp3', 2, ...UNTAGGED),
    tone(desk, 'a.wav'),
    tone(desk, 'hi.wav', 2, '-c:a', 'pcm_s24le'),
    tone(desk, 'a.m4a'),
    tone(desk, 'a.flac', 3),
    tone(desk, 'a.ogg', 2, '-c:a', 'libvorbis'),
    tone(desk, 'a.opus'),
    tone(desk, 'a.webm'),
    tone(desk, 'a.3gp', 2, '-c:a', 'aac'),
    tone(desk, 'a.wma'),
    amr(desk, 'a.amr'),
    film(desk, 'a.mp4'),
  ];
  for (const file of files) await receive(file);
  await open().idle();

  for (const recording of recordings.list()) {
    expect(recording, recording.fileName).toMatchObject({ state: 'ready', reason: null, attempts: 1, checkedAt: NOW });
    const copy = media.playout(recording.playoutSha256!);
    expect(createHash('sha256').update(readFileSync(copy)).digest('hex')).toBe(recording.playoutSha256);
  }
  const byName = (name: string) => recordings.list().find((one) => one.fileName === name);
  expect(byName('a.wav')).toMatchObject({ codec: 'pcm_s16le', sampleRate: 44_100, channels: 1, playoutFrames: 96_000 });
  expect(byName('a.flac')?.playoutFrames).toBe(144_000);
  expect(byName('a.m4a')?.playoutFrames).toBe(96_000);
  expect(incoming()).toEqual([]);
});

describe('what is not, or not whole, ends failed with a reason a person understands', () => {
  const bad: [string, RegExp, (desk: string) => string][] = [
    ['0 bytes', /rỗng \(0 byte\)/, (desk) => write(desk, 'a.mp3', '')],
    ['text', /nội dung là văn bản/, (desk) => write(desk, 'a.mp3', 'Kính gửi Đài truyền thanh xã')],
    ['noise of bytes', /Không nhận ra âm thanh/, (desk) => write(desk, 'a.mp3', noise())],
    ['a document', /Office/, (desk) => write(desk, 'a.mp3', 'PK\x03\x04\x14\0\0\0')],
    ['a film without sound', /không có phần âm thanh/, (desk) => film(desk, 'a.mp4', '-an')],
    ['a blink', /ngắn hơn 0,1 giây/, (desk) => tone(desk, 'a.wav', 0.05)],
    ['another format', /Định dạng AVI chưa được hỗ trợ/, (desk) => film(desk, 'a.avi')],
    ['a cut MP3', /cắt cụt: chỉ nghe được 1 giây trong 2 giây/, (desk) => cut(desk, 'b.mp3', tone(desk, 'a.mp3'))],
    ['a cut M4A', /cắt cụt/, (desk) => cut(desk, 'b.m4a', tone(desk, 'a.m4a'))],
    ['a cut WAV', /cắt cụt/, (desk) => cut(desk, 'b.wav', tone(desk, 'a.wav'))],
    ['a cut FLAC', /cắt cụt/, (desk) => cut(desk, 'b.flac', tone(desk, 'a.flac'))],
    ['a cut Opus', /cắt cụt/, (desk) => cut(desk, 'b.opus', tone(desk, 'a.opus'))],
  ];
  test.each(bad)('%s', async (_name, reason, make) => {
    const { desk, media, receive, recordings, open, incoming } = await library();
    const { id, sha256 } = await receive(make(desk));
    await open().idle();
    const failed = recordings.find(id);
    expect(failed?.state).toBe('failed');
    expect(failed?.reason).toMatch(reason);
    expect(existsSync(media.original(sha256)!)).toBe(true);
    expect(incoming()).toEqual([]);
  });
});

test('a playlist that names a local file is refused and reads none of it', async () => {
  const { desk, media, recordings, receive, open } = await library();
  const secret = tone(desk, 'secret.wav');
  const m3u8 = `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:2,\n${secret}\n#EXT-X-ENDLIST\n`;
  // Behind an ID3 tag it is no longer text: then the demuxer list stands in the way.
  const hidden = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x0a'), Buffer.alloc(10), Buffer.from(m3u8)]);
  await receive(write(desk, 'a.mp3', m3u8));
  await receive(write(desk, 'b.mp3', hidden));
  await receive(write(desk, 'c.mp3', `ffconcat version 1.0\nfile '${secret}'\n`));
  const read = statSync(secret).atimeMs;
  await open().idle();
  for (const one of recordings.list()) expect(one.reason, one.fileName).toMatch(/danh sách phát|Không nhận ra/);
  expect(readdirSync(join(media.home, 'playout'))).toEqual([]);
  expect(statSync(secret).atimeMs).toBe(read);
});

test('a hanging ffmpeg is ended at its deadline; the next file and a retry go on', async () => {
  const { desk, recordings, receive, open } = await library();
  const { id } = await receive(tone(desk, 'a.wav'));
  await open({ program: HANGING, copyDeadline: () => durationMs(300) }).idle();
  expect(recordings.find(id)).toMatchObject({ state: 'failed', reason: expect.stringContaining('quá lâu') });
  recordings.retry(id);
  await open().idle();
  expect(recordings.find(id)).toMatchObject({ state: 'ready', attempts: 1 });
});

test('a stopped station puts the one in hand back, untried, and leaves no child', async () => {
  const { desk, media, recordings, passed, receive, open, incoming } = await library();
  const { id } = await receive(tone(desk, 'a.wav'));
  const ingest = open({ program: HANGING });
  await expect.poll(() => running(media.home).length, { timeout: 10_000, interval: 10 }).toBeGreaterThan(0);
  await ingest[Symbol.asyncDispose]();
  expect(recordings.find(id)).toMatchObject({ state: 'received', attempts: 0 });
  await expect.poll(() => running(media.home)).toEqual([]);
  expect(incoming()).toEqual([]);
  await open().idle();
  expect(passed).toEqual([`${id} checking`, `${id} received`, `${id} checking`, `${id} ready`]);
});

test('one that a killed process left in hand is taken up at the next start, and given up after three', async () => {
  const { desk, recordings, receive, open } = await library();
  const first = await receive(tone(desk, 'a.wav'));
  recordings.claim();
  await open().idle();
  expect(recordings.find(first.id)).toMatchObject({ state: 'ready', attempts: 2 });

  const second = await receive(tone(desk, 'b.wav', 1));
  for (let kill = 0; kill < 3; kill++) recordings.claim();
  await open().idle();
  expect(recordings.find(second.id)).toMatchObject({ state: 'failed', reason: expect.stringContaining('nhiều lần') });
  recordings.retry(second.id);
  await open().idle();
  expect(recordings.find(second.id)?.state).toBe('ready');
});

test('the machine’s fault fails the recording too, so that no state is for ever', async () => {
  const { desk, recordings, receive, open } = await library();
  const { id } = await receive(tone(desk, 'a.wav'));
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());
  await open({ program: '/nowhere/ffmpeg' }).idle();
  expect(recordings.find(id)).toMatchObject({ state: 'failed', reason: expect.stringContaining('Máy chủ gặp lỗi') });
  expect(said).toHaveBeenCalledOnce();
});

/** Bytes without a pattern, the same every time. */
function noise(): Uint8Array {
  let seed = 12_345;
  return Uint8Array.from({ length: 300_000 }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed >>> 16;
  });
}
