import { describe, expect, it, test } from 'vitest';
import { epochMs, SECOND } from '../../src/core/time.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { call } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';

const home = async ({ web }: Desk, who: { headers: Record<string, string> }) =>
  (await web.get('/', who.headers)).text();
/** One part of the page, without its tags. */
const part = (page: string, id: string): string => {
  const from = page.indexOf(`id="${id}"`);
  const end = ['</section>', '<div class="who">'].map((tag) => page.indexOf(tag, from)).filter((at) => at > 0);
  return page
    .slice(page.indexOf('>', from) + 1, Math.min(...end))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
};
const onAir = async ({ web }: Desk, who: { headers: Record<string, string> }) =>
  (await (await call(web, 'GET', '/on-air', who.headers)).json()) as Record<string, never>;

describe('is it sounding', () => {
  it('yes: what, since when, how far and how long still', async () => {
    const desk = await openDesk();
    desk.begin({ entryId: desk.entry.id, startedAt: epochMs(desk.web.now - 60_000) });
    const now = part(await home(desk, desk.viewer), 'bay-gio');
    expect(now).toContain('ĐANG PHÁT');
    expect(now).toContain('Chuyển đổi số, Số 01/2025');
    expect(now).toContain('bắt đầu lúc 17:04:00');
    expect(now).toContain('01:00 / 04:00 · còn 03:00');
    expect(await onAir(desk, desk.viewer)).toMatchObject({
      state: 'on-air',
      now: {
        entryId: desk.entry.id,
        positionMs: 60_000,
        remainingMs: 180_000,
        startedAt: '2025-09-10T17:04:00.000+07:00',
      },
      held: null,
    });
  });

  test.each([
    ['no, between two entries', '2025-09-10 17:05', 'waiting', 'CHỜ PHÁT'],
    ['no, it is not the time', '2025-09-10 12:00', 'off', 'NGOÀI GIỜ PHÁT'],
  ])('%s', async (_, wall, state, words) => {
    const desk = await openDesk();
    desk.web.now = at(wall);
    expect(part(await home(desk, desk.viewer), 'bay-gio')).toContain(words);
    expect(await onAir(desk, desk.viewer)).toMatchObject({ state, now: null });
  });

  it('no, a person has stopped it: who and since when', async () => {
    const desk = await openDesk();
    desk.hold(desk.operator.user.id);
    desk.web.now = at('2025-09-10 17:12');
    const page = await home(desk, desk.operator);
    expect(part(page, 'bay-gio')).toContain(`ĐANG DỪNG PHÁT Dừng phát bởi ${desk.operator.user.name} từ 17:05.`);
    expect(part(page, 'on-air')).toContain('Phát tiếp');
    expect(await onAir(desk, desk.operator)).toMatchObject({
      state: 'held',
      held: { by: desk.operator.user.name, since: '2025-09-10T17:05:00.000+07:00' },
    });
  });

  it('nobody knows, when the playout is gone or has said nothing for five seconds', async () => {
    const desk = await openDesk({ answering: false });
    expect(part(await home(desk, desk.viewer), 'bay-gio')).toContain('MẤT LIÊN LẠC');
    desk.hearOutputs();
    desk.begin();
    expect(await onAir(desk, desk.viewer)).toMatchObject({ state: 'on-air' });
    desk.web.now = epochMs(desk.web.now + 5 * SECOND);
    expect(await onAir(desk, desk.viewer)).toMatchObject({ state: 'lost', now: null });
    expect(part(await home(desk, desk.viewer), 'bay-gio')).toContain('tín hiệu cuối lúc 17:05:00');
  });
});

describe('what is next', () => {
  it('is the next entry with sound, and how long until then', async () => {
    const desk = await openDesk();
    const page = await home(desk, desk.viewer);
    expect(part(page, 'bay-gio')).toContain('Tiếp theo lúc 17:10: Chuyển đổi số, Số 01/2025 , sau 05:00');
    expect(page).toContain(`data-until="${at('2025-09-10 17:10')}"`);
  });

  it('may be on another day', async () => {
    const desk = await openDesk();
    desk.web.now = at('2025-09-10 17:40');
    desk.addIssue(2);
    desk.air(desk.entry.id);
    desk.web.station.planner.rebuild();
    expect(part(await home(desk, desk.viewer), 'bay-gio')).toContain('Tiếp theo lúc 17:10 ngày 17/09/2025');
  });
});

describe('the lines of the day', () => {
  it('each say how it stands with it', async () => {
    const desk = await openDesk();
    expect(part(await home(desk, desk.viewer), 'danh-sach')).toMatch(
      /17:10 Chuyển đổi số, Số 01\/2025 Phát mới Đã xếp lịch 17:30 Bản tin Phát mới Còn thiếu Chưa có số nào/,
    );
    desk.web.now = at('2025-09-10 17:10');
    expect(part(await home(desk, desk.viewer), 'danh-sach')).toContain('Đang chờ phát');
    desk.air(desk.entry.id, 'cut', 0.4, 'command-skip');
    expect(part(await home(desk, desk.viewer), 'danh-sach')).toMatch(/Bị ngắt từ 17:10:00 đến .* Người trực bỏ qua/);
  });

  it('have what a person started beside the playlist too', async () => {
    const desk = await openDesk();
    desk.begin({ episodeId: desk.issue });
    const page = await home(desk, desk.operator);
    expect(part(page, 'danh-sach')).toContain('17:05 ngoài lịch Chuyển đổi số, Số 01/2025');
    expect(page).toContain(`/bo-qua?so=${desk.issue}`);
  });

  it('carry commands for an operator only, and none where there is nothing to start', async () => {
    const desk = await openDesk();
    const page = await home(desk, desk.operator);
    expect(page).toContain(`/phat-ngay?muc=${desk.entry.id}`);
    expect(page).toContain(`/bo-qua?muc=${desk.entry.id}`);
    expect(page).not.toContain(`muc=${desk.bulletin.id}"`);
    for (const who of [desk.viewer, desk.editor, desk.web.user(['administrator'])])
      expect(await home(desk, who)).not.toMatch(/\/(phat-ngay|bo-qua|dung-phat|lenh)/);
  });
});

describe('what is missing', () => {
  it('leads who can mend it to where, and tells the others whose it is', async () => {
    const desk = await openDesk();
    expect(await home(desk, desk.editor)).toContain('href="/chuyen-muc/tin/so/them"');
    expect(part(await home(desk, desk.viewer), 'con-thieu')).toContain(
      'Bản tin Chưa có số nào được duyệt. 2 lượt, lượt đầu lúc 17:30. Việc của: Biên tập viên',
    );
  });

  it('is the approver’s, once there is an issue that only waits for approval', async () => {
    const desk = await openDesk();
    desk.addIssue(1, { programmeId: 'tin', approved: false });
    expect(part(await home(desk, desk.approver), 'con-thieu')).toContain('Xem và duyệt');
    expect(part(await home(desk, desk.editor), 'con-thieu')).toContain('Việc của: Lãnh đạo duyệt');
  });

  it('may be nothing', async () => {
    const desk = await openDesk();
    for (const id of ['cds', 'tin']) desk.slots.archive(id, desk.web.now);
    desk.web.station.planner.rebuild();
    const page = await home(desk, desk.viewer);
    expect(part(page, 'con-thieu')).toContain('đều đã có âm thanh được duyệt');
    expect(part(page, 'danh-sach')).toContain('Hôm nay chưa có mục nào');
  });
});

describe('the outputs', () => {
  it('say how many listen, or since when they fail and why', async () => {
    const desk = await openDesk();
    desk.hearOutputs(7);
    expect(part(await home(desk, desk.viewer), 'dau-ra')).toBe('Luồng nghe trực tiếp 7 người nghe');
    const since = at('2025-09-10 16:58');
    const failing = { outputId: 1, state: 'retrying', since, said: 'x\nConnection refused', listeners: 0 } as const;
    desk.web.hear({ say: 'outputs', outputs: [failing] });
    expect(part(await home(desk, desk.viewer), 'dau-ra')).toContain('Connection refused Mất kết nối từ 16:58');
  });

  it('are unknown while the playout does not answer', async () => {
    const desk = await openDesk();
    desk.web.hear({ say: 'playout', running: false });
    expect(part(await home(desk, desk.viewer), 'dau-ra')).toContain('Chưa rõ');
  });
});

it('stands in the header of every page, and needs somebody signed in', async () => {
  const desk = await openDesk();
  desk.begin();
  const page = await (await desk.web.get('/mat-khau', desk.viewer.headers)).text();
  expect(part(page, 'on-air')).toBe('ĐANG PHÁT Chuyển đổi số, Số 01/2025');
  expect((await desk.web.get('/')).headers.get('location')).toBe('/dang-nhap');
});

it('shows a title as it was typed, never as markup', async () => {
  const desk = await openDesk({ title: '<script>alert(1)</script>' });
  desk.begin({ entryId: desk.entry.id });
  const page = await home(desk, desk.operator);
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;, Số 01/2025');
});
