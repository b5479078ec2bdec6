/** The airing log: what truly went out, read only. Pages by key, newest first; the book for paper; the files. */
import { type Context, Hono } from 'hono';
import { AiringPage } from '../../views/airing.tsx';
import { LogPage } from '../../views/log.tsx';
import { LogBook } from '../../views/log-book.tsx';
import type { Airing, User } from '../core/model.ts';
import { todayOf } from '../core/time.ts';
import type { AiringCursor } from '../storage/airings.ts';
import { may } from './access.ts';
import { heardOf } from './aircheck.ts';
import { EXPORT_FORMATS, exportAirings } from './airing-export.ts';
import { airingFilter, cursor, cursorOf, logQuery, queryOf } from './airing-filter.ts';
import { proposalFor } from './correction-forms.ts';
import { excerptsOf, heardAgain } from './evidence.ts';
import { parseForm } from './forms.ts';
import type { Env, Station } from './station.ts';

const PAGE_ROWS = 50;
/** A book longer than some fifty sheets is a file, not paper. */
const BOOK_ROWS = 2000;

export function logScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { airings, causes, chain, commands, corrections, evidence, people, programmes, zones } = station.stores;
  const { zone } = station.config;
  const title = 'Nhật ký phát thanh';

  const read = (c: Context) => parseForm(logQuery(todayOf(station)), c.req.query());
  const formOf = (c: Context) => ({ values: c.req.query(), programmes: programmes.list({ archived: true }) });

  screen.get('/nhat-ky', async (c) => {
    const asked = read(c);
    if (!asked.ok) return c.render(LogPage({ ...formOf(c), errors: asked.error }), { title, status: 422 });
    const filter = airingFilter(asked.value, zone);
    const { rows, isOlder, isNewer } = page(placeOf(c, 'truoc'), placeOf(c, 'sau'));
    const at = (side: 'truoc' | 'sau', row: Airing | undefined) =>
      row && `/nhat-ky${queryOf(asked.value, { [side]: cursorOf(row) })}`;
    return c.render(
      LogPage({
        ...formOf(c),
        log: {
          filter: asked.value,
          query: queryOf(asked.value),
          totals: airings.totals(filter),
          seal: chain.lastSeal(),
          rows,
          listen: await heardAgain(station, rows),
          older: isOlder ? at('truoc', rows.at(-1)) : undefined,
          newer: isNewer ? at('sau', rows[0]) : undefined,
          zone,
        },
      }),
      { title },
    );

    /** One row more than shown tells whether there is another page. */
    function page(before: AiringCursor | undefined, after: AiringCursor | undefined) {
      const limit = PAGE_ROWS + 1;
      const newer = after && airings.list(filter, { limit, after });
      // Fewer than a page of newer rows: that is the first page, shown whole.
      if (newer && newer.length > PAGE_ROWS) return { rows: newer.slice(1), isOlder: true, isNewer: true };
      const rows = airings.list(filter, { limit, before: after ? undefined : before });
      return { rows: rows.slice(0, PAGE_ROWS), isOlder: rows.length > PAGE_ROWS, isNewer: !after && !!before };
    }
  });

  screen.get('/nhat-ky/in', (c) => {
    const asked = read(c);
    if (!asked.ok) return c.redirect(`/nhat-ky${new URL(c.req.url).search}`, 303);
    const filter = airingFilter(asked.value, zone);
    const rows: Airing[] = [];
    for (const airing of airings.each(filter, BOOK_ROWS)) if (rows.push(airing) === BOOK_ROWS) break;
    const totals = airings.totals(filter);
    return c.render(LogBook({ filter: asked.value, query: queryOf(asked.value), totals, rows, zone }), {
      title: 'Sổ nhật ký phát thanh',
    });
  });

  for (const format of EXPORT_FORMATS)
    screen.get(`/nhat-ky/xuat.${format}`, (c) => {
      const asked = read(c);
      if (!asked.ok) return c.redirect(`/nhat-ky${new URL(c.req.url).search}`, 303);
      return exportAirings(c, station, airingFilter(asked.value, zone), { format, iso: c.req.query('iso') === '1' });
    });

  screen.get('/nhat-ky/:id{[0-9]+}', async (c) => {
    const airing = airings.find(Number(c.req.param('id')));
    if (!airing) return c.notFound();
    const command = airing.commandId === null ? undefined : commands.find(airing.commandId);
    const issuer: User | undefined = command && people.find(command.issuedBy);
    const link = chain.of('airings', airing.id);
    const afterwards = {
      corrections: corrections.list(airing.id),
      cause: causes.list(airing.id).at(-1),
      proposal: proposalFor(station, airing),
      apart: (airing.zonesApart ?? []).map(({ zoneId, heard }) => ({
        name: zones.find(zoneId)?.name ?? zoneId,
        heard,
      })),
      link,
      seal: link && chain.sealOver(link.seq),
      mayCorrect: may(c.get('user'), 'POST /nhat-ky/:id{[0-9]+}/dinh-chinh'),
      mayOpenOrder: may(c.get('user'), 'GET /khan-cap/lan/:key'),
    };
    const heard = await heardOf(station, airing);
    const proof = {
      evidence: evidence.list(airing.id).at(-1),
      excerpts: await excerptsOf(station, airing),
      mayAsk: may(c.get('user'), 'POST /nhat-ky/:id{[0-9]+}/doi-chieu'),
    };
    return c.render(AiringPage({ airing, command, issuer, afterwards, heard, proof, zone }), { title: airing.title });
  });

  return screen;
}

/** A place that cannot be read is the first page. */
function placeOf(c: Context, name: 'truoc' | 'sau'): AiringCursor | undefined {
  const parsed = cursor.safeParse(c.req.query(name));
  return parsed.success ? parsed.data : undefined;
}
