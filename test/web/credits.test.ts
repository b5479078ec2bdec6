/** Numbers, topics, contributors and links of an issue, in its form, on its page and over the API; and who is paid for it. */
import { describe, expect, it } from 'vitest';
import { frames } from '../../src/core/time.ts';
import type { NewAiring } from '../../src/storage/airings.ts';
import { anAiring } from '../support/airings.ts';
import { openGoldenStation } from '../support/golden-station.ts';
import { CDS, call, MONTHLY, type Newsroom, openNewsroom, pageOf } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';

const ISSUE = { programmeId: CDS, year: 2025, number: 1, title: 'Hóa đơn điện tử' };
const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

async function openDesk() {
  const room = await openNewsroom();
  const api = (method: string, path: string, body?: unknown) => call(room.web, method, path, room.editor.headers, body);
  async function add(changes: object = {}): Promise<number> {
    const made = await api('POST', '/episodes', { ...ISSUE, ...changes });
    expect(made.status, await made.clone().text()).toBe(201);
    return ((await made.json()) as { id: number }).id;
  }
  const read = (path: string) => pageOf(room.web.get(path, room.editor.headers));
  return { ...room, api, add, read };
}

describe('the number of a new issue', () => {
  it('is the one after the last, and those left out below it are named with a way to fill them', async () => {
    const { add, api, read } = await openDesk();
    for (const number of [1, 2, 5]) await add({ number });
    const { next, open } = (await (await api('GET', `/programmes/${CDS}/numbering`)).json()) as Record<string, unknown>;
    expect({ next, open }).toEqual({ next: { year: 2025, number: 6, label: 'Số 06/2025' }, open: [3, 4] });
    const form = await read(`/chuyen-muc/${CDS}/so/them`);
    expect(form).toMatch(/value="6"[^>]*name="number"/);
    expect(form).toContain('Còn bỏ trống số 03, 04/2025.');
    const page = await read(`/chuyen-muc/${CDS}`);
    expect(plain(page)).toContain('Còn bỏ trống số 03, 04/2025. Thêm số 03/2025');
    expect(page).toContain(`/chuyen-muc/${CDS}/so/them?nam=2025&amp;so=3`);
  });

  it('is said to be taken, to be a version, to leave others out, while it is typed', async () => {
    const { add, read } = await openDesk();
    const id = await add();
    const say = async (query: string) => plain(await read(`/chuyen-muc/${CDS}/so/danh-so?${query}`));
    expect(await say('number=1&year=2025&language=vi')).toContain(
      'Đã có Số 01/2025 (“Hóa đơn điện tử”); chọn số khác.',
    );
    expect(await say(`number=1&year=2025&language=vi&cua=${id}`)).not.toContain('Đã có');
    expect(await say('number=1&year=2025&language=sed')).toContain(
      'Đây là bản tiếng Xơ Đăng của Số 01/2025, “Hóa đơn điện tử”.',
    );
    expect(await say('number=4&year=2025&language=vi')).toContain('Còn bỏ trống số 02, 03/2025.');
    expect(await say('number=vài&year=2025&language=vi')).not.toMatch(/\S/);
  });

  it('says which period of the plan it stands for', async () => {
    const { read } = await openDesk();
    const say = async (programme: string, number: number) =>
      plain(await read(`/chuyen-muc/${programme}/so/danh-so?number=${number}&year=2025&language=vi`));
    expect(await say(CDS, 2)).toContain('Theo kế hoạch (C.I.2.a), ứng với kỳ từ 08/9/2025 đến 21/9/2025.');
    expect(await say(MONTHLY, 9)).toMatch(/ứng với kỳ từ \d\d\/9\/2025 đến 30\/9\/2025/);
  });

  it('left open is told of once more when the issue is saved', async () => {
    const { web, add, editor } = await openDesk();
    await add();
    const form = { number: '4', year: '2025', title: 'Chữ ký số', language: 'vi' };
    const saved = await web.post(`/chuyen-muc/${CDS}/so`, form, editor.headers);
    expect(decodeURIComponent(saved.headers.get('set-cookie')!)).toContain('warn:Đã lưu. Còn bỏ trống số 02, 03/2025.');
  });
});

it('a topic says how often it was heard and when last, which issue has it already, in the order of the plan', async () => {
  const { web } = await openGoldenStation();
  const { headers } = web.user(['editor']);
  const issue = { ...ISSUE, number: 9, topics: ['b-i-4-dd', 'b-i-5'] };
  expect((await call(web, 'POST', '/episodes', headers, issue)).status).toBe(201);
  const page = plain(await pageOf(web.get(`/chuyen-muc/${CDS}/so/them`, headers)));
  expect(page).toMatch(/B\.I\.4\.đ [^.]*phát lần cuối 13\/09\/2025, 2 lần; có trong số 09\/2025 chưa phát/);
  expect(page).toMatch(/B\.I\.5 [^.]*chưa phát lần nào; có trong số 09\/2025 chưa phát/);
  expect(page).toMatch(/Chuyển đổi số \(CĐS\) · còn \d+\/\d+ chủ đề chưa phát/);
  expect(page.indexOf('B.I.4.đ ')).toBeGreaterThan(page.indexOf('B.I.4.d '));
});

describe('who made an issue', () => {
  const made = [
    { name: 'Y Lan', role: 'presenter', genre: 'Bài' },
    { name: 'A Thiu', role: 'technician' },
  ];

  it('is written in its form, row by row, and kept in that order with the account of that name', async () => {
    const { web, editor, read, credits } = await openDesk();
    const form = {
      ...{
        number: '1',
        year: '2025',
        title: 'Hóa đơn điện tử',
        language: 'vi',
        links: 'thue.gov.vn/hoa-don\nhttps://dakto.gov.vn',
      },
      contributor: ['Y Lan', ' ', editor.user.name],
      role: ['presenter', 'editor', 'editor'],
      genre: ['Bài', '', ''],
    };
    const saved = await web.post(`/chuyen-muc/${CDS}/so`, form, editor.headers);
    expect(saved.status).toBe(303);
    const path = saved.headers.get('location')!;
    expect(credits.find(Number(path.split('/').at(-1)))).toEqual({
      contributors: [
        { name: 'Y Lan', role: 'presenter', genre: 'Bài', userId: null },
        { name: editor.user.name, role: 'editor', genre: '', userId: editor.user.id },
      ],
      links: ['https://thue.gov.vn/hoa-don', 'https://dakto.gov.vn/'],
    });
    const page = await read(path);
    expect(plain(page)).toContain('Phát thanh viên: Y Lan, bài');
    expect(page).toContain(
      '<a href="https://thue.gov.vn/hoa-don" rel="noreferrer noopener" target="_blank">thue.gov.vn: /hoa-don</a>',
    );
    const again = await read(`${path}/sua`);
    expect(again).toMatch(/value="Y Lan"[^>]*name="contributor"|name="contributor"[^>]*value="Y Lan"/);
    expect(again).toContain('https://thue.gov.vn/hoa-don\nhttps://dakto.gov.vn/</textarea>');
  });

  it('is the same over the API, and an issue written without them has none', async () => {
    const { add, api } = await openDesk();
    const id = await add({ contributors: made, links: ['https://dakto.gov.vn/tin'] });
    expect(await (await api('GET', `/episodes/${id}`)).json()).toMatchObject({
      contributors: [
        { ...made[0], userId: null },
        { ...made[1], genre: '', userId: null },
      ],
      links: ['https://dakto.gov.vn/tin'],
    });
    const { programmeId: _, ...rest } = ISSUE;
    expect(await (await api('PUT', `/episodes/${id}`, rest)).json()).toMatchObject({ contributors: [], links: [] });
  });

  it.each([
    ['a script as a link', { links: ['javascript:alert(1)'] }],
    ['a file as a link', { links: ['file:///etc/passwd'] }],
    ['a link with a password', { links: ['https://a:b@dakto.gov.vn/'] }],
    ['a word as a link', { links: ['xem trang tin'] }],
    ['a role nobody knows', { contributors: [{ name: 'Y Lan', role: 'boss' }] }],
    ['somebody without a name', { contributors: [{ name: '  ', role: 'editor' }] }],
    ['more people than a list holds', { contributors: Array.from({ length: 21 }, () => made[0]) }],
  ])('with %s is refused', async (_, changes) => {
    const { api } = await openDesk();
    expect((await api('POST', '/episodes', { ...ISSUE, ...changes })).status).toBe(422);
  });

  it('is refused in the form with what was typed', async () => {
    const { web, editor } = await openDesk();
    const form = {
      number: '1',
      year: '2025',
      title: 'X',
      language: 'vi',
      links: 'javascript:alert(1)',
      contributor: 'Y Lan',
    };
    const answer = await web.post(`/chuyen-muc/${CDS}/so`, { ...form, role: 'presenter', genre: '' }, editor.headers);
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toContain('href="#f-links"');
    expect(page).toContain('javascript:alert(1)</textarea>');
    expect(page).toContain('value="Y Lan"');
  });
});

it('another version of an issue begins with its title, topics and links, without its sound', async () => {
  const { add, addRecording, read } = await openDesk();
  const { id: recordingId } = addRecording('Bài 1');
  const id = await add({ topics: ['b-i-4-c'], links: ['https://dakto.gov.vn/tin'], recordingId });
  expect(await read(`/so/${id}`)).toContain(`/chuyen-muc/${CDS}/so/them?nam=2025&amp;so=1&amp;tieng=sed`);
  const form = await read(`/chuyen-muc/${CDS}/so/them?nam=2025&so=1&tieng=sed`);
  expect(form).toMatch(/value="Hóa đơn điện tử"/);
  expect(form).toMatch(/value="b-i-4-c" checked/);
  expect(form).toContain('https://dakto.gov.vn/tin</textarea>');
  expect(form).not.toContain(`<option value="${recordingId}" selected`);
});

it('the page of an issue says which slots play each of its versions', async () => {
  const { web, add, read, slots } = await openDesk();
  const id = await add();
  await add({ language: 'sed' });
  expect(plain(await read(`/so/${id}`))).toMatch(/Bản tiếng Xơ Đăng .* Chưa có khung giờ nào phát tiếng Xơ Đăng/);
  slots.change({ ...slots.find('cds-phat-moi')!, language: 'sed', changedAt: web.now });
  expect(plain(await read(`/so/${id}`))).toMatch(/Bản tiếng Xơ Đăng .* Khung giờ: [^;]*\(Toàn xã\)/);
});

describe('the list of fees', () => {
  const contributors = [
    { name: 'Y Lan', role: 'presenter', genre: 'Bài' },
    { name: 'A Thiu', role: 'technician' },
  ];
  async function aired(room: Newsroom & { add: (changes: object) => Promise<number> }) {
    const { id: recordingId } = room.addRecording('Bài 1');
    const episodeId = await room.add({ contributors, recordingId });
    room.airWhole(episodeId);
    const reporter = room.web.user(['reporter']);
    const rates = { rate: '100.000', genre: ['Tin', 'Bài'], coefficient: ['1', '3'], ky: '2025-09' };
    expect((await room.web.post('/nhuan-but/muc-chi', rates, reporter.headers)).status).toBe(303);
    return { episodeId, reporter };
  }

  it('offers whoever made an issue, with the hệ số of their genre, and takes each once', async () => {
    const room = await openDesk();
    const { episodeId, reporter } = await aired(room);
    const page = () => pageOf(room.web.get('/nhuan-but?ky=2025-09', reporter.headers));
    const book = async () =>
      plain(await pageOf(room.web.get('/so-sach/bang-ke-nhuan-but?ky=2025-09', reporter.headers)));
    expect(plain(await page())).toMatch(/Y Lan Phát thanh viên .* A Thiu Kỹ thuật .* Kê 2 người này/);
    expect(await page()).toMatch(/value="3"[^>]*|name="coefficient" value="3"/);
    expect(await book()).toContain('Y Lan (phát thanh viên), A Thiu (kỹ thuật)).');
    const rows = {
      ...{ ky: '2025-09', author: ['Y Lan', 'A Thiu'], role: ['presenter', 'technician'] },
      ...{ genre: ['Bài', 'Tin'], coefficient: ['3', '0,5'] },
    };
    for (let time = 0; time < 2; time++)
      expect((await room.web.post(`/nhuan-but/so/${episodeId}`, rows, reporter.headers)).status).toBe(303);
    expect(room.fees.list([episodeId]).map(({ author, role, coefficient }) => [author, role, coefficient])).toEqual([
      ['Y Lan', 'presenter', 3],
      ['A Thiu', 'technician', 0.5],
    ]);
    expect(await page()).not.toContain('Kê 2 người này');
    expect(await book()).toContain('Y Lan (phát thanh viên)');
    expect(await book()).toContain('Tổng số tiền: 350.000 đồng.');
    expect(await book()).not.toContain('Chưa kê');
  });

  it('has an issue once, in the month of its first airing that counts, whatever the log calls it', async () => {
    const room = await openDesk();
    const { web, airings, approver } = room;
    const { id: recordingId, sha } = room.addRecording('Bài 1');
    const episodeId = await room.add({ recordingId });
    const approval = { playoutSha256: sha, approverId: approver.user.id, soleReason: null, approvedAt: web.now };
    expect(room.episodes.approve({ episodeId, ...approval }).ok).toBe(true);
    const air = (time: string, given: Partial<NewAiring>) => {
      const startedAt = at(time);
      const sound = { programmeId: CDS, episodeId, playoutSha256: sha, recurrenceId: null };
      return airings.add(anAiring({ ...sound, plannedStart: startedAt, startedAt, endedAt: startedAt, ...given }));
    };
    const cut = air('2025-09-30 17:10', { outcome: 'cut', reason: 'down', playedFrames: frames(180_000 * 48) });
    air('2025-10-01 05:32', { kind: 'replay' });
    const reporter = web.user(['reporter']);
    const listed = async (period: string) => {
      const answer = await call(web, 'GET', `/fees?period=${period}`, reporter.headers);
      return ((await answer.json()) as { issues: { episodeId: number }[] }).issues.map((one) => one.episodeId);
    };
    expect([await listed('2025-09'), await listed('2025-10')]).toEqual([[], [episodeId]]);
    room.corrections.add({
      ...{ airingId: cut, outcome: 'completed', reason: null, playedFrames: airings.find(cut)!.totalFrames! },
      ...{ startedAt: at('2025-09-30 17:10'), endedAt: at('2025-09-30 17:25'), why: 'Nghe lại thấy đủ' },
      ...{ madeBy: approver.user.id, madeByName: 'A', madeAt: at('2025-10-02 08:00') },
    });
    expect([await listed('2025-09'), await listed('2025-10')]).toEqual([[episodeId], []]);
  });

  it('takes nobody an issue does not name, and tells the API who is left', async () => {
    const room = await openDesk();
    const { episodeId, reporter } = await aired(room);
    const ask = (method: string, path: string, body?: unknown) => call(room.web, method, path, reporter.headers, body);
    const lines = [
      { author: 'Ông Lạ', role: 'presenter', genre: 'Bài', coefficient: 3 },
      { author: 'Y Lan', role: 'presenter', genre: 'Bài', coefficient: 3 },
    ];
    const paid = (await (await ask('POST', '/fees/contributors', { episodeId, lines })).json()) as { fees: unknown[] };
    expect(paid.fees).toHaveLength(1);
    expect(await (await ask('GET', '/fees?period=2025-09')).json()).toMatchObject({
      issues: [{ episodeId, unpaid: [{ name: 'A Thiu', role: 'technician', genre: '' }] }],
    });
    expect((await call(room.web, 'POST', '/fees/contributors', room.editor.headers, { episodeId, lines })).status).toBe(
      403,
    );
  });
});
