/** What a check measured, as people see it: on the page, in the list, to the approver and to programs. */
import { describe, expect, test } from 'vitest';
import type { Db } from '../../src/storage/database.ts';
import { openLibrary } from '../support/library.ts';
import { aSlot } from '../support/schedule.ts';
import { make } from '../support/sounds.ts';
import { openWeb } from '../support/web.ts';

/** A station that got one recording: two seconds of nothing, a tone, five seconds of nothing, a tone, on the left only. */
async function openWithGap(name = 'Bản tin "số 2" <b>.wav') {
  const library = await openLibrary();
  const { headers, user } = library.web.user(['editor']);
  const tone = '0.2*sin(2*PI*440*t)*(between(t\\,2\\,5)+between(t\\,10\\,12))';
  const source = `aevalsrc=${tone}|0:s=48000:d=12`;
  await library.sendBody(headers, make(library.desk, 'a.wav', '-f', 'lavfi', '-i', source), name);
  const [recording] = await library.settled();
  const page = (path = '') => library.web.get(`/kho-tu-lieu/${recording!.id}${path}`, headers);
  const api = async (path = '') =>
    (await library.web.get(`/api/v1/recordings/${recording!.id}${path}`, headers)).json();
  const api1 = (method: string, path: string, by = headers) =>
    library.web.app.request(`/api/v1/recordings/${recording!.id}${path}`, { method, headers: by });
  return { ...library, headers, user, id: recording!.id, recording: recording!, page, api, ask: api1 };
}

const addProgramme = (db: Db, evergreen: number | null) =>
  db
    .prepare(
      `INSERT INTO programmes (id, name, abbr, issue_word, area, position, evergreen_recording_id)
       VALUES ('p', 'Chuyển đổi số', 'CĐS', 'số', '', 0, ?)`,
    )
    .run(evergreen);

test('the page, the list and the API say the same of a recording', async () => {
  const { page, api, web, headers, id } = await openWithGap();
  const words = ['Chỉ có một bên có tiếng.', 'Khoảng lặng 5 giây tại 00:05.'];
  const { analysis, warnings } = (await api()) as { analysis: object; warnings: { message: string }[] };
  expect(warnings.map(({ message }) => message)).toEqual(words);
  expect(analysis).toMatchObject({
    durationMs: 12_000,
    sides: 'left-only',
    headSilenceMs: 2000,
    silences: [{ atMs: expect.closeTo(5000, -2), durationMs: expect.closeTo(5000, -2) }],
    copy: { integratedLufs: expect.closeTo(-16, 0), targetLufs: -16, highPass: true, cutHeadMs: 1850, limited: false },
  });
  const shown = await (await page()).text();
  for (const one of [...words, 'Đã cắt im lặng ở đầu (2 giây).', 'Bản phát lấy kênh trái cho cả hai bên.', '-16 LUFS'])
    expect(shown).toContain(one);
  // The place in the copy, whose head is cut.
  expect(Number(/data-at="(\d+)"/.exec(shown)?.[1])).toBeCloseTo(5000 - 1850, -2);
  expect(shown).toMatch(/<audio id="ban-phat"[^>]*data-group="so-sanh"/);
  expect(shown).toMatch(/<audio [^>]*ban=goc"[^>]*data-group="so-sanh" data-lag="1850"/);
  const list = await (await web.get('/kho-tu-lieu', headers)).text();
  expect(list).toContain('Một bên, Khoảng lặng');
  expect(list).toContain(`tep-${id}`);
});

describe('the picture', () => {
  test('is an SVG with a name, a description and the silence in it; a browser may keep it', async () => {
    const { page, api } = await openWithGap();
    const address = /src="\/kho-tu-lieu\/\d+(\/dang-song\?ban=[^"]+)"/.exec(await (await page()).text())![1]!;
    const answer = await page(address);
    expect(answer.headers.get('content-type')).toBe('image/svg+xml');
    const svg = await answer.text();
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('<title id="title">Bản tin &quot;số 2&quot; &lt;b&gt;</title>');
    expect(svg).toContain('Dạng sóng của bản phát, dài 00:10. Khoảng lặng 5 giây tại 00:05.</desc>');
    expect(svg.match(/<rect /g)).toHaveLength(1);
    const { peaks, durationMs } = (await api('/waveform')) as { peaks: number[]; durationMs: number };
    expect(durationMs).toBe(10_150);
    expect(svg.match(/M\d+\.5 /g)).toHaveLength(peaks.length / 2);
    expect(Math.max(...peaks)).toBeGreaterThan(20);
  });

  test('is not there before the check, nor for a stranger', async () => {
    const web = await openWeb();
    const draft = { title: 'a', fileName: 'a.mp3', sha256: 'a'.repeat(64), bytes: 1, uploadedBy: null };
    const { id } = web.station.stores.recordings.add({ ...draft, uploadedAt: web.now });
    const { headers } = web.user(['viewer']);
    expect((await web.get(`/kho-tu-lieu/${id}/dang-song`, headers)).status).toBe(404);
    expect((await web.get(`/api/v1/recordings/${id}/waveform`, headers)).status).toBe(404);
    expect((await web.get(`/kho-tu-lieu/${id}/dang-song`)).status).toBe(303);
  });
});

describe('a new copy', () => {
  test('is made by the settings of today after a page that says what becomes of the approval', async () => {
    const { web, page, headers, id, recording, settled, ask, ingest } = await openWithGap();
    const { settings, recordings } = web.station.stores;
    const administrator = { ...web.user(['administrator']).headers, 'content-type': 'application/json' };
    const body = JSON.stringify({ copyRule: { targetLufs: -20, highPass: false } });
    const put = await web.app.request('/api/v1/settings', { method: 'PUT', body, headers: administrator });
    expect([put.status, settings.find().copyRule]).toEqual([200, { targetLufs: -20, highPass: false }]);
    expect((await settled())[0]).toMatchObject({ playoutSha256: recording.playoutSha256 });

    const sure = await (await page('/chuan-hoa-lai')).text();
    expect(sure).toContain('độ lớn -20 LUFS, không lọc tiếng trầm');
    expect(sure).toContain('phải nghe và duyệt lại');
    expect((await web.post(`/kho-tu-lieu/${id}/chuan-hoa-lai`, {}, headers)).status).toBe(303);
    expect(recordings.find(id)).toMatchObject({ state: 'ready', isRemaking: true });
    expect(await (await page()).text()).toContain('Đang chuẩn hóa lại');
    ingest.nudge();
    const [after] = await settled();
    expect(after).toMatchObject({ state: 'ready', isRemaking: false, analysis: { copy: { targetLufs: -20 } } });
    expect(after!.playoutSha256).not.toBe(recording.playoutSha256);
    expect((await ask('POST', '/remake')).status).toBe(202);
  });

  test('is not made of what is not ready, nor for a viewer; a loudness no station wants is refused', async () => {
    const { web, id, ask } = await openWithGap();
    const viewer = web.user(['viewer']).headers;
    expect((await ask('POST', '/remake', viewer)).status).toBe(403);
    expect((await web.post(`/kho-tu-lieu/${id}/chuan-hoa-lai`, {}, viewer)).status).toBe(403);
    web.db.prepare(`UPDATE recordings SET state = 'failed', reason = 'Tệp bị hỏng.'`).run();
    expect((await ask('POST', '/remake')).status).toBe(409);
    const administrator = { ...web.user(['administrator']).headers, 'content-type': 'application/json' };
    const body = JSON.stringify({ copyRule: { targetLufs: -3, highPass: true } });
    const put = await web.app.request('/api/v1/settings', { method: 'PUT', body, headers: administrator });
    expect([put.status, await put.json()]).toMatchObject([
      422,
      { errors: { 'copyRule.targetLufs': expect.stringMatching(/-16/) } },
    ]);
  });
});

test('the settings page shows and saves what copies shall be like', async () => {
  const web = await openWeb();
  const { headers } = web.user(['administrator']);
  const page = await (await web.get('/cau-hinh', headers)).text();
  expect(page).toMatch(/name="targetLufs" value="-16"/);
  expect(page).toMatch(/name="highPass" value="co" checked/);
  const form = { stationName: 'Đài', agencyName: 'Xã', from: '05:30', until: '06:15', targetLufs: '−18,5' };
  expect((await web.post('/cau-hinh', form, headers)).status).toBe(303);
  expect(web.station.stores.settings.find().copyRule).toEqual({ targetLufs: -18.5, highPass: false });
});

test('the approver sees the picture and what is wrong before approving', async () => {
  const { web, id } = await openWithGap();
  const { episodes } = web.station.stores;
  const [editor, approver] = [web.user(['editor']), web.user(['approver'])];
  addProgramme(web.db, null);
  const issue = { programmeId: 'p', year: 2025, number: 1, title: 'Số một', notes: '', topics: [], recordingId: id };
  const added = episodes.add({ ...issue, authorId: editor.user.id, createdAt: web.now });
  if (!added.ok) throw new Error(added.error);
  expect((await web.post(`/so/${added.value.id}/trinh-duyet`, {}, editor.headers)).status).toBe(303);
  const inbox = await (await web.get('/duyet', approver.headers)).text();
  expect(inbox).toContain(`/kho-tu-lieu/${id}/dang-song?ban=`);
  expect(inbox).toContain('Khoảng lặng 5 giây tại 00:05.');
});

test('a recording knows all that needs it: a substitute, a programme, a special day, the station', async () => {
  const { web, page, headers, id } = await openWithGap();
  const { slots, settings } = web.station.stores;
  slots.add(aSlot({ id: 'sang', title: 'Buổi sáng', plays: 'notice', programmeId: null, substituteRecordingId: id }));
  addProgramme(web.db, id);
  web.db
    .prepare(
      `INSERT INTO special_days (from_day, until_day, title, recording_id, made_at) VALUES ('2025-10-01', '2025-10-02', 'Quốc tang', ?, 0)`,
    )
    .run(id);
  settings.change({ fillerRecordingId: id });
  const shown = await (await page()).text();
  for (const use of ['Buổi sáng', 'Dự phòng: Chuyển đổi số', 'Quốc tang', 'Tệp dự phòng của đài'])
    expect(shown).toContain(use);
  const refused = await web.post(`/kho-tu-lieu/${id}/luu-tru`, {}, headers);
  expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('khung giờ “Buổi sáng”')]);
});
