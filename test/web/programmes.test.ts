import { describe, expect, it } from 'vitest';
import { obligationWords } from '../../views/programmes.tsx';
import { CDS, call, MONTHLY, openNewsroom, pageOf } from '../support/newsroom.ts';

const FORM = { name: 'Tin trong xã', abbr: 'TTX', issueWord: 'số', area: '', leadUnit: 'ttvh' };

describe('the programmes', () => {
  it('stand in the order of the plan with the clause cited, the frequency as written and the lead unit', async () => {
    const { web, viewer } = await openNewsroom();
    const page = await pageOf(web.get('/chuyen-muc', viewer.headers));
    expect(page).toContain('Theo Kế hoạch số 25/KH-UBND năm 2025');
    const places = ['C.I.2.a', 'C.I.2.c', 'C.II.12.b', 'E.7.c'].map((code) => page.indexOf(code));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(page).toContain('2 tuần/1 số (26 số/năm)');
    expect(page).toContain('Chủ trì: Trung tâm VHTTDL&amp;TT');
    expect(page).not.toContain('Thêm chuyên mục');
  });

  it('say the last aired issue, the next one and how many are ready', async () => {
    const { web, editor, episodes, addRecording, airWhole, approver, viewer } = await openNewsroom();
    const ids = [1, 2, 3, 4].map((number) => {
      const { id: recordingId, sha } = addRecording(`ban-${number}`);
      const added = episodes.add({
        programmeId: CDS,
        year: 2025,
        number,
        title: `Bài ${number}`,
        notes: '',
        topics: [],
        recordingId,
        authorId: editor.user.id,
        createdAt: web.now,
      });
      if (!added.ok) throw new Error(added.error);
      const approval = { playoutSha256: sha, approverId: approver.user.id, soleReason: null, approvedAt: web.now };
      if (number < 4) episodes.approve({ episodeId: added.value.id, ...approval });
      return added.value.id;
    });
    airWhole(ids[0]!);
    const page = await pageOf(web.get('/chuyen-muc', viewer.headers));
    const row = page.slice(page.indexOf(`/chuyen-muc/${CDS}"`), page.indexOf(`/chuyen-muc/${MONTHLY}"`));
    expect(row).toMatch(/Phát gần nhất.*Số 01\/2025.*10\/09\/2025/s);
    expect(row).toMatch(/Số tiếp theo.*Số 02\/2025.*Đã duyệt/s);
    expect(row).toMatch(/Đã duyệt, chưa phát">2</);
  });

  it('once the year of the plan is over, say so', async () => {
    const { web, viewer } = await openNewsroom();
    expect(await pageOf(web.get('/chuyen-muc', viewer.headers))).not.toContain('Kế hoạch năm 2025 đã hết hạn');
    Object.assign(web, { now: Date.parse('2026-01-01T00:00:00+07:00') });
    expect(await pageOf(web.get('/chuyen-muc', viewer.headers))).toContain('Kế hoạch năm 2025 đã hết hạn');
  });
});

describe('what is owed, in words', () => {
  it('is a sentence for each of the duties of the plan', async () => {
    const { plans, programmes } = await openNewsroom();
    const words = plans
      .obligations()
      .map((owed) => obligationWords(owed, programmes.find(owed.programmeId)!.issueWord));
    expect(words).toEqual([
      'Cứ 2 tuần 1 số, 26 số một năm, từ 01/01/2025 đến 31/12/2025',
      'Mỗi tháng 1 chuyên mục, mỗi chuyên mục phát lại 3 lần, từ 01/01/2025 đến 31/12/2025',
      'Thường xuyên, không định số lượng, từ 01/01/2025 đến 31/12/2025',
      'Kế hoạch không nêu tần suất',
    ]);
  });
});

describe('a programme of the station', () => {
  it('made in the form is the one the API would have made', async () => {
    const { web, editor, programmes } = await openNewsroom();
    const answer = await web.post('/chuyen-muc', FORM, editor.headers);
    expect(answer.headers.get('location')).toBe('/chuyen-muc/tin-trong-xa');
    const made = await call(web, 'POST', '/programmes', editor.headers, { ...FORM, name: 'Tin trong xã 2' });
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ id: 'tin-trong-xa-2', planId: null, obligations: [], leadUnit: 'ttvh' });
    expect(programmes.find('tin-trong-xa-2')).toEqual({
      ...programmes.find('tin-trong-xa'),
      id: 'tin-trong-xa-2',
      name: 'Tin trong xã 2',
    });
  });

  it('named like a page keeps an address of its own', async () => {
    const { web, editor } = await openNewsroom();
    const answer = await web.post('/chuyen-muc', { ...FORM, name: 'Thêm' }, editor.headers);
    expect(answer.headers.get('location')).toBe('/chuyen-muc/them-2');
  });

  it.each([
    ['without a name', { name: ' ' }, 'Nhập tên chuyên mục'],
    ['of a name there is, in other letters', { name: 'CHUYÊN MỤC “chuyển đổi số”' }, 'Đã có chuyên mục tên'],
    ['led by nobody known', { leadUnit: 'khong-co' }, 'Chọn một đơn vị trong danh sách'],
    ['whose issues have no name', { issueWord: 'tập' }, 'Chọn cách gọi mỗi số'],
  ])('is refused %s, in the form and in the API alike', async (_, changes, words) => {
    const { web, editor } = await openNewsroom();
    const form = await web.post('/chuyen-muc', { ...FORM, ...changes }, editor.headers);
    expect(form.status).toBe(422);
    expect(await form.text()).toContain(words);
    const api = await call(web, 'POST', '/programmes', editor.headers, { ...FORM, ...changes });
    expect(api.status).toBe(422);
    expect(await api.text()).toContain(words);
  });

  it('with a thirteenth issue cannot be numbered by months', async () => {
    const { web, editor, programmes } = await openNewsroom();
    const episode = { programmeId: CDS, year: 2025, number: 13, title: 'Bài 13' };
    await call(web, 'POST', '/episodes', editor.headers, episode);
    const { name, abbr } = programmes.find(CDS)!;
    const change = { ...FORM, name, abbr, issueWord: 'chuyên mục' };
    const answer = await web.post(`/chuyen-muc/${CDS}`, change, editor.headers);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('đã có số 13/2025');
  });

  it('changed keeps its plan, and the playout is told', async () => {
    const { web, editor, programmes } = await openNewsroom();
    const before = programmes.find(CDS)!;
    const changes = { ...FORM, name: 'Chuyển đổi số mỗi nhà', leadUnit: null };
    const answer = await call(web, 'PUT', `/programmes/${CDS}`, editor.headers, changes);
    expect(answer.status).toBe(200);
    expect(programmes.find(CDS)).toMatchObject({ name: changes.name, planId: before.planId, leadUnit: null });
    expect(web.nudges).toBe(1);
  });

  it('is written by editors only, and read by everybody signed in', async () => {
    const { web, approver, viewer } = await openNewsroom();
    for (const { headers } of [approver, viewer]) {
      expect((await web.post('/chuyen-muc', FORM, headers)).status).toBe(403);
      expect((await call(web, 'POST', '/programmes', headers, FORM)).status).toBe(403);
      expect((await web.get(`/chuyen-muc/${CDS}`, headers)).status).toBe(200);
      expect((await call(web, 'GET', `/programmes/${CDS}`, headers)).status).toBe(200);
    }
    expect((await web.get('/chuyen-muc')).status).toBe(303);
    expect((await call(web, 'GET', '/programmes', {})).status).toBe(401);
  });

  it('that does not exist is not found', async () => {
    const { web, editor } = await openNewsroom();
    expect((await web.get('/chuyen-muc/khong-co', editor.headers)).status).toBe(404);
    expect((await web.post('/chuyen-muc/khong-co', FORM, editor.headers)).status).toBe(404);
    expect((await call(web, 'GET', '/programmes/khong-co', editor.headers)).status).toBe(404);
  });

  it('whose name is markup shows it as text', async () => {
    const { web, editor } = await openNewsroom();
    await web.post('/chuyen-muc', { ...FORM, name: '<img src=x onerror=alert(1)>' }, editor.headers);
    for (const path of [
      '/chuyen-muc',
      '/chuyen-muc/img-src-x-onerror-alert-1',
      '/chuyen-muc/img-src-x-onerror-alert-1/so/them',
    ]) {
      const page = await pageOf(web.get(path, editor.headers));
      expect(page, path).toContain('&lt;img src=x');
      expect(page, path).not.toContain('<img src=x');
    }
  });
});

describe('plans and topics in the API', () => {
  it('are those of the file: four duties, 28 leaf topics, đ between d and e', async () => {
    const { web, viewer } = await openNewsroom();
    const { plans, units } = (await (await call(web, 'GET', '/plans', viewer.headers)).json()) as {
      plans: { number: string; obligations: unknown[] }[];
      units: { id: string }[];
    };
    expect(plans).toMatchObject([{ number: '25/KH-UBND', year: 2025 }]);
    expect(plans[0]?.obligations).toHaveLength(4);
    expect(units.map(({ id }) => id)).toContain('vhxh');
    const { topics } = (await (await call(web, 'GET', '/topics', viewer.headers)).json()) as {
      topics: { code: string; leaf: boolean }[];
    };
    const leaves = topics.filter(({ leaf }) => leaf).map(({ code }) => code);
    expect(leaves).toHaveLength(28);
    expect(leaves.slice(6, 9)).toEqual(['B.I.4.d', 'B.I.4.đ', 'B.I.4.e']);
  });
});
