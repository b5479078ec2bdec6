import fc from 'fast-check';
import nodeIcal from 'node-ical';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { asWritten } from '../../src/core/ical-rule.ts';
import { DAY_TYPES, type Exception, type Slot, type SlotRule } from '../../src/core/model.ts';
import { occurrenceStart, occurrences, parseRule } from '../../src/core/recurrence.ts';
import { durationMs } from '../../src/core/time.ts';
import { type CalendarFeed, calendarText } from '../../src/documents/ics.ts';
import { type ReadEvent, readCalendar } from '../../src/documents/ics-read.ts';
import { formRules, rawRules, slotRules } from '../support/rules.ts';
import { anException, aSlot, at, minutes, ZONE } from '../support/schedule.ts';

const feed = (slots: readonly Slot[], changes: Partial<CalendarFeed> = {}): string =>
  calendarText({
    ...{ name: 'Lịch phát xã Đăk Tô', uid: 'aa11.dai-xa', timeZone: ZONE, slots, exceptions: [], untilYear: 2027 },
    wordsOf: ({ title }) => ({ description: `Nội dung: ${title}`, location: 'Toàn xã', category: 'Phát mới' }),
    ...{ pinned: () => undefined, silentOn: () => [], isWhole: true },
    ...changes,
  });

function read(text: string): ReadEvent[] {
  const calendar = readCalendar(text, ZONE);
  if (!calendar.ok) throw new Error(`${calendar.error.line}: ${calendar.error.words}`);
  expect(calendar.value.refused).toEqual([]);
  return [...calendar.value.events];
}

/** The slot an event makes, as the import makes it. */
function slotOf({ uid, line: _, changes: __, own, title, durationMs: length, ...rule }: ReadEvent, before: Slot): Slot {
  const said = (own ?? {}) as Partial<Slot>;
  expect(uid).toBe(`${before.id}@aa11.dai-xa`);
  return { ...before, ...said, durationMs: said.durationMs ?? length, title, ...asWritten(rule, said) };
}

const daysOf = (rule: SlotRule): string[] => {
  const parsed = parseRule(rule);
  if (!parsed.ok) throw new Error(parsed.error);
  return occurrences(parsed.value, Temporal.PlainDate.from('2023-12-01'), Temporal.PlainDate.from('2032-01-01')).map(
    String,
  );
};

const rules = slotRules(fc.oneof({ weight: 2, arbitrary: formRules }, rawRules));
const slots = fc
  .record({
    rule: rules,
    title: fc.constantFrom(
      'Bản tin xã',
      'Chuyên mục “Chuyển đổi số”; số mới, phát lại\\',
      'Gương người tốt, việc tốt '.repeat(4).trim(),
    ),
    length: fc.constantFrom(60_000, 900_000, 90_000, 5_400_000),
    plays: fc.constantFrom('premiere' as const, 'replay' as const, 'notice' as const, 'relay' as const),
    dayTypes: fc.option(fc.uniqueArray(fc.constantFrom(...DAY_TYPES), { minLength: 1, maxLength: 6 })),
    startMode: fc.constantFrom('hard' as const, 'soft' as const, 'not-before' as const),
    language: fc.constantFrom(null, 'vi' as const, 'sed' as const),
    gainDb: fc.constantFrom(0, -1.5, 3),
    relayUrl: fc.constantFrom(null, 'https://vov.example/vov1?x=1,2;3'),
  })
  .map(({ rule, length, ...said }) => aSlot({ ...rule, ...said, durationMs: durationMs(length) }));

describe('a slot written and read again', () => {
  it('is the same slot, whatever the editor made of it', () => {
    fc.assert(
      fc.property(slots, (slot) => {
        fc.pre(daysOf(slot).length > 0 || slot.rdates.length > 0);
        const [event] = read(feed([slot]));
        fc.pre(event !== undefined);
        expect(slotOf(event, slot)).toEqual(slot);
      }),
      { numRuns: 250, seed: 2025 },
    );
  });

  it('falls on the same days for a program that reads only what iCalendar says', () => {
    fc.assert(
      fc.property(slots, (slot) => {
        const [event] = read(feed([slot], { isWhole: false }));
        expect(event === undefined ? [] : daysOf(event)).toEqual(daysOf(slot));
        if (event) expect([event.startTime, event.timeZone]).toEqual([slot.startTime, slot.timeZone]);
      }),
      { numRuns: 200, seed: 2026 },
    );
  });
});

describe('another parser, node-ical,', () => {
  it('finds every start where the station has it, across a change of clocks', () => {
    const own = slotRules(fc.oneof(formRules, rawRules), ['skip']);
    fc.assert(
      fc.property(own, (rule) => {
        const slot = aSlot({ ...rule, rdates: [] });
        const parsed = parseRule(slot);
        if (!parsed.ok) throw new Error(parsed.error);
        const [from, until] = ['2025-01-01', '2026-12-31'].map((day) => Temporal.PlainDate.from(day));
        const wanted = occurrences(parsed.value, from!, until!).map((day) => occurrenceStart(parsed.value, day));
        const [event] = Object.values(nodeIcal.sync.parseICS(feed([slot], { isWhole: false }))).filter(
          (one) => one?.type === 'VEVENT',
        );
        if (event?.type !== 'VEVENT') {
          // A property that answers anything, an assertion too, has failed.
          expect(wanted).toEqual([]);
          return;
        }
        const starts = nodeIcal
          .expandRecurringEvent(event, { from: new Date('2024-12-25'), to: new Date('2027-01-07') })
          .map(({ start }) => start.getTime())
          .filter(
            (start) =>
              start >= at('2024-12-31 12:00', slot.timeZone) &&
              dayIn(start, slot.timeZone) >= '2025-01-01' &&
              dayIn(start, slot.timeZone) <= '2026-12-31',
          );
        expect(starts.sort((a, b) => a - b)).toEqual(wanted);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});

const dayIn = (start: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone).toPlainDate().toString();

describe('what people changed about one occurrence', () => {
  const slot = aSlot({ rrule: 'FREQ=WEEKLY;BYDAY=WE', startDate: '2025-08-25' });
  const exceptions: Exception[] = [
    anException('2025-09-10', { cancelled: true, reason: 'Mất điện thôn 3' }),
    anException('2025-09-17', { movedTo: '2025-09-18T17:30:00', madeAt: at('2025-09-02 08:00') }),
    anException('2025-09-24', { durationMs: minutes(5) }),
    anException('2025-10-01', { episodeId: 7 }),
    anException('2025-10-08', { countsOn: '2025-10-01' }),
  ];
  const text = feed([slot], {
    exceptions,
    pinned: ({ episodeId }) => (episodeId === null ? undefined : 'Số 07/2025: An toàn mạng'),
  });

  it('is told as RECURRENCE-ID, and read back', () => {
    expect(text).toContain('RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20250910T171000');
    expect(text).toContain('STATUS:CANCELLED');
    expect(text).toContain('Số 07/2025: An toàn mạng');
    expect(text, 'a period it counts for is nobody’s business').not.toContain('20251008T171000');
    const [event] = read(text);
    expect(event!.changes).toEqual([
      { recurrenceId: '2025-09-10', cancelled: true, movedTo: null, durationMs: null, reason: 'Mất điện thôn 3' },
      { recurrenceId: '2025-09-17', cancelled: false, movedTo: '2025-09-18T17:30:00', durationMs: null, reason: '' },
      { recurrenceId: '2025-09-24', cancelled: false, movedTo: null, durationMs: 300_000, reason: '' },
      { recurrenceId: '2025-10-01', cancelled: false, movedTo: null, durationMs: null, reason: '' },
    ]);
  });

  it('is understood by node-ical: the moved one has moved, the cancelled one is cancelled', () => {
    const [event] = Object.values(nodeIcal.sync.parseICS(text)).filter((one) => one?.type === 'VEVENT');
    if (event?.type !== 'VEVENT') throw new Error('no event');
    const changed = Object.values(event.recurrences ?? {}) as { start: Date; status?: string }[];
    const starts = new Set(changed.map(({ start, status }) => `${start.toISOString()} ${status}`));
    expect(starts).toContain('2025-09-18T10:30:00.000Z CONFIRMED');
    expect(starts).toContain('2025-09-10T10:10:00.000Z CANCELLED');
  });

  it('raises the number of the revision', () => {
    const sequences = [...text.matchAll(/SEQUENCE:(\d+)/g)].map(([, n]) => Number(n));
    expect(sequences[0]).toBe(Math.floor(slot.changedAt / 60_000));
    expect(Math.max(...sequences)).toBe(Math.floor(at('2025-09-02 08:00') / 60_000));
  });
});

describe('the text', () => {
  const long = aSlot({
    title: 'Chuyên mục “Chuyển đổi số”, phát thanh; tiếp theo \\ và “Cải cách hành chính” của xã Đăk Tô '.trim(),
  });

  it('has no line above 75 octets, ends each with CRLF, and splits no letter', () => {
    const text = feed([long]);
    const lines = text.split('\r\n');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(text).not.toContain('\uFFFD');
    expect(read(text)[0]!.title).toBe(long.title);
  });

  it('is the same while nothing changes', () => {
    expect(feed([long])).toBe(feed([long]));
  });

  it('leaves out the days on which the calendar keeps it silent, and what is nobody’s business', () => {
    const text = feed([long], { isWhole: false, silentOn: () => ['2026-02-17'] });
    expect(text).toContain('EXDATE;TZID=Asia/Ho_Chi_Minh:20260217T171000');
    expect(text).not.toContain('X-DAIXA');
  });

  it.each([
    ['31', 'last-day', 'FREQ=MONTHLY;BYMONTHDAY=-1'],
    ['30', 'last-day', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1'],
    ['1,29', 'last-day', 'FREQ=MONTHLY;BYMONTHDAY=1,28,29;BYSETPOS=1,-1'],
    ['29,31', 'last-day', 'RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=29,31;SKIP=BACKWARD'],
    ['31', 'skip', 'FREQ=MONTHLY;BYMONTHDAY=31'],
  ] as const)('says BYMONTHDAY=%s with %s so that others know the days', (days, overflow, rrule) => {
    const text = feed([aSlot({ rrule: `FREQ=MONTHLY;BYMONTHDAY=${days}`, overflow })]);
    expect(text).toContain(`RRULE:${rrule}\r\n`);
  });
});

describe('a zone', () => {
  const zone = (timeZone: string) => {
    const text = feed([aSlot({ timeZone, startDate: '2025-01-06' })]);
    return text.slice(text.indexOf('BEGIN:VTIMEZONE'), text.indexOf('END:VTIMEZONE')).split('\r\n');
  };

  it('without summer time is one line of clock', () => {
    expect(zone(ZONE).filter((line) => line.startsWith('BEGIN:'))).toEqual(['BEGIN:VTIMEZONE', 'BEGIN:STANDARD']);
    expect(zone(ZONE)).toContain('TZOFFSETTO:+0700');
  });

  it('tells each change of its clocks by the clock before it (Berlin: 30/3/2025 02:00, 26/10/2025 03:00)', () => {
    const lines = zone('Europe/Berlin');
    expect(lines).toContain('DTSTART:20250330T020000');
    expect(lines).toContain('DTSTART:20251026T030000');
    expect(lines.filter((line) => line.startsWith('RDATE'))).toEqual([
      'RDATE:20260329T020000,20270328T020000',
      'RDATE:20261025T030000,20271031T030000',
    ]);
  });

  it('may change by half an hour (Lord Howe)', () => {
    expect(zone('Australia/Lord_Howe')).toEqual(expect.arrayContaining(['TZOFFSETFROM:+1100', 'TZOFFSETTO:+1030']));
  });
});

describe('what cannot be taken', () => {
  const event = (...lines: string[]) =>
    ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'UID:1', 'SUMMARY:Họp thôn', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join(
      '\n',
    );
  const START = 'DTSTART;TZID=Asia/Ho_Chi_Minh:20250910T171000';
  const LONG = 'DURATION:PT15M';

  it.each<[string, string[], string, number]>([
    ['FREQ=HOURLY', [START, LONG, 'RRULE:FREQ=HOURLY'], 'RRULE', 7],
    ['two rules', [START, LONG, 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY'], 'RRULE', 8],
    ['a Chinese calendar', [START, LONG, 'RRULE:RSCALE=CHINESE;FREQ=YEARLY'], 'RRULE', 7],
    ['SKIP=FORWARD', [START, LONG, 'RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=FORWARD'], 'RRULE', 7],
    ['a whole day', ['DTSTART;VALUE=DATE:20250910', LONG], 'DTSTART', 5],
    ['no end', [START], 'DTEND', 2],
    ['more than a day', [START, 'DURATION:P2D'], 'DURATION', 6],
    ['a zone nobody knows', ['DTSTART;TZID=Sao Hoa:20250910T171000', LONG], 'DTSTART', 5],
    ['a day added at another hour', [START, LONG, 'RDATE;TZID=Asia/Ho_Chi_Minh:20250911T050000'], 'RDATE', 7],
    ['a period', [START, LONG, 'RDATE;VALUE=PERIOD:20250911T101000Z/PT1H'], 'RDATE', 7],
    ['a cancelled event', [START, LONG, 'STATUS:CANCELLED'], 'STATUS', 7],
  ])('%s is refused by name and line', (_, lines, name, line) => {
    const calendar = readCalendar(event(...lines), ZONE);
    if (!calendar.ok) throw new Error(calendar.error.words);
    expect(calendar.value.events).toEqual([]);
    expect(calendar.value.refused).toMatchObject([{ name, line, title: 'Họp thôn' }]);
  });

  it('leaves the other events standing, and names what it does not use', () => {
    const both = event(START, LONG, 'ATTENDEE:mailto:a@xa.vn', 'BEGIN:VALARM', 'TRIGGER:-PT5M', 'END:VALARM').replace(
      'BEGIN:VEVENT',
      'BEGIN:VTODO\nSUMMARY:Mua dây\nEND:VTODO\nBEGIN:VEVENT',
    );
    const calendar = readCalendar(both, ZONE);
    if (!calendar.ok) throw new Error(calendar.error.words);
    expect(calendar.value.events.map(({ title }) => title)).toEqual(['Họp thôn']);
    expect(calendar.value.refused).toMatchObject([{ name: 'VTODO', line: 2 }]);
    expect(calendar.value.ignored).toEqual([
      { name: 'ATTENDEE', line: 10 },
      { name: 'VALARM', line: 11 },
    ]);
  });

  it.each([
    ['', 1],
    ['<html>', 1],
    ['BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x', 2],
    ['BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR', 3],
  ])('a file that is no calendar is refused whole: %j', (source, line) => {
    expect(readCalendar(source, ZONE)).toMatchObject({ ok: false, error: { line } });
  });
});

describe('what other programs write', () => {
  it('Outlook’s name of the zone, Google’s UTC, an exception by day, an end instead of a length', () => {
    const text = `BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:SE Asia Standard Time
END:VTIMEZONE
BEGIN:VEVENT
UID:o1
SUMMARY:Bản tin
DTSTART;TZID="SE Asia Standard Time":20250910T171000
DTEND;TZID="SE Asia Standard Time":20250910T172500
RRULE:FREQ=WEEKLY;UNTIL=20251231T101000Z;BYDAY=WE
EXDATE;VALUE=DATE:20250917
END:VEVENT
BEGIN:VEVENT
UID:g1
SUMMARY:Thể dục
DTSTART:20250910T223000Z
DTEND:20250910T224500Z
RRULE:FREQ=DAILY
END:VEVENT
END:VCALENDAR`;
    const [outlook, google] = read(text);
    expect(outlook).toMatchObject({
      ...{ timeZone: ZONE, startDate: '2025-09-10', startTime: '17:10:00', durationMs: 900_000 },
      ...{ rrule: 'FREQ=WEEKLY;BYDAY=WE;UNTIL=20251231', exdates: ['2025-09-17'] },
    });
    expect(google).toMatchObject({ timeZone: 'UTC', startTime: '22:30:00', rrule: 'FREQ=DAILY' });
  });
});
