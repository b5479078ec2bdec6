/** `/notices`: writing, submitting, approving and ordering them, and how abbreviations are read. */

import { createRoute, z } from '@hono/zod-openapi';
import {
  heardVersion,
  type NoticeApproval,
  type NoticeInFull,
  noticeState,
  versionApproval,
  versionState,
} from '../../core/notices.ts';
import { todayOf } from '../../core/time.ts';
import { hear, listeningDraft } from '../approval-steps.ts';
import {
  addNotice,
  approveNotice,
  changeNotice,
  endNotice,
  giveBackNotice,
  noticeApproval,
  noticeInput,
  noticeSound,
  precedenceDraft,
  putBefore,
  returnDraft,
  reviseNotice,
  submissionDraft,
  submitNotice,
  withdrawNotice,
} from '../notice-forms.ts';
import { keepPronunciations, pronunciationsDraft } from '../notice-reading.ts';
import { problem, refused } from '../problem.ts';
import type { Station } from '../station.ts';
import { Listening } from './approval.ts';
import { bodyOf, Day, IdParam, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const PAGE = 50;
const Version = z.object({
  number: z.int(),
  state: z.enum(['draft', 'waiting', 'returned', 'approved']),
  text: z.string().nullable().openapi({ description: 'null: recorded' }),
  spoken: z.string().nullable().openapi({ description: 'As the voice was given it' }),
  recordingId: z.int(),
  playoutSha256: z.string().nullable(),
  authorId: z.int(),
  madeAt: Instant,
  submittedAt: Instant.nullable(),
  returnNote: z.string(),
  approval: z
    .object({
      approverId: z.int(),
      approvedAt: Instant,
      heardMs: z.int().nullable().openapi({ description: 'What the approver had heard of it by then' }),
      lengthMs: z.int().nullable(),
    })
    .nullable()
    .openapi({ description: 'Of the sound it has now' }),
});
const Notice = z
  .object({
    id: z.int(),
    title: z.string(),
    source: z.string(),
    isPriority: z.boolean(),
    validFrom: Day,
    validUntil: Day.openapi({ description: 'Inclusive' }),
    timesPerDay: z.int(),
    slotIds: z.array(z.string()).nullable().openapi({ description: 'null: every place for notices' }),
    bulletinId: z.int().nullable(),
    state: z.enum(['draft', 'waiting', 'returned', 'running', 'coming', 'over', 'ended']),
    heardVersion: z.int().nullable().openapi({ description: 'The approved one that airs' }),
    versions: z.array(Version).openapi({ description: 'Newest first' }),
    changedAt: Instant,
  })
  .openapi('Notice');
const Pronunciations = pronunciationsDraft.openapi('Pronunciations');

const one = (description: string) => ({ 200: json(Notice, description), ...refusals(400, 404, 422) });
const path = '/notices/{id}';

export function noticesApi(station: Station) {
  const { notices, settings } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);
  const input = noticeInput(today());
  const draft = input.extend(noticeSound.shape).openapi('NoticeDraft');

  const approvalOut = (one: NoticeApproval | undefined) =>
    one
      ? {
          approverId: one.approverId,
          approvedAt: instantOf(one.approvedAt, zone),
          heardMs: one.heardMs,
          lengthMs: one.lengthMs,
        }
      : null;
  const onTheWire = (notice: NoticeInFull) => ({
    id: notice.id,
    title: notice.title,
    source: notice.source,
    isPriority: notice.isPriority,
    validFrom: notice.validFrom,
    validUntil: notice.validUntil,
    timesPerDay: notice.timesPerDay,
    slotIds: notice.slotIds && [...notice.slotIds],
    bulletinId: notice.bulletinId,
    state: noticeState(notice, String(today())),
    heardVersion: heardVersion(notice)?.number ?? null,
    versions: notice.versions.map((version) => ({
      number: version.number,
      state: versionState(version),
      text: version.text,
      spoken: version.spoken,
      recordingId: version.recordingId,
      playoutSha256: version.sound.playoutSha256,
      authorId: version.authorId,
      madeAt: instantOf(version.madeAt, zone),
      submittedAt: instantOrNull(version.submittedAt, zone),
      returnNote: version.returnNote,
      approval: approvalOut(versionApproval(version)),
    })),
    changedAt: instantOf(notice.changedAt, zone),
  });
  const now = (id: number) => onTheWire(notices.find(id)!);
  const MISSING = 'Không có thông báo này';

  const list = createRoute({
    method: 'get',
    path: '/notices',
    summary: 'In use, in the order in which they take places; or with `past`, those that are over',
    request: { query: z.object({ past: z.enum(['1']).optional(), before: z.coerce.number().int().optional() }) },
    responses: { 200: json(z.object({ notices: z.array(Notice) }), 'Notices'), ...refusals(422) },
  });
  const add = createRoute({
    method: 'post',
    path: '/notices',
    summary:
      '`text` is read out now; or a `recordingId` of the library. Nothing airs before it is submitted and approved',
    request: { body: bodyOf(draft) },
    responses: { 201: json(Notice, 'A draft, to be heard'), ...refusals(400, 422) },
  });
  const reading = createRoute({
    method: 'get',
    path: '/notices/pronunciations',
    responses: { 200: json(Pronunciations, 'How abbreviations are read'), ...refusals() },
  });
  const setReading = createRoute({
    method: 'put',
    path: '/notices/pronunciations',
    request: { body: bodyOf(Pronunciations) },
    responses: { 200: json(Pronunciations, 'Of what is read out from now on'), ...refusals(400, 422) },
  });
  const find = createRoute({ method: 'get', path, request: { params: IdParam }, responses: one('The notice') });
  const change = createRoute({
    method: 'put',
    path,
    summary: 'When, where and how often; what is heard stays',
    request: { params: IdParam, body: bodyOf(input.openapi('NoticeChange')) },
    responses: one('Changed'),
  });
  const end = createRoute({
    method: 'delete',
    path,
    request: { params: IdParam },
    responses: { 204: { description: 'It airs no more; the log keeps what did' }, ...refusals(404, 422) },
  });
  const revise = createRoute({
    method: 'post',
    path: `${path}/versions`,
    summary: 'Another text or recording; the approved version airs until this one is approved',
    request: { params: IdParam, body: bodyOf(noticeSound.openapi('NoticeSound')) },
    responses: one('With a new version'),
  });
  const submit = createRoute({
    method: 'put',
    path: `${path}/submission`,
    request: { params: IdParam, body: bodyOf(submissionDraft.openapi('NoticeSubmission')) },
    responses: one('Waits for an approver'),
  });
  const approve = createRoute({
    method: 'put',
    path: `${path}/approval`,
    request: { params: IdParam, body: bodyOf(noticeApproval.openapi('NoticeApprovalDraft')) },
    responses: one('Takes its places'),
  });
  const withdraw = createRoute({
    method: 'delete',
    path: `${path}/approval`,
    request: { params: IdParam },
    responses: { 204: { description: 'It airs no more' }, ...refusals(404, 409, 422) },
  });
  const giveBack = createRoute({
    method: 'put',
    path: `${path}/return`,
    request: { params: IdParam, body: bodyOf(returnDraft.openapi('NoticeReturn')) },
    responses: one('Back with its author'),
  });
  const listen = createRoute({
    method: 'put',
    path: `${path}/listening`,
    summary: 'Adds what was heard of the newest version by whoever asks, in ms; what was heard before stays',
    request: { params: IdParam, body: bodyOf(listeningDraft) },
    responses: { 200: json(Listening, 'All in all'), ...refusals(400, 404, 409, 422) },
  });
  const order = createRoute({
    method: 'put',
    path: `${path}/precedence`,
    summary: 'Goes before another; of two priority notices that meet the reason is kept',
    request: { params: IdParam, body: bodyOf(precedenceDraft.openapi('NoticePrecedence')) },
    responses: one('Goes first'),
  });

  return openApiPart()
    .openapi(list, (c) => {
      const { past, before } = c.req.valid('query');
      const found = past ? notices.past(String(today()), PAGE, before) : notices.standing(String(today()));
      return c.json({ notices: found.map(onTheWire) }, 200);
    })
    .openapi(add, async (c) => {
      const { text, recordingId, ...rest } = c.req.valid('json');
      const added = await addNotice(station, c.get('user')!, rest, { text, recordingId });
      return added.ok ? c.json(onTheWire(added.value), 201) : refused(c, added.error);
    })
    .openapi(reading, (c) => c.json({ pronunciations: [...settings.find().pronunciations] }, 200))
    .openapi(setReading, (c) => {
      const kept = keepPronunciations(station, c.req.valid('json').pronunciations);
      return kept.ok ? c.json({ pronunciations: [...kept.value] }, 200) : refused(c, kept.error);
    })
    .openapi(find, (c) => {
      const notice = notices.find(c.req.valid('param').id);
      return notice ? c.json(onTheWire(notice), 200) : problem(c, 404, MISSING);
    })
    .openapi(change, (c) => {
      const notice = notices.find(c.req.valid('param').id);
      if (!notice) return problem(c, 404, MISSING);
      const changed = changeNotice(station, notice, c.req.valid('json'));
      return changed.ok ? c.json(onTheWire(changed.value), 200) : refused(c, changed.error);
    })
    .openapi(end, (c) => {
      const notice = notices.find(c.req.valid('param').id);
      if (!notice) return problem(c, 404, MISSING);
      endNotice(station, notice);
      return c.body(null, 204);
    })
    .openapi(revise, async (c) => {
      const notice = notices.find(c.req.valid('param').id);
      if (!notice) return problem(c, 404, MISSING);
      const revised = await reviseNotice(station, c.get('user')!, notice, c.req.valid('json'));
      return revised.ok ? c.json(onTheWire(revised.value), 200) : refused(c, revised.error);
    })
    .openapi(submit, (c) => {
      const notice = notices.find(c.req.valid('param').id);
      if (!notice) return problem(c, 404, MISSING);
      const submitted = submitNotice(station, notice);
      return submitted.ok ? c.json(now(notice.id), 200) : refused(c, submitted.error);
    })
    .openapi(approve, (c) => {
      const notice = notices.find(c.req.valid('param').id);
      if (!notice) return problem(c, 404, MISSING);
      const approved = approveNotice(station, notice, c.get('user')!, c.req.valid('json'));
      return approved.ok ? c.json(now(notice.id), 200) : refused(c, approved.error);
    })
    .openapi(withdraw, (c) => {
      const notice = notices.find(c.req.valid('param').id);
      if (!notice) return problem(c, 404, MISSING);
      return withdrawNotice(station, notice, c.get('user')!)
        ? c.body(null, 204)
        : problem(c, 409, 'Thông báo này chưa được duyệt');
    })
    .openapi(giveBack, (c) => {
      const notice = notices.find(c.req.valid('param').id);
      if (!notice) return problem(c, 404, MISSING);
      const returned = giveBackNotice(station, notice, c.get('user')!, c.req.valid('json'));
      return returned.ok ? c.json(now(notice.id), 200) : refused(c, returned.error);
    })
    .openapi(listen, (c) => {
      const notice = notices.find(c.req.valid('param').id);
      if (!notice) return problem(c, 404, MISSING);
      const by = { user: c.get('user')! };
      const heard = hear(station, notice.versions[0]!.sound, by, c.req.valid('json'));
      return heard
        ? c.json(heard, 200)
        : problem(c, 409, 'Âm thanh đã thay đổi', 'Đọc lại thông báo này rồi nghe bản mới.');
    })
    .openapi(order, (c) => {
      const notice = notices.find(c.req.valid('param').id);
      if (!notice) return problem(c, 404, MISSING);
      const put = putBefore(station, notice, c.get('user')!, c.req.valid('json'));
      return put.ok ? c.json(now(notice.id), 200) : refused(c, put.error);
    });
}
