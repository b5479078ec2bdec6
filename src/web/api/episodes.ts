/** `/episodes` and the approval of each. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EpisodeSheet } from '../../../views/episode-parts.tsx';
import { CONTRIBUTOR_ROLES } from '../../core/contributors.ts';
import { EPISODE_STATES, type EpisodeInFull } from '../../core/episodes.ts';
import { LANGUAGES } from '../../core/languages.ts';
import type { Approval as ApprovalRow } from '../../core/model.ts';
import { approvalDraft, approveEpisode, type By, withdrawApproval } from '../approval-forms.ts';
import { archiveEpisode, episodeDraft, saveEpisode } from '../episode-forms.ts';
import { openSheets, pageOfIssues } from '../episode-sheets.ts';
import { problem, refused } from '../problem.ts';
import type { Env, Station } from '../station.ts';
import { bodyOf, Day, flag, IdParam, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const Approval = z
  .object({
    id: z.int(),
    episodeId: z.int(),
    playoutSha256: z.string().openapi({ description: 'The sound it is bound to' }),
    authorId: z.int(),
    approverId: z.int(),
    soleReason: z.string().nullable().openapi({ description: 'Why one person had a hand in it and approved it' }),
    signedAs: z.string().openapi({ description: 'Of one who approved in another’s place', example: 'TUQ. GIÁM ĐỐC' }),
    mandate: z.string().openapi({ description: 'The paper that says so, with its days' }),
    heardMs: z.int().nullable().openapi({ description: 'Of the sound, in the pages of the station, by then' }),
    lengthMs: z.int().nullable(),
    approvedAt: Instant,
  })
  .openapi('Approval');

const Contributor = z
  .object({
    name: z.string(),
    role: z.enum(CONTRIBUTOR_ROLES),
    genre: z.string().openapi({ description: 'As the list of fees calls the work; empty: none said' }),
    userId: z.int().nullable().openapi({ description: 'The account of that name, where there is one' }),
  })
  .openapi('Contributor');

const Episode = z
  .object({
    id: z.int(),
    programmeId: z.string(),
    label: z.string().openapi({ example: 'Số 02/2025' }),
    year: z.int(),
    number: z.int(),
    language: z.enum(LANGUAGES).openapi({ description: 'Of one issue there may be a version in each' }),
    title: z.string(),
    notes: z.string(),
    contributors: z.array(Contributor),
    links: z.array(z.string()),
    topics: z.array(z.string()).openapi({ description: 'Keys, in the order of the plan' }),
    recordingId: z.int().nullable(),
    validFrom: Day.nullable().openapi({ description: 'Chosen for the air from this day on' }),
    validUntil: Day.nullable().openapi({ description: 'Until this day, inclusive' }),
    playoutSha256: z.string().nullable().openapi({ description: 'Of what would be heard now; null: nothing would' }),
    durationMs: z.int().nullable(),
    state: z.enum(EPISODE_STATES),
    isWaiting: z.boolean().openapi({ description: 'Has sound nobody approved; one that has aired may wait again' }),
    approval: Approval.nullable().openapi({ description: 'The one in force' }),
    airedAt: Instant.nullable(),
    authorId: z.int(),
    createdAt: Instant,
    changedAt: Instant,
    archivedAt: Instant.nullable(),
  })
  .openapi('Episode');

const newEpisode = episodeDraft.extend({ programmeId: z.string({ error: 'Nêu chuyên mục' }) });
const params = IdParam;

const list = createRoute({
  method: 'get',
  path: '/episodes',
  summary: 'Newest issue first',
  request: {
    query: z.object({
      programmeId: z.string().optional(),
      state: z.enum(EPISODE_STATES).optional(),
      search: z
        .string()
        .max(200)
        .optional()
        .openapi({ description: 'In titles and notes, with or without diacritics' }),
      archived: flag('Those put away too'),
      after: z
        .string()
        .regex(/^\d+\.\d+\.\d+$/, 'Lấy từ "next" của trang trước')
        .optional(),
    }),
  },
  responses: {
    200: json(
      z.object({ episodes: z.array(Episode), next: z.string().nullable() }),
      'A page; `next` is the next `after`',
    ),
    ...refusals(422),
  },
});
const add = createRoute({
  method: 'post',
  path: '/episodes',
  request: { body: bodyOf(newEpisode.openapi('EpisodeNew')) },
  responses: { 201: json(Episode, 'Added; whoever asks is its author'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/episodes/{id}',
  request: { params },
  responses: { 200: json(Episode, 'The episode'), ...refusals(404) },
});
const change = createRoute({
  method: 'put',
  path: '/episodes/{id}',
  summary: 'Replaces all that is written of it; another recording voids the approval',
  request: { params, body: bodyOf(episodeDraft.openapi('EpisodeDraft')) },
  responses: { 200: json(Episode, 'Changed'), ...refusals(400, 404, 409, 422) },
});
const archive = createRoute({
  method: 'delete',
  path: '/episodes/{id}',
  summary: 'Puts it away; what has a history is never deleted',
  request: { params },
  responses: { 204: { description: 'Archived' }, ...refusals(404) },
});
const findApproval = createRoute({
  method: 'get',
  path: '/episodes/{id}/approval',
  summary: 'The approval in force',
  request: { params },
  responses: { 200: json(Approval, 'In force'), ...refusals(404) },
});
const approve = createRoute({
  method: 'put',
  path: '/episodes/{id}/approval',
  summary: 'Approves one sound; 409 when that is not what would be heard now',
  request: { params, body: bodyOf(approvalDraft.openapi('ApprovalDraft')) },
  responses: { 200: json(Approval, 'In force'), ...refusals(400, 404, 409, 422) },
});
const withdraw = createRoute({
  method: 'delete',
  path: '/episodes/{id}/approval',
  request: { params },
  responses: { 204: { description: 'Withdrawn' }, ...refusals(404) },
});

const byOf = (c: Context<Env>): By => ({ user: c.get('user')!, origin: 'api' });

export function episodesApi(station: Station) {
  const { episodes, programmes, credits } = station.stores;
  const { zone } = station.config;

  const approvalOnTheWire = (approval: ApprovalRow) => ({
    id: approval.id,
    episodeId: approval.episodeId,
    playoutSha256: approval.playoutSha256,
    authorId: approval.authorId,
    approverId: approval.approverId,
    soleReason: approval.soleReason,
    signedAs: approval.signedAs,
    mandate: approval.mandate,
    heardMs: approval.heardMs,
    lengthMs: approval.lengthMs,
    approvedAt: instantOf(approval.approvedAt, zone),
  });
  const sheetOf = (episode: EpisodeInFull) => openSheets(station).sheetOf(episode);
  const creditsOf = (id: number) => {
    const { contributors, links } = credits.find(id);
    return { contributors: [...contributors], links: [...links] };
  };
  const onTheWire = (episode: EpisodeSheet) => ({
    id: episode.id,
    programmeId: episode.programmeId,
    label: episode.label,
    year: episode.year,
    number: episode.number,
    language: episode.language,
    title: episode.title,
    validFrom: episode.validFrom,
    validUntil: episode.validUntil,
    notes: episode.notes,
    ...creditsOf(episode.id),
    topics: [...episode.topics],
    recordingId: episode.recordingId,
    playoutSha256: episode.playoutSha256,
    durationMs: episode.durationMs,
    state: episode.state,
    isWaiting: episode.isWaiting,
    approval: episode.inForce ? approvalOnTheWire(episode.inForce) : null,
    airedAt: instantOrNull(episode.airedAt, zone),
    authorId: episode.authorId,
    createdAt: instantOf(episode.createdAt, zone),
    changedAt: instantOf(episode.changedAt, zone),
    archivedAt: instantOrNull(episode.archivedAt, zone),
  });
  const found = (id: number) => onTheWire(sheetOf(episodes.findInFull(id)!));

  return openApiPart()
    .openapi(list, (c) => {
      const { state, after, ...filter } = c.req.valid('query');
      const all = episodes.list(filter).map(openSheets(station).sheetOf);
      const { page, next } = pageOfIssues(state ? all.filter((one) => one.state === state) : all, after);
      return c.json({ episodes: page.map(onTheWire), next }, 200);
    })
    .openapi(add, (c) => {
      const { programmeId, ...draft } = c.req.valid('json');
      const programme = programmes.find(programmeId);
      if (!programme) return refused(c, { programmeId: 'Không có chuyên mục này' });
      const saved = saveEpisode(station, programme, draft, { by: byOf(c) });
      return saved.ok ? c.json(found(saved.value.id), 201) : refused(c, saved.error);
    })
    .openapi(find, (c) => {
      const episode = episodes.findInFull(c.req.valid('param').id);
      return episode ? c.json(onTheWire(sheetOf(episode)), 200) : problem(c, 404, ABSENT);
    })
    .openapi(change, (c) => {
      const before = episodes.findInFull(c.req.valid('param').id);
      if (!before) return problem(c, 404, ABSENT);
      if (before.archivedAt !== null) return problem(c, 409, 'Số này đã lưu trữ', 'Khôi phục rồi mới sửa được.');
      const saved = saveEpisode(station, programmes.find(before.programmeId)!, c.req.valid('json'), {
        before,
        by: byOf(c),
      });
      return saved.ok ? c.json(found(before.id), 200) : refused(c, saved.error);
    })
    .openapi(archive, (c) => {
      const { id } = c.req.valid('param');
      if (!episodes.find(id)) return problem(c, 404, ABSENT);
      archiveEpisode(station, id);
      return c.body(null, 204);
    })
    .openapi(findApproval, (c) => {
      const episode = episodes.findInFull(c.req.valid('param').id);
      if (!episode) return problem(c, 404, ABSENT);
      const { inForce, voided } = sheetOf(episode);
      if (inForce) return c.json(approvalOnTheWire(inForce), 200);
      const why = voided && `Âm thanh đã thay đổi sau khi duyệt ${instantOf(voided.approvedAt, zone)}.`;
      return problem(c, 404, 'Chưa được duyệt', why);
    })
    .openapi(approve, (c) => {
      const episode = episodes.findInFull(c.req.valid('param').id);
      if (!episode) return problem(c, 404, ABSENT);
      const approved = approveEpisode(station, episode, byOf(c), c.req.valid('json'));
      if (approved.ok) return c.json(approvalOnTheWire(approved.value), 200);
      const conflict = approved.error[''];
      return conflict ? problem(c, 409, 'Chưa duyệt được', conflict) : refused(c, approved.error);
    })
    .openapi(withdraw, (c) => {
      const episode = episodes.findInFull(c.req.valid('param').id);
      if (!episode) return problem(c, 404, ABSENT);
      return withdrawApproval(station, episode, byOf(c)) ? c.body(null, 204) : problem(c, 404, 'Chưa được duyệt');
    });
}

const ABSENT = 'Không có số này';
