/** `/notifications`, `/mail-server`, `/webhooks`: what the station tells people, by which ways, and how it went. */
import { createRoute, z } from '@hono/zod-openapi';
import { KIND_NAMES } from '../../core/notification.ts';
import { MAIL_SECURITY, type Webhook } from '../../storage/recipients.ts';
import {
  mailServerDraft,
  saveMailServer,
  saveWebhook,
  saveWishes,
  webhookDraft,
  wishesDraft,
} from '../notification-forms.ts';
import { problem, refused } from '../problem.ts';
import type { Station } from '../station.ts';
import { IdParam, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const A_PAGE = 100;

const MailServer = z
  .object({
    host: z.string(),
    port: z.int(),
    security: z.enum(MAIL_SECURITY),
    username: z.string(),
    hasPassword: z.boolean().openapi({ description: 'The password itself is never shown' }),
    sender: z.string(),
    quiet: z.object({ from: z.string(), until: z.string() }).nullable(),
  })
  .openapi('MailServer');
const WishesOut = z.object({ email: z.string(), kinds: z.array(z.enum(KIND_NAMES)) }).openapi('NotificationWishes');
const Hook = z
  .object({
    id: z.int(),
    name: z.string(),
    url: z.string(),
    kinds: z.array(z.enum(KIND_NAMES)),
    enabled: z.boolean(),
    secret: z
      .string()
      .optional()
      .openapi({ description: 'Only in the answer to the POST that had none: made for you' }),
  })
  .openapi('Webhook');
const DeliveryOut = z
  .object({
    id: z.int(),
    userId: z.int().nullable(),
    webhookId: z.int().nullable(),
    address: z.string(),
    state: z.enum(['queued', 'sent', 'failed']),
    attempts: z.int(),
    madeAt: Instant,
    dueAt: Instant,
    endedAt: Instant.nullable(),
    error: z.string().nullable(),
    notifications: z.array(
      z.object({
        key: z.string(),
        kind: z.string(),
        subject: z.string(),
        lines: z.array(z.string()),
        link: z.string().nullable(),
      }),
    ),
  })
  .openapi('Delivery');

const list = createRoute({
  method: 'get',
  path: '/notifications',
  summary: 'Mails and calls, newest first, at most 100; `before` an id for the next page',
  request: {
    query: z.object({
      before: z.coerce.number().int().positive().optional(),
      state: z.enum(['queued', 'sent', 'failed']).optional(),
    }),
  },
  responses: { 200: json(z.object({ deliveries: z.array(DeliveryOut) }), 'One page'), ...refusals(422) },
});
const again = createRoute({
  method: 'post',
  path: '/notifications/{id}/retry',
  request: { params: IdParam },
  responses: { 204: { description: 'Queued, due now' }, ...refusals(404, 409) },
});
const findServer = createRoute({
  method: 'get',
  path: '/mail-server',
  responses: { 200: json(z.object({ server: MailServer.nullable() }), 'Null: no mail is sent'), ...refusals() },
});
const putServer = createRoute({
  method: 'put',
  path: '/mail-server',
  summary: 'An empty host: no mail is sent. An empty password: the one there is stays',
  request: {
    body: { content: { 'application/json': { schema: mailServerDraft.openapi('MailServerDraft') } }, required: true },
  },
  responses: { 204: { description: 'In force' }, ...refusals(400, 422) },
});
const tryServer = createRoute({
  method: 'post',
  path: '/mail-server/trial',
  summary: 'Sends one mail now; the answer says whether the server took it',
  request: {
    body: { content: { 'application/json': { schema: z.object({ to: z.email() }) } }, required: true },
  },
  responses: { 204: { description: 'The server has taken it' }, ...refusals(409, 422) },
});
const findMine = createRoute({
  method: 'get',
  path: '/my-notifications',
  responses: { 200: json(WishesOut, 'An empty address: no mail'), ...refusals() },
});
const putMine = createRoute({
  method: 'put',
  path: '/my-notifications',
  request: {
    body: { content: { 'application/json': { schema: wishesDraft.openapi('WishesDraft') } }, required: true },
  },
  responses: { 204: { description: 'In force' }, ...refusals(400, 422) },
});
const listHooks = createRoute({
  method: 'get',
  path: '/webhooks',
  responses: { 200: json(z.object({ webhooks: z.array(Hook) }), 'Without their secrets'), ...refusals() },
});
const hookBody = { content: { 'application/json': { schema: webhookDraft.openapi('WebhookDraft') } }, required: true };
const addHook = createRoute({
  method: 'post',
  path: '/webhooks',
  request: { body: hookBody },
  responses: { 201: json(Hook, 'Called from now on'), ...refusals(400, 422) },
});
const changeHook = createRoute({
  method: 'put',
  path: '/webhooks/{id}',
  request: { params: IdParam, body: hookBody },
  responses: { 200: json(Hook, 'Changed'), ...refusals(400, 404, 422) },
});
const removeHook = createRoute({
  method: 'delete',
  path: '/webhooks/{id}',
  request: { params: IdParam },
  responses: { 204: { description: 'Called no more' }, ...refusals(404) },
});

export function notificationsApi(station: Station) {
  const { notifications, recipients } = station.stores;
  const { zone } = station.config;
  const hookOut = ({ secret: _, kinds, ...hook }: Webhook) => ({ ...hook, kinds: [...kinds] });
  const findHook = (id: number) => recipients.webhooks().find((hook) => hook.id === id);

  return openApiPart()
    .openapi(list, (c) => {
      const { before, state = null } = c.req.valid('query');
      const deliveries = notifications.list({ state, limit: A_PAGE, ...(before && { before }) }).map((one) => {
        const { messageId: _, ...delivery } = one;
        return {
          ...delivery,
          madeAt: instantOf(one.madeAt, zone),
          dueAt: instantOf(one.dueAt, zone),
          endedAt: instantOrNull(one.endedAt, zone),
          notifications: notifications.items(one.id).map(({ key, kind, subject, lines, link }) => {
            return { key, kind, subject, lines: [...lines], link };
          }),
        };
      });
      return c.json({ deliveries }, 200);
    })
    .openapi(again, (c) => {
      const { id } = c.req.valid('param');
      if (notifications.find(id) === undefined) return problem(c, 404, 'Không có thông báo này');
      if (!notifications.requeue(id, station.clock())) return problem(c, 409, 'Thông báo này đã gửi rồi');
      station.outbox.nudge();
      return c.body(null, 204);
    })
    .openapi(findServer, (c) => {
      const server = recipients.server();
      if (server === undefined) return c.json({ server: null }, 200);
      const { password, quiet, ...rest } = server;
      return c.json({ server: { ...rest, hasPassword: password !== '', quiet: quiet ?? null } }, 200);
    })
    .openapi(putServer, (c) => {
      const saved = saveMailServer(station, c.req.valid('json'));
      if (!saved.ok) return refused(c, saved.error);
      station.outbox.nudge();
      return c.body(null, 204);
    })
    .openapi(tryServer, async (c) => {
      const sent = await station.outbox.tryMail(c.req.valid('json').to);
      return sent.ok ? c.body(null, 204) : problem(c, 409, 'Chưa gửi được thư thử', `${sent.error}.`);
    })
    .openapi(findMine, (c) => {
      const mine = recipients.wishes().get(c.get('user')!.id);
      return c.json({ email: mine?.email ?? '', kinds: [...(mine?.kinds ?? [])] }, 200);
    })
    .openapi(putMine, (c) => {
      saveWishes(station, c.get('user')!.id, c.req.valid('json'));
      return c.body(null, 204);
    })
    .openapi(listHooks, (c) => c.json({ webhooks: recipients.webhooks().map(hookOut) }, 200))
    .openapi(addHook, (c) => {
      const { webhook, made } = saveWebhook(station, c.req.valid('json'));
      return c.json({ ...hookOut(webhook), ...(made !== undefined && { secret: made }) }, 201);
    })
    .openapi(changeHook, (c) => {
      const before = findHook(c.req.valid('param').id);
      if (before === undefined) return problem(c, 404, 'Không có webhook này');
      return c.json(hookOut(saveWebhook(station, c.req.valid('json'), before).webhook), 200);
    })
    .openapi(removeHook, (c) =>
      recipients.archiveWebhook(c.req.valid('param').id, station.clock())
        ? c.body(null, 204)
        : problem(c, 404, 'Không có webhook này'),
    );
}
