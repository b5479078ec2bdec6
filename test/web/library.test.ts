import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { ROLES } from '../../src/core/model.ts';
import { epochMs, HOUR } from '../../src/core/time.ts';
import { uploadWords } from '../../src/web/uploads.ts';
import { flashOf, openLibrary } from '../support/library.ts';
import { aSlot } from '../support/schedule.ts';
import { make, tone, write } from '../support/sounds.ts';
import { until } from '../support/wait.ts';
import { openWeb, type Web } from '../support/web.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** A recording that needed no upload: its row only, ready unless the state says otherwise. */
function shelve(web: Web, title: string, state: 'received' | 'ready' | 'failed' = 'ready', fileName = `${title}.mp3`) {
  const { recordings } = web.station.stores;
  const draft = { title, fileName, sha256: hashOf(title), bytes: 2048, uploadedBy: null, uploadedAt: web.now };
  const { id } = recordings.add(draft);
  if (state === 'received') return recordings.find(id)!;
  recordings.claim();
  if (state === 'failed') return recordings.fail(id, 'Tệp bị hỏng.', web.now)!;
  const sound = {
    format: 'mp3',
    codec: 'mp3',
    sampleRate: 44_100,
    channels: 1,
    playoutSha256: hashOf(`${title} copy`),
  };
  return recordings.finish(id, { ...sound, playoutFrames: 4_800_000 as never }, web.now)!;
}

describe('an upload', () => {
  test('by the plain form ends ready, in the list and in the ear, under the name it came with', async () => {
    const { web, desk, send, settled } = await openLibrary();
    const { headers, user } = web.user(['editor']);
    const answer = await send(headers, tone(desk, 'Bản tin số 2.mp3'), tone(desk, 'Nhạc hiệu.wav'));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/kho-tu-lieu']);
    expect(flashOf(answer)).toBe('good:Đã nhận “Bản tin số 2.mp3”. Đã nhận “Nhạc hiệu.wav”. Đang kiểm tra.');

    const [second, first] = await settled();
    expect([first, second]).toMatchObject([
      { title: 'Bản tin số 2', fileName: 'Bản tin số 2.mp3', state: 'ready', format: 'mp3', uploadedBy: user.id },
      { title: 'Nhạc hiệu', fileName: 'Nhạc hiệu.wav', state: 'ready', format: 'wav', playoutFrames: 96_000 },
    ]);
    const list = await (await web.get('/kho-tu-lieu', headers)).text();
    for (const words of ['Bản tin số 2', 'Sẵn sàng', '00:02', `/kho-tu-lieu/${first!.id}/am-thanh`, user.name])
      expect(list).toContain(words);
    const page = await (await web.get(`/kho-tu-lieu/${first!.id}`, headers)).text();
    expect(page).toContain('MP3, 44,1 kHz, đơn âm');
    expect((await web.get(`/kho-tu-lieu/${first!.id}/am-thanh`, headers)).status).toBe(200);
  });

  test('by the API is the same recording, and 200 when the library has it', async () => {
    const { web, desk, sendBody, settled } = await openLibrary();
    const { headers } = web.user(['editor']);
    const file = tone(desk, 'a.mp3');
    const answer = await sendBody(headers, file, 'Chuyển đổi số.mp3');
    expect(answer.status).toBe(201);
    const { recordings } = (await answer.json()) as { recordings: { id: number }[] };
    expect(recordings).toMatchObject([{ title: 'Chuyển đổi số', fileName: 'Chuyển đổi số.mp3', durationMs: null }]);
    await settled();
    const again = await sendBody(headers, file, 'tên khác.mp3');
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({
      recordings: [
        { id: recordings[0]!.id, title: 'Chuyển đổi số', state: 'ready', uploadedAt: '2025-09-10T08:00:00.000+07:00' },
      ],
    });
    expect(await settled()).toHaveLength(1);
  });

  test('of several files by the API is multipart, as the form sends it', async () => {
    const { web, desk, base, settled } = await openLibrary();
    const form = new FormData();
    for (const [name, seconds] of [
      ['một.mp3', 1],
      ['hai.mp3', 2],
    ] as const)
      form.append('x', new Blob([readFileSync(tone(desk, name, seconds))]), name);
    const { headers } = web.user(['editor']);
    const answer = await fetch(`${base}/api/v1/recordings`, { method: 'POST', body: form, headers });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ recordings: [{ fileName: 'một.mp3' }, { fileName: 'hai.mp3' }] });
    expect(await settled()).toHaveLength(2);
  });

  test('says of each file what became of it: new, known, known and put away', async () => {
    const { web, desk, send, settled } = await openLibrary();
    const { headers } = web.user(['editor']);
    const [one, two] = [tone(desk, 'một.mp3', 1), tone(desk, 'hai.mp3', 2)];
    await send(headers, one, two);
    const [, first] = await settled();
    await web.post(`/kho-tu-lieu/${first!.id}/luu-tru`, {}, headers);
    const answer = await send(headers, [two, 'bản sao.mp3'], one, tone(desk, 'ba.mp3', 3));
    expect(flashOf(answer)).toBe(
      'good:“hai” đã có trong kho. “một” đã có trong kho, đang lưu trữ. Đã nhận “ba.mp3”. Đang kiểm tra.',
    );
    expect((await settled()).map(({ fileName }) => fileName)).toEqual(['ba.mp3', 'hai.mp3']);
  });

  test('of fifty long names is told in one cookie', async () => {
    const { station, now } = await openWeb();
    const uploads = Array.from({ length: 50 }, (_, i) => {
      const fileName = `${'ấ'.repeat(60)} ${i}.mp3`;
      const draft = {
        title: fileName,
        fileName,
        sha256: hashOf(fileName),
        bytes: 1,
        uploadedBy: null,
        uploadedAt: now,
      };
      return { recording: station.stores.recordings.add(draft), isNew: true };
    });
    const words = uploadWords(uploads);
    expect(encodeURIComponent(words).length).toBeLessThan(3500);
    expect(words).toMatch(/^Đã nhận “ấấ.* Và 4\d tệp nữa, xem trong danh sách\. Đang kiểm tra\.$/);
  });

  test('of text named .mp3, of nothing, and of a playlist naming a local file fails with the reason on the page', async () => {
    const { web, desk, send, settled, kept } = await openLibrary();
    const { headers } = web.user(['editor']);
    await send(
      headers,
      write(desk, 'van-ban.mp3', 'Kính thưa bà con '.repeat(500)),
      write(desk, 'rong.mp3', ''),
      write(desk, 'trom.mp3', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'),
    );
    const reasons = (await settled()).map(({ fileName, state, reason }) => [fileName, state, reason]);
    expect(reasons).toEqual([
      ['trom.mp3', 'failed', expect.stringContaining('danh sách phát')],
      ['rong.mp3', 'failed', 'Tệp rỗng (0 byte).'],
      ['van-ban.mp3', 'failed', expect.stringContaining('nội dung là văn bản')],
    ]);
    const page = await (await web.get('/kho-tu-lieu?trang-thai=khong-dung-duoc', headers)).text();
    for (const words of ['Không dùng được', 'danh sách phát', 'Tệp rỗng (0 byte).', 'Thử lại'])
      expect(page).toContain(words);
    expect(kept().filter((name) => !name.startsWith('library/'))).toEqual([]);
  });

  test('of a path for a name keeps only its end; markup in a name stays text everywhere', async () => {
    const { web, desk, base, sendBody, settled } = await openLibrary();
    const { headers } = web.user(['editor']);
    await sendBody(headers, tone(desk, 'a.mp3', 1), '../../../etc/cron.d/bản tin.mp3');
    expect((await settled())[0]).toMatchObject({ fileName: 'bản tin.mp3', state: 'ready' });
    await sendBody(headers, tone(desk, 'b.mp3', 2), '<script>alert(1)<\\script>.mp3');
    await sendBody(headers, tone(desk, 'c.mp3', 3), '"><img src=x onerror=alert(1)>\r\nX-Bad: 1.mp3');
    const [evil] = await settled();
    expect(evil!.title).toContain('<img');
    for (const path of ['', `/${evil!.id}`, `/${evil!.id}/sua`, `/${evil!.id}/luu-tru`]) {
      const page = await (await web.get(`/kho-tu-lieu${path}`, headers)).text();
      expect(page).not.toMatch(/<img src=x|<script>/);
      expect(page).toContain('&lt;img src=x');
    }
    const sound = await fetch(`${base}/kho-tu-lieu/${evil!.id}/am-thanh?ban=goc`, { headers });
    expect(sound.headers.get('x-bad')).toBeNull();
    await sound.body?.cancel();
  });

  test('may run beside another, of the same file too', async () => {
    const { web, desk, send, sendBody, settled, kept } = await openLibrary();
    const [one, two] = [web.user(['editor']).headers, web.user(['editor']).headers];
    const [a, b] = [tone(desk, 'a.wav', 30), tone(desk, 'b.wav', 40)];
    const answers = await Promise.all([send(one, a), send(two, b), sendBody(two, a, 'lại a.wav')]);
    expect(answers.map(({ status }) => status >= 400)).toEqual([false, false, false]);
    expect((await settled()).map(({ state }) => state)).toEqual(['ready', 'ready']);
    expect(kept()).toHaveLength(4);
  });

  test.each([
    [
      'the form',
      '/kho-tu-lieu',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="f"; filename="a.mp3"\r\n\r\n',
    ],
    ['the API', '/api/v1/recordings?fileName=a.mp3', 'application/octet-stream', ''],
  ])('by %s whose line is cut leaves no file and no row', async (_, path, type, start) => {
    const { web, port, kept, settled } = await openLibrary();
    const headers = {
      ...web.user(['editor']).headers,
      'content-type': type,
      'content-length': '5000000',
      origin: 'http://localhost',
    };
    const line = request({ port, path, method: 'POST', headers });
    line.on('error', () => {});
    line.write(start + 'x'.repeat(300_000));
    await until('the first bytes are on disk', () => kept().length === 1);
    line.destroy();
    await until('nothing is left', () => kept().length === 0);
    expect(await settled()).toEqual([]);
  });

  test('by anybody but an editor is refused before a byte is kept', async () => {
    const { web, desk, send, sendBody, kept, settled } = await openLibrary();
    const { headers } = web.user(ROLES.filter((role) => role !== 'editor'));
    const file = tone(desk, 'a.wav', 60);
    expect((await send(headers, file)).status).toBe(403);
    expect((await sendBody(headers, file)).status).toBe(403);
    expect((await send({}, file)).status).toBe(303);
    expect((await sendBody({}, file)).status).toBe(401);
    expect([kept(), await settled()]).toEqual([[], []]);
    const page = await (await web.get('/kho-tu-lieu', headers)).text();
    expect(page).not.toContain('type="file"');
  });

  test('from another site is refused, even with the cookies of an editor', async () => {
    const { web, desk, send, kept } = await openLibrary();
    web.user(['editor']);
    const answer = await send({ origin: 'http://evil.example', cookie: 'phien=x' }, tone(desk, 'a.mp3'));
    expect([answer.status, kept()]).toEqual([403, []]);
  });

  test('that is too large, empty or no upload is refused in words, on the page and as a problem', async () => {
    const { web, base, port } = await openLibrary();
    const { headers } = web.user(['editor']);
    const none = new FormData();
    none.append('files', new Blob([]), '');
    const page = await fetch(`${base}/kho-tu-lieu`, { method: 'POST', body: none, headers });
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('Chưa chọn tệp âm thanh nào.');
    const api = await fetch(`${base}/api/v1/recordings`, { method: 'POST', body: '{}', headers });
    expect([api.status, await api.json()]).toMatchObject([400, { title: 'Yêu cầu không phải biểu mẫu tải tệp lên.' }]);

    const long = { ...headers, 'content-length': String(3 * 1024 ** 3), 'content-type': 'audio/mpeg' };
    const status = await new Promise((resolve, reject) => {
      const line = request(
        { port, path: '/api/v1/recordings?fileName=a.mp3', method: 'POST', headers: long },
        (answer) => {
          resolve([answer.statusCode, answer.headers.connection]);
          line.destroy();
        },
      );
      line.on('error', reject);
      line.flushHeaders();
    });
    expect(status).toEqual([413, 'close']);
  });

  test('of what failed before is checked once more, and so is it by "Thử lại"', async () => {
    const { web, desk, send, settled } = await openLibrary();
    const { headers } = web.user(['editor']);
    const file = write(desk, 'a.mp3', 'chữ '.repeat(1000));
    await send(headers, file);
    const [failed] = await settled();
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 });
    web.now = epochMs(web.now + HOUR);
    expect(flashOf(await send(headers, file))).toBe('good:“a” đã có trong kho. Đang kiểm tra.');
    expect((await settled())[0]!.checkedAt).toBe(web.now);

    const { recordings } = web.station.stores;
    const answer = await web.post(`/kho-tu-lieu/${failed!.id}/thu-lai`, {}, headers);
    expect([answer.status, recordings.find(failed!.id)!.state]).toEqual([303, 'received']);
    expect(flashOf(await web.post(`/kho-tu-lieu/${failed!.id}/thu-lai`, {}, headers))).toMatch(/^warn:/);
    const api = await web.app.request(`/api/v1/recordings/${failed!.id}/retry`, { method: 'POST', headers });
    expect(api.status).toBe(409);
  });
});

describe('the list', () => {
  test('is searched without diacritics, in the address, and says so when there is nothing', async () => {
    const web = await openWeb();
    const { headers } = web.user(['viewer']);
    shelve(web, 'Đăk Tô ngày mới');
    shelve(web, 'Cải cách hành chính');
    const page = await (await web.get('/kho-tu-lieu?tim=dak+to', headers)).text();
    expect(page).toContain('Đăk Tô ngày mới');
    expect(page).not.toContain('Cải cách hành chính');
    expect(page).toContain('value="dak to"');
    expect(await (await web.get('/kho-tu-lieu?tim=khong+co', headers)).text()).toContain('Không có tệp nào như vậy');
    const api = await web.get('/api/v1/recordings?search=dak%20to', headers);
    expect(await api.json()).toMatchObject({
      recordings: [{ title: 'Đăk Tô ngày mới', durationMs: 100_000 }],
      next: null,
    });
  });

  test('is narrowed by facets that say what each would find, together, in the address and by the API', async () => {
    const web = await openWeb();
    const { headers } = web.user(['editor']);
    const [one, two] = [shelve(web, 'Đăng ký khai sinh'), shelve(web, 'Cải cách hành chính')];
    shelve(web, 'Hỏng', 'failed');
    const rename = { title: two.title, tags: 'Tết,  lưu ý ; tết' };
    expect((await web.post(`/kho-tu-lieu/${two.id}`, rename, headers)).status).toBe(303);

    const page = await (await web.get('/kho-tu-lieu', headers)).text();
    for (const words of [
      '3 tệp',
      'Sẵn sàng (2)',
      'Không dùng được (1)',
      'Chưa phát lần nào (3)',
      'lưu ý (1)',
      'tết (1)',
    ])
      expect(page).toContain(words);
    expect(page).toContain('href="/kho-tu-lieu?nhan=l%C6%B0u+%C3%BD"');
    const narrow = await web.get(
      '/kho-tu-lieu?tim=cchc&chuyen-muc=&trang-thai=san-sang&nhan=l%C6%B0u+%C3%BD&da-phat=',
      {
        ...headers,
        'hx-request': 'true',
      },
    );
    expect(narrow.headers.get('hx-replace-url')).toBe('/kho-tu-lieu?tim=cchc&trang-thai=san-sang&nhan=l%C6%B0u+%C3%BD');
    const found = await narrow.text();
    expect(found).toContain(`id="tep-${two.id}"`);
    expect(found).not.toContain(`id="tep-${one.id}"`);
    expect(found).toMatch(/<option value="san-sang" selected="">Sẵn sàng \(1\)/);
    expect(await (await web.get('/kho-tu-lieu?chuyen-muc=khong-co', headers)).text()).toContain(
      'Không có tệp nào như vậy',
    );

    const api = await web.get('/api/v1/recordings?search=dang%20ky&state=ready&aired=no', headers);
    expect(await api.json()).toMatchObject({
      ...{ total: 1, next: null, recordings: [{ id: one.id, tags: [] }] },
      facets: expect.arrayContaining([{ facet: 'state', value: 'ready', count: 1 }]),
    });
    expect((await web.post(`/kho-tu-lieu/${one.id}`, { title: 'a', tags: 'x'.repeat(41) }, headers)).status).toBe(422);
  });

  test('teaches what goes here while it is empty', async () => {
    const web = await openWeb();
    expect(await (await web.get('/kho-tu-lieu', web.user(['editor']).headers)).text()).toContain('chưa có tệp nào');
  });

  test('filters by state and pages by key, page and API alike', async () => {
    const web = await openWeb();
    const { headers } = web.user(['viewer']);
    for (let i = 0; i < 60; i++) shelve(web, `Tệp ${i}`);
    shelve(web, 'Hỏng', 'failed');
    const first = await (await web.get('/kho-tu-lieu?trang-thai=san-sang', headers)).text();
    expect(first).not.toContain('Hỏng.mp3');
    const older = /href="([^"]+)">Cũ hơn/.exec(first)![1]!.replaceAll('&amp;', '&');
    const second = await (await web.get(older, headers)).text();
    expect([first, second].map((page) => page.match(/<tr id="tep-/g)!.length)).toEqual([50, 10]);
    type Page = { recordings: { title: string }[]; next: string | null };
    const one = (await (await web.get('/api/v1/recordings?state=ready', headers)).json()) as Page;
    const two = (await (await web.get(`/api/v1/recordings?state=ready&after=${one.next}`, headers)).json()) as Page;
    expect([one.recordings.length, two.recordings.at(-1)!.title, two.next]).toEqual([50, 'Tệp 0', null]);
    expect((await web.get('/api/v1/recordings?after=x', headers)).status).toBe(422);
  });

  test('asks how things are only while something is being checked, and is sent only what changed', async () => {
    const web = await openWeb();
    const { headers } = web.user(['editor']);
    const ready = shelve(web, 'Xong');
    expect(await (await web.get('/kho-tu-lieu', headers)).text()).not.toContain('every 2s');
    const [a, b] = [shelve(web, 'Một', 'received'), shelve(web, 'Hai', 'received')];
    const page = await (await web.get('/kho-tu-lieu', headers)).text();
    const ask = /hx-get="(\/kho-tu-lieu\/trang-thai[^"]*)"/.exec(page)![1]!;
    expect(ask).toBe(`/kho-tu-lieu/trang-thai?cho=${b.id}.received,${a.id}.received`);
    expect((await web.get(ask, headers)).status).toBe(204);

    web.station.stores.recordings.claim();
    web.station.stores.recordings.fail(a.id, 'Tệp rỗng (0 byte).', web.now);
    const part = await (await web.get(ask, headers)).text();
    expect(part).toContain(`trang-thai?cho=${b.id}.received"`);
    expect(part).toContain(`hx-target="#tep-${a.id}"`);
    expect(part).toContain('Tệp rỗng (0 byte).');
    expect(part).not.toContain(`tep-${ready.id}"`);
    web.station.stores.recordings.claim();
    web.station.stores.recordings.fail(b.id, 'Tệp rỗng (0 byte).', web.now);
    const last = await (await web.get(`/kho-tu-lieu/trang-thai?cho=${b.id}.received`, headers)).text();
    expect(last).not.toContain('every 2s');
  });
});

describe('one recording', () => {
  test('is renamed by page and API under the same rule; its file name stays', async () => {
    const web = await openWeb();
    const { headers } = web.user(['editor']);
    const { id } = shelve(web, 'Cũ');
    const title = () => web.station.stores.recordings.find(id)!.title;
    expect((await web.post(`/kho-tu-lieu/${id}`, { title: '  Mới  ' }, headers)).status).toBe(303);
    expect(title()).toBe('Mới');
    const refused = await web.post(`/kho-tu-lieu/${id}`, { title: '  ' }, headers);
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('Nhập tên gọi')]);

    const patch = (body: unknown) =>
      web.app.request(`/api/v1/recordings/${id}`, {
        method: 'PATCH',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
    expect(await (await patch({ title: 'Mới nữa' })).json()).toMatchObject({ title: 'Mới nữa', fileName: 'Cũ.mp3' });
    const problem = await patch({ title: '' });
    expect([problem.status, await problem.json()]).toMatchObject([
      422,
      { errors: { title: expect.stringContaining('Nhập tên gọi') } },
    ]);
    expect(title()).toBe('Mới nữa');
  });

  test('that nothing needs is put away and brought back; nothing is deleted', async () => {
    const web = await openWeb();
    const { headers } = web.user(['editor']);
    const { id } = shelve(web, 'Thử');
    expect(await (await web.get(`/kho-tu-lieu/${id}/luu-tru`, headers)).text()).toContain('chưa dùng ở đâu');
    expect((await web.post(`/kho-tu-lieu/${id}/luu-tru`, {}, headers)).status).toBe(303);
    expect(await (await web.get('/kho-tu-lieu', headers)).text()).not.toContain('tep-');
    expect(await (await web.get('/kho-tu-lieu?luu-tru=co', headers)).text()).toContain(`tep-${id}"`);
    expect((await web.post(`/kho-tu-lieu/${id}/khoi-phuc`, {}, headers)).status).toBe(303);
    expect((await web.app.request(`/api/v1/recordings/${id}`, { method: 'DELETE', headers })).status).toBe(204);
    const back = await web.app.request(`/api/v1/recordings/${id}`, {
      method: 'PATCH',
      body: '{"archived":false}',
      headers: { 'content-type': 'application/json', ...headers },
    });
    expect(await back.json()).toMatchObject({ archivedAt: null });
  });

  test('that the playlist needs is put away only by who has read where; then its places have no sound', async () => {
    const web = await openWeb();
    const { headers } = web.user(['editor']);
    const { id } = shelve(web, 'Nhạc hiệu');
    const { slots, entries } = web.station.stores;
    slots.add(
      aSlot({ id: 'nhac-hieu', title: 'Nhạc hiệu đầu buổi', plays: 'recording', programmeId: null, recordingId: id }),
    );
    web.station.planner.rebuild();
    const silent = () => entries.between(web.now, epochMs(web.now + 24 * HOUR)).map(({ missing }) => missing);
    expect(silent()).toEqual([null]);

    const list = await (await web.get('/kho-tu-lieu', headers)).text();
    expect(list).toContain('<a href="/khung-gio/nhac-hieu">Nhạc hiệu đầu buổi</a>');
    const page = await web.post(`/kho-tu-lieu/${id}/luu-tru`, {}, headers);
    expect(page.status).toBe(409);
    const words = await page.text();
    expect(words).toContain('khung giờ “Nhạc hiệu đầu buổi”');
    expect(words).toContain('17:10 Thứ Tư, 10/09/2025');
    const api = await web.app.request(`/api/v1/recordings/${id}`, { method: 'DELETE', headers });
    expect([api.status, await api.json()]).toMatchObject([409, { detail: expect.stringContaining('17:10 Thứ Tư') }]);
    expect(silent()).toEqual([null]);

    const nudges = web.nudges;
    const sure = await web.app.request(`/api/v1/recordings/${id}?confirm=true`, { method: 'DELETE', headers });
    expect([sure.status, silent(), web.nudges]).toEqual([204, ['no-recording'], nudges + 1]);
    await web.post(`/kho-tu-lieu/${id}/khoi-phuc`, {}, headers);
    expect(silent()).toEqual([null]);
    expect((await web.post(`/kho-tu-lieu/${id}/luu-tru`, { 'da-biet': 'co' }, headers)).status).toBe(303);
    expect(silent()).toEqual(['no-recording']);
  });

  test('that becomes ready gives the slot that waits for it its sound', async () => {
    const { web, desk, sendBody, settled } = await openLibrary();
    const { headers } = web.user(['editor']);
    const { slots, entries } = web.station.stores;
    const answer = await sendBody(headers, make(desk, 'a.flac', '-f', 'lavfi', '-i', 'sine=d=3'));
    const { recordings } = (await answer.json()) as { recordings: { id: number }[] };
    slots.add(aSlot({ id: 'nhac', plays: 'recording', programmeId: null, recordingId: recordings[0]!.id }));
    await settled();
    web.station.planner.rebuild();
    const [entry] = entries.between(web.now, epochMs(web.now + 24 * HOUR));
    expect(entry).toMatchObject({ missing: null, playoutFrames: 3 * 48_000 });
  });

  test('is changed by editors only; everyone signed in looks and listens', async () => {
    const web = await openWeb();
    const { headers } = web.user(['viewer', 'operator']);
    const { id } = shelve(web, 'Thử', 'failed');
    for (const path of ['', '/thu-lai', '/luu-tru', '/khoi-phuc'])
      expect([path, (await web.post(`/kho-tu-lieu/${id}${path}`, {}, headers)).status]).toEqual([path, 403]);
    for (const method of ['PATCH', 'DELETE'])
      expect((await web.app.request(`/api/v1/recordings/${id}`, { method, headers })).status).toBe(403);
    const page = await (await web.get(`/kho-tu-lieu/${id}`, headers)).text();
    expect(page).toContain('Tệp bị hỏng.');
    expect(page).not.toMatch(/Lưu trữ…|Thử lại|Sửa tên gọi/);
  });

  test('that does not exist is not found', async () => {
    const web = await openWeb();
    const { headers } = web.user();
    for (const path of [
      '/kho-tu-lieu/99',
      '/kho-tu-lieu/x',
      '/kho-tu-lieu/99/am-thanh',
      '/kho-tu-lieu/99/luu-tru',
      '/api/v1/recordings/99',
      '/api/v1/recordings/99/audio',
    ])
      expect([path, (await web.get(path, headers)).status]).toEqual([path, 404]);
  });
});
