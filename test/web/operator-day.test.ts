import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { call } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';
import { openWeekDesk, wall } from '../support/week.ts';

const TODAY = '2025-09-10';

/** Wednesday 10/9/2025 at 08:00, an operator at the desk; the afternoon stands as the plan has it. */
async function openDesk() {
  const desk = await openWeekDesk();
  const { web } = desk;
  const { user, headers } = web.user(['operator']);
  const afternoon = () =>
    desk.entries
      .onDay(Temporal.PlainDate.from(TODAY), web.station.config.zone)
      .filter(({ plannedStart }) => plannedStart >= at(`${TODAY} 12:00`))
      .map((one) => `${wall(one.plannedStart).slice(5)} ${one.slotId}${one.item ? ` ${one.item}` : ''}`);
  const page = async (path = '/lich-phat') => (await web.get(path, headers)).text();
  const post = (path: string, form: Record<string, string> = {}) => web.post(path, form, headers);
  const api = async (method: string, path: string, body?: unknown) => {
    const answer = await call(web, method, path, headers, body);
    return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Record<string, unknown> };
  };
  /** What a page would put into the form of "Hoàn tác". */
  const undo = async () => {
    const { body } = await api('GET', '/changes/last');
    return post('/lich-phat/hoan-tac', { id: String(body.id), back: `/lich-phat?ngay=${TODAY}` });
  };
  return { ...desk, user, headers, afternoon, page, post, api, undo };
}

const PLANNED = [
  '17:00 nhac-hieu-chieu',
  '17:02 ban-tin-xa-phat-moi',
  '17:10 cds-phat-moi',
  '17:25 thong-bao-chieu',
  '17:30 tiep-song-dai-tinh',
];

describe('the order of a day', () => {
  it('is changed by the button of a line, survives every rebuild, and is taken back and done again', async () => {
    const { afternoon, page, post, undo, web, api } = await openDesk();
    expect(afternoon()).toEqual(PLANNED);
    expect(await page()).toContain('Xuống: Bản tin xã');
    const to = `cds-phat-moi/${TODAY}/0`;
    const answer = await post(`/lich-phat/ban-tin-xa-phat-moi/${TODAY}/thu-tu`, { muc: '0', den: to, ngay: TODAY });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/lich-phat?ngay=${TODAY}`]);
    const moved = ['17:00 nhac-hieu-chieu', '17:02 cds-phat-moi', '17:17 ban-tin-xa-phat-moi', ...PLANNED.slice(3)];
    expect(afternoon()).toEqual(moved);
    web.station.planner.rebuild();
    expect(afternoon()).toEqual(moved);
    expect(await page()).toContain('Đã chuyển “Bản tin xã” xuống 17:17, sau “Chuyên mục “Chuyển đổi số””');

    const { body } = await api('GET', '/changes/last');
    expect((await undo()).status).toBe(303);
    expect(afternoon()).toEqual(PLANNED);
    expect(await page()).toContain('Làm lại');
    expect((await api('POST', `/changes/${body.id}/redo`)).status).toBe(204);
    expect(afternoon()).toEqual(moved);
  });

  it('by the API is what the page does', async () => {
    const [one, other] = [await openDesk(), await openDesk()];
    await one.post(`/lich-phat/cds-phat-moi/${TODAY}/thu-tu`, { muc: '0', den: `ban-tin-xa-phat-moi/${TODAY}/0` });
    const to = { slotId: 'ban-tin-xa-phat-moi', recurrenceId: TODAY };
    const answer = await other.api('POST', `/slots/cds-phat-moi/occurrences/${TODAY}/order`, { to });
    expect(answer).toMatchObject({ status: 200, body: { day: TODAY } });
    expect(other.afternoon()).toEqual(one.afternoon());
  });

  it.each([
    { what: 'across the relay', slot: 'thong-bao-chieu', to: `tiep-song-dai-tinh/${TODAY}/0`, says: 'phải đúng giờ' },
    { what: 'to another session', slot: 'cds-phat-moi', to: `thong-bao-sang/${TODAY}/0`, says: 'không cùng một buổi' },
    { what: 'onto itself', slot: 'cds-phat-moi', to: `cds-phat-moi/${TODAY}/0`, says: 'Chưa có gì thay đổi' },
    { what: 'of what has sounded', slot: 'nhac-hieu-sang', to: `thong-bao-sang/${TODAY}/0`, says: 'đã đến giờ phát' },
  ])('is refused $what', async ({ slot, to, says }) => {
    const { api, afternoon } = await openDesk();
    const [, slotId, recurrenceId] = /(.+)\/(.+)\/0/.exec(to)!;
    const answer = await api('POST', `/slots/${slot}/occurrences/${TODAY}/order`, { to: { slotId, recurrenceId } });
    expect(answer).toMatchObject({ status: 422 });
    expect(JSON.stringify(answer.body)).toContain(says);
    expect(afternoon()).toEqual(PLANNED);
  });
});

describe('one line', () => {
  it('cancelled, moved or given other sound is taken back by the same button', async () => {
    const { afternoon, post, undo, addRecording, entries } = await openDesk();
    const music = addRecording('Ca khúc Tây Nguyên', { minutes: 12 });
    const entry = () => entries.ofOccurrence('cds-phat-moi', TODAY)!;
    const before = entry();
    for (const [path, form] of [
      ['huy', { reason: 'Mưa lớn' }],
      ['doi', { date: '11/9', time: '05h32', reason: '' }],
      ['so', { episodeId: '', recordingId: String(music.id), reason: '' }],
    ] as const) {
      const answer = await post(`/lich-phat/cds-phat-moi/${TODAY}/${path}`, form);
      expect(answer.status, path).toBe(303);
      expect(path === 'so' ? entry().recordingId : afternoon()).not.toEqual(
        path === 'so' ? before.recordingId : PLANNED,
      );
      await undo();
      expect(afternoon(), path).toEqual(PLANNED);
      expect(entry(), path).toMatchObject({ ...before, id: entry().id });
    }
  });

  it('with another sound is no airing of its programme, and keeps that sound when it is moved', async () => {
    const { api, addRecording, entries, post } = await openDesk();
    const music = addRecording('Ca khúc Tây Nguyên', { minutes: 12 });
    const put = await api('PUT', `/slots/cds-phat-moi/exceptions/${TODAY}`, { recordingId: music.id });
    expect(put).toMatchObject({ status: 200, body: { recordingId: music.id } });
    const entry = () => entries.ofOccurrence('cds-phat-moi', TODAY)!;
    expect(entry()).toMatchObject({
      programmeId: null,
      recordingId: music.id,
      kind: 'music',
      title: 'Thay “Chuyên mục “Chuyển đổi số””',
    });
    await post(`/lich-phat/cds-phat-moi/${TODAY}/xep`, {
      date: '11/9',
      time: '05h32',
      minutes: '15',
      scope: 'one',
      reason: '',
    });
    expect(entry()).toMatchObject({ recordingId: music.id, plannedStart: at('2025-09-11 05:32') });
  });

  it.each([
    { what: 'an issue and a recording at once', body: { episodeId: 1, recordingId: 1 }, says: 'không chọn cả hai' },
    { what: 'a recording that is an issue’s', body: 'issue', says: 'chọn số ấy để phát' },
    { what: 'a recording that is not checked', body: 'raw', says: 'chưa kiểm tra xong' },
  ])('is refused $what', async ({ body, says }) => {
    const { api, addRecording, episodes } = await openDesk();
    const named =
      body === 'issue'
        ? { recordingId: episodes.list()[0]!.recordingId }
        : body === 'raw'
          ? { recordingId: addRecording('Chưa xong', { ready: false }).id }
          : body;
    const answer = await api('PUT', `/slots/cds-phat-moi/exceptions/${TODAY}`, named);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain(says);
  });
});

describe('one line more', () => {
  it('behind another pushes back what follows, and is taken back as if it never was', async () => {
    const { post, afternoon, addRecording, undo, slots, slot, page, web, minutes } = await openDesk();
    slots.change({ ...slot('thong-bao-chieu'), durationMs: minutes(2) });
    web.station.planner.rebuild();
    const music = addRecording('Nhắn tìm người', { minutes: 2 });
    const count = slots.list().length;
    expect(await page(`/lich-phat/chen?ngay=${TODAY}&sau=ban-tin-xa-phat-moi/${TODAY}/0`)).toContain(
      'Ngay sau “Bản tin xã”',
    );
    const form = {
      after: `cds-phat-moi/${TODAY}/0`,
      recordingId: String(music.id),
      episodeId: '',
      title: '',
      pushes: 'co',
    };
    expect((await post('/lich-phat/chen', form)).status).toBe(303);
    expect(afternoon()).toEqual([
      ...PLANNED.slice(0, 3),
      '17:25 nhan-tim-nguoi',
      '17:27 thong-bao-chieu',
      '17:30 tiep-song-dai-tinh',
    ]);
    await undo();
    expect(afternoon()).toEqual(PLANNED);
    expect(slots.list()).toHaveLength(count);
  });

  it.each([
    { what: 'nothing to play', input: { day: TODAY, time: '17:45' }, says: 'Chọn một số hoặc một tệp' },
    { what: 'outside the hours', input: { day: TODAY, time: '20:00', sound: 2 }, says: 'ngoài khung giờ' },
    { what: 'in the past', input: { day: TODAY, time: '06:00', sound: 2 }, says: 'Giờ này đã qua' },
    { what: 'inside another', input: { day: TODAY, time: '17:05', sound: 2 }, says: 'chèn từ lúc đó trở đi' },
    {
      what: 'into the relay',
      input: { after: `thong-bao-chieu/${TODAY}/0`, sound: 4 },
      says: 'Lấn sang “Tiếp sóng Đài tỉnh”',
    },
    {
      what: 'at another’s moment without pushing',
      input: { day: TODAY, time: '17:25', sound: 2, pushes: false },
      says: 'Trùng lịch với “Thông báo”',
    },
  ])('is refused: $what', async ({ input, says }) => {
    const { api, addRecording, afternoon, slots, slot, minutes, web } = await openDesk();
    slots.change({ ...slot('thong-bao-chieu'), durationMs: minutes(2) });
    web.station.planner.rebuild();
    const { sound, ...body } = { sound: 0, ...input };
    const recordingId = sound > 0 ? addRecording('Nhắn tin', { minutes: sound }).id : null;
    const answer = await api('POST', '/playlist/insertions', { ...body, recordingId });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain(says);
    expect(afternoon()).toEqual(PLANNED);
  });
});

describe('Đã kiểm tra', () => {
  it('freezes the day by name; what changes later is said, by whom and when, until it is signed again', async () => {
    const { post, page, api, web, user, afternoon } = await openDesk();
    expect(await page()).toContain('Chưa ai kiểm tra');
    web.now = at(`${TODAY} 15:00`);
    expect((await post('/lich-phat/kiem-tra', { ngay: TODAY })).status).toBe(303);
    const signed = await api('GET', `/playlist/${TODAY}/sign-off`);
    expect(signed.body).toMatchObject({
      signedName: user.name,
      signedAt: '2025-09-10T15:00:00.000+07:00',
      changes: [],
    });
    expect(signed.body.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await page()).toContain(`${user.name}, 15:00`);

    web.now = at(`${TODAY} 16:12`);
    const editor = web.user(['editor']);
    const up = { muc: '0', den: `ban-tin-xa-phat-moi/${TODAY}/0` };
    await web.post(`/lich-phat/cds-phat-moi/${TODAY}/thu-tu`, up, editor.headers);
    expect(afternoon()).not.toEqual(PLANNED);
    const words = `Đổi sau khi đã kiểm tra: <strong>Chuyên mục “Chuyển đổi số”</strong> từ 17:10 sang 17:02, bởi ${editor.user.name}, lúc 16:12`;
    for (const path of ['/lich-phat', '/']) expect((await page(path)).replaceAll('&#34;', '"'), path).toContain(words);
    expect(await page()).toContain('since-checked');

    await post('/lich-phat/kiem-tra', { ngay: TODAY });
    expect((await api('GET', `/playlist/${TODAY}/sign-off`)).body).toMatchObject({ changes: [] });
    expect(web.db.prepare('SELECT count(*) FROM sign_offs').pluck().get()).toBe(2);
    expect(() => web.db.exec("UPDATE sign_offs SET signed_name = 'x'")).toThrow('never changed');
    expect(() => web.db.exec('DELETE FROM sign_offs')).toThrow('never deleted');
  });

  it('names the slot’s editor, and who approved', async () => {
    const { post, api, web, addRecording, episodes, approver, editor } = await openDesk();
    const sound = addRecording('CĐS 2');
    const draft = { year: 2025, number: 2, title: 'Số hai', notes: '', topics: [], language: 'vi' as const };
    const who = {
      programmeId: 'khuyen-nong',
      authorId: editor.user.id,
      createdAt: web.now,
      validFrom: null,
      validUntil: null,
    };
    const added = episodes.add({ ...draft, ...who, recordingId: sound.id });
    if (!added.ok) throw new Error(added.error);
    await post('/lich-phat/kiem-tra', { ngay: '2025-09-12' });
    web.now = at(`${TODAY} 09:00`);
    episodes.approve({
      ...{ episodeId: added.value.id, playoutSha256: sound.sha, approverId: approver.user.id },
      ...{ soleReason: null, approvedAt: web.now },
    });
    web.station.planner.rebuild();
    const { body } = await api('GET', '/playlist/2025-09-12/sign-off');
    expect(body.changes).toEqual([
      expect.objectContaining({ words: 'phát số khác; đã có nội dung', by: approver.user.name }),
    ]);
    const { body: slot } = await api('GET', '/slots/khuyen-nong-phat-moi');
    const editorsChange = { ...slot, startTime: '05:33', durationMs: 14 * 60_000 };
    expect((await call(web, 'PUT', '/slots/khuyen-nong-phat-moi', editor.headers, editorsChange)).status).toBe(200);
    const { body: later } = await api('GET', '/playlist/2025-09-12/sign-off');
    expect(later.changes).toEqual([
      expect.objectContaining({ by: editor.user.name, at: '2025-09-10T09:00:00.000+07:00' }),
    ]);
  });

  it('is not for a day that is over, nor for one with nothing', async () => {
    const { api } = await openDesk();
    expect(await api('POST', '/playlist/2025-09-09/sign-off')).toMatchObject({ status: 409 });
    expect(await api('POST', '/playlist/2026-05-09/sign-off')).toMatchObject({ status: 409 });
  });
});

describe('Sổ giao ca', () => {
  it('takes along what is open, waits for the next person, and is confirmed once', async () => {
    const { post, page, api, web, user } = await openDesk();
    web.station.stores.incidents.begin({ at: web.now, kind: 'disk-low', zoneId: null, detail: 'còn 1,2 GB' });
    expect((await post('/giao-ca', { words: '' })).status).toBe(422);
    expect((await post('/giao-ca', { words: 'Loa thôn 3 rè, đã báo anh Thiu.' })).status).toBe(303);
    const [note] = (await api('GET', '/handovers')).body.handovers as { id: number; openItems: { words: string }[] }[];
    expect(note!.openItems.map(({ words }) => words).join('\n')).toContain('Ổ đĩa sắp đầy: còn 1,2 GB');
    expect(await page('/')).toContain('Loa thôn 3 rè');
    expect(await page('/giao-ca')).toContain('người viết không tự xác nhận');
    expect(await api('PUT', `/handovers/${note!.id}/reading`)).toMatchObject({ status: 409 });

    const next = web.user(['operator']);
    expect((await web.post(`/giao-ca/${note!.id}/nhan`, {}, next.headers)).status).toBe(303);
    expect(await page('/giao-ca')).toContain(`${next.user.name} đã đọc`);
    expect(await page('/')).not.toContain('Loa thôn 3 rè');
    const late = await call(web, 'PUT', `/handovers/${note!.id}/reading`, web.user(['operator']).headers);
    expect(late.status).toBe(409);
    expect(() => web.db.exec("UPDATE handovers SET words = 'x'")).toThrow('only confirmed');
    expect(user.name).not.toBe(next.user.name);
  });
});

describe('Lịch trực', () => {
  const WEEKLY = { kind: 'tuan', weekday: '3', from: '16h45', until: '18:00', name: 'A Thiu', userId: '' };

  it('has a weekly pattern, a substitute for one day, and says who is on duty', async () => {
    const { post, page, api, user } = await openDesk();
    expect(await page('/lich-truc')).toContain('Chưa phân công ai trực');
    expect((await post('/lich-truc', WEEKLY)).status).toBe(303);
    const substitute = {
      kind: 'ngay',
      day: '17/9/2025',
      from: '16:45',
      until: '18:00',
      userId: String(user.id),
      insteadOf: 'A Thiu',
      reason: 'nghỉ phép',
    };
    expect((await post('/lich-truc', substitute)).status).toBe(303);
    expect(await page('/lich-truc?tu=2025-09-17')).toContain('thay A Thiu, nghỉ phép');
    const who = async (instant: string) =>
      (
        (await api('GET', `/duty-shifts/on-duty?at=${encodeURIComponent(instant)}`)).body.shift as {
          name: string;
        } | null
      )?.name;
    expect(await who('2025-09-10T17:10:00+07:00')).toBe('A Thiu');
    expect(await who('2025-09-17T17:10:00+07:00')).toBe(user.name);
    expect(await who('2025-09-18T17:10:00+07:00')).toBeUndefined();
  });

  it('by the API is what the form makes', async () => {
    const { post, api, web } = await openDesk();
    await post('/lich-truc', WEEKLY);
    const [made] = web.station.stores.roster.list();
    await api('DELETE', `/duty-shifts/${made!.id}`);
    const same = await api('POST', '/duty-shifts', { weekday: 3, from: '16:45', until: '18:00', name: 'A Thiu' });
    expect(same).toMatchObject({ status: 201, body: { ...made, id: expect.any(Number) } });
  });

  it.each([
    { what: 'neither weekday nor day', body: { from: '16:45', until: '18:00', name: 'A' }, field: 'day' },
    { what: 'an end before the start', body: { weekday: 1, from: '18:00', until: '17:00', name: 'A' }, field: 'until' },
    { what: 'nobody', body: { weekday: 1, from: '16:45', until: '18:00' }, field: 'userId' },
    {
      what: 'a person there is not',
      body: { weekday: 1, from: '16:45', until: '18:00', userId: 999 },
      field: 'userId',
    },
    {
      what: 'a zone there is not',
      body: { weekday: 1, from: '16:45', until: '18:00', name: 'A', zoneId: 'x' },
      field: 'zoneId',
    },
    { what: 'two people at once', body: { weekday: 3, from: '17:30', until: '19:00', name: 'B' }, field: 'from' },
  ])('is refused: $what', async ({ body, field }) => {
    const { api, post } = await openDesk();
    await post('/lich-truc', WEEKLY);
    const answer = await api('POST', '/duty-shifts', body);
    expect(answer.status).toBe(422);
    expect(Object.keys((answer.body.errors ?? {}) as object)).toEqual([field]);
  });
});
