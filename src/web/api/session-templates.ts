/** `/session-templates`: what sessions are made of. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { SessionTemplate } from '../../core/model.ts';
import { problem, refused } from '../problem.ts';
import { relayUrlFor } from '../relays.ts';
import { archiveTemplate, saveTemplate, templateInput } from '../session-templates.ts';
import type { Env, Station } from '../station.ts';
import { Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';
import { SessionItemOut } from './session-parts.ts';

const TemplateOut = z
  .object({
    id: z.string().openapi({ example: 'buoi-chieu' }),
    planId: z.string().nullable(),
    title: z.string(),
    items: z.array(SessionItemOut),
    changedAt: Instant,
    archivedAt: Instant.nullable(),
  })
  .openapi('SessionTemplate');

const params = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'buoi-chieu' }) });
const body = {
  content: { 'application/json': { schema: templateInput.openapi('SessionTemplateDraft') } },
  required: true,
};

const list = createRoute({
  method: 'get',
  path: '/session-templates',
  responses: { 200: json(z.object({ templates: z.array(TemplateOut) }), 'Those in use'), ...refusals() },
});
const add = createRoute({
  method: 'post',
  path: '/session-templates',
  request: { body },
  responses: { 201: json(TemplateOut, 'Added'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/session-templates/{id}',
  request: { params },
  responses: { 200: json(TemplateOut, 'The template'), ...refusals(404) },
});
const change = createRoute({
  method: 'put',
  path: '/session-templates/{id}',
  summary: 'Items with their `key` stay the same items; those without are new',
  request: { params, body },
  responses: { 200: json(TemplateOut, 'Changed'), ...refusals(400, 404, 422) },
});
const archive = createRoute({
  method: 'delete',
  path: '/session-templates/{id}',
  request: { params },
  responses: { 204: { description: 'Archived' }, ...refusals(404, 409) },
});

export function sessionTemplatesApi(station: Station) {
  const { sessionTemplates } = station.stores;
  const { zone } = station.config;
  const onTheWire = (c: Context<Env>, { items, changedAt, archivedAt, ...template }: SessionTemplate) => ({
    ...template,
    items: items.map((item) => ({ ...item, relayUrl: relayUrlFor(c.get('user'), item.relayUrl) })),
    changedAt: instantOf(changedAt, zone),
    archivedAt: instantOrNull(archivedAt, zone),
  });
  const none = 'Không có mẫu buổi phát này';
  return openApiPart()
    .openapi(list, (c) => c.json({ templates: sessionTemplates.list().map((one) => onTheWire(c, one)) }, 200))
    .openapi(add, (c) => {
      const saved = saveTemplate(station, c.req.valid('json'), c.get('user')!.id);
      return saved.ok ? c.json(onTheWire(c, saved.value), 201) : refused(c, saved.error);
    })
    .openapi(find, (c) => {
      const template = sessionTemplates.find(c.req.valid('param').id);
      return template ? c.json(onTheWire(c, template), 200) : problem(c, 404, none);
    })
    .openapi(change, (c) => {
      const template = sessionTemplates.find(c.req.valid('param').id);
      if (!template) return problem(c, 404, none);
      const saved = saveTemplate(station, c.req.valid('json'), c.get('user')!.id, template);
      return saved.ok ? c.json(onTheWire(c, saved.value), 200) : refused(c, saved.error);
    })
    .openapi(archive, (c) => {
      const template = sessionTemplates.find(c.req.valid('param').id);
      if (!template) return problem(c, 404, none);
      const archived = archiveTemplate(station, template);
      return archived.ok ? c.body(null, 204) : problem(c, 409, 'Không lưu trữ được', archived.error);
    });
}
