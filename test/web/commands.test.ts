import { describe, expect, it, test } from 'vitest';
import { type Desk, openDesk } from '../support/desk.ts';
import { call, pageOf } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';
import { cookiesOf } from '../support/web.ts';

type Form = Record<string, string>;
const asked = ({ web }: Desk) => web.station.stores.commands.list(10);

/** The same command by the page's form and by the API: one row each, and what each was told. */
async function bothWays(desk: Desk, form: Form, who = desk.operator) {
  const { web } = desk;
  const page = await web.post('/lenh', form, who.headers);
  const json = Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, name.endsWith('Id') ? Number(value) : value]),
  );
  const api = await call(web, 'POST', '/commands', who.headers, json);
  const told = page.status === 303 ? await pageOf(web.get('/', { ...who.headers, cookie: cookiesOf(page) })) : '';
  return { page, api, told: /role="status">(?:<svg.*?<\/svg>)([^<]*)</.exec(told)?.[1] ?? '' };
}

describe('a command', () => {
  test.each([
    ['start-now', (desk: Desk): Form => ({ entryId: String(desk.entry.id) })],
    ['start-now', (desk: Desk): Form => ({ episodeId: String(desk.issue) })],
    ['skip', (desk: Desk): Form => ({ entryId: String(desk.entry.id) })],
    ['skip', (desk: Desk): Form => ({ episodeId: String(desk.issue) })],
    ['stop', (): Form => ({})],
    ['resume', (): Form => ({})],
  ])('%s is a row with the name of who asked, and the playout is told; page and API alike', async (kind, about) => {
    const desk = await openDesk();
    const { web, operator } = desk;
    const { page, api, told } = await bothWays(desk, { kind, ...about(desk) });
    expect([page.status, page.headers.get('location'), api.status, web.nudges]).toEqual([303, '/', 201, 2]);
    expect(told).toMatch(/^Đã gửi lệnh/);
    const [byApi, byPage] = asked(desk);
    expect(byPage).toMatchObject({ kind, state: 'pending', issuedBy: operator.user.id, issuedAt: web.now });
    expect({ ...byApi, id: 0 }).toEqual({ ...byPage, id: 0 });
  });

  it('waits in sight until the air has answered', async () => {
    const desk = await openDesk();
    const { web, operator } = desk;
    await web.post('/lenh', { kind: 'skip', entryId: String(desk.entry.id) }, operator.headers);
    expect(await pageOf(web.get('/', operator.headers))).toContain('Đang chờ bộ phát trả lời');
    const [{ id } = { id: 0 }] = asked(desk);
    expect(await (await call(web, 'GET', `/commands/${id}`, desk.viewer.headers)).json()).toMatchObject({
      state: 'pending',
      issuedBy: { id: operator.user.id, name: operator.user.name },
      issuedAt: '2025-09-10T17:05:00.000+07:00',
      answer: null,
    });
    web.station.stores.commands.answer(id, 'refused', 'Mục này đã phát xong.', web.now);
    expect(await pageOf(web.get('/', operator.headers))).toContain('Mục này đã phát xong.');
    expect(await (await call(web, 'GET', `/commands/${id}`, desk.viewer.headers)).json()).toMatchObject({
      state: 'refused',
      answer: 'Mục này đã phát xong.',
      ackedAt: '2025-09-10T17:05:00.000+07:00',
    });
  });

  test.each([
    ['an entry that is gone', (): Form => ({ kind: 'start-now', entryId: '999' }), 'không còn trong danh sách'],
    ['an episode that is none', (): Form => ({ kind: 'skip', episodeId: '999' }), 'Không có số này'],
    [
      'an entry without sound',
      (desk: Desk): Form => ({ kind: 'start-now', entryId: String(desk.bulletin.id) }),
      'Chưa có số nào',
    ],
    [
      'an issue nobody approved',
      (desk: Desk): Form => ({ kind: 'start-now', episodeId: String(desk.addIssue(9, { approved: false })) }),
      'chưa được duyệt',
    ],
    ['nothing', (): Form => ({ kind: 'start-now' }), 'Chọn một mục'],
    [
      'two things at once',
      (desk: Desk): Form => ({ kind: 'skip', entryId: String(desk.entry.id), episodeId: '1' }),
      'Chọn một mục',
    ],
    [
      'one entry, to stop everything',
      (desk: Desk): Form => ({ kind: 'stop', entryId: String(desk.entry.id) }),
      'không nói về riêng mục nào',
    ],
    ['a verb that is none', (): Form => ({ kind: 'louder' }), 'Chọn một lệnh'],
    ['a zone that is none', (): Form => ({ kind: 'stop', zoneId: 'mars' }), 'Không có vùng phát'],
  ])('about %s is refused with words, and asks nothing of the air', async (_, form, words) => {
    const desk = await openDesk();
    const { page, api, told } = await bothWays(desk, form(desk));
    expect([page.status, api.status, asked(desk).length, desk.web.nudges]).toEqual([303, 422, 0, 0]);
    expect(told).toContain(words);
    expect(JSON.stringify(await api.json())).toContain(words);
  });

  it('is an operator’s alone', async () => {
    const desk = await openDesk();
    for (const who of [desk.viewer, desk.editor, desk.approver, desk.web.user(['administrator'])]) {
      const { page, api } = await bothWays(desk, { kind: 'stop' }, who);
      expect([page.status, api.status]).toEqual([403, 403]);
    }
    expect(asked(desk)).toEqual([]);
  });
});

test('the API lists commands newest first, page by page', async () => {
  const desk = await openDesk();
  const { web, operator, viewer } = desk;
  for (let n = 0; n < 53; n++) await web.post('/lenh', { kind: 'resume' }, operator.headers);
  type Page = { commands: { id: number }[]; next: string | null };
  const first = (await (await call(web, 'GET', '/commands', viewer.headers)).json()) as Page;
  const rest = (await (await call(web, 'GET', `/commands?after=${first.next}`, viewer.headers)).json()) as Page;
  expect([...first.commands, ...rest.commands].map(({ id }) => id)).toEqual(
    Array.from({ length: 53 }, (_, n) => 53 - n),
  );
  expect(rest.next).toBeNull();
  expect((await call(web, 'GET', '/commands/99', viewer.headers)).status).toBe(404);
});

describe('before something audible, a page says what will happen', () => {
  const read = async ({ web, operator }: Desk, path: string) => pageOf(web.get(path, operator.headers));

  test('stop: what it cuts, and that what follows stays silent', async () => {
    const desk = await openDesk();
    expect(await read(desk, '/dung-phat')).toContain('Bây giờ không có gì đang phát.');
    desk.begin();
    const page = await read(desk, '/dung-phat');
    expect(page).toContain('Sẽ ngắt ngay “Chuyển đổi số, Số 01/2025” trên toàn xã.');
    expect(page).toContain('1 mục còn lại của hôm nay');
    expect(page).toMatch(/im lặng.*cho đến khi bấm “Phát tiếp”/s);
  });

  test('start now: what it cuts, and what becomes of its place on the playlist', async () => {
    const desk = await openDesk();
    desk.begin({ episodeId: desk.issue });
    const page = await read(desk, `/phat-ngay?muc=${desk.entry.id}`);
    expect(page).toContain('Ngắt “Chuyển đổi số, Số 01/2025” đang phát.');
    expect(page).toContain('Đến 17:10 theo lịch, mục này không phát nữa.');
    expect(page).toContain(`name="entryId" value="${desk.entry.id}"`);
  });

  test('start an issue: only those that may be heard are offered', async () => {
    const desk = await openDesk();
    desk.addIssue(2, { approved: false });
    const page = await read(desk, '/phat-ngay');
    expect(page).toContain(`<option value="${desk.issue}"`);
    expect(page.match(/<option/g)).toHaveLength(1);
  });

  test('skip: whether it is cut or will not begin', async () => {
    const desk = await openDesk();
    expect(await read(desk, `/bo-qua?muc=${desk.entry.id}`)).toContain('Mục lúc 17:10 sẽ không phát.');
    desk.begin({ entryId: desk.entry.id, episodeId: desk.issue });
    expect(await read(desk, `/bo-qua?muc=${desk.entry.id}`)).toContain('Sẽ ngắt ngay mục đang phát này.');
  });

  test('skip what a person started: it is named by its issue', async () => {
    const desk = await openDesk();
    desk.begin({ episodeId: desk.issue });
    expect(await read(desk, `/bo-qua?so=${desk.issue}`)).toContain(`name="episodeId" value="${desk.issue}"`);
  });

  test.each([
    ['while the air is held', (desk: Desk) => desk.hold(desk.operator.user.id), 'Đang dừng phát.'],
    [
      'at night',
      (desk: Desk) => {
        desk.web.now = at('2025-09-10 22:00');
      },
      'ngoài khung giờ được phép phát (05:30–06:15, 17:00–17:45)',
    ],
  ])('%s nothing can be started, and it says why', async (_, arrange, words) => {
    const desk = await openDesk();
    arrange(desk);
    for (const path of ['/phat-ngay', `/phat-ngay?muc=${desk.entry.id}`]) {
      const page = await read(desk, path);
      expect(page).toContain(words);
      expect(page).not.toContain('name="kind" value="start-now"');
    }
  });

  test('an entry without sound cannot be started; one that is gone is not found', async () => {
    const desk = await openDesk();
    expect(await read(desk, `/phat-ngay?muc=${desk.bulletin.id}`)).toContain(
      'Chưa có số nào được duyệt, chưa phát được.',
    );
    for (const path of ['/phat-ngay?muc=999', '/bo-qua?muc=999', '/bo-qua', '/bo-qua?so=x'])
      expect((await desk.web.get(path, desk.operator.headers)).status).toBe(404);
  });
});
