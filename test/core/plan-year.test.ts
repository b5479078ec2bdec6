/** The shipped plan, a year of it built by the pure core alone: what plan-and-duties.md owes, on the days it names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/core/model.ts';
import { type PlanSlot, parsePlanFile } from '../../src/core/plan-file.ts';
import { occurrenceStart, occurrences, parseRule } from '../../src/core/recurrence.ts';
import { after, type EpochMs, inZone } from '../../src/core/time.ts';

type Place = { slot: PlanSlot; day: string; weekday: number; month: string; start: EpochMs; end: EpochMs };
const ZONE = 'Asia/Ho_Chi_Minh';
const day = (text: string) => Temporal.PlainDate.from(text);

const began = performance.now();
const parsed = parsePlanFile(readFileSync(join(import.meta.dirname, '../../schedules/dak-to-2025.yaml'), 'utf8'));
if (!parsed.ok) throw new Error(JSON.stringify(parsed.error, null, 2));
const plan = parsed.value;
const year = build('2025-01-01', '2025-12-31');
const took = performance.now() - began;

function build(from: string, until: string): Place[] {
  const places = plan.slots.flatMap((slot) => {
    const rule = parseRule(slot);
    if (!rule.ok) throw new Error(rule.error);
    return occurrences(rule.value, day(from), day(until)).map((one) => {
      const start = occurrenceStart(rule.value, one);
      const [date, month] = [one.toString(), one.toString().slice(0, 7)];
      return { slot, day: date, weekday: one.dayOfWeek, month, start, end: after(start, slot.durationMs) };
    });
  });
  return places.sort((a, b) => a.start - b.start);
}

const of = (id: string, places = year) => places.filter(({ slot }) => slot.id === id);
const at = (places: readonly Place[]) => places.map((one) => inZone(one.start, ZONE).toPlainDateTime().toString());
const dates = (places: readonly Place[]) => places.map((one) => one.day);
const aired = (programme: string, plays: string, places = year) =>
  places.filter(({ slot }) => slot.programmeId === programme && slot.plays === plays);

describe('the plan file as it ships', () => {
  test('the four duties, the 28 leaf topics, the station’s own programmes without a duty', () => {
    expect(
      plan.obligations.map((owed) => [
        owed.code,
        owed.unit,
        owed.count,
        owed.period,
        owed.every,
        owed.anchor,
        owed.replays,
        owed.perYear,
      ]),
    ).toEqual([
      ['C.I.2.a', 'issue', 1, 'weeks', 2, '2025-08-25', 0, 26],
      ['C.I.2.c', 'issue', 1, 'month', 1, null, 3, null],
      ['C.II.12.b', 'issue', null, 'continuous', 1, null, 0, null],
      ['E.7.c', 'issue', null, 'unspecified', 1, null, 0, null],
    ]);
    for (const owed of plan.obligations)
      expect([owed.validFrom, owed.validUntil]).toEqual(['2025-01-01', '2025-12-31']);
    expect(plan.topics.filter(({ leaf }) => leaf)).toHaveLength(28);
    expect(plan.units).toHaveLength(8);
    const owed = new Set(plan.obligations.map(({ programmeId }) => programmeId));
    expect(plan.programmes.filter(({ id }) => !owed.has(id))).toHaveLength(10);
  });

  test('every slot stands for ever: a first start today has a playlist', () => {
    const later = build('2035-03-05', '2035-03-11');
    expect(new Set(dates(later)).size).toBe(7);
    expect(plan.slots.filter(({ rrule }) => /UNTIL|COUNT/.test(rrule))).toEqual([]);
  });
});

describe('the year 2025', () => {
  test('is built in under two seconds, and has nothing before the plan', () => {
    expect(took).toBeLessThan(2000);
    expect(year[0]?.day).toBe('2025-08-25');
    expect(year.at(-1)?.day).toBe('2025-12-31');
  });

  test('one issue of “Chuyển đổi số” in each of the ten fortnights from 25 August', () => {
    const premieres = dates(aired('cds-phat-thanh-xa', 'premiere'));
    const fortnights = Array.from({ length: 10 }, (_, i) => day('2025-08-25').add({ weeks: 2 * i }));
    for (const first of fortnights) {
      const last = first.add({ days: 13 });
      expect(premieres.filter((one) => one >= first.toString() && one <= last.toString())).toHaveLength(1);
    }
    expect(premieres).toHaveLength(10);
  });

  test('the golden airings of the log, each at its minute', () => {
    expect(at(of('cds-phat-moi')).slice(0, 2)).toEqual(['2025-08-27T17:10:00', '2025-09-10T17:10:00']);
    expect(at(of('cds-phat-lai')).slice(0, 2)).toEqual(['2025-08-30T05:32:00', '2025-09-13T05:32:00']);
    expect(at(of('cds-ttcs-phat-moi')).slice(0, 1)).toEqual(['2025-09-03T17:10:00']);
    expect(at(aired('cds-truyen-thanh-co-so', 'replay')).slice(0, 3)).toEqual([
      '2025-09-07T05:32:00',
      '2025-09-14T05:32:00',
      '2025-09-21T05:32:00',
    ]);
    expect(at(of('cchc-phat-moi')).slice(0, 3)).toEqual([
      '2025-08-29T17:10:00',
      '2025-09-05T17:10:00',
      '2025-09-12T17:10:00',
    ]);
    expect(at(of('cchc-phat-lai')).slice(0, 2)).toEqual(['2025-09-01T05:32:00', '2025-09-08T05:32:00']);
  });

  test('the lengths of the log: 140 minutes in twelve airings until 14 September', () => {
    const duties = new Set(['cds-phat-thanh-xa', 'cds-truyen-thanh-co-so', 'cchc-truyen-thanh']);
    const log = year.filter((one) => duties.has(one.slot.programmeId ?? '') && one.day <= '2025-09-14');
    expect(log).toHaveLength(12);
    expect(log.reduce((sum, one) => sum + one.slot.durationMs, 0)).toBe(140 * 60_000);
    expect(log.filter(({ slot }) => slot.plays === 'premiere')).toHaveLength(6);
  });

  test('feedback follows every “Cải cách hành chính” at once', () => {
    expect(of('phan-hoi-y-kien').map(({ start }) => start)).toEqual(of('cchc-phat-moi').map(({ end }) => end));
  });

  test('September to December: 4 premieres of the monthly programme and 12 replays', () => {
    expect(aired('cds-truyen-thanh-co-so', 'premiere')).toHaveLength(4);
    expect(aired('cds-truyen-thanh-co-so', 'replay')).toHaveLength(12);
  });

  test('every month to September 2026: one premiere, then three replays in the same month', () => {
    const places = build('2025-09-01', '2026-09-30');
    const months = new Set(places.map(({ month }) => month));
    expect(months.size).toBe(13);
    for (const month of months) {
      const within = (plays: string) =>
        aired('cds-truyen-thanh-co-so', plays, places).filter((one) => one.month === month);
      const [premiere, ...more] = within('premiere');
      expect([month, more.length, within('replay').length]).toEqual([month, 0, 3]);
      for (const replay of within('replay')) expect(replay.start).toBeGreaterThan(premiere!.end);
    }
  });
});

describe('every day of the first ten years', () => {
  const places = build('2025-08-25', '2035-08-25');

  test('no two places overlap', () => {
    const clashes = places.filter((one, i) => i > 0 && places[i - 1]!.end > one.start);
    expect(clashes.map(({ slot, day: date }) => `${slot.id} ${date}`)).toEqual([]);
  });

  test('all lie within the hours the loudspeakers may sound', () => {
    const clock = (at: EpochMs) => inZone(at, ZONE).toPlainTime().toString({ smallestUnit: 'minute' });
    const outside = places.filter(
      ({ start, end }) =>
        !DEFAULT_SETTINGS.hours.some(({ from, until }) => from <= clock(start) && clock(end) <= until),
    );
    expect(outside).toEqual([]);
  });

  test('05:32 and 17:10 have exactly one owner, once the first replays are due', () => {
    const counted = new Map<string, number>();
    for (const { slot, day: date } of places.filter((one) => one.day >= '2025-09-22'))
      if (slot.startTime === '05:32:00' || slot.startTime === '17:10:00')
        counted.set(`${date} ${slot.startTime}`, (counted.get(`${date} ${slot.startTime}`) ?? 0) + 1);
    const days = day('2025-09-22').until(day('2035-08-25')).days + 1;
    expect(counted.size).toBe(2 * days);
    expect([...counted.values()].every((n) => n === 1)).toBe(true);
  });

  test('the sample week 37 is the one on the notice board', () => {
    const week = places.filter((one) => one.day >= '2025-09-08' && one.day <= '2025-09-14');
    const row = (time: string) => week.filter(({ slot }) => slot.startTime === `${time}:00`).map(({ slot }) => slot.id);
    const daily = (id: string) => Array.from({ length: 7 }, () => id);
    expect(row('05:30')).toEqual(daily('nhac-hieu-sang'));
    expect(row('05:32')).toEqual([
      ...['cchc-phat-lai', 'ban-tin-xa-phat-lai', 'phap-luat-phat-moi', 'tieng-xo-dang-phat-lai'],
      ...['khuyen-nong-phat-moi', 'cds-phat-lai', 'cds-ttcs-phat-lai-2'],
    ]);
    expect(row('05:47')).toEqual(daily('thong-bao-sang'));
    expect(row('06:00')).toEqual(daily('tiep-song-vov1'));
    expect(row('17:00')).toEqual(daily('nhac-hieu-chieu'));
    expect(row('17:02')).toEqual([
      ...Array.from({ length: 5 }, () => 'ban-tin-xa-phat-moi'),
      ...['ca-nhac', 'ban-tin-tong-hop-tuan'],
    ]);
    expect(row('17:10')).toEqual([
      ...['guong-nguoi-tot-phat-moi', 'tieng-xo-dang-phat-moi', 'cds-phat-moi', 'suc-khoe-phat-moi'],
      ...['cchc-phat-moi', 'phong-chay-giao-thong', 'van-hoa-phat-moi'],
    ]);
    expect(row('17:25')).toEqual(daily('thong-bao-chieu'));
    expect(row('17:30')).toEqual(daily('tiep-song-dai-tinh'));
  });
});
