/** In and out points: typed or sent, kept, cut to the sample, and what becomes of an approval. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDeckWith } from '../../src/engine/deck.ts';
import { FRAME_BYTES } from '../../src/engine/realtime.ts';
import { flashOf, openLibrary } from '../support/library.ts';
import { make, samples } from '../support/sounds.ts';
import { until } from '../support/wait.ts';

/** A station that got twelve seconds of noise, every sample of which is like no other, and leaves it as it is but for its gain. */
async function openWithNoise() {
  const library = await openLibrary();
  const { web, desk, ingest } = library;
  const { headers, user } = web.user(['editor']);
  const json = { 'content-type': 'application/json' };
  const put = await web.app.request('/api/v1/settings', {
    ...{ method: 'PUT', headers: { ...json, ...web.user(['administrator']).headers } },
    body: JSON.stringify({ copyRule: { targetLufs: -24, highPass: false } }),
  });
  expect(put.status).toBe(200);
  const file = make(desk, 'a.wav', '-f', 'lavfi', '-i', 'anoisesrc=d=12:r=48000:c=white:a=0.05:seed=7', '-ac', '1');
  await library.sendBody(headers, file, 'Tin.wav');
  const [recording] = await library.settled();
  const { id } = recording!;
  const page = async () => (await web.get(`/kho-tu-lieu/${id}`, headers)).text();
  const send = (form: Record<string, string>, by = headers) => web.post(`/kho-tu-lieu/${id}/diem`, form, by);
  const api = (body: object, query = '', by = headers) =>
    web.app.request(`/api/v1/recordings/${id}/points${query}`, {
      ...{ method: 'PUT', body: JSON.stringify(body), headers: { ...json, ...by } },
    });
  const settled = async () => {
    ingest.nudge();
    return (await library.settled())[0]!;
  };
  const { recordings, episodes } = web.station.stores;
  return { ...library, headers, user, file, id, recording: recording!, page, send, api, settled, recordings, episodes };
}

describe('points', () => {
  test('cut the playout copy to the sample, and that is what a deck sounds', async () => {
    const { send, settled, file, web } = await openWithNoise();
    expect(flashOf(await send({ vao: '00:01,234', ra: '0:09,5' }))).toMatch(/^good:Đã lưu điểm/);
    const after = await settled();
    expect(after).toMatchObject({ inMs: 1234, outMs: 9500, isRemaking: false, playoutFrames: (9500 - 1234) * 48 });

    const original = samples(file);
    const copy = web.station.media.playout(after.playoutSha256!);
    const gain = 10 ** (after.analysis!.copy.gainDb / 20);
    const heard = samples(copy);
    const off = (shift: number) => {
      let worst = 0;
      for (let i = 0; i < 9600; i++)
        worst = Math.max(worst, Math.abs(heard[i]! - gain * original[1234 * 48 + i + shift]!));
      return worst;
    };
    expect(off(0)).toBeLessThan(2);
    expect(off(1)).toBeGreaterThan(100);
    expect(heard).toHaveLength(after.playoutFrames!);

    const deck = openDeckWith('ffmpeg')(copy, 0);
    onTestFinished(async () => deck[Symbol.asyncDispose]());
    await until('the deck', () => deck.ready);
    const pcm = new Uint8Array(480 * FRAME_BYTES);
    expect(deck.take(pcm, 0, 480, 0)).toBe(480);
    const left = new Float32Array(pcm.buffer).filter((_, i) => i % 2 === 0);
    for (let i = 0; i < 480; i++) expect(left[i]! * 32_768).toBeCloseTo(heard[i]!, 0);
  });

  test('are as loud as any other sound, however quiet what is left was', async () => {
    const { api, settled, web, desk, headers, sendBody } = await openWithNoise();
    const source = `aevalsrc=(0.3*lt(t\\,6)+0.02)*sin(2*PI*700*t):s=48000:d=14`;
    await sendBody(headers, make(desk, 'b.wav', '-f', 'lavfi', '-i', source), 'Nhỏ dần.wav');
    const { id } = await settled();
    await web.app.request(`/api/v1/recordings/${id}/points`, {
      ...{ method: 'PUT', body: JSON.stringify({ inMs: 7000, outMs: null }) },
      headers: { 'content-type': 'application/json', ...headers },
    });
    const { analysis } = await settled();
    expect(analysis!.copy).toMatchObject({ byHand: true, from: 7 * 48_000 });
    expect(analysis!.copy.integrated).toBeCloseTo(-24, 0);
    expect((await api({ inMs: 1000, outMs: null })).status).toBe(202);
  });

  test('void the approval of what was heard before, after a page that says so; cleared, the old sound is back', async () => {
    const { send, page, settled, recording, id, web, user, recordings, episodes } = await openWithNoise();
    web.db.exec(`INSERT INTO programmes (id, name, abbr, issue_word, area, position)
      VALUES ('p', 'Chuyển đổi số', 'CĐS', 'số', '', 0)`);
    const issue = { programmeId: 'p', year: 2025, number: 1, title: 'Số một', notes: '', topics: [], recordingId: id };
    const added = episodes.add({ ...issue, authorId: user.id, createdAt: web.now });
    if (!added.ok) throw new Error(added.error);
    const isApproved = () =>
      web.db
        .prepare<[number], number>(
          `SELECT count(*) FROM approvals a JOIN episodes e ON e.id = episode_id JOIN recordings r ON r.id = e.recording_id
           WHERE e.id = ? AND a.withdrawn_at IS NULL AND a.playout_sha256 = r.playout_sha256`,
        )
        .pluck()
        .get(added.value.id) === 1;
    const approver = web.user(['approver']);
    await web.post(`/so/${added.value.id}/trinh-duyet`, {}, web.user(['editor']).headers);
    await web.post(`/duyet/${added.value.id}`, { playoutSha256: recording.playoutSha256! }, approver.headers);
    expect(isApproved()).toBe(true);

    const asked = await send({ vao: '1,5', ra: '' });
    expect(asked.status).toBe(409);
    const words = await asked.text();
    for (const one of ['CĐS · Số 01/2025', 'duyệt cũ hết hiệu lực', 'value="00:01,500"']) expect(words).toContain(one);
    expect(recordings.find(id)).toMatchObject({ inMs: null, isRemaking: false });

    expect((await send({ vao: '00:01,500', ra: '', 'da-biet': 'co' })).status).toBe(303);
    expect(isApproved()).toBe(true); // until the new copy is there, the old one is what is heard
    const after = await settled();
    expect(after).toMatchObject({ inMs: 1500, outMs: null, pointsBy: user.id });
    expect(after.playoutSha256).not.toBe(recording.playoutSha256);
    expect(isApproved()).toBe(false);
    const shown = await page();
    expect(shown).toContain('Chỉ phát từ 00:01,500 đến 00:12,000 của tệp gốc.');
    expect(shown).toMatch(/name="vao"[^>]*value="00:01,500"|value="00:01,500"[^>]*name="vao"/);

    await send({ vao: '', ra: '', 'da-biet': 'co' });
    expect(await settled()).toMatchObject({ inMs: null, playoutSha256: recording.playoutSha256 });
    expect(isApproved()).toBe(true);
  });

  test('that are no places, or cut out nothing, are sent back with what was typed', async () => {
    const { send, api, id, recordings } = await openWithNoise();
    for (const [form, words] of [
      [{ vao: 'đầu', ra: '' }, 'Viết phút:giây'],
      [{ vao: '', ra: '1:99' }, 'Viết phút:giây'],
      [{ vao: '05:00', ra: '' }, 'Điểm vào phải nằm trong tệp, dài 00:12'],
      [{ vao: '3', ra: '3,5' }, 'Điểm ra phải sau điểm vào ít nhất 1 giây'],
    ] as const) {
      const answer = await send(form);
      expect(answer.status).toBe(422);
      const text = await answer.text();
      expect(text).toContain(words);
      expect(text).toContain(`value="${form.vao || form.ra}"`);
    }
    expect((await api({ inMs: 3000, outMs: 3500 })).status).toBe(422);
    expect((await api({ inMs: -1, outMs: null })).status).toBe(422);
    expect(recordings.find(id)).toMatchObject({ inMs: null, outMs: null, isRemaking: false });
    expect((await api({ inMs: null, outMs: null })).status).toBe(200);
  });

  test('are set by editors only, and of nothing that is not ready', async () => {
    const { send, api, web, id } = await openWithNoise();
    const viewer = web.user(['viewer']).headers;
    expect([
      (await send({ vao: '1' }, viewer)).status,
      (await api({ inMs: 1, outMs: null }, '', viewer)).status,
    ]).toEqual([403, 403]);
    web.db.prepare(`UPDATE recordings SET state = 'failed', reason = 'x' WHERE id = ?`).run(id);
    expect(flashOf(await send({ vao: '1' }))).toMatch(/^warn:Chỉ đặt điểm được cho tệp sẵn sàng/);
    expect((await api({ inMs: 1000, outMs: null })).status).toBe(409);
    expect((await web.post('/kho-tu-lieu/999/diem', {}, web.user(['editor']).headers)).status).toBe(404);
  });
});

test('the picture they are set in is of the whole original, from what was stored', async () => {
  const { web, id, headers } = await openWithNoise();
  const answer = await web.get(`/kho-tu-lieu/${id}/dang-song-goc`, headers);
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  const peaks = new Int8Array(await answer.arrayBuffer());
  expect(peaks).toHaveLength(2 * 20 * 12);
  expect(Math.min(...peaks)).toBeLessThan(0);
  const known = { ...headers, 'if-none-match': answer.headers.get('etag')! };
  expect((await web.get(`/kho-tu-lieu/${id}/dang-song-goc`, known)).status).toBe(304);
  const api = await web.get(`/api/v1/recordings/${id}/waveform?version=original`, headers);
  expect(await api.json()).toEqual({ durationMs: 12_000, peaks: [...peaks] });
});
