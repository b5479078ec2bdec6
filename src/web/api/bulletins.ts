/** `/bulletins`: what comes from above, posted as text, with sound, or as CAP 1.2; and what is decided on each. */

import { createRoute, z } from '@hono/zod-openapi';
import { BULLETIN_CLASSES, type Bulletin as BulletinRow } from '../../core/bulletins.ts';
import { LONGEST_CAP } from '../../core/cap-xml.ts';
import { todayOf } from '../../core/time.ts';
import {
  acceptanceDraft,
  acceptBulletin,
  bulletinInput,
  declineBulletin,
  decodeCap,
  draftEmergency,
  emergencyDraft,
  faultWords,
  receiveBulletin,
  receiveCap,
  refusalDraft,
  stateOfBulletin,
} from '../bulletin-forms.ts';
import { noticeInput } from '../notice-forms.ts';
import { problem, refused } from '../problem.ts';
import type { Station } from '../station.ts';
import { bodyOf, IdParam, Instant, InstantIn, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const PAGE = 50;
const Bulletin = z
  .object({
    id: z.int(),
    class: z.enum(BULLETIN_CLASSES),
    state: z.enum(['new', 'accepted', 'declined', 'replaced', 'cancelled', 'expired', 'record']),
    title: z.string(),
    sender: z.string(),
    number: z.string(),
    text: z.string(),
    recordingId: z.int().nullable(),
    receivedAt: Instant,
    expiresAt: Instant.nullable(),
    replacedBy: z.int().nullable().openapi({ description: 'The CAP message that updates it or calls it off' }),
    decidedBy: z.int().nullable(),
    decidedAt: Instant.nullable(),
    decisionNote: z.string(),
    cap: z
      .object({
        identifier: z.string(),
        sender: z.string(),
        sent: Instant,
        status: z.string(),
        msgType: z.string(),
        scope: z.string(),
      })
      .nullable(),
  })
  .openapi('Bulletin');
const CAP_TYPES = ['application/cap+xml', 'application/xml', 'text/xml'];

export function bulletinsApi(station: Station) {
  const { bulletins } = station.stores;
  const { zone } = station.config;
  const MISSING = 'Không có bản tin này';

  const onTheWire = (one: BulletinRow) => ({
    id: one.id,
    class: one.class,
    state: stateOfBulletin(station, one),
    title: one.title,
    sender: one.sender,
    number: one.number,
    text: one.text,
    recordingId: one.recordingId,
    receivedAt: instantOf(one.receivedAt, zone),
    expiresAt: instantOrNull(one.expiresAt, zone),
    replacedBy: one.replacedBy,
    decidedBy: one.decidedBy,
    decidedAt: instantOrNull(one.decidedAt, zone),
    decisionNote: one.decisionNote,
    cap: one.cap && {
      identifier: one.cap.identifier,
      sender: one.cap.sender,
      sent: instantOf(one.cap.sent, zone),
      status: one.cap.status,
      msgType: one.cap.msgType,
      scope: one.cap.scope,
    },
  });

  const list = createRoute({
    method: 'get',
    path: '/bulletins',
    summary: `Newest first, ${PAGE} a page; with \`open\`, those nobody has decided on`,
    request: { query: z.object({ open: z.enum(['1']).optional(), before: z.coerce.number().int().optional() }) },
    responses: { 200: json(z.object({ bulletins: z.array(Bulletin) }), 'Bulletins'), ...refusals(422) },
  });
  const add = createRoute({
    method: 'post',
    path: '/bulletins',
    summary: 'Takes one in; nothing airs by it',
    request: {
      body: bodyOf(bulletinInput.extend({ expiresAt: InstantIn.nullable().default(null) }).openapi('BulletinDraft')),
    },
    responses: { 201: json(Bulletin, 'Waits for a person'), ...refusals(400, 422) },
  });
  const addCap = createRoute({
    method: 'post',
    path: '/bulletins/cap',
    summary: `A CAP 1.2 message as the body (${CAP_TYPES.join(', ')}), UTF-8, at most ${LONGEST_CAP} characters; nothing airs by it. \`errors\` names each fault with its clause`,
    responses: {
      200: json(Bulletin, 'This message came before'),
      201: json(Bulletin, 'Waits for a person'),
      ...refusals(413, 415, 422),
    },
  });
  const find = createRoute({
    method: 'get',
    path: '/bulletins/{id}',
    request: { params: IdParam },
    responses: { 200: json(Bulletin, 'The bulletin'), ...refusals(404, 422) },
  });
  const accept = createRoute({
    method: 'put',
    path: '/bulletins/{id}/acceptance',
    summary: 'Makes a notice of it, which is heard, submitted and approved like any other',
    request: {
      params: IdParam,
      body: bodyOf(noticeInput(todayOf(station)).extend(acceptanceDraft.shape).openapi('BulletinAcceptance')),
    },
    responses: { 200: json(z.object({ noticeId: z.int() }), 'Accepted'), ...refusals(400, 404, 422) },
  });
  const draft = createRoute({
    method: 'put',
    path: '/bulletins/{id}/emergency-draft',
    summary: 'Makes the sound of an emergency of it; nothing airs before a person orders it (POST /emergencies)',
    request: { params: IdParam, body: bodyOf(emergencyDraft.openapi('BulletinEmergencyDraft')) },
    responses: { 200: json(z.object({ recordingId: z.int() }), 'To be heard and ordered'), ...refusals(400, 404, 422) },
  });
  const decline = createRoute({
    method: 'put',
    path: '/bulletins/{id}/refusal',
    request: { params: IdParam, body: bodyOf(refusalDraft.openapi('BulletinRefusal')) },
    responses: { 200: json(Bulletin, 'Not to be aired'), ...refusals(400, 404, 422) },
  });

  return openApiPart()
    .openapi(list, (c) => {
      const { open, before } = c.req.valid('query');
      const found = open ? bulletins.open(station.clock()) : bulletins.list(PAGE, before);
      return c.json({ bulletins: found.map(onTheWire) }, 200);
    })
    .openapi(add, (c) => {
      const received = receiveBulletin(station, c.get('user')!, c.req.valid('json'));
      return received.ok ? c.json(onTheWire(received.value), 201) : refused(c, received.error);
    })
    .openapi(addCap, async (c) => {
      const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
      if (!CAP_TYPES.includes(type)) return problem(c, 415, 'Gửi tệp CAP với Content-Type: application/cap+xml');
      const xml = decodeCap(await c.req.arrayBuffer());
      const received = xml.ok ? receiveCap(station, c.get('user')!, xml.value) : xml;
      if (!received.ok) {
        const errors = Object.fromEntries(
          received.error.slice(0, 50).map((fault, i) => [String(i + 1), faultWords(fault)]),
        );
        return problem(c, 422, 'Bản tin CAP chưa đúng', errors['1'], { errors });
      }
      const { bulletin, isNew } = received.value;
      return isNew ? c.json(onTheWire(bulletin), 201) : c.json(onTheWire(bulletin), 200);
    })
    .openapi(find, (c) => {
      const one = bulletins.find(c.req.valid('param').id);
      return one ? c.json(onTheWire(one), 200) : problem(c, 404, MISSING);
    })
    .openapi(accept, async (c) => {
      const one = bulletins.find(c.req.valid('param').id);
      if (!one) return problem(c, 404, MISSING);
      const { text, beforeId, reason, ...input } = c.req.valid('json');
      const accepted = await acceptBulletin(station, one, c.get('user')!, input, { text, beforeId, reason });
      return accepted.ok ? c.json({ noticeId: accepted.value.id }, 200) : refused(c, accepted.error);
    })
    .openapi(draft, async (c) => {
      const one = bulletins.find(c.req.valid('param').id);
      if (!one) return problem(c, 404, MISSING);
      const made = await draftEmergency(station, one, c.get('user')!, c.req.valid('json'));
      return made.ok ? c.json({ recordingId: made.value.id }, 200) : refused(c, made.error);
    })
    .openapi(decline, (c) => {
      const one = bulletins.find(c.req.valid('param').id);
      if (!one) return problem(c, 404, MISSING);
      const declined = declineBulletin(station, one, c.get('user')!, c.req.valid('json').reason);
      return declined.ok ? c.json(onTheWire(bulletins.find(one.id)!), 200) : refused(c, declined.error);
    });
}
