/** Kho tư liệu: uploading, finding, listening, renaming, putting away. */
import { type Context, Hono } from 'hono';
import { LibraryPage, WatchedPart } from '../../views/library.tsx';
import { textOf } from '../../views/parts.tsx';
import { ConfirmArchivePage, ConfirmRemakePage, RenamePage } from '../../views/recording-forms.tsx';
import { copyRuleWords, stageOf, waveformWords } from '../../views/recording-parts.tsx';
import { WaveformSvg } from '../../views/waveform.tsx';
import type { Recording } from '../core/model.ts';
import { durationMs } from '../core/time.ts';
import { UPLOAD_REFUSALS } from '../ingest/upload.ts';
import { may } from './access.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { facetSelects, filterOf, libraryAddress } from './library-search.ts';
import { isKnown } from './range.ts';
import {
  archiveRecording,
  describeRecording,
  REFUSAL_STATUS,
  receiveRecordings,
  recordingChange,
  remakeRecording,
  restoreRecording,
  retryRecording,
  whatNeeds,
} from './recording-forms.ts';
import { recordingPage } from './recording-page.ts';
import { recordingSheet, recordingSheets } from './recording-sheets.ts';
import { sendSound } from './sound-file.ts';
import type { Env, Station } from './station.ts';
import { uploadPanel, uploadWords } from './uploads.ts';

const PAGE = 50;
const NO_TIME = durationMs(0);

export function libraryScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { recordings, library } = station.stores;
  const { zone } = station.config;

  const mayEdit = (c: Context<Env>) => may(c.get('user'), 'POST /kho-tu-lieu');
  const find = (c: Context<Env, '/:id'>): Recording | undefined => recordings.find(Number(c.req.param('id')));

  // the list ----------------------------------------------------------------------------------------------------------

  function listPage(c: Context<Env>, refusal?: string) {
    const filter = filterOf(c.req.query());
    const sau = Number(c.req.query('sau')) || undefined;
    const found = library.search(filter, { before: sau, limit: PAGE });
    const other = { ...filter, archived: !filter.archived };
    return LibraryPage({
      recordings: recordingSheets(station, recordings.several(found.ids)),
      search: filter.search,
      archived: filter.archived,
      facets: facetSelects(station, filter, found.counts),
      total: found.total,
      elsewhere: { address: libraryAddress(other), count: found.elsewhere },
      isNarrowed: filter.search !== '' || Object.keys(filter.facets).length > 0,
      newer: sau === undefined ? undefined : libraryAddress(filter),
      older: found.hasMore ? libraryAddress(filter, found.ids.at(-1)) : undefined,
      upload: mayEdit(c) ? { ...uploadPanel(station, c.get('user')!), refusal } : undefined,
      mayEdit: mayEdit(c),
      mayAskStorage: may(c.get('user'), 'GET /kho-tu-lieu/dung-luong'),
      zone,
    });
  }

  screen.get('/kho-tu-lieu', (c) => {
    // What the form sends has a name for every facet nobody chose; the address shall be one to send on.
    if (c.req.header('HX-Request')) c.header('HX-Replace-Url', libraryAddress(filterOf(c.req.query())));
    return c.render(listPage(c), { title: 'Kho tư liệu', script: 'upload.js' });
  });

  screen.post('/kho-tu-lieu', async (c) => {
    const uploads = await receiveRecordings(c, station);
    if (uploads.ok) return seeOther(c, '/kho-tu-lieu', uploadWords(uploads.value));
    const view = listPage(c, UPLOAD_REFUSALS[uploads.error]);
    return c.render(view, {
      title: 'Kho tư liệu',
      status: REFUSAL_STATUS[uploads.error],
      script: 'upload.js',
    });
  });

  /** `cho=12.received,13.checking-probe`: what the page shows of those that are not settled. */
  screen.get('/kho-tu-lieu/trang-thai', (c) => {
    const shown = new Map(
      (c.req.query('cho') ?? '')
        .split(',')
        .slice(0, PAGE)
        .map((one) => one.split('.'))
        .map(([id, state]) => [Number(id), state]),
    );
    const watched = [...shown.keys()].flatMap((id) => recordings.find(id) ?? []);
    const changed = watched.filter((one) => shown.get(one.id) !== stageOf(one));
    // 204: nothing to swap, and the page goes on asking.
    if (changed.length === 0 && watched.length > 0) return c.body(null, 204);
    return c.html(WatchedPart({ watched, changed: recordingSheets(station, changed), mayEdit: mayEdit(c), zone }));
  });

  // one recording -----------------------------------------------------------------------------------------------------

  screen.get('/kho-tu-lieu/:id', (c) => {
    const recording = find(c);
    if (!recording) return c.notFound();
    return recordingPage(c, station, recording);
  });

  /** What is heard; with `?ban=goc` the file as it came. */
  screen.get('/kho-tu-lieu/:id/am-thanh', async (c) => {
    const recording = find(c);
    const version = c.req.query('ban') === 'goc' ? 'original' : 'playout';
    return (recording && (await sendSound(c, station, recording, version))) ?? c.notFound();
  });

  /** The picture of what is heard; it is named by its sound, so it may be kept. */
  screen.get('/kho-tu-lieu/:id/dang-song', (c) => {
    const recording = find(c);
    const peaks = recording && recordings.findWaveform(recording.id);
    if (!recording || !peaks) return c.notFound();
    const sheet = recordingSheet(station, recording);
    const { title, analysis, playoutSha256 } = recording;
    const etag = `"${playoutSha256}"`;
    const headers = { ETag: etag, 'Cache-Control': 'private, max-age=86400', 'Content-Type': 'image/svg+xml' };
    if (isKnown(c.req.header('If-None-Match'), etag)) return c.body(null, 304, headers);
    const durationMs = sheet.durationMs ?? NO_TIME;
    const svg = WaveformSvg({ peaks, durationMs, analysis, title, words: waveformWords(sheet) });
    return c.body(String(svg), 200, headers);
  });

  screen.get('/kho-tu-lieu/:id/chuan-hoa-lai', (c) => {
    const recording = find(c);
    if (recording?.state !== 'ready') return c.notFound();
    const view = ConfirmRemakePage({
      recording,
      used: whatNeeds(station, recording),
      settings: copyRuleWords(station.stores.settings.find().copyRule),
    });
    return c.render(view, { title: `Chuẩn hóa lại ${recording.title}` });
  });

  screen.post('/kho-tu-lieu/:id/chuan-hoa-lai', (c) => {
    const recording = find(c);
    if (!recording) return c.notFound();
    return remakeRecording(station, recording.id)
      ? seeOther(c, `/kho-tu-lieu/${recording.id}`, 'Đang chuẩn hóa lại.')
      : seeOther(c, `/kho-tu-lieu/${recording.id}`, 'Chỉ chuẩn hóa lại được tệp sẵn sàng.', 'warn');
  });

  screen.get('/kho-tu-lieu/:id/sua', (c) => {
    const recording = find(c);
    if (!recording) return c.notFound();
    const tags = (library.tagsOf([recording.id]).get(recording.id) ?? []).join(', ');
    const view = RenamePage({ recording, title: recording.title, tags, known: library.tags(), errors: {} });
    return c.render(view, { title: 'Sửa tên gọi, nhãn' });
  });

  screen.post('/kho-tu-lieu/:id', async (c) => {
    const recording = find(c);
    if (!recording) return c.notFound();
    const values = await readForm(c);
    const form = parseForm(recordingChange, values);
    if (!form.ok) {
      const [title, tags] = [textOf(values, 'title'), textOf(values, 'tags')];
      const view = RenamePage({ recording, title, tags, known: library.tags(), errors: form.error });
      return c.render(view, { title: 'Sửa tên gọi, nhãn', status: 422 });
    }
    describeRecording(station, recording.id, form.value);
    return seeOther(c, `/kho-tu-lieu/${recording.id}`, 'Đã lưu.');
  });

  screen.post('/kho-tu-lieu/:id/thu-lai', (c) => {
    const recording = find(c);
    if (!recording) return c.notFound();
    return retryRecording(station, recording.id)
      ? seeOther(c, `/kho-tu-lieu/${recording.id}`, 'Đang kiểm tra lại.')
      : seeOther(c, `/kho-tu-lieu/${recording.id}`, 'Chỉ kiểm tra lại tệp không dùng được.', 'warn');
  });

  // put away and brought back -----------------------------------------------------------------------------------------

  screen.get('/kho-tu-lieu/:id/luu-tru', (c) => {
    const recording = find(c);
    if (!recording || recording.archivedAt !== null) return c.notFound();
    return c.render(ConfirmArchivePage({ recording, used: whatNeeds(station, recording) }), {
      title: `Lưu trữ ${recording.title}`,
    });
  });

  screen.post('/kho-tu-lieu/:id/luu-tru', async (c) => {
    const recording = find(c);
    if (!recording) return c.notFound();
    const isConfirmed = textOf(await readForm(c), 'da-biet') !== '';
    const archived = archiveRecording(station, recording, { isConfirmed });
    if (archived.ok) return seeOther(c, '/kho-tu-lieu', `Đã lưu trữ “${recording.title}”.`);
    const view = ConfirmArchivePage({ recording, used: archived.error });
    return c.render(view, { title: `Lưu trữ ${recording.title}`, status: 409 });
  });

  screen.post('/kho-tu-lieu/:id/khoi-phuc', (c) => {
    const recording = find(c);
    if (!recording) return c.notFound();
    restoreRecording(station, recording.id);
    return seeOther(c, `/kho-tu-lieu/${recording.id}`, `Đã khôi phục “${recording.title}”.`);
  });

  return screen;
}
