/** Kho tư liệu: uploading, finding, listening, renaming, putting away. */
import { type Context, Hono } from 'hono';
import { LibraryPage, STATE_SLUGS, WatchedPart } from '../../views/library.tsx';
import { textOf } from '../../views/parts.tsx';
import { ConfirmArchivePage, ConfirmRemakePage, RecordingPage, RenamePage } from '../../views/recording.tsx';
import { copyRuleWords, waveformWords } from '../../views/recording-parts.tsx';
import { WaveformSvg } from '../../views/waveform.tsx';
import type { Recording, RecordingState } from '../core/model.ts';
import { durationMs } from '../core/time.ts';
import { UPLOAD_REFUSALS } from '../ingest/upload.ts';
import { may } from './access.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { isKnown } from './range.ts';
import {
  archiveRecording,
  REFUSAL_STATUS,
  receiveRecordings,
  recordingChange,
  remakeRecording,
  restoreRecording,
  retryRecording,
  type Upload,
  whatNeeds,
} from './recording-forms.ts';
import { comingStartsOf, recordingSheet, recordingSheets } from './recording-sheets.ts';
import { sendSound } from './sound-file.ts';
import type { Env, Station } from './station.ts';

const PAGE = 50;
const NO_TIME = durationMs(0);

export function libraryScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { recordings } = station.stores;
  const { zone } = station.config;

  const mayEdit = (c: Context<Env>) => may(c.get('user'), 'POST /kho-tu-lieu');
  const find = (c: Context<Env, '/:id'>): Recording | undefined => recordings.find(Number(c.req.param('id')));

  // the list ----------------------------------------------------------------------------------------------------------

  function listPage(c: Context<Env>, refusal?: string) {
    const { tim = '', 'trang-thai': slug, sau, 'luu-tru': put } = c.req.query();
    const filter = { search: tim.trim(), state: stateOf(slug), archived: put !== undefined };
    const found = recordings.list({
      ...filter,
      state: filter.state || undefined,
      before: Number(sau) || undefined,
      limit: PAGE + 1,
    });
    const page = found.slice(0, PAGE);
    const pageFrom = (after?: number) => {
      const query = new URLSearchParams({
        ...(filter.search && { tim: filter.search }),
        ...(filter.state && { 'trang-thai': STATE_SLUGS[filter.state] }),
        ...(filter.archived && { 'luu-tru': 'co' }),
        ...(after !== undefined && { sau: String(after) }),
      });
      return query.size > 0 ? `/kho-tu-lieu?${query}` : '/kho-tu-lieu';
    };
    return LibraryPage({
      recordings: recordingSheets(station, page),
      filter,
      newer: sau === undefined ? undefined : pageFrom(),
      older: found.length > PAGE ? pageFrom(page.at(-1)!.id) : undefined,
      refusal,
      mayEdit: mayEdit(c),
      zone,
    });
  }

  screen.get('/kho-tu-lieu', (c) => c.render(listPage(c), { title: 'Kho tư liệu' }));

  screen.post('/kho-tu-lieu', async (c) => {
    const uploads = await receiveRecordings(c, station);
    if (uploads.ok) return seeOther(c, '/kho-tu-lieu', uploadWords(uploads.value));
    const view = listPage(c, UPLOAD_REFUSALS[uploads.error]);
    return c.render(view, { title: 'Kho tư liệu', status: REFUSAL_STATUS[uploads.error] });
  });

  /** `cho=12.received,13.checking`: what the page shows of those that are not settled. */
  screen.get('/kho-tu-lieu/trang-thai', (c) => {
    const shown = new Map(
      (c.req.query('cho') ?? '')
        .split(',')
        .slice(0, PAGE)
        .map((one) => one.split('.'))
        .map(([id, state]) => [Number(id), state]),
    );
    const watched = [...shown.keys()].flatMap((id) => recordings.find(id) ?? []);
    const changed = watched.filter(({ id, state }) => shown.get(id) !== state);
    // 204: nothing to swap, and the page goes on asking.
    if (changed.length === 0 && watched.length > 0) return c.body(null, 204);
    return c.html(WatchedPart({ watched, changed: recordingSheets(station, changed), mayEdit: mayEdit(c), zone }));
  });

  // one recording -----------------------------------------------------------------------------------------------------

  screen.get('/kho-tu-lieu/:id', (c) => {
    const recording = find(c);
    if (!recording) return c.notFound();
    const view = RecordingPage({
      recording: recordingSheet(station, recording),
      coming: comingStartsOf(station, recording.id),
      mayEdit: mayEdit(c),
      zone,
    });
    return c.render(view, { title: recording.title });
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
    return c.render(RenamePage({ recording, title: recording.title, errors: {} }), { title: 'Sửa tên gọi' });
  });

  screen.post('/kho-tu-lieu/:id', async (c) => {
    const recording = find(c);
    if (!recording) return c.notFound();
    const values = await readForm(c);
    const form = parseForm(recordingChange, values);
    if (!form.ok) {
      const view = RenamePage({ recording, title: textOf(values, 'title'), errors: form.error });
      return c.render(view, { title: 'Sửa tên gọi', status: 422 });
    }
    recordings.change(recording.id, form.value);
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

const stateOf = (slug: string | undefined): RecordingState | '' =>
  (Object.keys(STATE_SLUGS) as RecordingState[]).find((state) => STATE_SLUGS[state] === slug) ?? '';

/** The fate of every file by name, as far as one cookie carries it: 4,096 bytes, nine of them for an encoded ấ. */
const MOST_ENCODED = 3000;

export function uploadWords(uploads: readonly Upload[]): string {
  const fates = uploads.map(({ recording: { title, fileName, archivedAt }, isNew }) =>
    isNew ? `Đã nhận “${fileName}”.` : `“${title}” đã có trong kho${archivedAt === null ? '' : ', đang lưu trữ'}.`,
  );
  const shown: string[] = [];
  for (const fate of fates) {
    if (encodeURIComponent([...shown, fate].join(' ')).length > MOST_ENCODED) break;
    shown.push(fate);
  }
  const left = fates.length - shown.length;
  const end = uploads.some(({ recording }) => recording.state === 'received') && 'Đang kiểm tra.';
  return [...shown, left > 0 && `Và ${left} tệp nữa, xem trong danh sách.`, end].filter(Boolean).join(' ');
}
