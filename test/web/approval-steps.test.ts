/** What lies between an editor and an approver: submitting, sending back, listening, several at once, deputies, the book. */
import exceljs from 'exceljs';
import { describe, expect, it } from 'vitest';
import { episodeState, isWaiting } from '../../src/core/episodes.ts';
import type { Role } from '../../src/core/model.ts';
import { dayOf } from '../../src/core/time.ts';
import { flashOf } from '../support/library.ts';
import { CDS, call, openNewsroom, pageOf } from '../support/newsroom.ts';
import { at, ZONE } from '../support/schedule.ts';

/** An editor's issue with sound, a draft yet, unless told otherwise. */
async function openDesk({ submit = false } = {}) {
  const room = await openNewsroom();
  const { web, episodes } = room;
  const made = new Map<string, number>();
  async function addIssue(number: number, title: string): Promise<{ id: number; sha: string; soundId: number }> {
    const sound = room.addRecording(title);
    const draft = { programmeId: CDS, year: 2025, number, title, recordingId: sound.id, submit };
    const answer = await call(web, 'POST', '/episodes', room.editor.headers, draft);
    const { id } = (await answer.json()) as { id: number };
    made.set(title, id);
    return { id, sha: sound.sha, soundId: sound.id };
  }
  const issue = await addIssue(2, 'Hóa đơn điện tử');
  const stateOf = (id = issue.id) => episodeState(episodes.findInFull(id)!, dayOf(web.now, ZONE).toString());
  const post = (path: string, form: Record<string, string | string[]> = {}, who = room.editor) =>
    web.post(path, form, who.headers);
  const submitIt = (id = issue.id) => post(`/so/${id}/trinh-duyet`);
  const sendBack = (form: Record<string, string>, who = room.approver) =>
    post(`/duyet/${issue.id}/tra-lai`, { playoutSha256: issue.sha, ...form }, who);
  const hear = (ranges: string, who = room.approver) =>
    post(`/duyet/${issue.id}/da-nghe`, { playoutSha256: issue.sha, ranges }, who);
  const inbox = (who = room.approver) => pageOf(web.get('/duyet', who.headers));
  return { ...room, ...issue, addIssue, stateOf, post, submitIt, sendBack, hear, inbox };
}

describe('an issue', () => {
  it('is a draft until its editor submits it; then the approver has it, and the editor may take it back', async () => {
    const { stateOf, submitIt, post, inbox, id, web, editor, episodes } = await openDesk();
    expect(stateOf()).toBe('draft');
    expect(await inbox()).toContain('Không có số nào chờ duyệt');
    expect(await pageOf(web.get(`/so/${id}`, editor.headers))).toContain('Trình duyệt</button>');
    expect(flashOf(await submitIt())).toContain('Đã trình duyệt');
    expect(stateOf()).toBe('waiting');
    expect(episodes.countWaiting()).toBe(1);
    expect(await inbox()).toContain(`Trình duyệt: ${editor.user.name}, 10/09/2025 08:00`);
    expect(flashOf(await submitIt())).toContain('Số này đang chờ duyệt');

    await post(`/so/${id}/thu-hoi-trinh`);
    expect(stateOf()).toBe('draft');
    expect(episodes.countWaiting()).toBe(0);
    expect(flashOf(await post(`/so/${id}/thu-hoi-trinh`))).toContain('không chờ duyệt');
  });

  it('that nobody submitted cannot be approved or sent back', async () => {
    const { post, sendBack, approver, id, sha, stateOf } = await openDesk();
    const answer = await post(`/duyet/${id}`, { playoutSha256: sha }, approver);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Số này chưa được trình duyệt');
    expect((await sendBack({ kind: 'returned', remark: 'sửa' })).status).toBe(422);
    expect(stateOf()).toBe('draft');
  });

  it('without sound is not submitted, and says why', async () => {
    const { web, editor } = await openDesk();
    const draft = { programmeId: CDS, year: 2025, number: 9, title: 'Chưa có tiếng', submit: true };
    const made = (await (await call(web, 'POST', '/episodes', editor.headers, draft)).json()) as {
      id: number;
      state: string;
    };
    expect(made.state).toBe('draft');
    const said = await call(web, 'PUT', `/episodes/${made.id}/submission`, editor.headers);
    expect(await said.json()).toMatchObject({ status: 409, detail: expect.stringContaining('chưa có âm thanh') });
  });

  it('that has aired, and whose last day is over, is no longer in force', async () => {
    const { episodes, web, submitIt, airWhole, id, stateOf } = await openDesk();
    await submitIt();
    airWhole(id);
    expect(stateOf()).toBe('aired');
    const { authorId: _a, createdAt: _c, archivedAt: _r, ...issue } = episodes.find(id)!;
    episodes.change({ ...issue, validUntil: '2025-09-10' });
    expect(stateOf()).toBe('aired');
    web.now = at('2025-09-11 00:00');
    expect(stateOf()).toBe('expired');
  });
});

describe('sent back', () => {
  it('with a remark at places in the sound, it is the editor’s again, and each place is a link that is heard', async () => {
    const { sendBack, submitIt, stateOf, inbox, web, editor, approver, id, soundId, episodes } = await openDesk();
    await submitIt();
    const remark = 'Đọc sai tên tại 03:20\n<b>Ồn</b> tại 12:05';
    expect((await sendBack({ kind: 'returned', remark })).status).toBe(303);
    expect(stateOf()).toBe('returned');
    expect(episodes.countWaiting()).toBe(0);
    const page = await pageOf(web.get(`/so/${id}`, editor.headers));
    expect(page).toContain(`href="/kho-tu-lieu/${soundId}/am-thanh#t=200" data-seeks="nghe-${id}" data-at="200000"`);
    expect(page).toContain('&lt;b&gt;Ồn&lt;/b&gt;');
    expect(page).toContain('Trình duyệt lại');
    expect(page).toContain(`Trả lại để sửa</strong> · ${approver.user.name}`);
    expect(await inbox(editor)).toMatch(/Trả lại, không duyệt.*Hóa đơn điện tử/s);

    await submitIt();
    expect(stateOf()).toBe('waiting');
    expect(await inbox()).toContain('Đọc sai tên');
  });

  it('needs words, and places that the sound has; what was typed stays', async () => {
    const { sendBack, submitIt, stateOf } = await openDesk();
    await submitIt();
    expect(await (await sendBack({ kind: 'returned', remark: '  ' })).text()).toContain('Viết điều cần sửa');
    const answer = await sendBack({ kind: 'returned', remark: 'ồn tại 15:00' });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('Âm thanh dài 14:00, không có chỗ 15:00');
    expect(page).toContain('>ồn tại 15:00</textarea>');
    expect((await sendBack({ kind: 'approved', remark: 'x' })).status).toBe(422);
    expect(stateOf()).toBe('waiting');
  });

  it('not approved at all, it comes back with another sound only', async () => {
    const { sendBack, submitIt, stateOf, addRecording, episodes, web, id } = await openDesk();
    await submitIt();
    await sendBack({ kind: 'rejected', remark: 'Sai chủ trương' });
    expect(stateOf()).toBe('rejected');
    expect(flashOf(await submitIt())).toContain('thay âm thanh khác rồi trình lại');
    episodes.setRecording(id, addRecording('bài khác').id, web.now);
    await submitIt();
    expect(stateOf()).toBe('waiting');
  });

  it('is of the sound that was heard: another one meanwhile, or an approval, refuses it', async () => {
    const { sendBack, submitIt, addRecording, episodes, web, id, post, approver } = await openDesk();
    await submitIt();
    const other = addRecording('bài khác');
    episodes.setRecording(id, other.id, web.now);
    expect(await (await sendBack({ kind: 'returned', remark: 'ồn' })).text()).toContain('Âm thanh đã thay đổi');
    await post(`/duyet/${id}`, { playoutSha256: other.sha }, approver);
    const late = await sendBack({ kind: 'returned', remark: 'ồn', playoutSha256: other.sha });
    expect(await late.text()).toContain('Số này đã được duyệt');
  });

  it('through the API is the same, and the whole history is there', async () => {
    const { web, id, sha, editor, approver, viewer } = await openDesk();
    await call(web, 'PUT', `/episodes/${id}/submission`, editor.headers);
    const said = { playoutSha256: sha, kind: 'returned', remark: 'ồn tại 01:00' };
    expect((await call(web, 'POST', `/episodes/${id}/decisions`, approver.headers, said)).status).toBe(201);
    const { steps } = (await (await call(web, 'GET', `/episodes/${id}/steps`, viewer.headers)).json()) as {
      steps: { kind: string; madeBy: number; origin: string; remark: string }[];
    };
    expect(steps).toMatchObject([
      { kind: 'returned', madeBy: approver.user.id, origin: 'api', remark: 'ồn tại 01:00' },
      { kind: 'submitted', madeBy: editor.user.id, origin: 'api' },
    ]);
    const late = await call(web, 'POST', `/episodes/${id}/decisions`, approver.headers, {
      ...said,
      remark: 'tại 99:00',
    });
    expect(late.status).toBe(409);
  });
});

describe('what an approver has heard', () => {
  it('adds up over visits, each second once, and is kept with the approval', async () => {
    const { hear, submitIt, inbox, web, approver, id, sha, episodes } = await openDesk();
    await submitIt();
    expect(await inbox()).toContain('Chưa nghe');
    expect(await (await hear('0-120000')).text()).toBe('Đã nghe 02:00 trong 14:00');
    expect(await (await hear('60000-200000,abc,5-1,-9')).status).toBe(422);
    expect(await (await hear('60000-200000')).text()).toBe('Đã nghe 03:20 trong 14:00');
    expect(await inbox()).toContain('Đã nghe 03:20 trong 14:00');
    await web.post(`/duyet/${id}`, { playoutSha256: sha, ranges: '200000-260000' }, approver.headers);
    expect(episodes.approvalsOf(id)).toMatchObject([{ heardMs: 260_000, lengthMs: 840_000 }]);
    expect(await pageOf(web.get(`/so/${id}`, approver.headers))).toContain('Khi duyệt: đã nghe 04:20 trong 14:00');
  });

  it('is each person’s own, and of one sound', async () => {
    const { hear, submitIt, inbox, both, addRecording, episodes, web, id, approver, sha } = await openDesk();
    await submitIt();
    await hear('0-840000');
    expect(await inbox()).toContain('Đã nghe hết');
    expect(await inbox(both)).toContain('Chưa nghe');
    episodes.setRecording(id, addRecording('bài khác').id, web.now);
    expect(await inbox()).toContain('Chưa nghe');
    const stale = { playoutSha256: sha, ranges: [[0, 1000]] };
    expect((await call(web, 'PUT', `/episodes/${id}/listening`, approver.headers, stale)).status).toBe(409);
    expect((await hear('0-1000')).status).toBe(422);
  });

  it('keeps nobody from approving, and the book says it', async () => {
    const { submitIt, post, approver, id, sha, web } = await openDesk();
    await submitIt();
    expect((await post(`/duyet/${id}`, { playoutSha256: sha }, approver)).status).toBe(303);
    const book = await pageOf(web.get('/so-sach/so-duyet-tin-bai?ky=2025-09', approver.headers));
    expect(book).toContain(`${sha.slice(0, 16)}; chưa nghe`);
  });
});

describe('several at once', () => {
  it('each shows what was heard of it before it is approved, and each is an approval of its own', async () => {
    const { addIssue, hear, web, approver, post, id, sha, stateOf, inbox } = await openDesk({ submit: true });
    const other = await addIssue(3, 'Chữ ký số');
    expect(await inbox()).toContain('href="/duyet/nhieu"');
    await hear('0-840000');
    const page = await pageOf(web.get('/duyet/nhieu', approver.headers));
    expect(page).toMatch(/Hóa đơn điện tử.*Đã nghe hết.*Chữ ký số.*Chưa nghe/s);
    const chosen = { so: [`${id}:${sha}`, `${other.id}:${other.sha}`] };
    expect(flashOf(await post('/duyet/nhieu/duyet', chosen, approver))).toContain('Đã duyệt 2 số');
    expect([stateOf(), stateOf(other.id)]).toEqual(['approved', 'approved']);
  });

  it('what changed meanwhile is left out by name, and nothing chosen is said', async () => {
    const { addIssue, approver, post, id, sha, stateOf, episodes, addRecording, web } = await openDesk({
      submit: true,
    });
    const other = await addIssue(3, 'Chữ ký số');
    episodes.setRecording(id, addRecording('bài khác').id, web.now);
    const answer = await post(
      '/duyet/nhieu/duyet',
      { so: [`${id}:${sha}`, `${other.id}:${other.sha}`, '9:x'] },
      approver,
    );
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/Đã duyệt 1 số\. Chưa duyệt: “Hóa đơn điện tử”: Âm thanh đã thay đổi/);
    expect([stateOf(), stateOf(other.id)]).toEqual(['waiting', 'approved']);
    expect(await (await post('/duyet/nhieu/duyet', {}, approver)).text()).toContain('Chọn ít nhất một số');
  });

  it('offers nobody what they had a hand in', async () => {
    const { addIssue, both, editor, web, post, addRecording, stateOf } = await openDesk({ submit: true });
    await addIssue(3, 'Chữ ký số');
    const sound = addRecording('Của tôi');
    const own = { programmeId: CDS, year: 2025, number: 4, title: 'Của tôi', recordingId: sound.id, submit: true };
    const { id } = (await (await call(web, 'POST', '/episodes', both.headers, own)).json()) as { id: number };
    const page = await pageOf(web.get('/duyet/nhieu', both.headers));
    expect(page).toMatch(new RegExp(`value="${id}:[^"]*" disabled`));
    expect((await post('/duyet/nhieu/duyet', { so: [`${id}:${sound.sha}`] }, both)).status).toBe(422);
    expect(stateOf(id)).toBe('waiting');
    expect((await web.get('/duyet/nhieu', editor.headers)).status).toBe(403);
  });
});

describe('a deputy', () => {
  it('approves in the days of their paper and in no others, and the papers say how they signed', async () => {
    const { web, post, submitIt, id, sha, inbox, addIssue, stateOf } = await openDesk();
    const administrator = web.user(['administrator']);
    const deputy = web.user(['viewer']);
    await submitIt();
    expect((await post(`/duyet/${id}`, { playoutSha256: sha }, deputy)).status).toBe(403);
    const paper = {
      ...{ userId: String(deputy.user.id), form: 'TUQ.', inPlaceOf: 'Giám đốc', position: 'Phó Trưởng phòng' },
      ...{ from: '11/9/2025', until: '12/9/2025', document: 'Giấy ủy quyền số 05/GUQ-UBND' },
    };
    const named = await post('/duyet/uy-quyen/them', paper, administrator);
    expect(named.status).toBe(303);
    expect(await pageOf(web.get('/duyet/uy-quyen', administrator.headers))).toMatch(
      /TUQ\. GIÁM ĐỐC, PHÓ TRƯỞNG PHÒNG.*Giấy ủy quyền số 05.*Chưa đến ngày/s,
    );

    web.now = at('2025-09-10 23:59');
    expect((await post(`/duyet/${id}`, { playoutSha256: sha }, deputy)).status).toBe(403);
    web.now = at('2025-09-11 00:00');
    expect(await inbox(deputy)).toContain('TUQ. GIÁM ĐỐC, PHÓ TRƯỞNG PHÒNG');
    expect((await post(`/duyet/${id}`, { playoutSha256: sha }, deputy)).status).toBe(303);
    const mandate = 'Giấy ủy quyền số 05/GUQ-UBND, từ 11/9/2025 đến 12/9/2025';
    expect(web.station.stores.episodes.approvalsOf(id)).toMatchObject([
      { signedAs: 'TUQ. GIÁM ĐỐC, PHÓ TRƯỞNG PHÒNG', mandate },
    ]);
    const book = await pageOf(web.get('/so-sach/so-duyet-tin-bai?ky=2025-09', deputy.headers));
    expect(book).toContain(`TUQ. GIÁM ĐỐC, PHÓ TRƯỞNG PHÒNG, ${deputy.user.name}, 11/09/2025 00:00`);
    expect(book).toContain(mandate);

    const later = await addIssue(3, 'Chữ ký số');
    await submitIt(later.id);
    web.now = at('2025-09-13 00:00');
    expect((await post(`/duyet/${later.id}`, { playoutSha256: later.sha }, deputy)).status).toBe(403);
    expect(stateOf(later.id)).toBe('waiting');
  });

  it('is refused without a paper, backwards, or when they may approve anyway; the API says the same', async () => {
    const { web, approver, viewer } = await openDesk();
    const administrator = web.user(['administrator']);
    const draft = { form: 'KT.', inPlaceOf: 'Giám đốc', from: '2025-09-11', until: '2025-09-12', document: 'Số 5' };
    const add = (changes: object) =>
      call(web, 'POST', '/approval-deputies', administrator.headers, { ...draft, userId: viewer.user.id, ...changes });
    const errorsOf = async (response: Response | Promise<Response>) =>
      Object.keys(((await (await response).json()) as { errors: object }).errors);
    expect(await errorsOf(add({ document: ' ' }))).toEqual(['document']);
    expect(await errorsOf(add({ until: '2025-09-10' }))).toEqual(['until']);
    expect(await errorsOf(add({ userId: approver.user.id }))).toEqual(['userId']);
    expect(await errorsOf(add({ form: 'Q.' }))).toEqual(['form']);
    expect((await add({})).status).toBe(201);
    const list = await (await call(web, 'GET', '/approval-deputies', viewer.headers)).json();
    expect(list).toMatchObject({ deputies: [{ userId: viewer.user.id, form: 'KT.', document: 'Số 5' }] });
  });
});

describe('roles', () => {
  const EDITORS = ['editor'];
  const APPROVERS = ['approver'];
  const ADMINISTRATORS = ['administrator'];
  const asked: [method: string, path: string, may: string[]][] = [
    ['POST', '/so/ID/trinh-duyet', EDITORS],
    ['POST', '/so/ID/thu-hoi-trinh', EDITORS],
    ['POST', '/duyet/ID/tra-lai', APPROVERS],
    ['POST', '/duyet/ID/da-nghe', APPROVERS],
    ['GET', '/duyet/nhieu', APPROVERS],
    ['POST', '/duyet/nhieu/duyet', APPROVERS],
    ['POST', '/duyet/uy-quyen/them', ADMINISTRATORS],
    ['POST', '/duyet/mot-nguoi/dat', ADMINISTRATORS],
    ['PUT', '/api/v1/episodes/ID/submission', EDITORS],
    ['DELETE', '/api/v1/episodes/ID/submission', EDITORS],
    ['POST', '/api/v1/episodes/ID/decisions', APPROVERS],
    ['PUT', '/api/v1/episodes/ID/listening', APPROVERS],
    ['POST', '/api/v1/sole-modes', ADMINISTRATORS],
    ['POST', '/api/v1/approval-deputies', ADMINISTRATORS],
  ];
  it('each is refused what is not theirs, and nothing of it happens', async () => {
    const { web, id, episodes, episodeSteps } = await openDesk({ submit: true });
    const steps = episodeSteps.of(id).length;
    for (const role of ['editor', 'approver', 'operator', 'reporter', 'administrator', 'viewer'] satisfies Role[]) {
      const { headers } = web.user([role]);
      for (const [method, path, may] of asked) {
        if (may.includes(role)) continue;
        const answer = await web.app.request(path.replace('ID', String(id)), { method, headers });
        expect([role, method, path, answer.status]).toEqual([role, method, path, 403]);
      }
    }
    expect(episodeSteps.of(id)).toHaveLength(steps);
    expect(isWaiting(episodes.findInFull(id)!)).toBe(true);
  });
});

describe('the book of approvals', () => {
  it('has a row for each decision and for what still waits, with the sound’s hash, as a page, a sheet and a PDF', async () => {
    const { web, sendBack, submitIt, post, approver, editor, id, sha, addIssue, addRecording, episodes } =
      await openDesk();
    await submitIt();
    await sendBack({ kind: 'returned', remark: 'đọc lại tại 03:20' });
    web.now = at('2025-09-11 09:00');
    await submitIt();
    await post(`/duyet/${id}`, { playoutSha256: sha }, approver);
    const waiting = await addIssue(3, 'Chữ ký số');
    await submitIt(waiting.id);
    web.now = at('2025-09-12 10:00');
    episodes.setRecording(id, addRecording('bài khác').id, web.now);

    const book = new exceljs.Workbook();
    const file = await web.get('/so-sach/so-duyet-tin-bai.xlsx?ky=2025-09', approver.headers);
    await book.xlsx.load(await file.arrayBuffer());
    const rows = (book.worksheets[0]!.getSheetValues() as unknown[][]).filter((row) => typeof row?.[1] === 'number');
    expect(rows.map((row) => [row[3], row[8]])).toEqual([
      ['Hóa đơn điện tử', 'Sửa: đọc lại tại 03:20'],
      ['Hóa đơn điện tử', 'Đồng ý'],
      ['Chữ ký số', 'Chờ duyệt'],
    ]);
    expect(rows[1]).toMatchObject({
      2: new Date('2025-09-11'),
      5: 'CĐS, số 02/2025',
      6: '14 phút',
      7: editor.user.name,
      9: `${approver.user.name}, 11/09/2025 09:00`,
    });
    expect(rows[1]![10]).toContain('duyệt hết hiệu lực: âm thanh đã thay, 12/09/2025 10:00');
    expect(await pageOf(web.get('/so-sach/so-duyet-tin-bai?ky=2025-09', approver.headers))).toContain(
      'Cộng: đồng ý 01; trả lại sửa 01; không phát 0; chờ duyệt 01.',
    );
    const pdf = await web.get('/so-sach/so-duyet-tin-bai.pdf?ky=2025-09', approver.headers);
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(await pageOf(web.get('/so-sach/so-duyet-tin-bai?ky=2025-08', approver.headers))).not.toContain('Hóa đơn');
  });
});
