import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { hasNounWord } from '../../src/core/audit-words.ts';
import { durationMs, HOUR, after as later, MINUTE } from '../../src/core/time.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { hashPassword } from '../../src/web/passwords.ts';
import { call } from '../support/newsroom.ts';
import { CHANGING, send } from '../support/routes.ts';
import { cookiesOf, ORIGIN, openWeb, type Web } from '../support/web.ts';

const PATH = '/cau-hinh/nhat-ky-hoat-dong';
const lines = (web: Web) => web.station.stores.audit.list({}, { limit: 1000 });
const newest = (web: Web) => lines(web)[0]!;

describe('a change', () => {
  test('is in the log with what was before and after, by whom, from where', async () => {
    const web = await openWeb();
    const { user, headers } = web.user(['administrator']);
    const { id } = web.station.stores.zones.list()[0]!;
    const answer = await web.app.request(
      `/cau-hinh/vung/${id}`,
      { method: 'POST', body: new URLSearchParams({ name: 'Cả xã' }), headers: { origin: ORIGIN, ...headers } },
      { incoming: { socket: { remoteAddress: '10.0.0.7' } } },
    );
    expect(answer.status).toBe(303);
    const [request, row] = lines(web);
    const who = { userId: user.id, userName: user.name, via: 'token', credential: '1 test', address: '10.0.0.7' };
    const what = { route: 'POST /cau-hinh/vung/:id', path: `/cau-hinh/vung/${id}`, at: web.now };
    expect(request).toMatchObject({ ...who, ...what, action: 'done', status: 303, noun: null });
    expect(row).toMatchObject({
      ...{ ...who, ...what, action: 'change', noun: 'zones', rowKey: id, status: null, act: request!.act },
      ...{ before: { name: 'Toàn xã' }, after: { name: 'Cả xã' } },
    });
  });

  test('that was taken back with its transaction leaves no line of a row', async () => {
    const web = await openWeb();
    web.station.stores.audit.watch(() => ({
      ...{ act: 'x', at: web.now, userId: null, userName: '', via: 'terminal' as const, credential: '' },
      ...{ address: '', route: 'npm run user', path: 'npm run user' },
    }));
    const change = web.db.transaction((undo: boolean) => {
      web.db.prepare("UPDATE zones SET name = 'B' WHERE id = 'main'").run();
      if (undo) throw new Error('back');
    });
    expect(() => change(true)).toThrow('back');
    expect(lines(web)).toEqual([]);
    change(false);
    expect(newest(web)).toMatchObject({ via: 'terminal', after: { name: 'B' } });
  });

  test('made by the station itself is nobody’s', async () => {
    const web = await openWeb();
    web.station.stores.settings.change({ stationName: 'Đài khác' });
    expect(lines(web)).toEqual([]);
  });

  test('of two people at once is each one’s own', async () => {
    const web = await openWeb();
    const people = Array.from({ length: 8 }, () => web.user(['operator']));
    const answers = await Promise.all(
      people.map(({ headers }, i) => web.post('/giao-ca', { words: `Ca ${i}` }, headers)),
    );
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 303));
    const notes = lines(web).filter(({ noun }) => noun === 'handovers');
    expect(notes.map(({ userId, after }) => [userId, after?.words]).sort()).toEqual(
      people.map(({ user }, i) => [user.id, `Ca ${i}`]).sort(),
    );
  });

  test('of a password or a secret is told, never the secret', async () => {
    const web = await openWeb();
    const { headers } = web.user(['administrator']);
    const server = {
      host: 'mail.example.vn',
      port: 587,
      security: 'starttls',
      username: 'dai',
      sender: 'dai@example.vn',
    };
    for (const password of ['bi-mat-cu', 'bi-mat-moi'])
      expect((await call(web, 'PUT', '/mail-server', headers, { ...server, password })).status).toBe(204);
    const [, change] = lines(web);
    expect(change).toMatchObject({ noun: 'mail_server', before: { password: '•••' }, after: { password: '•••' } });
    expect(JSON.stringify(lines(web))).not.toContain('bi-mat');
  });

  test('a link that sets a password is in no line', async () => {
    const web = await openWeb();
    const { user, headers } = web.user(['administrator']);
    const page = await (await web.post(`/nguoi-dung/${user.id}/lien-ket`, {}, headers)).text();
    const path = /\/mat-khau\/([\w-]{20,})/.exec(page)!;
    await web.post(path[0], { password: 'ngắn', again: '' });
    expect(newest(web)).toMatchObject({ route: 'POST /mat-khau/:token', path: '/mat-khau/•••', action: 'refused' });
    const { createHash } = await import('node:crypto');
    const text = JSON.stringify(lines(web));
    expect(text).not.toContain(path[1]);
    expect(text).not.toContain(createHash('sha256').update(path[1]!).digest('hex'));
  });
});

describe('nothing is forgotten', () => {
  test.each(['signed in', 'a stranger'])('every route that may change something leaves a line: %s', async (who) => {
    const web = await openWeb();
    const { headers } = who === 'a stranger' ? { headers: {} } : web.user();
    const forgotten: string[] = [];
    for (const route of CHANGING) {
      const before = newest(web)?.id ?? 0;
      await send(web, route, { headers });
      const isIn = lines(web).some((line) => line.id > before && line.status !== null && line.route === route.route);
      if (!isIn) forgotten.push(route.route);
    }
    expect(CHANGING.length).toBeGreaterThan(150);
    expect(forgotten).toEqual([]);
  });

  test('a form of another site, one too large, a path that does not exist and a fault are in it too', async () => {
    const web = await openWeb();
    const { headers } = web.user(['administrator']);
    await web.post('/dang-nhap', {}, { origin: 'https://evil.example' });
    expect(newest(web)).toMatchObject({ status: 403, action: 'refused', via: 'nobody' });
    await web.post('/cau-hinh', { stationName: 'x'.repeat(300_000) }, headers);
    expect(newest(web)).toMatchObject({ status: 413, action: 'refused' });
    await web.post('/khong-co', {}, headers);
    expect(newest(web)).toMatchObject({ status: 404, route: 'POST (không có)', path: '/khong-co' });
    web.db.exec('DROP TABLE webhooks');
    const { error } = console;
    console.error = () => {};
    const broken = await call(web, 'DELETE', '/webhooks/1', headers);
    console.error = error;
    expect(broken.status).toBe(500);
    expect(newest(web)).toMatchObject({ status: 500, action: 'failed' });
  });

  test('reading leaves none', async () => {
    const web = await openWeb();
    const { headers } = web.user();
    for (const path of ['/', '/cau-hinh', PATH, '/api/v1/settings']) await web.get(path, headers);
    expect(lines(web)).toEqual([]);
  });

  test('every table is watched or named among those that machines write, and has a word', async () => {
    const web = await openWeb();
    const watched = web.station.stores.audit.watched();
    expect(watched.filter((table) => !hasNounWord(table))).toEqual([]);
    for (const table of ['users', 'settings', 'slots', 'episodes', 'approvals', 'outputs', 'commands'])
      expect(watched).toContain(table);
    for (const table of ['entries', 'airings', 'chain', 'sessions', 'audit']) expect(watched).not.toContain(table);
  });

  test('no store replaces a row of a watched table: its old values would be lost', async () => {
    const web = await openWeb();
    const watched = new Set(web.station.stores.audit.watched());
    const folder = join(import.meta.dirname, '../../src/storage');
    const replaced = readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/REPLACE INTO (\w+)/g)])
      .map(([, table]) => table!);
    expect(replaced.filter((table) => watched.has(table))).toEqual([]);
  });

  test('nobody changes or cuts it', async () => {
    const web = await openWeb();
    await web.post('/dang-xuat', {}, web.user().headers);
    expect(() => web.db.exec("UPDATE audit SET user_name = ''")).toThrow('never changed');
    expect(() => web.db.exec('DELETE FROM audit')).toThrow('never cut');
    expect(() =>
      web.db.exec(`INSERT OR REPLACE INTO audit (id, act, at, action, user_name, via, credential, address, route,
      path, status) SELECT id, act, at, action, 'x', via, credential, address, route, path, status FROM audit`),
    ).toThrow();
  });

  test('what the database could not take is written as soon as it can', async () => {
    const web = await openWeb();
    const { headers } = web.user();
    web.db.pragma('busy_timeout = 20');
    const other = openDatabase(web.station.config.database);
    other.exec('BEGIN IMMEDIATE');
    expect((await web.post('/lenh', {}, headers)).status).toBeLessThan(500);
    other.exec('COMMIT');
    other.close();
    expect(lines(web)).toEqual([]);
    await web.post('/dang-xuat', {}, headers);
    expect(lines(web).map(({ route }) => route)).toEqual(['POST /dang-xuat', 'POST /lenh']);
  });
});

describe('signing in', () => {
  const PASSWORD = 'mưa rừng đầu mùa';
  async function openWithLan() {
    const web = await openWeb();
    const lan = { username: 'lan', name: 'Ý Lan', roles: ['administrator'] as const, createdAt: web.now };
    const user = web.station.stores.people.add({ ...lan, passwordHash: await hashPassword(PASSWORD) })!;
    return { web, user };
  }

  test('is in it, with its failures and lock-outs, and what follows carries the session', async () => {
    const { web, user } = await openWithLan();
    for (let n = 0; n < 5; n++) await web.post('/dang-nhap', { username: 'lan', password: 'sai' });
    await web.post('/dang-nhap', { username: 'lan', password: PASSWORD });
    expect(lines(web).map(({ action, words }) => [action, words])).toEqual([
      ['locked-out', 'Tài khoản lan'],
      ...Array.from({ length: 5 }, () => ['sign-in-refused', 'Tài khoản lan']),
    ]);
    web.now = later(web.now, durationMs(MINUTE));
    const cookie = cookiesOf(await web.post('/dang-nhap', { username: 'lan', password: PASSWORD }));
    expect(newest(web)).toMatchObject({ action: 'sign-in', userId: user.id, userName: 'Ý Lan', status: 303 });
    await web.post('/dang-xuat', {}, { cookie });
    expect(newest(web)).toMatchObject({ action: 'sign-out', userId: user.id, via: 'session' });
    expect(newest(web).credential).toMatch(/^[0-9a-f]{12}$/);
    expect(JSON.stringify(lines(web))).not.toContain(PASSWORD);
  });

  test('a name nobody has may be a password in the wrong field, and is not written down', async () => {
    const { web } = await openWithLan();
    await web.post('/dang-nhap', { username: PASSWORD, password: '' });
    expect(newest(web)).toMatchObject({ action: 'sign-in-refused', words: 'Tên đăng nhập không có trong danh sách' });
    expect(JSON.stringify(lines(web))).not.toContain(PASSWORD);
  });

  test('a token that opens nothing is in it, whatever it asked, and never the token', async () => {
    const { web } = await openWithLan();
    const authorization = 'Bearer dx_khong-con-dung-nua';
    expect((await web.get('/api/v1/settings', { authorization })).status).toBe(401);
    expect(newest(web)).toMatchObject({ action: 'token-refused', route: 'GET /api/v1/settings', status: 401 });
    expect(JSON.stringify(lines(web))).not.toContain('khong-con');
  });

  test('a flood from one address is a few lines an hour, the last of which says so', async () => {
    const { web } = await openWithLan();
    for (let n = 0; n < 100; n++) await web.get('/api/v1/settings', { authorization: `Bearer dx_${n}` });
    expect(lines(web)).toHaveLength(20);
    expect(newest(web).words).toContain('không ghi thêm');
    await web.post('/lenh', {});
    expect(lines(web)).toHaveLength(21);
    web.now = later(web.now, durationMs(HOUR));
    await web.get('/api/v1/settings', { authorization: 'Bearer dx_x' });
    expect(lines(web)).toHaveLength(22);
  });
});

describe('the page', () => {
  async function openBusy() {
    const web = await openWeb();
    const [lan, minh] = [web.user(['administrator', 'operator']), web.user(['administrator', 'editor'])];
    for (let n = 0; n < 60; n++) await web.post('/giao-ca', { words: `Ca ${n}` }, lan.headers);
    await call(web, 'POST', '/feedback', minh.headers, {
      ...{ receivedAt: '2025-09-09T09:00:00+07:00', channel: 'phone', words: 'Loa sớm quá', name: 'A Blong' },
      phone: '0905 123 456',
    });
    return { web, lan, minh };
  }
  const page = async (web: Web, query: string, headers: Record<string, string>) => {
    const answer = await web.get(`${PATH}${query}`, headers);
    expect(answer.status).toBe(200);
    return answer.text();
  };

  test('shows the newest first and leads to every older line and back', async () => {
    const { web, lan } = await openBusy();
    const seen: string[] = [];
    let path: string | undefined = PATH;
    let pages = 0;
    while (path) {
      const html: string = await (await web.get(path, lan.headers)).text();
      seen.push(...[...html.matchAll(/<ins>Ca (\d+)<\/ins>/g)].map(([, n]) => n!));
      pages++;
      path = /href="([^"]*truoc=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(pages).toBe(3);
    expect(seen).toHaveLength(60);
    const second = /href="([^"]*truoc=[^"]*)"/.exec(await page(web, '', lan.headers))![1]!.replaceAll('&amp;', '&');
    expect(await (await web.get(second, lan.headers)).text()).toMatch(/href="[^"]*sau=/);
  });

  test('is filtered by person, noun, date and action', async () => {
    const { web, lan, minh } = await openBusy();
    const of = async (query: string) => page(web, query, lan.headers);
    expect(await of(`?nguoi=${minh.user.id}`)).not.toMatch(/Ca \d/);
    expect(await of('?doi-tuong=feedback')).toContain('Thêm ý kiến phản ánh');
    expect(await of('?hanh-dong=sign-in')).toContain('Không có dòng nào như vậy');
    expect(await of('?tu=11/09/2025')).toContain('Không có dòng nào như vậy');
    expect(await of('?tu=10/09/2025&den=10/09/2025&doi-tuong=handovers')).toContain('Ca 59');
    expect(await of('?nguoi=la')).toContain('Không có dòng nào như vậy');
    const wrong = await web.get(`${PATH}?tu=hom-nay`, lan.headers);
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('Chưa lọc được')]);
  });

  test('hides what a book keeps private from whoever does not work with it, in files too', async () => {
    const { web, lan, minh } = await openBusy();
    const office = web.user(['administrator']);
    for (const path of [PATH, `${PATH}/xuat.csv`, `${PATH}/xuat.jsonl`, '/api/v1/audit']) {
      const [hidden, shown] = await Promise.all(
        [office, minh].map(async ({ headers }) => (await web.get(path, headers)).text()),
      );
      expect([path, hidden]).toEqual([path, expect.not.stringMatching(/A Blong|0905 123 456|Loa sớm quá/)]);
      expect([path, shown]).toEqual([path, expect.stringContaining('A Blong')]);
    }
    expect(lan.user.roles).not.toContain('editor');
  });

  test('as files: every line, oldest first', async () => {
    const { web, lan } = await openBusy();
    const csv = await (await web.get(`${PATH}/xuat.csv?doi-tuong=handovers`, lan.headers)).text();
    const rows: Record<string, string>[] = parse(csv, { bom: true, delimiter: ';', columns: true });
    expect(rows).toHaveLength(60);
    expect(rows[0]).toMatchObject({ Người: lan.user.name, 'Hành động': 'Thêm', 'Đối tượng': 'Giao ca' });
    expect(rows[0]!['Trước → sau']).toContain('Nội dung: Ca 0');
    const jsonl = await (await web.get('/api/v1/audit?format=jsonl', lan.headers)).text();
    const all = jsonl
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number });
    expect(all.map(({ id }) => id)).toEqual(
      lines(web)
        .map(({ id }) => id)
        .reverse(),
    );
  });

  test('is for administrators', async () => {
    const web = await openWeb();
    const { headers } = web.user(['editor', 'approver', 'operator', 'reporter', 'viewer']);
    for (const path of [PATH, `${PATH}/xuat.csv`, '/api/v1/audit'])
      expect((await web.get(path, headers)).status).toBe(403);
  });
});
