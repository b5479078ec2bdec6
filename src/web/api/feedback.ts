/** `/feedback`: the book of what people said. Names, villages and numbers only for those who work with it. */
import { createRoute, z } from '@hono/zod-openapi';
import { CHANNEL_LIST, type Feedback, feedbackState } from '../../core/feedback.ts';
import { epochMs } from '../../core/time.ts';
import { feedbackFor, feedbackInput, saveFeedback } from '../feedback-forms.ts';
import { problem, refused } from '../problem.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import { Day, IdParam, Instant, InstantIn, instantOf, json, openApiPart, refusals } from './parts.ts';

const FeedbackOut = z
  .object({
    id: z.int(),
    receivedAt: Instant,
    channel: z.enum(CHANNEL_LIST),
    name: z.string(),
    village: z.string(),
    phone: z.string(),
    words: z.string(),
    topic: z.string(),
    isHandled: z.boolean(),
    forwardedTo: z.string(),
    forwardedOn: Day.nullable(),
    dueOn: Day.nullable(),
    answer: z.string(),
    answeredOn: Day.nullable(),
    airingId: z.int().nullable().openapi({ description: 'The airing that answered' }),
    note: z.string(),
    state: z.enum(['new', 'forwarded', 'handled', 'answered', 'aired']),
  })
  .openapi('Feedback');
const body = {
  content: {
    'application/json': { schema: feedbackInput(isoDay()).extend({ receivedAt: InstantIn }).openapi('FeedbackDraft') },
  },
  required: true,
};

const list = createRoute({
  method: 'get',
  path: '/feedback',
  request: { query: z.object({ from: InstantIn.optional(), until: InstantIn.optional() }) },
  responses: {
    200: json(z.object({ feedback: z.array(FeedbackOut) }), 'Received in [from, until), in order'),
    ...refusals(422),
  },
});
const add = createRoute({
  method: 'post',
  path: '/feedback',
  request: { body },
  responses: { 201: json(FeedbackOut, 'Taken down'), ...refusals(400, 422) },
});
const read = createRoute({
  method: 'get',
  path: '/feedback/{id}',
  request: { params: IdParam },
  responses: { 200: json(FeedbackOut, 'One'), ...refusals(404) },
});
const change = createRoute({
  method: 'put',
  path: '/feedback/{id}',
  request: { params: IdParam, body },
  responses: { 200: json(FeedbackOut, 'Changed'), ...refusals(400, 404, 422) },
});

export function feedbackApi(station: Station) {
  const { feedback } = station.stores;
  const { zone } = station.config;
  const none = 'Không có ý kiến này';
  const out = ({ receivedAt, ...one }: Feedback) => ({
    ...one,
    receivedAt: instantOf(receivedAt, zone),
    state: feedbackState(one),
  });
  return openApiPart()
    .openapi(list, (c) => {
      const { from = epochMs(0), until = station.clock() } = c.req.valid('query');
      return c.json({ feedback: feedback.list(from, until).map((one) => out(feedbackFor(c.get('user'), one))) }, 200);
    })
    .openapi(add, (c) => {
      const saved = saveFeedback(station, c.req.valid('json'), c.get('user')!);
      return saved.ok ? c.json(out(saved.value), 201) : refused(c, saved.error);
    })
    .openapi(read, (c) => {
      const one = feedback.find(c.req.valid('param').id);
      return one ? c.json(out(feedbackFor(c.get('user'), one)), 200) : problem(c, 404, none);
    })
    .openapi(change, (c) => {
      const one = feedback.find(c.req.valid('param').id);
      if (!one) return problem(c, 404, none);
      const saved = saveFeedback(station, c.req.valid('json'), c.get('user')!, one);
      return saved.ok ? c.json(out(saved.value), 200) : refused(c, saved.error);
    });
}
