/**
 * An .ics file as slots: what each event would become, in words, then all of it in one go or nothing. An event that this
 * station wrote, or has read before, changes its slot; any other makes one.
 */
import { z } from '@hono/zod-openapi';
import { ANSWERS } from '../core/clash-answers.ts';
import { asWritten } from '../core/ical-rule.ts';
import type { Slot } from '../core/model.ts';
import { describeRule } from '../core/recurrence-words.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { durationMs, SECOND } from '../core/time.ts';
import { formatDuration } from '../core/vietnamese.ts';
import { type ReadCalendar, type ReadEvent, readCalendar } from '../documents/ics-read.ts';
import { draftClashWords } from './clashes.ts';
import { choice, parseForm } from './forms.ts';
import { checkException, checkSlot, findOccurrence, newSlot, writeSlot } from './schedule-changes.ts';
import { settle } from './settle.ts';
import { PLAYS, type SlotInput, slotInput } from './slot-forms.ts';
import type { Station } from './station.ts';

/** As much as a form of the station may carry. */
const LONGEST = 200_000;
const MOST_EVENTS = 150;

/** What an event of a stranger does not say. */
export const importInput = z.object({
  ics: z.string({ error: 'Chọn tệp .ics' }).min(1, 'Chọn tệp .ics').max(LONGEST, 'Tệp lớn quá 200 KB; chia nhỏ ra'),
  plays: choice(PLAYS, 'Chọn nội dung sẽ phát').default('notice'),
  programmeId: z.string().nullable().default(null),
  zoneId: z.string().max(80).optional(),
  answer: choice(ANSWERS, `Cách xử lý là một trong ${ANSWERS.join(', ')}`).default('keep'),
});
export type ImportInput = z.output<typeof importInput>;

export type ImportLine = {
  readonly event: ReadEvent;
  /** The slot it would change. */
  readonly existing: Slot | undefined;
  readonly will: 'add' | 'change' | 'nothing' | 'refused';
  /** The rule and the length. */
  readonly words: string;
  readonly clash: string | undefined;
  /** Why it cannot be taken. */
  readonly problem: string | undefined;
  readonly input: SlotInput | undefined;
};

export type ImportPlan = Omit<ReadCalendar, 'events'> & { readonly lines: readonly ImportLine[] };

export function planImport(station: Station, input: ImportInput): Result<ImportPlan, FieldErrors> {
  const read = readCalendar(input.ics, station.config.zone);
  if (!read.ok) return err({ ics: `Dòng ${read.error.line}: ${read.error.words}` });
  const { events, ...others } = read.value;
  if (events.length > MOST_EVENTS)
    return err({ ics: `Tệp có ${events.length} chương trình; mỗi lần nhập nhiều nhất ${MOST_EVENTS}` });
  return ok({ ...others, lines: events.map((event) => lineOf(station, event, input)) });
}

function lineOf(station: Station, event: ReadEvent, input: ImportInput): ImportLine {
  const existing = slotOfEvent(station, event.uid);
  const words = `${describeRule(event)}, ${formatDuration(event.durationMs)}`;
  const parsed = parseForm(slotInput, draftOf(event, existing, input));
  const refused = (problem: string): ImportLine => ({
    event,
    existing,
    words,
    problem,
    will: 'refused',
    clash: undefined,
    input: undefined,
  });
  if (!parsed.ok) return refused(Object.values(parsed.error).join('. '));
  const slot = newSlot(station, parsed.value, existing);
  const problems = Object.values(checkSlot(station, slot));
  if (problems.length > 0) return refused(problems.join('. '));
  const isSame = existing !== undefined && isDeepSame({ ...slot, changedAt: 0 }, { ...existing, changedAt: 0 });
  const will = isSame && event.changes.length === 0 ? 'nothing' : existing ? 'change' : 'add';
  const clash = isSame ? undefined : draftClashWords(station, slot);
  return { event, existing, words, will, clash, problem: undefined, input: parsed.value };
}

function slotOfEvent({ stores }: Station, uid: string): Slot | undefined {
  const own = `@${stores.calendarFeeds.stationUid()}`;
  const id = uid.endsWith(own) ? uid.slice(0, -own.length) : stores.calendarFeeds.slotOfEvent(uid);
  const slot = id === undefined ? undefined : stores.slots.find(id);
  return slot?.archivedAt === null ? slot : undefined;
}

const ownPart = z.record(z.string(), z.unknown()).catch({});

/** The event's time; of the rest what it carries of ours, else what the slot has, else what the person chose for all. */
function draftOf(event: ReadEvent, existing: Slot | undefined, { plays, programmeId, zoneId, answer }: ImportInput) {
  const own = ownPart.parse(event.own);
  const { durationMs: exact } = z.object({ durationMs: z.number().optional().catch(undefined) }).parse(own);
  // iCalendar knows whole seconds.
  const isRounded = exact !== undefined && Math.ceil(exact / SECOND) * SECOND === event.durationMs;
  const written = slotInput.pick({ rrule: true, startDate: true, overflow: true, exdates: true, rdates: true });
  const rule = asWritten(event, written.partial().catch({}).parse(own) as Partial<ReadEvent>);
  const { exdates, rdates, rrule, startDate, overflow } = rule;
  return {
    ...{ plays, programmeId, zoneId },
    ...existing,
    ...own,
    ...{ exdates, rdates, rrule, startDate, overflow, startTime: event.startTime, timeZone: event.timeZone },
    title: event.title.slice(0, 120),
    durationMs: isRounded ? durationMs(exact) : event.durationMs,
    answers: { '*': answer },
  };
}

const isDeepSame = (a: object, b: object): boolean => {
  const text = (one: object) => JSON.stringify(Object.entries(one).sort(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
};

/** How many slots were added and changed; or, with nothing written, what stood against it. */
export function applyImport(
  station: Station,
  plan: ImportPlan,
  by: number,
): Result<{ readonly added: number; readonly changed: number }, FieldErrors> {
  const { entries, calendarFeeds } = station.stores;
  const done = { added: 0, changed: 0 };
  const problems: string[] = [];
  try {
    entries.atomically(() => {
      for (const { event, input, existing, will } of plan.lines) {
        if (input === undefined || will === 'nothing') continue;
        const saved = writeSlot(station, input, existing, by);
        if (!saved.ok) {
          problems.push(`“${event.title}” (dòng ${event.line}): ${Object.values(saved.error).join('. ')}`);
          continue;
        }
        if (event.uid !== '') calendarFeeds.keepEvent(event.uid, saved.value.id);
        takeChanges(station, event, saved.value, by);
        done[existing ? 'changed' : 'added']++;
      }
      if (problems.length > 0) throw new Refused();
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return err({ '': problems.join('. ') });
  }
  settle(station);
  return ok(done);
}

/** Rolls the whole import back. */
class Refused extends Error {}

/** Those to come that the station can make; issues pinned by hand are the station's own. */
function takeChanges(station: Station, event: ReadEvent, slot: Slot, madeBy: number): void {
  for (const { recurrenceId, cancelled, movedTo, durationMs: length, reason } of event.changes) {
    const occurrence = findOccurrence(station, slot.id, recurrenceId);
    if (occurrence === undefined) continue;
    const episodeId = occurrence.exception?.episodeId ?? null;
    const change = { cancelled, movedTo, durationMs: length, episodeId };
    if (Object.keys(checkException(station, occurrence, change)).length > 0) continue;
    const madeAt = station.clock();
    station.stores.exceptions.put({ ...change, slotId: slot.id, recurrenceId, reason, madeBy, madeAt });
  }
}
