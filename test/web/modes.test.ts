/** How a slot begins, ends and is replaced, and what the station plays when nothing else can: page and API alike. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_MODES } from '../../src/core/model.ts';
import { furnish } from '../support/schedule.ts';
import { openWeb, type Web } from '../support/web.ts';

const FORM = {
  title: 'Chuyển đổi số',
  plays: 'premiere',
  programmeId: 'cds',
  startTime: '17:10',
  minutes: '15',
  startDate: '10/9/2025',
  repeat: 'daily',
  every: '1',
  until: '',
  overflow: 'skip',
};
const SLOT = {
  title: 'Chuyển đổi số',
  plays: 'premiere',
  programmeId: 'cds',
  rrule: 'FREQ=DAILY',
  startDate: '2025-09-10',
  startTime: '17:10',
  durationMs: 900_000,
};

async function openStation() {
  const web = await openWeb();
  const { addRecording } = furnish(web.db);
  return { web, addRecording, as: web.user().headers };
}
const send = async (web: Web, method: string, path: string, headers: Record<string, string>, body: unknown) => {
  const sent = { ...headers, 'content-type': 'application/json' };
  const answer = await web.app.request(`/api/v1${path}`, { method, headers: sent, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('a slot', () => {
  test('of which nothing is said begins, ends and gives way as it always has', async () => {
    const { web, as } = await openStation();
    expect((await web.post('/khung-gio', FORM, as)).status).toBe(303);
    expect(web.station.stores.slots.list()[0]).toMatchObject({ ...DEFAULT_MODES, substituteRecordingId: null });
  });

  test('in the words of the form is what the API would have made, and reaches its entries', async () => {
    const { web, as, addRecording } = await openStation();
    const substitute = addRecording('tệp dự phòng');
    const typed = {
      ...{ startMode: 'soft', toleranceMs: '1:30', lateStartMs: '5', latePolicy: 'make-good', endMode: 'cut' },
      ...{ fadeMs: '0,5', crossFadeMs: '2', gainDb: '-1,5', priority: '10', substituteRecordingId: String(substitute) },
    };
    expect((await web.post('/khung-gio', { ...FORM, ...typed }, as)).status).toBe(303);
    const modes = {
      ...{ startMode: 'soft', toleranceMs: 90_000, lateStartMs: 300_000, latePolicy: 'make-good', endMode: 'cut' },
      ...{ fadeMs: 500, crossFadeMs: 2000, gainDb: -1.5, priority: 10 },
    };
    const [slot] = web.station.stores.slots.list();
    expect(slot).toMatchObject({ ...modes, substituteRecordingId: substitute });
    const put = await send(web, 'PUT', `/slots/${slot!.id}`, as, {
      ...SLOT,
      ...modes,
      substituteRecordingId: substitute,
    });
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({ ...modes, substituteRecordingId: substitute });
    expect(web.station.stores.slots.list()[0]).toEqual({ ...slot, changedAt: expect.any(Number) });
    const { entries } = web.station.stores;
    expect(entries.between(web.now, (web.now + 86_400_000) as typeof web.now)[0]).toMatchObject(modes);
  });

  test('opens in its form as it was written', async () => {
    const { web, as, addRecording } = await openStation();
    const substituteRecordingId = addRecording('tệp dự phòng');
    const modes = { startMode: 'not-before', lateStartMs: 90_000, gainDb: -1.5, fadeMs: 300, substituteRecordingId };
    const { id } = (await send(web, 'POST', '/slots', as, { ...SLOT, ...modes })).body;
    const page = await (await web.get(`/khung-gio/${id}`, as)).text();
    expect(page).toMatch(/<details[^>]*open[^>]*><summary>Bắt đầu, kết thúc và dự phòng/);
    for (const value of ['value="1:30"', 'value="-1,5"', 'value="0,3"']) expect(page).toContain(value);
    expect(page).toMatch(/value="not-before" checked/);
    expect(page).toMatch(new RegExp(`value="${substituteRecordingId}" selected`));
  });

  test.each([
    ['fadeMs', 'nhanh'],
    ['fadeMs', '60'],
    ['gainDb', '40'],
    ['priority', '1,5'],
    ['toleranceMs', '1:99'],
    ['lateStartMs', '999'],
    ['endMode', 'boom'],
    ['substituteRecordingId', '999'],
  ])('with %s “%s” is sent back with a complaint at that very field, which is in sight', async (name, value) => {
    const { web, as } = await openStation();
    const answer = await web.post('/khung-gio', { ...FORM, [name]: value }, as);
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toContain(`href="#f-${name}"`);
    expect(page).toMatch(/<details[^>]*open[^>]*><summary>Bắt đầu, kết thúc và dự phòng/);
    expect(web.station.stores.slots.list()).toEqual([]);
  });

  test('cannot be replaced by a recording that is archived or not ready, by the API either', async () => {
    const { web, as, addRecording } = await openStation();
    const archived = addRecording('cũ');
    web.station.stores.recordings.archive(archived, web.now);
    const answer = await send(web, 'POST', '/slots', as, { ...SLOT, substituteRecordingId: archived });
    expect(answer).toMatchObject({ status: 422 });
    expect(JSON.stringify(answer.body)).toContain('substituteRecordingId');
  });
});

describe('the evergreen of a programme', () => {
  test('and that it is music are kept by page and API alike', async () => {
    const { web, as, addRecording } = await openStation();
    const evergreen = addRecording('không cũ');
    const { programmes } = web.station.stores;
    const form = { name: 'Ca nhạc', abbr: 'CN', issueWord: 'số', area: '', leadUnit: '' };
    const chosen = { evergreenRecordingId: String(evergreen), music: 'co' };
    expect((await web.post('/chuyen-muc', { ...form, ...chosen }, as)).status).toBe(303);
    expect(programmes.find('ca-nhac')).toMatchObject({ evergreenRecordingId: evergreen, music: true });
    const page = await (await web.get('/chuyen-muc/ca-nhac/sua', as)).text();
    expect(page).toMatch(new RegExp(`value="${evergreen}" selected`));
    expect(page).toMatch(/name="music" value="co" checked/);

    const { leadUnit: _, ...draft } = form;
    const put = await send(web, 'PUT', '/programmes/ca-nhac', as, draft);
    expect(put.body).toMatchObject({ evergreenRecordingId: null, music: false });
    const wrong = await send(web, 'PUT', '/programmes/ca-nhac', as, { ...draft, evergreenRecordingId: 999 });
    expect(wrong.status).toBe(422);
  });
});

describe('the settings', () => {
  const NAMES = { stationName: 'Đài xã', agencyName: 'Trung tâm', from: '17:00', until: '17:45' };

  test('hold the station’s filler and what counts as dead air; what a form does not ask stays', async () => {
    const { web, as, addRecording } = await openStation();
    const filler = addRecording('nhạc nền');
    const { settings } = web.station.stores;
    const given = { fillerRecordingId: String(filler), quietLevel: '-45,5', quietSeconds: '10' };
    expect((await web.post('/cau-hinh', { ...NAMES, ...given }, as)).status).toBe(303);
    const saved = { fillerRecordingId: filler, deadAir: { levelDb: -45.5, seconds: 10 } };
    expect(settings.find()).toMatchObject(saved);
    await web.post('/cau-hinh', NAMES, as);
    expect(settings.find()).toMatchObject(saved);
    const page = await (await web.get('/cau-hinh', as)).text();
    expect(page).toContain('value="-45,5"');
    expect(page).toMatch(new RegExp(`value="${filler}" selected`));

    const put = await send(web, 'PUT', '/settings', as, {
      fillerRecordingId: null,
      deadAir: { levelDb: -50, seconds: 8 },
    });
    expect(put.body).toMatchObject({ fillerRecordingId: null, deadAir: { levelDb: -50, seconds: 8 } });
    expect(settings.find().stationName).toBe('Đài xã');
  });

  test.each([
    ['fillerRecordingId', { fillerRecordingId: '999' }],
    ['deadAir', { quietLevel: '-5', quietSeconds: '8' }],
    ['deadAir', { quietLevel: '-50', quietSeconds: 'lâu' }],
    ['uploadGigabytes', { uploadGigabytes: '0' }],
  ])('a wrong %s is sent back', async (name, wrong) => {
    const { web, as } = await openStation();
    const answer = await web.post('/cau-hinh', { ...NAMES, ...wrong }, as);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(`href="#f-${name}"`);
  });
});
