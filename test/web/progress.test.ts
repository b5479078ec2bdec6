/** Tiến độ: what the page, the API and the home screen tell of the ledger, and the core behind them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildLedgers } from '../../src/core/ledger.ts';
import { assessmentOf } from '../../src/core/ledger-words.ts';
import { after, epochMs, frames, MINUTE } from '../../src/core/time.ts';
import { api, CCHC, CDS, DUTY, type Json, MONTHLY, openDebt, openDuties, page, type Room } from '../support/duties.ts';
import { log, owed } from '../support/log.ts';
import { at, minutes, minutesOfSound, ZONE } from '../support/schedule.ts';

describe('the page', () => {
  test('quotes each duty with its clause, says how it stands, and shows every period', async () => {
    const room = await openDebt();
    const html = await page(room);
    expect(html).toContain('“2 tuần/1 số (26 số/năm)”');
    expect(html).toContain('Có nguy cơ chậm (01/02 kỳ).');
    expect(html).toContain('Với tiến độ này, đến hết 31/12/2025 được 09/10 số.');
    expect(html).toContain('Các kỳ còn trống: 08/9–21/9.');
    expect(html).toMatch(/class="cell met" href="[^"]*\/2025-08-25"/);
    expect(html).toMatch(/class="cell at-risk now" href="[^"]*\/2025-09-08"/);
    expect(html).toContain('17 kỳ đầu không phải phát');
  });

  test('gives “thường xuyên” counts, and no percentage or state', async () => {
    const room = await openDuties();
    room.air({ at: '2025-09-05 17:10', episodeId: room.addIssue(CCHC, 1), programmeId: CCHC });
    const html = await page(room);
    const section = html.slice(html.indexOf(`chi-tieu-${CCHC}`));
    expect(section.slice(0, section.indexOf('</section>'))).toContain('Duy trì thường xuyên');
    expect(section.slice(0, section.indexOf('<details'))).not.toMatch(/%|Đạt|Chậm/);
    expect(section).toContain('đã phát 1 số');
  });

  test('says that the year of the plan is over, and lets one choose it still', async () => {
    const room = await openDebt('2026-11-23 08:00');
    const html = await page(room);
    expect(html).toContain('Tiến độ kế hoạch năm 2025');
    expect(html).toContain('Kế hoạch năm 2025 đã hết hạn');
    expect(html).toContain('Đã hết hạn ngày 31/12/2025: được 01/10 số.');
    expect(html).toContain('Chưa đạt');
    expect((await room.web.get('/tien-do?nam=1999', room.editor.headers)).status).toBe(200);
  });

  test('names the 28 topics in plan order, đ after d, and those never heard', async () => {
    const room = await openDuties();
    room.air({ at: '2025-09-03 17:10', episodeId: room.addIssue(CDS, 1, { topics: ['b-i-4-dd'] }) });
    const html = await page(room);
    const codes = [...html.matchAll(/<span class="code">(B\.[^<]+)<\/span>/g)].map(([, code]) => code);
    expect(codes).toHaveLength(28);
    expect(codes.slice(6, 9)).toEqual(['B.I.4.d', 'B.I.4.đ', 'B.I.4.e']);
    expect(html).toContain('Nội dung đã phát: 1/28 chủ đề');
    expect(html.match(/Chưa phát\b/g)).toHaveLength(27);
  });

  test('counts a topic by the rule of the duty it was heard for, as the report does', async () => {
    const room = await openDuties();
    room.web.db.exec('UPDATE obligations SET counts_share = 0.5');
    room.air({ at: '2025-09-03 17:10', episodeId: room.addIssue(CDS, 1, { topics: ['b-i-4-dd'] }), share: 0.6 });
    expect(await page(room)).toContain('Nội dung đã phát: 1/28 chủ đề');
  });

  test('without a plan says what goes here', async () => {
    const room = await openDuties();
    room.web.db.exec(
      'DELETE FROM obligations; DELETE FROM slots; DELETE FROM topics; DELETE FROM programmes; DELETE FROM units; DELETE FROM plans',
    );
    expect(await page(room)).toContain('Chưa có kế hoạch nào');
    expect((await api(room, '/obligations')).json).toEqual({ year: null, obligations: [] });
  });

  test('shows what a title holds as text', async () => {
    const room = await openDebt();
    room.web.db.exec(`UPDATE programmes SET name = '<script>x</script>'; UPDATE episodes SET title = '<b>y</b>'`);
    for (const path of ['/tien-do', room.path, `/tien-do/${DUTY}/2025-09-08`]) {
      const html = await page(room, path);
      expect(html).not.toMatch(/<script>x|<b>y/);
      expect(html).toContain('&lt;script&gt;x');
    }
  });
});

describe('a period', () => {
  test('shows the airings behind its figures, and why one does not count', async () => {
    const room = await openDebt();
    const third = room.addIssue(CDS, 3);
    const short = room.air({ at: '2025-09-11 05:32', episodeId: third, share: 0.66 });
    const html = await page(room, `/tien-do/${DUTY}/2025-09-10`);
    expect(html).toContain('kỳ 08/9–21/9');
    expect(html).toContain(`href="/nhat-ky/${room.failed}"`);
    expect(html).toContain(`href="/nhat-ky/${short}"`);
    expect(html).toContain('Phát chưa đủ (66%)');
    expect((await page(room, `/tien-do/${DUTY}/2025-08-25`)).match(/Được tính/g)?.length).toBeGreaterThan(1);
  });

  test.each(['2024-01-01', '2025-13-01', 'x'])('%s is none of it', async (day) => {
    const room = await openDuties();
    expect((await room.web.get(`/tien-do/${DUTY}/${day}`, room.editor.headers)).status).toBe(404);
    expect((await room.web.get(`/tien-do/x/${day}`, room.editor.headers)).status).toBe(404);
  });
});

describe('on Hôm nay', () => {
  test('a duty in trouble stands with the button that mends it, until it is mended', async () => {
    const room = await openDebt();
    const home = () => page(room, '/');
    expect(await home()).toContain('Kỳ 08/9–21/9 còn thiếu 01 số (C.I.2.a). Hạn: 21/9/2025.');
    expect(await home()).toContain(`href="${room.path}"`);
    await room.web.post(room.path, { from: '2025-09-11T17:10:00.000+07:00' }, room.editor.headers);
    expect(await home()).not.toContain('(C.I.2.a)');
  });

  test('what is overdue can still be repaid, and a missed replay is told of before its month is planned out', async () => {
    const room = await openDebt('2025-10-06 08:00');
    const issue = { episodeId: room.addIssue(MONTHLY, 10), programmeId: MONTHLY };
    room.air({ at: '2025-10-01 17:10', ...issue });
    const missed = room.air({ at: '2025-10-05 05:32', kind: 'replay', silent: true, ...issue });
    const html = await page(room, '/');
    expect(html).toContain('Kỳ 08/9–21/9 còn thiếu 01 số (C.I.2.a). Đã quá hạn 21/9/2025.');
    expect(html).toContain('Tháng 10 còn thiếu 03 lượt phát lại (C.I.2.c). Hạn: 31/10/2025.');
    expect(html).toContain(`href="/tien-do/${MONTHLY}-2025/phat-bu/${missed}"`);
  });

  test('nothing is asked for a plan that is over', async () => {
    const room = await openDebt('2026-11-23 08:00');
    expect(await page(room, '/')).not.toContain('(C.I.2.a)');
  });
});

describe('the pointer of a programme', () => {
  const offered = (room: Room) => room.entriesAhead().find(({ slotId }) => slotId === 'cds-phat-moi')?.episodeId;

  test('moves by an airing that counts, and by nothing else', async () => {
    const room = await openDuties('2025-08-28 08:00');
    const [one, two] = [room.addIssue(CDS, 1), room.addIssue(CDS, 2)];
    const rebuilt = () => {
      room.web.station.planner.rebuild();
      return offered(room);
    };
    expect(rebuilt()).toBe(one);
    room.air({ at: '2025-08-27 17:10', episodeId: one, silent: true });
    expect(rebuilt()).toBe(one);
    // Joined in progress: it ran to its end, and a third was never heard.
    const [fromFrame, playedFrames] = [frames(minutesOfSound(14) / 3), frames((minutesOfSound(14) * 2) / 3)];
    room.air({ at: '2025-08-27 17:15', episodeId: one, fromFrame, playedFrames });
    expect(rebuilt()).toBe(one);
    room.air({ at: '2025-08-27 17:20', episodeId: one, share: 0.89 });
    expect(rebuilt()).toBe(one);
    const half = frames(minutesOfSound(14) / 2);
    const broken = room.air({
      at: '2025-08-27 17:30',
      episodeId: one,
      playedFrames: half,
      outcome: 'cut',
      reason: 'restart',
    });
    expect(rebuilt()).toBe(one);
    room.air({ at: '2025-08-27 17:38', episodeId: one, continuesId: broken, fromFrame: half, playedFrames: half });
    expect(rebuilt()).toBe(two);
  });
});

describe('of any log', () => {
  const programmes = [CDS, MONTHLY, CCHC];
  const codes = ['C.I.2.a', 'C.I.2.c', 'C.II.12.b', 'E.7.c'];
  const START = at('2025-08-28 00:00');
  const line = fc.record({
    minute: fc.integer({ min: 0, max: 125 * 24 * 60 }),
    programme: fc.nat(2),
    issue: fc.nat(5),
    share: fc.constantFrom(0.5, 0.89, 0.9, 1),
    silent: fc.boolean(),
    approved: fc.constantFrom(true, true, true, false),
  });

  test('page, API and core say the same', { timeout: 60_000 }, async () => {
    const room = await openDuties('2025-12-31 12:00');
    for (const { id } of room.slots.list()) room.slots.archive(id, room.web.now);
    const issues = programmes.map((programmeId) =>
      [1, 2, 3, 4, 5, 6].map((number) => room.addIssue(programmeId, number)),
    );
    let clock = room.web.now;
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 40 }), async (lines) => {
        room.web.db.exec('SAVEPOINT run');
        try {
          clock = after(clock, minutes(1));
          room.web.now = clock;
          const rows = lines.map((one) => ({
            ...one,
            at: epochMs(START + one.minute * MINUTE),
            programmeId: programmes[one.programme]!,
            episodeId: issues[one.programme]![one.issue]!,
          }));
          for (const row of rows) room.air(row.approved ? row : { ...row, playoutSha256: 'other' });
          const airings = log(
            rows.map(({ approved, minute: _, programme: __, issue: ___, ...row }) => ({
              ...row,
              ...(!approved && { approvedAt: null }),
            })),
          );
          const ledgers = buildLedgers({
            obligations: codes.map((code) => owed(code)),
            airings,
            entries: [],
            plannedUntil: at('2026-01-14 00:00'),
            now: clock,
            zone: ZONE,
          });
          const { json } = await api(room, '/obligations');
          const html = await page(room);
          expect(json.obligations).toHaveLength(4);
          for (const [i, ledger] of ledgers.entries()) {
            const told = json.obligations[i];
            expect(told).toMatchObject({
              code: ledger.obligation.code,
              state: ledger.state,
              done: ledger.arithmetic.done,
              replaysDone: ledger.arithmetic.replaysDone,
              behind: ledger.arithmetic.behind,
              expected: ledger.forecast.expected,
              assessment: assessmentOf(ledger, ZONE),
            });
            expect(
              told.periods.map(({ state, main, replays }: Json) => [state, main.airingIds, replays.airingIds]),
            ).toEqual(
              ledger.periods.map(({ state, mainAirings, replayAirings }) => [
                state,
                mainAirings.map(({ id }) => id),
                replayAirings.map(({ id }) => id),
              ]),
            );
            const section = html.slice(html.indexOf(`id="chi-tieu-${ledger.obligation.id}"`));
            expect(section.slice(0, section.indexOf('<details'))).toContain(
              `<strong>${assessmentOf(ledger, ZONE)}.</strong>`,
            );
            if (ledger.obligation.count === null) continue;
            const cells = [
              ...section
                .slice(0, section.indexOf('</ol>'))
                .matchAll(/class="cell ([\w-]+)[^"]*" href="[^"]*\/(\d{4}-\d\d-\d\d)"/g),
            ];
            const shown = new Map(cells.map(([, state, from]) => [from, state]));
            for (const { period, state } of ledger.periods) {
              const cell = shown.get(period.from.toString());
              expect(cell ?? 'free').toBe(state);
            }
          }
        } finally {
          room.web.db.exec('ROLLBACK TO run; RELEASE run');
        }
      }),
      { numRuns: 25 },
    );
  });
});
