import { describe, expect, test } from 'vitest';
import { cookiesOf, openWeb } from '../support/web.ts';

const open = async () => {
  const web = await openWeb();
  const { user, headers } = web.user(['administrator']);
  return Object.assign(web, { administrator: user, as: headers });
};
const HUNG = { username: 'VanHung', name: 'Đinh Văn Hùng', roles: ['editor', 'operator'] };
const linkOn = (page: string) => /https?:\/\/[^<]*\/mat-khau\/[\w-]{43}/.exec(page)?.[0];

describe('adding somebody', () => {
  test('gives a link, at the address one is using, with which they choose a password', async () => {
    const web = await open();
    const response = await web.post('/nguoi-dung', HUNG, web.as);
    const link = linkOn(await response.text())!;
    expect(link).toMatch(/^http:\/\/localhost\/mat-khau\//);
    const user = web.station.stores.people.findByUsername('vanhung')!;
    expect(user).toMatchObject({ username: 'vanhung', name: 'Đinh Văn Hùng', roles: ['editor', 'operator'] });

    const password = 'thác nước mùa khô';
    const signedIn = await web.post(new URL(link).pathname, { password, again: password });
    expect((await web.get('/mat-khau', { cookie: cookiesOf(signedIn) })).status).toBe(200);
  });

  test.each([
    ['a name already taken', { ...HUNG, username: 'USER1' }, 'đã có người dùng'],
    ['a name with diacritics', { ...HUNG, username: 'hùng' }, 'Tên đăng nhập gồm'],
    ['no role', { username: 'hung', name: 'Hùng' }, 'Chọn ít nhất một vai trò'],
    ['a role that does not exist', { ...HUNG, roles: ['king'] }, 'Chọn vai trò trong danh sách'],
    ['no name', { ...HUNG, name: '  ' }, 'Nhập họ và tên'],
  ])('with %s is refused in words, and what was typed stays', async (_, form, words) => {
    const web = await open();
    const response = await web.post('/nguoi-dung', form, web.as);
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain(words);
    expect(page).toContain(`value="${form.username}"`);
    expect(web.station.stores.people.list()).toHaveLength(1);
  });

  test('a name is text, whatever is in it', async () => {
    const web = await open();
    await web.post('/nguoi-dung', { ...HUNG, name: '<script>alert(1)</script>' }, web.as);
    expect(await (await web.get('/nguoi-dung', web.as)).text()).toContain('&lt;script&gt;');
  });
});

describe('the one administrator there is', () => {
  test('cannot lock themselves out or lay down the role', async () => {
    const web = await open();
    const path = `/nguoi-dung/${web.administrator.id}`;
    const locked = await web.post(`${path}/khoa`, {}, web.as);
    const page = await web.get('/nguoi-dung', { ...web.as, cookie: cookiesOf(locked) });
    expect(await page.text()).toContain('Đây là người quản trị duy nhất. Chưa khóa được.');
    expect((await web.post(path, { name: 'Lan', roles: ['viewer'] }, web.as)).status).toBe(422);
    expect(web.station.stores.people.find(web.administrator.id)).toEqual(web.administrator);
  });

  test('may once there is another, who is not locked', async () => {
    const web = await open();
    const path = `/nguoi-dung/${web.administrator.id}`;
    const other = web.user(['administrator']).user;
    web.station.stores.people.setDisabled(other.id, web.now);
    expect((await web.post(path, { name: 'Lan', roles: ['viewer'] }, web.as)).status).toBe(422);
    web.station.stores.people.setDisabled(other.id, null);
    expect((await web.post(path, { name: 'Lan', roles: ['viewer'] }, web.as)).status).toBe(303);
    expect((await web.get('/nguoi-dung', web.as)).status).toBe(403);
  });
});

test('a locked account loses its link, and gets in again when it is opened', async () => {
  const web = await open();
  const hung = web.user(['editor']);
  const made = await web.post(`/nguoi-dung/${hung.user.id}/lien-ket`, {}, web.as);
  const path = new URL(linkOn(await made.text())!).pathname;
  expect((await web.get(path)).status).toBe(200);
  await web.post(`/nguoi-dung/${hung.user.id}/khoa`, {}, web.as);
  expect((await web.get(path)).status).toBe(404);
  expect((await web.post(`/nguoi-dung/${hung.user.id}/lien-ket`, {}, web.as)).status).toBe(404);
  await web.post(`/nguoi-dung/${hung.user.id}/mo-khoa`, {}, web.as);
  expect((await web.get(path)).status).toBe(404);
  const again = await web.post(`/nguoi-dung/${hung.user.id}/lien-ket`, {}, web.as);
  expect((await web.get(new URL(linkOn(await again.text())!).pathname)).status).toBe(200);
});

test('somebody who is not there is not there', async () => {
  const web = await open();
  for (const id of ['99', 'abc', '1e999']) expect((await web.get(`/nguoi-dung/${id}`, web.as)).status).toBe(404);
});
