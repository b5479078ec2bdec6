/** `/storage`: what the station's files take up, and what of it may go. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Station } from '../station.ts';
import { CLEAN_UPS, cleanUp, storageUse } from '../storage-use.ts';
import { json, openApiPart, refusals } from './parts.ts';

const kind = z.enum(CLEAN_UPS).openapi({
  description:
    'copies: replaced playout copies that nothing names; originals: of recordings archived for 30 days that never aired; aircheck: beyond the rule of the settings',
});
const amount = { files: z.int(), bytes: z.int() };
const Storage = z
  .object({
    folders: z.array(
      z.object({ folder: z.string().openapi({ description: 'Of the media folder; "": its own files' }), ...amount }),
    ),
    freeBytes: z.int(),
    totalBytes: z.int(),
    cleanUps: z.array(z.object({ kind, ...amount, titles: z.array(z.string()) })),
  })
  .openapi('Storage');

const find = createRoute({
  method: 'get',
  path: '/storage',
  responses: { 200: json(Storage, 'Counted now, file by file'), ...refusals() },
});
const clean = createRoute({
  method: 'post',
  path: '/storage/clean-ups',
  summary: 'Deletes for good what may go; never what the log, an approval or the playlist names',
  request: { body: { content: { 'application/json': { schema: z.object({ kind }) } }, required: true } },
  responses: { 200: json(z.object({ kind, ...amount }), 'What went'), ...refusals(400, 422) },
});

export function storageApi(station: Station) {
  return openApiPart()
    .openapi(find, async (c) => {
      const { folders, cleanUps, ...space } = await storageUse(station);
      return c.json(
        { folders: [...folders], cleanUps: cleanUps.map((one) => ({ ...one, titles: [...one.titles] })), ...space },
        200,
      );
    })
    .openapi(clean, async (c) => {
      const { kind: asked } = c.req.valid('json');
      return c.json({ kind: asked, ...(await cleanUp(station, asked)) }, 200);
    });
}
