/** Bản tin từ cấp trên: taken in as text, sound or CAP; decided by a person; called off by who sent it; never sounding. */
import { describe, expect, test } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { hashToken, newToken } from '../../src/web/session.ts';
import { aCap } from '../support/cap.ts';
import { openLibrary } from '../support/library.ts';
import { aSlot } from '../support/schedule.ts';
import { ORIGIN } from '../support/web.ts';

const PATH = '/ban-tin';
type Headers = Record<string, string>;
type CapAnswer = { id: number; state: string; title: string; errors: Record<string, string> };
const REFERENCE = 'canhbao@kttv.gov.vn,KTTV-QNG-2025-0913,2025-09-10T06:00:00+07:00';

async function openDesk() {
  const library = await openLibrary();
  const { web, base } = library;
  const { stores } = web.station;
  stores.slots.add(
    aSlot({ id: 'chieu', title: 'Thông báo chiều', startTime: '17:25:00', plays: 'notice', programmeId: null }),
  );
  const clerk = web.user(['editor', 'operator']);
  const approver = web.user(['approver']);
  const post = (path: string, form: Record<string, string>, headers: Headers = clerk.headers) =>
    fetch(base + path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { origin: ORIGIN, ...headers },
      redirect: 'manual',
    });
  const page = async (path: string, headers: Headers = clerk.headers) => (await fetch(base + path, { headers })).text();
  const sendCap = async (xml: string, headers: Headers = clerk.headers, type = 'application/cap+xml') => {
    const answer = await fetch(`${base}/api/v1/bulletins/cap`, {
      method: 'POST',
      body: xml,
      headers: { ...headers, 'content-type': type },
    });
    return { status: answer.status, body: (await answer.json()) as CapAnswer };
  };
  const take = async (form: Record<string, string> = {}): Promise<number> => {
    const answer = await post(PATH, { ...BULLETIN, ...form });
    expect([answer.status, answer.status === 303 ? '' : await answer.text()]).toEqual([303, '']);
    return Number(answer.headers.get('location')!.split('/').at(-1));
  };
  const ordered = () => web.sent.filter(({ say }) => say === 'emergency');
  return { ...library, stores, clerk, approver, post, page, sendCap, take, ordered };
}
const BULLETIN = {
  class: 'priority',
  title: 'Thông báo xả lũ thủy điện',
  sender: 'Ban Chỉ huy phòng thủ dân sự tỉnh',
  number: '12/TB-BCH',
  text: 'Thủy điện xả 350 m3/s từ 14h ngày 10/9. Bà con không xuống lòng sông.',
  expiresDay: '12/9/2025',
  expiresTime: '18h',
};
const NOTICE = {
  title: 'Xả lũ',
  source: '',
  validFrom: '10/9/2025',
  validUntil: '12/9/2025',
  timesPerDay: '1',
  isPriority: '1',
  beforeId: '',
  reason: '',
};

describe('a bulletin that was pasted', () => {
  test('waits, is seen on Hôm nay, and becomes a notice by a named person', async () => {
    const { take, page, post, stores, clerk, ordered } = await openDesk();
    const id = await take();
    expect(await page('/')).toContain(BULLETIN.title);
    expect(await page(`${PATH}/${id}/nhan`)).toContain('Thủy điện xả 350');
    const accepted = await post(`${PATH}/${id}/nhan`, { ...NOTICE, text: 'Thủy điện xả lũ từ 14h hôm nay.' });
    expect(accepted.headers.get('location')).toMatch(/^\/thong-bao\/\d+$/);
    const [notice] = stores.notices.standing('2025-09-10');
    expect(notice).toMatchObject({
      bulletinId: id,
      isPriority: true,
      versions: [{ text: 'Thủy điện xả lũ từ 14h hôm nay.' }],
    });
    expect(stores.bulletins.find(id)).toMatchObject({
      decision: 'accepted',
      decidedBy: clerk.user.id,
      text: BULLETIN.text,
    });
    expect((await post(`${PATH}/${id}/nhan`, { ...NOTICE, text: '' })).status).toBe(422);
    expect([
      stores.entries.between(epochMs(0), epochMs(1e15)).filter(({ missing }) => missing === null),
      ordered(),
    ]).toEqual([[], []]);
  });

  test('needs words or sound, and is not taken in when it is over already', async () => {
    const { post } = await openDesk();
    const empty = await (await post(PATH, { ...BULLETIN, text: '', sender: '' })).text();
    for (const words of ['Nhập nơi gửi']) expect(empty).toContain(words);
    expect(await (await post(PATH, { ...BULLETIN, text: '' })).text()).toContain('Dán nội dung bản tin');
    const late = await post(PATH, { ...BULLETIN, expiresDay: '01/9/2025' });
    expect([late.status, await late.text()]).toEqual([422, expect.stringContaining('đã hết hiệu lực')]);
  });

  test('expires by itself', async () => {
    const { take, page, post, web } = await openDesk();
    const id = await take();
    web.now = epochMs(Date.parse('2025-09-12T18:00:01+07:00'));
    expect(await page(`${PATH}/${id}`)).toContain('Hết hiệu lực');
    expect((await post(`${PATH}/${id}/khan-cap`, { title: 'Xả lũ', text: 'Xả lũ.' })).status).toBe(422);
    expect((await post(`${PATH}/${id}/nhan`, { ...NOTICE, text: '' })).status).toBe(422);
    expect(await page('/')).not.toContain(BULLETIN.title);
  });

  test('that is not aired says why, and by whom', async () => {
    const { take, post, page, clerk } = await openDesk();
    const id = await take({ class: 'ordinary' });
    expect((await post(`${PATH}/${id}/khong-phat`, { reason: '' })).status).toBe(422);
    await post(`${PATH}/${id}/khong-phat`, { reason: 'Không liên quan địa bàn xã' });
    const shown = await page(`${PATH}/${id}`);
    for (const words of ['Không liên quan địa bàn xã', clerk.user.name]) expect(shown).toContain(words);
  });
});

test('where two priority bulletins meet, the commune says which goes first; the decision is kept', async () => {
  const { take, post, page, stores, clerk } = await openDesk();
  const [a, b, c] = [await take(), await take({ title: 'Dịch tả lợn' }), await take({ title: 'Cháy rừng cấp V' })];
  await post(`${PATH}/${a}/nhan`, { ...NOTICE, text: '' });
  expect(await page(`${PATH}/${b}/nhan`)).toContain('Trùng chỗ với bản tin ưu tiên khác');
  const asked = await post(`${PATH}/${b}/nhan`, { ...NOTICE, title: 'Dịch tả lợn', text: 'Khai báo dịch.' });
  expect([asked.status, await asked.text()]).toEqual([422, expect.stringContaining('chọn thứ tự và ghi lý do')]);
  const [first] = stores.notices.standing('2025-09-10');
  const choice = { beforeId: String(first!.id), reason: 'Dịch lan nhanh' };
  expect(
    (await post(`${PATH}/${b}/nhan`, { ...NOTICE, title: 'Dịch tả lợn', text: 'Khai báo dịch.', ...choice })).status,
  ).toBe(303);
  const last = { title: 'Cháy rừng', text: 'Cấm đốt rẫy.', reason: 'Chưa đến mùa' };
  expect((await post(`${PATH}/${c}/nhan`, { ...NOTICE, ...last })).status).toBe(303);
  expect(stores.notices.standing('2025-09-10').map(({ title }) => title)).toEqual([
    'Dịch tả lợn',
    'Xả lũ',
    'Cháy rừng',
  ]);
  const decided = stores.notices
    .precedences()
    .map(({ firstTitle, secondTitle, reason }) => `${firstTitle} < ${secondTitle}: ${reason}`);
  expect(decided).toEqual([
    'Xả lũ < Cháy rừng: Chưa đến mùa',
    'Dịch tả lợn < Cháy rừng: Chưa đến mùa',
    'Dịch tả lợn < Xả lũ: Dịch lan nhanh',
  ]);
  expect(await page('/thong-bao')).toContain(clerk.user.name);
});

describe('CAP over the API', () => {
  test('comes in with a token, once however often it is sent, and sounds nothing', async () => {
    const { sendCap, stores, ordered, page } = await openDesk();
    const first = await sendCap(aCap());
    expect([first.status, first.body]).toEqual([
      201,
      expect.objectContaining({
        class: 'emergency',
        state: 'new',
        sender: 'Đài Khí tượng thủy văn tỉnh Quảng Ngãi',
        number: 'KTTV-QNG-2025-0913',
      }),
    ]);
    const again = await sendCap(aCap());
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    expect(stores.bulletins.list(10)).toHaveLength(1);
    const shown = await page(`${PATH}/${first.body.id}`);
    for (const words of ['Nghiêm trọng', 'Sơ tán', 'Làm ngay', 'Xã Ngọk Tụ &amp; vùng ven suối', 'Bản tin khẩn cấp'])
      expect(shown).toContain(words);
    expect(await page('/')).toContain('1 bản tin khẩn cấp cấp trên chưa xử lý');
    expect(ordered()).toEqual([]);
  });

  test('is refused without a token, of another type, too long, or not as the standard has it', async () => {
    const { sendCap, web, clerk, stores } = await openDesk();
    expect((await sendCap(aCap(), {})).status).toBe(401);
    expect((await sendCap(aCap(), web.user(['viewer']).headers)).status).toBe(403);
    expect((await sendCap(aCap(), undefined, 'text/plain')).status).toBe(415);
    const long = {
      method: 'POST',
      body: aCap().replace('Lũ quét<', `${'x'.repeat(300_000)}<`),
      headers: { ...clerk.headers, 'content-type': 'text/xml' },
    };
    expect((await web.app.request('/api/v1/bulletins/cap', long)).status).toBe(413);
    const wrong = await sendCap(aCap({ severity: 'Huge' }).replace(/<identifier>.*<\/identifier>/, ''));
    expect([wrong.status, Object.values(wrong.body.errors)]).toEqual([
      422,
      [expect.stringContaining('Thiếu <identifier> (CAP 1.2, mục 3.2.1)'), expect.stringContaining('mục 3.2.2')],
    ]);
    const entity = aCap()
      .replace('<alert', '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert')
      .replace('Lũ quét<', '&x;<');
    const refused = await sendCap(entity);
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([422, expect.not.stringContaining('root:')]);
    expect(stores.bulletins.list(10)).toEqual([]);
  });

  test('a token that may only send bulletins may do nothing else', async () => {
    const { sendCap, web, base } = await openDesk();
    const { user } = web.user(['editor', 'operator']);
    const token = newToken('dx_');
    web.station.stores.credentials.addToken({
      ...{ tokenHash: hashToken(token), userId: user.id, name: 'Đài KTTV', createdAt: web.now, expiresAt: null },
      scopes: ['bulletins:write'],
    });
    const headers = { authorization: `Bearer ${token}` };
    expect((await sendCap(aCap(), headers)).status).toBe(201);
    for (const path of ['/api/v1/notices', '/api/v1/episodes', '/api/v1/emergencies', '/thong-bao'])
      expect([path, (await fetch(base + path, { headers })).status]).toEqual([path, 403]);
  });

  test.each([
    ['a test', { status: 'Test' }],
    ['a draft', { status: 'Draft' }],
    ['a talk of systems', { status: 'System' }],
  ])('that is %s is kept, and nobody can air it', async (_, change) => {
    const { sendCap, post, page, web } = await openDesk();
    const { body } = await sendCap(aCap(change));
    expect(body.state).toBe('record');
    expect(await page('/')).not.toContain('chưa xử lý');
    expect(await page(`${PATH}/${body.id}`)).not.toContain('Soạn phát khẩn cấp');
    const operator = web.user(['operator', 'editor']);
    expect((await post(`${PATH}/${body.id}/khan-cap`, { title: 'x', text: 'x' }, operator.headers)).status).toBe(422);
    expect((await post(`${PATH}/${body.id}/nhan`, { ...NOTICE, text: '' }, operator.headers)).status).toBe(422);
  });

  test('calls an earlier one off: its notice is heard no more', async () => {
    const { sendCap, post, stores, page } = await openDesk();
    const { body } = await sendCap(aCap({ severity: 'Moderate' }));
    await post(`${PATH}/${body.id}/nhan`, { ...NOTICE, text: '' });
    const [notice] = stores.notices.standing('2025-09-10');
    const cancel = await sendCap(
      aCap({ identifier: 'KTTV-2', msgType: 'Cancel', references: REFERENCE, headline: 'Hủy cảnh báo' }),
    );
    expect(stores.notices.find(notice!.id)!.archivedAt).not.toBeNull();
    expect((await sendCap(aCap({ severity: 'Moderate' }))).body.state).toBe('cancelled');
    expect(await page(`${PATH}/${body.id}`)).toContain('Nơi gửi đã hủy bằng');
    expect(cancel.body.state).toBe('record');
  });

  test('a newer text takes the place of the old one when it is accepted, not before', async () => {
    const { sendCap, post, stores } = await openDesk();
    const { body } = await sendCap(aCap({ severity: 'Moderate' }));
    await post(`${PATH}/${body.id}/nhan`, { ...NOTICE, text: '' });
    const [old] = stores.notices.standing('2025-09-10');
    const update = await sendCap(
      aCap({ identifier: 'KTTV-2', msgType: 'Update', severity: 'Moderate', references: REFERENCE }),
    );
    expect(stores.notices.find(old!.id)!.archivedAt).toBeNull();
    expect((await post(`${PATH}/${update.body.id}/nhan`, { ...NOTICE, text: 'Lũ đang rút.' })).status).toBe(303);
    expect(stores.notices.find(old!.id)!.archivedAt).not.toBeNull();
    expect(stores.notices.standing('2025-09-10')).toHaveLength(1);
  });

  test.each([
    ['a stranger', { sender: 'la@khong.biet' }],
    ['a test', { status: 'Test' }],
    ['an exercise', { status: 'Exercise' }],
  ])('%s calls nothing off', async (_, change) => {
    const { sendCap, stores } = await openDesk();
    const { body } = await sendCap(aCap());
    await sendCap(aCap({ identifier: 'KTTV-2', msgType: 'Cancel', references: REFERENCE, ...change }));
    expect(stores.bulletins.find(body.id)!.replacedBy).toBeNull();
  });
});

describe('an emergency from above', () => {
  test('is drafted for a person who hears it and confirms; only then it goes out', async () => {
    const { sendCap, post, page, ordered, web, base, stores } = await openDesk();
    const operator = web.user(['operator']);
    const { body } = await sendCap(aCap());
    expect(await page(`${PATH}/${body.id}/khan-cap`, operator.headers)).toContain('Mưa lớn 120 mm');
    const drafted = await post(
      `${PATH}/${body.id}/khan-cap`,
      { title: 'Cảnh báo lũ quét', text: 'Bà con ven suối di chuyển ngay.' },
      operator.headers,
    );
    expect([drafted.status, ordered()]).toEqual([303, []]);
    const to = drafted.headers.get('location')!;
    const confirm = await (await fetch(base + to, { headers: operator.headers })).text();
    expect(confirm).toContain('Phát khẩn cấp ngay');
    expect(confirm).toMatch(/value="Bản tin cấp trên số \d+ \(KTTV-QNG-2025-0913\)[^>]*name="reason"/);
    expect(ordered()).toEqual([]);
    const asked = new URL(to, base).searchParams;
    const order = {
      ...{
        key: 'lenh-tu-cap-tren-1',
        title: asked.get('title')!,
        recordingId: asked.get('tep')!,
        zoneIds: 'main',
        rank: asked.get('rank')!,
      },
      ...{ tone: 'co', repeats: '2', gapSeconds: '5', commandedBy: 'Chủ tịch UBND xã', reason: asked.get('reason')! },
    };
    expect((await post('/khan-cap/lenh', order, operator.headers)).status).toBe(303);
    expect(ordered()).toHaveLength(1);
    expect(stores.bulletins.find(body.id)).toMatchObject({ decision: 'accepted', decidedBy: operator.user.id });
    expect(await page(`${PATH}/${body.id}`)).toContain('/khan-cap/lan/lenh-tu-cap-tren-1');
  });

  test('that is an exercise leads to a drill', async () => {
    const { sendCap, post, web } = await openDesk();
    const operator = web.user(['operator']);
    const { body } = await sendCap(aCap({ status: 'Exercise' }));
    const drafted = await post(
      `${PATH}/${body.id}/khan-cap`,
      { title: 'Diễn tập', text: 'Đây là diễn tập.' },
      operator.headers,
    );
    expect(drafted.headers.get('location')).toMatch(/^\/khan-cap\/soan\?.*dien-tap=1/);
  });
});

describe('a CAP file on the page', () => {
  test('is read; its faults are shown by their clauses, and what was pasted stays', async () => {
    const { base, clerk, post } = await openDesk();
    const body = new FormData();
    body.append('capFile', new Blob([aCap()], { type: 'text/xml' }), 'canh-bao.xml');
    const sent = await fetch(`${base}${PATH}/cap`, {
      method: 'POST',
      body,
      headers: { origin: ORIGIN, ...clerk.headers },
      redirect: 'manual',
    });
    expect(sent.headers.get('location')).toMatch(/^\/ban-tin\/\d+$/);
    const raw = await fetch(`${base}${sent.headers.get('location')}/cap.xml`, { headers: clerk.headers });
    expect([raw.headers.get('content-type'), raw.headers.get('content-disposition')]).toEqual([
      'text/plain; charset=utf-8',
      expect.stringContaining('attachment'),
    ]);
    expect(await raw.text()).toBe(aCap());
    const wrong = await post(`${PATH}/cap`, { xml: aCap({ severity: 'Huge' }) });
    const html = await wrong.text();
    expect([wrong.status, html]).toEqual([422, expect.stringContaining('(CAP 1.2, mục 3.2.2)')]);
    expect(html).toContain('&lt;identifier&gt;KTTV-QNG-2025-0913');
  });

  test('whose words are a script is text on the page', async () => {
    const { sendCap, page } = await openDesk();
    const { body } = await sendCap(aCap({ headline: '&lt;script&gt;alert(1)&lt;/script&gt;' }));
    expect(body.title).toBe('<script>alert(1)</script>');
    expect(await page(`${PATH}/${body.id}`)).not.toContain('<script>alert');
    expect(await page(PATH)).not.toContain('<script>alert');
  });
});

test('what came and what was decided stays as it was, says the database', async () => {
  const { take, web, post } = await openDesk();
  const id = await take();
  await post(`${PATH}/${id}/khong-phat`, { reason: 'Trùng' });
  for (const sql of [
    "UPDATE bulletins SET text = 'khác'",
    "UPDATE bulletins SET decision = 'accepted'",
    'DELETE FROM bulletins',
  ])
    expect(() => web.db.prepare(sql).run()).toThrow(/bulletin/);
});
