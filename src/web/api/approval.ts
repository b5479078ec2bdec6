/** The way of an episode between its editor and its approver, who may approve in another's place, and when one does both. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type EpisodeStep, ORIGINS, type SoleMode, STEP_KINDS } from '../../core/approval.ts';
import type { By } from '../approval-forms.ts';
import { decisionDraft, hear, listeningDraft, recallEpisode, sendBack, submitEpisode } from '../approval-steps.ts';
import { addDeputy, addSoleMode, type Deputy, deputyInput, endSoleMode, listDeputies, soleInput } from '../deputies.ts';
import { problem, refused } from '../problem.ts';
import type { Env, Station } from '../station.ts';
import { bodyOf, IdParam, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const Step = z
  .object({
    id: z.int(),
    at: Instant,
    kind: z.enum(STEP_KINDS).openapi({ description: 'voided: what would be heard is no longer what was approved' }),
    madeBy: z.int().nullable().openapi({ description: 'Null: nobody; the sound itself changed' }),
    remark: z.string(),
    cause: z
      .enum(['replaced', 'removed', 'trimmed', 'remade', 'put-away'])
      .nullable()
      .openapi({ description: 'Why an approval is void' }),
    origin: z.enum(ORIGINS),
    playoutSha256: z.string().nullable(),
    approvalId: z.int().nullable(),
  })
  .openapi('EpisodeStep');

export const Listening = z
  .object({ heardMs: z.int().openapi({ description: 'Each second once' }), lengthMs: z.int() })
  .openapi('Listening');

const DeputyOnTheWire = z
  .object({
    id: z.int().openapi({ description: 'Of the substitution that lends the role' }),
    userId: z.int(),
    forUserId: z.int().nullable(),
    from: Instant,
    until: Instant.openapi({ description: 'Exclusive' }),
    document: z.string(),
    form: z.string().nullable().openapi({ description: 'KT., TUQ. or TL.; null: nobody said' }),
    inPlaceOf: z.string().nullable(),
    position: z.string().nullable(),
  })
  .openapi('ApprovalDeputy');

const Sole = z
  .object({
    id: z.int(),
    from: Instant,
    until: Instant.openapi({ description: 'Exclusive' }),
    reason: z.string(),
    madeBy: z.int(),
    endedAt: Instant.nullable(),
  })
  .openapi('SoleMode');

const params = IdParam;
const steps = createRoute({
  method: 'get',
  path: '/episodes/{id}/steps',
  summary: 'Its whole history between editor and approver, newest first',
  request: { params },
  responses: { 200: json(z.object({ steps: z.array(Step) }), 'Never changed'), ...refusals(404) },
});
const submit = createRoute({
  method: 'put',
  path: '/episodes/{id}/submission',
  summary: 'Gives it to the approver',
  request: { params },
  responses: { 200: json(Step, 'Submitted'), ...refusals(404, 409) },
});
const recall = createRoute({
  method: 'delete',
  path: '/episodes/{id}/submission',
  summary: 'Takes it back before anybody has decided',
  request: { params },
  responses: { 200: json(Step, 'Recalled'), ...refusals(404, 409) },
});
const decide = createRoute({
  method: 'post',
  path: '/episodes/{id}/decisions',
  summary: 'Sends it back to its editor; a remark may name places in the sound ("tại 03:20")',
  request: { params, body: bodyOf(decisionDraft.openapi('EpisodeDecision')) },
  responses: { 201: json(Step, 'Sent back'), ...refusals(400, 404, 409, 422) },
});
const listen = createRoute({
  method: 'put',
  path: '/episodes/{id}/listening',
  summary: 'Adds what was heard of the sound by whoever asks, in ms; what was heard before stays',
  request: { params, body: bodyOf(listeningDraft.openapi('ListeningDraft')) },
  responses: { 200: json(Listening, 'All in all'), ...refusals(400, 404, 409, 422) },
});
const deputies = createRoute({
  method: 'get',
  path: '/approval-deputies',
  summary: 'Those who approve in another’s place, now or later; ended as the substitution they are',
  responses: { 200: json(z.object({ deputies: z.array(DeputyOnTheWire) }), 'By their beginning'), ...refusals() },
});
const depute = createRoute({
  method: 'post',
  path: '/approval-deputies',
  request: { body: bodyOf(deputyInput.openapi('ApprovalDeputyDraft')) },
  responses: { 201: json(DeputyOnTheWire, 'Both days inclusive'), ...refusals(400, 422) },
});
const soles = createRoute({
  method: 'get',
  path: '/sole-modes',
  summary: 'Days on which one person may approve what they made, now or later',
  responses: { 200: json(z.object({ soleModes: z.array(Sole) }), 'By their beginning'), ...refusals() },
});
const allowSole = createRoute({
  method: 'post',
  path: '/sole-modes',
  request: { body: bodyOf(soleInput.openapi('SoleModeDraft')) },
  responses: { 201: json(Sole, 'Both days inclusive'), ...refusals(400, 422) },
});
const endSole = createRoute({
  method: 'delete',
  path: '/sole-modes/{id}',
  summary: 'Ends it at once; it stays on record',
  request: { params },
  responses: { 204: { description: 'Ended' }, ...refusals(404) },
});

const ABSENT = 'Không có số này';

export function approvalApi(station: Station) {
  const { episodes, episodeSteps, soleModes } = station.stores;
  const { zone } = station.config;
  const byOf = (c: Context<Env>): By => ({ user: c.get('user')!, origin: 'api' });

  const stepOut = ({ episodeId: _, at, ...step }: EpisodeStep) => ({ ...step, at: instantOf(at, zone) });
  const deputyOut = ({ substitution, signature }: Deputy) => ({
    id: substitution.id,
    userId: substitution.userId,
    forUserId: substitution.forUserId,
    from: instantOf(substitution.from, zone),
    until: instantOf(substitution.until, zone),
    document: substitution.document,
    form: signature?.form ?? null,
    inPlaceOf: signature?.inPlaceOf ?? null,
    position: signature?.position ?? null,
  });
  const soleOut = ({ id, from, until, reason, madeBy, endedAt }: SoleMode) => ({
    ...{ id, reason, madeBy, from: instantOf(from, zone), until: instantOf(until, zone) },
    endedAt: instantOrNull(endedAt, zone),
  });

  return openApiPart()
    .openapi(steps, (c) => {
      const { id } = c.req.valid('param');
      if (!episodes.find(id)) return problem(c, 404, ABSENT);
      return c.json({ steps: episodeSteps.of(id).map(stepOut) }, 200);
    })
    .openapi(submit, (c) => {
      const episode = episodes.findInFull(c.req.valid('param').id);
      if (!episode) return problem(c, 404, ABSENT);
      const said = submitEpisode(station, episode, byOf(c));
      return said.ok ? c.json(stepOut(said.value), 200) : problem(c, 409, 'Chưa trình duyệt được', said.error['']);
    })
    .openapi(recall, (c) => {
      const episode = episodes.findInFull(c.req.valid('param').id);
      if (!episode) return problem(c, 404, ABSENT);
      const said = recallEpisode(station, episode, byOf(c));
      return said.ok ? c.json(stepOut(said.value), 200) : problem(c, 409, 'Không thu hồi được', said.error['']);
    })
    .openapi(decide, (c) => {
      const episode = episodes.findInFull(c.req.valid('param').id);
      if (!episode) return problem(c, 404, ABSENT);
      const said = sendBack(station, episode, byOf(c), c.req.valid('json'));
      if (said.ok) return c.json(stepOut(said.value), 201);
      const conflict = said.error[''];
      return conflict ? problem(c, 409, 'Chưa trả lại được', conflict) : refused(c, said.error);
    })
    .openapi(listen, (c) => {
      const episode = episodes.findInFull(c.req.valid('param').id);
      if (!episode) return problem(c, 404, ABSENT);
      const heard = hear(station, episode.recording, byOf(c), c.req.valid('json'));
      return heard ? c.json(heard, 200) : problem(c, 409, 'Âm thanh đã thay đổi', 'Đọc lại số này rồi nghe bản mới.');
    })
    .openapi(deputies, (c) => c.json({ deputies: listDeputies(station).map(deputyOut) }, 200))
    .openapi(depute, (c) => {
      const added = addDeputy(station, c.req.valid('json'), c.get('user')!.id);
      return added.ok ? c.json(deputyOut(added.value), 201) : refused(c, added.error);
    })
    .openapi(soles, (c) => c.json({ soleModes: soleModes.list(station.clock()).map(soleOut) }, 200))
    .openapi(allowSole, (c) => {
      const added = addSoleMode(station, c.req.valid('json'), c.get('user')!.id);
      return added.ok ? c.json(soleOut(added.value), 201) : refused(c, added.error);
    })
    .openapi(endSole, (c) =>
      endSoleMode(station, c.req.valid('param').id, c.get('user')!.id)
        ? c.body(null, 204)
        : problem(c, 404, 'Không có, hoặc đã hết'),
    );
}
