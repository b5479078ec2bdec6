/** Khung giờ: the standing places on the air, with the sentence and the next dates of each while it is being written. */
import { type Context, Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import type { FormValues } from '../../views/parts.tsx';
import { type Preview, PreviewReply, SlotPage } from '../../views/slot-form.tsx';
import { ConfirmArchive, SlotsPage } from '../../views/slots.tsx';
import type { Slot } from '../core/model.ts';
import { occurrenceStart, parseRule, type Recurrence, upcoming } from '../core/recurrence.ts';
import { describeRule } from '../core/recurrence-words.ts';
import type { FieldErrors } from '../core/result.ts';
import { dayOf, durationMs, type EpochMs, SECOND } from '../core/time.ts';
import { outsideHoursWords } from '../core/vietnamese.ts';
import { may } from './access.ts';
import { readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { archiveSlot, outsideWordsOf, restoreSlot, saveSlot } from './schedule-changes.ts';
import { asFormErrors, newSlotValues, parseRuleForm, parseSlotForm, slotFormValues, typedTime } from './slot-forms.ts';
import type { Env, Station } from './station.ts';

const NEXT_DATES = 10;
/** Recordings to choose from in the form, newest first. */
const MOST_RECORDINGS = 500;

export function slotsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { slots, programmes, recordings, settings, plans } = station.stores;
  const { zone } = station.config;
  const today = () => dayOf(station.clock(), zone);

  screen.get('/khung-gio', (c) => {
    const archived = c.req.query('luu-tru') !== undefined;
    const names = new Map(programmes.list({ archived: true }).map(({ id, name }) => [id, name]));
    const titles = (id: number | null) => (id === null ? undefined : recordings.find(id)?.title);
    const { hours } = settings.find();
    const shown = slots.list({ archived }).filter(({ archivedAt }) => (archivedAt !== null) === archived);
    const rows = shown.map((slot) => {
      const rule = parseRule(slot);
      return {
        slot,
        words: describeRule(slot),
        next: nextStart(slot, station.clock()),
        source: names.get(slot.programmeId ?? '') ?? titles(slot.recordingId),
        warning: rule.ok ? outsideWordsOf(rule.value, slot.durationMs, hours, station) : rule.error,
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

  screen.get('/khung-gio/them', (c) => form(c, newSlotValues(today())));

  screen.post('/khung-gio', (c) => save(c));

  // Asked by htmx while somebody types, and by the button of a browser without scripts, which gets the whole form again.
  screen.post('/khung-gio/xem-truoc', async (c) => {
    const values = await readForm(c);
    const slot = slots.find(c.req.query('khung') ?? '');
    return c.req.header('HX-Request') ? c.html(PreviewReply(preview(values, slot)).toString()) : form(c, values, slot);
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
    if (restored.ok) return seeOther(c, '/khung-gio', `“${slot.title}” lại có trong lịch.`);
    const errors = Object.values(restored.error).join('. ');
    return seeOther(c, `/khung-gio/${slot.id}`, `Chưa khôi phục được: ${errors}`, 'warn');
  });

  async function save(c: Context<Env>, slot?: Slot): Promise<Response> {
    const values = await readForm(c);
    const input = parseSlotForm(values, today());
    if (!input.ok) return form(c, values, slot, input.error);
    const saved = saveSlot(station, input.value, slot);
    if (!saved.ok) return form(c, values, slot, asFormErrors(saved.error, values));
    return seeOther(c, '/khung-gio', `Đã lưu “${saved.value.title}”: ${describeRule(saved.value)}.`);
  }

  function form(c: Context<Env>, values: FormValues, slot?: Slot, errors: FieldErrors = {}) {
    const ready = recordings.list({ state: 'ready', limit: MOST_RECORDINGS });
    const own = slot && slot.recordingId !== null ? recordings.find(slot.recordingId) : undefined;
    const page = SlotPage({
      slot,
      values,
      errors,
      programmes: programmes.list(),
      recordings: own && !ready.some(({ id }) => id === own.id) ? [own, ...ready] : ready,
      preview: preview(values, slot),
    });
    const status = Object.keys(errors).length > 0 ? 422 : 200;
    return c.render(page, { title: slot ? slot.title : 'Thêm khung giờ', status });
  }

  /** What the form says so far: the sentence and dates, or what is still missing; and at once a word about the hour. */
  function preview(values: FormValues, slot?: Slot): Preview {
    const { hours } = settings.find();
    const typed = typedTime(values);
    const early = typed && outsideHoursWords(typed, hours);
    const read = parseRuleForm(values, today(), slot?.timeZone ?? zone);
    if (!read.ok) return { problems: Object.values(read.error), warning: early };
    const { rule, length } = read.value;
    const parsed = parseRule(rule);
    if (!parsed.ok) return { problems: [parsed.error], warning: early };
    return {
      sentence: describeRule(rule),
      dates: nextDays(parsed.value, station.clock(), NEXT_DATES),
      time: rule.startTime.slice(0, 5),
      warning: outsideWordsOf(parsed.value, length ?? durationMs(SECOND), hours, station),
    };
  }

  return screen;
}

/** When the rule puts it next, whatever was changed about single occurrences. */
export function nextStart(slot: Slot, now: EpochMs): EpochMs | undefined {
  const rule = parseRule(slot);
  if (!rule.ok || slot.archivedAt !== null) return undefined;
  const [day] = nextDays(rule.value, now, 1);
  return day && occurrenceStart(rule.value, day);
}

/** The next `count` days whose occurrence is still to come. */
function nextDays(rule: Recurrence, now: EpochMs, count: number): Temporal.PlainDate[] {
  const today = dayOf(now, rule.timeZone);
  const from = Temporal.PlainDate.compare(today, rule.start) > 0 ? today : rule.start;
  return upcoming(rule, from, count + 1)
    .filter((day) => occurrenceStart(rule, day) > now)
    .slice(0, count);
}
