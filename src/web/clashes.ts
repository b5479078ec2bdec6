/**
 * Clashes and session margins of a slot while it is edited (product B5, B6), and the page of all clashes to come. Saving
 * a slot that clashes is not refused, but every clash must be answered; the answers are written with the slot, in one go.
 */
import { Hono } from 'hono';
import type { Temporal } from 'temporal-polyfill';
import { ClashesPage, type ClashQuestion, type DayRow, type Margin } from '../../views/clashes.tsx';
import { ANSWERS, answerClash, changesBetween, type Question } from '../core/clash-answers.ts';
import { CLASH_MONTHS, type Clash, endOf, findClashes, isHeard } from '../core/clashes.ts';
import { spanInsideHours } from '../core/hours.ts';
import type { Exception, Slot } from '../core/model.ts';
import { type Place, placeOccurrences, readRules, type Timetable } from '../core/places.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { freeSlug } from '../core/slug.ts';
import { between, dayOf, type EpochMs, todayOf } from '../core/time.ts';
import { formatTime } from '../core/vietnamese.ts';
import { may } from './access.ts';
import { calendarOf } from './calendar.ts';
import { dateWords, measuresOn, openNeighbours } from './margins.ts';
import { type Answers, answerField } from './slot-forms.ts';
import type { Env, Station } from './station.ts';

// a slot being edited -------------------------------------------------------------------------------------------------

/** The station's timetable from today on, as far as clashes are looked for. */
export function timetableOf(station: Station): Timetable {
  const { zone } = station.config;
  const from = todayOf(station);
  return {
    slots: station.stores.slots.list(),
    exceptions: station.stores.exceptions.since(from.subtract({ days: 2 })),
    ...{ from, until: from.add({ months: CLASH_MONTHS }), zone, calendar: calendarOf(station) },
  };
}

const withDraft = (timetable: Timetable, draft: Slot): Timetable => ({
  ...timetable,
  slots: [...timetable.slots.filter(({ id }) => id !== draft.id), draft],
});

const TIMING = ['zoneId', 'rrule', 'startDate', 'startTime', 'timeZone', 'durationMs', 'overflow'] as const;

/** Does it still fall when and where it did? Then what was answered before stands. */
const isMoved = (draft: Slot, existing: Slot | undefined): boolean =>
  existing === undefined ||
  TIMING.some((name) => draft[name] !== existing[name]) ||
  (['exdates', 'rdates', 'dayTypes'] as const).some((name) => `${draft[name]}` !== `${existing[name]}`);

const comingClashes = (timetable: Timetable, of: string, now: EpochMs): Clash[] =>
  findClashes(timetable, { of }).filter(({ meetings }) => meetings.some(({ earlier }) => earlier.start > now));

const otherOf = ({ slots: [a, b] }: Clash, id: string): Slot => (a.id === id ? b : a);

function questionOf(station: Station, timetable: Timetable, draft: Slot, standing: Slot, by: number | null): Question {
  const taken = (id: string) => station.stores.slots.find(id) !== undefined || id === draft.id;
  return {
    ...{ timetable, fresh: draft.id, standing: standing.id, now: station.clock(), by },
    reason: `Trùng lịch: “${draft.title}” và “${standing.title}”`,
    secondId: freeSlug(`${draft.title} phần hai`, taken),
  };
}

export type Edited = { readonly slots: readonly Slot[]; readonly exceptions: readonly Exception[] };

/** What is to be written of the draft and of what its answers change; or which clashes are still to be answered. */
export function settleClashes(
  station: Station,
  draft: Slot,
  existing: Slot | undefined,
  answers: Answers,
  by: number | null,
): Result<Edited, FieldErrors> {
  const last = timetableOf(station);
  const timetable = withDraft(last, draft);
  const settled = isMoved(draft, existing)
    ? answerAll(station, last, timetable, draft, answers, by)
    : ok<Timetable>(timetable);
  return settled.ok ? ok(changesBetween(last, settled.value)) : settled;
}

/** The timetable with every clash of `draft` in it answered; `last` is the one that stands. */
export function answerAll(
  station: Station,
  last: Timetable,
  timetable: Timetable,
  draft: Slot,
  answers: Answers,
  by: number | null,
): Result<Timetable, FieldErrors> {
  const errors: Record<string, string> = {};
  let settled = timetable;
  for (const clash of comingClashes(timetable, draft.id, station.clock())) {
    const standing = otherOf(clash, draft.id);
    const field = answerField(standing.id);
    const answer = answers[standing.id] ?? answers['*'];
    if (answer === undefined) {
      errors[field] = `${clashWords(clash, standing, station.config.zone)}. Chọn cách xử lý`;
      continue;
    }
    const next = answerClash(questionOf(station, settled, draft, standing, by), answer);
    if (next) settled = next;
    else errors[field] = `Không làm được như vậy với “${standing.title}” ở mọi ngày; chọn cách khác`;
  }
  if (Object.keys(errors).length === 0) Object.assign(errors, envelopeErrors(station, settled, last, draft));
  return Object.keys(errors).length > 0 ? err(errors) : ok(settled);
}

/** What an answer has moved must be inside the hours, and no session may be made longer than it may be. */
function envelopeErrors(station: Station, after: Timetable, before: Timetable, draft: Slot): FieldErrors {
  const { zone } = station.config;
  const { slots, exceptions } = changesBetween(before, after);
  const stood = new Set(before.slots.map(({ id }) => id));
  const own = slots.filter(({ id }) => id === draft.id || !stood.has(id));
  const isAsWritten = own.length === 1 && own[0] === draft && exceptions.every(({ slotId }) => slotId !== draft.id);
  const outside = isAsWritten
    ? undefined
    : placeOccurrences(after, readRules(own))
        .filter((place) => isHeard(place) && place.start > station.clock())
        .find((place) => !isInside(place, after));
  if (outside) {
    const when = `${formatTime(outside.start, zone)}, ${dateWords(dayOf(outside.start, zone))}`;
    return {
      '': `Làm như vậy thì “${outside.slot.title}” phát lúc ${when}, ngoài khung giờ được phép; chọn cách khác`,
    };
  }
  const changed = new Set([...slots.map(({ id }) => id), ...exceptions.map(({ slotId }) => slotId)]);
  const change = { before, after, own: new Set(own.map(({ id }) => id)), changed };
  const neighbours = openNeighbours(after, changed);
  const worst = measuresOn(station, { ...change, neighbours }).find(({ isWorse }) => isWorse);
  return worst ? { durationMs: `${dateWords(worst.day)}: ${worst.words}. ${MEND}` } : {};
}

const MEND = 'Rút ngắn, đổi giờ, hoặc nhờ lãnh đạo cho phép vượt mức';

const isInside = (place: Place, { calendar, zone }: Timetable): boolean =>
  !calendar || spanInsideHours({ from: place.start, until: endOf(place) }, calendar.hoursOn, zone);

/** The first clash of a slot as it would be, or is, in words. */
export function draftClashWords(station: Station, slot: Slot): string | undefined {
  const [clash] = comingClashes(withDraft(timetableOf(station), slot), slot.id, station.clock());
  return clash && clashWords(clash, otherOf(clash, slot.id), station.config.zone);
}

// what the form shows -------------------------------------------------------------------------------------------------

export type SlotOutlook = {
  readonly questions: readonly ClashQuestion[];
  readonly margins: readonly Margin[];
};

/** Its clashes, each with what the first date would be like after every answer that can be given, and its margins. */
export function outlookOf(station: Station, draft: Slot, existing: Slot | undefined, answers: Answers): SlotOutlook {
  const before = timetableOf(station);
  const timetable = withDraft(before, draft);
  const own = new Set([draft.id]);
  const neighbours = openNeighbours(timetable, own);
  const measures = measuresOn(station, { before, after: timetable, own, changed: own, neighbours });
  const shown = [measures.find(({ isOver }) => isOver) ?? measures[0]].filter((one) => one !== undefined);
  return {
    questions: isMoved(draft, existing) ? questionsIn(station, timetable, draft, answers, neighbours) : [],
    margins: shown.map(({ day, words, isOver }) => ({ words: `${dateWords(day)}: ${words}`, isOver })),
  };
}

/** Every clash of the slot in the timetable, with what the first date would be like after each answer. */
export function questionsIn(
  station: Station,
  timetable: Timetable,
  draft: Slot,
  answers: Answers,
  neighbours = openNeighbours(timetable, new Set([draft.id])),
): ClashQuestion[] {
  const now = station.clock();
  return comingClashes(timetable, draft.id, now).map((clash) => {
    const standing = otherOf(clash, draft.id);
    const meeting = clash.meetings.find(({ earlier }) => earlier.start > now)!;
    const day = dayOf(meeting.later.start, station.config.zone);
    return {
      field: answerField(standing.id),
      standing,
      count: clash.count,
      words: clashWords(clash, standing, station.config.zone),
      dates: clash.meetings.map(({ from }) => from),
      day,
      chosen: answers[standing.id],
      options: optionsOf(questionOf(station, timetable, draft, standing, null), day, neighbours(day)),
    };
  });
}

/** `neighbours`: all that is heard on the day besides the slot. */
function optionsOf(
  question: Question,
  day: Temporal.PlainDate,
  neighbours: readonly Place[],
): ClashQuestion['options'] {
  const { timetable, fresh, standing, secondId } = question;
  const { zoneId } = timetable.slots.find(({ id }) => id === fresh)!;
  const inTheWay = neighbours.filter(({ slot }) => slot.zoneId === zoneId);
  const others = inTheWay.filter(({ slot }) => slot.id !== standing);
  const touched = new Set([fresh, standing, secondId]);
  const slots = timetable.slots.filter(({ id }) => touched.has(id));
  const all = { ...question, timetable: { ...timetable, slots } };
  const on = { ...all, timetable: { ...all.timetable, from: day, until: day }, inTheWay };
  return ANSWERS.flatMap((answer) => {
    // Whether it can be pushed back is seen on the day; what it costs to ask for all of them is for saving.
    const isPossible = answer === 'queue-after' || answerClash(all, answer) !== undefined;
    const after = isPossible ? answerClash(on, answer) : undefined;
    if (after === undefined) return [];
    const places = placeOccurrences(after);
    const moved = places.filter(({ slot }) => slot.id !== standing);
    if (answer !== 'keep' && moved.some((place) => isHeard(place) && !isInside(place, timetable))) return [];
    const rows = [...others, ...places].sort((a, b) => a.start - b.start);
    return [{ answer, rows: aroundThe(rows, touched, timetable.zone) }];
  });
}

/** The lines that matter, and their neighbours. */
function aroundThe(places: readonly Place[], touched: ReadonlySet<string>, zone: string): DayRow[] {
  const mine = places.flatMap(({ slot }, i) => (touched.has(slot.id) ? [i] : []));
  return places.slice(Math.max(0, Math.min(...mine) - 1), Math.max(...mine) + 2).map((place) => ({
    from: formatTime(place.start, zone),
    until: formatTime(endOf(place), zone),
    title: place.slot.title,
    length: between(place.start, endOf(place)),
    isTouched: touched.has(place.slot.id),
    isGone: !isHeard(place),
  }));
}

/** `Trùng lịch với “Bản tin xã” lúc 17:10, thứ Sáu, ngày 12/9/2025, và 77 lần nữa`. */
function clashWords({ count, meetings: [first] }: Clash, standing: Slot, zone: string): string {
  const at = first!.from;
  const more = count > 1 ? `, và ${count - 1} lần nữa trong ${CLASH_MONTHS} tháng tới` : '';
  return `Trùng lịch với “${standing.title}” lúc ${formatTime(at, zone)}, ${lowerFirst(dateWords(dayOf(at, zone)))}${more}`;
}

const lowerFirst = (words: string): string => words.replace(/^Thứ/, 'thứ');

// the page ------------------------------------------------------------------------------------------------------------

export function clashesScreen(station: Station): Hono<Env> {
  return new Hono<Env>().get('/lich-phat/trung-lich', (c) => {
    const timetable = timetableOf(station);
    const page = ClashesPage({
      clashes: findClashes(timetable),
      zone: station.config.zone,
      until: timetable.until,
      mayChange: may(c.get('user'), 'GET /khung-gio/:id'),
    });
    return c.render(page, { title: 'Trùng lịch' });
  });
}
