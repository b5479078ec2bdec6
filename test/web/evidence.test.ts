/** What the aircheck proves, beside the row of the log: on its page, in the list and its filter, in exports and the API. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { EvidenceVerdict } from '../../src/core/evidence.ts';
import { durationMs } from '../../src/core/time.ts';
import { excerptFile } from '../../src/storage/files.ts';
import { anAiring, aSilence, at } from '../support/airings.ts';
import { until } from '../support/wait.ts';
import { openWeb, type Web } from '../support/web.ts';

const SHA = 'cd'.repeat(32);
let web: Web;
let operator: Record<string, string>;
let ids: Record<'heard' | 'differs' | 'none', number>;

beforeEach(async () => {
  web = await openWeb();
  web.now = at('2025-09-11T08:00:00');
  operator = web.user(['operator']).headers;
  const { airings } = web.station.stores;
  ids = {
    heard: airings.add(anAiring()),
    differs: airings.add(anAiring({ title: 'Ca nhạc' })),
    none: airings.add(anAiring({ title: 'Thể dục' })),
  };
  add(ids.heard, 'differs', 4);
  add(ids.heard, 'heard', 12);
  add(ids.differs, 'differs', 4);
});

function add(airingId: number, verdict: EvidenceVerdict, matched: number): void {
  web.station.stores.evidence.add({
    ...{ airingId, verdict, why: verdict === 'heard' ? null : 'other-sound', offsetMs: durationMs(0) },
    ...{ matchedMs: durationMs(matched * 1000), comparedMs: durationMs(12_000), askedBy: null, madeAt: web.now },
    ...{
      levels: Array.from({ length: 12 }, (_, i) => -20 - i),
      seconds: '='.repeat(matched) + 'x'.repeat(12 - matched),
    },
    excerpts: [{ fromMs: 0, ms: 12_000, sha256: SHA }],
  });
}

test('the page of an airing says it in words, draws the level of every second and names where it differs', async () => {
  const heard = await (await web.get(`/nhat-ky/${ids.heard}`, operator)).text();
  expect(heard).toMatch(/Khớp bản duyệt<\/span> khớp 12 giây trên 12 giây so được/);
  expect(heard).toContain('aria-label="Mức âm thanh từng giây: từ -31 đến -20 dBFS"');
  const differs = await (await web.get(`/nhat-ky/${ids.differs}`, operator)).text();
  expect(differs).toContain('trên sóng là âm thanh khác');
  expect(differs).toContain('Khác ở: 00:04–00:12');
  const silent = web.station.stores.airings.add(aSilence());
  expect(await (await web.get(`/nhat-ky/${silent}`, operator)).text()).not.toContain('Đối chiếu với bản duyệt');
});

test('the log is filtered by it, with sums of the same rows, and the newest evidence holds', async () => {
  const { airings } = web.station.stores;
  const of = (evidence: 'heard' | 'differs' | 'not-enough' | 'none') =>
    airings.list({ evidence }, { limit: 10 }).map(({ id }) => id);
  expect([of('heard'), of('differs'), of('not-enough'), of('none')]).toEqual([
    [ids.heard],
    [ids.differs],
    [],
    [ids.none],
  ]);
  expect(airings.totals({ evidence: 'differs' })).toMatchObject({ count: 1, aired: 1 });
  const page = await (await web.get('/nhat-ky?tu=2025-09-10&den=2025-09-10&doi-chieu=differs', operator)).text();
  expect(page).toContain('Ca nhạc');
  expect(page).not.toContain('Thể dục');
  expect((await web.get('/nhat-ky?doi-chieu=khac', operator)).status).toBe(422);
});

test('exports and the API carry it', async () => {
  const csv = await (await web.get('/nhat-ky/xuat.csv?tu=2025-09-10&den=2025-09-10', operator)).text();
  expect(csv).toContain('Đối chiếu bản ghi sóng');
  expect(csv).toContain('Khớp bản duyệt: 12 giây trên 12 giây');
  const row = await (await web.get(`/api/v1/airings/${ids.differs}`, operator)).json();
  expect(row).toMatchObject({ evidence: 'differs', evidenceMatchedMs: 4000, evidenceComparedMs: 12_000 });
  const { evidence } = (await (await web.get(`/api/v1/airings/${ids.heard}/evidence`, operator)).json()) as {
    evidence: object[];
  };
  expect(evidence).toHaveLength(2);
  expect(evidence[1]).toMatchObject({ verdict: 'heard', why: null, seconds: '='.repeat(12), askedBy: null });
});

test('an excerpt is sent to whoever may read the log, only as one of that airing, and while it is kept', async () => {
  const path = excerptFile(web.station.config.home, '2025-09-10', SHA);
  expect((await web.get(`/nhat-ky/${ids.heard}/trich-doan/${SHA}`, operator)).status).toBe(404);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'OggS excerpt');
  expect(await (await web.get(`/nhat-ky/${ids.heard}`, operator)).text()).toContain(
    `/nhat-ky/${ids.heard}/trich-doan/${SHA}`,
  );
  const sent = await web.get(`/api/v1/airings/${ids.heard}/excerpts/${SHA}`, { ...operator, range: 'bytes=0-3' });
  expect([sent.status, sent.headers.get('content-type'), await sent.text()]).toEqual([206, 'audio/ogg', 'OggS']);
  expect((await web.get(`/nhat-ky/${ids.none}/trich-doan/${SHA}`, operator)).status).toBe(404);
  expect((await web.get(`/nhat-ky/${ids.heard}/trich-doan/${SHA}`)).status).toBe(303);
});

test('whoever runs the log may have it looked at again; the answer comes as a new row with their name', async () => {
  expect((await web.post(`/nhat-ky/${ids.none}/doi-chieu`, {}, web.user(['viewer']).headers)).status).toBe(403);
  expect((await web.post(`/nhat-ky/${ids.none}/doi-chieu`, {}, operator)).status).toBe(303);
  const { evidence, airings } = web.station.stores;
  await until('the evidence', () => evidence.list(ids.none).length > 0);
  expect(evidence.list(ids.none)[0]).toMatchObject({ verdict: 'not-enough', why: 'not-kept', askedBy: 'user1' });
  const silent = airings.add(aSilence());
  const answer = await web.app.request(`/api/v1/airings/${silent}/evidence`, { method: 'POST', headers: operator });
  expect(answer.status).toBe(409);
});
