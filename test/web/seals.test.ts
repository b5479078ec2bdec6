import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { anAiring } from '../support/airings.ts';
import { openWeb } from '../support/web.ts';

/** Five rows of yesterday. */
async function openSealed() {
  const web = await openWeb();
  for (let i = 0; i < 5; i++) web.station.stores.airings.add(anAiring());
  web.now = epochMs(web.now + 86_400_000);
  const { headers } = web.user(['reporter']);
  const text = async (path: string) => (await web.get(path, headers)).text();
  return { web, headers, text };
}

test('the days that are over are sealed when somebody asks, once, and shown with their code', async () => {
  const { web, headers, text } = await openSealed();
  expect(await text('/nhat-ky/niem-phong')).toContain('Niêm phong các ngày đã qua');
  expect((await web.post('/nhat-ky/niem-phong', {}, headers)).status).toBe(303);
  const [seal] = web.station.stores.chain.seals(9);
  const page = await text('/nhat-ky/niem-phong');
  expect(page).not.toContain('Niêm phong các ngày đã qua');
  expect(page).toContain(`DX1 ${seal!.day} 1-5 5 ${seal!.root}`);
  expect(page).toContain('<svg class="qr"');
  expect(await text(`/nhat-ky/niem-phong/${seal!.day}`)).toContain(seal!.root);
  expect((await web.get('/nhat-ky/niem-phong/2001-01-01', headers)).status).toBe(404);
  expect(await text('/nhat-ky')).toContain(seal!.root.slice(0, 16));
  expect(await text('/nhat-ky/1')).toContain(`/nhat-ky/niem-phong/${seal!.day}`);
  expect(await (await web.post('/nhat-ky/niem-phong', {}, headers)).text()).toBe('');
  expect(web.station.stores.chain.seals(9)).toHaveLength(1);

  const made = await web.app.request('/api/v1/seals', { method: 'POST', headers });
  expect(await made.json()).toEqual({ seals: [] });
  expect(await (await web.get('/api/v1/seals', headers)).json()).toMatchObject({
    seals: [{ day: seal!.day, root: seal!.root }],
  });
  const viewer = web.user(['viewer']);
  expect((await web.post('/nhat-ky/niem-phong', {}, viewer.headers)).status).toBe(403);
});

test('what the page exports is proved by the program the page gives away', async () => {
  const { web, headers, text } = await openSealed();
  await web.post('/nhat-ky/niem-phong', {}, headers);
  const seal = web.station.stores.chain.lastSeal()!;
  const [program, file] = ['verify.mjs', 'chuoi.jsonl'].map((name) => join(web.station.config.home, name)) as [
    string,
    string,
  ];
  // To whoever was given an export, signed in or not.
  writeFileSync(program, await (await web.get('/nhat-ky/verify.mjs')).text());
  const run = (content: string) => {
    writeFileSync(file, content);
    return spawnSync(process.execPath, [program, file, '--seal', `${seal.day}=${seal.root}`], { encoding: 'utf8' });
  };
  const whole = await text('/nhat-ky/xuat.chuoi.jsonl');
  expect(run(whole)).toMatchObject({ status: 0, stdout: expect.stringContaining('6 mắt xích') });
  expect(run(await text(`/nhat-ky/xuat.chuoi.jsonl?tu=${seal.day}&den=${seal.day}`))).toMatchObject({ status: 0 });
  expect(run(whole.replace('Chuyển đổi số', 'Chuyển đổi Số'))).toMatchObject({ status: 1 });
  const api = await web.get(`/api/v1/chain?from=${seal.day}`, headers);
  expect([api.headers.get('Content-Type'), await api.text()]).toEqual(['application/jsonl; charset=utf-8', whole]);
  expect((await web.get('/api/v1/chain?until=2001-01-01', headers)).status).toBe(404);
});

test('before the first row there is nothing to seal, and the page says what will be', async () => {
  const web = await openWeb();
  const { headers } = web.user(['reporter']);
  const page = await (await web.get('/nhat-ky/niem-phong', headers)).text();
  expect(page).toContain('Chưa có ngày nào được niêm phong');
  expect(page).not.toContain('xuat.chuoi');
  expect((await web.get('/nhat-ky/xuat.chuoi.jsonl', headers)).status).toBe(303);
});
