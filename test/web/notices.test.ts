/** Thông báo: typed text becomes sound, is heard, submitted, approved and on the playlist; versions, order, refusals. */
import { readFileSync } from 'node:fs';
import exceljs from 'exceljs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_MODES } from '../../src/core/model.ts';
import { durationMs, epochMs } from '../../src/core/time.ts';
import { anAiring, at } from '../support/airings.ts';
import { flashOf, openLibrary } from '../support/library.ts';
import { aSlot } from '../support/schedule.ts';
import { tone } from '../support/sounds.ts';
import { ORIGIN } from '../support/web.ts';

const PATH = '/thong-bao';
type Headers = Record<string, string>;
type NoticeAnswer = { id: number; state: string; versions: [{ spoken: string; playoutSha256: string }] };
type Answer = NoticeAnswer & { notices: [NoticeAnswer] };

/** A station with a morning and an evening place of five minutes, and those who write and approve. */
async function openDesk() {
  const library = await openLibrary();
  const { web, base } = library;
  const { stores, planner } = web.station;
  const place = { plays: 'notice' as const, programmeId: null, durationMs: durationMs(300_000), ...DEFAULT_MODES };
  stores.slots.add(aSlot({ id: 'sang', title: 'Thông báo sáng', startTime: '05:47:00', ...place }));
  stores.slots.add(aSlot({ id: 'chieu', title: 'Thông báo chiều', startTime: '17:25:00', ...place }));
  planner.rebuild();
  const editor = web.user(['editor', 'operator']);
  const approver = web.user(['approver']);
  const post = (path: string, form: Record<string, string | string[]>, headers: Headers = editor.headers) =>
    fetch(base + path, {
      method: 'POST',
      body: new URLSearchParams(
        Object.entries(form).flatMap(([name, all]) => [all].flat().map((one) => [name, one] as [string, string])),
      ),
      headers: { origin: ORIGIN, ...headers },
      redirect: 'manual',
    });
  const api = async (method: string, path: string, body?: unknown, headers: Headers = editor.headers) => {
    const answer = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      body: (await answer.text().then((text) => (text ? JSON.parse(text) : null))) as Answer,
    };
  };
  const page = async (path: string, headers: Headers = editor.headers) =>
    (await fetch(base + path, { headers })).text();
  /** Titles on the playlist of a day, with their minutes. */
  const aired = (day: string) =>
    stores.entries
      .between(epochMs(Date.parse(`${day}T00:00+07:00`)), epochMs(Date.parse(`${day}T23:59+07:00`)))
      .filter(({ missing }) => missing === null)
      .map(
        ({ title, plannedStart }) => `${new Date(plannedStart + 7 * 3_600_000).toISOString().slice(11, 16)} ${title}`,
      );
  const shaOf = (id: number) => stores.notices.find(id)!.versions[0]!.sound.playoutSha256!;
  async function write(form: Record<string, string | string[]> = {}): Promise<number> {
    const answer = await post(PATH, { ...FORM, ...form });
    expect([answer.status, answer.status === 303 ? '' : await answer.text()]).toEqual([303, '']);
    return Number(answer.headers.get('location')!.split('/').at(-1));
  }
  async function approved(form: Record<string, string | string[]> = {}): Promise<number> {
    const id = await write(form);
    expect((await post(`${PATH}/${id}/trinh`, { heard: '1' })).status).toBe(303);
    expect((await post(`${PATH}/${id}/duyet`, { playoutSha256: shaOf(id) }, approver.headers)).status).toBe(303);
    return id;
  }
  return { ...library, stores, editor, approver, post, api, page, aired, write, approved, shaOf };
}

const FORM = {
  title: 'Lịch tiêm chủng',
  source: 'Trạm Y tế xã',
  text: 'UBND xã mời bà con đưa trẻ đi tiêm lúc 07h30 ngày 12/9.',
  validFrom: '10/9/2025',
  validUntil: '14/9/2025',
  timesPerDay: '2',
  isPriority: '',
};
const TODAY = '2025-09-10';
const TOMORROW = '2025-09-11';

describe('a notice', () => {
  test('typed is read out, heard, submitted, approved, and then in its places', async () => {
    const { write, post, page, aired, approver, shaOf, stores } = await openDesk();
    const id = await write();
    const [version] = stores.notices.find(id)!.versions;
    expect(version!.spoken).toBe(
      'Ủy ban nhân dân xã mời bà con đưa trẻ đi tiêm lúc bảy giờ ba mươi phút ngày mười hai tháng chín.',
    );
    expect(version!.sound.playoutFrames!).toBeGreaterThan(3 * 48_000);
    const draft = await page(`${PATH}/${id}`);
    expect(draft).toMatch(/<audio[^>]*am-thanh/);
    expect(draft).toContain('Tôi đã nghe hết bản này');
    expect(aired(TOMORROW)).toEqual([]);

    expect((await post(`${PATH}/${id}/trinh`, {})).status).toBe(422);
    expect((await post(`${PATH}/${id}/trinh`, { heard: '1' })).status).toBe(303);
    expect(aired(TOMORROW)).toEqual([]);

    const answer = await post(`${PATH}/${id}/duyet`, { playoutSha256: shaOf(id) }, approver.headers);
    expect(flashOf(answer)).toContain('Đã duyệt');
    expect(aired(TODAY)).toEqual(['17:25 Lịch tiêm chủng']);
    expect(aired(TOMORROW)).toEqual(['05:47 Lịch tiêm chủng', '17:25 Lịch tiêm chủng']);
    expect(aired('2025-09-15')).toEqual([]);
    const list = await page(PATH);
    expect(list).toContain('17:25, 10/09/2025');
    expect(list).toMatch(/Nội dung \d\d giây trong 05 phút đã xếp: thiếu 04 phút \d\d giây/);
  });

  test('asks for what it needs, in words, and keeps what was typed', async () => {
    const { post } = await openDesk();
    const answer = await post(PATH, { ...FORM, title: '', text: '', timesPerDay: '99' });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    for (const words of ['Nhập tên thông báo', 'Nhập số lần mỗi ngày, từ 1 đến 10']) expect(html).toContain(words);
    const empty = await (await post(PATH, { ...FORM, text: '' })).text();
    expect(empty).toContain('Nhập nội dung cần đọc, hoặc ghi âm');
    const reversed = await (await post(PATH, { ...FORM, validUntil: '01/9/2025' })).text();
    expect(reversed).toContain('Ngày cuối phải sau hoặc trùng ngày đầu');
    expect(reversed).toContain('mời bà con đưa trẻ');
  });

  test('recorded by a browser is taken in like any upload, and needs no text', async () => {
    const { base, desk, editor, post, stores } = await openDesk();
    const body = new FormData();
    body.append('file', new Blob([readFileSync(tone(desk, 'ghi-am.webm', 2, '-c:a', 'libopus'))]), 'ghi-am.webm');
    const sent = await fetch(`${base}${PATH}/ghi-am`, {
      method: 'POST',
      body,
      headers: { origin: ORIGIN, ...editor.headers },
      redirect: 'manual',
    });
    const recordingId = sent.headers.get('location')!.replace(`${PATH}/them?tep=`, '');
    expect(sent.status).toBe(303);
    const added = await post(PATH, { ...FORM, text: '', recordingId });
    const id = Number(added.headers.get('location')!.split('/').at(-1));
    expect(stores.notices.find(id)!.versions[0]).toMatchObject({
      text: null,
      spoken: null,
      recordingId: Number(recordingId),
    });
  });

  test('changed is a new version; the old one is heard until the new one is approved, and is kept', async () => {
    const { approved, post, aired, stores, approver, shaOf, page } = await openDesk();
    const id = await approved();
    const first = stores.notices.find(id)!.versions[0]!;
    expect((await post(`${PATH}/${id}/noi-dung`, { text: FORM.text })).status).toBe(422);
    expect((await post(`${PATH}/${id}/noi-dung`, { text: 'Hoãn tiêm sang ngày 13/9.' })).status).toBe(303);
    expect(stores.notices.find(id)!.versions.map(({ number, text }) => [number, text])).toEqual([
      [2, 'Hoãn tiêm sang ngày 13/9.'],
      [1, FORM.text],
    ]);
    const recordings = () =>
      stores.entries
        .standing(epochMs(0))
        .filter(({ missing }) => missing === null)
        .map(({ recordingId }) => recordingId);
    expect(new Set(recordings())).toEqual(new Set([first.recordingId]));
    await post(`${PATH}/${id}/trinh`, { heard: '1' });
    await post(`${PATH}/${id}/duyet`, { playoutSha256: shaOf(id) }, approver.headers);
    expect(new Set(recordings())).toEqual(new Set([stores.notices.find(id)!.versions[0]!.recordingId]));
    expect(aired(TOMORROW)).toHaveLength(2);
    expect(await page(`${PATH}/${id}`)).toContain('Bản 1');
  });

  test('is given back with words, and goes out only as a new version', async () => {
    const { write, post, approver, shaOf, page } = await openDesk();
    const id = await write();
    await post(`${PATH}/${id}/trinh`, { heard: '1' });
    expect((await post(`${PATH}/${id}/tra-lai`, { playoutSha256: shaOf(id), note: '' }, approver.headers)).status).toBe(
      422,
    );
    await post(`${PATH}/${id}/tra-lai`, { playoutSha256: shaOf(id), note: 'Ghi rõ địa điểm tiêm' }, approver.headers);
    expect(await page(`${PATH}/${id}`)).toContain('Ghi rõ địa điểm tiêm');
    expect((await post(`${PATH}/${id}/duyet`, { playoutSha256: shaOf(id) }, approver.headers)).status).toBe(422);
    expect((await post(`${PATH}/${id}/trinh`, { heard: '1' })).status).toBe(422);
  });

  test('taken back, ended or limited to one place leaves the others', async () => {
    const { approved, post, aired, approver, stores } = await openDesk();
    const id = await approved();
    expect((await post(`${PATH}/${id}/sua`, { ...FORM, slotIds: ['chieu'] })).status).toBe(303);
    expect(aired(TOMORROW)).toEqual(['17:25 Lịch tiêm chủng']);
    expect((await post(`${PATH}/${id}/sua`, { ...FORM, slotIds: ['khong-co'] })).status).toBe(422);
    await post(`${PATH}/${id}/thu-hoi`, {}, approver.headers);
    expect(aired(TOMORROW)).toEqual([]);
    const other = await approved({ title: 'Cắt điện', text: 'Cắt điện thôn 2.' });
    await post(`${PATH}/${other}/thoi`, {});
    expect(aired(TOMORROW)).toEqual([]);
    expect(stores.notices.find(other)).toBeDefined();
  });

  test('longer than there is room for is told of, day by day', async () => {
    const { approved, page, stores } = await openDesk();
    stores.slots.archive('chieu', stores.slots.find('chieu')!.changedAt);
    await approved({ timesPerDay: '3' });
    expect(await page(PATH)).toContain('mới có chỗ cho 1 trong 3 lần');
  });
});

test('on the air, the log says who approved it', async () => {
  const { approved, stores, approver, page } = await openDesk();
  const id = await approved();
  const { recordingId, sound } = stores.notices.find(id)!.versions[0]!;
  const own = { kind: 'notice' as const, episodeId: null, recordingId, playoutSha256: sound.playoutSha256 };
  const airing = stores.airings.add(anAiring(own));
  expect(stores.airings.find(airing)).toMatchObject({ approvedBy: approver.user.name, approvalId: null });
  expect(await page(`/nhat-ky/${airing}`)).not.toContain('số null');
  expect(await page(`${PATH}/${id}`)).toContain(`/nhat-ky/${airing}`);
  const before = anAiring({ ...own, plannedStart: at('2025-09-09T17:25:00'), startedAt: at('2025-09-09T17:25:00') });
  expect(stores.airings.find(stores.airings.add(before))!.approvedBy).toBeNull();
});

describe('approval', () => {
  test('is refused to whoever had a hand in it, by the database too', async () => {
    const { web, write, post, shaOf, stores } = await openDesk();
    const both = web.user(['editor', 'approver']);
    const id = await write();
    await post(`${PATH}/${id}/noi-dung`, { text: 'Bản của chính mình.' }, both.headers);
    await post(`${PATH}/${id}/trinh`, { heard: '1' });
    const answer = await post(`${PATH}/${id}/duyet`, { playoutSha256: shaOf(id) }, both.headers);
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('người khác phải duyệt')]);
    const [version] = stores.notices.find(id)!.versions;
    const insert = (approver: number, sole: string | null) =>
      web.db
        .prepare(
          `INSERT INTO notice_approvals (version_id, playout_sha256, author_id, approver_id, sole_reason, approved_at)
           VALUES (?, ?, ?, ?, ?, ?)`,
        )
        .run(version!.id, shaOf(id), version!.authorId, approver, sole, web.now);
    expect(() => insert(both.user.id, null)).toThrow('nobody approves what they had a hand in');
    expect(() => insert(both.user.id, 'chỉ có một mình')).toThrow('nobody approves what they had a hand in');
  });

  test('by one person alone has the administrator’s days and reason on it', async () => {
    const { web, write, post, shaOf, stores } = await openDesk();
    const both = web.user(['editor', 'approver']);
    stores.soleModes.add({
      from: web.now,
      until: epochMs(web.now + 86_400_000),
      reason: 'Giám đốc đi họp',
      madeBy: both.user.id,
      madeAt: web.now,
    });
    const id = await write();
    await post(`${PATH}/${id}/noi-dung`, { text: 'Bản của chính mình.' }, both.headers);
    await post(`${PATH}/${id}/trinh`, { heard: '1' });
    expect((await post(`${PATH}/${id}/duyet`, { playoutSha256: shaOf(id) }, both.headers)).status).toBe(303);
    expect(stores.notices.find(id)!.versions[0]!.approvals[0]).toMatchObject({
      soleReason: 'Giám đốc đi họp',
      approverId: both.user.id,
    });
  });

  test('is of the sound that was heard, and of nothing that was not submitted', async () => {
    const { write, post, shaOf, approver, web } = await openDesk();
    const id = await write();
    const draft = await post(`${PATH}/${id}/duyet`, { playoutSha256: shaOf(id) }, approver.headers);
    expect(draft.status).toBe(422);
    await post(`${PATH}/${id}/trinh`, { heard: '1' });
    const other = await post(`${PATH}/${id}/duyet`, { playoutSha256: 'x' }, approver.headers);
    expect([other.status, await other.text()]).toEqual([422, expect.stringContaining('đã thay đổi')]);
    for (const sql of [
      'UPDATE notice_versions SET text = ? ',
      'DELETE FROM notice_versions WHERE text <> ?',
      'DELETE FROM notices WHERE title <> ?',
    ])
      expect(() => web.db.prepare(sql).run('khác')).toThrow();
  });

  test('belongs to approvers; writing to editors', async () => {
    const { web, write, post, shaOf } = await openDesk();
    const id = await write();
    await post(`${PATH}/${id}/trinh`, { heard: '1' });
    for (const role of ['editor', 'operator', 'reporter', 'viewer', 'administrator'] as const)
      expect((await post(`${PATH}/${id}/duyet`, { playoutSha256: shaOf(id) }, web.user([role]).headers)).status).toBe(
        403,
      );
    expect((await post(PATH, FORM, web.user(['viewer']).headers)).status).toBe(403);
  });
});

describe('the order', () => {
  test('is changed by a button, and a priority notice goes before', async () => {
    const { approved, post, aired } = await openDesk();
    const a = await approved({ title: 'A', text: 'Thông báo thứ nhất.' });
    const b = await approved({ title: 'B', text: 'Thông báo thứ hai.' });
    expect(
      aired(TOMORROW)
        .slice(0, 2)
        .map((one) => one.slice(6)),
    ).toEqual(['A', 'B']);
    await post(`${PATH}/${b}/thu-tu`, { beforeId: String(a) });
    expect(
      aired(TOMORROW)
        .slice(0, 2)
        .map((one) => one.slice(6)),
    ).toEqual(['B', 'A']);
    await post(`${PATH}/${a}/sua`, { ...FORM, title: 'A', isPriority: '1' });
    expect(
      aired(TOMORROW)
        .slice(0, 2)
        .map((one) => one.slice(6)),
    ).toEqual(['A', 'B']);
    expect((await post(`${PATH}/${b}/thu-tu`, { beforeId: String(a) })).status).toBe(422);
  });

  test('of two priority notices asks why, and keeps who decided', async () => {
    const { approved, post, page, stores, web, editor } = await openDesk();
    const a = await approved({ title: 'A', text: 'Thông báo thứ nhất.', isPriority: '1' });
    const b = await approved({ title: 'B', text: 'Thông báo thứ hai.', isPriority: '1' });
    const asked = await post(`${PATH}/${b}/thu-tu`, { beforeId: String(a), reason: '' });
    expect([asked.status, await asked.text()]).toEqual([422, expect.stringContaining('ghi lý do cho phát trước')]);
    await post(`${PATH}/${b}/thu-tu`, { beforeId: String(a), reason: 'Bão đến trước' });
    expect(stores.notices.precedences()).toMatchObject([
      { firstTitle: 'B', secondTitle: 'A', reason: 'Bão đến trước', decidedByName: editor.user.name },
    ]);
    expect(await page(PATH)).toContain('Bão đến trước');
    expect(() => web.db.prepare("UPDATE notice_precedences SET reason = ''").run()).toThrow();
    expect(() => web.db.prepare('DELETE FROM notice_precedences').run()).toThrow();
  });
});

describe('one notice of a filled place', () => {
  const place = (day: string) => `/lich-phat/chieu/${day}/thong-bao`;

  test('is left out for one day from the day’s page, and comes back by the way back or its own button', async () => {
    const { approved, post, page, aired, approver } = await openDesk();
    const a = await approved({ title: 'A', text: 'Thông báo thứ nhất.' });
    await approved({ title: 'B', text: 'Thông báo thứ hai.' });
    const shown = aired(TOMORROW);
    expect(shown.map((one) => one.slice(-1)).join('')).toBe('ABAB');
    const day = await page(`/lich-phat?ngay=${TOMORROW}`);
    expect(day).toContain(`${place(TOMORROW)}/${a}/bo`);
    expect(await page(`/lich-phat?ngay=${TOMORROW}`, approver.headers)).not.toContain(`${place(TOMORROW)}/${a}/bo`);

    expect((await post(`${place(TOMORROW)}/${a}/bo`, {}, approver.headers)).status).toBe(403);
    const answer = await post(`${place(TOMORROW)}/${a}/bo`, {});
    expect(answer.headers.get('location')).toBe(`/lich-phat?ngay=${TOMORROW}`);
    const titles = (day: string) => aired(day).map((one) => one.replace(/:\d\d/, ''));
    expect(titles(TOMORROW)).toEqual(['05 A', '05 B', '17 B']);
    expect(titles('2025-09-12')).toEqual(['05 A', '05 B', '17 A', '17 B']);
    const after = await page(`/lich-phat?ngay=${TOMORROW}`);
    expect(after).toContain('Đã bỏ thông báo “A”, “Thông báo chiều” 17:25.');
    expect(after).toContain(`${place(TOMORROW)}/${a}/lay-lai`);

    const [, id] = /name="id" value="(\d+)"/.exec(after)!;
    await post('/lich-phat/hoan-tac', { id: id!, back: '/lich-phat' });
    expect(aired(TOMORROW)).toEqual(shown);
    await post(`${place(TOMORROW)}/${a}/bo`, {});
    await post(`${place(TOMORROW)}/${a}/lay-lai`, {});
    expect(aired(TOMORROW)).toEqual(shown);
    expect(await page(`/lich-phat?ngay=${TOMORROW}`)).not.toContain('lay-lai');
  }, 60_000);

  test('is not made up for elsewhere that day, and the place may still be moved; what has begun stays', async () => {
    const { approved, post, api, aired, web, stores } = await openDesk();
    const a = await approved({ title: 'A', timesPerDay: '1' });
    expect(aired(TOMORROW)).toEqual(['05:47 A']);
    const left = `/slots/sang/occurrences/${TOMORROW}/left-out`;
    expect((await api('PUT', `${left}/${a}`)).status).toBe(200);
    expect(aired(TOMORROW)).toEqual([]);
    expect(aired('2025-09-12')).toEqual(['05:47 A']);
    expect((await api('PUT', `${left}/${a}`)).status).toBe(422);
    expect((await api('PUT', `/slots/sang/occurrences/${TOMORROW}/left-out/999`)).status).toBe(422);
    const moved = await post(`/lich-phat/sang/${TOMORROW}/doi`, { date: '11/9/2025', time: '05:50' });
    expect(moved.status).toBe(303);
    expect(stores.exceptions.find('sang', TOMORROW)).toMatchObject({ session: { leftOut: [a] } });
    expect((await api('DELETE', `${left}/${a}`)).status).toBe(200);
    expect(aired(TOMORROW)).toEqual(['05:50 A']);
    expect((await api('DELETE', `${left}/${a}`)).status).toBe(422);

    web.now = at(`${TOMORROW} 05:50`);
    web.station.planner.rebuild();
    expect((await api('PUT', `${left}/${a}`)).status).toBe(422);
    expect(aired(TOMORROW)).toEqual(['05:50 A']);
  }, 60_000);

  test('of a session’s item likewise, and the session’s other changes stay', async () => {
    const { api, approved, aired, stores, web } = await openDesk();
    const item = { title: 'Thông báo', plays: 'notice', mostMs: 120_000 };
    const template = await api('POST', '/session-templates', { title: 'Buổi sáng', items: [item] }, web.user().headers);
    expect(template.status).toBe(201);
    stores.slots.add(
      aSlot({
        ...{ id: 'buoi', title: 'Buổi trưa', startTime: '17:30:00', plays: 'session', programmeId: null },
        ...{ templateId: String(template.body.id), durationMs: durationMs(300_000) },
      }),
    );
    web.station.planner.rebuild();
    const a = await approved({ title: 'A', slotIds: 'buoi' });
    const b = await approved({ title: 'B', slotIds: 'buoi' });
    expect(aired(TOMORROW).map((one) => one.slice(-1))).toEqual(['A', 'B']);
    expect((await api('PUT', `/slots/buoi/occurrences/${TOMORROW}/left-out/${a}`)).status).toBe(200);
    expect(aired(TOMORROW)).toEqual(['17:30 B']);
    expect((await api('PUT', `/slots/buoi/occurrences/${TOMORROW}/left-out/${b}`)).status).toBe(200);
    expect(stores.exceptions.find('buoi', TOMORROW)!.session!.leftOut).toEqual([a, b]);
    expect(aired(TOMORROW)).toEqual([]);
  }, 60_000);
});

describe('what an approver has heard of a notice', () => {
  test('is counted each second once, shown beside it, kept with the approval, and written in the book', async () => {
    const { write, post, page, api, approver, shaOf, stores, base, web } = await openDesk();
    const id = await write();
    await post(`${PATH}/${id}/trinh`, { heard: '1' });
    expect(await page('/duyet', approver.headers)).toContain('Chưa nghe');
    const desk = await page(`${PATH}/${id}`, approver.headers);
    expect(desk).toContain(`data-listens="${PATH}/${id}/da-nghe"`);
    expect(await page(`${PATH}/${id}`)).not.toContain('data-listens');

    const sound = { playoutSha256: shaOf(id) };
    const heard = (ranges: string, who = approver.headers) => post(`${PATH}/${id}/da-nghe`, { ...sound, ranges }, who);
    expect(await (await heard('0-1000,500-2000')).text()).toMatch(/^Đã nghe 00:02 trong 00:0\d$/);
    expect((await heard('0-1000', web.user(['editor']).headers)).status).toBe(403);
    expect((await post(`${PATH}/${id}/da-nghe`, { playoutSha256: 'khác', ranges: '' }, approver.headers)).status).toBe(
      422,
    );
    const over = await api('PUT', `/notices/${id}/listening`, { ...sound, ranges: [[1500, 2500]] }, approver.headers);
    expect([over.status, over.body]).toEqual([200, expect.objectContaining({ heardMs: 2500 })]);
    expect(await page('/duyet', approver.headers)).toMatch(/Đã nghe 00:0[23] trong/);

    const other = { ...sound, playoutSha256: 'khác', ranges: [] };
    expect((await api('PUT', `/notices/${id}/listening`, other, approver.headers)).status).toBe(409);
    expect((await post(`${PATH}/${id}/duyet`, { ...sound, ranges: '2500-3000' }, approver.headers)).status).toBe(303);
    const [approval] = stores.notices.find(id)!.versions[0]!.approvals;
    expect(approval).toMatchObject({ heardMs: 3000 });
    expect(approval!.lengthMs).toBeGreaterThan(3000);
    expect(await page(`${PATH}/${id}`)).toContain('đã nghe 00:03 trong');
    expect(() => web.db.prepare('UPDATE notice_approvals SET heard_ms = 9').run()).toThrow(/not changed otherwise/);

    const waiting = await write({ title: 'Cắt điện', text: 'Ngày mai cắt điện.' });
    await post(`${PATH}/${waiting}/trinh`, { heard: '1' });
    const back = await write({ title: 'Họp thôn', text: 'Mời bà con họp.' });
    await post(`${PATH}/${back}/trinh`, { heard: '1' });
    await post(`${PATH}/${back}/tra-lai`, { playoutSha256: shaOf(back), note: 'thiếu giờ họp' }, approver.headers);
    const book = '/so-sach/so-duyet-tin-bai';
    const file = await fetch(`${base}${book}.xlsx?ky=2025-09`, { headers: approver.headers });
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.load(await file.arrayBuffer());
    const rows = (workbook.worksheets[0]!.getSheetValues() as unknown[][]).filter(
      (row) => typeof row?.[1] === 'number',
    );
    expect(rows.map((row) => [row[3], row[5], row[8]]).sort()).toEqual([
      ['Cắt điện', 'Thông báo', 'Chờ duyệt'],
      ['Họp thôn', 'Thông báo', 'Sửa: thiếu giờ họp'],
      ['Lịch tiêm chủng', 'Thông báo', 'Đồng ý'],
    ]);
    const row = rows.find((one) => one[3] === 'Lịch tiêm chủng')!;
    expect(row[4]).toBe('Trạm Y tế xã');
    expect(row[9]).toContain(approver.user.name);
    expect(row[10]).toMatch(/^[0-9a-f]{16}; đã nghe 00:03 trong/);
    expect(await page(`${book}?ky=2025-09`)).toContain('Cộng: đồng ý 01; trả lại sửa 01; không phát 0; chờ duyệt 01.');
    expect(await page(`${book}?ky=2025-08`)).not.toContain('Lịch tiêm chủng');
    const pdf = Buffer.from(
      await (await fetch(`${base}${book}.pdf?ky=2025-09`, { headers: approver.headers })).arrayBuffer(),
    );
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');

    await post(`${PATH}/${id}/thu-hoi`, {}, approver.headers);
    expect(await page(`${book}?ky=2025-09`)).toContain('thu hồi duyệt, 10/09/2025');
  }, 60_000);
});

describe('how abbreviations are read', () => {
  test('is a list people edit; a line without a reading is named', async () => {
    const { post, page, write, stores } = await openDesk();
    const bad = await post(`${PATH}/cach-doc`, { list: 'UBND = Ủy ban\nVNPT' });
    expect([bad.status, await bad.text()]).toEqual([422, expect.stringContaining('Dòng 2 thiếu dấu “=”')]);
    const twice = await post(`${PATH}/cach-doc`, { list: 'A = b\nA = c' });
    expect(await twice.text()).toContain('có hai cách đọc');
    expect((await post(`${PATH}/cach-doc`, { list: 'VNPT = vi en pi ti' })).status).toBe(303);
    expect(await page(`${PATH}/cach-doc?thu=${encodeURIComponent('mạng VNPT')}`)).toContain('mạng vi en pi ti');
    const id = await write({ text: 'VNPT và UBND xã thông báo.' });
    expect(stores.notices.find(id)!.versions[0]!.spoken).toBe('vi en pi ti và UBND xã thông báo.');
    expect(await page(`${PATH}/${id}`)).toMatch(/Chữ viết tắt chưa có cách đọc: UBND/);
  });
});

test('programs do all of it over the API', async () => {
  const { api, approver, aired } = await openDesk();
  const draft = {
    title: 'Mất nước',
    text: 'Ngày mai cắt nước.',
    validFrom: TODAY,
    validUntil: '2025-09-12',
    timesPerDay: 1,
  };
  const { status, body } = await api('POST', '/notices', draft);
  expect([status, body.state, body.versions[0].spoken]).toEqual([201, 'draft', 'Ngày mai cắt nước.']);
  expect((await api('PUT', `/notices/${body.id}/submission`, { heard: false })).status).toBe(422);
  expect((await api('PUT', `/notices/${body.id}/submission`, { heard: true })).body.state).toBe('waiting');
  const { playoutSha256 } = body.versions[0];
  expect((await api('PUT', `/notices/${body.id}/approval`, { playoutSha256 })).status).toBe(403);
  expect((await api('PUT', `/notices/${body.id}/approval`, { playoutSha256 }, approver.headers)).body).toMatchObject({
    state: 'running',
    heardVersion: 1,
  });
  expect(aired(TOMORROW)).toEqual(['05:47 Mất nước']);
  expect((await api('POST', `/notices/${body.id}/versions`, { text: 'Hoãn cắt nước.' })).body.versions).toHaveLength(2);
  expect((await api('GET', '/notices')).body.notices).toHaveLength(1);
  expect((await api('DELETE', `/notices/${body.id}`)).status).toBe(204);
  expect((await api('GET', '/notices?past=1')).body.notices[0].state).toBe('ended');
  expect((await api('GET', '/notices/999')).status).toBe(404);
  const own = { pronunciations: [{ written: 'A', spoken: 'bê' }] };
  expect((await api('PUT', '/notices/pronunciations', own)).body).toEqual(own);
  expect(aired(TOMORROW)).toEqual([]);
});
