/** One issue: its page, its form, putting it away and bringing it back. */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { ChosenRecording, EpisodeFormPage } from '../../views/episode-form.tsx';
import { addWords } from '../../views/episode-parts.tsx';
import { ConfirmArchive, EpisodePage } from '../../views/episodes.tsx';
import { NumberingNotes } from '../../views/numbering.tsx';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { byIssue, byVersion, type EpisodeInFull } from '../core/episodes.ts';
import { VIETNAMESE } from '../core/languages.ts';
import type { Programme, Recording } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { todayOf } from '../core/time.ts';
import { may } from './access.ts';
import type { By } from './approval-forms.ts';
import { historyOf, openDesk } from './approval-sheets.ts';
import { recallEpisode, submitEpisode } from './approval-steps.ts';
import { formOfCredits } from './credit-forms.ts';
import {
  archiveEpisode,
  episodeDraft,
  episodeOfForm,
  formOfEpisode,
  restoreEpisode,
  saveEpisode,
} from './episode-forms.ts';
import { comingStarts, openSheets } from './episode-sheets.ts';
import { versionsOf } from './episode-versions.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { nextNumbers, numberingNotes } from './numbering.ts';
import { scriptSheet } from './script-forms.ts';
import type { Env, Station } from './station.ts';
import { topicHints } from './topic-hints.ts';

/** As many as one chooses from; an older one stands in the list of the issue that has it. */
const RECORDINGS_OFFERED = 100;

export function episodesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { programmes, episodes, plans, recordings, credits, people, settings } = station.stores;
  const { zone } = station.config;

  const today = () => todayOf(station);
  const byOf = (c: Context<Env>): By => ({ user: c.get('user')!, origin: 'page' });

  const findEpisode = (c: Context<Env, '/:id'>): EpisodeInFull | undefined =>
    episodes.findInFull(Number(c.req.param('id')));
  const leafTopics = () => plans.topics().filter(({ leaf }) => leaf);

  // a new one ---------------------------------------------------------------------------------------------------------

  screen.get('/chuyen-muc/:id/so/them', (c) => {
    const programme = programmes.find(c.req.param('id'));
    if (!programme) return c.notFound();
    const { next } = nextNumbers(station, programme);
    // A programme goes on in the first language of its last issue; a link asks for another version of one.
    const all = episodes.list({ programmeId: programme.id });
    const last = all.filter((one) => byIssue(one, all[0]!) === 0).sort(byVersion)[0];
    const { nam = next.year, so = next.number, tieng = last?.language ?? VIETNAMESE } = c.req.query();
    const values = { ...wordsOfOther(programme, Number(nam), Number(so)), year: String(nam), number: String(so) };
    return c.render(newPage(programme, { ...values, language: tieng }, {}), { title: addWords(programme) });
  });

  screen.post('/chuyen-muc/:id/so', async (c) => {
    const programme = programmes.find(c.req.param('id'));
    if (!programme) return c.notFound();
    const values = await readForm(c);
    const form = parseForm(episodeDraft, episodeOfForm(values, today()));
    const saved = form.ok ? saveEpisode(station, programme, form.value, { by: byOf(c) }) : form;
    if (!saved.ok)
      return c.render(newPage(programme, values, saved.error), { title: addWords(programme), status: 422 });
    const open = numberingNotes(station, programme, saved.value, saved.value.id).find(({ tone }) => tone === 'warn');
    return seeOther(c, `/so/${saved.value.id}`, open ? `Đã lưu. ${open.words}.` : 'Đã lưu.', open ? 'warn' : 'good');
  });

  /** Another version of an issue is about the same. */
  function wordsOfOther({ id }: Programme, year: number, number: number): FormValues {
    const other = episodes.list({ programmeId: id }).find((one) => byIssue(one, { year, number }) === 0);
    if (!other) return {};
    const { recordingId: _sound, ...words } = formOfEpisode(other);
    return { ...words, links: credits.find(other.id).links.join('\n') };
  }

  /** What there is to say of the number in the form, for htmx. */
  screen.get('/chuyen-muc/:id/so/danh-so', (c) => {
    const programme = programmes.find(c.req.param('id'));
    if (!programme) return c.notFound();
    const besides = Number(c.req.query('cua')) || undefined;
    return c.html(NumberingNotes({ notes: notesOf(programme, c.req.query(), besides) }));
  });

  /** Of what is no number yet, nothing. */
  function notesOf(programme: Programme, values: FormValues, besides?: number) {
    const { year, number, language } = episodeDraft.shape;
    const typed = z.object({ year, number, language }).safeParse(episodeOfForm(values, today()));
    return typed.success ? numberingNotes(station, programme, typed.data, besides) : [];
  }

  const newPage = (programme: Programme, values: FormValues, errors: FieldErrors) =>
    EpisodeFormPage({
      ...choicesOf(programme, values),
      programme,
      episode: undefined,
      action: `/chuyen-muc/${programme.id}/so`,
      cancel: `/chuyen-muc/${programme.id}`,
      values,
      errors,
    });

  // one there is ------------------------------------------------------------------------------------------------------

  /** The player of the recording that is chosen in the form, for htmx. */
  screen.get('/so/nghe', (c) => {
    const recording = recordings.find(Number(c.req.query('recordingId')));
    return c.html(ChosenRecording({ recording }) ?? '');
  });

  screen.get('/so/:id', (c) => {
    const episode = findEpisode(c);
    if (!episode) return c.notFound();
    const user = c.get('user')!;
    const { sheetOf } = openSheets(station);
    const view = EpisodePage({
      episode: sheetOf(episode),
      versions: versionsOf(station, episode),
      credits: credits.find(episode.id),
      userNames: new Map(people.list().map(({ id, username }) => [id, username])),
      script: scriptSheet(station, episode.id),
      recording: episode.recordingId === null ? undefined : recordings.find(episode.recordingId),
      topics: plans.topics(),
      history: historyOf(station, episode),
      desk: openDesk(station, user)(episode),
      coming: comingStarts(station, episode.id),
      mayEdit: may(user, 'POST /so/:id'),
      mayApprove: may(user, 'POST /duyet/:id'),
      zone,
    });
    return c.render(view, { title: episode.title, script: 'approval.js' });
  });

  for (const [path, act, done] of [
    ['trinh-duyet', submitEpisode, 'Đã trình duyệt.'],
    ['thu-hoi-trinh', recallEpisode, 'Đã thu hồi; số này là bản nháp.'],
  ] as const)
    screen.post(`/so/:id/${path}`, (c) => {
      const episode = findEpisode(c);
      if (!episode) return c.notFound();
      const said = act(station, episode, byOf(c));
      const back = `/so/${episode.id}`;
      return said.ok ? seeOther(c, back, done) : seeOther(c, back, `${said.error['']}.`, 'warn');
    });

  screen.get('/so/:id/sua', (c) => {
    const episode = findEpisode(c);
    if (!episode || episode.archivedAt !== null) return c.notFound();
    return c.render(editPage(episode, { ...formOfEpisode(episode), ...formOfCredits(credits.find(episode.id)) }, {}), {
      title: `Sửa ${episode.title}`,
    });
  });

  screen.post('/so/:id', async (c) => {
    const before = findEpisode(c);
    if (!before || before.archivedAt !== null) return c.notFound();
    const values = await readForm(c);
    const programme = programmes.find(before.programmeId)!;
    const form = parseForm(episodeDraft, episodeOfForm(values, today()));
    const saved = form.ok ? saveEpisode(station, programme, form.value, { before, by: byOf(c) }) : form;
    if (!saved.ok)
      return c.render(editPage(before, values, saved.error), { title: `Sửa ${before.title}`, status: 422 });
    return seeOther(c, `/so/${before.id}`, 'Đã lưu.');
  });

  function editPage(before: EpisodeInFull, values: FormValues, errors: FieldErrors) {
    const episode = openSheets(station).sheetOf(before);
    const address = `/so/${before.id}`;
    return EpisodeFormPage({
      ...choicesOf(episode.programme, values, before),
      programme: episode.programme,
      episode,
      action: address,
      cancel: address,
      values,
      errors,
    });
  }

  /** What the form offers: the topics and which of them were heard, and the recordings, that of the form among them. */
  function choicesOf(programme: Programme, values: FormValues, besides?: EpisodeInFull) {
    const newest: Recording[] = recordings.list({ state: 'ready', limit: RECORDINGS_OFFERED });
    const chosen = recordings.find(Number(textOf(values, 'recordingId')));
    const isKnown = !chosen || newest.some(({ id }) => id === chosen.id);
    const accounts = people.list().filter(({ disabledAt }) => disabledAt === null);
    return {
      topics: leafTopics(),
      hints: topicHints(station, besides),
      numbering: notesOf(programme, values, besides?.id),
      names: [...new Set([...accounts.map(({ name }) => name), ...credits.names()])],
      genres: settings.find().fees.genres.map(({ name }) => name),
      recordings: isKnown ? newest : [...newest, chosen],
      zone,
    };
  }

  // put away and brought back -----------------------------------------------------------------------------------------

  screen.get('/so/:id/luu-tru', (c) => {
    const episode = findEpisode(c);
    if (!episode || episode.archivedAt !== null) return c.notFound();
    const view = ConfirmArchive({
      episode: openSheets(station).sheetOf(episode),
      coming: comingStarts(station, episode.id),
      zone,
    });
    return c.render(view, { title: `Lưu trữ ${episode.title}` });
  });

  screen.post('/so/:id/luu-tru', (c) => {
    const episode = findEpisode(c);
    if (!episode) return c.notFound();
    archiveEpisode(station, episode.id);
    return seeOther(c, `/chuyen-muc/${episode.programmeId}`, `Đã lưu trữ “${episode.title}”.`);
  });

  screen.post('/so/:id/khoi-phuc', (c) => {
    const episode = findEpisode(c);
    if (!episode) return c.notFound();
    restoreEpisode(station, episode.id);
    return seeOther(c, `/so/${episode.id}`, `Đã khôi phục “${episode.title}”.`);
  });

  return screen;
}
