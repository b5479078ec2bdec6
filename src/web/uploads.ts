/**
 * How files come in besides the plain form: in pieces (ingest/pieces.ts, addressed by api/uploads.ts), from the share menu
 * of a phone, and from the folder on the local network; and what the library page says of them.
 */
import { Hono } from 'hono';
import type { UploadPanelProps } from '../../views/uploads.tsx';
import type { User } from '../core/model.ts';
import { HOUR } from '../core/time.ts';
import { incomingNow } from '../ingest/incoming.ts';
import { openPieces, type Pieces } from '../ingest/pieces.ts';
import { type ReceivedFile, UPLOAD_REFUSALS } from '../ingest/upload.ts';
import { seeOther } from './frame.ts';
import { keepReceived, receiveRecordings, type Upload, uploadLimits } from './recording-forms.ts';
import type { Env, Station } from './station.ts';

export const UPLOADS_PATH = '/api/v1/uploads';
/** Where the share menu of a phone sends to (the manifest below). */
export const SHARE_PATH = '/kho-tu-lieu/chia-se';
const TAKEN_SHOWN = 10;

/** Begins at once with what an earlier run left. */
export function openUploads(station: Station): Pieces {
  const { stores, media, clock: now, closing } = station;
  const pieces = openPieces({
    ...{ arrivals: stores.arrivals, media, now, path: UPLOADS_PATH },
    limitBytes: () => uploadLimits(station).limitBytes,
    keep: (file, userId) => keepArrived(station, file, userId),
  });
  const complain = (error: unknown) => {
    if (!closing.aborted) console.error('[web] chưa xếp được tệp tải dở:', error);
  };
  pieces.takeUp().catch(complain);
  const sweeping = setInterval(() => pieces.sweep().catch(complain), HOUR).unref();
  closing.addEventListener('abort', () => clearInterval(sweeping));
  return pieces;
}

/** What arrived otherwise than by a form; null: from nobody in particular. */
export function keepArrived(station: Station, file: ReceivedFile, userId: number | null) {
  const { recording, isNew } = keepReceived(station, file, userId);
  station.ingest.nudge();
  return { recordingId: recording.id, isNew };
}

/** Refused before the first byte, never half-way: what others have begun to send counts as here. */
export async function hasRoomFor(station: Station, bytes: number): Promise<boolean> {
  const { stores, media } = station;
  const promised = stores.arrivals.listUnfinished().reduce((sum, one) => sum + one.bytes - media.pieceBytes(one.id), 0);
  return (await media.freeBytes()) - promised - bytes >= uploadLimits(station).reserveBytes;
}

/** For whoever may upload. */
export function uploadPanel(station: Station, user: User): Omit<UploadPanelProps, 'refusal'> {
  const { stores, media } = station;
  const unfinished = stores.arrivals.listUnfinished(user.id).filter(({ sha256 }) => sha256 === null);
  return {
    limitBytes: uploadLimits(station).limitBytes,
    unfinished: unfinished.map(({ id, fileName, bytes }) => ({ id, fileName, bytes, here: media.pieceBytes(id) })),
    incoming: incomingNow(media),
    taken: stores.arrivals.listTaken(TAKEN_SHOWN),
    zone: station.config.zone,
  };
}

export function uploadsScreen(station: Station, pieces: Pieces, asset: (name: string) => string): Hono<Env> {
  const screen = new Hono<Env>();
  const { arrivals, settings } = station.stores;

  screen.post('/kho-tu-lieu/tai-do/:id{[0-9a-f]+}/bo', async (c) => {
    const arrival = arrivals.find(c.req.param('id'));
    if (!arrival || arrival.userId !== c.get('user')!.id) return c.notFound();
    return (await pieces.remove(arrival.id))
      ? seeOther(c, '/kho-tu-lieu', `Đã bỏ phần tải dở của “${arrival.fileName}”.`)
      : seeOther(c, '/kho-tu-lieu', `“${arrival.fileName}” đã tải xong.`, 'warn');
  });

  screen.post(SHARE_PATH, async (c) => {
    const uploads = await receiveRecordings(c, station);
    if (!uploads.ok) return seeOther(c, '/kho-tu-lieu', UPLOAD_REFUSALS[uploads.error], 'warn');
    const [only, ...others] = uploads.value;
    const page = only && others.length === 0 ? `/kho-tu-lieu/${only.recording.id}` : '/kho-tu-lieu';
    return seeOther(c, page, uploadWords(uploads.value));
  });

  /** What makes the station an app on a phone's home screen, and in its share menu (W3C Web Share Target). */
  screen.get('/dai.webmanifest', (c) => {
    const { stationName } = settings.find();
    const icon = (size: number, purpose: 'any' | 'maskable') => {
      const name = purpose === 'any' ? `icon-${size}.png` : `icon-full-${size}.png`;
      return { src: asset(name), sizes: `${size}x${size}`, type: 'image/png', purpose };
    };
    const manifest = {
      ...{ id: '/', name: stationName, short_name: 'Đài xã', lang: 'vi', start_url: '/', scope: '/' },
      ...{ display: 'standalone', background_color: '#ffffff', theme_color: '#0f4c81' },
      icons: [icon(192, 'any'), icon(512, 'any'), icon(512, 'maskable')],
      share_target: {
        ...{ action: SHARE_PATH, method: 'POST', enctype: 'multipart/form-data' },
        params: { title: 'title', text: 'text', files: [{ name: 'files', accept: ['audio/*', 'video/*'] }] },
      },
    };
    return c.body(JSON.stringify(manifest), 200, { 'Content-Type': 'application/manifest+json; charset=utf-8' });
  });

  return screen;
}

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
