import { describe, expect, it } from 'vitest';
import { call, openNewsroom, pageOf } from '../support/newsroom.ts';

/** The plan of Đăk Tô on 10/9/2025. */
const AUTUMN = 'from=2025-09-10&until=2025-12-31';

describe('a simulation', () => {
  it('over the API tells of each day, the clashes, what is missing and what each duty would have', async () => {
    const { web, viewer } = await openNewsroom();
    const answer = await call(web, 'GET', `/simulation?${AUTUMN}`, viewer.headers);
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as Figures;
    expect(body).toMatchObject({ from: '2025-09-10', until: '2025-12-31', clashes: [], broken: [] });
    expect(body.sum).toMatchObject({ days: 113, outsideHours: 0, longSessions: 0, crowdedDays: 0 });
    expect(body.days).toHaveLength(113);
    expect(body.days[0]).not.toHaveProperty('playlist');
    expect(body.missing.find(({ slotId }) => slotId === 'cds-phat-moi')).toMatchObject({
      ...{ missing: 'no-approved-episode', count: 9, first: '2025-09-10T17:10:00.000+07:00' },
    });
    // The fortnight of 25/8 is over; each of the nine that touch these days has its place.
    expect(body.obligations.find(({ code }) => code === 'C.I.2.a')).toMatchObject({ due: 9, planned: 9, short: 0 });
  });

  it('has every line of every day when asked for, the same lines the playlist will have', async () => {
    const { web, viewer, entries } = await openNewsroom();
    const answer = await call(web, 'GET', '/simulation?from=2025-09-12&until=2025-09-12&playlist=true', viewer.headers);
    const [day] = ((await answer.json()) as Figures).days;
    web.station.planner.rebuild();
    const rebuilt = entries
      .between(web.now, (web.now + 14 * 86_400_000) as never)
      .filter(({ recurrenceId }) => recurrenceId === '2025-09-12');
    expect(day!.playlist!.map(({ title }) => title)).toEqual(rebuilt.map(({ title }) => title));
    expect(rebuilt.length).toBeGreaterThan(5);
  });

  it('changes nothing', async () => {
    const { web, viewer } = await openNewsroom();
    // That a token was used is kept, once a minute.
    await call(web, 'GET', '/zones', viewer.headers);
    const before = web.db.serialize();
    await call(web, 'GET', `/simulation?${AUTUMN}`, viewer.headers);
    await web.get('/lich-phat/mo-phong', viewer.headers);
    expect(web.db.serialize().equals(before)).toBe(true);
    expect(web.nudges).toBe(0);
  });

  it('as a page counts the same, says so by month when it is long, and links to what can be mended', async () => {
    const { web, viewer, editor } = await openNewsroom();
    const { sum } = (await (await call(web, 'GET', `/simulation?${AUTUMN}`, viewer.headers)).json()) as Figures;
    const page = await pageOf(web.get('/lich-phat/mo-phong?tu=10/9/2025&den=31/12/2025', editor.headers));
    expect(page).toContain(`${sum.missing.toLocaleString('de-DE')} lượt chưa có nội dung`);
    for (const words of ['Không trùng lịch', 'Tháng 9/2025', 'Tháng 12/2025', 'C.I.2.c', 'Không định lượng'])
      expect(page, words).toContain(words);
    expect(page).toContain('href="/lich-phat/mo-phong?tu=2025-10-01&amp;den=2025-10-31"');
    expect(page).toContain('href="/chuyen-muc/cds-phat-thanh-xa/so/them"');
    const month = await pageOf(web.get('/lich-phat/mo-phong?tu=2025-10-01&den=2025-10-31', viewer.headers));
    expect(month).toContain('href="/lich-phat?ngay=2025-10-31"');
  });

  it('tells of what would sound too long or outside the hours, day by day', async () => {
    const { web, viewer, settings } = await openNewsroom();
    settings.change({
      limits: { sessions: 1, minutes: 40 },
      hours: [
        { from: '05:30', until: '06:15' },
        { from: '17:00', until: '17:30' },
      ],
    });
    const page = await pageOf(web.get('/lich-phat/mo-phong?tu=2025-10-01&den=2025-10-07', viewer.headers));
    expect(page).toContain('17:30 Tiếp sóng Đài tỉnh: ngoài giờ');
    expect(page).toContain('Buổi sáng đã xếp 45 phút, vượt 05 phút so với mức tối đa 40 phút');
    expect(page).toContain('vượt 02 buổi so với mức tối đa 01 buổi một ngày');
  });

  it.each([
    ['from=2025-09-10&until=2025-09-09', 'tu=10/9/2025&den=9/9/2025', 'không trước'],
    ['from=2025-01-01&until=2027-01-02', 'tu=1/1/2025&den=2/1/2027', ''],
    ['from=2025-02-30&until=2025-03-01', 'tu=30/2/2025&den=1/3/2025', ''],
  ])('is refused: %s', async (api, page, words) => {
    const { web, viewer } = await openNewsroom();
    const answer = await call(web, 'GET', `/simulation?${api}`, viewer.headers);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    expect((await web.get(`/lich-phat/mo-phong?${page}`, viewer.headers)).status).toBe(422);
  });

  it('is for those signed in', async () => {
    const { web } = await openNewsroom();
    expect((await web.get(`/api/v1/simulation?${AUTUMN}`)).status).toBe(401);
    expect((await web.get('/lich-phat/mo-phong')).status).toBe(303);
  });
});

type Figures = {
  readonly sum: { readonly missing: number };
  readonly days: readonly { readonly playlist?: readonly { readonly title: string }[] }[];
  readonly missing: readonly { readonly slotId: string }[];
  readonly obligations: readonly { readonly code: string }[];
};
