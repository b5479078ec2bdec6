/** `/emergencies`, the messages kept ready for them, the voice that reads typed text out, and what is set about all that. */
import { createRoute, z } from '@hono/zod-openapi';
import {
  type EmergencyMessage,
  type Emergency as EmergencyRow,
  ENDINGS,
  isDrill,
  stateOf,
} from '../../core/emergency.ts';
import { SECOND } from '../../core/time.ts';
import {
  archiveMessage,
  judgeEmergency,
  judgementDraft,
  orderDraft,
  orderEmergency,
  readOut,
  saveMessage,
  stopEmergency,
} from '../emergency-forms.ts';
import { emergencySettingsDraft, saveEmergencySettings } from '../emergency-settings.ts';
import { speakRecording, spokenDraft } from '../emergency-sound.ts';
import { problem, refused } from '../problem.ts';
import type { Station } from '../station.ts';
import { bodyOf, IdParam, Instant, InstantIn, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const PAGE = 50;

const ReadOut = z.object({
  title: z.string(),
  recordingId: z.int(),
  zoneIds: z.array(z.string()),
  rank: z.int().openapi({ description: '1 to 3, the higher one is heard; -1: a drill' }),
  tone: z.boolean().openapi({ description: 'An alert tone before each repeat' }),
  repeats: z.int(),
  gapSeconds: z.number(),
});
const Key = z.object({
  key: z
    .string()
    .regex(/^[\w-]{16,64}$/)
    .openapi({ param: { name: 'key', in: 'path' } }),
});
const Emergency = ReadOut.extend({
  key: z.string().openapi({ description: 'Chosen by who ordered it; the same key again is the same order' }),
  isDrill: z.boolean(),
  outputId: z.int().nullable().openapi({ description: 'Of a drill: the one output that hears it' }),
  state: z.enum(['waiting', 'sounding', 'over']),
  commandedBy: z.string(),
  reason: z.string(),
  orderedBy: z.object({ id: z.int(), name: z.string() }),
  orderedAt: Instant,
  stoppedAt: Instant.nullable(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  ending: z.enum(ENDINGS).nullable(),
  answer: z.string().openapi({ description: 'Of the air, in Vietnamese' }),
  repeatsDone: z.int(),
  airings: z.array(z.object({ airingId: z.int(), repeat: z.int() })).openapi({ description: 'Rows of the airing log' }),
  verdict: z.enum(['approved', 'declined']).nullable(),
  judgedBy: z.int().nullable(),
  judgedAt: Instant.nullable(),
  soleReason: z.string().nullable(),
  verdictNote: z.string(),
}).openapi('Emergency');
const Message = ReadOut.extend({
  id: z.int(),
  changedAt: Instant,
  checkedAt: Instant.nullable().openapi({ description: 'When the playout last read it; null: not yet' }),
  fault: z.string().nullable().openapi({ description: 'Why the playout could not' }),
}).openapi('EmergencyMessage');
const Settings = z
  .object({
    approveWithinHours: z.int(),
    voice: z.object({
      kind: z.enum(['espeak', 'command', 'http']),
      speed: z.int().optional(),
      command: z.string().optional(),
      url: z.string().optional(),
    }),
  })
  .openapi('EmergencySettings');

const list = createRoute({
  method: 'get',
  path: '/emergencies',
  summary: `Newest first, ${PAGE} a page`,
  request: { query: z.object({ before: InstantIn.optional() }) },
  responses: { 200: json(z.object({ emergencies: z.array(Emergency) }), 'Orders and drills'), ...refusals(422) },
});
const order = createRoute({
  method: 'post',
  path: '/emergencies',
  summary: 'Sounds at once. `outputId` makes it a drill on that output alone',
  request: { body: bodyOf(orderDraft.openapi('EmergencyDraft')) },
  responses: {
    201: json(
      z.object({ key: z.string(), isWritten: z.boolean() }),
      '`isWritten` false: it sounds, and is recorded later',
    ),
    ...refusals(400, 422),
  },
});
const find = createRoute({
  method: 'get',
  path: '/emergencies/{key}',
  request: { params: Key },
  responses: { 200: json(Emergency, 'What was ordered and what came of it'), ...refusals(404, 422) },
});
const stop = createRoute({
  method: 'put',
  path: '/emergencies/{key}/stop',
  request: { params: Key },
  responses: { 204: { description: 'Asked to end' }, ...refusals(404, 409) },
});
const approve = createRoute({
  method: 'put',
  path: '/emergencies/{key}/approval',
  summary: 'Approval after the fact; once',
  request: { params: Key, body: bodyOf(judgementDraft.openapi('EmergencyJudgement')) },
  responses: { 200: json(Emergency, 'Judged'), ...refusals(400, 404, 422) },
});
const listMessages = createRoute({
  method: 'get',
  path: '/emergency-messages',
  responses: { 200: json(z.object({ messages: z.array(Message) }), 'Kept ready; highest rank first'), ...refusals() },
});
const addMessage = createRoute({
  method: 'post',
  path: '/emergency-messages',
  request: { body: bodyOf(readOut.openapi('EmergencyMessageDraft')) },
  responses: { 201: json(Message, 'The playout makes it ready'), ...refusals(400, 422) },
});
const findMessage = createRoute({
  method: 'get',
  path: '/emergency-messages/{id}',
  request: { params: IdParam },
  responses: { 200: json(Message, 'The message'), ...refusals(404, 422) },
});
const changeMessage = createRoute({
  method: 'put',
  path: '/emergency-messages/{id}',
  request: { params: IdParam, body: bodyOf(readOut) },
  responses: { 200: json(Message, 'Changed'), ...refusals(400, 404, 422) },
});
const removeMessage = createRoute({
  method: 'delete',
  path: '/emergency-messages/{id}',
  request: { params: IdParam },
  responses: { 204: { description: 'No longer kept ready; its recording stays' }, ...refusals(404, 422) },
});
const speak = createRoute({
  method: 'post',
  path: '/emergency-speech',
  summary: 'Reads text out into a recording, ahead of the queue; nothing sounds yet',
  request: { body: bodyOf(spokenDraft.openapi('EmergencyText')) },
  responses: { 201: json(z.object({ recordingId: z.int() }), 'Ready to be heard and ordered'), ...refusals(400, 422) },
});
const findSettings = createRoute({
  method: 'get',
  path: '/emergency-settings',
  responses: { 200: json(Settings, 'In force'), ...refusals() },
});
const saveSettings = createRoute({
  method: 'put',
  path: '/emergency-settings',
  request: { body: bodyOf(emergencySettingsDraft.openapi('EmergencySettingsDraft')) },
  responses: { 200: json(Settings, 'In force at once'), ...refusals(400, 422) },
});

export function emergenciesApi(station: Station) {
  const { emergencies, emergencyMessages, settings } = station.stores;
  const { zone } = station.config;

  const onTheWire = (row: EmergencyRow) => {
    const {
      gapMs,
      orderedBy,
      orderedByName,
      stoppedBy: _,
      playoutSha256: __,
      totalFrames: ___,
      zoneIds,
      ...rest
    } = row;
    return {
      ...rest,
      zoneIds: [...zoneIds],
      gapSeconds: gapMs / SECOND,
      isDrill: isDrill(row),
      state: stateOf(row),
      orderedBy: { id: orderedBy, name: orderedByName },
      orderedAt: instantOf(row.orderedAt, zone),
      stoppedAt: instantOrNull(row.stoppedAt, zone),
      startedAt: instantOrNull(row.startedAt, zone),
      endedAt: instantOrNull(row.endedAt, zone),
      judgedAt: instantOrNull(row.judgedAt, zone),
      airings: emergencies.airings(row.key),
    };
  };
  const messageOnTheWire = ({ id, title, recordingId, zoneIds, rank, tone, repeats, ...row }: EmergencyMessage) => ({
    ...{ id, title, recordingId, zoneIds: [...zoneIds], rank, tone, repeats, fault: row.fault },
    gapSeconds: row.gapMs / SECOND,
    changedAt: instantOf(row.changedAt, zone),
    checkedAt: instantOrNull(row.checkedAt, zone),
  });
  const inUse = (id: number) => {
    const message = emergencyMessages.find(id);
    return message?.archivedAt === null ? message : undefined;
  };
  const settingsNow = () => {
    const { emergencies: rule, voice } = settings.find();
    return { approveWithinHours: rule.approveWithinHours, voice: { ...voice } };
  };

  return openApiPart()
    .openapi(list, (c) =>
      c.json({ emergencies: emergencies.list(PAGE, c.req.valid('query').before).map(onTheWire) }, 200),
    )
    .openapi(order, async (c) => {
      const ordered = await orderEmergency(station, c.get('user')!, c.req.valid('json'));
      return ordered.ok
        ? c.json({ key: ordered.value.order.key, isWritten: ordered.value.isWritten }, 201)
        : refused(c, ordered.error);
    })
    .openapi(find, (c) => {
      const emergency = emergencies.find(c.req.valid('param').key);
      return emergency ? c.json(onTheWire(emergency), 200) : problem(c, 404, 'Không có lệnh này');
    })
    .openapi(stop, async (c) => {
      const stopped = await stopEmergency(station, c.get('user')!, c.req.valid('param').key);
      if (stopped === null) return problem(c, 404, 'Không có lệnh này');
      return stopped ? c.body(null, 204) : problem(c, 409, 'Lệnh này đã phát xong');
    })
    .openapi(approve, (c) => {
      const emergency = emergencies.find(c.req.valid('param').key);
      if (!emergency) return problem(c, 404, 'Không có lệnh này');
      const judged = judgeEmergency(station, c.get('user')!, emergency, c.req.valid('json'));
      return judged.ok ? c.json(onTheWire(emergencies.find(emergency.key)!), 200) : refused(c, judged.error);
    })
    .openapi(listMessages, (c) => c.json({ messages: emergencyMessages.list().map(messageOnTheWire) }, 200))
    .openapi(addMessage, (c) => {
      const saved = saveMessage(station, c.get('user')!, c.req.valid('json'));
      return saved.ok ? c.json(messageOnTheWire(saved.value), 201) : refused(c, saved.error);
    })
    .openapi(findMessage, (c) => {
      const message = inUse(c.req.valid('param').id);
      return message ? c.json(messageOnTheWire(message), 200) : problem(c, 404, 'Không có bản tin này');
    })
    .openapi(changeMessage, (c) => {
      const message = inUse(c.req.valid('param').id);
      if (!message) return problem(c, 404, 'Không có bản tin này');
      const saved = saveMessage(station, c.get('user')!, c.req.valid('json'), message);
      return saved.ok ? c.json(messageOnTheWire(saved.value), 200) : refused(c, saved.error);
    })
    .openapi(removeMessage, (c) => {
      const message = inUse(c.req.valid('param').id);
      if (!message) return problem(c, 404, 'Không có bản tin này');
      archiveMessage(station, message);
      return c.body(null, 204);
    })
    .openapi(speak, async (c) => {
      const spoken = await speakRecording(station, c.get('user')!, c.req.valid('json'));
      return spoken.ok ? c.json({ recordingId: spoken.value.id }, 201) : refused(c, spoken.error);
    })
    .openapi(findSettings, (c) => c.json(settingsNow(), 200))
    .openapi(saveSettings, (c) => {
      const saved = saveEmergencySettings(station, c.req.valid('json'));
      return saved.ok ? c.json(settingsNow(), 200) : refused(c, saved.error);
    });
}
