import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { CDS, call, openNewsroom, pageOf } from '../support/newsroom.ts';

const issue = { programmeId: CDS, year: 2025, number: 2, title: 'Hóa đơn điện tử' };

/** Issue 2 in Vietnamese and in Xơ Đăng, both approved. */
async function openDesk() {
  const room = await openNewsroom();
  const { web, editor, approver, episodes } = room;
  const api = (method: string, path: string, body?: unknown) => call(web, method, path, editor.headers, body);
  async function add(changes: object = {}): Promise<number> {
    const sound = room.addRecording(JSON.stringify(changes).slice(0, 60) || 'vi');
    const made = await api('POST', '/episodes', { ...issue, recordingId: sound.id, ...changes });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: number };
    const playoutSha256 = episodes.findInFull(id)!.recording!.playoutSha256!;
    episodes.approve({
      episodeId: id,
      playoutSha256,
      approverId: approver.user.id,
      soleReason: null,
      approvedAt: web.now,
    });
    return id;
  }
  return { ...room, api, add };
}

it('is two episodes of one number, each with its own approval, and one of each language only', async () => {
  const { web, api, add, editor, episodes } = await openDesk();
  const [vietnamese, sedang] = [await add(), await add({ language: 'sed' })];
  expect(await (await api('GET', `/episodes/${sedang}`)).json()).toMatchObject({
    language: 'sed',
    label: 'Số 02/2025 (tiếng Xơ Đăng)',
  });
  expect((await api('POST', '/episodes', { ...issue, language: 'sed' })).status).toBe(422);
  expect((await api('POST', '/episodes', { ...issue, language: 'tlh' })).status).toBe(422);
  expect(episodes.versions()).toEqual(
    new Map([
      [vietnamese, vietnamese],
      [sedang, vietnamese],
    ]),
  );
  const page = await pageOf(web.get(`/so/${vietnamese}`, editor.headers));
  expect(page).toContain(`<a href="/so/${sedang}">Bản tiếng Xơ Đăng</a>`);
  expect(page).toContain(`/chuyen-muc/${CDS}/so/them?nam=2025&amp;so=2&amp;tieng=bdq`);
});

it('is suggested for the next issue when the last one was in it, and for a version that is asked for', async () => {
  const { web, add, editor } = await openDesk();
  await add({ language: 'sed' });
  const form = (path: string) => pageOf(web.get(`/chuyen-muc/${CDS}/so/them${path}`, editor.headers));
  expect(await form('')).toContain('<option value="sed" selected="">');
  const asked = await form('?nam=2025&so=2&tieng=bdq');
  expect(asked).toContain('<option value="bdq" selected="">');
  expect(asked).toMatch(/value="2"[^>]*name="number"/);
});

it('is what the playlist takes for a slot of that language', async () => {
  const { web, add, slots, entries } = await openDesk();
  const [, sedang] = [await add(), await add({ language: 'sed' })];
  slots.change({ ...slots.find('cds-phat-moi')!, language: 'sed', changedAt: web.now });
  web.station.planner.rebuild();
  const on = entries.onDay(Temporal.PlainDate.from('2025-09-10'), web.station.config.zone);
  expect(on.find(({ slotId }) => slotId === 'cds-phat-moi')?.episodeId).toBe(sedang);
});

it('is chosen within its validity only, which cannot end before it begins, nor be pinned past', async () => {
  const { web, api, add, editor, entries } = await openDesk();
  const wrong = { ...issue, validFrom: '2025-09-20', validUntil: '2025-09-19' };
  expect(await (await api('POST', '/episodes', wrong)).json()).toMatchObject({
    errors: { validUntil: expect.any(String) },
  });
  const id = await add({ validFrom: '2025-09-20' });
  web.station.planner.rebuild();
  const first = (day: string) =>
    entries
      .onDay(Temporal.PlainDate.from(day), web.station.config.zone)
      .find(({ slotId }) => slotId === 'cds-phat-moi');
  expect(first('2025-09-10')?.missing).toBe('no-approved-episode');
  const pinned = await api('PUT', '/slots/cds-phat-moi/exceptions/2025-09-10', { episodeId: id });
  expect(await pinned.json()).toMatchObject({ errors: { episodeId: expect.stringContaining('không có hiệu lực') } });
  expect(await pageOf(web.get(`/so/${id}`, editor.headers))).toContain('Từ 20/9/2025');
  const form = { year: '2025', number: '2', title: issue.title, language: 'vi', validFrom: '10/9', validUntil: '' };
  const recordingId = String(web.station.stores.episodes.find(id)!.recordingId);
  expect((await web.post(`/so/${id}`, { ...form, recordingId }, editor.headers)).status).toBe(303);
  expect(first('2025-09-10')?.episodeId).toBe(id);
});
