/** Thông báo: writing, hearing, submitting and approving them, their order, and the places they take. */
import { type Context, Hono } from 'hono';
import { AddNoticePage, ConfirmNoticeEnd, EditNoticePage, NoticePage, ReviseNoticePage } from '../../views/notice.tsx';
import { NoticesPage, NOTICES_PATH as PATH, PastNoticesPage, ReadingPage } from '../../views/notices.tsx';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { heardWords } from '../core/approval.ts';
import { type NoticeInFull, noticeState, TIMES } from '../core/notices.ts';
import { readAloud, unknownAbbreviations } from '../core/reading-aloud.ts';
import type { FieldErrors, Result } from '../core/result.ts';
import { dayOf, todayOf } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import { outcomeWord } from '../core/words.ts';
import { may } from './access.ts';
import { heardOf, hearForm } from './approval-steps.ts';
import { receiveSound } from './emergency-sound.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import {
  addNotice,
  approveNotice,
  changeNotice,
  endNotice,
  giveBackNotice,
  noticeApproval,
  noticeInput,
  noticeSlots,
  noticeSound,
  precedenceDraft,
  putBefore,
  returnDraft,
  reviseNotice,
  submissionDraft,
  submitNotice,
  withdrawNotice,
} from './notice-forms.ts';
import { comingOf, noticePlaces, shortagesOf } from './notice-places.ts';
import { pronunciationLines, savePronunciations } from './notice-reading.ts';
import type { Env, Station } from './station.ts';

const PAGE = 50;
const SCRIPT = 'emergency.js';

export function noticesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { notices, recordings, people, settings, slots } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);
  const asked = (c: Context<Env, string>) => notices.find(Number(c.req.param('id')));
  const at = (notice: NoticeInFull) => `${PATH}/${notice.id}`;

  // lists -----------------------------------------------------------------------------------------------------------------

  function home(c: Context<Env>, values: FormValues = {}, errors: FieldErrors = {}) {
    const day = String(today());
    const all = notices.standing(day);
    const page = NoticesPage({
      lines: all.map((notice) => ({
        notice,
        state: noticeState(notice, day),
        next: comingOf(station, notice)[0]?.words ?? null,
      })),
      places: noticePlaces(station),
      shortages: shortagesOf(station, all),
      precedences: notices.precedences(),
      hasPlaces: noticeSlots(station).length > 0,
      may: (route) => may(c.get('user'), route),
      ...{ zone, values, errors },
    });
    return c.render(page, { title: 'Thông báo', status: statusOf(errors) });
  }

  screen.get(PATH, (c) => home(c));
  screen.get(`${PATH}/cu`, (c) => {
    const day = String(today());
    const found = notices.past(day, PAGE + 1, Number(c.req.query('truoc')) || undefined);
    const shown = found.slice(0, PAGE);
    const page = PastNoticesPage({
      lines: shown.map((notice) => ({ notice, state: noticeState(notice, day), next: null })),
      older: found.length > PAGE ? `${PATH}/cu?truoc=${shown.at(-1)!.id}` : undefined,
    });
    return c.render(page, { title: 'Thông báo đã qua' });
  });
  screen.post(`${PATH}/:id{[0-9]+}/thu-tu`, async (c) => {
    const notice = asked(c);
    if (!notice) return c.notFound();
    const values = await readForm(c);
    const draft = parseForm(precedenceDraft, values);
    const put = draft.ok ? putBefore(station, notice, c.get('user')!, draft.value) : draft;
    return put.ok
      ? seeOther(c, PATH, `“${notice.title}” phát trước.`)
      : home(c, { ...values, id: String(notice.id) }, put.error);
  });

  // how it is read ----------------------------------------------------------------------------------------------------------

  function reading(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const sample = c.req.query('thu') ?? 'UBND xã mời bà con tiêm phòng lúc 07h30 ngày 05/9/2025, gọi 0905 123 456.';
    const page = ReadingPage({
      ...{ values, errors, sample },
      spoken: readAloud(sample, settings.find().pronunciations),
      mayChange: may(c.get('user'), `POST ${PATH}/cach-doc`),
    });
    return c.render(page, { title: 'Cách đọc chữ viết tắt', status: statusOf(errors) });
  }
  screen.get(`${PATH}/cach-doc`, (c) => reading(c, { list: pronunciationLines(station) }));
  screen.post(`${PATH}/cach-doc`, async (c) => {
    const values = await readForm(c);
    const saved = savePronunciations(station, textOf(values, 'list'));
    return saved.ok
      ? seeOther(c, `${PATH}/cach-doc`, 'Đã lưu. Thông báo đã tạo giữ nguyên giọng đọc.')
      : reading(c, values, saved.error);
  });

  // a new one ---------------------------------------------------------------------------------------------------------------

  function add(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const recording = recordings.find(Number(textOf(values, 'recordingId')) || 0);
    const page = AddNoticePage({ values, errors, slots: noticeSlots(station), recording });
    return c.render(page, { title: 'Thêm thông báo', status: statusOf(errors), script: SCRIPT });
  }
  const fresh = (): FormValues => ({
    ...{ validFrom: formatDate(today()), validUntil: formatDate(today().add({ days: 6 })) },
    ...{ timesPerDay: String(TIMES.usual), isPriority: '', title: '' },
  });

  screen.get(`${PATH}/them`, (c) => {
    const recording = recordings.find(Number(c.req.query('tep')) || 0);
    return add(c, { ...fresh(), ...(recording && { recordingId: String(recording.id), title: recording.title }) });
  });
  screen.post(`${PATH}/ghi-am`, async (c) => {
    const received = await receiveSound(c, station, 'Thông báo');
    return received.ok ? c.redirect(`${PATH}/them?tep=${received.value.id}`, 303) : add(c, fresh(), received.error);
  });
  screen.post(PATH, async (c) => {
    const values = await readForm(c);
    const input = parseForm(noticeInput(today()), values);
    const sound = parseForm(noticeSound, values);
    if (!input.ok || !sound.ok)
      return add(c, values, { ...(input.ok ? {} : input.error), ...(sound.ok ? {} : sound.error) });
    const added = await addNotice(station, c.get('user')!, input.value, sound.value);
    return added.ok ? seeOther(c, at(added.value), 'Đã lưu. Nghe thử rồi trình duyệt.') : add(c, values, added.error);
  });

  // one of them -------------------------------------------------------------------------------------------------------------

  function show(c: Context<Env>, notice: NoticeInFull, values: FormValues = {}, errors: FieldErrors = {}) {
    const version = notice.versions[0]!;
    const titles = new Map(
      slots.list({ archived: true }).map(({ id, title, startTime }) => [id, `${startTime.slice(0, 5)} ${title}`]),
    );
    const page = NoticePage({
      ...{ notice, zone, values, errors },
      state: noticeState(notice, String(today())),
      recording: recordings.find(version.recordingId),
      nameOf: (id) => (id === null ? '' : (people.find(id)?.name ?? '')),
      slotTitles: (notice.slotIds ?? []).map((id) => titles.get(id) ?? id),
      unknown: version.text === null ? [] : unknownAbbreviations(version.text, settings.find().pronunciations),
      coming: comingOf(station, notice).map(({ start }) => ({ start, day: String(dayOf(start, zone)) })),
      airings: notices.airings(notice.id, 20).map(({ outcome, ...one }) => ({ ...one, words: outcomeWord(outcome) })),
      heard: heardOf(station, c.get('user')!, version.sound),
      may: (route) => may(c.get('user'), route),
    });
    return c.render(page, { title: notice.title, status: statusOf(errors), script: 'approval.js' });
  }

  screen.get(`${PATH}/:id{[0-9]+}`, (c) => {
    const notice = asked(c);
    return notice ? show(c, notice) : c.notFound();
  });

  /** Answers with the words the page shows of it. */
  screen.post(`${PATH}/:id{[0-9]+}/da-nghe`, async (c) => {
    const notice = asked(c);
    if (!notice) return c.notFound();
    const by = { user: c.get('user')! };
    const heard = hearForm(station, notice.versions[0]!.sound, by, await readForm(c));
    if (!heard) return c.text('Âm thanh đã thay đổi; tải lại trang', 422);
    return c.text(heardWords(heard.heardMs, heard.lengthMs));
  });

  /** A form that is one button, or a little more, on the page of the notice. */
  async function act<T>(
    c: Context<Env, string>,
    done: string,
    deed: (notice: NoticeInFull, values: FormValues) => Result<T, FieldErrors>,
  ) {
    const notice = asked(c);
    if (!notice) return c.notFound();
    const values = await readForm(c);
    const result = deed(notice, values);
    return result.ok ? seeOther(c, at(notice), done) : show(c, notice, values, result.error);
  }
  screen.post(`${PATH}/:id{[0-9]+}/trinh`, (c) =>
    act(c, 'Đã trình duyệt.', (notice, values) => {
      const heard = parseForm(submissionDraft, values);
      return heard.ok ? submitNotice(station, notice) : heard;
    }),
  );
  screen.post(`${PATH}/:id{[0-9]+}/duyet`, (c) =>
    act(c, 'Đã duyệt. Thông báo vào các khung đã chọn.', (notice, values) => {
      const draft = parseForm(noticeApproval, values);
      hearForm(station, notice.versions[0]!.sound, { user: c.get('user')! }, values);
      return draft.ok ? approveNotice(station, notice, c.get('user')!, draft.value) : draft;
    }),
  );
  screen.post(`${PATH}/:id{[0-9]+}/tra-lai`, (c) =>
    act(c, 'Đã trả lại để sửa.', (notice, values) => {
      const draft = parseForm(returnDraft, values);
      hearForm(station, notice.versions[0]!.sound, { user: c.get('user')! }, values);
      return draft.ok ? giveBackNotice(station, notice, c.get('user')!, draft.value) : draft;
    }),
  );
  screen.post(`${PATH}/:id{[0-9]+}/thu-hoi`, async (c) => {
    const notice = asked(c);
    if (!notice) return c.notFound();
    return withdrawNotice(station, notice, c.get('user')!)
      ? seeOther(c, at(notice), 'Đã thu hồi duyệt; thông báo ra khỏi các khung.')
      : seeOther(c, at(notice), 'Thông báo này chưa được duyệt.', 'warn');
  });
  screen.get(`${PATH}/:id{[0-9]+}/thoi`, (c) => {
    const notice = asked(c);
    return notice ? c.render(ConfirmNoticeEnd({ notice }), { title: 'Thôi phát thông báo' }) : c.notFound();
  });
  screen.post(`${PATH}/:id{[0-9]+}/thoi`, (c) => {
    const notice = asked(c);
    if (!notice) return c.notFound();
    endNotice(station, notice);
    return seeOther(c, PATH, `Đã thôi phát “${notice.title}”.`);
  });

  // changing it -------------------------------------------------------------------------------------------------------------

  function edit(c: Context<Env>, notice: NoticeInFull, values: FormValues, errors: FieldErrors = {}) {
    const page = EditNoticePage({ notice, values, errors, slots: noticeSlots(station) });
    return c.render(page, { title: 'Sửa thông báo', status: statusOf(errors) });
  }
  screen.get(`${PATH}/:id{[0-9]+}/sua`, (c) => {
    const notice = asked(c);
    if (!notice) return c.notFound();
    const { title, source, validFrom, validUntil, timesPerDay, slotIds, isPriority } = notice;
    const typed = (iso: string) => formatDate(iso);
    return edit(c, notice, {
      ...{ title, source, validFrom: typed(validFrom), validUntil: typed(validUntil), slotIds: slotIds ?? [] },
      ...{ timesPerDay: String(timesPerDay), isPriority: isPriority ? '1' : '' },
    });
  });
  screen.post(`${PATH}/:id{[0-9]+}/sua`, async (c) => {
    const notice = asked(c);
    if (!notice) return c.notFound();
    const values = await readForm(c);
    const input = parseForm(noticeInput(today()), values);
    const changed = input.ok ? changeNotice(station, notice, input.value) : input;
    return changed.ok ? seeOther(c, at(notice), 'Đã lưu.') : edit(c, notice, values, changed.error);
  });

  function revise(c: Context<Env>, notice: NoticeInFull, values: FormValues, errors: FieldErrors = {}) {
    const page = ReviseNoticePage({ notice, values, errors });
    return c.render(page, { title: 'Sửa nội dung thông báo', status: statusOf(errors), script: SCRIPT });
  }
  screen.get(`${PATH}/:id{[0-9]+}/noi-dung`, (c) => {
    const notice = asked(c);
    return notice ? revise(c, notice, { text: notice.versions[0]!.text ?? '' }) : c.notFound();
  });
  screen.post(`${PATH}/:id{[0-9]+}/noi-dung`, async (c) => {
    const notice = asked(c);
    if (!notice) return c.notFound();
    const values = await readForm(c);
    const sound = parseForm(noticeSound, values);
    const revised = sound.ok ? await reviseNotice(station, c.get('user')!, notice, sound.value) : sound;
    return revised.ok
      ? seeOther(c, at(notice), 'Đã có bản mới. Nghe thử rồi trình duyệt.')
      : revise(c, notice, values, revised.error);
  });
  screen.post(`${PATH}/:id{[0-9]+}/ghi-am`, async (c) => {
    const notice = asked(c);
    if (!notice) return c.notFound();
    const received = await receiveSound(c, station, 'Thông báo');
    const sound = received.ok && { text: '', recordingId: received.value.id };
    const revised = sound ? await reviseNotice(station, c.get('user')!, notice, sound) : received;
    return revised.ok
      ? seeOther(c, at(notice), 'Đã có bản mới. Nghe thử rồi trình duyệt.')
      : revise(c, notice, {}, revised.error);
  });

  return screen;
}
