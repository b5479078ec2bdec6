import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openWeb } from '../support/web.ts';

describe('every answer', () => {
  test('forbids inline script and style, frames, and anything from elsewhere', async () => {
    const web = await openWeb();
    const { headers } = await web.get('/dang-nhap');
    const policy = headers.get('content-security-policy')!;
    for (const rule of ["default-src 'self'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"])
      expect(policy.split('; ')).toContain(rule);
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('private, no-cache');
  });

  test('lets browsers say where a form comes from, which no-referrer would not', async () => {
    expect((await (await openWeb()).get('/dang-nhap')).headers.get('referrer-policy')).toBe('same-origin');
  });

  test('asks for https only where the station has it', async () => {
    const header = async (env: NodeJS.ProcessEnv) =>
      (await (await openWeb(env)).get('/dang-nhap')).headers.get('strict-transport-security');
    expect(await header({})).toBeNull();
    expect(await header({ STATION_ORIGIN: 'https://dai.example.vn' })).toMatch(/^max-age=/);
  });

  test('a page holds no inline script, style or handler', async () => {
    const web = await openWeb();
    const { headers } = web.user();
    for (const path of [
      '/',
      '/cau-hinh',
      '/lich-phat',
      '/chuyen-muc',
      '/duyet',
      '/nguoi-dung',
      '/nguoi-dung/them',
      '/mat-khau',
      '/khong-co',
    ]) {
      const page = await (await web.get(path, headers)).text();
      expect(page).toMatch(/^<!doctype html><html lang="vi">/);
      expect(page).not.toMatch(/<script(?! src=)|<style|\sstyle="|\son\w+="/);
    }
  });
});

describe('a form', () => {
  const signIn = (origin: Record<string, string>, env?: NodeJS.ProcessEnv) =>
    openWeb(env).then((web) => web.post('/dang-nhap', { username: 'a', password: 'b' }, { ...origin }));

  test.each<[string, Record<string, string>, number]>([
    ['the station’s own page', { origin: 'http://localhost' }, 422],
    ['a browser that says it is the same site', { origin: '', 'sec-fetch-site': 'same-origin' }, 422],
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['nowhere', { origin: 'null' }, 403],
  ])('from %s', async (_, headers, status) => {
    expect((await signIn(headers)).status).toBe(status);
  });

  test('from the public name of the station, behind its proxy', async () => {
    const env = { STATION_ORIGIN: 'https://dai.example.vn' };
    expect((await signIn({ origin: 'https://dai.example.vn' }, env)).status).toBe(422);
  });

  test('needs no origin with a bearer token, which no other site can send', async () => {
    const web = await openWeb();
    const response = await web.post('/cau-hinh', {}, { ...web.user().headers, origin: '' });
    expect(response.status).toBe(422);
  });

  test('larger than any form is refused in words', async () => {
    const web = await openWeb();
    const response = await web.post('/dang-nhap', { username: 'a'.repeat(300_000) });
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('quá lớn');
  });
});

describe('faults', () => {
  test('the API answers with problem documents', async () => {
    const web = await openWeb();
    const response = await web.get('/api/v1/khong-co');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 404, title: 'Không tìm thấy' });
  });

  test('what is broken is said without saying how', async () => {
    const web = await openWeb();
    const { headers } = web.user();
    web.db.exec('DROP TABLE outputs');
    const complaints: unknown[] = [];
    const { error } = console;
    console.error = (...words) => complaints.push(words);
    const response = await web.get('/cau-hinh', headers);
    console.error = error;
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('outputs');
    expect(complaints).toHaveLength(1);
  });
});

describe('files', () => {
  test('are kept for a year under a name that changes with them, compressed once', async () => {
    const web = await openWeb();
    const page = await (await web.get('/dang-nhap')).text();
    const path = /\/static\/station\.[0-9a-f]{10}\.css/.exec(page)![0];
    const plain = await web.get(path);
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const packed = await web.get(path, { 'accept-encoding': 'gzip, br' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(await plain.text());
  });

  test('a stylesheet names its fonts by their own changing names, and all of them are there', async () => {
    const web = await openWeb();
    const page = await (await web.get('/dang-nhap')).text();
    const css = await (await web.get(/\/static\/station\.\w+\.css/.exec(page)![0])).text();
    const linked = [...`${page}${css}`.matchAll(/\/static\/[\w.-]+/g)].map(([path]) => path);
    expect(linked.length).toBeGreaterThan(10);
    for (const path of linked) expect([path, (await web.get(path)).status]).toEqual([path, 200]);
  });

  test('a first visit weighs less than 150 KB', async () => {
    const web = await openWeb();
    const page = await web.get('/dang-nhap', { 'accept-encoding': 'gzip' });
    const html = gunzipSync(await page.clone().arrayBuffer()).toString();
    const css = await (await web.get(/\/static\/station\.\w+\.css/.exec(html)![0])).text();
    // What a Vietnamese page loads: everything it links, and the fonts but those of other languages.
    const fonts = [...css.matchAll(/\/static\/[\w.-]+\.woff2/g)].map(([path]) => path);
    const links = [...html.matchAll(/\/static\/[\w.-]+/g)].map(([path]) => path);
    const paths = new Set([...links, ...fonts].filter((path) => !path.includes('latin-ext')));
    let bytes = (await page.arrayBuffer()).byteLength;
    for (const path of paths)
      bytes += (await (await web.get(path, { 'accept-encoding': 'gzip' })).arrayBuffer()).byteLength;
    expect(bytes).toBeGreaterThan(60_000);
    expect(bytes).toBeLessThan(150_000);
  });

  test('nothing outside the folder is served', async () => {
    const web = await openWeb();
    for (const path of ['/static/..%2f..%2fpackage.json', '/static/station.css', '/static/'])
      expect((await web.get(path)).status).toBe(404);
  });
});
