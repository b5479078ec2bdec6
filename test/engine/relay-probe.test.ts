/** "Nghe thử", and the check five minutes before a relay's time: real streams, a real decoder. */
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { probeWords } from '../../src/core/relay.ts';
import { epochMs } from '../../src/core/time.ts';
import { openSystemClock } from '../../src/engine/clock.ts';
import { openRelayWatch, probeRelay } from '../../src/engine/relay-probe.ts';
import { encode, openFarStation } from '../support/far-station.ts';
import { cue } from '../support/tape.ts';
import { until } from '../support/wait.ts';

beforeAll(() => {
  for (const [hertz, seconds] of [
    [1000, 20],
    [1000, 4],
    [0, 20],
  ] as const)
    encode(hertz, seconds);
});

const clock = openSystemClock();
const options = { ffmpeg: 'ffmpeg', clock, allowed: ['127.0.0.1'], levelDb: -50, connectMs: 1500 };

test('says codec, bit rate and level of what is heard', async () => {
  await using far = await openFarStation();
  const probe = await probeRelay(`${far.origin}/tone`, options);
  expect(probe).toMatchObject({
    isHeard: true,
    codec: 'mp3',
    bitrate: 64,
    sampleRate: 44_100,
    channels: 1,
    isFile: false,
  });
  expect(probeWords(probe)).toMatch(
    /^MP3, 64 kbit\/s, 44,1 kHz, một kênh; mức trung bình -1\d dBFS, đỉnh -\d+ dBFS\.$/,
  );
}, 20_000);

test('tells a recording from a station', async () => {
  await using far = await openFarStation();
  const probe = await probeRelay(`${far.origin}/recording`, options);
  expect(probe).toMatchObject({ isHeard: true, isFile: true });
  expect(probeWords(probe)).toContain('một tệp, không phải luồng trực tiếp');
}, 20_000);

test.each([
  ['/gone', 'relay-unreachable', 'Không kết nối được luồng tiếp sóng: máy chủ trả lời HTTP 404.'],
  ['/page', 'relay-unreachable', 'Không kết nối được luồng tiếp sóng: đây là text/html, không phải luồng âm thanh.'],
  ['/hang', 'relay-unreachable', 'Không kết nối được luồng tiếp sóng: Máy chủ không trả lời kịp.'],
  [
    '/to-private',
    'relay-refused',
    'Địa chỉ tiếp sóng không được phép kết nối: Địa chỉ nội bộ 127.0.0.2 chưa được cho phép ở trang Cấu hình.',
  ],
  ['/silence', 'relay-silent', 'Luồng tiếp sóng không có tiếng: đỉnh -120 dBFS.'],
])(
  '%s: %s, in words that say what to do',
  async (path, reason, words) => {
    await using far = await openFarStation();
    const probe = await probeRelay(`${far.origin}${path}`, options);
    expect(probe).toMatchObject({ isHeard: false, reason });
    expect(probeWords(probe)).toBe(words);
  },
  20_000,
);

test('a relay that will not do is told of five minutes before its time, once, and one that will is not', async () => {
  await using far = await openFarStation();
  const told: string[] = [];
  const watch = openRelayWatch({
    ffmpeg: 'ffmpeg',
    clock,
    onFault: ({ title }, { reason }) => told.push(`${title} ${reason}`),
  });
  onTestFinished(() => watch.close());
  const start = 10 * 60_000;
  const relay = (title: string, path: string) =>
    cue(title, 48_000, start, { kind: 'relay', playoutSha256: null, relayUrl: `${far.origin}${path}` });
  const cues = [relay('vov1', '/tone'), relay('đài tỉnh', '/gone')];
  const look = (at: number) => watch.look(cues, epochMs(at), options);
  look(start - 6 * 60_000);
  expect(far.asked).toEqual([]);
  look(start - 5 * 60_000);
  look(start - 4 * 60_000);
  await until('both were tried', () => far.asked.length === 2 && told.length === 1);
  look(start - 60_000);
  expect(told).toEqual(['đài tỉnh relay-unreachable']);
  expect(far.asked.sort()).toEqual(['/gone', '/tone']);
}, 20_000);
