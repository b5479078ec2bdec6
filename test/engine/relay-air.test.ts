/**
 * A relay on the air (product E1), from a real server over a real decoder, ten times as fast as it is heard: whatever
 * the far end does, every entry ends once with the right reason, the ladder sounds, and no chunk of the air is missed.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Substitute } from '../../src/core/cue.ts';
import type { RelayState } from '../../src/core/relay.ts';
import { epochMs, RATE } from '../../src/core/time.ts';
import { Bus } from '../../src/engine/bus.ts';
import type { Note } from '../../src/engine/note.ts';
import { CHUNK, FRAME_BYTES } from '../../src/engine/realtime.ts';
import { openRelay, type RelayOptions } from '../../src/engine/relay.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { FakeClock } from '../support/clock.ts';
import { encode, openFarStation } from '../support/far-station.ts';
import { ALWAYS, cue, openReels } from '../support/tape.ts';

const SPEED = 10;
const START = 22_000;
const SLOT = 30_000;
/** Long enough for what is never heard. */
const BRIEF = 10_000;
const FILLER: Substitute = {
  step: 'substitute-station',
  recordingId: 9,
  title: 'lấp',
  playoutSha256: 'lấp',
  totalFrames: 5 * RATE,
};

beforeAll(() => {
  for (const [hertz, seconds, rate, format] of [
    [1000, 20],
    [0, 20],
    [1000, 4],
    [1000, 4, 48_000],
    [1000, 4, 22_050],
    [1000, 4, 44_100, 'adts'],
  ] as const)
    encode(hertz, seconds, rate, format);
});

type Row = {
  readonly key: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly seconds: number;
};

/** Plays a slot that relays `path`, from 22 s before it to 3 s after it. */
async function air(path: string, change: Partial<RelayOptions> = {}, slot = SLOT) {
  const clock = new FakeClock(0);
  await using far = await openFarStation(clock);
  const stream = new StreamTime(0);
  const notes: Note[] = [];
  const states: RelayState[] = [];
  const bus = new Bus({
    zoneId: 'main',
    stream,
    openDeck: openReels({ lấp: { mark: 1, frames: 5 * RATE, ready: true } }),
    openRelay: ({ relayUrl }) =>
      openRelay({
        ...{ url: relayUrl!, ffmpeg: 'ffmpeg', clock, allowed: () => ['127.0.0.1'], levelDb: -50, connectMs: 800 },
        onState: (state) => state && states.push(state),
        ...change,
      }),
    fileOf: (sha) => sha,
    note: (note) => notes.push(note),
  });
  bus.setAllowed(ALWAYS);
  bus.setCues([
    cue('tiếp sóng', (slot * RATE) / 1000, START, {
      ...{ kind: 'relay', playoutSha256: null, slotEnd: epochMs(START + slot), substitutes: [FILLER] },
      relayUrl: path.includes('://') ? path.replace('{port}', String(far.port)) : `${far.origin}${path}`,
    }),
  ]);
  /** Per second of the air: how much of it was the far station's tone, the filler, nothing. */
  const seconds: { far: number; filler: number }[] = [];
  let chunks = 0;
  for (let at = 0; at < START + slot + 3000; at += 20) {
    await clock.pass(20);
    // Never faster than that, however far behind: a decoder on a busy machine needs its time too.
    await new Promise((done) => setTimeout(done, 20 / SPEED));
    bus.prepare();
    const pcm = new Uint8Array(CHUNK * FRAME_BYTES);
    bus.mix(pcm, stream.written, CHUNK);
    stream.written += CHUNK;
    chunks += 1;
    if (at % 1000 === 0) seconds.push({ far: 0, filler: 0 });
    const second = seconds.at(-1)!;
    const samples = new Float32Array(pcm.buffer);
    // The filler is a constant 1/64; the far station a tone ten times as loud.
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    if (peak > 0.05) second.far += 0.02;
    else if (peak > 0.01) second.filler += 0.02;
  }
  await bus.close('shutdown');
  const rows = notes.flatMap((note): Row[] => {
    if (note.note !== 'ended' && note.note !== 'silent') return [];
    const { outcome, reason, detail } = note;
    const [key, played] = note.note === 'ended' ? [note.key, note.playedFrames] : [note.cue.key, 0];
    return [{ key, outcome, reason, detail, seconds: played / RATE }];
  });
  const sum = (which: 'far' | 'filler') => seconds.reduce((total, second) => total + second[which], 0);
  return {
    own: rows.filter(({ key }) => !key.includes('+')),
    ladder: rows.filter(({ key }) => key.includes('+')),
    incidents: notes.flatMap((note) => (note.note === 'incident' ? [note.kind] : [])),
    began: notes.flatMap((note) => (note.note === 'began' && note.cue.relayUrl ? [note] : [])),
    far: sum('far'),
    filler: sum('filler'),
    before: seconds.slice(0, START / 1000).every((second) => second.far + second.filler === 0),
    chunks,
    states,
  };
}
const chunksOf = (slot: number) => (START + slot + 3000) / 20;

describe.concurrent('a relay', { timeout: 60_000 }, () => {
  test('joins on the sample of its minute, ends with its slot, and counts what it relayed', async () => {
    const heard = await air('/tone');
    expect(heard.own).toMatchObject([{ outcome: 'completed', reason: null }]);
    expect(heard.began).toMatchObject([{ startedAt: START, fromFrame: 0 }]);
    expect(heard.own[0]!.seconds).toBeGreaterThan(29.5);
    expect(heard.own[0]!.seconds).toBeLessThanOrEqual(30);
    expect(heard.far).toBeGreaterThan(29.5);
    expect(heard.before).toBe(true);
    expect(heard.ladder).toEqual([]);
    expect(heard.chunks).toBe(chunksOf(SLOT));
  });

  /** Never heard: one row, `reason`, and the filler in its place from its minute on. */
  test.each([
    ['200 and then silence', '/mute', 'relay-silent'],
    ['silence that is encoded', '/silence', 'relay-silent'],
    ['a server that never answers', '/hang', 'relay-unreachable'],
    ['404', '/gone', 'relay-unreachable'],
    ['a redirect to itself', '/loop', 'relay-unreachable'],
    ['a redirect to a private address', '/to-private', 'relay-refused'],
    ['a redirect to a file', '/to-file', 'relay-refused'],
    ['a web page', '/page', 'relay-unreachable'],
    ['garbage', '/garbage', 'relay-unreachable'],
    ['titles without end', '/titles', expect.stringMatching(/^relay-(silent|unreachable)$/)],
    ['HLS whose pieces are at a private address', '/hls/private.m3u8', 'relay-refused'],
    ['HLS whose pieces are files', '/hls/file.m3u8', 'relay-refused'],
  ])('%s: the filler sounds in its place, on time', async (_, path, reason) => {
    const heard = await air(path, {}, BRIEF);
    expect(heard.own).toMatchObject([{ outcome: 'missed', reason, seconds: 0 }]);
    expect(heard.own[0]!.detail).not.toBe('');
    expect(heard.ladder.reduce((sum, row) => sum + row.seconds, 0)).toBeCloseTo(BRIEF / 1000, 1);
    expect(heard.filler).toBeGreaterThan(BRIEF / 1000 - 0.5);
    expect(heard.far).toBe(0);
    expect(heard.incidents).toEqual([heard.own[0]!.reason]);
    expect(heard.chunks).toBe(chunksOf(BRIEF));
  });

  test.each([
    ['a name that resolves to this machine', { allowed: () => [] }, 'localhost'],
    ['the address itself', { allowed: () => [] }, '127.0.0.1'],
    [
      'a name that resolves to a private address',
      { allowed: () => [], resolve: async () => [{ address: '10.0.0.7', family: 4 }] },
      'dai.example',
    ],
  ])('%s is refused unless the settings allow it', async (_, change, host) => {
    const heard = await air(`http://${host}:{port}/tone`, change, BRIEF);
    expect(heard.own).toMatchObject([{ outcome: 'missed', reason: 'relay-refused' }]);
    expect(heard.far).toBe(0);
  });

  test('a name that cannot be resolved in time is given up, and tried again', async () => {
    const heard = await air('http://dai.example:{port}/tone', { resolve: () => new Promise(() => {}) }, BRIEF);
    expect(heard.own).toMatchObject([{ outcome: 'missed', reason: 'relay-unreachable' }]);
    expect(heard.states.filter(({ phase }) => phase === 'lost').length).toBeGreaterThan(1);
  });

  test('a line that drops every twelve seconds is taken up again before anybody hears it', async () => {
    const heard = await air('/drop');
    expect(heard.own.at(-1)).toMatchObject({ outcome: 'completed' });
    expect(heard.own.reduce((sum, row) => sum + row.seconds, 0)).toBeGreaterThan(26);
    expect(heard.states.some(({ phase, tries }) => phase === 'lost' && tries === 1)).toBe(true);
    expect(heard.chunks).toBe(chunksOf(SLOT));
  });

  test('lost in its slot: its row ends where it was last heard, and the filler has the rest', async () => {
    const heard = await air('/once');
    expect(heard.own).toMatchObject([{ outcome: 'cut', reason: 'relay-lost', detail: 'máy chủ trả lời HTTP 503' }]);
    expect(Math.abs(heard.own[0]!.seconds - heard.far)).toBeLessThan(0.1);
    expect(heard.far).toBeGreaterThan(9);
    expect(heard.filler + heard.far).toBeGreaterThan(26);
    expect(heard.incidents).toEqual(['relay-lost']);
  });

  test('away for a while in its slot: the filler, and then the relay again, as one airing in two rows', async () => {
    const heard = await air('/away');
    expect(heard.own).toMatchObject([
      { outcome: 'cut', reason: 'relay-lost' },
      { outcome: 'completed', reason: null },
    ]);
    expect(heard.own[0]!.key).toBe(heard.own[1]!.key);
    expect(heard.ladder.at(-1)).toMatchObject({ outcome: 'cut', reason: 'relay-back' });
    const [first, second] = heard.began;
    expect(first!.cue.continuesOrigin).toBe(null);
    expect(second!.cue.continuesOrigin).toBe(START);
    expect(second!.fromFrame).toBe(((second!.startedAt - START) * RATE) / 1000);
    expect(heard.own[0]!.seconds + heard.own[1]!.seconds).toBeCloseTo(heard.far, 0);
  });

  test('what falls silent is left to the filler, and its silence is not counted', async () => {
    const heard = await air('/falls-silent');
    expect(heard.own).toMatchObject([{ outcome: 'cut', reason: 'relay-lost', detail: 'không có tiếng' }]);
    expect(Math.abs(heard.own[0]!.seconds - heard.far)).toBeLessThan(0.1);
    expect(heard.filler).toBeGreaterThan(8);
  });

  test('a change of sample rate is not heard', async () => {
    const heard = await air('/rates');
    expect(heard.own).toMatchObject([{ outcome: 'completed' }]);
    expect(heard.far).toBeGreaterThan(29);
  });

  test('titles that nobody asked for are not in the sound', async () => {
    const heard = await air('/titled');
    expect(heard.own).toMatchObject([{ outcome: 'completed' }]);
    expect(heard.far).toBeGreaterThan(29);
  });

  test.each(['/hls/live.m3u8', '/hls/master.m3u8', '/list.m3u', '/list.pls'])('%s', async (path) => {
    const heard = await air(path);
    expect(heard.own).toMatchObject([{ outcome: 'completed' }]);
    expect(heard.far).toBeGreaterThan(28);
  });

  test('a recording at an address begins with its first word and ends when it ends', async () => {
    const heard = await air('/recording', {}, BRIEF);
    expect(heard.own).toMatchObject([{ outcome: 'completed', reason: null }]);
    expect(heard.own[0]!.seconds).toBeGreaterThan(3.9);
    expect(heard.own[0]!.seconds).toBeLessThan(4.2);
  });
});
