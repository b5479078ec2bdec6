/** Bản tin từ cấp trên: taking them in (text, sound, CAP), and deciding on each. */
import { type Context, Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import { AcceptBulletinPage, BulletinPage, DraftEmergencyPage } from '../../views/bulletin.tsx';
import { AddBulletinPage, BulletinNotice, BulletinsPage } from '../../views/bulletins.tsx';
import { EMERGENCY_PATH } from '../../views/emergency-order.tsx';
import { BULLETINS_PATH as PATH } from '../../views/notices.tsx';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { type Bulletin, isExercise, isRecord, rankOf } from '../core/bulletins.ts';
import type { CapFault } from '../core/cap-xml.ts';
import { type NoticeInFull, TIMES } from '../core/notices.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf, type EpochMs, placeInZone, todayOf } from '../core/time.ts';
import { formatDate, parseDate, parseTime } from '../core/vietnamese.ts';
import { may } from './access.ts';
import {
  acceptanceDraft,
  acceptBulletin,
  bulletinInput,
  declineBulletin,
  decodeCap,
  draftEmergency,
  earlierOf,
  emergencyDraft,
  noticesOf,
  receiveBulletin,
  receiveCap,
  refusalDraft,
  stateOfBulletin,
  whyClosed,
} from './bulletin-forms.ts';
import { receiveSound } from './emergency-sound.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import { noticeInput, noticeSlots, priorityRivals } from './notice-forms.ts';
import type { Env, Station } from './station.ts';

const PAGE = 50;

/** What Hôm nay has to say of them. */
export const bulletinNotice = (station: Station) =>
  BulletinNotice({ open: station.stores.bulletins.open(station.clock()).filter((one) => !isRecord(one)) });

export function bulletinsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { bulletins, recordings, people, emergencies } = station.stores;
  const { zone } = station.config;
  const asked = (c: Context<Env, string>) => bulletins.find(Number(c.req.param('id')));
  const lineOf = (one: Bulletin) => ({ one, state: stateOfBulletin(station, one) });
  const nameOf = (id: number | null) => (id === null ? '' : (people.find(id)?.name ?? ''));
  const soundOf = ({ recordingId }: Bulletin) => (recordingId === null ? undefined : recordings.find(recordingId));

  screen.get(PATH, (c) => {
    const found = bulletins.list(PAGE + 1, Number(c.req.query('truoc')) || undefined);
    const shown = found.slice(0, PAGE);
    const page = BulletinsPage({
      open: bulletins
        .open(station.clock())
        .filter((one) => !isRecord(one))
        .map(lineOf),
      past: shown.map(lineOf),
      older: found.length > PAGE ? `${PATH}?truoc=${shown.at(-1)!.id}` : undefined,
      may: (route) => may(c.get('user'), route),
      zone,
    });
    return c.render(page, { title: 'Bản tin cấp trên' });
  });

  // taking one in -----------------------------------------------------------------------------------------------------------

  type Refused = { readonly faults: readonly CapFault[]; readonly xml: string };
  function add(
    c: Context<Env>,
    values: FormValues,
    errors: FieldErrors = {},
    { faults, xml }: Refused = { faults: [], xml: '' },
  ) {
    const recording = recordings.find(Number(textOf(values, 'recordingId')) || 0);
    const page = AddBulletinPage({ values, errors, recording, faults, xml });
    const isWrong = faults.length > 0 || statusOf(errors) === 422;
    return c.render(page, { title: 'Nhận bản tin', status: isWrong ? 422 : 200, script: 'emergency.js' });
  }
  screen.get(`${PATH}/them`, (c) => {
    const recording = recordings.find(Number(c.req.query('tep')) || 0);
    const heard = recording && { recordingId: String(recording.id), title: recording.title };
    return add(c, { class: 'priority', ...heard });
  });
  screen.post(`${PATH}/am-thanh`, async (c) => {
    const received = await receiveSound(c, station, 'Bản tin');
    return received.ok ? c.redirect(`${PATH}/them?tep=${received.value.id}`, 303) : add(c, {}, received.error);
  });
  screen.post(PATH, async (c) => {
    const values = await readForm(c);
    const input = parseForm(bulletinInput, values);
    const expiresAt = expiryIn(values);
    if (!input.ok || !expiresAt.ok)
      return add(c, values, { ...(input.ok ? {} : input.error), ...(expiresAt.ok ? {} : expiresAt.error) });
    const received = receiveBulletin(station, c.get('user')!, { ...input.value, expiresAt: expiresAt.value });
    return received.ok
      ? seeOther(c, `${PATH}/${received.value.id}`, 'Đã ghi nhận bản tin.')
      : add(c, values, received.error);
  });

  function expiryIn(values: FormValues): Result<EpochMs | null, FieldErrors> {
    const [typedDay, typedTime] = [textOf(values, 'expiresDay').trim(), textOf(values, 'expiresTime').trim()];
    if (typedDay === '' && typedTime === '') return ok(null);
    const day = parseDate(typedDay, todayOf(station));
    const time = typedTime === '' ? '23:59:59' : parseTime(typedTime);
    if (!day || !time) return err({ expiresAt: 'Nhập ngày và giờ hết hiệu lực, ví dụ 05/09/2025 và 17:30' });
    return ok(placeInZone(day.toPlainDateTime(Temporal.PlainTime.from(time)), zone));
  }

  screen.post(`${PATH}/cap`, async (c) => {
    const body = await c.req.parseBody();
    const file = body.capFile;
    const typed = typeof body.xml === 'string' ? body.xml : '';
    const xml = file instanceof File && file.size > 0 ? decodeCap(await file.arrayBuffer()) : ok(typed);
    const received = xml.ok ? receiveCap(station, c.get('user')!, xml.value) : xml;
    if (!received.ok) return add(c, {}, {}, { faults: received.error, xml: typed });
    const { bulletin, isNew } = received.value;
    return seeOther(
      c,
      `${PATH}/${bulletin.id}`,
      isNew ? 'Đã đọc bản tin CAP.' : 'Bản tin này đã nhận từ trước.',
      isNew ? 'good' : 'warn',
    );
  });

  // one of them -------------------------------------------------------------------------------------------------------------

  function show(c: Context<Env>, one: Bulletin, values: FormValues = {}, errors: FieldErrors = {}) {
    const later = one.replacedBy === null ? undefined : bulletins.find(one.replacedBy);
    const page = BulletinPage({
      ...lineOf(one),
      ...{ zone, values, errors },
      recording: soundOf(one),
      receivedByName: nameOf(one.receivedBy),
      decidedByName: nameOf(one.decidedBy),
      earlier: earlierOf(station, one).map(lineOf),
      later: later && lineOf(later),
      notices: noticesOf(station, one),
      emergencies: emergencies.list(200).filter(({ reason }) => reason.startsWith(reasonOf(one))),
      may: (route) => may(c.get('user'), route),
    });
    return c.render(page, { title: one.title, status: statusOf(errors) });
  }
  screen.get(`${PATH}/:id{[0-9]+}`, (c) => {
    const one = asked(c);
    return one ? show(c, one) : c.notFound();
  });
  screen.get(`${PATH}/:id{[0-9]+}/cap.xml`, (c) => {
    const xml = bulletins.xml(Number(c.req.param('id')));
    if (xml === undefined) return c.notFound();
    // Shown as text: no browser is to take it for a page of the station.
    return c.body(xml, 200, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Disposition': `attachment; filename="ban-tin-${Number(c.req.param('id'))}.xml"`,
    });
  });
  screen.post(`${PATH}/:id{[0-9]+}/khong-phat`, async (c) => {
    const one = asked(c);
    if (!one) return c.notFound();
    const values = await readForm(c);
    const draft = parseForm(refusalDraft, values);
    const declined = draft.ok ? declineBulletin(station, one, c.get('user')!, draft.value.reason) : draft;
    return declined.ok ? seeOther(c, PATH, `Đã ghi không phát “${one.title}”.`) : show(c, one, values, declined.error);
  });

  // as a notice ---------------------------------------------------------------------------------------------------------------

  function accept(c: Context<Env>, one: Bulletin, values: FormValues, errors: FieldErrors = {}) {
    const page = AcceptBulletinPage({
      ...{ one, values, errors },
      recording: soundOf(one),
      slots: noticeSlots(station),
      rivals: textOf(values, 'isPriority') === '1' ? rivalsOf(one, values) : [],
    });
    return c.render(page, { title: 'Nhận bản tin', status: statusOf(errors) });
  }
  function rivalsOf(one: Bulletin, values: FormValues): NoticeInFull[] {
    const input = parseForm(noticeInput(todayOf(station)), values);
    if (!input.ok) return [];
    const replaced = new Set(earlierOf(station, one).map(({ id }) => id));
    return priorityRivals(station, input.value, String(todayOf(station))).filter(
      ({ bulletinId }) => bulletinId === null || !replaced.has(bulletinId),
    );
  }
  screen.get(`${PATH}/:id{[0-9]+}/nhan`, (c) => {
    const one = asked(c);
    if (!one) return c.notFound();
    const closed = whyClosed(station, one);
    if (closed) return seeOther(c, `${PATH}/${one.id}`, closed, 'warn');
    const today = todayOf(station);
    const until = one.expiresAt === null ? today.add({ days: 6 }) : dayOf(one.expiresAt, zone);
    return accept(c, one, {
      ...{ title: one.title.slice(0, 120), source: one.sender, text: one.text, timesPerDay: String(TIMES.usual) },
      ...{
        validFrom: formatDate(today),
        validUntil: formatDate(until),
        isPriority: one.class === 'ordinary' ? '' : '1',
      },
      beforeId: '',
    });
  });
  screen.post(`${PATH}/:id{[0-9]+}/nhan`, async (c) => {
    const one = asked(c);
    if (!one) return c.notFound();
    const values = await readForm(c);
    const input = parseForm(noticeInput(todayOf(station)), values);
    const draft = parseForm(acceptanceDraft, values);
    if (!input.ok || !draft.ok)
      return accept(c, one, values, { ...(input.ok ? {} : input.error), ...(draft.ok ? {} : draft.error) });
    const accepted = await acceptBulletin(station, one, c.get('user')!, input.value, draft.value);
    return accepted.ok
      ? seeOther(c, `/thong-bao/${accepted.value.id}`, 'Đã nhận bản tin thành thông báo. Nghe thử rồi trình duyệt.')
      : accept(c, one, values, accepted.error);
  });

  // as an emergency -------------------------------------------------------------------------------------------------------------

  const emergencyForm = (c: Context<Env>, one: Bulletin, values: FormValues, errors: FieldErrors = {}) =>
    c.render(DraftEmergencyPage({ one, values, errors }), { title: 'Soạn phát khẩn cấp', status: statusOf(errors) });

  /** To the page where a person says how, hears it, and confirms. */
  function toOrder(c: Context<Env>, one: Bulletin, title: string, recordingId: number) {
    const order = { tep: String(recordingId), title, rank: String(rankOf(one)), reason: reasonOf(one) };
    const query = new URLSearchParams({ ...order, ...(isExercise(one) && { 'dien-tap': '1' }) });
    return c.redirect(`${EMERGENCY_PATH}/${isExercise(one) ? 'soan' : 'lenh'}?${query}`, 303);
  }
  screen.get(`${PATH}/:id{[0-9]+}/khan-cap`, (c) => {
    const one = asked(c);
    return one ? emergencyForm(c, one, { title: one.title.slice(0, 120), text: one.text }) : c.notFound();
  });
  screen.post(`${PATH}/:id{[0-9]+}/khan-cap`, async (c) => {
    const one = asked(c);
    if (!one) return c.notFound();
    const values = await readForm(c);
    const draft = parseForm(emergencyDraft, values);
    const made = draft.ok ? await draftEmergency(station, one, c.get('user')!, draft.value) : draft;
    return made.ok
      ? toOrder(c, one, textOf(values, 'title'), made.value.id)
      : emergencyForm(c, one, values, made.error);
  });

  return screen;
}

/** By which an order of it is found again. */
const reasonOf = ({ id, sender, number }: Bulletin): string =>
  `Bản tin cấp trên số ${id}${number && ` (${number.slice(0, 60)})`}, ${sender}`.slice(0, 290);
