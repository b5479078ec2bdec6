/** Thông báo and bản tin in a real browser, on a phone and at a desk: every page in order, an approval in three taps. */
import { describe, expect, test } from 'vitest';
import { epochMs, RATE } from '../../src/core/time.ts';
import { createApp } from '../../src/web/app.ts';
import { complaints, FAKE_MICROPHONE, useBrowser } from '../support/browser.ts';
import { aCap } from '../support/cap.ts';
import { openLibrary } from '../support/library.ts';
import { call } from '../support/newsroom.ts';
import { aSlot } from '../support/schedule.ts';
import { until } from '../support/wait.ts';

const openPage = useBrowser(FAKE_MICROPHONE);
const PHONE = { viewport: { width: 390, height: 844 } };

/** Notices in every state, and bulletins of every class; written by somebody else than who sits before the browser. */
async function openStation(options = {}) {
  const library = await openLibrary();
  const { web } = library;
  const { stores } = web.station;
  for (const [id, title, startTime] of [
    ['sang', 'Thông báo của UBND xã, thôn', '05:47:00'],
    ['chieu', 'Thông báo', '17:25:00'],
  ] as const)
    stores.slots.add(aSlot({ id, title, startTime, plays: 'notice', programmeId: null }));
  const app = createApp({ ...web.station, ingest: library.ingest });
  const editor = web.user(['editor', 'operator']);
  const approver = web.user(['approver']);
  const station = { ...web, app };
  const api = async (
    method: string,
    path: string,
    body?: unknown,
    headers = editor.headers,
  ): Promise<{ id: number }> => {
    const answer = await call(station, method, path, headers, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${text}`);
    return text ? JSON.parse(text) : { id: 0 };
  };
  const valid = { validFrom: '2025-09-10', validUntil: '2025-09-14', timesPerDay: 2 };
  async function write(notice: object, { submit = true, approve = true } = {}) {
    const { id } = await api('POST', '/notices', { ...valid, ...notice });
    if (submit) await api('PUT', `/notices/${id}/submission`, { heard: true });
    const playoutSha256 = stores.notices.find(id)!.versions[0]!.sound.playoutSha256;
    if (submit && approve) await api('PUT', `/notices/${id}/approval`, { playoutSha256 }, approver.headers);
    return id;
  }
  const running = await write({
    title: 'Lịch tiêm chủng tháng 9 cho trẻ dưới 5 tuổi',
    source: 'Trạm Y tế xã',
    text: 'UBND xã mời bà con đưa trẻ dưới 5 tuổi đến Trạm Y tế tiêm chủng từ 07h30 đến 11h00 ngày 12/9/2025. Điện thoại 0905 123 456.',
  });
  const waiting = await write(
    { title: 'Cắt điện thôn 2', source: 'Điện lực', text: 'Ngày 11/9 cắt điện từ 8h đến 15h tại thôn 2.' },
    { approve: false },
  );
  const draft = await write({ title: 'Họp thôn', text: 'Mời bà con VNPT họp thôn lúc 19h.' }, { submit: false });
  const bulletin = {
    ...{
      class: 'priority',
      title: 'Xả lũ thủy điện',
      sender: 'Ban Chỉ huy phòng thủ dân sự tỉnh',
      number: '12/TB-BCH',
    },
    text: 'Thủy điện xả 350 m3/s từ 14h ngày 10/9. Bà con không xuống lòng sông.',
  };
  const flood = await api('POST', '/bulletins', bulletin);
  const swine = await api('POST', '/bulletins', {
    ...bulletin,
    title: 'Dịch tả lợn châu Phi',
    text: 'Khai báo ngay khi lợn chết.',
  });
  const accepted = { ...valid, title: 'Xả lũ thủy điện', isPriority: true, text: '' };
  await api('PUT', `/bulletins/${flood.id}/acceptance`, accepted);
  const cap = await app.request('/api/v1/bulletins/cap', {
    method: 'POST',
    body: aCap(),
    headers: { ...editor.headers, 'content-type': 'application/cap+xml' },
  });
  const alert = ((await cap.json()) as { id: number }).id;
  const opened = await openPage(station, options);
  return { ...library, ...opened, stores, running, waiting, draft, flood: flood.id, swine: swine.id, alert };
}

describe('on a phone', () => {
  test('every page fits, and axe has nothing against it, light and dark', async () => {
    const { page, open, faults, running, waiting, draft, flood, swine, alert } = await openStation(PHONE);
    const found: string[] = [];
    const paths = [
      ...[
        '/thong-bao',
        '/thong-bao/them',
        '/thong-bao/cach-doc',
        '/thong-bao/cu',
        '/ban-tin',
        '/ban-tin/them',
        '/duyet',
        '/',
      ],
      ...[running, waiting, draft].map((id) => `/thong-bao/${id}`),
      ...[`/thong-bao/${running}/sua`, `/thong-bao/${running}/noi-dung`, `/thong-bao/${running}/thoi`],
      ...[flood, swine, alert].map((id) => `/ban-tin/${id}`),
      ...[`/ban-tin/${swine}/nhan`, `/ban-tin/${alert}/khan-cap`],
    ];
    for (const [i, path] of paths.entries()) {
      await page.emulateMedia({ colorScheme: i % 2 === 0 ? 'light' : 'dark' });
      await open(path);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (width > 390) found.push(`${path}: ${width} px wide`);
      found.push(...(await complaints(page)).map((one) => `${path}: ${one}`));
    }
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
  }, 180_000);

  test('an approver hears and approves a notice in three taps from the inbox', async () => {
    const { page, open, waiting, stores } = await openStation({ ...PHONE, hasTouch: true });
    await open('/duyet');
    await page.getByRole('link', { name: /Cắt điện thôn 2/ }).tap();
    const player = page.locator('audio');
    await player.waitFor();
    const length = await page.evaluate<number>(
      `new Promise((ready) => {
        const audio = document.querySelector('audio');
        if (audio.readyState > 0) ready(audio.duration);
        audio.addEventListener('loadedmetadata', () => ready(audio.duration));
      })`,
    );
    expect(length).toBeGreaterThan(2);
    await page.evaluate(`document.querySelector('audio').play()`);
    await until('a second of it', async () => {
      return (await page.evaluate<number>(`document.querySelector('audio').currentTime`)) > 1;
    });
    await page.getByRole('button', { name: 'Duyệt', exact: true }).tap();
    await page.getByText('Đã duyệt. Thông báo vào các khung đã chọn.').waitFor();
    const entries = stores.entries.between(epochMs(0), epochMs(1e15)).filter(({ missing }) => missing === null);
    expect(entries.some(({ title }) => title === 'Cắt điện thôn 2')).toBe(true);
    const { approvals } = stores.notices.find(waiting)!.versions[0]!;
    expect(approvals).toHaveLength(1);
    expect(approvals[0]!.heardMs).toBeGreaterThan(900);
    expect(approvals[0]!.heardMs).toBeLessThanOrEqual(approvals[0]!.lengthMs!);
  }, 120_000);

  test('what is spoken into the microphone becomes a notice that can be heard', async () => {
    const { page, open, stores, faults } = await openStation({ ...PHONE, hasTouch: true });
    await open('/thong-bao/them');
    await page.getByRole('button', { name: 'Bắt đầu ghi âm' }).tap();
    await page.getByText('Đang ghi âm: 3 giây').waitFor();
    await page.getByRole('button', { name: 'Dừng ghi âm' }).tap();
    await page.getByText('Đã ghi xong. Nghe thử').waitFor();
    await page.getByRole('button', { name: 'Gửi lên' }).tap();
    await page.waitForURL(/\/thong-bao\/them\?tep=\d+$/);
    expect(await page.locator('audio').count()).toBe(1);
    expect(await complaints(page)).toEqual([]);
    await page.getByLabel('Tên thông báo').fill('Lời trưởng thôn');
    await page.getByRole('button', { name: 'Lưu thông báo' }).tap();
    await page.getByText('Đã lưu. Nghe thử rồi trình duyệt.').waitFor();
    const id = Number(/(\d+)$/.exec(page.url())![1]);
    const [version] = stores.notices.find(id)!.versions;
    expect(version).toMatchObject({ text: null, sound: { state: 'ready' } });
    expect(version!.sound.playoutFrames!).toBeGreaterThan(2 * RATE);
    // Chromium's microphone beeps: it is no recording of silence.
    expect(stores.recordings.find(version!.recordingId)!.analysis!.samplePeak).toBeGreaterThan(-40);
    expect(faults).toEqual([]);
  }, 120_000);
});
