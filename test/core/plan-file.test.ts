import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_MODES, type Obligation } from '../../src/core/model.ts';
import { parsePlanFile } from '../../src/core/plan-file.ts';

const SMALL = readFileSync(join(import.meta.dirname, '../fixtures/plans/small.yaml'), 'utf8');

/** `line:column path: message` of every problem of the small plan after the replacements. */
function problems(...replacements: [string, string][]): string[] {
  let text = SMALL;
  for (const [from, to] of replacements) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  return found(text);
}
function found(text: string): string[] {
  const parsed = parsePlanFile(text);
  return parsed.ok ? [] : parsed.error.map((one) => `${one.line}:${one.column} ${one.path}: ${one.message}`);
}

test('a sound file has no problems, and its defaults are written out', () => {
  const parsed = parsePlanFile(SMALL);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  expect(parsed.value.plan.title).toBe('Kế hoạch: thử');
  expect(parsed.value.topics.map(({ code }) => code)).toEqual(['B.I', 'B.I.đ']);
  expect(parsed.value.slots[0]).toEqual({
    ...{ language: null, replayOf: 'latest', templateId: null },
    ...{ id: 'nhac-hieu', planId: 'KH-1-2025', title: 'Nhạc hiệu', zoneId: 'main', plays: 'recording' },
    ...{
      programmeId: null,
      relayUrl: null,
      dayTypes: null,
      durationMs: 120_000,
      rrule: 'FREQ=DAILY',
      overflow: 'skip',
    },
    ...{ startDate: '2025-08-25', startTime: '05:30:00', timeZone: 'Asia/Ho_Chi_Minh', exdates: [], rdates: [] },
    ...DEFAULT_MODES,
  });
  expect(parsed.value.obligations[0]).toMatchObject({
    ...{ id: 'chuyen-doi-so-2025', code: 'C.1', every: 1, replays: 0, anchor: null },
    ...{ validFrom: '2025-01-01', validUntil: '2025-12-31' },
  });
});

describe('one problem, at its line and column, with the way to mend it', () => {
  test.each<[string, [string, string], RegExp]>([
    ['an open quote', ['title: "Kế hoạch: thử"', 'title: "Kế hoạch: thử'], /YAML: .*nháy đóng/],
    [
      'a colon inside a plain value',
      ['title: "Kế hoạch: thử"', 'title: Kế hoạch: thử'],
      /^10:10 : YAML: hai khóa trên một dòng/,
    ],
    ['a key twice', ['  year: 2025', '  year: 2025\n  year: 2026'], /^12:3 : YAML: khóa này ghi hai lần/],
    [
      'a missing key',
      ['  number: 1/KH-UBND        # số văn bản\n', ''],
      /^6:3 plan\.number: thiếu number; cần số, ký hiệu/,
    ],
    ['a misspelt key', ['  issuer:', '  isuer:'], /^9:3 plan\.isuer: không có khóa “isuer”; có phải là “issuer”\?/],
    [
      'a foreign key',
      ['  year: 2025', '  year: 2025\n  zzzzzz: 1'],
      /^12:3 plan\.zzzzzz: .*các khóa dùng được: id, number/,
    ],
    ['an unknown section', ['ambiguities: []', 'slot: []'], /^45:1 slot: không có khóa “slot”; có phải là “slots”\?/],
    [
      'a date that does not exist',
      ['2025-08-27', '2025-02-30'],
      /^35:17 slots\[1\]\.start_date: .*“2025-02-30”.*ngày có thật/,
    ],
    ['a time past the day', ['"17:10"', '"24:10"'], /^36:17 slots\[1\]\.start_time: .*“24:10”.*từ "00:00"/],
    ['midnight written as 24:00', ['"05:30"', '"24:00"'], /24:00 là "00:00" của ngày hôm sau/],
    ['a length of nothing', ['duration: PT2M', 'duration: PT0S'], /^29:\d+ slots\[0\]\.duration: .*PT15M là 15 phút/],
    [
      'a kind of day nobody knows',
      ['duration: PT2M', 'duration: PT2M, day_types: [ordinary, chunhat]'],
      /slots\[0\]\.day_types\[1\]: .*“chunhat”/,
    ],
    ['no kind of day', ['duration: PT2M', 'duration: PT2M, day_types: []'], /slots\[0\]\.day_types: /],
    ['a length in words', ['duration: PT2M', 'duration: 2 phút'], /slots\[0\]\.duration: .*“2 phút”/],
    ['a rule that is none', ['FREQ=WEEKLY;BYDAY=WE', 'FREQ=WEEKLY;BYDAY=T4'], /^38:12 slots\[1\]\.rrule: BYDAY=T4/],
    [
      'a rule that never falls',
      ['FREQ=WEEKLY;BYDAY=WE', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'],
      /^38:12 .*không rơi vào ngày nào/,
    ],
    ['a bad exception', ['- 2025-09-10', '- 10/9/2025'], /^41:9 slots\[1\]\.exdates\[1\]: .*“10\/9\/2025”/],
    ['a zone of time nobody knows', ['Asia/Ho_Chi_Minh', 'Asia/Hanoi'], /^3:11 timezone: múi giờ “Asia\/Hanoi”/],
    [
      'a kind of place nobody knows',
      ['plays: recording', 'plays: music'],
      /“music” không dùng được; cần premiere \(phát mới\)/,
    ],
    [
      'a programme nobody knows',
      ['programme: chuyen-doi-so', 'programme: chuyen-doi-s'],
      /^34:16 slots\[1\]\.programme: .*có phải là “chuyen-doi-so”\?/,
    ],
    ['a premiere of nothing', ['    programme: chuyen-doi-so\n', ''], /slots\[1\]: khung giờ premiere cần programme/],
    [
      'a topic without its parent',
      ['parent: B.I, ', 'parent: B.X, '],
      /^17:\d+ topics\[1\]\.parent: không có chủ đề nào mang mã “B\.X”/,
    ],
    [
      'a unit nobody knows',
      ['    abbr: CĐS\n', '    abbr: CĐS\n    lead: ttv\n'],
      /programmes\[0\]\.lead: .*có phải là “ttvh”\?/,
    ],
    [
      'a zone nobody knows',
      ['rrule: FREQ=DAILY}', 'rrule: FREQ=DAILY, zone: thon-9}'],
      /slots\[2\]\.zone: không có vùng phát nào/,
    ],
    ['an id twice', ['id: tiep-song', 'id: nhac-hieu'], /^42:10 slots\[2\]\.id: id “nhac-hieu” đã dùng ở dòng 29/],
    ['a topic key twice', ['key: b-i-dd', 'key: b-i'], /topics\[1\]\.key: key “b-i” đã dùng ở dòng 16/],
    ['an id with diacritics', ['id: tiep-song', 'id: tiếp-sóng'], /slots\[2\]\.id: .*chữ thường không dấu/],
    ['weeks without an anchor', ['count: 1, period: month', 'count: 1, period: weeks'], /cần anchor/],
    ['a quota of no number', ['count: 1, period: month', 'count: null, period: month'], /cần count là một số/],
    ['a number where the plan has none', ['period: month', 'period: continuous'], /count phải là null/],
    [
      'an address that is no stream',
      ['rrule: FREQ=DAILY}', 'rrule: FREQ=DAILY, relay_url: "file:///etc"}'],
      /relay_url: .*http/,
    ],
    ['bytes that are not UTF-8', ['Trung tâm', 'Trung t\uFFFDm'], /^14:\d+ : chữ không phải UTF-8/],
  ])('%s', (_, replacement, words) => {
    const all = problems(replacement);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatch(words);
  });

  test('a tab is named first, whatever it makes the parser stumble on', () => {
    expect(problems(['  id: KH-1', '\tid: KH-1'])[0]).toMatch(/^6:1 : YAML: .*Tab/);
  });

  test('an alias bomb is refused, not unfolded', () => {
    const bomb = Array.from({ length: 12 }, (_, i) => `k${i}: &a${i} [${Array(9).fill(i ? `*a${i - 1}` : 'x')}]`);
    expect(found(bomb.join('\n'))).toEqual([expect.stringMatching(/YAML: tham chiếu/)]);
  });

  test.each(['', 'chữ', '- 1'])('a file that is no mapping: %j', (text) => {
    expect(found(text)).toEqual([expect.stringMatching(/^1:1 : tệp kế hoạch: /)]);
  });
});

test('all problems come at once, in the order of the lines', () => {
  const all = problems(
    ['  issuer:', '  isuer:'],
    ['parent: B.I, ', 'parent: B.X, '],
    ['plays: recording', 'plays: music'],
    ['rrule: "FREQ=DAILY"', 'rrule: "FREQ=HOURLY"'],
    ['2025-08-27', '2025-02-30'],
    ['- 2025-09-10', '- 10/9/2025'],
    ['id: tiep-song', 'id: nhac-hieu'],
  );
  const lines = all.map((text) => Number(text.split(':')[0]));
  expect(lines).toEqual([9, 17, 29, 29, 35, 41, 42]);
});

test('behind a slip of syntax nothing is judged, before it everything', () => {
  const all = problems(['plays: recording', 'plays: music'], ['title: Tiếp sóng,', 'title: [Tiếp sóng,']);
  expect(all[0]).toMatch(/^29:\d+ slots\[0\]\.plays: plays: “music”/);
  expect(all.slice(1).every((text) => text.includes('YAML: '))).toBe(true);
  expect(all.length).toBeGreaterThan(1);
});

test('names typed on a Mac are the same names', () => {
  const composed = parsePlanFile(SMALL);
  expect(SMALL.normalize('NFD')).not.toBe(SMALL);
  expect(parsePlanFile(SMALL.normalize('NFD'))).toEqual(composed);
});

describe('how an obligation is counted', () => {
  const counting = (...replacements: [string, string][]) => {
    const parsed = parsePlanFile(replacements.reduce((text, [from, to]) => text.replace(from, to), SMALL));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const [{ startRule, countsTwice, alsoProgrammeIds, countsShare, countsClusters }] = parsed.value.obligations as [
      Obligation,
    ];
    return { startRule, countsTwice, alsoProgrammeIds, countsShare, countsClusters };
  };
  const OWED = (more: string): [string, string] => ['period: month}', `period: month${more}`];
  const DEFAULTS = `suggested_defaults:
  start_rule: pro-rata
  double_count_across_obligations: true
  count_airing_if_share_at_least: 0.95
  count_airing_if_clusters_ok_ratio_at_least: 0.7
  week_starts_on: monday
topics:`;

  test('is as everywhere where the file says nothing', () => {
    expect(counting()).toEqual({
      startRule: null,
      countsTwice: false,
      alsoProgrammeIds: [],
      countsShare: null,
      countsClusters: null,
    });
  });

  test('is what the file suggests for all, unless the obligation says otherwise', () => {
    const suggested = { startRule: 'pro-rata', countsTwice: true, countsShare: 0.95, countsClusters: 0.7 };
    expect(counting(['topics:', DEFAULTS])).toMatchObject(suggested);
    const own = ', start_rule: full, counts_twice: false, counts_share: 0.8}';
    expect(counting(['topics:', DEFAULTS], OWED(own))).toMatchObject({
      ...suggested,
      ...{ startRule: 'full', countsTwice: false, countsShare: 0.8 },
    });
  });

  test('is refused where it cannot be meant', () => {
    expect(problems(['topics:', DEFAULTS.replace('0.95', '95')])).toEqual([expect.stringContaining('từ 0 đến 1')]);
    expect(problems(OWED(', also_programmes: [khong-co]}'))).toEqual([
      expect.stringContaining('không có chuyên mục nào mang mã “khong-co”'),
    ]);
  });
});
