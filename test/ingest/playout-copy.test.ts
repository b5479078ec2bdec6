/** What every loudspeaker hears: equally loud whatever was sent in, and told when something is wrong with it. */
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { extensionOf } from '../../src/core/audio.ts';
import type { CopyRule } from '../../src/core/loudness.ts';
import { DEFAULT_SETTINGS } from '../../src/core/model.ts';
import { warningsOf } from '../../src/core/recording-warnings.ts';
import { epochMs } from '../../src/core/time.ts';
import { type FfmpegOptions, openFfmpeg } from '../../src/engine/ffmpeg.ts';
import { adoptOriginals } from '../../src/ingest/adopt.ts';
import { openIngest } from '../../src/ingest/ingest.ts';
import { openMediaFolder } from '../../src/storage/files.ts';
import { Recordings } from '../../src/storage/recordings.ts';
import { atLoudness, loudnessOf, SIGNALS } from '../support/signals.ts';
import { make, marker, samples, tone } from '../support/sounds.ts';
import { temporaryDatabase, temporaryFolder } from '../support/station.ts';

const LEASH = join(import.meta.dirname, '../../src/engine/leash.sh');
const NOW = epochMs(1_757_000_000_000);

/** Files become recordings as an upload makes them; `rule` is what the settings say. */
async function openStudio() {
  const [home, desk] = [temporaryFolder(), temporaryFolder()];
  const media = openMediaFolder(home);
  const recordings = new Recordings(await temporaryDatabase(home));
  const studio = { rule: DEFAULT_SETTINGS.copyRule as CopyRule };
  const open = (options: Partial<FfmpegOptions> = {}) => {
    const ffmpeg = openFfmpeg({ program: 'ffmpeg', leash: LEASH, ...options });
    const ingest = openIngest({ recordings, media, ffmpeg, copyRule: () => studio.rule, now: () => NOW });
    onTestFinished(() => ingest[Symbol.asyncDispose]());
    return ingest;
  };
  async function arrive(file: string) {
    const content = readFileSync(file);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const temporary = media.temporary();
    copyFileSync(file, temporary);
    await media.keepOriginal(temporary, sha256, extensionOf(file));
    return { sha256, bytes: content.length };
  }
  async function check(file: string) {
    const fileName = basename(file);
    const draft = { title: fileName, fileName, ...(await arrive(file)), uploadedBy: null, uploadedAt: NOW };
    const { id } = recordings.add(draft);
    await open().idle();
    const recording = recordings.find(id)!;
    if (!recording.analysis || !recording.playoutSha256) throw new Error(`${fileName}: ${recording.reason}`);
    const { analysis, playoutSha256 } = recording;
    return { id, recording, analysis, copy: media.playout(playoutSha256), words: wordsOf(analysis) };
  }
  return Object.assign(studio, { desk, media, recordings, open, arrive, check });
}

const wordsOf = (analysis: Parameters<typeof warningsOf>[0]) => warningsOf(analysis).map(({ words }) => words);

describe('the copy is as loud as the settings say', () => {
  const inputs = Object.keys(SIGNALS).flatMap((signal) =>
    [-35, -29, -23, -14, -6].map((lufs) => [signal as keyof typeof SIGNALS, lufs] as const),
  );
  test.each(inputs)('%s at %d LUFS', async (signal, lufs) => {
    const { desk, check } = await openStudio();
    const { copy, analysis } = await check(atLoudness(desk, signal, lufs));
    const heard = loudnessOf(copy);
    expect(Math.abs(heard.integrated + 16)).toBeLessThanOrEqual(0.5);
    expect(heard.truePeak).toBeLessThanOrEqual(-1);
    expect(analysis.loudness.integrated).toBeCloseTo(lufs, 0);
    expect(Math.abs(analysis.copy.integrated! - heard.integrated)).toBeLessThanOrEqual(0.25);
    expect(samples(copy).length).toBe(analysis.copy.until - analysis.copy.from);
  });

  test('a wave that rises between its samples is held too', async () => {
    const { desk, check } = await openStudio();
    // A quarter of the rate, hit at ±45°: its samples lie 3 dB below its peak.
    const source = 'aevalsrc=0.9*sin(2*PI*12000*t+PI/4)*lt(mod(t\\,1)\\,0.002)+0.05*sin(2*PI*440*t):s=48000:d=10';
    const { copy, analysis } = await check(make(desk, 'a.wav', '-f', 'lavfi', '-i', source, '-c:a', 'pcm_f32le'));
    expect(analysis.copy.limiter).toBe(4);
    expect(loudnessOf(copy).truePeak).toBeLessThanOrEqual(-1);
  });

  test('another target is another loudness; copies that are there stay as they are', async () => {
    const studio = await openStudio();
    const before = await studio.check(atLoudness(studio.desk, 'speech', -20));
    studio.rule = { targetLufs: -20, highPass: false };
    const after = await studio.check(atLoudness(studio.desk, 'music', -14));
    expect(loudnessOf(after.copy).integrated).toBeCloseTo(-20, 0);
    expect(studio.recordings.find(before.id)?.playoutSha256).toBe(before.recording.playoutSha256);
  });

  test('what is below 120 Hz counts for nothing and is gone', async () => {
    const { desk, check } = await openStudio();
    const hum = 'aevalsrc=0.7*sin(2*PI*50*t)+0.05*sin(2*PI*1000*t):s=48000:d=10';
    const { copy, analysis } = await check(make(desk, 'a.wav', '-f', 'lavfi', '-i', hum));
    expect(loudnessOf(copy).integrated).toBeCloseTo(-16, 0);
    expect(analysis.copy.gainDb).toBeGreaterThan(3);
  });

  const mixed = (loud: string) => `aevalsrc=0.04*sin(2*PI*440*t)+0.9*${loud}*sin(2*PI*700*t):s=48000:d=20`;
  const quietUnderPeaks: [string, string][] = [
    ['one door that slams', 'between(t\\,5\\,5.03)'],
    ['a click every second', 'lt(mod(t\\,1)\\,0.006)'],
    ['a clap every three', 'lt(mod(t\\,3)\\,0.03)'],
    ['a cough every five', 'lt(mod(t\\,5)\\,0.3)'],
  ];
  test.each(quietUnderPeaks)('quiet speech is not kept down by %s', async (_name, when) => {
    const { desk, check } = await openStudio();
    const { copy, words } = await check(make(desk, 'a.wav', '-f', 'lavfi', '-i', mixed(when)));
    const heard = loudnessOf(copy);
    expect(Math.abs(heard.integrated + 16)).toBeLessThanOrEqual(0.5);
    expect(heard.truePeak).toBeLessThanOrEqual(-1);
    expect(words).toEqual([]);
  });

  test('what would have to be raised beyond all measure is raised as far as it goes, and it is said', async () => {
    const { desk, check } = await openStudio();
    const faint = 'aevalsrc=0.004*sin(2*PI*440*t)+0.9*lt(mod(t\\,1)\\,0.004)*sin(2*PI*700*t):s=48000:d=20';
    const { copy, words } = await check(make(desk, 'a.wav', '-f', 'lavfi', '-i', faint));
    expect(loudnessOf(copy).integrated).toBeLessThan(-17);
    expect(loudnessOf(copy).truePeak).toBeLessThanOrEqual(-1);
    expect(words).toEqual([expect.stringMatching(/còn nhỏ hơn mức chuẩn [\d,]+ dB/)]);
  });

  test('silence stays silence, whole', async () => {
    const { desk, check } = await openStudio();
    const { copy, words, analysis } = await check(make(desk, 'a.wav', '-f', 'lavfi', '-i', 'anullsrc=r=48000:d=5'));
    expect(samples(copy).some((sample) => sample !== 0)).toBe(false);
    expect(samples(copy).length).toBe(240_000);
    expect(analysis.copy.gainDb).toBe(0);
    expect(words).toEqual(['Không nghe thấy tiếng trong tệp này.']);
  });

  test('the same file makes the same bytes, in another station too', async () => {
    const copies = await Promise.all(
      [1, 2].map(async () => {
        const { desk, check } = await openStudio();
        return (await check(atLoudness(desk, 'speech', -12))).recording;
      }),
    );
    expect(copies[0]!.analysis!.copy.limiter).toBe(2);
    expect(copies[1]!.playoutSha256).toBe(copies[0]!.playoutSha256);
  });
});

test('silence at either end is cut but for a breath, and inside it is told with its place', async () => {
  const { desk, check } = await openStudio();
  const source = 'aevalsrc=0.2*sin(2*PI*440*t)*(between(t\\,2\\,6)+between(t\\,10.2\\,13)):s=48000:d=18';
  const { analysis, copy, words, recording } = await check(make(desk, 'a.wav', '-f', 'lavfi', '-i', source));
  // To a hundredth of a second, and the filter rings on for another.
  expect(analysis.head).toBe(2000);
  expect(Math.abs(analysis.tail - 5000)).toBeLessThanOrEqual(20);
  const { from, until } = analysis.copy;
  expect(from).toBe(1.85 * 48_000);
  expect(Math.abs(until - 13.3 * 48_000)).toBeLessThanOrEqual(960);
  expect(recording.playoutFrames).toBe(until - from);
  const heard = samples(copy);
  expect(heard.length).toBe(recording.playoutFrames);
  expect(Math.abs(heard.findIndex((sample) => Math.abs(sample) > 1000) - 0.15 * 48_000)).toBeLessThan(48);
  expect(analysis.silences).toHaveLength(1);
  expect(words).toEqual(['Khoảng lặng 4 giây tại 00:06.']);
});

test('a click in silence is not cut away', async () => {
  const { desk, check } = await openStudio();
  const { copy } = await check(marker(desk, 'a.wav', 500));
  const heard = samples(copy);
  const at = heard.findIndex((sample) => Math.abs(sample) > 3000);
  expect(Math.abs(at - 0.15 * 48_000)).toBeLessThanOrEqual(480);
});

describe('what is wrong with a recording is said', () => {
  test('an overdriven microphone, through an MP3 too', async () => {
    const { desk, check } = await openStudio();
    const loud = make(desk, 'a.wav', '-i', atLoudness(desk, 'music', -3), '-c:a', 'pcm_s16le');
    for (const file of [loud, make(desk, 'b.mp3', '-i', loud, '-b:a', '96k')]) {
      const { analysis, words } = await check(file);
      expect(words, file).toContain('Âm thanh bị vỡ tiếng.');
      expect(analysis.clipped[0]?.at).toBe(0);
    }
    const clean = await check(tone(desk, 'c.wav', 3, '-af', 'volume=18dB'));
    expect(clean.analysis.samplePeak).toBeGreaterThan(-0.2);
    expect(clean.words).toEqual([]);
  });

  test('speech that is hardly there', async () => {
    const { desk, check } = await openStudio();
    expect((await check(atLoudness(desk, 'speech', -36))).words).toEqual(['Âm thanh quá nhỏ, cần tăng độ lớn.']);
    const [hardly] = (await check(atLoudness(desk, 'speech', -50))).words;
    expect(hardly).toMatch(/^Âm thanh quá nhỏ, cần tăng độ lớn\. Đã tăng hết mức/);
  });

  test('one side only, and one side upside down: the copy has the better one on both', async () => {
    const { desk, check } = await openStudio();
    const both = atLoudness(desk, 'speech', -20);
    const pan = (name: string, how: string) => make(desk, name, '-i', both, '-af', `pan=stereo|${how}`);
    const left = await check(pan('left.wav', 'c0=c0|c1=0*c0'));
    expect(left.words).toEqual(['Chỉ có một bên có tiếng.']);
    const opposite = await check(pan('opposite.wav', 'c0=c0|c1=-1*c0'));
    expect(opposite.words).toEqual(['Hai kênh ngược pha: khi trộn một kênh sẽ mất tiếng.']);
    for (const { copy } of [left, opposite]) {
      const mono = make(desk, 'mono.wav', '-y', '-i', copy, '-af', 'pan=mono|c0=0.5*c0+0.5*c1');
      // A mono file measures 3 LU below the same sound on two sides.
      expect(Math.abs(loudnessOf(mono).integrated + 19)).toBeLessThan(0.6);
    }
    expect((await check(both)).analysis.sides).toBe('mono');
  });
});

describe('a copy made anew', () => {
  test('has the settings of today and another hash; by the same settings it is the same', async () => {
    const studio = await openStudio();
    const { id, recording } = await studio.check(atLoudness(studio.desk, 'speech', -20));
    studio.recordings.remake(id);
    await studio.open().idle();
    expect(studio.recordings.find(id)).toEqual({ ...recording, attempts: 1 });
    studio.rule = { targetLufs: -20, highPass: true };
    studio.recordings.remake(id);
    await studio.open().idle();
    const after = studio.recordings.find(id)!;
    expect(after).toMatchObject({ state: 'ready', isRemaking: false, analysis: { copy: { targetLufs: -20 } } });
    expect(after.playoutSha256).not.toBe(recording.playoutSha256);
    expect(loudnessOf(studio.media.playout(after.playoutSha256!)).integrated).toBeCloseTo(-20, 0);
  });

  test('leaves the old one in use until it is there, whatever happens', async () => {
    const { desk, check, recordings, media, open } = await openStudio();
    const { id, recording } = await check(tone(desk, 'a.wav'));
    const old = { state: 'ready', playoutSha256: recording.playoutSha256 };
    // A dead process had it in hand.
    recordings.remake(id);
    expect(recordings.claim()).toMatchObject({ ...old, id, isRemaking: true });
    expect(recordings.release(id)).toMatchObject({ ...old, isRemaking: true, attempts: 0 });
    rmSync(media.original(recording.sha256)!);
    await open().idle();
    const after = recordings.find(id);
    expect(after).toMatchObject({ ...old, isRemaking: false, analysis: recording.analysis });
    expect(after?.reason).toMatch(/^Chưa chuẩn hóa lại được\. Không còn tệp gốc/);
  });
});

test('an original without a row is taken into the library at the next start', async () => {
  const { desk, arrive, recordings, media, open } = await openStudio();
  const { sha256, bytes } = await arrive(tone(desk, 'Bản tin.wav'));
  expect(adoptOriginals(recordings, media, NOW)).toMatchObject([
    { sha256, bytes, state: 'received', uploadedBy: null },
  ]);
  expect(adoptOriginals(recordings, media, NOW)).toEqual([]);
  await open().idle();
  expect(recordings.findByHash(sha256)).toMatchObject({ state: 'ready', title: `Tệp tìm lại ${sha256.slice(0, 8)}` });
});
