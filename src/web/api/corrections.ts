/** `/airings/{id}/corrections` and `/airings/{id}/causes`: what people said of a closed airing. Added, never changed. */
import { createRoute, z } from '@hono/zod-openapi';
import { CAUSE_LIST } from '../../core/causes.ts';
import type { Correction } from '../../core/correction.ts';
import type { Outcome, Reason } from '../../core/model.ts';
import { durationMs, framesToMs, msToFrames } from '../../core/time.ts';
import type { ConfirmedCause } from '../../storage/corrections.ts';
import { causeInput, confirmCause, correctAiring, correctionFields, proposalFor } from '../correction-forms.ts';
import { problem, refused } from '../problem.ts';
import type { Station } from '../station.ts';
import { bodyOf, IdParam, Instant, InstantIn, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const CorrectionOut = z
  .object({
    id: z.int(),
    outcome: z.string(),
    reason: z.string().nullable(),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    playedMs: z.int(),
    why: z.string(),
    madeBy: z.object({ id: z.int(), name: z.string() }),
    madeAt: Instant,
  })
  .openapi('Correction');

const CauseOut = z
  .object({
    code: z.string(),
    proposed: z.string().nullable().openapi({ description: 'What the program had proposed' }),
    note: z.string(),
    madeBy: z.object({ id: z.int(), name: z.string() }),
    madeAt: Instant,
  })
  .openapi('Cause');

const draft = z
  .object({
    ...correctionFields,
    startedAt: InstantIn.nullable().default(null),
    endedAt: InstantIn.nullable().default(null),
    playedMs: z.int().nonnegative().default(0),
  })
  .openapi('CorrectionDraft', { description: 'The whole right reading of the row' });

const listCorrections = createRoute({
  method: 'get',
  path: '/airings/{id}/corrections',
  request: { params: IdParam },
  responses: {
    200: json(z.object({ corrections: z.array(CorrectionOut) }), 'In order: the last holds'),
    ...refusals(404),
  },
});
const correct = createRoute({
  method: 'post',
  path: '/airings/{id}/corrections',
  summary: 'Says what the row should say; the row itself stays as it is',
  request: { params: IdParam, body: bodyOf(draft) },
  responses: { 201: json(CorrectionOut, 'It holds from now on'), ...refusals(400, 404, 422) },
});
const listCauses = createRoute({
  method: 'get',
  path: '/airings/{id}/causes',
  request: { params: IdParam },
  responses: {
    200: json(
      z.object({ proposed: z.enum(CAUSE_LIST).nullable(), causes: z.array(CauseOut) }),
      'What the program proposes, and what people confirmed: the last holds',
    ),
    ...refusals(404),
  },
});
const confirm = createRoute({
  method: 'post',
  path: '/airings/{id}/causes',
  request: { params: IdParam, body: bodyOf(causeInput.openapi('CauseDraft')) },
  responses: { 201: json(CauseOut, 'It holds from now on'), ...refusals(400, 404, 422) },
});

export function correctionsApi(station: Station) {
  const { airings, causes, corrections } = station.stores;
  const { zone } = station.config;
  const correctionOut = ({ airingId: _, madeBy, madeByName, playedFrames, ...row }: Correction) => ({
    ...row,
    startedAt: instantOrNull(row.startedAt, zone),
    endedAt: instantOrNull(row.endedAt, zone),
    playedMs: framesToMs(playedFrames),
    madeBy: { id: madeBy, name: madeByName },
    madeAt: instantOf(row.madeAt, zone),
  });
  const causeOut = ({ code, proposed, note, madeBy, madeByName, madeAt }: ConfirmedCause) => ({
    ...{ code, proposed, note },
    madeBy: { id: madeBy, name: madeByName },
    madeAt: instantOf(madeAt, zone),
  });

  return openApiPart()
    .openapi(listCorrections, (c) => {
      const { id } = c.req.valid('param');
      if (!airings.find(id)) return problem(c, 404, 'Không có lượt phát này');
      return c.json({ corrections: corrections.list(id).map(correctionOut) }, 200);
    })
    .openapi(correct, (c) => {
      const airing = airings.find(c.req.valid('param').id);
      if (!airing) return problem(c, 404, 'Không có lượt phát này');
      const { outcome, reason, playedMs, ...rest } = c.req.valid('json');
      const reading = {
        ...rest,
        outcome: outcome as Outcome,
        reason: reason as Reason | null,
        playedFrames: msToFrames(durationMs(playedMs)),
      };
      const done = correctAiring(station, airing, reading, c.get('user')!);
      return done.ok ? c.json(correctionOut(corrections.list(airing.id).at(-1)!), 201) : refused(c, done.error);
    })
    .openapi(listCauses, (c) => {
      const airing = airings.find(c.req.valid('param').id);
      if (!airing) return problem(c, 404, 'Không có lượt phát này');
      const proposed = proposalFor(station, airing) ?? null;
      return c.json({ proposed, causes: causes.list(airing.id).map(causeOut) }, 200);
    })
    .openapi(confirm, (c) => {
      const airing = airings.find(c.req.valid('param').id);
      if (!airing) return problem(c, 404, 'Không có lượt phát này');
      const done = confirmCause(station, airing, c.req.valid('json'), c.get('user')!);
      return done.ok ? c.json(causeOut(causes.list(airing.id).at(-1)!), 201) : refused(c, done.error);
    });
}
