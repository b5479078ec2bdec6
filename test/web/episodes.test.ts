import { describe, expect, it } from 'vitest';
import { after, MINUTE } from '../../src/core/time.ts';
import { CDS, call, MONTHLY, type Newsroom, openNewsroom, pageOf } from '../support/newsroom.ts';

const FORM = {
  number: '2',
  year: '2025',
  title: 'Hóa đơn điện tử từ máy tính tiền',
  topics: ['b-i-4-c', 'b-i-4-dd'],
  notes: 'Nguồn: Thuế cơ sở',
  recordingId: '',
};

/** Writes the issue of `FORM` with these changes; answers its id. */
async function write(
  { web, editor }: Newsroom,
  changes: Partial<typeof FORM> = {},
  programmeId = CDS,
): Promise<number> {
  const answer = await web.post(`/chuyen-muc/${programmeId}/so`, { ...FORM, ...changes }, editor.headers);
  expect(answer.status).toBe(303);
  return Number(answer.headers.get('location')?.split('/').at(-1));
}

const stateOf = async ({ web, viewer }: Newsroom, id: number): Promise<string | undefined> =>
  /class="badges">.*?<\/svg>([^<]+)</s.exec(await pageOf(web.get(`/so/${id}`, viewer.headers)))?.[1];

describe('a new issue', () => {
  it('is offered the number after the last, the 28 topics in plan order, and the recordings that can be heard', async () => {
    const room = await openNewsroom();
    await write(room, { number: '7' });
    room.addRecording('Bài cũ');
    room.addRecording('Bài mới');
    room.addRecording('Đang kiểm tra', { ready: false });
    const page = await pageOf(room.web.get(`/chuyen-muc/${CDS}/so/them`, room.editor.headers));
    expect(page).toMatch(/value="8"[^>]*name="number"/);
    expect(page).toMatch(/value="2025"[^>]*name="year"/);
    expect(page.match(/name="topics"/g)).toHaveLength(28);
    expect(page.indexOf('B.I.4.đ')).toBeGreaterThan(page.indexOf('B.I.4.d<'));
    expect(page.indexOf('B.I.4.e')).toBeGreaterThan(page.indexOf('B.I.4.đ'));
    expect(page.match(/chưa phát lần nào/g)).toHaveLength(28);
    expect(page.indexOf('Bài mới')).toBeLessThan(page.indexOf('Bài cũ'));
    expect(page).not.toContain('Đang kiểm tra');
  });

  it('of a monthly programme is offered the month it is', async () => {
    const { web, editor } = await openNewsroom();
    const page = await pageOf(web.get(`/chuyen-muc/${MONTHLY}/so/them`, editor.headers));
    expect(page).toContain('Thêm chuyên mục tháng');
    expect(page).toMatch(/value="9"[^>]*name="number"/);
  });

  it('written in the form is the one the API would have made', async () => {
    const room = await openNewsroom();
    const { id: recordingId } = room.addRecording('Bài 2');
    const id = await write(room, { recordingId: String(recordingId) });
    const { number: _, ...rest } = FORM;
    const draft = { ...rest, programmeId: CDS, year: 2025, number: 3, recordingId };
    const made = await call(room.web, 'POST', '/episodes', room.editor.headers, draft);
    expect(made.status).toBe(201);
    const json = (await made.json()) as { id: number };
    expect(json).toMatchObject({ label: 'Số 03/2025', state: 'draft', durationMs: 840_000, approval: null });
    expect(room.episodes.find(json.id)).toEqual({ ...room.episodes.find(id), id: json.id, number: 3 });
    expect(room.web.nudges).toBe(2);
  });

  it('is a draft until it has sound and is submitted, then waits for the approver', async () => {
    const room = await openNewsroom();
    const id = await write(room);
    expect(await stateOf(room, id)).toBe('Bản nháp');
    const { id: recordingId } = room.addRecording('Bài 2');
    const withSound = { ...FORM, recordingId: String(recordingId) };
    await room.web.post(`/so/${id}`, withSound, room.editor.headers);
    expect(await stateOf(room, id)).toBe('Bản nháp');
    await room.web.post(`/so/${id}`, { ...withSound, submit: 'co' }, room.editor.headers);
    expect(await stateOf(room, id)).toBe('Chờ duyệt');
    expect(await pageOf(room.web.get(`/so/${id}`, room.viewer.headers))).toContain(
      `/kho-tu-lieu/${recordingId}/am-thanh`,
    );
  });

  it('with a number that is taken is refused, naming the other one, archived or not', async () => {
    const room = await openNewsroom();
    const id = await write(room);
    const words = 'Chuyên mục đã có Số 02/2025 (“Hóa đơn điện tử từ máy tính tiền”); chọn số khác';
    const form = await room.web.post(`/chuyen-muc/${CDS}/so`, FORM, room.editor.headers);
    expect(form.status).toBe(422);
    expect(await form.text()).toContain(words);
    const draft = { programmeId: CDS, year: 2025, number: 2, title: 'Khác' };
    const api = await call(room.web, 'POST', '/episodes', room.editor.headers, draft);
    expect(await api.json()).toMatchObject({ status: 422, errors: { number: words } });

    await room.web.post(`/so/${id}/luu-tru`, {}, room.editor.headers);
    const again = await room.web.post(`/chuyen-muc/${CDS}/so`, FORM, room.editor.headers);
    expect(await again.text()).toContain('đang lưu trữ');
  });

  it('with mistakes is sent back with each of them and what was typed', async () => {
    const { web, editor } = await openNewsroom();
    const form = { ...FORM, number: 'hai', year: '25', title: ' ' };
    const answer = await web.post(`/chuyen-muc/${CDS}/so`, form, editor.headers);
    const page = await answer.text();
    expect(answer.status).toBe(422);
    for (const field of ['number', 'year', 'title']) expect(page, field).toContain(`href="#f-${field}"`);
    expect(page).toContain('value="hai"');
    expect(page).toMatch(/value="b-i-4-dd" checked/);
  });

  it.each([
    ['of a month that does not exist', MONTHLY, { number: '13' }, 'Số của chuyên mục này là tháng, từ 1 đến 12'],
    ['on a topic the plan does not have', CDS, { topics: ['b-i-4-f'] }, 'Chọn chủ đề trong danh sách'],
    ['on a group of topics', CDS, { topics: ['b-i-4'] }, 'Chọn chủ đề trong danh sách'],
    ['with a recording there is not', CDS, { recordingId: '99' }, 'Không có tệp âm thanh này'],
    ['with a recording still being checked', CDS, { recordingId: '1' }, 'chưa kiểm tra xong'],
  ])('is refused %s, in the form and in the API alike', async (_, programmeId, changes, words) => {
    const { web, editor, addRecording } = await openNewsroom();
    addRecording('Đang kiểm tra', { ready: false });
    const form = { ...FORM, ...changes };
    const answer = await web.post(`/chuyen-muc/${programmeId}/so`, form, editor.headers);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    const recordingId = form.recordingId === '' ? null : Number(form.recordingId);
    const draft = { ...form, programmeId, year: 2025, number: Number(form.number), recordingId };
    const api = await call(web, 'POST', '/episodes', editor.headers, draft);
    expect(api.status).toBe(422);
    expect(await api.text()).toContain(words);
  });

  it('whose words are markup shows them as text', async () => {
    const room = await openNewsroom();
    const title = '<script>alert(1)</script>';
    const id = await write(room, { title, notes: '<img src=x>' });
    for (const path of [`/so/${id}`, `/so/${id}/sua`, `/so/${id}/luu-tru`, `/chuyen-muc/${CDS}`]) {
      const page = await pageOf(room.web.get(path, room.editor.headers));
      expect(page, path).toContain('&lt;script&gt;alert(1)');
      expect(page, path).not.toContain(title);
      expect(page, path).not.toContain('<img');
    }
  });
});

describe('an issue that has aired', () => {
  async function aired() {
    const room = await openNewsroom();
    const { id: recordingId } = room.addRecording('Bài 2');
    const id = await write(room, { recordingId: String(recordingId) });
    room.airWhole(id);
    return { room, id, recordingId: String(recordingId) };
  }

  it('keeps its number, because the log has it; its words may still be mended', async () => {
    const { room, id, recordingId } = await aired();
    const renumbered = await room.web.post(`/so/${id}`, { ...FORM, recordingId, number: '3' }, room.editor.headers);
    expect(renumbered.status).toBe(422);
    expect(await renumbered.text()).toContain('Số đã phát giữ nguyên là Số 02/2025');
    const mended = await room.web.post(`/so/${id}`, { ...FORM, recordingId, title: 'Hóa đơn' }, room.editor.headers);
    expect(mended.status).toBe(303);
    expect(room.episodes.find(id)).toMatchObject({ number: 2, title: 'Hóa đơn' });
    expect(await stateOf(room, id)).toBe('Đã phát');
  });

  it('takes its topics off the list of those never heard', async () => {
    const { room } = await aired();
    room.web.now = after(room.web.now, MINUTE);
    const page = await pageOf(room.web.get(`/chuyen-muc/${CDS}/so/them`, room.editor.headers));
    expect(page.match(/chưa phát lần nào/g)).toHaveLength(26);
  });
});

describe('an issue put away', () => {
  it('leaves the list, keeps its page and its number, and can be brought back', async () => {
    const room = await openNewsroom();
    const id = await write(room);
    const { web, editor } = room;
    const list = () => pageOf(web.get(`/chuyen-muc/${CDS}`, editor.headers));
    expect(await pageOf(web.get(`/so/${id}/luu-tru`, editor.headers))).toContain('nhật ký phát thanh không đổi');
    await web.post(`/so/${id}/luu-tru`, {}, editor.headers);
    expect(await list()).not.toContain(FORM.title);
    expect(await pageOf(web.get(`/chuyen-muc/${CDS}?luu-tru=co`, editor.headers))).toContain(FORM.title);
    expect(await stateOf(room, id)).toBe('Đã lưu trữ');
    expect((await web.get(`/so/${id}/sua`, editor.headers)).status).toBe(404);
    expect(
      (await call(web, 'PUT', `/episodes/${id}`, editor.headers, { year: 2025, number: 2, title: 'x' })).status,
    ).toBe(409);

    await web.post(`/so/${id}/khoi-phuc`, {}, editor.headers);
    expect(await list()).toContain(FORM.title);
    expect((await call(web, 'DELETE', `/episodes/${id}`, editor.headers)).status).toBe(204);
    expect(room.episodes.find(id)?.archivedAt).toBe(web.now);
  });
});

describe('the list of issues', () => {
  it('is in the order of issues, newest first, in pages that lose none', async () => {
    const room = await openNewsroom();
    const { web, viewer, episodes, editor } = room;
    for (let number = 1; number <= 60; number++)
      episodes.add({
        programmeId: CDS,
        year: 2025,
        number,
        title: `Bài ${number}`,
        notes: '',
        topics: [],
        recordingId: null,
        authorId: editor.user.id,
        createdAt: web.now,
      });
    const first = await pageOf(web.get(`/chuyen-muc/${CDS}`, viewer.headers));
    const labels = (page: string) => [...page.matchAll(/>Số (\d\d)\/2025</g)].map(([, number]) => Number(number));
    expect(labels(first)).toEqual(Array.from({ length: 50 }, (_, i) => 60 - i));
    const older = /href="([^"]+sau=[^"]+)"/.exec(first)![1]!;
    expect(labels(await pageOf(web.get(older, viewer.headers)))).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);

    type Page = { episodes: { number: number }[]; next: string | null };
    const ask = async (query: string) =>
      (await (await call(web, 'GET', `/episodes${query}`, viewer.headers)).json()) as Page;
    const page = await ask(`?programmeId=${CDS}&state=draft`);
    const rest = await ask(`?programmeId=${CDS}&state=draft&after=${page.next}`);
    expect([...page.episodes, ...rest.episodes].map(({ number }) => number)).toEqual(
      Array.from({ length: 60 }, (_, i) => 60 - i),
    );
    expect(rest.next).toBeNull();
    expect((await ask('?state=approved')).episodes).toEqual([]);
    expect((await ask('?search=bai%2060')).episodes).toHaveLength(1);
    expect((await call(web, 'GET', '/episodes?after=x', viewer.headers)).status).toBe(422);
  });
});

describe('who may', () => {
  it('write an issue: an editor; read it: everybody signed in', async () => {
    const room = await openNewsroom();
    const id = await write(room);
    const { web, approver, viewer } = room;
    for (const { headers } of [approver, viewer]) {
      for (const path of [`/chuyen-muc/${CDS}/so`, `/so/${id}`, `/so/${id}/luu-tru`, `/so/${id}/khoi-phuc`])
        expect((await web.post(path, FORM, headers)).status, path).toBe(403);
      expect((await call(web, 'DELETE', `/episodes/${id}`, headers)).status).toBe(403);
      expect((await web.get(`/so/${id}`, headers)).status).toBe(200);
      expect((await call(web, 'GET', `/episodes/${id}`, headers)).status).toBe(200);
    }
    expect(await pageOf(web.get(`/so/${id}`, viewer.headers))).not.toContain('Lưu trữ…');
    expect((await web.get(`/so/${id}`)).status).toBe(303);
  });

  it('nobody opens an issue that is not there', async () => {
    const { web, editor } = await openNewsroom();
    for (const path of ['/so/99', '/so/99/sua', '/so/99/luu-tru', '/so/abc', '/chuyen-muc/khong-co/so/them'])
      expect((await web.get(path, editor.headers)).status, path).toBe(404);
    expect((await call(web, 'GET', '/episodes/99', editor.headers)).status).toBe(404);
  });
});

it('the player follows the choice of a recording', async () => {
  const { web, editor, addRecording } = await openNewsroom();
  const { id } = addRecording('Bài 2');
  const part = await pageOf(web.get(`/so/nghe?recordingId=${id}`, editor.headers));
  expect(part).toContain(`src="/kho-tu-lieu/${id}/am-thanh"`);
  expect(part).not.toContain('<html');
  expect(await pageOf(web.get('/so/nghe?recordingId=', editor.headers))).toBe('');
});
