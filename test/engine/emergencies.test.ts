import { describe, expect, test } from 'vitest';
import type { EmergenciesLeft, EmergencyOrder } from '../../src/core/emergency.ts';
import { durationMs, epochMs, RATE } from '../../src/core/time.ts';
import { Emergencies } from '../../src/engine/emergencies.ts';
import { LEVEL, openMixer, seconds } from '../support/zones.ts';

const MESSAGE = 4 * RATE;
/** The alert tone lasts so long; a test that cares for nothing else leaves it out. */
const TONE = 3.5 * RATE;

let keys = 0;
const order = (change: Partial<EmergencyOrder> = {}): EmergencyOrder => ({
  key: `lệnh-${++keys}`,
  title: 'Cảnh báo lũ quét',
  recordingId: 1,
  playoutSha256: 'lu-quet',
  totalFrames: MESSAGE,
  zoneIds: ['main'],
  outputId: null,
  rank: 1,
  tone: false,
  repeats: 2,
  gapMs: durationMs(2000),
  commandedBy: 'Chủ tịch UBND xã Nguyễn Văn A',
  reason: 'Công điện số 5',
  orderedBy: 1,
  orderedByName: 'Y Lan',
  orderedAt: epochMs(0),
  ...change,
});

/** A mixer with emergencies whose sound is a steady mark of 8, there at once unless `cart` says otherwise. */
function openDesk(zones = {}, cart: { ready?: () => boolean; fault?: string } = {}) {
  const air = openMixer(zones);
  let left: EmergenciesLeft = { open: [], done: [] };
  let clockMs = 0;
  const begin = () =>
    new Emergencies({
      mixer: air.mixer,
      stream: air.stream,
      shelf: {
        borrow: (sha256) => ({
          get ready() {
            return cart.ready?.() ?? true;
          },
          fault: cart.fault,
          filled: Promise.resolve(undefined),
          take: (samples, at, place, count) => {
            const given = Math.min(count, MESSAGE - place);
            samples.fill((sha256 === 'mưa lớn' ? 4 : 8) * LEVEL, at * 2, (at + given) * 2);
            return given;
          },
          [Symbol.asyncDispose]: async () => {},
        }),
      },
      note: air.note,
      remember: (state) => {
        left = structuredClone(state);
      },
      now: () => epochMs(clockMs),
    });
  const rows = () => {
    const began = air.notes.filter((note) => note.note === 'began').map(({ cue }) => cue);
    return began
      .filter(({ kind }) => kind === 'emergency' || kind === 'drill')
      .map(({ key, kind, zoneId, totalFrames }) => {
        const end = air.notes.find((note) => note.note === 'ended' && note.key === key);
        return { kind, zoneId, totalFrames, ...(end?.note === 'ended' && end) };
      });
  };
  const over = () => air.notes.filter((note) => note.note === 'emergency-over');
  const wait = (ms: number) => {
    clockMs += ms;
  };
  return { ...air, emergencies: begin(), begin, rows, over, wait, left: () => left };
}
const heard = (desk: ReturnType<typeof openDesk>, ms: number, id = 'main') => Math.round(desk.at(id, ms));

describe('an emergency', () => {
  test('sounds with the next chunk, is read out as often as was ordered, and each time is a row of the log', () => {
    const desk = openDesk();
    desk.mixer.setCues([seconds('a', 60, 500, 'main')]);
    desk.until(2000);
    desk.emergencies.order(order());
    desk.until(20_000);
    expect([1980, 2020, 5900, 7000, 9000, 13_000].map((ms) => heard(desk, ms))).toEqual([1, 8, 8, 0, 8, 1]);
    const whole = { kind: 'emergency', outcome: 'completed', playedFrames: MESSAGE, totalFrames: MESSAGE };
    expect(desk.rows()).toMatchObject([
      { ...whole, detail: 'Lần 1/2, theo lệnh của Chủ tịch UBND xã Nguyễn Văn A' },
      { ...whole, detail: 'Lần 2/2, theo lệnh của Chủ tịch UBND xã Nguyễn Văn A' },
    ]);
    expect(desk.over()).toMatchObject([{ ending: 'completed', repeatsDone: 2 }]);
    const cut = desk.notes.find((note) => note.note === 'ended' && note.reason === 'emergency');
    expect(cut).toMatchObject({ outcome: 'cut', detail: expect.stringContaining('Nguyễn Văn A') });
  });

  test('however often its order arrives, and whichever way, is one', () => {
    const desk = openDesk();
    const one = order({ repeats: 1 });
    desk.emergencies.order(one);
    desk.emergencies.order(one);
    desk.emergencies.find(one, null);
    desk.until(10_000);
    desk.emergencies.order(one);
    desk.emergencies.find(one, null);
    desk.until(20_000);
    expect(desk.rows()).toHaveLength(1);
    expect(desk.over()).toHaveLength(1);
  });

  test('begins with its tone at once though its sound is still on its way', () => {
    let isThere = false;
    const desk = openDesk({}, { ready: () => isThere });
    desk.emergencies.order(order({ tone: true, repeats: 1 }));
    desk.until(1000);
    expect(desk.rows()).toHaveLength(1);
    isThere = true;
    desk.until(10_000);
    expect(desk.rows()).toMatchObject([{ outcome: 'completed', totalFrames: TONE + MESSAGE }]);
  });

  test('without a tone waits for its sound, and is not claimed to sound before', () => {
    let isThere = false;
    const desk = openDesk({}, { ready: () => isThere });
    desk.emergencies.order(order({ repeats: 1 }));
    desk.until(1000);
    expect(desk.rows()).toEqual([]);
    isThere = true;
    desk.until(7000);
    expect(desk.rows()).toMatchObject([{ outcome: 'completed' }]);
  });

  test('whose sound cannot be read ends so, with an incident, and the schedule goes on', () => {
    const desk = openDesk({}, { ready: () => false, fault: 'tệp âm thanh bị cụt' });
    desk.mixer.setCues([seconds('a', 60, 500, 'main')]);
    desk.until(2000);
    desk.emergencies.order(order());
    desk.until(4000);
    expect(desk.over()).toMatchObject([{ ending: 'failed', answer: expect.stringContaining('bị cụt') }]);
    expect(desk.notes.some((note) => note.note === 'incident' && note.kind === 'decoder-failed')).toBe(true);
    expect(heard(desk, 3500)).toBe(1);
  });

  test('is stopped by a person within a chunk, and the row claims what was heard', () => {
    const desk = openDesk();
    const one = order();
    desk.emergencies.order(one);
    desk.until(1000);
    desk.emergencies.stop(one.key, 'A Mơ');
    desk.until(2000);
    expect(heard(desk, 1500)).toBe(0);
    expect(desk.over()).toMatchObject([{ ending: 'stopped', answer: 'A Mơ cho dừng.', repeatsDone: 0 }]);
    expect(desk.rows()).toMatchObject([{ outcome: 'cut', reason: 'command-stop', playedFrames: RATE }]);
  });

  test('ends with “Dừng phát” for the whole commune', () => {
    const desk = openDesk();
    desk.emergencies.order(order());
    desk.until(1000);
    desk.mixer.obey({ id: 1, kind: 'stop', zoneId: 'main' });
    desk.until(2000);
    expect(heard(desk, 1500)).toBe(0);
    expect(desk.over()).toMatchObject([{ ending: 'command-stop' }]);
  });

  test('outside the allowed hours sounds all the same, and an incident names who', () => {
    const desk = openDesk();
    desk.mixer.setAllowed([]);
    desk.emergencies.order(order());
    desk.until(1000);
    expect(heard(desk, 900)).toBe(8);
    const told = desk.notes.filter((note) => note.note === 'incident');
    expect(told).toMatchObject([{ kind: 'outside-hours', detail: expect.stringMatching(/Nguyễn Văn A.*Y Lan/) }]);
  });

  test('claims only what has truly sounded', () => {
    const desk = openDesk();
    desk.emergencies.order(order());
    desk.until(1000);
    desk.mixer.report(RATE / 2);
    const told = desk.notes.filter((note) => note.note === 'progress').at(-1);
    expect(told).toMatchObject({ playedFrames: RATE / 2 - 240 });
  });
});

describe('two emergencies', () => {
  test('the higher one takes the place of the lower, which then begins the repeat that was cut anew', () => {
    const desk = openDesk();
    desk.emergencies.order(order({ repeats: 1 }));
    desk.until(2000);
    desk.emergencies.order(order({ repeats: 1, rank: 3, playoutSha256: 'mưa lớn' }));
    desk.until(20_000);
    expect([1900, 2100, 5900, 6100, 9900, 10_500].map((ms) => heard(desk, ms))).toEqual([8, 4, 4, 8, 8, 0]);
    expect(desk.rows()).toMatchObject([
      { outcome: 'cut', reason: 'emergency' },
      { outcome: 'completed' },
      { outcome: 'completed', playedFrames: MESSAGE },
    ]);
    expect(desk.over()).toHaveLength(2);
  });

  test('an equal or lower one waits its turn', () => {
    const desk = openDesk();
    desk.emergencies.order(order({ repeats: 1, rank: 2 }));
    desk.emergencies.order(order({ repeats: 1, rank: 2, playoutSha256: 'mưa lớn' }));
    desk.until(12_000);
    expect([2000, 6000].map((ms) => heard(desk, ms))).toEqual([8, 4]);
    expect(desk.rows().map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
  });

  test('where they meet in one zone only, the other zones hear the lower one to its end', () => {
    const desk = openDesk({ 'thon-1': [], 'thon-2': [] });
    desk.emergencies.order(order({ repeats: 1, zoneIds: ['thon-1', 'thon-2'] }));
    desk.until(1000);
    desk.emergencies.order(order({ repeats: 1, rank: 3, zoneIds: ['thon-1'], playoutSha256: 'mưa lớn' }));
    desk.until(8000);
    expect([heard(desk, 2000, 'thon-1'), heard(desk, 2000, 'thon-2')]).toEqual([4, 8]);
    const rows = desk.rows().map(({ zoneId, outcome }) => `${zoneId} ${outcome}`);
    expect(rows).toEqual(['thon-1 cut', 'thon-2 completed', 'thon-1 completed']);
  });
});

describe('a drill', () => {
  const drill = (change: Partial<EmergencyOrder> = {}) => order({ outputId: 7, rank: -1, ...change });

  test('is heard on its output alone and logged as a drill, outside the hours too, where it is no incident', () => {
    const desk = openDesk();
    desk.mixer.setAllowed([]);
    desk.emergencies.order(drill({ repeats: 1 }));
    desk.until(8000);
    expect(heard(desk, 2000)).toBe(0);
    expect(desk.rows()).toMatchObject([{ kind: 'drill', zoneId: 'main', outcome: 'completed' }]);
    expect(desk.notes.some(({ note }) => note === 'incident')).toBe(false);
  });

  test('is kept by the aircheck under its output, which the row names; whatever else sounded did not reach that', () => {
    const desk = openDesk();
    desk.mixer.setCues([seconds('a', 20, 1000, 'main')]);
    desk.until(5000);
    desk.emergencies.order(drill({ repeats: 1 }));
    desk.until(22_000);
    expect(desk.rows()).toMatchObject([{ kind: 'drill', outputId: 7, apart: [] }]);
    expect([...desk.fed]).toEqual(['main', 'output:7']);
    const ends = desk.notes.filter((note) => note.note === 'ended' && note.outputId === undefined);
    expect(ends).toMatchObject([{ outcome: 'completed', apart: [{ zoneId: 'output:7', heard: 'part' }] }]);
  });

  test('gives way to a real emergency, and none begins beside one', () => {
    const desk = openDesk();
    desk.emergencies.order(drill());
    desk.until(1000);
    desk.emergencies.order(order());
    desk.until(2000);
    desk.emergencies.order(drill());
    expect(desk.over()).toMatchObject([{ ending: 'replaced' }, { ending: 'refused' }]);
  });
});

describe('a playout that dies in the middle', () => {
  test('leaves what the next one takes up: the repeat that was cut is read out from its beginning', () => {
    const desk = openDesk();
    desk.emergencies.order(order({ repeats: 3 }));
    desk.until(8000);
    const next = openDesk();
    next.wait(9000);
    next.emergencies.restore(desk.left());
    next.until(20_000);
    expect(next.rows().map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    expect(next.over()).toMatchObject([{ ending: 'completed', repeatsDone: 3 }]);
  });

  test('long ago: yesterday’s warning is not read out today', () => {
    const desk = openDesk();
    desk.emergencies.order(order());
    desk.until(2000);
    const next = openDesk();
    next.wait(16 * 60_000);
    next.emergencies.restore(desk.left());
    next.until(2000);
    expect(next.rows()).toEqual([]);
    expect(next.over()).toMatchObject([{ ending: 'lost' }]);
  });

  test('does not say again what was over, whatever the database still believes', () => {
    const desk = openDesk();
    const one = order({ repeats: 1 });
    desk.emergencies.order(one);
    desk.until(8000);
    const next = openDesk();
    next.emergencies.restore(desk.left());
    next.emergencies.find(one, null);
    next.until(2000);
    expect(next.rows()).toEqual([]);
  });
});
