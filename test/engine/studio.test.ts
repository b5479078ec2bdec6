import { describe, expect, test } from 'vitest';
import type { LiveByPerson } from '../../src/core/live.ts';
import { durationMs, epochMs, RATE } from '../../src/core/time.ts';
import { aLive, connect, type OpenStudio, openStudio } from '../support/studio.ts';
import { cue } from '../support/tape.ts';
import { until } from '../support/wait.ts';

const MARK = 1 / 64;
const called = (live: LiveByPerson, at = 1): LiveByPerson => ({ ...live, calledAt: epochMs(at) });

/** In front of an open microphone, with half a second of `level` said. */
async function ready(studio: OpenStudio, live = aLive(), level = 0.25) {
  const microphone = await connect(studio, live);
  await microphone.speak(level, 25);
  return microphone;
}

/** Speech and air, 40 ms at a time. */
async function talk(studio: OpenStudio, microphone: Awaited<ReturnType<typeof ready>>, seconds: number, level = 0.25) {
  for (let n = 0; n < seconds * 25; n++) {
    await microphone.speak(level, 2);
    studio.until(studio.stream.msAt(studio.stream.written) + 40);
  }
}

const endings = ({ notes }: OpenStudio) =>
  notes.flatMap((note) => (note.note === 'live' && note.told === 'ended' ? [note.ending] : []));
const rows = ({ notes }: OpenStudio) =>
  notes.flatMap((note) => {
    if (note.note !== 'began' || note.cue.kind !== 'live') return [];
    const end = notes.find((one) => one.note === 'ended' && one.key === note.cue.key);
    return [{ zone: note.cue.zoneId, from: note.startedAt, ...(end?.note === 'ended' && end) }];
  });
const levelAt = (studio: OpenStudio, ms: number, zone?: string) => studio.pcm(zone)[Math.round((ms * RATE) / 1000)]!;

describe('a microphone', () => {
  test('is heard by nobody until its person sends it to the air; then at once, on both sides alike', async () => {
    const studio = openStudio();
    const live = aLive();
    const microphone = await ready(studio, live);
    studio.until(500);
    await until('the page to be told', () => microphone.said.at(-1)?.state === 'ready');
    expect(studio.pcm().every((sample) => sample === 0)).toBe(true);
    studio.say({ lives: [called(live)] });
    await talk(studio, microphone, 2);
    expect(levelAt(studio, 1500)).toBeCloseTo(0.25, 3);
    const first = studio.pcm().findIndex((sample) => sample !== 0);
    expect((first * 1000) / RATE).toBeLessThan(560);
    expect(microphone.said.at(-1)).toMatchObject({ state: 'on-air', until: expect.any(Number) });
  });

  test('of a page that was opened anew goes on where the first left off', async () => {
    const studio = openStudio();
    const live = aLive();
    const first = await ready(studio, live);
    studio.say({ lives: [called(live)] });
    await talk(studio, first, 1);
    first.client.terminate();
    const again = await ready(studio, live);
    await talk(studio, again, 2);
    expect(endings(studio)).toEqual([]);
    expect(levelAt(studio, 2500)).toBeCloseTo(0.25, 3);
  });

  test.each([
    ['a message of 32 KB', (send: (data: Buffer | string) => void) => send(Buffer.alloc(32_768)), 1009],
    ['half a sample', (send: (data: Buffer | string) => void) => send(Buffer.alloc(3)), 1008],
    ['words nobody knows', (send: (data: Buffer | string) => void) => send('{"do":"everything"}'), 1008],
    [
      'ten seconds of sound in one breath',
      (send: (data: Buffer | string) => void) => {
        for (let n = 0; n < 500; n++) send(Buffer.alloc(1920));
      },
      1008,
    ],
  ])('that sends %s is shut', async (_, misbehave, code) => {
    const studio = openStudio();
    const { client, closed } = await connect(studio, aLive());
    misbehave((data) => client.send(data));
    await until('the socket to be closed', () => closed() !== undefined);
    expect(closed()).toBe(code);
  });
});

describe('what is on air', () => {
  const programme = { a: { mark: 8, frames: 60 * RATE, ready: true } };

  test('goes on 18 dB down under a voice that talks over it, and comes back', async () => {
    const studio = openStudio(programme);
    studio.mixer.setCues([cue('a', 60 * RATE, 0)]);
    const live = aLive({ mode: 'talk-over' });
    const microphone = await ready(studio, live, 0);
    studio.until(1000);
    expect(levelAt(studio, 900)).toBeCloseTo(8 * MARK, 6);
    studio.say({ lives: [called(live)] });
    await talk(studio, microphone, 3, 0);
    // Exactly: the voice says nothing, so what is left is the programme.
    expect(20 * Math.log10(levelAt(studio, 3000) / (8 * MARK))).toBeCloseTo(-18, 3);
    microphone.client.send('finish');
    await until('the end to be read', () => microphone.said.length > 0);
    await microphone.speak(0, 1);
    studio.until(6000);
    expect(levelAt(studio, 5900)).toBeCloseTo(8 * MARK, 6);
    expect(endings(studio)).toEqual(['finished']);
    expect(studio.notes.some((note) => note.note === 'ended' && note.key.startsWith('e'))).toBe(false);
  });

  test('is interrupted by a voice that takes its place, marked so, and goes on afterwards where it would be', async () => {
    const studio = openStudio(programme);
    const entry = cue('a', 60 * RATE, 0);
    studio.mixer.setCues([entry]);
    const live = aLive();
    const microphone = await ready(studio, live);
    studio.until(1000);
    studio.say({ lives: [called(live)] });
    await talk(studio, microphone, 2);
    studio.say({ lives: [{ ...called(live), cutAt: epochMs(3000), cutBy: 2, cutByName: 'A Hùng' }] });
    studio.until(6000);
    expect(levelAt(studio, 2500)).toBeCloseTo(0.25, 3);
    expect(levelAt(studio, 5900)).toBeCloseTo(8 * MARK, 6);
    expect(studio.notes.find((note) => note.note === 'ended' && note.key === entry.key)).toMatchObject({
      outcome: 'cut',
      reason: 'live',
    });
    expect(endings(studio)).toEqual(['cut']);
    expect(rows(studio)).toMatchObject([
      { zone: 'main', outcome: 'cut', reason: 'live-cut', detail: 'Người phát: Y Lan. Bị ngắt bởi A Hùng' },
    ]);
  });
});

describe('a live ends', () => {
  const onAir = async (change: Partial<LiveByPerson> = {}, seconds = 2) => {
    const studio = openStudio({}, ['thon-1']);
    const live = aLive(change);
    const microphone = await ready(studio, live);
    studio.say({ lives: [called(live)] });
    await talk(studio, microphone, seconds);
    return { studio, live, microphone };
  };

  test('when its line is gone for three seconds, and claims none of the silence', async () => {
    const { studio, microphone } = await onAir();
    const spoken = studio.stream.msAt(studio.stream.written);
    microphone.client.terminate();
    studio.until(spoken + 3000);
    expect(endings(studio)).toEqual([]);
    studio.until(spoken + 4200);
    expect(endings(studio)).toEqual(['connection-lost']);
    const [row] = rows(studio);
    expect(row).toMatchObject({ outcome: 'failed', reason: 'connection-lost' });
    expect(row!.playedFrames! / RATE).toBeGreaterThan(1.9);
    expect(row!.playedFrames! / RATE).toBeLessThan(2.9);
    expect(studio.mixer.playing('main')).toBeUndefined();
  });

  test('at its limit, faded out on its last sample', async () => {
    const { studio, microphone } = await onAir({ limitMs: durationMs(3000) });
    await talk(studio, microphone, 3);
    expect(endings(studio)).toEqual(['time-limit']);
    const pcm = studio.pcm();
    const first = pcm.findIndex((sample) => sample !== 0);
    const last = pcm.findLastIndex((sample) => sample !== 0);
    expect(last - first).toBeGreaterThan(2.95 * RATE);
    expect(last - first).toBeLessThanOrEqual(3 * RATE);
    expect(rows(studio)).toMatchObject([{ outcome: 'cut', reason: 'time-limit' }]);
    // No step: the fade took 300 ms.
    let steepest = 0;
    for (let i = first + RATE; i < pcm.length; i++) steepest = Math.max(steepest, Math.abs(pcm[i]! - pcm[i - 1]!));
    expect(steepest).toBeLessThan(0.001);
  });

  test('when its person is done, after the last word', async () => {
    const { studio, microphone } = await onAir();
    microphone.client.send('finish');
    await microphone.speak(0, 1);
    studio.until(5000);
    expect(endings(studio)).toEqual(['finished']);
    const [row] = rows(studio);
    expect(row).toMatchObject({ outcome: 'completed', reason: null, detail: 'Người phát: Y Lan. Người phát kết thúc' });
    // Nothing of what was held back is cut off.
    expect(row!.playedFrames! / RATE).toBeGreaterThan(1.98);
  });

  test('when the allowed hours do', async () => {
    const studio = openStudio();
    studio.say({ allowed: [{ from: epochMs(-1e6), until: epochMs(2000) }] });
    const live = aLive();
    const microphone = await ready(studio, live);
    studio.say({ lives: [called(live)] });
    await talk(studio, microphone, 4);
    expect(endings(studio)).toEqual(['outside-hours']);
    expect(rows(studio)[0]).toMatchObject({ reason: 'outside-hours' });
    expect(levelAt(studio, 2100)).toBe(0);
  });

  test('when a person stops everything', async () => {
    const { studio } = await onAir();
    studio.mixer.obey({ id: 9, kind: 'stop', zoneId: 'main' });
    studio.until(4000);
    expect(endings(studio)).toEqual(['command-stop']);
  });
});

describe('a call to the air', () => {
  const refusals = ({ notes }: OpenStudio) =>
    notes.flatMap((note) => (note.note === 'live' && note.told === 'refused' ? [note.answer] : []));

  test('is refused while somebody else talks in one of its zones, and taken elsewhere', async () => {
    const studio = openStudio({}, ['thon-1', 'thon-2']);
    const [first, second, third] = [
      aLive({ zoneIds: ['thon-1'] }),
      aLive({ id: 2, zoneIds: ['thon-1'], by: 'A Hùng' }),
      aLive({ id: 3, zoneIds: ['thon-2'], by: 'Y Hạnh' }),
    ];
    const microphones = [await ready(studio, first), await ready(studio, second), await ready(studio, third, 0.125)];
    studio.say({ lives: [called(first), second, third] });
    await talk(studio, microphones[0]!, 1);
    studio.say({ lives: [called(first), called(second), called(third)] });
    expect(refusals(studio)).toEqual(['Y Lan đang phát trực tiếp “Thông báo” ở vùng này.']);
    for (let n = 0; n < 25; n++) {
      await microphones[2]!.speak(0.125, 2);
      await talk(studio, microphones[0]!, 0.04);
    }
    expect(levelAt(studio, 1900, 'thon-1')).toBeCloseTo(0.25, 3);
    expect(levelAt(studio, 1900, 'thon-2')).toBeCloseTo(0.125, 3);
    expect(studio.pcm('main').every((sample) => sample === 0)).toBe(true);
  });

  test.each([
    ['outside the allowed hours', { allowed: [] }, 'Ngoài khung giờ được phép phát.'],
    ['while the air is held', { held: ['main'] }, 'Đang dừng phát. Bấm “Phát tiếp” trước.'],
  ])('is refused %s', async (_, change, answer) => {
    const studio = openStudio();
    const live = aLive();
    await ready(studio, live);
    studio.say({ ...change, lives: [called(live)] });
    expect(refusals(studio)).toEqual([answer]);
    // A horizon that was read before the refusal was written says the same once more: that is no second call.
    studio.say({});
    expect(refusals(studio)).toHaveLength(1);
  });

  test('is refused without a microphone, and five seconds on when nothing comes from it', async () => {
    const studio = openStudio();
    const live = aLive();
    studio.say({ lives: [called(live)] });
    expect(refusals(studio)).toEqual(['Chưa có tiếng từ micro của trình duyệt.']);
    await connect(studio, live);
    studio.say({ lives: [called(live, 2)] });
    studio.until(6000);
    expect(refusals(studio).at(-1)).toBe('Không có tiếng từ micro.');
  });
});

test('the lead-in tone sounds first; what is said meanwhile is not said late', async () => {
  const studio = openStudio();
  const live = aLive({ leadIn: true });
  const microphone = await ready(studio, live, 0.5);
  studio.say({ lives: [called(live)] });
  await talk(studio, microphone, 1.5, 0.5);
  await until('the page to be told', () => microphone.said.at(-1)?.state === 'lead-in');
  await talk(studio, microphone, 1.5);
  expect(Math.max(...studio.pcm().slice(0, RATE))).toBeGreaterThan(0.1);
  expect(levelAt(studio, 2600)).toBeCloseTo(0.25, 2);
});

describe('a place in the playlist kept for a live', () => {
  const HOLD = { b: { mark: 4, frames: 600 * RATE, ready: true } };
  const substitutes = [
    { step: 'substitute-slot', recordingId: 1, title: 'Nhạc chờ', playoutSha256: 'b', totalFrames: 600 * RATE },
  ] as const;
  const planned = () =>
    cue('live', 0, 5000, {
      ...{ kind: 'live', playoutSha256: null, totalFrames: null, music: true, substitutes, endMode: 'cut' },
      ...{ plannedEnd: epochMs(35_000), slotEnd: epochMs(35_000), toleranceMs: durationMs(3000) },
    });

  test('sounds from its start when its person is there, and its row is the entry’s', async () => {
    const studio = openStudio(HOLD);
    const entry = planned();
    studio.mixer.setCues([entry]);
    const live = aLive({ entryId: entry.entryId });
    studio.until(4000);
    const microphone = await ready(studio, live);
    studio.say({ lives: [called(live)] });
    studio.until(4900);
    expect(studio.pcm().every((sample) => sample === 0)).toBe(true);
    await talk(studio, microphone, 3);
    microphone.client.send('finish');
    await microphone.speak(0, 1);
    studio.until(10_000);
    expect(studio.notes.find((note) => note.note === 'began')).toMatchObject({
      cue: { key: entry.key, kind: 'live' },
      startedAt: 5000,
      fromFrame: 0,
    });
    const end = studio.notes.find((note) => note.note === 'ended' && note.key === entry.key);
    expect(end).toMatchObject({ outcome: 'completed', detail: 'Người phát: Y Lan. Người phát kết thúc' });
    expect(endings(studio)).toEqual(['finished']);
  });

  test('has its substitute when nobody is there by its tolerance; whoever comes later takes over', async () => {
    const studio = openStudio(HOLD);
    const entry = planned();
    studio.mixer.setCues([entry]);
    studio.until(7900);
    expect(levelAt(studio, 7800)).toBe(0);
    studio.until(12_000);
    expect(levelAt(studio, 11_900)).toBeCloseTo(4 * MARK, 6);
    const live = aLive({ entryId: entry.entryId });
    const microphone = await ready(studio, live);
    studio.say({ lives: [called(live)] });
    await talk(studio, microphone, 3);
    expect(levelAt(studio, 14_500)).toBeCloseTo(0.25, 3);
    // The line is lost: the ladder again, to the end of the slot.
    microphone.client.terminate();
    studio.until(24_000);
    expect(levelAt(studio, 23_900)).toBeCloseTo(4 * MARK, 6);
    expect(endings(studio)).toEqual(['connection-lost']);
    const end = studio.notes.find((note) => note.note === 'ended' && note.key === entry.key);
    expect(end).toMatchObject({ outcome: 'failed', reason: 'connection-lost' });
  });

  test('that nobody takes is told of once, when it is over', () => {
    const studio = openStudio(HOLD);
    const entry = planned();
    studio.mixer.setCues([entry]);
    studio.until(40_000);
    const told = studio.notes.filter((note) => note.note === 'silent' && note.cue.key === entry.key);
    expect(told).toMatchObject([{ outcome: 'missed', reason: 'nobody-live' }]);
  });

  test('ends with its slot, and takes its live along', async () => {
    const studio = openStudio();
    const entry = planned();
    studio.mixer.setCues([entry]);
    studio.until(4000);
    const live = aLive({ entryId: entry.entryId });
    const microphone = await ready(studio, live);
    studio.say({ lives: [called(live)] });
    await talk(studio, microphone, 33);
    expect(endings(studio)).toEqual(['slot-end']);
    expect(studio.notes.find((note) => note.note === 'ended' && note.key === entry.key)).toMatchObject({
      outcome: 'cut',
      reason: 'slot-end',
    });
  }, 20_000);
});
