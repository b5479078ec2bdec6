/** Nghe lại: what went out in an airing, from its row of the log; and what the home screen says of incidents. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../src/core/model.ts';
import { type EpochMs, epochMs } from '../../src/core/time.ts';
import { openAircheck } from '../../src/engine/aircheck.ts';
import { openSystemClock } from '../../src/engine/clock.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { anAiring, aSilence, at } from '../support/airings.ts';
import { openDesk } from '../support/desk.ts';
import { tone } from '../support/feed.ts';
import { openWeb, type Web } from '../support/web.ts';

const START = at('2025-09-10 17:10:00');
const later = (ms: number): EpochMs => epochMs(START + ms);

/** Four seconds of a tone from 17:10 on, as the playout keeps them. */
async function keep(web: Web): Promise<void> {
  const stream = new StreamTime(START);
  await using aircheck = openAircheck({
    ...{ home: web.station.config.home, ffmpeg: 'ffmpeg', clock: openSystemClock(), stream, zone: 'Asia/Ho_Chi_Minh' },
    begin: (kind, detail) => {
      throw new Error(`${kind}: ${detail}`);
    },
    end: () => {},
    freeBytes: async () => 1e12,
  });
  const feed = {};
  for (const chunk of tone(0, 200)) aircheck.hear(feed, ['main'], chunk);
}

const heard = { startedAt: later(500), endedAt: later(3500) };

describe('an airing that was kept', () => {
  let web: Web;
  let id: number;
  let headers: Record<string, string>;
  beforeEach(async () => {
    web = await openWeb();
    await keep(web);
    id = web.station.stores.airings.add(anAiring(heard));
    headers = web.user(['viewer']).headers;
  });

  test('can be heard again whole, or any part of it', async () => {
    const whole = await web.get(`/nhat-ky/${id}/nghe-lai`, headers);
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toBe('audio/wav');
    expect(whole.headers.get('content-disposition')).toContain(`luot-phat-${id}.wav`);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(bytes).toHaveLength(44 + 3 * 48_000 * 2);

    const part = await web.get(`/nhat-ky/${id}/nghe-lai`, { ...headers, range: 'bytes=100000-199999' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100000-199999/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100_000, 200_000));

    const etag = whole.headers.get('etag')!;
    expect((await web.get(`/nhat-ky/${id}/nghe-lai`, { ...headers, 'if-none-match': etag })).status).toBe(304);
    expect((await web.get(`/nhat-ky/${id}/nghe-lai`, { ...headers, range: 'bytes=999999999-' })).status).toBe(416);
  });

  test('has a player on its page, and the API gives programs the same', async () => {
    const page = await (await web.get(`/nhat-ky/${id}`, headers)).text();
    expect(page).toContain(`src="/nhat-ky/${id}/nghe-lai"`);
    expect(page).not.toContain('không ghi được');
    const answer = await web.get(`/api/v1/airings/${id}/audio`, headers);
    expect(answer.headers.get('content-length')).toBe(String(44 + 3 * 48_000 * 2));
    await answer.body?.cancel();
  });

  test('says how much of it was not kept', async () => {
    const long = web.station.stores.airings.add(anAiring({ ...heard, endedAt: later(64_000) }));
    expect(await (await web.get(`/nhat-ky/${long}`, headers)).text()).toContain('Thiếu 1 phút không ghi được');
  });

  test('of another zone is another sound', async () => {
    const elsewhere = web.station.stores.airings.add(anAiring({ ...heard, zoneId: 'thon-1' }));
    expect((await web.get(`/nhat-ky/${elsewhere}/nghe-lai`, headers)).status).toBe(404);
  });

  test('is for everyone who may read the log, and nobody else', async () => {
    expect((await web.get(`/nhat-ky/${id}/nghe-lai`)).status).toBe(303);
    for (const role of ['editor', 'operator', 'reporter'] satisfies Role[]) {
      const answer = await web.get(`/nhat-ky/${id}/nghe-lai`, web.user([role]).headers);
      expect([role, answer.status]).toEqual([role, 200]);
      await answer.body?.cancel();
    }
  });
});

test('an airing of which nothing was kept says so, and one that did not sound says nothing', async () => {
  const web = await openWeb();
  const { headers } = web.user(['viewer']);
  const id = web.station.stores.airings.add(anAiring(heard));
  expect((await web.get(`/nhat-ky/${id}/nghe-lai`, headers)).status).toBe(404);
  expect(await (await web.get(`/nhat-ky/${id}`, headers)).text()).toContain('Không còn bản ghi sóng');
  expect((await web.get(`/api/v1/airings/${id}/audio`, headers)).status).toBe(404);
  const silent = web.station.stores.airings.add(aSilence());
  expect(await (await web.get(`/nhat-ky/${silent}`, headers)).text()).not.toContain('Nghe lại');
});

describe('incidents on the home screen', () => {
  test('what lasts stands on top with what to do about it; what is over, below, for a day', async () => {
    const { web, viewer } = await openDesk();
    const { incidents } = web.station.stores;
    const empty = await (await web.get('/', viewer.headers)).text();
    expect(empty).toContain('Không có sự cố nào trong 24 giờ qua');
    incidents.begin({ at: web.now, kind: 'aircheck-stopped', zoneId: null, detail: 'còn 0,9 GB trống' });
    incidents.add({ at: web.now, kind: 'playout-restarted', zoneId: null, detail: 'không trả lời trong 4 giây' });
    incidents.add({ at: epochMs(web.now - 90_000_000), kind: 'dead-air', zoneId: null, detail: 'Hôm qua' });
    const page = await (await web.get('/', viewer.headers)).text();
    expect(page).toMatch(/role="alert".*Ngừng ghi bản ghi sóng.*còn 0,9 GB trống.*Dọn ổ đĩa/s);
    expect(page).toContain('Bộ phát khởi động lại');
    expect(page).not.toContain('Hôm qua');
    incidents.end({ kind: 'aircheck-stopped', zoneId: null, at: epochMs(web.now + 60_000) });
    const over = await (await web.get('/', viewer.headers)).text();
    expect(over).not.toContain('role="alert"');
    expect(over).toContain('Kéo dài 1 phút');
  });

  test('a clock that holds the air can be vouched for by an operator, once, by name', async () => {
    const { web, operator, viewer } = await openDesk();
    const { incidents, clockConfirmations } = web.station.stores;
    incidents.begin({ at: web.now, kind: 'clock-implausible', zoneId: null, detail: '' });
    expect(await (await web.get('/', viewer.headers)).text()).not.toContain('action="/dong-ho"');
    expect((await web.post('/dong-ho', {}, viewer.headers)).status).toBe(403);
    expect(await (await web.get('/', operator.headers)).text()).toContain('action="/dong-ho"');
    const nudges = web.nudges;
    expect((await web.post('/dong-ho', {}, operator.headers)).status).toBe(303);
    expect(web.nudges).toBe(nudges + 1);
    expect(clockConfirmations.facts()).toMatchObject({ confirmation: 1, newestAiring: null });
    incidents.end({ kind: 'clock-implausible', zoneId: null, at: web.now });
    await web.post('/dong-ho', {}, operator.headers);
    expect(clockConfirmations.facts().confirmation).toBe(1);
  });
});
