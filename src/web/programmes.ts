/** The programmes, and one programme with its issues. */
import { Hono } from 'hono';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { ProgrammeFormPage } from '../../views/programme-form.tsx';
import { ProgrammePage, type ProgrammeSheet, ProgrammesPage } from '../../views/programmes.tsx';
import { byIssue, type EpisodeInFull } from '../core/episodes.ts';
import type { Programme } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { todayOf } from '../core/time.ts';
import { may } from './access.ts';
import { openSheets, pageOfIssues } from './episode-sheets.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { nextNumbers } from './numbering.ts';
import { programmeDraft, saveProgramme } from './programme-forms.ts';
import { recordingOptions } from './recording-options.ts';
import type { Env, Station } from './station.ts';

export function programmesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { programmes, episodes, plans } = station.stores;
  const { zone } = station.config;

  screen.get('/chuyen-muc', (c) => {
    const sheets = programmeSheets(station, programmes.list(), episodes.list());
    const mayEdit = may(c.get('user'), 'POST /chuyen-muc');
    const view = ProgrammesPage({
      programmes: sheets,
      plans: plans.list(),
      today: todayOf(station),
      mayEdit,
      zone,
    });
    return c.render(view, { title: 'Chuyên mục' });
  });

  const formPage = (programme: Programme | undefined, values: FormValues, errors: FieldErrors) =>
    ProgrammeFormPage({ programme, values, errors, units: plans.units(), recordings: recordingOptions(station) });

  screen.get('/chuyen-muc/them', (c) =>
    c.render(formPage(undefined, { issueWord: 'số' }, {}), { title: 'Thêm chuyên mục' }),
  );

  screen.post('/chuyen-muc', async (c) => {
    const values = await readForm(c);
    const saved = saveForm(values, undefined);
    if (!saved.ok) return c.render(formPage(undefined, values, saved.error), { title: 'Thêm chuyên mục', status: 422 });
    return seeOther(c, `/chuyen-muc/${saved.value.id}`, `Đã thêm “${saved.value.name}”.`);
  });

  screen.get('/chuyen-muc/:id', (c) => {
    const programme = programmes.find(c.req.param('id'));
    if (!programme) return c.notFound();
    const archived = c.req.query('luu-tru') !== undefined;
    const all = episodes.list({ programmeId: programme.id, archived });
    const { page, next } = pageOfIssues(all, c.req.query('sau'));
    const [sheet] = programmeSheets(station, [programme], all);
    const { year, open } = nextNumbers(station, programme);
    const plain = `/chuyen-muc/${programme.id}`;
    const address = archived ? `${plain}?luu-tru=co` : plain;
    const isPutAway = episodes.issues(programme.id).length > all.length;
    const view = ProgrammePage({
      programme: sheet!,
      episodes: page.map(openSheets(station).sheetOf),
      open: { year, numbers: open },
      putAway: archived || isPutAway ? { href: archived ? plain : `${plain}?luu-tru=co`, shown: archived } : undefined,
      newer: c.req.query('sau') && address,
      older: next === null ? undefined : `${address}${archived ? '&' : '?'}sau=${next}`,
      mayEdit: may(c.get('user'), 'POST /chuyen-muc/:id'),
      zone,
    });
    return c.render(view, { title: programme.name });
  });

  screen.get('/chuyen-muc/:id/sua', (c) => {
    const programme = programmes.find(c.req.param('id'));
    if (!programme) return c.notFound();
    const { name, abbr, issueWord, area, leadUnit, evergreenRecordingId, music, wordsPerMinute } = programme;
    const evergreen = evergreenRecordingId === null ? '' : String(evergreenRecordingId);
    const values = {
      name,
      abbr,
      issueWord,
      area,
      leadUnit: leadUnit ?? '',
      evergreenRecordingId: evergreen,
      music: music ? 'co' : '',
      wordsPerMinute: String(wordsPerMinute),
    };
    return c.render(formPage(programme, values, {}), { title: name });
  });

  screen.post('/chuyen-muc/:id', async (c) => {
    const programme = programmes.find(c.req.param('id'));
    if (!programme) return c.notFound();
    const values = await readForm(c);
    const saved = saveForm(values, programme);
    if (!saved.ok) return c.render(formPage(programme, values, saved.error), { title: programme.name, status: 422 });
    return seeOther(c, `/chuyen-muc/${programme.id}`, 'Đã lưu.');
  });

  function saveForm(values: FormValues, before: Programme | undefined) {
    const evergreenRecordingId = Number(textOf(values, 'evergreenRecordingId')) || null;
    const pace = textOf(values, 'wordsPerMinute').trim();
    const form = parseForm(programmeDraft, {
      ...{ ...values, evergreenRecordingId, music: textOf(values, 'music') !== '' },
      wordsPerMinute: pace === '' ? undefined : Number(pace),
    });
    return form.ok ? saveProgramme(station, before, form.value) : form;
  }

  return screen;
}

/** `all`: the issues of these programmes, in the store's order. */
function programmeSheets(
  station: Station,
  programmes: readonly Programme[],
  all: readonly EpisodeInFull[],
): ProgrammeSheet[] {
  const { plans } = station.stores;
  const { sheetOf } = openSheets(station);
  const obligations = plans.obligations();
  const units = new Map(plans.units().map(({ id, short }) => [id, short]));
  const sheets = all.filter(({ archivedAt }) => archivedAt === null).map(sheetOf);
  return programmes.map((programme) => {
    const own = sheets.filter(({ programmeId }) => programmeId === programme.id).sort(byIssue);
    const approved = own.filter(({ state }) => state === 'approved');
    const unaired = own.filter(({ airedAt }) => airedAt === null);
    const aired = own.filter(({ airedAt }) => airedAt !== null).sort((a, b) => a.airedAt! - b.airedAt!);
    return {
      ...programme,
      obligations: obligations.filter(({ programmeId }) => programmeId === programme.id),
      leadUnitName: programme.leadUnit === null ? undefined : units.get(programme.leadUnit),
      lastAired: aired.at(-1),
      next: approved[0] ?? unaired[0],
      ready: approved.length,
    };
  });
}
