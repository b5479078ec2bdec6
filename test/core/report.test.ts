/** The report of documents.md §3.2 out of the log of §3.4, figure for figure; and what corrections do to it later. */
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { LoggedAiring } from '../../src/core/counting.ts';
import { reportPeriod } from '../../src/core/periods.ts';
import { picturesOf } from '../../src/core/pictures.ts';
import { buildReport, canonicalJson, measuresOf, type ReportFigures } from '../../src/core/report.ts';
import { DEFAULT_REPORTS } from '../../src/core/report-settings.ts';
import { owedReports, reminderOf } from '../../src/core/report-state.ts';
import { adjustmentLines, printedTexts, totalLength, unknownFilling } from '../../src/core/report-texts.ts';
import { count, nextPeriodName, periodLabel, periodName, reminderWords } from '../../src/core/report-words.ts';
import { frames, RATE } from '../../src/core/time.ts';
import { goldenInput, goldenJudged, goldenLog } from '../support/golden.ts';
import { at, ZONE } from '../support/schedule.ts';

const golden = () => buildReport(goldenInput());

describe('the golden quarter', () => {
  test('has the table of §3.2', () => {
    const shown = golden().rows.map((row) => [
      row.code,
      row.frequency,
      ...[row.premieres, row.replays, row.airings, row.minutes].map(count),
      `${count(row.yearToDate)} ${row.unit}`,
      row.assessment,
    ]);
    expect(shown).toEqual([
      ['C.I.2.a', '2 tuần/1 số (26 số/năm)', '02', '02', '04', '60', '02 số', 'Đúng tiến độ (02/02 kỳ)'],
      [
        ...['C.I.2.c', 'Mỗi tháng 01 chuyên mục và phát lại 03 lần/tháng', '01', '02', '03', '30', '01 chuyên mục'],
        'Tháng 9: đã phát lại 02/03 lần, lần 03 xếp lịch ngày 21/9',
      ],
      ['C.II.12.b', 'Thường xuyên trong năm', '03', '02', '05', '50', '03 số', 'Duy trì thường xuyên'],
    ]);
    expect(golden().leftOut.map(({ code }) => code)).toEqual(['E.7.c']);
  });

  test('adds up to 12 airings, 140 minutes, 6 + 6, 143/144 clusters, 8 of 28 topics', () => {
    const { totals, clusters, topics, window } = golden();
    expect(totals).toMatchObject({ airings: 12, minutes: 140, premieres: 6, replays: 6, shared: 0 });
    expect(totalLength(totals.minutes)).toBe('Tổng thời lượng 140 phút (02 giờ 20 phút).');
    expect(clusters).toEqual({ ok: 143, byHand: 143, failed: 1, expected: 144 });
    expect([topics.covered, topics.total]).toEqual([8, 28]);
    expect(topics.list.map(({ code }) => code)).toEqual(
      ['B.I.1', 'B.I.2', 'B.I.4.đ', 'B.I.4.e', 'B.I.4.g', 'B.II.1', 'B.II.5.b', 'B.II.7'], // đ between d and e
    );
    expect([window.from, window.until, window.dataFrom]).toEqual(['2025-06-15', '2025-09-14', '2025-08-25']);
  });

  test('tells of the emergency apart, and of no emergency in its figures', () => {
    const { emergency, airings } = golden();
    expect(emergency).toEqual({ bulletins: 1, airings: 3, minutes: 9, days: ['2025-09-09'] });
    expect(airings.filter(({ countedBy }) => countedBy.length === 0)).toHaveLength(3);
  });

  test('has the airings behind every figure, by the ids of the log', () => {
    const { airings, rows } = golden();
    expect(goldenJudged()).toHaveLength(12);
    for (const row of rows) {
      const own = airings.filter((one) => one.inWindow && one.countedBy.includes(row.obligationId));
      expect(own).toHaveLength(row.airings);
      expect(own.filter(({ kind }) => kind === 'premiere')).toHaveLength(row.premieres);
      expect(own.reduce((ms, { lengthMs }) => ms + lengthMs, 0)).toBe(row.minutes * 60_000);
    }
  });

  test('has the paste-in paragraph of §3.3', () => {
    const figures = golden();
    const { paste } = printedTexts({ figures, agencyName: 'Trung tâm', settings: DEFAULT_REPORTS }, {});
    expect(paste).toBe(
      'Công tác truyền thông: Từ ngày 25/8/2025 đến ngày 14/9/2025, hệ thống truyền thanh xã đã phát 06 số/chuyên mục về chuyển đổi số, cải cách hành chính với 12 lượt phát (06 lượt phát mới, 06 lượt phát lại), tổng thời lượng 140 phút; trong đó chuyển đổi số 03 số (07 lượt), cải cách hành chính 03 số (05 lượt).',
    );
  });

  test('as of the end of its period stays what it was, whenever it is drawn up', () => {
    const later = goldenLog();
    later.push({ ...later[0]!, id: 99, startedAt: at('2025-09-18 17:10'), plannedStart: at('2025-09-18 17:10') });
    const { totals, airings } = buildReport(goldenInput({}, later));
    expect([totals.airings, airings.some(({ id }) => id === 99)]).toEqual([12, false]);
  });
});

describe('an emergency', () => {
  const [, drop] = goldenLog().filter(({ emergency }) => emergency);
  const minutes = (n: number) => frames(n * 60 * RATE);
  /** One row: a zone's hearing of a repeat, `from` to `until` in minutes of the message. */
  const heard = (key: string, repeat: number, time: string, from = 0, until = 3): LoggedAiring => ({
    ...{ ...drop!, emergency: { key, repeat }, startedAt: at(`2025-09-${time}`) },
    ...{ fromFrame: minutes(from), playedFrames: minutes(until - from) },
  });
  const told = (rows: readonly LoggedAiring[]) =>
    buildReport(goldenInput({ emergencies: rows.map((row, i) => ({ ...row, id: 100 + i })) })).emergency;

  test('ordered to two zones and read three times over is three lượt', () => {
    const rows = [1, 2, 3].flatMap((n) => [heard('a', n, `09 14:3${n * 3 - 3}`), heard('a', n, `09 14:3${n * 3 - 3}`)]);
    expect(told(rows)).toEqual({ bulletins: 1, airings: 3, minutes: 9, days: ['2025-09-09'] });
  });

  test('of the same message on two days is two bulletins', () => {
    expect(told([heard('a', 1, '09 14:35'), heard('b', 1, '10 06:00')])).toEqual({
      ...{ bulletins: 2, airings: 2, minutes: 6, days: ['2025-09-09', '2025-09-10'] },
    });
  });

  test('broken by a restart or a higher order is read anew, and each of its minutes counted once', () => {
    const rows = [heard('a', 1, '09 14:35', 0, 1), heard('b', 1, '09 14:36'), heard('a', 1, '09 14:39')];
    expect(told(rows)).toMatchObject({ bulletins: 2, airings: 2, minutes: 6 });
  });

  test('that a zone joined or left half-way is one lượt of the whole message', () => {
    expect(told([heard('a', 1, '09 14:35', 0, 2), heard('a', 1, '09 14:36', 1, 3)])).toMatchObject({
      ...{ airings: 1, minutes: 3 },
    });
  });
});

test('the minutes of the lines add up to the total, though no airing lasts whole minutes', () => {
  const seconds = goldenLog().map((row) => ({ ...row, playedFrames: frames(row.playedFrames - 20 * 48_000) }));
  const { rows, totals } = buildReport(goldenInput({}, seconds));
  expect(totals.minutes).toBe(136);
  expect(rows.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(136);
});

test('an airing that does not count is named with its reason, and counted nowhere', () => {
  const rows = goldenLog();
  rows[0] = { ...rows[0]!, approvedAt: null };
  const figures = buildReport(goldenInput({}, rows));
  expect(figures.totals.airings).toBe(11);
  expect(figures.uncounted).toMatchObject([{ id: 1, code: 'C.I.2.a', verdict: 'unapproved' }]);
});

describe('the paragraph “Nguyên nhân”', () => {
  const silent = {
    startedAt: null,
    endedAt: null,
    playedFrames: frames(0),
    outcome: 'missed',
    reason: 'down',
  } as const;
  /** Three of the premieres did not sound: one is made good, of one nobody has said why. */
  const rows = goldenLog().map((row) => ([1, 2, 5].includes(row.id) ? { ...row, ...silent } : row));
  const paying = { ...goldenLog()[2]!, id: 90, paysForId: 1 };
  const causes = new Map([1, 2].map((id) => [id, 'power']));
  const write = (figures: ReportFigures, written = {}) =>
    printedTexts({ figures, agencyName: 'Trung tâm', settings: DEFAULT_REPORTS }, written).causes;

  test('says of what was due and not counted why, as people confirmed it, and what was made good', () => {
    const figures = buildReport(goldenInput({ causes }, [...rows, paying]));
    expect(figures.uncounted).toMatchObject([
      { id: 1, cause: 'power', isMadeGood: true },
      { id: 5, cause: null, isMadeGood: false },
      { id: 2, cause: 'power', isMadeGood: false },
    ]);
    expect(write(figures)).toBe(
      'Trong kỳ có 03 lượt phát đến hạn không được tính: mất điện 02 lượt (đã phát bù 01 lượt); chưa xác định nguyên nhân 01 lượt.',
    );
    expect(write(figures, { causes: 'Do {nguyên nhân không tính}.' })).toMatch(/^Do mất điện 02 lượt/);
  });

  test('says of what was called off why, though nobody had to confirm it', () => {
    const off = goldenLog().map((row) =>
      row.id === 1 ? { ...row, ...silent, outcome: 'cancelled' as const, reason: 'mourning' as const } : row,
    );
    expect(write(buildReport(goldenInput({}, off)))).toBe(
      'Trong kỳ có 01 lượt phát đến hạn không được tính: tang lễ, quốc tang 01 lượt.',
    );
  });

  test('counts an airing that two obligations were due once', () => {
    const figures = buildReport(goldenInput({ causes }, rows));
    expect(write({ ...figures, uncounted: [...figures.uncounted, figures.uncounted[0]!] })).toContain('có 03 lượt');
  });

  test('is left out where nothing failed, and of figures frozen before reasons were kept', () => {
    expect(write(golden())).toBe('');
    const figures = buildReport(goldenInput({ causes }, rows));
    const uncounted = figures.uncounted.map(({ cause: _, isMadeGood: __, ...one }) => one);
    expect(write({ ...figures, uncounted })).toBe('');
  });
});

test('a correction of a reported period appears in the next report as an adjustment, once', () => {
  const said = golden();
  const earlier = [
    {
      reportId: 1,
      label: 'Quý III/2025',
      ...reportPeriod('quarter', 2025, 3, 'nd09'),
      measures: measuresOf(said.rows),
    },
  ];
  const window = reportPeriod('quarter', 2025, 4, 'nd09');
  const asOf = at('2025-12-15 00:00');
  const corrected = goldenLog().filter(({ id }) => id !== 3);
  const next = buildReport(goldenInput({ window, earlier, asOf }, corrected));
  expect(adjustmentLines(next)).toEqual([
    'Quý III/2025, Chuyên mục “Chuyển đổi số” (C.I.2.a): phát lại đã báo cáo 02, nay là 01; lượt phát đã báo cáo 04, nay là 03; phút đã báo cáo 60, nay là 45.',
  ]);
  expect(next.totals.airings).toBe(0);
  const restated = next.adjustments[0]!.changes.map(({ obligationId, now }) => ({ obligationId, ...now }));
  expect(
    buildReport(goldenInput({ window, earlier: [{ ...earlier[0]!, measures: restated }], asOf }, corrected))
      .adjustments,
  ).toEqual([]);
});

test('nothing is said that the log does not prove', () => {
  const figures = buildReport(
    goldenInput(
      {},
      goldenLog().map((row) => ({ ...row, clusters: null })),
    ),
  );
  const texts = printedTexts({ figures, agencyName: 'Trung tâm', settings: DEFAULT_REPORTS }, {});
  expect(figures.clusters).toBeNull();
  expect(texts.clusters).toContain('chưa theo dõi');
  expect(texts.feedback).toContain('chưa theo dõi');
  expect([texts.budget, texts.causes, texts.proposals]).toEqual(['', '', '']);
  expect(JSON.stringify(texts)).not.toMatch(/\{[^}"]*\}(?!$)/);
});

test('clusters nobody could ask are expected and told apart, and nothing is said of them as heard', () => {
  const figures = buildReport(
    goldenInput(
      {},
      goldenLog().map((row) => ({ ...row, clusters: { ok: 10, byHand: 1, failed: 0, expected: 12 } })),
    ),
  );
  const texts = (of: ReportFigures) =>
    printedTexts({ figures: of, agencyName: 'Trung tâm', settings: DEFAULT_REPORTS }, {}).clusters;
  expect(texts(figures)).toBe(
    'Trong kỳ có 120/144 lượt cụm phát đạt (83,3%). Mức xác nhận: 108 tự động, 12 nghe trực tiếp, 24 không có xác nhận.',
  );
  const asked = { ...figures, byCluster: [{ name: 'Cụm 01', ok: 12, failed: 0, unknown: 0 }] };
  expect(picturesOf(asked, ZONE).find(({ id }) => id === 'cum-loa')?.rows).toEqual([
    { label: 'Cụm 01', values: [12, 0, 0], words: '12/12' },
    { label: 'Chưa hỏi', values: [0, 0, 132], words: '0/132, 132 không có xác nhận' },
  ]);
  const frozenBefore = { ...figures, clusters: { ok: 143, expected: 144 } };
  expect(texts(frozenBefore)).toBe('Trong kỳ có 143/144 lượt cụm phát đạt (99,3%).');
});

test('the share of households is told when all is known: every cluster asked, and how many live by each', () => {
  const log = goldenLog().map((row) => ({ ...row, clusters: { ok: 11, byHand: 0, failed: 1, expected: 12 } }));
  const figures = buildReport(goldenInput({}, log));
  const near = { name: 'Cụm 01', ok: 132, failed: 0, unknown: 0, households: 200 };
  const far = { name: 'Cụm 02', ok: 0, failed: 6, unknown: 6, households: 50 };
  const text = (...byCluster: NonNullable<ReportFigures['byCluster']>) =>
    printedTexts({ figures: { ...figures, byCluster }, agencyName: 'Trung tâm', settings: DEFAULT_REPORTS }, {})
      .clusters;
  expect(text(near, far)).toContain('132/144 lượt cụm phát đạt (91,7%, khoảng 97,8% số hộ)');
  const { households: _, ...uncounted } = far;
  for (const partly of [text(near), text(near, uncounted), text()])
    expect(partly).toContain('132/144 lượt cụm phát đạt (91,7%).');
});

test('a written text keeps its figures up to date, and a filling that stands for nothing is found', () => {
  const context = { figures: golden(), agencyName: 'Trung tâm', settings: DEFAULT_REPORTS };
  const written = 'Kỳ này phát { lượt phát } lượt, {phút} phút; {lạ} để nguyên.';
  expect(printedTexts(context, { work: written }).work).toBe('Kỳ này phát 12 lượt, 140 phút; {lạ} để nguyên.');
  expect(unknownFilling(written, { 'lượt phát': '', phút: '' })).toBe('lạ');
});

describe('periods', () => {
  test.each([
    ['month', 2, 'tháng 02 năm 2025', 'Tháng 2/2025', 'tháng 3 năm 2025'],
    ['month', 12, 'tháng 12 năm 2025', 'Tháng 12/2025', 'tháng 01 năm 2026'],
    ['quarter', 3, 'quý III năm 2025', 'Quý III/2025', 'quý IV năm 2025'],
    ['quarter', 4, 'quý IV năm 2025', 'Quý IV/2025', 'quý I năm 2026'],
    ['half-year', 1, '6 tháng đầu năm 2025', '6 tháng đầu năm 2025', '6 tháng cuối năm 2025'],
    ['half-year', 2, '6 tháng cuối năm 2025', '6 tháng cuối năm 2025', '6 tháng đầu năm 2026'],
    ['year', 1, 'năm 2025', 'Năm 2025', 'năm 2026'],
  ] as const)('%s %i in words', (span, number, name, label, next) => {
    const window = reportPeriod(span, 2025, number, 'nd09');
    expect([periodName(window), periodLabel(window), nextPeriodName(window)]).toEqual([name, label, next]);
  });

  test('the year owes its quarters, halves and itself, in the order in which they close', () => {
    const labels = owedReports(2025, DEFAULT_REPORTS).map(periodLabel);
    expect(labels).toEqual([
      ...['Quý I/2025', 'Quý II/2025', '6 tháng đầu năm 2025', 'Quý III/2025', 'Quý IV/2025', '6 tháng cuối năm 2025'],
      'Năm 2025',
    ]);
  });

  test('reminds from so many days before, every day until it is sent', () => {
    const window = reportPeriod('quarter', 2025, 3, 'nd09');
    const on = (day: string, state?: 'sent') =>
      reminderOf('2025-09-19', state, Temporal.PlainDate.from(day), { remindDays: 7 });
    expect([on('2025-09-11'), on('2025-09-12'), on('2025-09-19'), on('2025-09-21'), on('2025-09-21', 'sent')]).toEqual([
      undefined,
      7,
      0,
      -2,
      undefined,
    ]);
    expect(reminderWords(3, window)).toBe('Còn 03 ngày đến hạn gửi báo cáo quý III năm 2025.');
    expect(reminderWords(-2, window)).toBe('Đã quá hạn gửi báo cáo quý III năm 2025 02 ngày.');
  });
});

test('equal datasets have equal bytes', () => {
  const { rows, ...rest } = golden();
  expect(canonicalJson({ rows, ...rest })).toBe(canonicalJson(golden()));
  expect(canonicalJson({ b: [1, { d: 'đ', c: null }], a: undefined })).toBe('{"b":[1,{"c":null,"d":"đ"}]}');
});
