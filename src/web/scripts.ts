/** Kịch bản: the script of an issue to read, print, write and send in. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { ScriptFormPage, ScriptPage } from '../../views/script.tsx';
import { type EpisodeInFull, versionLabel } from '../core/episodes.ts';
import type { Programme } from '../core/model.ts';
import { lowerFirst } from '../core/vietnamese.ts';
import type { ScriptFile } from '../storage/scripts.ts';
import { may } from './access.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import {
  addScriptFile,
  MOST_FILE_BYTES,
  readingCopy,
  scriptDraft,
  scriptSheet,
  textOfFile,
  writeScript,
} from './script-forms.ts';
import { sendBytes } from './sound-file.ts';
import type { Env, Station } from './station.ts';

/** With what a multipart form puts around a file. */
const MOST_BODY = MOST_FILE_BYTES + 256 * 1024;

export function scriptsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { episodes, programmes, scripts } = station.stores;

  const find = (c: Context<Env, '/:id'>): EpisodeInFull | undefined => episodes.findInFull(Number(c.req.param('id')));
  /** One that may be written in. */
  const findOpen = (c: Context<Env, '/:id'>): EpisodeInFull | undefined => {
    const episode = find(c);
    return episode?.archivedAt === null ? episode : undefined;
  };
  const findFile = (c: Context<Env, '/:id/:tep'>): ScriptFile | undefined => {
    const file = scripts.findFile(Number(c.req.param('tep')));
    return file?.episodeId === Number(c.req.param('id')) ? file : undefined;
  };
  const titleOf = (episode: EpisodeInFull): string => `Kịch bản ${lowerFirst(labelOf(episode))}`;
  const labelOf = (episode: EpisodeInFull): string => versionLabel(programmeOf(episode).issueWord, episode);
  // The schema holds every issue to a programme.
  const programmeOf = (episode: EpisodeInFull): Programme => programmes.find(episode.programmeId)!;

  /** The writing that is asked for, else the newest. */
  function sheetOf(c: Context<Env, '/:id'>, episode: EpisodeInFull) {
    const asked = Number(c.req.query('lan'));
    const older = asked ? scripts.list(episode.id).find(({ revision }) => revision === asked) : undefined;
    return scriptSheet(station, episode.id, older);
  }

  function page(c: Context<Env, '/:id'>, episode: EpisodeInFull, refusal?: string) {
    const sheet = sheetOf(c, episode);
    const view = ScriptPage({
      episode,
      sheet,
      copy: sheet.script && readingCopy(station, episode, programmeOf(episode), sheet.script),
      revisions: scripts.list(episode.id).length,
      refusal,
      mayEdit: may(c.get('user'), 'POST /so/:id/kich-ban') && episode.archivedAt === null,
    });
    return c.render(view, { title: titleOf(episode), status: refusal ? 422 : 200 });
  }

  screen.get('/so/:id/kich-ban', (c) => {
    const episode = find(c);
    return episode ? page(c, episode) : c.notFound();
  });

  screen.get('/so/:id/kich-ban.pdf', async (c) => {
    const episode = find(c);
    const { script } = episode ? sheetOf(c, episode) : { script: undefined };
    if (!episode || !script) return c.notFound();
    const copy = readingCopy(station, episode, programmeOf(episode), script);
    const bytes = await station.press({ what: 'reading-copy', copy });
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `attachment; filename="${copy.name}.pdf"`,
    });
  });

  // writing -----------------------------------------------------------------------------------------------------------

  /** `?lan=2` begins with an older writing, `?tep=3` with the words of a file. */
  screen.get('/so/:id/kich-ban/sua', (c) => {
    const episode = findOpen(c);
    if (!episode) return c.notFound();
    const file = scripts.findFile(Number(c.req.query('tep')));
    const text = file?.episodeId === episode.id ? textOfFile(station, file) : sheetOf(c, episode).script?.text;
    return form(c, episode, text ?? '');
  });

  const form = (c: Context<Env>, episode: EpisodeInFull, text: string, error?: string) =>
    c.render(ScriptFormPage({ episode, label: labelOf(episode), text, error }), {
      title: titleOf(episode),
      status: error ? 422 : 200,
    });

  screen.post('/so/:id/kich-ban', async (c) => {
    const episode = findOpen(c);
    if (!episode) return c.notFound();
    const values = await readForm(c);
    const typed = parseForm(scriptDraft, values);
    if (!typed.ok) return form(c, episode, String(values.text ?? ''), typed.error.text);
    writeScript(station, episode.id, typed.value.text, c.get('user')!);
    return seeOther(c, `/so/${episode.id}/kich-ban`, 'Đã lưu kịch bản.');
  });

  // files -------------------------------------------------------------------------------------------------------------

  screen.post('/so/:id/kich-ban/tep', bodyLimit({ maxSize: MOST_BODY }), async (c) => {
    const episode = findOpen(c);
    if (!episode) return c.notFound();
    const { tep } = await c.req.parseBody();
    if (!(tep instanceof File) || tep.size === 0) return page(c, episode, 'Chưa chọn tệp nào');
    const bytes = Buffer.from(await tep.arrayBuffer());
    const added = addScriptFile(station, episode.id, { name: tep.name, bytes }, c.get('user')!);
    if (!added.ok) return page(c, episode, added.error);
    const words = added.value.isRead ? 'Đã lấy chữ trong tệp làm kịch bản.' : 'Đã giữ tệp kèm kịch bản.';
    return seeOther(c, `/so/${episode.id}/kich-ban`, words);
  });

  screen.get('/so/:id/kich-ban/tep/:tep', (c) => {
    const file = findFile(c);
    const content = file && scripts.content(file.id);
    if (!file || !content) return c.notFound();
    return sendScriptFile(c, file, content);
  });

  screen.post('/so/:id/kich-ban/tep/:tep/bo', (c) => {
    const file = findOpen(c) && findFile(c);
    if (!file) return c.notFound();
    scripts.removeFile(file.id, c.get('user')!.id, station.clock());
    return seeOther(c, `/so/${file.episodeId}/kich-ban`, `Đã bỏ tệp “${file.fileName}”.`);
  });

  return screen;
}

/** A PDF opens in the browser; anything else is saved by it, never shown as a page of the station. */
export function sendScriptFile(c: Context, { kind, sha256, fileName }: ScriptFile, content: Buffer): Response {
  return sendBytes(c, {
    ...{ etag: `"${sha256}"`, size: content.length, name: fileName },
    type: kind === 'pdf' ? 'application/pdf' : 'application/octet-stream',
    bytes: async function* ({ from, until }) {
      yield content.subarray(from, until);
    },
  });
}
