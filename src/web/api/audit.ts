/** `/audit`: who did what, from where, and what it was before and after; read only. */
import { createRoute, z } from '@hono/zod-openapi';
import { AUDIT_ACTION_LIST, shownTo } from '../../core/audit.ts';
import { auditRow } from '../../documents/audit-rows.ts';
import { wallClock } from '../../documents/wall-clock.ts';
import { AUDIT_FORMATS } from '../../engine/exporter.ts';
import { exportAudit } from '../airing-export.ts';
import { cursor } from '../airing-filter.ts';
import { auditCursorOf, hiddenFrom } from '../audit.ts';
import type { Station } from '../station.ts';
import { Instant, InstantIn, openApiPart, refusals } from './parts.ts';

const PAGE_LINES = 100;

const RowValues = z.record(z.string(), z.unknown()).nullable();
const Line = z
  .object({
    id: z.int(),
    act: z.string().openapi({ description: 'The same for all lines of one request' }),
    at: Instant,
    action: z.enum(AUDIT_ACTION_LIST),
    userId: z.int().nullable().openapi({ description: 'null: nobody who had signed in' }),
    userName: z.string(),
    via: z.enum(['session', 'token', 'terminal', 'nobody']),
    credential: z.string().openapi({ description: 'Which session or token, never what opens it' }),
    address: z.string(),
    route: z.string().openapi({ example: 'POST /cau-hinh/vung/:id' }),
    path: z.string(),
    status: z.int().nullable().openapi({ description: 'Of the answer; null: a line about a row' }),
    words: z.string(),
    noun: z.string().nullable().openapi({ description: 'The table of the row' }),
    rowKey: z.string().nullable(),
    before: RowValues.openapi({ description: 'Columns by name, secrets masked; of a change only what differs' }),
    after: RowValues,
  })
  .openapi('AuditLine');

const list = createRoute({
  method: 'get',
  path: '/audit',
  summary: 'Newest first, a page at a time; or the whole as a file, oldest first',
  request: {
    query: z.object({
      from: InstantIn.optional().openapi({ description: 'Inclusive' }),
      until: InstantIn.optional().openapi({ description: 'Exclusive' }),
      userId: z.coerce.number().int().positive().optional(),
      noun: z.string().optional().openapi({ example: 'slots' }),
      action: z.enum(AUDIT_ACTION_LIST).optional(),
      format: z.enum(['json', ...AUDIT_FORMATS]).default('json'),
      after: cursor.optional().openapi({ type: 'string', description: '`next` of the page before' }),
    }),
  },
  responses: {
    200: {
      description: 'A page, `next` being the next `after`; or the file',
      content: {
        'application/json': { schema: z.object({ lines: z.array(Line), next: z.string().nullable() }) },
        'text/csv': { schema: z.string().openapi({ format: 'binary' }) },
        'application/jsonl': { schema: z.string().openapi({ format: 'binary' }) },
      },
    },
    ...refusals(422),
  },
});

export function auditApi(station: Station) {
  const wall = wallClock(station.config.zone);
  return openApiPart().openapi(list, (c) => {
    const { format, after, ...filter } = c.req.valid('query');
    const hidden = hiddenFrom(c.get('user'));
    if (format !== 'json') return exportAudit(c, station, { format, filter, hidden });
    const found = station.stores.audit.list(filter, { limit: PAGE_LINES + 1, before: after });
    const page = found.slice(0, PAGE_LINES);
    const next = found.length > PAGE_LINES ? auditCursorOf(page.at(-1)!) : null;
    return c.json({ lines: page.map((line) => auditRow(shownTo(line, hidden), wall)), next }, 200);
  });
}
