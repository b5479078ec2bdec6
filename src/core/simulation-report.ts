/** A simulation in figures for programs, and in sentences for the terminal. */
import type { EntryDraft } from './model.ts';
import { countWords, hasTooMany, isTooLong, marginWords } from './sessions.ts';
import { dutyIn, type SimulatedDay, type Simulation, sumOf } from './simulate.ts';
import { dayOf, isoWithOffset } from './time.ts';
import { formatDateAdministrative, formatDay, formatDuration, formatNumber, formatTime } from './vietnamese.ts';
import { missingWord } from './words.ts';

const lineOf = (entry: EntryDraft, zone: string) => ({
  slotId: entry.slotId,
  zoneId: entry.zoneId,
  kind: entry.kind,
  title: entry.title,
  programmeId: entry.programmeId,
  episodeId: entry.episodeId,
  start: isoWithOffset(entry.plannedStart, zone),
  durationMs: entry.plannedEnd - entry.plannedStart,
  missing: entry.missing,
});

const dayFigures = ({ day, entries, airtime, missing, outside, sessions }: SimulatedDay) => ({
  day: day.toString(),
  entries: entries.length,
  airtimeMs: airtime,
  missing,
  outsideHours: outside.length,
  sessions: [...sessions].flatMap(([zoneId, { sessions: measured }]) =>
    measured.map(({ name, hours, airtime: sounding, limit }) => ({
      ...{ zoneId, name, hours, airtimeMs: sounding, limitMs: limit },
    })),
  ),
});

/** Instants as ISO 8601 with offset, lengths in milliseconds. `playlist`: every line of every day besides. */
export function simulationFigures(simulation: Simulation, zone: string, { playlist = false } = {}) {
  const { from, until, days, clashes, missing, ledgers, broken } = simulation;
  const { airtime, outside, ...sum } = sumOf(days);
  return {
    from: from.toString(),
    until: until.toString(),
    sum: { ...sum, airtimeMs: airtime, outsideHours: outside },
    clashes: clashes.map(({ slots, count, meetings }) => ({
      slotIds: slots.map(({ id }) => id),
      titles: slots.map(({ title }) => title),
      count,
      first: meetings.map((meeting) => isoWithOffset(meeting.from, zone)),
    })),
    missing: missing.map(({ first, ...one }) => ({ ...one, first: isoWithOffset(first, zone) })),
    obligations: ledgers.map((ledger) => {
      const { id, code, frequencyText, programmeId } = ledger.obligation;
      const { shortPeriods, ...figures } = dutyIn(ledger, simulation);
      const periods = shortPeriods.map((period) => ({ from: `${period.from}`, until: `${period.until}` }));
      return { id, code, frequencyText, programmeId, ...figures, shortPeriods: periods };
    }),
    days: days.map((day) => ({
      ...dayFigures(day),
      ...(playlist && { playlist: day.entries.map((entry) => lineOf(entry, zone)) }),
    })),
    broken: [...broken],
  };
}

/** Days named one by one in the summary. */
const MOST_DAYS = 10;

export function simulationSummary(simulation: Simulation, zone: string): string[] {
  const { from, until, days, clashes, missing, ledgers, broken } = simulation;
  const sum = sumOf(days);
  const list = <T>(title: string, items: readonly T[], line: (item: T) => string): string[] => [
    items.length === 0 ? `${title}: không có` : `${title}: ${formatNumber(items.length)}`,
    ...items.slice(0, MOST_DAYS).map((item) => `  - ${line(item)}`),
    ...(items.length > MOST_DAYS ? [`  … và ${formatNumber(items.length - MOST_DAYS)} nữa (xem --json)`] : []),
  ];
  const over = days.flatMap(({ day, sessions }) =>
    [...sessions].flatMap(([zoneId, measure]) => {
      const place = sessions.size > 1 ? ` (${zoneId})` : '';
      const said = measure.sessions.filter(isTooLong).map(marginWords);
      return [...said, ...(hasTooMany(measure) ? [countWords(measure)] : [])].map(
        (words) => `${formatDay(day)}${place}: ${words}`,
      );
    }),
  );
  return [
    `Mô phỏng từ ${formatDateAdministrative(from)} đến ${formatDateAdministrative(until)}: ${formatNumber(sum.days)} ngày, ${formatNumber(sum.entries)} lượt phát, ${formatDuration(sum.airtime)}`,
    ...list('Trùng lịch', clashes, ({ slots, count, meetings }) => {
      const first = meetings[0]!.from;
      return `“${slots[0].title}” và “${slots[1].title}”: ${count} lần, lần đầu ${formatTime(first, zone)} ${formatDay(dayOf(first, zone))}`;
    }),
    ...list(
      'Ngoài khung giờ được phép',
      days.flatMap(({ outside }) => outside),
      ({ title, plannedStart }) =>
        `${formatTime(plannedStart, zone)} ${formatDay(dayOf(plannedStart, zone))}: ${title}`,
    ),
    ...list('Vượt mức buổi phát', over, (words) => words),
    `Chưa có nội dung: ${sum.missing === 0 ? 'không có' : `${formatNumber(sum.missing)} lượt`}`,
    ...missing
      .slice(0, MOST_DAYS)
      .map(
        ({ title, missing: why, count, first }) =>
          `  - ${title}: ${missingWord(why).toLowerCase()}, ${formatNumber(count)} lượt, từ ${formatDay(dayOf(first, zone))}`,
      ),
    ...(ledgers.length > 0 ? ['Chỉ tiêu trong thời gian này:'] : []),
    ...ledgers.map((ledger) => `  - ${dutyLine(ledger, simulation)}`),
    ...broken.map(({ slotId, problem }) => `Khung giờ “${slotId}” không đọc được: ${problem}`),
  ];
}

function dutyLine(ledger: Simulation['ledgers'][number], simulation: Simulation): string {
  const { code, frequencyText, count } = ledger.obligation;
  const { due, planned, short, replaysDue, replaysPlanned, replaysShort, shortPeriods } = dutyIn(ledger, simulation);
  const head = `${code} (${frequencyText})`;
  if (count === null) return `${head}: đã xếp ${planned} lần, không định lượng`;
  const replays = replaysDue > 0 ? `, phát lại ${replaysPlanned}/${replaysDue}` : '';
  const lack = short + replaysShort;
  const where = shortPeriods
    .slice(0, 3)
    .map((period) => `${formatDateAdministrative(period.from)}–${formatDateAdministrative(period.until)}`);
  return `${head}: đã xếp ${planned}/${due}${replays}${lack > 0 ? `, thiếu ${lack} (${where.join(', ')}${shortPeriods.length > 3 ? ', …' : ''})` : ', đủ'}`;
}
