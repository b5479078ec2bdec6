import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Slot } from '../../src/core/model.ts';
import { epochMs } from '../../src/core/time.ts';
import { call, pageOf } from '../support/newsroom.ts';
import { PROGRAMME } from '../support/schedule.ts';
import { openWeb, type Web } from '../support/web.ts';

/** Wednesday 10/9/2025, 08:00. "Bản tin xã" stands every day from 17:10 for 15 minutes. */
async function openStation() {
  const web = await openWeb();
  web.station.stores.programmes.add(PROGRAMME);
  const editor = web.user(['editor']);
  const made = await call(web, 'POST', '/slots', editor.headers, { ...STANDING });
  expect(made.status).toBe(201);
  return { web, editor, slots: web.station.stores.slots, exceptions: web.station.stores.exceptions };
}

const STANDING = {
  ...{ title: 'Bản tin xã', plays: 'premiere', programmeId: 'cds', rrule: 'FREQ=DAILY' },
  ...{ startDate: '2025-08-27', startTime: '17:10', durationMs: 900_000 },
};
/** Fridays 17:00–17:20, ten minutes of it under the bulletin. */
const FORM = {
  ...{ title: 'Cải cách hành chính', plays: 'premiere', programmeId: 'cds', startTime: '17h', minutes: '20' },
  ...{ startDate: '5/9', repeat: 'weekly', every: '1', weekdays: ['5'], until: '', overflow: 'skip' },
};
const FIELD = 'answers.ban-tin-xa';
const ID = 'cai-cach-hanh-chinh';
const WORDS = 'Trùng lịch với “Bản tin xã” lúc 17:10, thứ Sáu, ngày 12/9/2025, và 77 lần nữa trong 18 tháng tới';

/** The day as `17:00 title`, in order. */
const dayOf = (web: Web, day: string) =>
  web.station.stores.entries
    .onDay(Temporal.PlainDate.from(day), web.station.config.zone)
    .map(({ plannedStart, plannedEnd, title }) => {
      const at = Temporal.Instant.fromEpochMilliseconds(plannedStart).toZonedDateTimeISO(web.station.config.zone);
      return `${at.toPlainTime().toString({ smallestUnit: 'minute' })} ${title} ${(plannedEnd - plannedStart) / 60_000}`;
    });

describe('a slot that clashes', () => {
  it('is not saved until the clash is answered, and the form asks with the day each answer would make', async () => {
    const { web, editor, slots } = await openStation();
    const asked = await web.post('/khung-gio', FORM, editor.headers);
    const page = await pageOf(asked);
    expect(asked.status).toBe(422);
    expect(page).toContain(`href="#f-${FIELD}"`);
    expect(page).toContain(WORDS);
    for (const answer of ['truncate', 'replace', 'queue-after', 'keep'])
      expect(page, answer).toContain(`name="${FIELD}" value="${answer}"`);
    expect(page, 'it does not reach past the bulletin').not.toContain('value="split"');
    expect(page).toContain('17:25–17:45');
    expect(slots.list()).toHaveLength(1);
  });

  it('is told so by the API in the same words, and can answer for each slot or for all', async () => {
    const { web, editor } = await openStation();
    const slot = { ...STANDING, title: 'Cải cách hành chính', rrule: 'FREQ=WEEKLY;BYDAY=FR', startTime: '17:00' };
    const refused = await call(web, 'POST', '/slots', editor.headers, { ...slot, durationMs: 1_200_000 });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ errors: { [FIELD]: `${WORDS}. Chọn cách xử lý` } });
    const unknown = { ...slot, answers: { 'ban-tin-xa': 'explode' } };
    expect((await call(web, 'POST', '/slots', editor.headers, unknown)).status).toBe(422);
    const answered = { ...slot, answers: { '*': 'truncate' } };
    const made = await call(web, 'POST', '/slots', editor.headers, answered);
    expect(await made.json()).toMatchObject({ startTime: '17:00:00', durationMs: 600_000 });
  });

  it.each<[string, string[]]>([
    ['truncate', ['17:00 Cải cách hành chính 10', '17:10 Bản tin xã 15']],
    ['replace', ['17:00 Cải cách hành chính 20']],
    ['queue-after', ['17:10 Bản tin xã 15', '17:25 Cải cách hành chính 20']],
    ['keep', ['17:00 Cải cách hành chính 20', '17:10 Bản tin xã 15']],
  ])('answered with %s makes the day it showed, and leaves other days alone', async (answer, expected) => {
    const { web, editor } = await openStation();
    const saved = await web.post('/khung-gio', { ...FORM, [FIELD]: answer }, editor.headers);
    expect(saved.status).toBe(303);
    expect(dayOf(web, '2025-09-12')).toEqual(expected);
    expect(dayOf(web, '2025-09-11')).toEqual(['17:10 Bản tin xã 15']);
  });

  it('split goes on in a slot of its own, behind the other', async () => {
    const { web, editor, slots } = await openStation();
    const saved = await web.post('/khung-gio', { ...FORM, minutes: '35', [FIELD]: 'split' }, editor.headers);
    expect(saved.status).toBe(303);
    expect(dayOf(web, '2025-09-12')).toEqual([
      '17:00 Cải cách hành chính 10',
      '17:10 Bản tin xã 15',
      '17:25 Cải cách hành chính (phần hai) 10',
    ]);
    expect(slots.find('cai-cach-hanh-chinh-phan-hai')).toMatchObject({ plays: 'replay', programmeId: 'cds' });
  });

  it('says on record who cancelled the dates it replaced, and why', async () => {
    const { web, editor, exceptions } = await openStation();
    await web.post('/khung-gio', { ...FORM, [FIELD]: 'replace' }, editor.headers);
    expect(exceptions.ofSlot('ban-tin-xa')).toHaveLength(78);
    expect(exceptions.find('ban-tin-xa', '2025-09-12')).toMatchObject({
      cancelled: true,
      madeBy: editor.user.id,
      reason: 'Trùng lịch: “Cải cách hành chính” và “Bản tin xã”',
    });
  });

  it('is not asked again about what it was answered, while it stays at its hour', async () => {
    const { web, editor } = await openStation();
    await web.post('/khung-gio', { ...FORM, [FIELD]: 'keep' }, editor.headers);
    const renamed = { ...FORM, title: 'Cải cách' };
    expect((await web.post(`/khung-gio/${ID}`, renamed, editor.headers)).status).toBe(303);
    expect((await web.post(`/khung-gio/${ID}`, { ...FORM, minutes: '19' }, editor.headers)).status).toBe(422);
  });

  it('is refused an answer that would have it sound outside the hours, and nothing is written', async () => {
    const { web, editor, slots } = await openStation();
    const long = { ...FORM, minutes: '30', [FIELD]: 'queue-after' };
    const preview = await pageOf(web.post('/khung-gio/xem-truoc', long, { ...editor.headers, 'hx-request': 'true' }));
    expect(preview).not.toContain('value="queue-after"');
    const answer = await web.post('/khung-gio', long, editor.headers);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('phát lúc 17:25, Thứ Sáu, ngày 12/9/2025, ngoài khung giờ được phép');
    expect(slots.list()).toHaveLength(1);
    expect(web.station.stores.exceptions.ofSlot(ID)).toEqual([]);
  });

  it('shows its clashes while somebody types, as part of the preview, with what was chosen', async () => {
    const { web, editor } = await openStation();
    const htmx = { ...editor.headers, 'hx-request': 'true' };
    const reply = await pageOf(web.post('/khung-gio/xem-truoc', { ...FORM, [FIELD]: 'replace' }, htmx));
    expect(reply).toContain(WORDS);
    expect(reply).toContain('value="replace" checked');
    expect(reply).not.toContain('<html');
    const apart = await pageOf(web.post('/khung-gio/xem-truoc', { ...FORM, minutes: '10' }, htmx));
    expect(apart).not.toContain('Trùng lịch');
  });

  it('shows titles as text, whatever is in them', async () => {
    const { web, editor } = await openStation();
    const [standing] = web.station.stores.slots.list();
    web.station.stores.slots.change({ ...(standing as Slot), title: '<img src=x onerror=alert(1)>' });
    await web.post('/khung-gio', { ...FORM, title: '<b>hai</b>', [FIELD]: 'keep' }, editor.headers);
    const form = await pageOf(web.post('/khung-gio', { ...FORM, minutes: '19' }, editor.headers));
    const list = await pageOf(web.get('/lich-phat/trung-lich', editor.headers));
    for (const page of [form, list]) {
      expect(page).toContain('&lt;img');
      expect(page).not.toContain('<img src=x');
    }
  });
});

describe('the page of all clashes', () => {
  it('lists every pair with its dates, for everybody signed in', async () => {
    const { web, editor } = await openStation();
    const viewer = web.user(['viewer']);
    expect(await pageOf(web.get('/lich-phat/trung-lich', viewer.headers))).toContain(
      'Không có khung giờ nào trùng nhau',
    );
    await web.post('/khung-gio', { ...FORM, [FIELD]: 'keep' }, editor.headers);
    const page = await pageOf(web.get('/lich-phat/trung-lich', viewer.headers));
    expect(page).toContain('T6 12/09/2025');
    expect(page).toContain('17:10–17:20');
    expect(page).not.toContain('href="/khung-gio/ban-tin-xa"');
    expect(await pageOf(web.get('/lich-phat/trung-lich', editor.headers))).toContain('href="/khung-gio/ban-tin-xa"');
    expect((await web.get('/lich-phat/trung-lich')).status).toBe(303);
  });

  it('is where a slot that is taken back points when its hour is taken', async () => {
    const { web, editor } = await openStation();
    await web.post('/khung-gio', { ...FORM, [FIELD]: 'keep' }, editor.headers);
    await web.post(`/khung-gio/${ID}/luu-tru`, {}, editor.headers);
    const restored = await web.post(`/khung-gio/${ID}/khoi-phuc`, {}, editor.headers);
    expect(decodeURIComponent(restored.headers.get('set-cookie') ?? '')).toContain('Trùng lịch với “Bản tin xã”');
  });
});

describe('the envelope', () => {
  const limit = (web: Web, limits: { sessions: number; minutes: number }) =>
    web.station.stores.settings.change({ limits });
  const LATER = { ...FORM, startTime: '17:25', minutes: '20' };

  it('refuses a slot that makes a session too long, says by how much, and takes it when a leader allows it', async () => {
    const { web, editor } = await openStation();
    limit(web, { sessions: 3, minutes: 32 });
    const answer = await web.post('/khung-gio', LATER, editor.headers);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(
      'Thứ Sáu, ngày 12/9/2025: Buổi chiều đã xếp 35 phút, vượt 03 phút so với mức tối đa 32 phút',
    );
    const leader = web.user(['approver']);
    const allowed = {
      ...{ kind: 'minutes', from: '2025-09-01', until: '2026-08-31', most: 35 },
      ...{ reason: 'Đợt cao điểm', document: '25/KH-UBND' },
    };
    expect((await call(web, 'POST', '/overrides', leader.headers, allowed)).status).toBe(201);
    expect((await web.post('/khung-gio', LATER, editor.headers)).status).toBe(303);
  });

  it('lets a slot be made shorter that was too long before', async () => {
    const { web, editor } = await openStation();
    await web.post('/khung-gio', LATER, editor.headers);
    limit(web, { sessions: 1, minutes: 30 });
    expect((await web.post(`/khung-gio/${ID}`, { ...LATER, minutes: '18' }, editor.headers)).status).toBe(303);
    expect((await web.post(`/khung-gio/${ID}`, { ...LATER, minutes: '20' }, editor.headers)).status).toBe(422);
  });

  it('refuses one session too many', async () => {
    const { web, editor } = await openStation();
    limit(web, { sessions: 1, minutes: 45 });
    const answer = await web.post('/khung-gio', { ...FORM, startTime: '5:30' }, editor.headers);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Có 02 buổi phát, vượt 01 buổi so với mức tối đa 01 buổi một ngày');
  });

  it('is shown with its margins in the form and on the day', async () => {
    const { web, editor } = await openStation();
    await web.post('/khung-gio', LATER, editor.headers);
    const htmx = { ...editor.headers, 'hx-request': 'true' };
    const words = 'Buổi chiều đã xếp 35 phút, còn 10 phút so với mức tối đa 45 phút';
    expect(await pageOf(web.post(`/khung-gio/xem-truoc?khung=${ID}`, LATER, htmx))).toContain(words);
    const day = await pageOf(web.get('/lich-phat?ngay=2025-09-12', editor.headers));
    expect(day).toContain(words);
    expect(day).toContain('Có 01 buổi phát, còn được thêm 02 buổi');
    limit(web, { sessions: 3, minutes: 30 });
    const over = await pageOf(web.get('/lich-phat?ngay=2025-09-12', web.user(['approver']).headers));
    expect(over).toContain('vượt 05 phút so với mức tối đa 30 phút');
    expect(over).toContain('/lich-phat/vuot-muc/them?dieu=minutes');
  });

  it('is set on the settings page, which refuses what is no number', async () => {
    const { web } = await openStation();
    const admin = web.user(['administrator']);
    const { stationName, agencyName } = web.station.stores.settings.find();
    const form = { stationName, agencyName, from: ['17:00'], until: ['17:45'], mostSessions: '2', mostMinutes: '15' };
    expect((await web.post('/cau-hinh', form, admin.headers)).status).toBe(303);
    expect(web.station.stores.settings.find().limits).toEqual({ sessions: 2, minutes: 15 });
    expect((await web.post('/cau-hinh', { ...form, mostMinutes: 'lâu' }, admin.headers)).status).toBe(422);
    const api = await call(web, 'PUT', '/settings', admin.headers, { limits: { sessions: 3, minutes: 45 } });
    expect(await api.json()).toMatchObject({ limits: { sessions: 3, minutes: 45 } });
  });
});

describe('sound against its place on the day page', () => {
  it('is told to the second before it airs', async () => {
    const { web, editor } = await openStation();
    const { recordings, slots } = web.station.stores;
    const { id } = recordings.add({
      ...{ title: 'Nhạc', fileName: 'nhac.mp3', sha256: 'a'.repeat(64), bytes: 1 },
      ...{ uploadedBy: null, uploadedAt: web.now },
    });
    recordings.claim();
    const sound = { format: 'mp3', codec: 'mp3', sampleRate: 48_000, channels: 1, playoutSha256: 'b'.repeat(64) };
    recordings.finish(id, { ...sound, playoutFrames: (11 * 60 + 20) * 48_000 } as never, web.now);
    const form = { ...FORM, title: 'Nhạc hiệu', plays: 'recording', recordingId: String(id), programmeId: '' };
    expect((await web.post('/khung-gio', { ...form, minutes: '10' }, editor.headers)).status).toBe(303);
    const day = () => pageOf(web.get('/lich-phat?ngay=2025-09-12', editor.headers));
    expect(await day()).toContain('Dài hơn khung 01 phút 20 giây, lấn sang “Bản tin xã” 01 phút 20 giây');
    slots.archive('ban-tin-xa', web.now);
    await web.post('/khung-gio/nhac-hieu', { ...form, minutes: '12' }, editor.headers);
    expect(await day()).toContain('Để trống 40 giây cuối khung');
  });
});

describe('what a leader allows', () => {
  const DRAFT = {
    ...{ kind: 'hours', from: '10/9/2025', until: '11/9/2025', hours: '20h-20h30' },
    ...{ reason: 'Diễn tập phòng chống bão', document: '112/UBND-VX' },
  };

  it('opens the hours on its days for slots and for the last gate, and no longer once withdrawn', async () => {
    const { web, editor } = await openStation();
    const leader = web.user(['approver']);
    const once = { ...FORM, startTime: '20:00', repeat: 'once', startDate: '10/9/2025', minutes: '15' };
    expect((await web.post('/khung-gio', once, editor.headers)).status).toBe(422);
    expect((await web.post('/lich-phat/vuot-muc', DRAFT, leader.headers)).status).toBe(303);
    expect((await web.post('/khung-gio', once, editor.headers)).status).toBe(303);
    const daily = { ...once, title: 'Hằng ngày', repeat: 'daily', startTime: '20:15' };
    expect((await web.post('/khung-gio', daily, editor.headers)).status, 'it would go on after the last day').toBe(422);

    const { Ledger } = await import('../../src/engine/ledger.ts');
    const gate = new Ledger(web.db, web.station.config.zone);
    const evening = epochMs(Date.parse('2025-09-10T20:10:00+07:00'));
    const isOpen = () => gate.horizon(web.now).allowed.some(({ from, until }) => from <= evening && evening < until);
    expect(isOpen()).toBe(true);
    const [row] = web.station.stores.overrides.list();
    const confirm = await pageOf(web.get(`/lich-phat/vuot-muc/${row!.id}/thu-hoi`, leader.headers));
    expect(confirm).toContain('Nội dung đang phát ngoài giờ sẽ ngừng ngay');
    expect((await web.post(`/lich-phat/vuot-muc/${row!.id}/thu-hoi`, {}, leader.headers)).status).toBe(303);
    expect(isOpen()).toBe(false);
    expect((await web.post(`/lich-phat/vuot-muc/${row!.id}/thu-hoi`, {}, leader.headers)).status).toBe(404);
  });

  it('stands on the day with the name, the reason and the document, and stays on record', async () => {
    const { web, editor } = await openStation();
    const leader = web.user(['approver']);
    await web.post('/lich-phat/vuot-muc', { ...DRAFT, reason: '<b>Bão</b>' }, leader.headers);
    for (const path of ['/lich-phat?ngay=2025-09-10', '/lich-phat/vuot-muc']) {
      const page = await pageOf(web.get(path, editor.headers));
      for (const words of [leader.user.name, '112/UBND-VX', '&lt;b&gt;Bão', '20:00–20:30'])
        expect(page, path).toContain(words);
    }
    expect(await pageOf(web.get('/lich-phat?ngay=2025-09-12', editor.headers))).not.toContain('112/UBND-VX');
    await web.post('/lich-phat/vuot-muc/1/thu-hoi', {}, leader.headers);
    expect(web.db.prepare('SELECT withdrawn_by FROM envelope_overrides').pluck().get()).toBe(leader.user.id);
  });

  it.each([
    ['no reason', { reason: ' ' }, 'Nhập lý do'],
    ['no document', { document: '' }, 'Nhập số, ký hiệu văn bản cho phép'],
    ['no hours', { hours: '' }, 'Nhập khung giờ được phát thêm'],
    ['no number', { kind: 'minutes', most: '' }, 'Nhập số phút tối đa'],
    ['days that are over', { from: '1/9/2025', until: '2/9/2025' }, 'Ngày cuối đã qua'],
    ['an end before the beginning', { until: '9/9/2025' }, 'Ngày cuối không được trước ngày đầu'],
    ['more than a year', { until: '11/9/2026' }, 'Cho phép nhiều nhất một năm'],
  ])('is refused with %s, in the form and in the API alike', async (_, changes, words) => {
    const { web } = await openStation();
    const leader = web.user(['approver']);
    const answer = await web.post('/lich-phat/vuot-muc', { ...DRAFT, ...changes }, leader.headers);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    expect(web.station.stores.overrides.list()).toEqual([]);
  });

  it('is for leaders to say and for everybody signed in to read', async () => {
    const { web } = await openStation();
    for (const role of ['editor', 'operator', 'administrator', 'viewer'] as const) {
      const { headers } = web.user([role]);
      expect((await web.post('/lich-phat/vuot-muc', DRAFT, headers)).status, role).toBe(403);
      expect((await call(web, 'POST', '/overrides', headers, {})).status, role).toBe(403);
      expect((await web.get('/lich-phat/vuot-muc', headers)).status, role).toBe(200);
      expect((await call(web, 'GET', '/overrides', headers)).status, role).toBe(200);
    }
  });
});
