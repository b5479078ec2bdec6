import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { NewAiring } from '../../src/storage/airings.ts';
import { verifyChain } from '../../src/verify-verb.ts';
import { anAiring, aSilence, at } from '../support/airings.ts';
import { openDuties } from '../support/duties.ts';
import { openWeb } from '../support/web.ts';

/** It is Wednesday 10/9/2025, 08:00 (test/support/web.ts): the row is of the evening before. */
async function openRow(given: Partial<NewAiring> = {}) {
  const web = await openWeb();
  const plannedStart = at('2025-09-09T17:10:00');
  const id = web.station.stores.airings.add(anAiring({ plannedStart, recurrenceId: '2025-09-09', ...given }));
  const { headers, user } = web.user(['operator']);
  const page = async (path: string) => (await web.get(path, headers)).text();
  const form = {
    outcome: 'cut',
    reason: 'down',
    started: '17:10:00',
    ended: '17:15:00',
    length: '5:00',
    why: 'Tăng âm đứt cầu chì',
  };
  const correct = (change: Record<string, string> = {}) =>
    web.post(`/nhat-ky/${id}/dinh-chinh`, { ...form, ...change }, headers);
  return { web, id, headers, user, page, correct, row: () => web.station.stores.airings.find(id)! };
}
const silence = () =>
  aSilence({ plannedStart: at('2025-09-09T17:10:00'), reason: 'down', totalFrames: anAiring().totalFrames });

describe('a correction', () => {
  test('stands beside what the playout wrote, by name and reason, on every page and in every file', async () => {
    const { web, id, user, page, correct, row } = await openRow();
    expect((await correct()).status).toBe(303);
    expect(row()).toMatchObject({ outcome: 'completed', correction: { outcome: 'cut', madeByName: user.name } });

    const one = await page(`/nhat-ky/${id}`);
    expect(one).toContain('<s>Đã phát</s>');
    expect(one).toContain('Tăng âm đứt cầu chì');
    expect(one).toMatch(/Kết thúc thực tế: <s>17:25:00<\/s> → 17:15:00/);
    const day = await page('/lich-phat?ngay=2025-09-09');
    expect(day).toContain('Bị ngắt');
    expect(day).not.toContain('Đã phát');
    const list = await page('/nhat-ky');
    expect(list).toMatch(/<s>Đã phát<\/s>[\s\S]*Bị ngắt/);
    expect(list).toMatch(/Tổng thời lượng<\/dt><dd[^>]*>5 phút/);
    expect(await page('/nhat-ky/in')).toContain('ghi lúc phát: đã phát');
    expect(await page('/nhat-ky?ket-qua=cut')).toContain(`/nhat-ky/${id}"`);
    expect(await page('/nhat-ky?ket-qua=completed')).toContain('Không có lượt phát nào như vậy');

    const csv = parse(await page('/nhat-ky/xuat.csv'), { bom: true, delimiter: ';', columns: true }) as Record<
      string,
      string
    >[];
    expect(csv[0]).toMatchObject({ 'Kết quả': 'Bị ngắt', 'Kết quả ghi lúc phát': 'Đã phát', 'Thời lượng': '0:05:00' });
    expect(csv[0]!['Đính chính']).toBe(`Tăng âm đứt cầu chì (${user.name})`);
    const line = JSON.parse(await page('/nhat-ky/xuat.jsonl')) as Record<string, unknown>;
    expect(line).toMatchObject({
      outcome: 'cut',
      originalOutcome: 'completed',
      playedMs: 300_000,
      originalPlayedMs: 900_000,
      correctedBy: user.name,
    });
    expect(verifyChain(web.station.stores.chain)).toMatchObject({ fault: undefined, links: 2 });
  });

  test('keeps what it leaves as it was to the millisecond, and the last one holds', async () => {
    const { correct, row } = await openRow();
    await correct({ length: '5:00' });
    expect(row().correction!.startedAt).toBe(at('2025-09-09T17:10:00.004'));
    await correct({ outcome: 'missed', reason: '', why: 'Không có tiếng từ đầu' });
    const { correction } = row();
    expect(correction).toMatchObject({ outcome: 'missed', reason: 'as-corrected', startedAt: null, playedFrames: 0 });
  });

  test('of what was not heard says when it was, also past midnight', async () => {
    const { id, web, headers } = await openRow();
    const late = web.station.stores.airings.add(aSilence({ plannedStart: at('2025-09-08T23:55:00'), reason: 'down' }));
    const form = {
      outcome: 'completed',
      reason: '',
      started: '23:55:10',
      ended: '0:10:10',
      length: '15:00',
      why: 'Phát tay từ máy dự phòng',
    };
    expect((await web.post(`/nhat-ky/${late}/dinh-chinh`, form, headers)).status).toBe(303);
    expect(web.station.stores.airings.find(late)!.correction).toMatchObject({
      startedAt: at('2025-09-08T23:55:10'),
      endedAt: at('2025-09-09T00:10:10'),
    });
    expect(id).toBeLessThan(late);
  });

  test.each([
    [{ why: ' ' }, 'Ghi rõ vì sao'],
    [{ started: '25h' }, 'Nhập giờ kiểu 24 giờ'],
    [{ length: 'mười phút' }, 'Nhập phút và giây'],
    [{ length: '30:00' }, 'dài hơn từ giờ bắt đầu'],
    [{ outcome: 'on-air' }, 'Chọn kết quả'],
    [{ outcome: 'completed', reason: '', ended: '17:25:00', length: '15:00' }, 'Chưa có gì khác'],
  ])('asked for as %j says how to mend that', async (change, words) => {
    const { correct, row } = await openRow();
    const answer = await correct(change as Record<string, string>);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    expect(row().correction).toBeNull();
  });

  test('waits until the airing is over, and is not for an editor or a viewer', async () => {
    const { web, id, headers, page } = await openRow({ outcome: 'on-air' });
    expect((await web.get(`/nhat-ky/${id}/dinh-chinh`, headers)).headers.get('Location')).toBe(`/nhat-ky/${id}`);
    expect(await page(`/nhat-ky/${id}`)).not.toContain('dinh-chinh');
    const viewer = web.user(['viewer', 'editor']);
    expect((await web.post(`/nhat-ky/${id}/dinh-chinh`, { why: 'x' }, viewer.headers)).status).toBe(403);
  });

  test('by a program is the whole right reading, and the next correction says what that changed', async () => {
    const { web, id, headers } = await openRow();
    const post = (body: object) =>
      web.app.request(`/api/v1/airings/${id}/corrections`, {
        ...{ method: 'POST', body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } },
      });
    const missed = await post({ outcome: 'missed', reason: 'down', why: 'Không ai nghe thấy' });
    expect([missed.status, await missed.json()]).toEqual([
      201,
      expect.objectContaining({ outcome: 'missed', startedAt: null, playedMs: 0, why: 'Không ai nghe thấy' }),
    ]);
    expect((await post({ outcome: 'missed', reason: 'down', playedMs: 5, why: 'x' })).status).toBe(422);
    const list = await web.get(`/api/v1/airings/${id}/corrections`, headers);
    expect(((await list.json()) as { corrections: object[] }).corrections).toHaveLength(1);
    const airing = await web.get(`/api/v1/airings/${id}`, headers);
    expect(await airing.json()).toMatchObject({ outcome: 'missed', originalOutcome: 'completed' });
  });

  test('decides which issue is the premiere, as the ledger has it', async () => {
    const duties = await openDuties();
    const { web, air, addIssue } = duties;
    const issue = addIssue('cds-phat-thanh-xa', 1);
    const first = air({ at: '2025-09-03 17:10', episodeId: issue });
    expect(web.station.stores.episodes.findInFull(issue)).toBeDefined();
    const { headers } = web.user(['operator']);
    const aired = () =>
      web.db.prepare<[number], number>('SELECT count(*) FROM airings WHERE episode_id = ?').pluck().get(issue);
    expect(aired()).toBe(1);
    const before = await (await web.get('/tien-do?nam=2025', headers)).text();
    const form = { outcome: 'missed', reason: 'down', why: 'Loa không kêu' };
    expect((await web.post(`/nhat-ky/${first}/dinh-chinh`, form, headers)).status).toBe(303);
    const now = await (await web.get('/tien-do?nam=2025', headers)).text();
    expect(now).not.toBe(before);
  });
});

describe('a cause', () => {
  test('is proposed by the program and confirmed by a person, by name', async () => {
    const { web, headers, page, user } = await openRow();
    const id = web.station.stores.airings.add(silence());
    expect(await page(`/nhat-ky/${id}`)).toMatch(/Máy đề xuất: <strong>Mất điện<\/strong>/);
    const answer = await web.post(`/nhat-ky/${id}/nguyen-nhan`, { code: 'weather', note: 'Sét đánh' }, headers);
    expect(answer.status).toBe(303);
    const html = await page(`/nhat-ky/${id}`);
    expect(html).toMatch(/<strong>Thời tiết<\/strong>: Sét đánh/);
    expect(html).toContain(user.name);
    expect(web.station.stores.causes.list(id)).toMatchObject([{ code: 'weather', proposed: 'power' }]);
    expect(await page('/nhat-ky')).toContain('Nguyên nhân: thời tiết');
    const seen = await web.get(`/api/v1/airings/${id}/causes`, headers);
    expect(await seen.json()).toMatchObject({
      proposed: 'power',
      causes: [{ code: 'weather', madeBy: { name: user.name } }],
    });
  });

  test('is asked only of what went wrong, and in words where the list has none', async () => {
    const { web, id, headers, page } = await openRow();
    expect(await page(`/nhat-ky/${id}`)).not.toContain('nguyen-nhan');
    await web.post(`/nhat-ky/${id}/nguyen-nhan`, { code: 'power', note: '' }, headers);
    expect(web.station.stores.causes.list(id)).toEqual([]);
    const missed = web.station.stores.airings.add(silence());
    await web.post(`/nhat-ky/${missed}/nguyen-nhan`, { code: 'other', note: '' }, headers);
    expect(web.station.stores.causes.list(missed)).toEqual([]);
  });
});

test('a row says who approved what it played, what was heard where, and by which clock', async () => {
  const duties = await openDuties();
  const { web, air, addIssue, approver } = duties;
  const issue = addIssue('cds-phat-thanh-xa', 1);
  const id = air({ at: '2025-09-03 17:10', episodeId: issue });
  expect(web.station.stores.airings.find(id)).toMatchObject({ approvedBy: approver.user.name, approvalId: 1 });
  const unapproved = air({ at: '2025-08-25 17:10', episodeId: issue });
  expect(web.station.stores.airings.find(unapproved)).toMatchObject({ approvedBy: null, approvalId: null });
});
