import { expect, test } from 'vitest';
import { durationMs, HOUR, after as later } from '../src/core/time.ts';
import { userVerb } from '../src/user-verb.ts';
import { openWeb } from './support/web.ts';

async function open() {
  const web = await openWeb();
  const said: string[] = [];
  /** Types `npm run user -- …`; answers with the exit code and what was printed. */
  const type = (line: string) => {
    said.length = 0;
    const { config, clock } = web.station;
    const code = userVerb(line.split(' '), { config, db: web.db, clock, say: (words) => said.push(words) });
    return { code, text: said.join('\n') };
  };
  return Object.assign(web, { type });
}

test('a user added in the terminal is on the list, with a link that opens', async () => {
  const web = await open();
  const { code, text } = web.type('add hung --roles editor,operator --name Hùng');
  expect(code).toBe(0);
  expect((await web.get(new URL(/http\S+/.exec(text)![0]).pathname)).status).toBe(200);
  expect(web.type('list').text).toContain('hung (Hùng): editor, operator');
  expect(web.type('add hung --roles viewer')).toMatchObject({ code: 2, text: 'Đã có người dùng tên "hung".' });
});

test('without a user, link is the first-run link; with one, a name is needed', async () => {
  const web = await open();
  expect(web.type('link').text).toMatch(/\/khoi-tao\/[\w-]{43}$/);
  web.type('add hung --roles viewer');
  expect(web.type('link').code).toBe(2);
  expect(web.type('link hung').text).toMatch(/\/mat-khau\/[\w-]{43}$/);
  expect(web.type('link ai-do')).toMatchObject({ code: 2, text: 'Không có người dùng nào tên "ai-do".' });
});

test('an API token works until it ends or is revoked', async () => {
  const web = await open();
  web.type('add hung --roles viewer');
  const make = (line: string) => /dx_\S+/.exec(web.type(line).text)![0];
  const status = async (token: string) => (await web.get('/mat-khau', { authorization: `Bearer ${token}` })).status;

  const short = make('token hung --label bảng-tin --days 2');
  const long = make('token hung --label sao-lưu');
  expect([await status(short), await status(long), await status('dx_khac')]).toEqual([200, 200, 303]);
  web.now = later(web.now, durationMs(48 * HOUR));
  expect([await status(short), await status(long)]).toEqual([303, 200]);
  expect(web.type('list').text).toContain('mã 2: sao-lưu (hung)');
  expect(web.type('revoke 2').code).toBe(0);
  expect(await status(long)).toBe(303);
  expect(web.type('revoke 2').code).toBe(2);
});

test('a token made with scopes opens what they name', async () => {
  const web = await open();
  web.type('add hung --roles viewer');
  const token = /dx_\S+/.exec(web.type('token hung --label bảng-tin --scopes log:read').text)![0];
  const status = async (path: string) => (await web.get(path, { authorization: `Bearer ${token}` })).status;
  expect([await status('/api/v1/airings'), await status('/api/v1/slots'), await status('/nhat-ky')]).toEqual([
    200, 403, 403,
  ]);
});

test('whoever is kept out, by guesses or a lost telephone, is let in from the terminal', async () => {
  const web = await open();
  web.type('add hung --roles administrator');
  const { credentials, secondFactors, people } = web.station.stores;
  const { id: userId } = people.findByUsername('hung')!;
  const blockedUntil = later(web.now, HOUR);
  credentials.putFailures({ who: 'user:hung', failures: 9, blockedUntil });
  secondFactors.put({ userId, secret: 'A'.repeat(32), since: web.now, lastStep: 1 }, ['a']);
  expect(web.type('unlock hung')).toMatchObject({ code: 0, text: expect.stringContaining('chỉ bằng mật khẩu') });
  expect([credentials.findFailures('user:hung'), secondFactors.find(userId)]).toEqual([undefined, undefined]);
  expect(web.type('unlock ai-do').code).toBe(2);
});

test.each(['token hung --label x --scopes moon:read', 'token hung --label x --scopes ,'])(
  '"%s" names no scope there is',
  async (line) => {
    const web = await open();
    web.type('add hung --roles viewer');
    expect(web.type(line)).toMatchObject({ code: 2, text: expect.stringContaining('Phạm vi:') });
  },
);

test.each(['', 'them hung', 'add hung', 'add hung --roles king', 'add Hùng --roles viewer', 'token', 'list --x'])(
  '"%s" makes no sense, and the usage says what does',
  async (line) => {
    const web = await open();
    const { code, text } = web.type(line);
    expect(code).toBe(2);
    expect(text).toMatch(/Cách dùng|Không có người dùng/);
  },
);
