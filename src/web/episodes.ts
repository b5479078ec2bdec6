/** One issue: its page, its form, putting it away and bringing it back. */
import { type Context, Hono } from 'hono';
import { ChosenRecording, EpisodeFormPage } from '../../views/episode-form.tsx';
import { addWords } from '../../views/episode-parts.tsx';
import { ConfirmArchive, EpisodePage } from '../../views/episodes.tsx';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { byIssue, type EpisodeInFull, nextIssue } from '../core/episodes.ts';
import { VIETNAMESE } from '../core/languages.ts';
import type { Programme, Recording } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { dayOf } from '../core/time.ts';
import { may } from './access.ts';
import {
  archiveEpisode,
  episodeDraft,
  episodeOfForm,
  formOfEpisode,
  restoreEpisode,
  saveEpisode,
} from './episode-forms.ts';
import { comingStarts, openSheets } from './episode-sheets.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

/** As many as one chooses from; an older one stands in the list of the issue that has it. */
const RECORDINGS_OFFERED = 100;

export function episodesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { programmes, episodes, plans, recordings } = station.stores;
  const { zone } = station.config;

  const today = () => dayOf(station.clock(), zone);

  const findEpisode = (c: Context<Env, '/:id'>): EpisodeInFull | undefined =>
    episodes.findInFull(Number(c.req.param('id')));
  const leafTopics = () => plans.topics().filter(({ leaf }) => leaf);

  // a new one ---------------------------------------------------------------------------------------------------------

  screen.get('/chuyen-muc/:id/so/them', (c) => {
    const programme = programmes.find(c.req.param('id'));
    if (!programme) return c.notFound();
    const next = nextIssue(programme.issueWord, episodes.issues(programme.id), today());
    // A programme goes on in the language of its last issue; a link asks for another version of one.
    const [last] = episodes.list({ programmeId: programme.id });
    const { nam = next.year, so = next.number, tieng = last?.language ?? VIETNAMESE } = c.req.query();
    const values = { year: String(nam), number: String(so), language: tieng };
    return c.render(newPage(programme, values, {}), { title: addWords(programme) });
  });

  screen.post('/chuyen-muc/:id/so', async (c) => {
    const programme = programmes.find(c.req.param('id'));
    if (!programme) return c.notFound();
    const values = await readForm(c);
    const form = parseForm(episodeDraft, episodeOfForm(values, today()));
    const saved = form.ok ? saveEpisode(station, programme, form.value, { author: c.get('user')! }) : form;
    if (!saved.ok)
      return c.render(newPage(programme, values, saved.error), { title: addWords(programme), status: 422 });
    return seeOther(c, `/so/${saved.value.id}`, 'Đã lưu.');
  });

  const newPage = (programme: Programme, values: FormValues, errors: FieldErrors) =>
    EpisodeFormPage({
      ...choicesOf(values),
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
    const { sheetOf, approvalSheet } = openSheets(station);
    const view = EpisodePage({
      episode: sheetOf(episode),
      versions: episodes
        .list({ programmeId: episode.programmeId })
        .filter((one) => one.id !== episode.id && byIssue(one, episode) === 0),
      recording: episode.recordingId === null ? undefined : recordings.find(episode.recordingId),
      topics: plans.topics(),
      approvals: episodes.approvalsOf(episode.id).map(approvalSheet),
      coming: comingStarts(station, episode.id),
      userId: user.id,
      mayEdit: may(user, 'POST /so/:id'),
      mayApprove: may(user, 'POST /duyet/:id'),
      zone,
    });
    return c.render(view, { title: episode.title });
  });

  screen.get('/so/:id/sua', (c) => {
    const episode = findEpisode(c);
    if (!episode || episode.archivedAt !== null) return c.notFound();
    return c.render(editPage(episode, formOfEpisode(episode), {}), { title: `Sửa ${episode.title}` });
  });

  screen.post('/so/:id', async (c) => {
    const before = findEpisode(c);
    if (!before || before.archivedAt !== null) return c.notFound();
    const values = await readForm(c);
    const programme = programmes.find(before.programmeId)!;
    const form = parseForm(episodeDraft, episodeOfForm(values, today()));
    const saved = form.ok ? saveEpisode(station, programme, form.value, { before }) : form;
    if (!saved.ok)
      return c.render(editPage(before, values, saved.error), { title: `Sửa ${before.title}`, status: 422 });
    return seeOther(c, `/so/${before.id}`, 'Đã lưu.');
  });

  function editPage(before: EpisodeInFull, values: FormValues, errors: FieldErrors) {
    const episode = openSheets(station).sheetOf(before);
    const address = `/so/${before.id}`;
    return EpisodeFormPage({
      ...choicesOf(values),
      programme: episode.programme,
      episode,
      action: address,
      cancel: address,
      values,
      errors,
    });
  }

  /** What the form offers: the topics and which of them were heard, and the recordings, that of the form among them. */
  function choicesOf(values: FormValues) {
    const newest: Recording[] = recordings.list({ state: 'ready', limit: RECORDINGS_OFFERED });
    const chosen = recordings.find(Number(textOf(values, 'recordingId')));
    const isKnown = !chosen || newest.some(({ id }) => id === chosen.id);
    const heard = episodes.list({ archived: true }).filter(({ airedAt }) => airedAt !== null);
    return {
      topics: leafTopics(),
      heardTopics: new Set(heard.flatMap(({ topics }) => topics)),
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
