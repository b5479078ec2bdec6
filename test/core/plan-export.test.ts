import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_CHOICE, DEFAULT_MODES, type Programme, type Slot } from '../../src/core/model.ts';
import { exportPlanFile, type PlanState } from '../../src/core/plan-export.ts';
import { type PlanFile, parsePlanFile } from '../../src/core/plan-file.ts';
import { durationMs, type EpochMs } from '../../src/core/time.ts';

const SMALL = readFileSync(join(import.meta.dirname, '../fixtures/plans/small.yaml'), 'utf8');
const SHIPPED = readFileSync(join(import.meta.dirname, '../../schedules/dak-to-2025.yaml'), 'utf8');
const NOW = 1_756_000_000_000 as EpochMs;

function read(text: string): PlanFile {
  const parsed = parsePlanFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error, null, 2));
  return parsed.value;
}
/** What the database holds right after the import of `text`. */
const imported = (text: string): { programmes: Programme[]; slots: Slot[] } => {
  const { programmes, slots } = read(text);
  return {
    programmes: programmes.map((one) => ({
      ...one,
      ...{ evergreenRecordingId: null, music: false, wordsPerMinute: 160, archivedAt: null },
    })),
    slots: slots.map((one) => ({
      ...one,
      items: [],
      recordingId: null,
      substituteRecordingId: null,
      changedAt: NOW,
      archivedAt: null,
    })),
  };
};
/** The state after `change` of one slot of the small plan. */
const withSlot = (id: string, change: Partial<Slot>): PlanState => {
  const { programmes, slots } = imported(SMALL);
  return { programmes, slots: slots.map((slot) => (slot.id === id ? { ...slot, ...change } : slot)) };
};
/** Lines of the small plan that are gone, and lines that are new. */
function difference(text: string): { gone: string[]; added: string[] } {
  const [before, now] = [SMALL.split('\n'), text.split('\n')];
  const without = (lines: string[], others: string[]) =>
    lines.filter((line) => !others.includes(line)).map((line) => line.trim());
  return { gone: without(before, now), added: without(now, before) };
}
const ADDED: Slot = {
  ...{
    id: 'ban-tin',
    planId: null,
    title: 'Bản tin: “xã”',
    zoneId: 'main',
    plays: 'premiere',
    programmeId: 'ban-tin-xa',
  },
  ...{ durationMs: durationMs(8.5 * 60_000), startDate: '2025-08-25', startTime: '17:02:30', rrule: 'FREQ=DAILY' },
  ...{ timeZone: 'Asia/Ho_Chi_Minh', exdates: ['2025-09-02'], rdates: [], overflow: 'skip', relayUrl: null },
  dayTypes: ['ordinary', 'weekend'],
  ...DEFAULT_CHOICE,
  ...{ ...DEFAULT_MODES, startMode: 'not-before', lateStartMs: durationMs(90_000), crossFadeMs: durationMs(1500) },
  ...{ gainDb: -1.5, priority: 10, substituteRecordingId: null },
  ...{ recordingId: null, changedAt: NOW, archivedAt: null },
};
/** What of a slot stands in a file. */
const said = ({
  recordingId: _,
  substituteRecordingId: __,
  changedAt: ___,
  archivedAt: ____,
  items: _____,
  ...slot
}: Slot) => ({
  ...slot,
  planId: 'KH-1-2025',
});
const BULLETIN: Programme = {
  ...{ id: 'ban-tin-xa', planId: null, name: 'Bản tin xã', abbr: 'BT', issueWord: 'số', area: '', leadUnit: 'ttvh' },
  ...{ evergreenRecordingId: null, music: false, wordsPerMinute: 160, archivedAt: null },
};

describe('an export right after the import', () => {
  test.each([
    ['the small plan', SMALL],
    ['the shipped plan', SHIPPED],
    ['lines that end as on Windows', SMALL.replaceAll('\n', '\r\n')],
    ['decomposed letters', SMALL.normalize('NFD')],
    ['no line end at the end', SMALL.trimEnd()],
  ])('is the file, byte for byte: %s', (_, text) => {
    expect(exportPlanFile(text, imported(text))).toBe(text);
  });
});

describe('a changed value is replaced where it stands', () => {
  test.each<[string, string, Partial<Slot>, string[], string[]]>([
    ['plain', 'chuyen-doi-so-moi', { title: 'Số hóa' }, ['title: Chuyển đổi số'], ['title: "Số hóa"']],
    [
      'quoted, a comment behind it',
      'chuyen-doi-so-moi',
      { startTime: '17:15:00' },
      ['start_time: "17:10"    # sau bản tin'],
      ['start_time: "17:15"    # sau bản tin'],
    ],
    [
      'a block list',
      'chuyen-doi-so-moi',
      { exdates: ['2025-09-17'] },
      ['- 2025-09-03', '- 2025-09-10'],
      ['[2025-09-17]'],
    ],
    ['a key the block did not have', 'chuyen-doi-so-moi', { overflow: 'last-day' }, [], ['overflow: last-day']],
    ['a key taken back', 'chuyen-doi-so-moi', { exdates: [] }, ['- 2025-09-03', '- 2025-09-10'], ['[]']],
  ])('%s', (_, id, change, gone, added) => {
    expect(difference(exportPlanFile(SMALL, withSlot(id, change)))).toEqual({ gone, added });
  });

  test('in a row of braces the columns and the comment stay', () => {
    const text = exportPlanFile(
      SMALL,
      withSlot('nhac-hieu', { durationMs: durationMs(90_000), rdates: ['2026-01-01'] }),
    );
    expect(difference(text).added).toEqual([
      '- {id: nhac-hieu, rdates: [2026-01-01], title: Nhạc hiệu,    plays: recording, start_date: 2025-08-25, start_time: "05:30", duration: PT1M30S, rrule: "FREQ=DAILY"}   # hằng ngày',
    ]);
  });

  test('a programme', () => {
    const { programmes, slots } = imported(SMALL);
    const text = exportPlanFile(SMALL, {
      slots,
      programmes: [{ ...programmes[0]!, name: 'CĐS mới', leadUnit: 'ttvh' }],
    });
    expect(difference(text).added).toEqual(['lead: "ttvh"', 'name: "CĐS mới"      # tên trên bảng']);
  });

  test('a zone of its own, a unit the file does not have', () => {
    const text = exportPlanFile(SMALL, {
      ...withSlot('tiep-song', { timeZone: 'Europe/Berlin', zoneId: 'thon-1' }),
      programmes: [{ ...imported(SMALL).programmes[0]!, leadUnit: 'khac' }],
    });
    expect(difference(text).gone).toHaveLength(1);
    expect(text).toContain('time_zone: "Europe/Berlin"');
    expect(text).toContain(' zone: thon-1,');
    expect(text).not.toContain('khac');
  });
});

describe('what is new and what was archived', () => {
  test('a new slot goes behind the last, its programme into the station’s own', () => {
    const { programmes, slots } = imported(SMALL);
    const text = exportPlanFile(SMALL, { programmes: [...programmes, BULLETIN], slots: [...slots, ADDED] });
    const { gone, added } = difference(text);
    expect(gone).toEqual([]);
    expect(added).toEqual([
      '- {id: ban-tin, title: "Bản tin: “xã”", plays: premiere, programme: ban-tin-xa, start_date: 2025-08-25, start_time: "17:02:30", duration: PT8M30S, rrule: "FREQ=DAILY", exdates: [2025-09-02], start_mode: not-before, late_start: PT1M30S, cross_fade: PT1.5S, gain_db: -1.5, priority: 10, day_types: ["ordinary", "weekend"]}',
      'station_programmes:',
      '- {id: ban-tin-xa, name: "Bản tin xã", abbr: "BT", issue_word: "số", lead: "ttvh"}',
    ]);
    expect(text.indexOf('id: ban-tin,')).toBeLessThan(text.indexOf('# ghi chú cuối tệp'));
    expect(read(text).slots.at(-1)).toEqual(said(ADDED));
  });

  test.each(['nhac-hieu', 'chuyen-doi-so-moi', 'tiep-song'])('an archived slot is taken out: %s', (id) => {
    const text = exportPlanFile(SMALL, withSlot(id, { archivedAt: NOW }));
    expect(read(text).slots.map((slot) => slot.id)).toEqual(
      ['nhac-hieu', 'chuyen-doi-so-moi', 'tiep-song'].filter((other) => other !== id),
    );
    for (const comment of ['# --- buổi sáng', '# --- buổi chiều', '# ghi chú cuối tệp'])
      expect(text).toContain(comment);
    expect(difference(text).added).toEqual([]);
  });

  test('the last goes as another comes', () => {
    const { programmes, slots } = withSlot('tiep-song', { archivedAt: NOW });
    const text = exportPlanFile(SMALL, { programmes: [...programmes, BULLETIN], slots: [...slots, ADDED] });
    expect(read(text).slots.map((slot) => slot.id)).toEqual(['nhac-hieu', 'chuyen-doi-so-moi', 'ban-tin']);
  });

  test('all go, and one comes back into the empty list', () => {
    const { programmes, slots } = imported(SMALL);
    const none = exportPlanFile(SMALL, { programmes, slots: slots.map((slot) => ({ ...slot, archivedAt: NOW })) });
    expect(read(none).slots).toEqual([]);
    const one = exportPlanFile(none, { programmes, slots: [slots[0]!] });
    expect(read(one).slots).toEqual([read(SMALL).slots[0]]);
  });

  test('an archived programme stays while a slot plays it, and goes with the slot', () => {
    const { programmes, slots } = imported(SMALL);
    const archived = programmes.map((one) => ({ ...one, archivedAt: NOW }));
    expect(exportPlanFile(SMALL, { programmes: archived, slots })).toBe(SMALL);
    const without = slots.map((slot) => (slot.programmeId ? { ...slot, archivedAt: NOW } : slot));
    expect(read(exportPlanFile(SMALL, { programmes: archived, slots: without })).programmes).toEqual([]);
  });
});

test('whatever was changed: the export reads back as it, and a second export is the same bytes', () => {
  const text = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 12 })
    .filter((one) => one.trim() === one && one.normalize('NFC') === one && !one.includes('\uFFFD'));
  const date = fc.constantFrom('2025-09-02', '2026-02-28', '2027-12-31');
  const change = fc.record(
    {
      title: fc.oneof(text, fc.constantFrom('null', '- x', '#', 'a: b', '05:30', 'it\'s "so"', '[x]', '{', '2025')),
      startTime: fc.constantFrom('00:00:00', '05:30:00', '23:59:59'),
      startDate: date,
      durationMs: fc.integer({ min: 1, max: 86_400_000 }).map(durationMs),
      rrule: fc.constantFrom('FREQ=DAILY', 'FREQ=MONTHLY;BYMONTHDAY=1,15', 'FREQ=WEEKLY;BYDAY=MO,FR'),
      exdates: fc.uniqueArray(date),
      rdates: fc.uniqueArray(date),
      overflow: fc.constantFrom('skip' as const, 'last-day' as const),
      timeZone: fc.constantFrom('Asia/Ho_Chi_Minh', 'UTC'),
      dayTypes: fc.constantFrom(null, ['ordinary' as const], ['weekend' as const, 'tet' as const]),
      relayUrl: fc.constantFrom(null, 'http://vov.example/vov1?a=1&b=2'),
      archivedAt: fc.constantFrom(null, null, null, NOW),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(change, { minLength: 4, maxLength: 4 }), fc.boolean(), (changes, isAdded) => {
      const { programmes, slots } = imported(SMALL);
      const state = {
        programmes: [...programmes, BULLETIN],
        slots: [...slots, ...(isAdded ? [ADDED] : [])].map((slot, i) => ({ ...slot, ...changes[i] })),
      };
      const written = exportPlanFile(SMALL, state);
      const standing = state.slots.filter(({ archivedAt }) => archivedAt === null);
      expect(read(written).slots).toEqual(standing.map(said));
      expect(exportPlanFile(SMALL, state)).toBe(written);
      expect(exportPlanFile(written, state)).toBe(written);
      expect(exportPlanFile(written, imported(written))).toBe(written);
      expect(written).toContain('# ghi chú cuối tệp');
    }),
    { numRuns: 40 },
  );
});

test('a stored source that does not read is broken, not the user’s fault', () => {
  expect(() => exportPlanFile('schema: 2', { programmes: [], slots: [] })).toThrow(/not a plan file/);
});
