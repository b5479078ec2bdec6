import { describe, expect, it } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { CDS, call, openNewsroom, pageOf } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';

/** One issue of "Chuyển đổi số" with sound, by the editor, waiting. */
async function openInbox(author: 'editor' | 'both' = 'editor') {
  const room = await openNewsroom();
  const { web } = room;
  const sound = room.addRecording('Bài 2');
  const draft = {
    programmeId: CDS,
    year: 2025,
    number: 2,
    title: 'Hóa đơn điện tử',
    recordingId: sound.id,
    submit: true,
  };
  const made = await call(web, 'POST', '/episodes', room[author].headers, draft);
  const { id } = (await made.json()) as { id: number };
  web.nudges = 0;

  const change = (changes: object, who = room.editor) =>
    call(web, 'PUT', `/episodes/${id}`, who.headers, { year: 2025, number: 2, title: draft.title, ...changes });
  const inbox = (who = room.approver) => pageOf(web.get('/duyet', who.headers));
  const approve = (form: Record<string, string>, who = room.approver) => web.post(`/duyet/${id}`, form, who.headers);
  const shown = (page: string) => /name="playoutSha256" value="([^"]*)"/.exec(page)?.[1];
  const planned = () => {
    const [first] = room.entries
      .between(web.now, epochMs(web.now + 15 * 86_400_000))
      .filter((one) => one.episodeId === id);
    return first;
  };
  const administrator = web.user(['administrator']);
  return { ...room, db: web.db, administrator, sound, id, change, inbox, approve, shown, planned };
}

describe('the inbox', () => {
  it('has each issue that waits, with its player, its length and its author; the menu counts them', async () => {
    const { inbox, sound, shown, editor, viewer } = await openInbox();
    const page = await inbox();
    expect(page).toContain(`/kho-tu-lieu/${sound.id}/am-thanh`);
    expect(page).toContain(`14 phút · Biên tập: ${editor.user.name}`);
    expect(page).toMatch(/class="count">1</);
    expect(shown(page)).toBe(sound.sha);
    expect(page).not.toContain('name="soleReason"');
    const looking = await inbox(viewer);
    expect(looking).toContain('Hóa đơn điện tử');
    expect(shown(looking)).toBeUndefined();
  });

  it('empty, says what comes here', async () => {
    const { web, approver } = await openNewsroom();
    const page = await pageOf(web.get('/duyet', approver.headers));
    expect(page).toContain('Không có số nào chờ duyệt');
    expect(page).not.toContain('class="count"');
  });

  it('shows markup in a title as text', async () => {
    const { change, sound, inbox } = await openInbox();
    await change({ title: '<b onclick=alert(1)>', recordingId: sound.id });
    const page = await inbox();
    expect(page).toContain('&lt;b onclick');
    expect(page).not.toContain('<b onclick');
  });
});

describe('an approval', () => {
  it('by one button puts the issue on the playlist, says when it will be heard, and tells the playout', async () => {
    const { web, approve, sound, inbox, planned, approver } = await openInbox();
    expect(planned()).toBeUndefined();
    const answer = await approve({ playoutSha256: sound.sha });
    expect(answer.status).toBe(303);
    expect(planned()).toMatchObject({ playoutSha256: sound.sha, missing: null });
    const said = decodeURIComponent(answer.headers.get('set-cookie') ?? '');
    expect(said).toMatch(/Đã duyệt “Hóa đơn điện tử”, phát lúc \d\d:\d\d (Thứ|Chủ)/);
    expect(web.nudges).toBe(1);
    const page = await inbox();
    expect(page).toContain('Không có số nào chờ duyệt');
    expect(page).toMatch(new RegExp(`Đã duyệt, chưa phát.*Hóa đơn điện tử.*${approver.user.name}`, 's'));
  });

  it('through the API is the same approval', async () => {
    const { web, sound, id, approver, planned, episodes } = await openInbox();
    const answer = await call(web, 'PUT', `/episodes/${id}/approval`, approver.headers, { playoutSha256: sound.sha });
    expect(answer.status).toBe(200);
    const approval = await answer.json();
    expect(approval).toMatchObject({ approverId: approver.user.id, soleReason: null, playoutSha256: sound.sha });
    expect(await (await call(web, 'GET', `/episodes/${id}/approval`, approver.headers)).json()).toEqual(approval);
    expect(await (await call(web, 'GET', `/episodes/${id}`, approver.headers)).json()).toMatchObject({
      state: 'approved',
      approval,
    });
    expect(planned()).toBeDefined();
    await call(web, 'PUT', `/episodes/${id}/approval`, approver.headers, { playoutSha256: sound.sha });
    expect(episodes.approvalsOf(id)).toHaveLength(1);
  });

  it('of a sound that changed since the page was opened is refused, and the page lets one hear the new one', async () => {
    const { web, approve, change, addRecording, inbox, shown, sound, id, approver, episodes } = await openInbox();
    const seen = shown(await inbox())!;
    const other = addRecording('Bài 2 sửa');
    await change({ recordingId: other.id });
    const answer = await approve({ playoutSha256: seen });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('Âm thanh đã thay đổi từ lúc mở trang này');
    expect(shown(page)).toBe(other.sha);
    const api = await call(web, 'PUT', `/episodes/${id}/approval`, approver.headers, { playoutSha256: sound.sha });
    expect(api.status).toBe(409);
    expect(episodes.approvalsOf(id)).toEqual([]);
  });

  it('of a sound that was taken away meanwhile is refused in words, though the issue has left the list', async () => {
    const { approve, change, sound } = await openInbox();
    await change({ recordingId: null });
    const answer = await approve({ playoutSha256: sound.sha });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Số này chưa có âm thanh phát được');
  });

  it('of what one had a hand in is another’s, and the page says so instead of a button', async () => {
    const { web, approve, sound, both, inbox, id, episodes } = await openInbox('both');
    const page = await inbox(both);
    expect(page).toContain('Bạn có tham gia làm số này');
    expect(page).not.toContain('class="approval"');
    const answer = await approve({ playoutSha256: sound.sha, soleReason: 'vội' }, both);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('người khác phải duyệt');
    const api = await call(web, 'PUT', `/episodes/${id}/approval`, both.headers, { playoutSha256: sound.sha });
    expect(api.status).toBe(409);
    expect(episodes.approvalsOf(id)).toEqual([]);
  });

  it('is another’s too where one only changed it, or chose or uploaded its sound', async () => {
    const { web, approve, change, both, id, sound, db } = await openInbox();
    await change({ recordingId: sound.id, title: 'Sửa lời' }, both);
    expect((await approve({ playoutSha256: sound.sha }, both)).status).toBe(422);
    await change({ recordingId: sound.id });
    db.prepare('UPDATE recordings SET uploaded_by = ? WHERE id = ?').run(both.user.id, sound.id);
    expect((await approve({ playoutSha256: sound.sha }, both)).status).toBe(422);
    expect(web.station.stores.episodes.approvalsOf(id)).toEqual([]);
  });

  it('by one person alone is one button in the days the administrator said, and carries the reason', async () => {
    const { web, approve, sound, both, inbox, id, episodes, administrator } = await openInbox('both');
    const days = { from: '10/9/2025', until: '12/9/2025', reason: 'Đài chỉ có một cán bộ' };
    expect((await web.post('/duyet/mot-nguoi/dat', days, both.headers)).status).toBe(403);
    expect((await web.post('/duyet/mot-nguoi/dat', days, administrator.headers)).status).toBe(303);
    expect(await inbox(both)).toContain('Chế độ một người: Đài chỉ có một cán bộ');
    expect((await approve({ playoutSha256: sound.sha, soleReason: 'Giám đốc đi họp' }, both)).status).toBe(303);
    const reason = 'Đài chỉ có một cán bộ; Giám đốc đi họp';
    expect(episodes.approvalsOf(id)).toMatchObject([{ soleReason: reason, soleModeId: 1 }]);
    expect(await pageOf(web.get(`/so/${id}`, both.headers))).toContain(`Một người vừa biên tập vừa duyệt: ${reason}`);
    const book = await pageOf(web.get('/so-sach/so-duyet-tin-bai?ky=2025-09', both.headers));
    expect(book).toContain(`một người vừa làm vừa duyệt: ${reason}`);
    expect(book).toContain('Trong đó 01 lượt do một người vừa làm vừa duyệt');
  });

  it('by one person alone ends with the last day, or when the administrator ends it', async () => {
    const { web, approve, sound, both, administrator } = await openInbox('both');
    const mode = { from: '2025-09-09', until: '2025-09-09', reason: 'một người' };
    const add = (days: object) => call(web, 'POST', '/sole-modes', administrator.headers, { ...mode, ...days });
    expect(await (await add({})).json()).toMatchObject({ status: 422, errors: { until: 'Ngày cuối đã qua' } });
    expect((await add({ until: '2025-09-10' })).status).toBe(201);
    expect((await add({ until: '2025-09-11' })).status).toBe(422);
    web.now = at('2025-09-11 00:00');
    expect((await approve({ playoutSha256: sound.sha }, both)).status).toBe(422);
    expect((await add({ until: '2025-09-11' })).status).toBe(201);
    expect((await web.post('/duyet/mot-nguoi/2/ket-thuc', {}, administrator.headers)).status).toBe(303);
    expect((await approve({ playoutSha256: sound.sha }, both)).status).toBe(422);
  });

  it('is voided by another sound, and the page says since when; the old sound brings it back', async () => {
    const { web, approve, change, addRecording, inbox, sound, id, viewer, planned } = await openInbox();
    await approve({ playoutSha256: sound.sha });
    const other = addRecording('Bài 2 sửa');
    await change({ recordingId: other.id });
    const words = 'Duyệt hết hiệu lực: âm thanh đã thay lúc 10/09/2025 08:00';
    expect(await inbox()).toContain(words);
    expect(await pageOf(web.get(`/so/${id}`, viewer.headers))).toContain(words);
    const api = await call(web, 'GET', `/episodes/${id}/approval`, viewer.headers);
    expect(api.status).toBe(404);
    expect(await api.text()).toContain('Âm thanh đã thay đổi sau khi duyệt');
    expect(planned()).toBeUndefined();
    await change({ recordingId: sound.id });
    expect(planned()).toBeDefined();
  });

  it('outlives a change of words', async () => {
    const { approve, change, sound, planned } = await openInbox();
    await approve({ playoutSha256: sound.sha });
    await change({ title: 'Tiêu đề mới', recordingId: sound.id });
    expect(planned()).toBeDefined();
  });

  it('is asked for again when the sound of an aired issue changes', async () => {
    const { approve, change, addRecording, airWhole, inbox, sound, id } = await openInbox();
    await approve({ playoutSha256: sound.sha });
    airWhole(id);
    expect(await inbox()).not.toContain('Hóa đơn điện tử');
    await change({ recordingId: addRecording('Bài 2 sửa').id });
    expect(await inbox()).toMatch(/class="count">1<.*Hóa đơn điện tử/s);
  });

  it('of an archived issue is refused', async () => {
    const { web, approve, sound, id, editor } = await openInbox();
    await web.post(`/so/${id}/luu-tru`, {}, editor.headers);
    const answer = await approve({ playoutSha256: sound.sha });
    expect(await answer.text()).toContain('Số này đã lưu trữ');
  });

  it('is for approvers only', async () => {
    const { web, approve, sound, id, editor, viewer } = await openInbox();
    for (const who of [editor, viewer]) {
      expect((await approve({ playoutSha256: sound.sha }, who)).status).toBe(403);
      expect((await web.post(`/duyet/${id}/thu-hoi`, {}, who.headers)).status).toBe(403);
      const body = { playoutSha256: sound.sha };
      expect((await call(web, 'PUT', `/episodes/${id}/approval`, who.headers, body)).status).toBe(403);
      expect((await call(web, 'DELETE', `/episodes/${id}/approval`, who.headers)).status).toBe(403);
    }
  });
});

describe('an approval taken back', () => {
  it('asks first and says what it does; then the issue leaves the playlist and waits again', async () => {
    const { web, approve, sound, id, approver, planned, inbox, episodes } = await openInbox();
    await approve({ playoutSha256: sound.sha });
    const question = await pageOf(web.get(`/duyet/${id}/thu-hoi`, approver.headers));
    expect(question).toMatch(/Số này ra khỏi lịch phát lúc \d\d:\d\d/);
    expect(planned()).toBeDefined();

    const answer = await web.post(`/duyet/${id}/thu-hoi`, {}, approver.headers);
    expect(answer.status).toBe(303);
    expect(planned()).toBeUndefined();
    expect(await inbox()).toMatch(/class="count">1</);
    expect(episodes.approvalsOf(id)).toMatchObject([{ withdrawnAt: web.now }]);
    expect(await pageOf(web.get(`/so/${id}`, approver.headers))).toContain(
      `<strong>Thu hồi duyệt</strong><small>${approver.user.name}, 10/09/2025 08:00`,
    );
  });

  it('through the API is the same, once', async () => {
    const { web, approve, sound, id, approver, planned } = await openInbox();
    await approve({ playoutSha256: sound.sha });
    expect((await call(web, 'DELETE', `/episodes/${id}/approval`, approver.headers)).status).toBe(204);
    expect(planned()).toBeUndefined();
    expect((await call(web, 'DELETE', `/episodes/${id}/approval`, approver.headers)).status).toBe(404);
  });
});
