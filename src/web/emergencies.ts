/** Phát khẩn cấp: what is ready, what is new, the page that says what will happen, and what came of it. */
import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { EmergenciesPage, type EmergencyLine, EmergencyNotices, SoundingPart } from '../../views/emergencies.tsx';
import { EmergencyPage } from '../../views/emergency.tsx';
import { ConfirmOrder, OrderPage, EMERGENCY_PATH as PATH } from '../../views/emergency-order.tsx';
import { nameOf } from '../../views/on-air.tsx';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import { approvalDue, type Emergency, isDrill, keptReady, LONGEST, meets } from '../core/emergency.ts';
import { insideHours } from '../core/hours.ts';
import { WHOLE_COMMUNE } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { durationMs, framesToMs, SECOND } from '../core/time.ts';
import { may } from './access.ts';
import { calendarOf } from './calendar.ts';
import {
  judgeEmergency,
  judgementDraft,
  orderDraft,
  orderEmergency,
  type ReadOutDraft,
  readOut,
  readySoundFor,
  stopEmergency,
} from './emergency-forms.ts';
import { receiveSound, speakRecording, spokenDraft } from './emergency-sound.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

const PAGE = 20;
const RECORDINGS_SHOWN = 100;
const TITLE = 'Phát khẩn cấp';
/** What an order is like when nothing else was said. */
export const USUAL = { zoneIds: [WHOLE_COMMUNE], rank: '1', tone: 'co', repeats: '3', gapSeconds: '10' } as const;

/** Recordings that an emergency may sound, the newest first. */
export const soundsFor = ({ stores }: Station) =>
  stores.recordings
    .list({ state: 'ready', limit: RECORDINGS_SHOWN })
    .filter(({ playoutFrames }) => playoutFrames !== null && framesToMs(playoutFrames) <= LONGEST);

/** What Hôm nay has to say of emergencies. */
export function emergencyNotices(station: Station) {
  const { stores, clock } = station;
  const { approveWithinHours } = stores.settings.find().emergencies;
  return EmergencyNotices({
    faults: stores.emergencyMessages
      .list()
      .filter(({ fault, checkedSha256, playoutSha256 }) => fault !== null && checkedSha256 === playoutSha256),
    unjudged: stores.emergencies.unjudged().filter((one) => approvalDue(one, approveWithinHours) !== undefined),
    withinHours: approveWithinHours,
    now: clock(),
  });
}

export function emergenciesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { stores, clock, config } = station;
  const { emergencies, emergencyMessages, recordings, zones, outputs, people } = stores;
  const { zone } = config;

  const lineOf = (one: Emergency): EmergencyLine => ({
    ...one,
    judgedByName: one.judgedBy === null ? null : (people.find(one.judgedBy)?.name ?? ''),
  });
  const withinHours = () => stores.settings.find().emergencies.approveWithinHours;

  // the page ------------------------------------------------------------------------------------------------------------

  const sounding = (c: Context<Env>) => ({
    open: emergencies.open(),
    zones: zones.list(),
    mayOrder: may(c.get('user'), `POST ${PATH}/lenh`),
    now: clock(),
    zone,
  });

  function home(c: Context<Env>, values: FormValues = {}, errors: FieldErrors = {}) {
    const found = emergencies.list(PAGE + 1, Number(c.req.query('truoc')) || undefined);
    const past = found.slice(0, PAGE);
    const messages = emergencyMessages.list();
    const page = EmergenciesPage({
      ...sounding(c),
      messages,
      ready: new Set(keptReady(messages).map(({ id }) => id)),
      recordings: soundsFor(station),
      past: past.map(lineOf),
      older: found.length > PAGE ? `${PATH}?truoc=${past.at(-1)!.orderedAt}` : undefined,
      approveWithinHours: withinHours(),
      mayJudge: may(c.get('user'), `POST ${PATH}/lan/:key/y-kien`),
      maySet: may(c.get('user'), `GET ${PATH}/cai-dat`),
      values,
      errors,
    });
    const status = statusOf(errors);
    return c.render(page, { title: TITLE, status, script: 'emergency.js' });
  }

  screen.get(PATH, (c) => home(c));
  screen.get(`${PATH}/dang-phat`, (c) => c.html(SoundingPart(sounding(c))));

  // new sound -----------------------------------------------------------------------------------------------------------

  screen.post(`${PATH}/loi`, async (c) => {
    const values = await readForm(c);
    const draft = parseForm(spokenDraft, values);
    const spoken = draft.ok ? await speakRecording(station, c.get('user')!, draft.value) : draft;
    return spoken.ok
      ? c.redirect(confirmation(spoken.value.id, textOf(values, 'title')), 303)
      : home(c, values, spoken.error);
  });

  screen.post(`${PATH}/ghi-am`, async (c) => {
    const received = await receiveSound(c, station);
    return received.ok ? c.redirect(confirmation(received.value.id), 303) : home(c, {}, received.error);
  });

  const confirmation = (recordingId: number, title?: string) =>
    `${PATH}/lenh?${new URLSearchParams({ tep: String(recordingId), ...(title && { title }) })}`;

  // ordering ------------------------------------------------------------------------------------------------------------

  /** What the address says, over what the message kept ready says, over what is usual. */
  function asked(c: Context<Env>): FormValues {
    const query = Object.fromEntries(
      Object.entries(c.req.queries()).map(([name, all]) => [name, all.length > 1 ? all : all[0]!]),
    );
    const message = emergencyMessages.find(Number(query['ban-tin']));
    const recording = recordings.find(Number(query.tep ?? query.recordingId));
    // A form that was sent without a zone means none; only an address without a form means the usual.
    const isForm = 'repeats' in query;
    return {
      ...USUAL,
      ...(recording && { title: recording.title, recordingId: String(recording.id) }),
      ...(message && {
        title: message.title,
        recordingId: String(message.recordingId),
        zoneIds: message.zoneIds,
        rank: String(message.rank),
        tone: message.tone ? 'co' : 'khong',
        repeats: String(message.repeats),
        gapSeconds: String(message.gapMs / SECOND),
      }),
      ...(isForm && { zoneIds: [] }),
      ...query,
    };
  }

  const outputsForDrill = () => outputs.list().filter(({ enabled }) => enabled);

  function orderForm(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const page = OrderPage({
      values,
      errors,
      zones: zones.list(),
      outputs: outputsForDrill(),
      recording: recordings.find(Number(textOf(values, 'recordingId'))),
    });
    return c.render(page, { title: TITLE, status: statusOf(errors) });
  }

  screen.get(`${PATH}/soan`, (c) => {
    const values = asked(c);
    const first = outputsForDrill()[0];
    const isForDrill = c.req.query('dien-tap') !== undefined && first;
    return orderForm(c, isForDrill ? { ...values, outputId: String(first.id) } : values);
  });

  screen.get(`${PATH}/lenh`, (c) => {
    const values = asked(c);
    const draft = parseForm(readOut, values);
    if (!draft.ok) return orderForm(c, values, draft.error);
    const sound = readySoundFor(station, draft.value.recordingId);
    if (!sound.ok) return orderForm(c, values, { recordingId: sound.error });
    const user = c.get('user')!;
    return confirm(c, draft.value, { commandedBy: user.name, reason: draft.value.title, ...values }, randomUUID());
  });

  screen.post(`${PATH}/lenh`, async (c) => {
    const values = await readForm(c);
    const draft = parseForm(orderDraft, values);
    const ordered = draft.ok ? await orderEmergency(station, c.get('user')!, draft.value) : draft;
    if (!ordered.ok) {
      const read = parseForm(readOut, values);
      if (!read.ok || !readySoundFor(station, read.value.recordingId).ok) return orderForm(c, values, ordered.error);
      return confirm(c, read.value, values, textOf(values, 'key') || randomUUID(), ordered.error);
    }
    const { order, isWritten } = ordered.value;
    const sent = `Đã ra lệnh ${isDrill(order) ? 'diễn tập' : 'phát'} “${order.title}”.`;
    return isWritten
      ? seeOther(c, PATH, sent)
      : seeOther(c, PATH, `${sent} Cơ sở dữ liệu đang bận; bộ phát sẽ ghi lại sau.`, 'warn');
  });

  function confirm(
    c: Context<Env>,
    draft: ReadOutDraft,
    values: FormValues,
    orderKey: string,
    errors: FieldErrors = {},
  ) {
    const output = outputs.find(Number(textOf(values, 'outputId')) || 0);
    const { gapSeconds, ...rest } = draft;
    const query = new URLSearchParams();
    for (const name of ['title', 'recordingId', 'rank', 'tone', 'repeats', 'gapSeconds', 'zoneIds', 'outputId'])
      for (const value of textsOf(values, name)) query.append(name, value);
    const page = ConfirmOrder({
      readOut: { ...rest, gapMs: durationMs(gapSeconds * SECOND) },
      recording: recordings.find(draft.recordingId)!,
      zones: zones.list(),
      output,
      cut: output ? [] : cutBy(draft.zoneIds),
      others: emergencies.open().filter((other) => !isDrill(other) && meets(other.zoneIds, draft.zoneIds)),
      isOpen: insideHours(clock(), calendarOf(station).hoursOn, zone),
      values,
      errors,
      orderKey,
      edit: `${PATH}/soan?${query}`,
    });
    return c.render(page, { title: TITLE, status: statusOf(errors) });
  }

  /** What sounds where the emergency would; of a zone that has nothing of its own, what the whole commune hears. */
  function cutBy(zoneIds: readonly string[]) {
    const isWhole = zoneIds.includes(WHOLE_COMMUNE);
    const places = isWhole ? zones.list() : zones.list().filter(({ id }) => zoneIds.includes(id));
    return places.flatMap(({ id, name }) => {
      const own = stores.today.sounding(id) ?? (isWhole ? undefined : stores.today.sounding(WHOLE_COMMUNE));
      return own && own.kind !== 'emergency' && own.kind !== 'drill' ? [{ name: nameOf(own), place: name }] : [];
    });
  }

  // afterwards ----------------------------------------------------------------------------------------------------------

  screen.post(`${PATH}/lan/:key/dung`, async (c) => {
    const stopped = await stopEmergency(station, c.get('user')!, c.req.param('key'));
    if (stopped === null) return seeOther(c, PATH, 'Đã gửi lệnh dừng.');
    return seeOther(c, PATH, stopped ? 'Đã cho dừng.' : 'Lệnh này đã phát xong từ trước.', stopped ? 'good' : 'warn');
  });

  function one(c: Context<Env>, emergency: Emergency, values: FormValues = {}, errors: FieldErrors = {}) {
    const user = c.get('user')!;
    const mayJudge = may(user, `POST ${PATH}/lan/:key/y-kien`) && emergency.verdict === null;
    const page = EmergencyPage({
      emergency: lineOf(emergency),
      airings: emergencies.airings(emergency.key).flatMap(({ airingId, repeat }) => {
        const airing = stores.airings.find(airingId);
        return airing ? [{ airing, repeat }] : [];
      }),
      zones: zones.list(),
      recording: recordings.find(emergency.recordingId),
      withinHours: withinHours(),
      judge: mayJudge ? { isOwn: user.id === emergency.orderedBy, values, errors } : null,
      now: clock(),
      zone,
    });
    return c.render(page, { title: emergency.title, status: statusOf(errors) });
  }

  screen.get(`${PATH}/lan/:key`, (c) => {
    const emergency = emergencies.find(c.req.param('key'));
    return emergency ? one(c, emergency) : c.notFound();
  });

  screen.post(`${PATH}/lan/:key/y-kien`, async (c) => {
    const emergency = emergencies.find(c.req.param('key'));
    if (!emergency) return c.notFound();
    const values = await readForm(c);
    const draft = parseForm(judgementDraft, values);
    const judged = draft.ok ? judgeEmergency(station, c.get('user')!, emergency, draft.value) : draft;
    return judged.ok
      ? seeOther(c, `${PATH}/lan/${emergency.key}`, 'Đã ghi ý kiến.')
      : one(c, emergency, values, judged.error);
  });

  return screen;
}
