/** Khung giờ: the standing places on the air, with the sentence and the next dates of each while it is being written. */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { Temporal } from 'temporal-polyfill';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { RelayProbe } from '../../views/relay-probe.tsx';
import { type Preview, PreviewReply, SlotPage } from '../../views/slot-form.tsx';
import { ConfirmArchive, SlotsPage } from '../../views/slots.tsx';
import { type Calendar, dayTypesWords } from '../core/calendar.ts';
import { DEFAULT_CHOICE, DEFAULT_MODES, type Slot, type SlotRule, WHOLE_COMMUNE } from '../core/model.ts';
import { knownRule, occurrenceStart, parseRule, type Recurrence, upcoming } from '../core/recurrence.ts';
import { describeRule } from '../core/recurrence-words.ts';
import type { FieldErrors } from '../core/result.ts';
import { type DurationMs, dayOf, durationMs, type EpochMs, epochMs, parseDay, SECOND, todayOf } from '../core/time.ts';
import { formatDate, outsideHoursWords } from '../core/vietnamese.ts';
import { may } from './access.ts';
import { calendarOf } from './calendar.ts';
import { draftClashWords, outlookOf, type SlotOutlook } from './clashes.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import { hasOwnModes, modeFields } from './mode-forms.ts';
import { recordingOptions } from './recording-options.ts';
import { tryRelay } from './relays.ts';
import { archiveSlot, outsideWordsOf, restoreSlot, saveSlot } from './schedule-changes.ts';
import {
  answersIn,
  asFormErrors,
  newSlotValues,
  parseRuleForm,
  parseSlotForm,
  slotFormValues,
  typedDayTypes,
  typedTime,
} from './slot-forms.ts';
import type { Env, Station } from './station.ts';

const NEXT_DATES = 10;
/** Occurrences looked at for days of the slot's types. */
const LOOKED_AHEAD = 400;

export function slotsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { slots, programmes, recordings, plans } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);

  screen.get('/khung-gio', (c) => {
    const archived = c.req.query('luu-tru') !== undefined;
    const names = new Map(programmes.list({ archived: true }).map(({ id, name }) => [id, name]));
    const titles = (id: number | null) => (id === null ? undefined : recordings.find(id)?.title);
    const calendar = calendarOf(station);
    const shown = slots.list({ archived }).filter(({ archivedAt }) => (archivedAt !== null) === archived);
    const rows = shown.map((slot) => {
      const rule = knownRule(slot);
      return {
        slot,
        words: [describeRule(slot), dayTypesWords(slot.dayTypes)].filter((words) => words !== undefined).join(', '),
        next: nextStart(slot, station.clock(), calendar),
        source: names.get(slot.programmeId ?? '') ?? titles(slot.recordingId),
        warning: rule.ok ? outsideWordsOf(rule.value, slot, station, calendar) : rule.error,
      };
    });
    const page = SlotsPage({
      rows: rows.sort((a, b) => a.slot.startTime.localeCompare(b.slot.startTime)),
      archived,
      zone,
      plans: plans.list(),
      today: today(),
      mayChange: may(c.get('user'), 'POST /khung-gio'),
    });
    return c.render(page, { title: archived ? 'Khung giờ đã lưu trữ' : 'Khung giờ' });
  });

  // A special day with hours of its own leads here with its day, hour and length filled in.
  screen.get('/khung-gio/them', (c) => form(c, { ...newSlotValues(today()), ...onceValues(c.req.query()) }));

  screen.post('/khung-gio', (c) => save(c));

  // Asked by htmx while somebody types, and by the button of a browser without scripts, which gets the whole form again.
  screen.post('/khung-gio/xem-truoc', async (c) => {
    const values = await readForm(c);
    const slot = slots.find(c.req.query('khung') ?? '');
    return c.req.header('HX-Request')
      ? c.html(PreviewReply({ preview: preview(values, slot), zone }).toString())
      : form(c, values, slot);
  });

  screen.post('/khung-gio/nghe-thu', async (c) => {
    const values = await readForm(c);
    const probe = RelayProbe({ answer: await tryRelay(station, textOf(values, 'relayUrl')) });
    return c.req.header('HX-Request')
      ? c.html(probe.toString())
      : form(c, values, slots.find(c.req.query('khung') ?? ''), {}, probe);
  });

  screen.get('/khung-gio/:id', (c) => {
    const slot = slots.find(c.req.param('id'));
    return slot ? form(c, slotFormValues(slot), slot) : c.notFound();
  });

  screen.post('/khung-gio/:id', (c) => {
    const slot = slots.find(c.req.param('id'));
    return slot ? save(c, slot) : c.notFound();
  });

  screen.get('/khung-gio/:id/luu-tru', (c) => {
    const slot = slots.find(c.req.param('id'));
    return slot
      ? c.render(ConfirmArchive({ slot, words: describeRule(slot) }), { title: `Lưu trữ “${slot.title}”` })
      : c.notFound();
  });

  screen.post('/khung-gio/:id/luu-tru', (c) => {
    const slot = slots.find(c.req.param('id'));
    if (!slot) return c.notFound();
    archiveSlot(station, slot.id);
    return seeOther(c, '/khung-gio', `Đã lưu trữ “${slot.title}”.`);
  });

  screen.post('/khung-gio/:id/khoi-phuc', (c) => {
    const slot = slots.find(c.req.param('id'));
    if (!slot) return c.notFound();
    const restored = restoreSlot(station, slot);
    if (restored.ok) {
      const words = `“${slot.title}” lại có trong lịch.`;
      const clash = draftClashWords(station, { ...slot, archivedAt: null });
      return seeOther(c, '/khung-gio', clash ? `${words} ${clash}.` : words, clash ? 'warn' : 'good');
    }
    const errors = Object.values(restored.error).join('. ');
    return seeOther(c, `/khung-gio/${slot.id}`, `Chưa khôi phục được: ${errors}`, 'warn');
  });

  async function save(c: Context<Env>, slot?: Slot): Promise<Response> {
    const values = await readForm(c);
    const input = parseSlotForm(values, today());
    if (!input.ok) return form(c, values, slot, input.error);
    const saved = saveSlot(station, input.value, slot, c.get('user')!.id);
    if (!saved.ok) return form(c, values, slot, asFormErrors(saved.error, values));
    return seeOther(c, '/khung-gio', `Đã lưu “${saved.value.title}”: ${describeRule(saved.value)}.`);
  }

  function form(c: Context<Env>, values: FormValues, slot?: Slot, errors: FieldErrors = {}, probe?: Child) {
    const page = SlotPage({
      slot,
      values,
      errors,
      programmes: programmes.list(),
      zones: station.stores.zones.list(),
      recordings: recordingOptions(station, slot && [slot.recordingId, slot.substituteRecordingId]),
      templates: station.stores.sessionTemplates.list().map(({ id, title }) => ({ value: id, label: title })),
      preview: preview(values, slot),
      probe,
      modesOpen: hasOwnModes(values, errors),
      zone,
    });
    const status = statusOf(errors);
    return c.render(page, { title: slot ? slot.title : 'Thêm khung giờ', status });
  }

  /** What the form says so far: the sentence and dates, or what is still missing; and at once a word about the hour. */
  function preview(values: FormValues, slot?: Slot): Preview {
    const calendar = calendarOf(station);
    const dayTypes = typedDayTypes(values);
    const typed = typedTime(values);
    const early = typed && outsideHoursWords(typed, calendar.hoursOfType('ordinary'));
    const read = parseRuleForm(values, today(), slot?.timeZone ?? zone);
    if (!read.ok) return { problems: Object.values(read.error), warning: early };
    const { rule, length } = read.value;
    const parsed = parseRule(rule);
    if (!parsed.ok) return { problems: [parsed.error], warning: early };
    return {
      ...outlook(values, rule, length, slot),
      sentence: [describeRule(rule), dayTypesWords(dayTypes)].filter((words) => words !== undefined).join(', '),
      dates: nextDays(parsed.value, station.clock(), NEXT_DATES, (start) => calendar.runs(dayTypes, start)),
      time: rule.startTime.slice(0, 5),
      warning: outsideWordsOf(parsed.value, { durationMs: length ?? durationMs(SECOND), dayTypes }, station, calendar),
    };
  }

  /** What the slot, as far as it is written, meets on the air. */
  function outlook(values: FormValues, rule: SlotRule, length: DurationMs | undefined, slot?: Slot): SlotOutlook {
    if (length === undefined || (slot && slot.archivedAt !== null)) return { questions: [], margins: [] };
    const modes = parseForm(z.object({ startMode: modeFields.startMode, toleranceMs: modeFields.toleranceMs }), values);
    const draft: Slot = {
      ...(slot ?? NEW_SLOT),
      ...rule,
      ...(modes.ok && { startMode: modes.value.startMode, toleranceMs: durationMs(modes.value.toleranceMs ?? 0) }),
      ...{ durationMs: length, dayTypes: typedDayTypes(values), title: textOf(values, 'title').trim() || 'Khung này' },
      zoneId: textOf(values, 'zoneId') || (slot?.zoneId ?? WHOLE_COMMUNE),
    };
    return outlookOf(station, draft, slot, answersIn(values));
  }

  return screen;
}

/** What a slot is before anything is written. */
const NEW_SLOT = {
  ...DEFAULT_MODES,
  ...DEFAULT_CHOICE,
  id: '(mới)',
  planId: null,
  zoneId: WHOLE_COMMUNE,
  plays: 'notice',
  programmeId: null,
  recordingId: null,
  substituteRecordingId: null,
  relayUrl: null,
  changedAt: epochMs(0),
  archivedAt: null,
} as const satisfies Partial<Slot>;

/** When the rule puts it next on a day it runs on, whatever was changed about single occurrences. */
export function nextStart(slot: Slot, now: EpochMs, calendar: Calendar): EpochMs | undefined {
  const rule = knownRule(slot);
  if (!rule.ok || slot.archivedAt !== null) return undefined;
  const [day] = nextDays(rule.value, now, 1, (start) => calendar.runs(slot.dayTypes, start));
  return day && occurrenceStart(rule.value, day);
}

/** The next `count` days whose occurrence is still to come; of a slot that seldom runs, those of the next while. */
function nextDays(rule: Recurrence, now: EpochMs, count: number, runs: (start: EpochMs) => boolean) {
  const today = dayOf(now, rule.timeZone);
  const days: Temporal.PlainDate[] = [];
  let from = Temporal.PlainDate.compare(today, rule.start) > 0 ? today : rule.start;
  for (let looked = 0; looked < LOOKED_AHEAD && days.length < count; looked += count + 1) {
    const coming = upcoming(rule, from, count + 1);
    days.push(
      ...coming.filter((day) => {
        const start = occurrenceStart(rule, day);
        return start > now && runs(start);
      }),
    );
    if (coming.length <= count) break;
    from = coming.at(-1)!.add({ days: 1 });
  }
  return days.slice(0, count);
}

/** What the address says of a slot of one day. */
function onceValues({ ten, ngay, gio, phut }: Readonly<Record<string, string>>): FormValues {
  const day = parseDay(ngay ?? '');
  if (day === undefined) return {};
  const said = { title: ten ?? '', startTime: gio ?? '', minutes: phut ?? '' };
  return { ...said, startDate: formatDate(day), repeat: 'once', plays: 'recording' };
}
