/** Nghe lại: what went out in an airing, from its row of the log; and what the home screen says of incidents. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { notEnough } from '../../src/core/evidence.ts';
import type { Role } from '../../src/core/model.ts';
import { type EpochMs, epochMs } from '../../src/core/time.ts';
import { excerptFile } from '../../src/storage/files.ts';
import { anAiring, aSilence, at } from '../support/airings.ts';
import { openDesk } from '../support/desk.ts';
import { keepAircheckOf } from '../support/sounded.ts';
import { openWeb, type Web } from '../support/web.ts';

const START = at('2025-09-10 17:10:00');
const later = (ms: number): EpochMs => epochMs(START + ms);

/** Four seconds of a tone from 17:10 on. */
const keep = (web: Web, zoneId = 'main'): void =>
  keepAircheckOf(zoneId, web.station.config.home, START, '-f', 'lavfi', '-i', 'sine=d=4');

const heard = { startedAt: later(500), endedAt: later(3500) };

describe('an airing that was kept', () => {
  let web: Web;
  let id: number;
  let headers: Record<string, string>;
  beforeEach(async () => {
    web = await openWeb();
    keep(web);
    id = web.station.stores.airings.add(anAiring(heard));
    headers = web.user(['viewer']).headers;
  });

  test('is heard from its row of the log with one press; by an excerpt when that is all there is, and not when nothing is', async () => {
    const { airings, evidence } = web.station.stores;
    const long = (startedAt: EpochMs) =>
      anAiring({ plannedStart: startedAt, startedAt, endedAt: epochMs(startedAt + 60_000) });
    const [old, gone] = [at('2025-09-08 17:10:00'), at('2025-09-08 18:10:00')].map((when) => airings.add(long(when)));
    airings.add(long(at('2025-09-09 17:10:00')));
    const excerpt = 'ab'.repeat(32);
    const found = { ...notEnough('copy-gone'), levels: [], askedBy: null, madeAt: web.now };
    for (const [airingId, sha256] of [
      [old!, excerpt],
      [gone!, 'cd'.repeat(32)],
    ] as const)
      evidence.add({ airingId, ...found, excerpts: [{ fromMs: 0, ms: 15_000, sha256 }] });
    const { home } = web.station.config;
    mkdirSync(join(home, 'excerpts', '2025-09-08'), { recursive: true });
    writeFileSync(excerptFile(home, '2025-09-08', excerpt), 'OggS');
    const html = await (await web.get('/nhat-ky', headers)).text();
    const links = [...html.matchAll(/<a class="listen-here" href="([^"]+)"/g)].map(([, href]) => href);
    expect(links).toEqual([`/nhat-ky/${id}/nghe-lai`, `/nhat-ky/${old}/trich-doan/${excerpt}`]);
    expect(html).toContain(`aria-label="Nghe trích đoạn lượt số ${old}, 17:10:00"`);
    for (const href of links) {
      const answer = await web.get(href!, headers);
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
  });

  test('and was a drill is heard as its output had it, never as its zone heard something else', async () => {
    const { airings } = web.station.stores;
    const drill = airings.add(anAiring({ ...heard, kind: 'drill', outcome: 'on-air' }));
    const output = { id: 7, name: 'Phòng thử', zoneId: 'main', heard: 'whole' } as const;
    const end = { endedAt: heard.endedAt, playedFrames: 144_000, reason: null, detail: null, outputs: [output] };
    airings.close(drill, { ...end, outcome: 'completed' });
    expect((await web.get(`/nhat-ky/${drill}/nghe-lai`, headers)).status).toBe(404);
    keep(web, 'output:7');
    const answer = await web.get(`/nhat-ky/${drill}/nghe-lai`, headers);
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
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
