/** `/episodes/{id}/script`: what an issue is read from, and the files it came as. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { SCRIPT_FILE_KINDS, type ScriptFile as ScriptFileRow } from '../../storage/scripts.ts';
import { problem, refused } from '../problem.ts';
import { addScriptFile, MOST_FILE_BYTES, scriptDraft, scriptSheet, writeScript } from '../script-forms.ts';
import { sendScriptFile } from '../scripts.ts';
import type { Env, Station } from '../station.ts';
import { bytes, IdParam, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const ScriptFile = z
  .object({
    id: z.int(),
    fileName: z.string(),
    kind: z.enum(SCRIPT_FILE_KINDS),
    sha256: z.string(),
    bytes: z.int(),
    addedBy: z.int(),
    addedAt: Instant,
  })
  .openapi('ScriptFile');
const Script = z
  .object({
    script: z
      .object({
        text: z.string().openapi({ description: 'Lines as paragraphs; what stands in [ ] is not read out' }),
        revision: z.int().openapi({ description: 'How often it was written' }),
        madeBy: z.int(),
        madeAt: Instant,
        words: z.int().openapi({ description: 'As they are said: numbers and known abbreviations in full' }),
        readingMs: z.int().openapi({ description: 'At the pace of the programme' }),
      })
      .nullable(),
    files: z.array(ScriptFile),
  })
  .openapi('Script');

const FileParam = IdParam.extend({
  fileId: z.coerce
    .number()
    .int()
    .positive()
    .openapi({ param: { name: 'fileId', in: 'path' } }),
});

const find = createRoute({
  method: 'get',
  path: '/episodes/{id}/script',
  request: { params: IdParam },
  responses: { 200: json(Script, 'The newest writing, and the files'), ...refusals(404) },
});
const write = createRoute({
  method: 'put',
  path: '/episodes/{id}/script',
  summary: 'A new writing; those before are kept. An empty text takes the script away',
  request: {
    params: IdParam,
    body: { content: { 'application/json': { schema: scriptDraft.openapi('ScriptDraft') } }, required: true },
  },
  responses: { 200: json(Script, 'Written'), ...refusals(400, 404, 409, 422) },
});
const addFile = createRoute({
  method: 'post',
  path: '/episodes/{id}/script/files',
  summary: 'A .docx, .txt or PDF as the body; where there is no script yet, its words become it',
  middleware: bodyLimit({ maxSize: MOST_FILE_BYTES }),
  request: {
    params: IdParam,
    query: z.object({ fileName: z.string().min(1).max(500) }),
    body: { content: { 'application/octet-stream': bytes } },
  },
  responses: { 201: json(ScriptFile, 'Kept'), ...refusals(404, 409, 413, 422) },
});
const readFile = createRoute({
  method: 'get',
  path: '/episodes/{id}/script/files/{fileId}',
  request: { params: FileParam },
  responses: {
    200: { description: 'As it was sent in', content: { 'application/octet-stream': bytes } },
    ...refusals(404),
  },
});
const removeFile = createRoute({
  method: 'delete',
  path: '/episodes/{id}/script/files/{fileId}',
  request: { params: FileParam },
  responses: { 204: { description: 'No longer with the script' }, ...refusals(404) },
});

export function scriptsApi(station: Station) {
  const { episodes, scripts } = station.stores;
  const { zone } = station.config;

  const fileOnTheWire = ({ id, fileName, kind, sha256, bytes: size, addedBy, addedAt }: ScriptFileRow) => ({
    ...{ id, fileName, kind, sha256, bytes: size, addedBy },
    addedAt: instantOf(addedAt, zone),
  });
  function onTheWire(id: number) {
    const { words, readingMs } = scriptSheet(station, id).script ?? { words: 0, readingMs: 0 };
    const script = scripts.find(id);
    return {
      script: script
        ? {
            ...{ text: script.text, revision: script.revision, madeBy: script.madeBy, words, readingMs },
            madeAt: instantOf(script.madeAt, zone),
          }
        : null,
      files: scripts.files(id).map(fileOnTheWire),
    };
  }
  const absent = (c: Context<Env>) => problem(c, 404, 'Không có số này');
  const putAway = (c: Context<Env>) => problem(c, 409, 'Số này đã lưu trữ', 'Khôi phục rồi mới sửa được.');
  const fileOf = ({ id, fileId }: { id: number; fileId: number }) => {
    const file = scripts.findFile(fileId);
    return file?.episodeId === id ? file : undefined;
  };

  return openApiPart()
    .openapi(find, (c) => {
      const { id } = c.req.valid('param');
      return episodes.find(id) ? c.json(onTheWire(id), 200) : absent(c);
    })
    .openapi(write, (c) => {
      const episode = episodes.find(c.req.valid('param').id);
      if (!episode) return absent(c);
      if (episode.archivedAt !== null) return putAway(c);
      writeScript(station, episode.id, c.req.valid('json').text, c.get('user')!);
      return c.json(onTheWire(episode.id), 200);
    })
    .openapi(addFile, async (c) => {
      const episode = episodes.find(c.req.valid('param').id);
      if (!episode) return absent(c);
      if (episode.archivedAt !== null) return putAway(c);
      const sent = { name: c.req.valid('query').fileName, bytes: Buffer.from(await c.req.arrayBuffer()) };
      const added = addScriptFile(station, episode.id, sent, c.get('user')!);
      return added.ok ? c.json(fileOnTheWire(added.value.file), 201) : refused(c, { '': added.error });
    })
    .openapi(readFile, (c) => {
      const file = fileOf(c.req.valid('param'));
      const content = file && scripts.content(file.id);
      return file && content ? sendScriptFile(c, file, content) : problem(c, 404, 'Không có tệp này');
    })
    .openapi(removeFile, (c) => {
      const file = fileOf(c.req.valid('param'));
      if (!file) return problem(c, 404, 'Không có tệp này');
      scripts.removeFile(file.id, c.get('user')!.id, station.clock());
      return c.body(null, 204);
    });
}
