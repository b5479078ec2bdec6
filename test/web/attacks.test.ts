/**
 * What somebody who means harm would try, against every route there is: the routes are read from the table of who may do
 * what, the forms from the pages themselves, so that what is new is tried as soon as it exists.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hashPassword } from '../../src/web/passwords.ts';
import { crawl, formsOf } from '../support/crawl.ts';
import { openFurnished, sessionOf } from '../support/furnished.ts';
import { CHANGING, pathOf, READING, ROUTES, send } from '../support/routes.ts';
import { cookiesOf, ORIGIN, openWeb, type Web } from '../support/web.ts';

/** What the program would have written into its log. */
let said = '';
beforeEach(() => {
  said = '';
  for (const level of ['log', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...words) => {
      said += `${words.map((one) => (one instanceof Error ? (one.stack ?? one.message) : String(one))).join(' ')}\n`;
    });
});
afterEach(() => void vi.restoreAllMocks());

const changesIn = (web: Web) => web.station.stores.audit.list({}, { limit: 100 }).filter(({ noun }) => noun !== null);
/** Of a stream the head is enough. */
const letGo = async (answer: Response) => void (await answer.body?.cancel().catch(() => {}));
const isLocal = (to: string | null) => to === null || /^\/(?![/\\])/.test(to);

describe('a request from another site, with the cookie of somebody signed in', () => {
  test.each<[string, Record<string, string>]>([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' }],
    ['a form that tells no origin', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a form from nowhere', { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' }],
    ['files', { 'content-type': 'multipart/form-data; boundary=x', origin: 'https://evil.example' }],
    ['text that looks like JSON', { 'content-type': 'text/plain', origin: 'https://evil.example' }],
    ['a body without a type', { origin: 'https://evil.example' }],
    [
      'a form behind a proxy that asks for a password',
      {
        ...{ 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
        ...{ authorization: 'Basic bGFuOm1hdC1raGF1' },
      },
    ],
    [
      'a form of the same machine on another port',
      {
        ...{ 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost:8081' },
      },
    ],
  ])('%s is refused by every route that may change something', async (_, headers) => {
    const web = await openWeb();
    const cookie = sessionOf(web, web.user().user);
    const let_in: string[] = [];
    for (const { route, method, pattern } of CHANGING) {
      const answer = await web.app.request(pathOf(pattern), {
        method,
        headers: { ...cookie, ...headers },
        body: 'name=x',
      });
      if (answer.status !== 403) let_in.push(`${route}: ${answer.status}`);
    }
    expect(let_in).toEqual([]);
    expect(changesIn(web)).toEqual([]);
  });

  test('no answer lets another site read it', async () => {
    const web = await openWeb();
    const { headers } = web.user();
    const origin = 'https://evil.example';
    const readable: string[] = [];
    for (const { route, pattern } of READING) {
      const preflight = await web.app.request(pathOf(pattern), {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
      const answer = await web.app.request(pathOf(pattern), { headers: { ...headers, origin } });
      await letGo(answer);
      for (const one of [preflight, answer]) if (one.headers.has('access-control-allow-origin')) readable.push(route);
    }
    expect(readable).toEqual([]);
  });
});

describe('bodies nobody would type', () => {
  const ABSURD = [
    '',
    ' ',
    '0',
    '-1',
    '1e309',
    'NaN',
    '99999999999999999999',
    '[]',
    '{"a":1}',
    '__proto__',
    '../../../../etc/passwd',
    '2025-02-30',
    '30/02/2025',
    '25:61',
    'FREQ=SECONDLY;COUNT=1000000',
    "' OR 1=1 --",
    '\u0000',
    '\ud800',
    '\r\nSet-Cookie: a=b',
    'http://127.0.0.1:1/',
    'x'.repeat(20_000),
  ];

  test('every form of every page, one field after another: never a fault, never a way out of the station', async () => {
    const { web, headers, user } = await openFurnished();
    const pages = await crawl(web, headers);
    const forms = new Map(pages.flatMap((page) => formsOf(page).map((form) => [keyOf(form.action), form] as const)));
    expect(forms.size).toBeGreaterThan(60);
    const faults: string[] = [];
    let n = 0;
    for (const { action, fields } of forms.values()) {
      if (/dang-xuat|khoa$|mat-khau/.test(action)) continue;
      for (const [i, [name]] of fields.entries()) {
        const absurd = ABSURD[n++ % ABSURD.length]!;
        const sent = fields.map(([one, value], at): [string, string] => [one, at === i ? absurd : value]);
        const answer = await web.app.request(action, {
          method: 'POST',
          body: new URLSearchParams(sent),
          headers: { origin: ORIGIN, ...headers },
        });
        const where = `${action} ${name}=${JSON.stringify(absurd).slice(0, 60)}`;
        if (answer.status >= 500) faults.push(`${where}: ${said.slice(0, 400)}`);
        if (!isLocal(answer.headers.get('location')))
          faults.push(`${where} leads to ${answer.headers.get('location')}`);
        await letGo(answer);
        said = '';
      }
    }
    expect(n).toBeGreaterThan(300);
    expect(web.station.stores.people.find(user.id)?.disabledAt).toBeNull();
    expect(faults).toEqual([]);
  }, 300_000);

  test('every route of the API, each member of its body: never a fault', async () => {
    const { web, headers } = await openFurnished();
    type Schema = { properties?: Record<string, Schema>; $ref?: string };
    const document = (await (await web.get('/api/v1/openapi.json')).json()) as {
      paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
      components: { schemas: Record<string, Schema> };
    };
    const resolve = (schema: Schema | undefined): Schema =>
      schema?.$ref ? resolve(document.components.schemas[schema.$ref.split('/').at(-1)!]) : (schema ?? {});
    const faults: string[] = [];
    let n = 0;
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, { requestBody }] of Object.entries(methods)) {
        if (method === 'get') continue;
        const names = Object.keys(resolve(requestBody?.content['application/json']?.schema).properties ?? {});
        const values = [null, [], {}, true, -1, 1e308, 'x', ...ABSURD];
        const bodies: unknown[] = [
          undefined,
          null,
          [],
          'x',
          7,
          {},
          ...Array.from({ length: 4 }, () =>
            Object.fromEntries(names.map((name) => [name, values[n++ % values.length]])),
          ),
        ];
        for (const id of ['1', 'main', '0'])
          for (const body of bodies) {
            const answer = await web.app.request(path.replace(/\{\w+\}/g, id), {
              method: method.toUpperCase(),
              headers: { ...headers, 'content-type': 'application/json' },
              ...(body !== undefined && { body: JSON.stringify(body) }),
            });
            if (answer.status >= 500)
              faults.push(`${method} ${path} ${JSON.stringify(body)?.slice(0, 200)}: ${said.slice(0, 400)}`);
            await letGo(answer);
            said = '';
          }
      }
    expect(n).toBeGreaterThan(500);
    expect(faults).toEqual([]);
  }, 300_000);

  test('not what they say they are, cut off, or larger than any form: refused in words by every route', async () => {
    const web = await openWeb();
    const { headers } = web.user();
    const faults: string[] = [];
    const BODIES: readonly (readonly [type: string, body: string])[] = [
      ['application/json', '{"a":'],
      ['application/json', '['.repeat(20_000)],
      ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"'],
      ['multipart/form-data', 'nothing'],
      ['application/x-www-form-urlencoded', '%zz=%&a[b][c]=1&__proto__=2'],
      ['application/octet-stream', '\u0000\u0001'],
      ['text/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
      ['application/x-www-form-urlencoded', `name=${'x'.repeat(300_000)}`],
    ];
    for (const { route, method, pattern } of CHANGING)
      for (const [type, body] of BODIES) {
        const sent = { ...headers, origin: ORIGIN, 'content-type': type };
        const answer = await web.app.request(pathOf(pattern), { method, headers: sent, body });
        const text = await answer.text();
        if (answer.status >= 500) faults.push(`${route} ${type}: ${answer.status} ${said.slice(0, 300)}`);
        if (text.includes('root:')) faults.push(`${route} ${type} tells files`);
        said = '';
      }
    expect(faults).toEqual([]);
  }, 120_000);
});

const keyOf = (action: string) => action.replace(/\/[^/]*\d[^/]*/g, '/…').replace(/\?.*/, '');

describe('ids', () => {
  const IDS = [
    ...[
      '-1',
      '1.5',
      '1e3',
      '0x1',
      'NaN',
      'null',
      '9007199254740993',
      '99999999999999999999',
      '__proto__',
      'constructor',
    ],
    ...[
      '%00',
      '%zz',
      '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
      '..%5c..%5cpackage.json',
      '%2Fetc%2Fpasswd',
      '%0d%0aSet-Cookie:%20a=b',
    ],
    ...["1'%20OR%20'1'='1", '1;DROP%20TABLE%20users', '%F0%9F%92%A9', 'a'.repeat(3000), '2025-02-30', '0000-00-00'],
  ];
  const WITH_IDS = ROUTES.filter(({ pattern }) => pattern.includes(':'));

  test('malformed, absent or of somewhere else on the disk: never a fault, never a file', async () => {
    const { web, headers } = await openFurnished();
    const faults: string[] = [];
    let n = 0;
    for (const route of WITH_IDS)
      for (const id of Array.from({ length: 6 }, () => IDS[n++ % IDS.length]!)) {
        const answer = await send(web, route, { headers, path: pathOf(route.pattern, id) });
        if (answer.status >= 500)
          faults.push(`${route.route} ${id.slice(0, 40)}: ${answer.status} ${said.slice(0, 300)}`);
        if (!isLocal(answer.headers.get('location'))) faults.push(`${route.route} ${id} leads away`);
        if (answer.headers.get('content-type')?.startsWith('text/event-stream')) await letGo(answer);
        else if (/root:x:|"better-sqlite3"/.test(await answer.text())) faults.push(`${route.route} ${id} is a file`);
        said = '';
      }
    expect(WITH_IDS.length).toBeGreaterThan(150);
    expect(faults).toEqual([]);
  }, 300_000);
});

describe('text that means to be a script', () => {
  /** No attribute and no text lets any of it stand as it is; a header would break on it. */
  const PROBE = `<xss-probe src=x onerror=alert(1)>"xss-attr='x'\r\nX-Injected: 1`;

  /** Columns a person's, a file's or another program's words may be in: all texts but those of a fixed form. */
  function poison(web: Web): number {
    const tables = web.db.prepare<[], { name: string; type: string; schema: string }>('PRAGMA table_list').all();
    let poisoned = 0;
    for (const { name: table } of tables.filter(
      ({ schema, type, name }) => schema === 'main' && type === 'table' && !/^(sqlite_|migrations|chain$)/.test(name),
    )) {
      const columns = web.db.pragma(`table_info(${table})`) as { name: string; type: string; pk: number }[];
      for (const { name, pk } of columns.filter(({ type }) => type === 'TEXT')) {
        if (pk > 0 || FIXED.test(name)) continue;
        try {
          const values = web.db
            .prepare<[], string>(`SELECT ${name} FROM ${table} WHERE ${name} IS NOT NULL`)
            .pluck()
            .all();
          if (values.length === 0 || values.some((value) => value.startsWith('[') || value.startsWith('{'))) continue;
          poisoned += web.db
            .prepare(`UPDATE ${table} SET ${name} = ${name} || ? WHERE ${name} IS NOT NULL`)
            .run(PROBE).changes;
        } catch (error) {
          if (!/CHECK|UNIQUE|FOREIGN|never|only|stay|frozen|once/.test(String(error))) throw error;
        }
      }
    }
    return poisoned;
  }
  /** Dates, rules, kinds, hashes, addresses of files and what refers to rows. */
  const FIXED =
    /(_id|_on|_day|^day|_date|_time|_from|_until|sha256|hash|token|rrule|kind|state|mode|plays|codec|zone|language|outcome|roles|abbr|span|verdict|rule|type|unit|period|anchor|area|word|policy|moved_to|recurrence|uid|source|device|password|secret|key|code|parent|fault|message_id|username|format|url|host|target|reason|missing|cause|ending|answer|idle|class|step|genre|channel|finding|security|until|from|overflow|role|scopes|language|stage|level|file_name|state)$/;

  test('is shown as it was written, on every page', async () => {
    const { web, headers } = await openFurnished();
    expect(poison(web)).toBeGreaterThan(100);
    const pages = await crawl(web, headers);
    const faults: string[] = [];
    let shown = 0;
    for (const { path, html, status } of pages) {
      if (status >= 500) faults.push(`${path}: ${status} ${said.slice(0, 300)}`);
      if (/<xss-probe|"xss-attr|'xss-attr/.test(html))
        faults.push(`${path}: ${/.{60}<xss-probe|.{60}"xss-attr/s.exec(html)?.[0]}`);
      if (html.includes('&lt;xss-probe')) shown++;
    }
    expect(faults).toEqual([]);
    expect(shown).toBeGreaterThan(50);
  }, 120_000);

  test('in the names of files and in every download breaks no header', async () => {
    const { web, headers } = await openFurnished();
    poison(web);
    web.db.prepare('UPDATE recordings SET file_name = ?').run(`nhạc${PROBE}.mp3`);
    const faults: string[] = [];
    for (const { path, route, status } of await crawl(web, headers, { downloads: true })) {
      if (status >= 500) faults.push(`${route.route}: ${status} ${said.slice(0, 300)}`);
      const answer = await web.app.request(path, { headers });
      if (answer.headers.has('x-injected')) faults.push(`${path}: a header of its own`);
      const disposition = answer.headers.get('content-disposition');
      if (
        disposition?.includes('xss') &&
        !/^(inline|attachment); filename="[^"\r\n]*"(; filename\*=UTF-8''[\w%.~!$&+^`|-]*)?$/.test(disposition)
      )
        faults.push(`${path}: ${disposition}`);
      await letGo(answer);
    }
    expect(faults).toEqual([]);
  }, 120_000);

  test('typed into a form comes back as it was typed', async () => {
    const { web, headers } = await openFurnished();
    const pages = await crawl(web, headers);
    const faults: string[] = [];
    for (const page of pages)
      for (const { action, fields } of formsOf(page)) {
        if (/dang-xuat/.test(action)) continue;
        const body = new URLSearchParams(fields.map(([name]): [string, string] => [name, PROBE]));
        const answer = await web.app.request(action, { method: 'POST', body, headers: { origin: ORIGIN, ...headers } });
        const html = await answer.text();
        if (answer.status >= 500) faults.push(`${action}: ${said.slice(0, 300)}`);
        if (/<xss-probe|"xss-attr='/.test(html))
          faults.push(`${action}: ${/.{80}<xss-probe|.{80}"xss-attr/s.exec(html)?.[0]}`);
        said = '';
      }
    expect(faults).toEqual([]);
  }, 120_000);

  test('in the address comes back as text', async () => {
    const web = await openWeb();
    const { headers } = web.user();
    const faults: string[] = [];
    const names = [
      'q',
      'tu',
      'den',
      'nguoi',
      'ngay',
      'tuan',
      'thang',
      'nam',
      'ky',
      'loc',
      'next',
      'tep',
      'title',
      'chuyen-muc',
      'truoc',
      'sau',
    ];
    for (const { route, pattern } of READING) {
      const query = new URLSearchParams(names.map((name): [string, string] => [name, `/${PROBE}`]));
      const answer = await web.app.request(`${pathOf(pattern, 'x')}?${query}`, { headers });
      if (answer.status >= 500) faults.push(`${route}: ${said.slice(0, 300)}`);
      if (answer.headers.get('content-type')?.startsWith('text/html')) {
        if (/<xss-probe|"xss-attr='/.test(await answer.text())) faults.push(route);
      } else await letGo(answer);
      if (!isLocal(answer.headers.get('location'))) faults.push(`${route} leads away`);
      said = '';
    }
    expect(faults).toEqual([]);
  }, 120_000);
});

describe('every answer', () => {
  const check = (faults: string[], where: string, answer: Response, isHttps: boolean) => {
    const policy = answer.headers.get('content-security-policy') ?? '';
    if (!policy.includes("script-src 'self'") || /unsafe|\*/.test(policy)) faults.push(`${where}: CSP ${policy}`);
    if (answer.headers.get('x-content-type-options') !== 'nosniff') faults.push(`${where}: may be sniffed`);
    for (const cookie of answer.headers.getSetCookie())
      if (
        !/; HttpOnly/.test(cookie) ||
        !/; SameSite=(Lax|Strict)/.test(cookie) ||
        !/Path=\//.test(cookie) ||
        (isHttps && !/; Secure/.test(cookie))
      )
        faults.push(`${where}: ${cookie.replace(/=[^;]*/, '=…')}`);
  };

  test.each([
    ['http', {}],
    ['https', { STATION_ORIGIN: 'https://dai.example.vn' }],
  ])(
    'has the policy, and cookies out of reach, with %s',
    async (scheme, env) => {
      const web = await openWeb(env);
      const { headers } = web.user();
      const faults: string[] = [];
      for (const route of ROUTES)
        for (const who of [headers, {}]) {
          const answer = await send(web, route, {
            headers: { ...who, ...(scheme === 'https' && { origin: 'https://dai.example.vn' }) },
          });
          check(faults, route.route, answer, scheme === 'https');
          await letGo(answer);
        }
      for (const path of ['/khong-co', '/static/khong-co.js'])
        check(faults, path, await web.get(path), scheme === 'https');
      expect(faults).toEqual([]);
    },
    120_000,
  );
});

describe('sessions', () => {
  const PASSWORD = 'mưa rừng đầu mùa';
  async function openWithLan() {
    const web = await openWeb();
    const lan = { username: 'lan', name: 'Ý Lan', roles: ['editor'] as const, createdAt: web.now };
    return { web, user: web.station.stores.people.add({ ...lan, passwordHash: await hashPassword(PASSWORD) })! };
  }

  test('a cookie somebody put there beforehand is not the one that is signed in', async () => {
    const { web } = await openWithLan();
    const planted = 'phien=0123456789012345678901234567890123456789012';
    const answer = await web.post('/dang-nhap', { username: 'lan', password: PASSWORD }, { cookie: planted });
    expect(cookiesOf(answer)).not.toContain(planted.slice(6));
    expect((await web.get('/mat-khau', { cookie: planted })).status).toBe(303);
  });

  test('of somebody else, taken over by signing in, ends with it', async () => {
    const { web, user } = await openWithLan();
    const other = sessionOf(web, web.user().user);
    await web.post('/dang-nhap', { username: 'lan', password: PASSWORD }, other);
    expect((await web.get('/mat-khau', other)).status).toBe(303);
    expect(user.disabledAt).toBeNull();
  });

  test('nothing that opens anything is in the log of the program or in the audit log', async () => {
    const { web } = await openWithLan();
    const cookie = cookiesOf(await web.post('/dang-nhap', { username: 'lan', password: PASSWORD }));
    const { headers } = web.user();
    // Faults on the way: what is broken is said in full, and that must not be said either.
    web.db.exec('DROP TABLE webhooks; DROP TABLE mail_server');
    const secrets = [
      PASSWORD,
      cookie.split('=')[1]!,
      headers.authorization!.slice(7),
      'mat-khau-thu',
      'ma-cua-webhook',
    ];
    await web.post('/dang-nhap', { username: 'lan', password: 'mat-khau-thu' });
    await web.post('/cau-hinh/thong-bao', { host: 'mail.example.vn', password: 'mat-khau-thu' }, headers);
    await web.post(
      '/cau-hinh/thong-bao/webhook',
      { name: 'x', url: 'https://a.example', secret: 'ma-cua-webhook' },
      headers,
    );
    await web.app.request('/api/v1/webhooks', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x', url: 'https://a.example', secret: 'ma-cua-webhook', kinds: [] }),
    });
    await web.get('/mat-khau', { cookie });
    const log = said + JSON.stringify(web.station.stores.audit.list({}, { limit: 1000 }));
    expect(said).not.toBe('');
    for (const secret of secrets) expect(log).not.toContain(secret);
  });
});

/** What a page of theirs shows of a person is nothing to whoever may not read it. */
test('every page of a crawl belongs to a route somebody was given', async () => {
  const { web, headers, refused } = await openFurnished();
  const pages = await crawl(web, headers);
  expect(refused).toEqual([]);
  expect(pages.filter(({ status }) => status >= 400).map(({ path, status }) => `${path}: ${status}`)).toEqual([]);
  expect(pages.length).toBeGreaterThan(100);
}, 120_000);
