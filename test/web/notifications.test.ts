import { describe, expect, test } from 'vitest';
import { notify } from '../../src/engine/notify.ts';
import { headerOf, openHookSink, openMailSink, textOfMail } from '../support/mail-sink.ts';
import { openWeb, type Web } from '../support/web.ts';

const PATH = '/cau-hinh/thong-bao';
const server = (port: number, changes: Record<string, string> = {}) => ({
  ...{ host: '127.0.0.1', port: String(port), security: 'none', username: 'dai', password: 'rất bí mật' },
  ...{ sender: 'dai@dakto.gov.vn', quietFrom: '21:00', quietUntil: '05:00' },
  ...changes,
});
const json = (web: Web, method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  web.app.request(`/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

describe('the mail server', () => {
  test('is set up on its page; its password is never shown again and survives the next save', async () => {
    const web = await openWeb();
    const { headers } = web.user(['administrator']);
    expect(await (await web.get(PATH, headers)).text()).toContain('Bỏ trống: đài không gửi thư');
    expect((await web.post(PATH, server(2525), headers)).status).toBe(303);
    const page = await (await web.get(PATH, headers)).text();
    expect(page).toContain('value="127.0.0.1"');
    expect(page).toContain('Đã có mật khẩu');
    expect(page).not.toContain('rất bí mật');
    await web.post(PATH, server(2526, { password: '' }), headers);
    expect(web.station.stores.recipients.server()).toMatchObject({ port: 2526, password: 'rất bí mật' });
    const api = await json(web, 'GET', '/mail-server', headers);
    expect(await api.text()).not.toContain('rất bí mật');
  });

  test('elsewhere is not sent the password of this one', async () => {
    const web = await openWeb();
    const { headers } = web.user(['administrator']);
    await web.post(PATH, server(2525), headers);
    const refused = await web.post(PATH, server(2525, { host: 'smtp.example.com', password: '' }), headers);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('Nhập mật khẩu của tài khoản gửi thư');
  });

  test.each([
    [{ port: '99999' }, 'Nhập số cổng từ 1 đến 65535'],
    [{ sender: 'không phải thư' }, 'Nhập địa chỉ thư điện tử'],
    [{ quietUntil: '' }, 'Nhập cả hai giờ'],
    [{ host: 'http://smtp' }, 'Tên máy chủ như'],
  ])('refuses in words, on the page and in the API alike: %j', async (changes, words) => {
    const web = await openWeb();
    const { headers } = web.user(['administrator']);
    const refused = await web.post(PATH, server(25, changes), headers);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain(words);
    const { quietFrom, quietUntil, ...rest } = server(25, changes);
    const api = await json(web, 'PUT', '/mail-server', headers, {
      ...rest,
      quiet: { from: quietFrom, until: quietUntil },
    });
    expect(api.status).toBe(422);
    expect(await api.text()).toContain(words);
    expect(web.station.stores.recipients.server()).toBeUndefined();
  });

  test('is tried at once, and says why not', async () => {
    const sink = await openMailSink({ user: 'dai', password: 'rất bí mật' });
    const web = await openWeb();
    const { headers } = web.user(['administrator']);
    await web.post(PATH, server(sink.port), headers);
    const sent = await web.post(`${PATH}/gui-thu`, { to: 'lan@dakto.gov.vn' }, headers);
    expect(decodeURIComponent(sent.headers.get('set-cookie') ?? '')).toContain('Máy chủ thư đã nhận thư thử');
    expect(headerOf(sink.received[0]!.raw, 'To')).toBe('lan@dakto.gov.vn');
    await web.post(PATH, server(sink.port, { password: 'sai' }), headers);
    const refused = await json(web, 'POST', '/mail-server/trial', headers, { to: 'lan@dakto.gov.vn' });
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('không nhận tên đăng nhập')]);
  });
});

test('everybody chooses for themselves, and the administrator for others', async () => {
  const web = await openWeb();
  const admin = web.user(['administrator']);
  const editor = web.user(['editor']);
  const wishes = () => web.station.stores.recipients.wishes();
  expect((await web.get('/thong-bao/cua-toi', editor.headers)).status).toBe(200);
  await web.post('/thong-bao/cua-toi', { email: 'hanh@dakto.gov.vn', kinds: 'missing' }, editor.headers);
  expect(wishes().get(editor.user.id)).toEqual({ email: 'hanh@dakto.gov.vn', kinds: ['missing'] });
  expect(await (await json(web, 'GET', '/my-notifications', editor.headers)).json()).toMatchObject({
    kinds: ['missing'],
  });
  expect((await web.post('/thong-bao/cua-toi', { email: 'hanh' }, editor.headers)).status).toBe(422);
  expect((await web.get(`/nguoi-dung/${editor.user.id}/thong-bao`, editor.headers)).status).toBe(403);
  expect(await (await web.get(PATH, admin.headers)).text()).toContain('hanh@dakto.gov.vn');
  await web.post(`/nguoi-dung/${editor.user.id}/thong-bao`, { email: '' }, admin.headers);
  expect(wishes().get(editor.user.id)).toBeUndefined();
});

test('a webhook: its key is made and shown once, it is tried, and it is taken away', async () => {
  const sink = await openHookSink();
  const web = await openWeb();
  const { headers } = web.user(['administrator']);
  const hook = { name: 'Nhóm trực', url: sink.url, kinds: ['missing', 'incident'], enabled: 'co' };
  const made = await web.post(`${PATH}/webhook`, hook, headers);
  const [webhook] = web.station.stores.recipients.webhooks();
  expect(await made.text()).toContain(webhook!.secret);
  expect(await (await web.get(`${PATH}/webhook/${webhook!.id}`, headers)).text()).not.toContain(webhook!.secret);
  const tried = await web.post(`${PATH}/webhook/${webhook!.id}/gui-thu`, {}, headers);
  expect(decodeURIComponent(tried.headers.get('set-cookie') ?? '')).toContain('đã nhận lần gửi thử');
  expect(sink.received).toHaveLength(1);
  expect((await json(web, 'GET', '/webhooks', headers)).status).toBe(200);
  expect(await (await json(web, 'GET', '/webhooks', headers)).text()).not.toContain(webhook!.secret);
  expect((await web.post(`${PATH}/webhook`, { ...hook, url: 'ftp://x' }, headers)).status).toBe(422);
  await web.post(`${PATH}/webhook/${webhook!.id}/bo`, {}, headers);
  expect(web.station.stores.recipients.webhooks()).toEqual([]);
});

test('an office without an account is a mailbox: no key, shown and tried as a mail', async () => {
  const sink = await openMailSink();
  const web = await openWeb();
  const { headers } = web.user(['administrator']);
  await web.post(PATH, server(sink.port, { username: '', password: '' }), headers);
  const office = { name: 'Phòng VH-XH', url: ' vhxh@tinh.vn ', kinds: ['seal'], enabled: 'co' };
  const made = await web.post(`${PATH}/webhook`, office, headers);
  expect(made.status).toBe(303);
  const [kept] = web.station.stores.recipients.webhooks();
  expect(kept).toMatchObject({ url: 'mailto:vhxh@tinh.vn', secret: '' });
  expect(await (await web.get(PATH, headers)).text()).toMatch(/<small>vhxh@tinh\.vn<\/small>/);
  expect(await (await web.get(`${PATH}/webhook/${kept!.id}`, headers)).text()).toContain('value="vhxh@tinh.vn"');
  const tried = await web.post(`${PATH}/webhook/${kept!.id}/gui-thu`, {}, headers);
  expect(decodeURIComponent(tried.headers.get('set-cookie') ?? '')).toContain('đã nhận lần gửi thử');
  expect(sink.received).toMatchObject([{ to: ['vhxh@tinh.vn'] }]);
  for (const url of ['vhxh@', 'mailto:', 'mailto:a', 'vhxh@tinh.vn, b@c.vn'])
    expect((await web.post(`${PATH}/webhook`, { ...office, url }, headers)).status).toBe(422);
  // Once it is a program that is called, its calls are signed.
  await web.post(`${PATH}/webhook/${kept!.id}`, { ...office, url: 'https://hook.example.vn' }, headers);
  expect(web.station.stores.recipients.webhooks()[0]!.secret).toMatch(/^.{32}$/);
});

test('what could not be sent is listed with the reason, and sent again by a press', async () => {
  const sink = await openMailSink();
  sink.refuse = { code: 550, words: 'No such user' };
  const web = await openWeb();
  const { user, headers } = web.user(['administrator', 'editor']);
  await web.post(PATH, server(sink.port, { username: '', password: '' }), headers);
  web.station.stores.recipients.setWishes(user.id, { email: 'lan@dakto.gov.vn', kinds: ['missing'] });
  notify(web.station, {
    key: 'a',
    kind: 'missing',
    roles: ['editor'],
    subject: 'Còn thiếu: CCHC',
    lines: [],
    isUrgent: true,
  });
  const outbox = web.station.outbox as typeof web.station.outbox & { settled(): Promise<void> };
  web.now = (web.now + 60_000) as typeof web.now;
  await outbox.settled();
  const page = await (await web.get(`${PATH}/da-gui?tt=failed`, headers)).text();
  expect(page).toContain('Còn thiếu: CCHC');
  expect(page).toContain('No such user');
  expect(await (await json(web, 'GET', '/notifications?state=failed', headers)).json()).toMatchObject({
    deliveries: [{ address: 'lan@dakto.gov.vn', notifications: [{ subject: 'Còn thiếu: CCHC' }] }],
  });
  sink.refuse = undefined;
  const [failed] = web.station.stores.notifications.list();
  expect((await web.post(`${PATH}/da-gui/${failed!.id}/gui-lai`, {}, headers)).status).toBe(303);
  await outbox.settled();
  expect(textOfMail(sink.received[0]!.raw)).toContain('Còn thiếu: CCHC');
  expect((await json(web, 'POST', `/notifications/${failed!.id}/retry`, headers)).status).toBe(409);
});
