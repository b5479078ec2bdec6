/** What the aircheck proves of an airing: asked for anew, and the excerpts that are kept of it. Page and API end here. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Context, Hono } from 'hono';
import type { Excerpt } from '../core/evidence.ts';
import type { Airing, User } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf } from '../core/time.ts';
import { keptOf } from '../engine/aircheck-shelf.ts';
import { excerptFile } from '../storage/files.ts';
import { seeOther } from './frame.ts';
import { sendBytes } from './sound-file.ts';
import type { Env, Station } from './station.ts';

/** Answers at once; the row comes when it had its turn. */
export function askEvidence({ examiner }: Station, airing: Airing, by: User): Result<undefined, FieldErrors> {
  if (airing.outcome === 'on-air') return err({ '': 'Lượt này còn đang phát; phát xong mới đối chiếu được' });
  if (airing.startedAt === null) return err({ '': 'Lượt này không phát, nên không có gì để đối chiếu' });
  examiner.ask(airing.id, by.name).catch((error) => console.error('[web] chưa đối chiếu được bản ghi sóng:', error));
  return ok(undefined);
}

/** Those of the newest evidence that are still kept. */
export async function excerptsOf(station: Station, airing: Airing): Promise<Excerpt[]> {
  const named = station.stores.evidence.list(airing.id).findLast(({ excerpts }) => excerpts.length > 0)?.excerpts ?? [];
  const kept = await Promise.all(
    named.map(({ sha256 }) => stat(pathOf(station, airing, sha256)).catch(() => undefined)),
  );
  return named.filter((_, i) => kept[i]);
}

/**
 * Where each of these can be heard again, by id: its aircheck, or when that is gone, its first excerpt. Two questions for
 * all of them.
 */
export async function heardAgain(station: Station, airings: readonly Airing[]): Promise<Map<number, string>> {
  const { home, zone } = station.config;
  const kept = await keptOf(home, airings, zone);
  const excerpts = station.stores.evidence.firstExcerpts(airings.map(({ id }) => id).filter((id) => !kept.has(id)));
  const places = await Promise.all(
    airings.map(async (airing) => {
      const sha256 = excerpts.get(airing.id);
      if (kept.has(airing.id)) return [airing.id, `/nhat-ky/${airing.id}/nghe-lai`] as const;
      const isThere = sha256 && (await stat(pathOf(station, airing, sha256)).catch(() => undefined));
      return isThere ? ([airing.id, `/nhat-ky/${airing.id}/trich-doan/${sha256}`] as const) : undefined;
    }),
  );
  return new Map(places.filter((place) => place !== undefined));
}

/** `undefined`: it is none of this airing's, or not kept any more. */
export async function sendExcerpt(c: Context, station: Station, airing: Airing, sha256: string) {
  const isOurs = station.stores.evidence.list(airing.id).some((one) => one.excerpts.some((it) => it.sha256 === sha256));
  const path = isOurs ? pathOf(station, airing, sha256) : undefined;
  const found = path && (await stat(path).catch(() => undefined));
  if (!path || !found) return undefined;
  return sendBytes(c, {
    etag: `"${sha256}"`,
    size: found.size,
    type: 'audio/ogg',
    name: `luot-phat-${airing.id}-${sha256.slice(0, 8)}.opus`,
    bytes: ({ from, until }) => createReadStream(path, { start: from, end: until - 1 }),
  });
}

const pathOf = ({ config }: Station, { startedAt }: Airing, sha256: string): string =>
  excerptFile(config.home, String(dayOf(startedAt!, config.zone)), sha256);

export function evidenceScreen(station: Station): Hono<Env> {
  const { airings } = station.stores;
  return new Hono<Env>()
    .get('/nhat-ky/:id{[0-9]+}/trich-doan/:sha256{[0-9a-f]+}', async (c) => {
      const airing = airings.find(Number(c.req.param('id')));
      return (airing && (await sendExcerpt(c, station, airing, c.req.param('sha256')))) || c.notFound();
    })
    .post('/nhat-ky/:id{[0-9]+}/doi-chieu', (c) => {
      const airing = airings.find(Number(c.req.param('id')));
      if (!airing) return c.notFound();
      const asked = askEvidence(station, airing, c.get('user')!);
      const to = `/nhat-ky/${airing.id}`;
      return asked.ok
        ? seeOther(c, to, 'Máy đang đối chiếu; tải lại trang sau ít giây để xem kết quả.')
        : seeOther(c, to, asked.error[''], 'warn');
    });
}
