/** Nhật ký hoạt động: who did what, from where, and what it was before. Read only, page by page, and as files. */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { AuditPage } from '../../views/audit.tsx';
import { AUDIT_ACTION_LIST, type AuditLine, PRIVATE_NOUNS, shownTo } from '../core/audit.ts';
import type { User } from '../core/model.ts';
import { startOfDay, todayOf } from '../core/time.ts';
import { AUDIT_FORMATS } from '../engine/exporter.ts';
import type { AuditCursor, AuditFilter } from '../storage/audit.ts';
import { may } from './access.ts';
import { exportAudit } from './airing-export.ts';
import { chosen, cursor } from './airing-filter.ts';
import { date, parseForm } from './forms.ts';
import type { Env, Station } from './station.ts';

export const AUDIT_PATH = '/cau-hinh/nhat-ky-hoat-dong';
const PAGE_LINES = 50;
/** Lines of nobody who had signed in. */
export const STRANGERS = 'la';

/** Who may read what is private in a book is who may work with it. */
const BOOKS: Readonly<Record<string, string>> = { feedback: 'POST /y-kien', fees: 'GET /nhuan-but' };
export const hiddenFrom = (user: User | undefined): string[] =>
  PRIVATE_NOUNS.filter((noun) => !may(user, BOOKS[noun] ?? ''));

export const auditCursorOf = ({ at, id }: AuditLine): string => `${at}.${id}`;

export function auditScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { audit, people } = station.stores;
  const { zone } = station.config;

  const query = () => {
    const day = date(todayOf(station));
    return z.object({
      tu: chosen(day),
      den: chosen(day),
      nguoi: chosen(z.union([z.literal(STRANGERS), z.coerce.number().int().positive()], 'Chọn người trong danh sách')),
      'doi-tuong': chosen(z.string().regex(/^\w+$/, 'Chọn đối tượng trong danh sách')),
      'hanh-dong': chosen(z.enum(AUDIT_ACTION_LIST, 'Chọn hành động trong danh sách')),
    });
  };

  function read(c: Context) {
    const typed = parseForm(query(), c.req.query());
    if (!typed.ok) return typed;
    const { tu, den, nguoi } = typed.value;
    const filter: AuditFilter = {
      from: tu && startOfDay(tu, zone),
      until: den && startOfDay(den.add({ days: 1 }), zone),
      userId: nguoi === STRANGERS ? null : nguoi,
      noun: typed.value['doi-tuong'],
      action: typed.value['hanh-dong'],
    };
    return { ok: true, value: filter } as const;
  }

  screen.get(AUDIT_PATH, (c) => {
    const asked = read(c);
    const form = { values: c.req.query(), people: people.list(), nouns: audit.nouns() };
    const title = 'Nhật ký hoạt động';
    if (!asked.ok) return c.render(AuditPage({ ...form, errors: asked.error, zone }), { title, status: 422 });
    const { lines, isOlder, isNewer } = page(asked.value, placeOf(c, 'truoc'), placeOf(c, 'sau'));
    const hidden = hiddenFrom(c.get('user'));
    const { truoc: _, sau: __, ...kept } = c.req.query();
    const at = (side: 'truoc' | 'sau', line: AuditLine | undefined) =>
      line && `${AUDIT_PATH}?${new URLSearchParams({ ...kept, [side]: auditCursorOf(line) })}`;
    return c.render(
      AuditPage({
        ...form,
        lines: lines.map((line) => shownTo(line, hidden)),
        query: new URLSearchParams(kept).toString(),
        older: isOlder ? at('truoc', lines.at(-1)) : undefined,
        newer: isNewer ? at('sau', lines[0]) : undefined,
        zone,
      }),
      { title },
    );
  });

  /** One line more than shown tells whether there is another page; fewer newer ones than a page are the first page. */
  function page(filter: AuditFilter, before: AuditCursor | undefined, after: AuditCursor | undefined) {
    const limit = PAGE_LINES + 1;
    const newer = after && audit.list(filter, { limit, after });
    if (newer && newer.length > PAGE_LINES) return { lines: newer.slice(1), isOlder: true, isNewer: true };
    const lines = audit.list(filter, { limit, before: after ? undefined : before });
    return { lines: lines.slice(0, PAGE_LINES), isOlder: lines.length > PAGE_LINES, isNewer: !after && !!before };
  }

  for (const format of AUDIT_FORMATS)
    screen.get(`${AUDIT_PATH}/xuat.${format}`, (c) => {
      const asked = read(c);
      if (!asked.ok) return c.redirect(AUDIT_PATH + new URL(c.req.url).search, 303);
      return exportAudit(c, station, { format, filter: asked.value, hidden: hiddenFrom(c.get('user')) });
    });

  return screen;
}

/** A place that cannot be read is the first page. */
function placeOf(c: Context, name: 'truoc' | 'sau'): AuditCursor | undefined {
  const parsed = cursor.safeParse(c.req.query(name));
  return parsed.success ? parsed.data : undefined;
}
