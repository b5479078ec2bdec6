/**
 * Uploads in pieces (tus.ts speaks the protocol). Each piece is on disk when it is acknowledged, so an upload goes on
 * after a broken line, a closed lid or a restart; it belongs to who began it. A whole one goes the way of every other
 * file, by move, and its row says what it became: asked again, it is still whole, so that nobody whose last answer was
 * lost sends it anew. Who may go on, what is kept and until when is decided here, by the station's clock.
 */
import { rm } from 'node:fs/promises';
import { extensionOf } from '../core/audio.ts';
import { after, durationMs, type EpochMs, HOUR, httpDate } from '../core/time.ts';
import type { Arrival, Arrivals } from '../storage/arrivals.ts';
import { hashAndSync, type MediaFolder } from '../storage/files.ts';
import type { Hashes } from './tus.ts';
import type { ReceivedFile } from './upload.ts';

/** How long an upload waits for its next piece; a finished one is remembered as long. */
export const PIECES_KEPT = durationMs(48 * HOUR);

export type PiecesOptions = {
  readonly arrivals: Arrivals;
  readonly media: MediaFolder;
  readonly now: () => EpochMs;
  readonly limitBytes: () => number;
  /** The file is in the library: makes or finds its recording. */
  readonly keep: (file: ReceivedFile, userId: number) => { readonly recordingId: number; readonly isNew: boolean };
  /** Where uploads are addressed, without a slash at the end. */
  readonly path: string;
};

export type Pieces = {
  /** A request of the protocol, by this user. Reads the body as it comes. */
  handle(request: Request, userId: number): Promise<Response>;
  /** A whole one becomes a recording, once, however often it is asked. */
  settle(id: string): Promise<Arrival>;
  /** Throws away. False while it is whole: that one is on its way into the library. */
  remove(id: string): Promise<boolean>;
  /** Forgets what has waited too long. */
  sweep(): Promise<void>;
  /** What an earlier run left: whole ones become recordings, pieces of nobody go. */
  takeUp(): Promise<void>;
};

export function openPieces(options: PiecesOptions): Pieces {
  const { arrivals, media, now, keep } = options;
  const hashes: Hashes = new Map();
  const settling = new Map<string, Promise<Arrival>>();
  const isOld = ({ touchedAt }: Arrival) => now() >= after(touchedAt, PIECES_KEPT);
  const openTus = async () => (await import('./tus.ts')).openTus({ ...options, hashes, isOld, settle, drop });
  let tus: ReturnType<typeof openTus> | undefined;

  async function handle(request: Request, userId: number): Promise<Response> {
    tus ??= openTus();
    const response = await (await tus)(request, userId);
    const [id] = /[0-9a-f]{32}$/.exec(response.headers.get('Location') ?? request.url) ?? [];
    const arrival = id && response.ok ? arrivals.find(id) : undefined;
    if (arrival) response.headers.set('Upload-Expires', httpDate(after(arrival.touchedAt, PIECES_KEPT)));
    return response;
  }

  function settle(id: string): Promise<Arrival> {
    const known = settling.get(id);
    if (known) return known;
    const taken = take(id).finally(() => settling.delete(id));
    settling.set(id, taken);
    return taken;
  }

  /** The hash is written down before the move, so that after a kill the original is known by its name (adopt.ts). */
  async function take(id: string): Promise<Arrival> {
    const arrival = arrivals.find(id);
    if (!arrival?.userId) throw new Error(`no such upload: ${id}`);
    if (arrival.recordingId !== null) return arrival;
    const { fileName, bytes, userId } = arrival;
    const seen = hashes.get(id);
    hashes.delete(id);
    const hash = seen?.bytes === bytes ? seen.hash.digest('hex') : undefined;
    const sha256 = arrival.sha256 ?? hash ?? (await hashAndSync(media.piece(id)));
    arrivals.seal(id, sha256);
    if (media.pieces().includes(id)) await media.keepOriginal(media.piece(id), sha256, extensionOf(fileName));
    return arrivals.finish(id, { ...keep({ fileName, sha256, bytes }, userId), at: now() });
  }

  async function drop(id: string): Promise<void> {
    hashes.delete(id);
    await rm(media.piece(id), { force: true });
    arrivals.remove(id);
  }

  const isWhole = (arrival: Arrival | undefined) =>
    arrival !== undefined && (arrival.sha256 !== null || media.pieceBytes(arrival.id) === arrival.bytes);

  async function remove(id: string): Promise<boolean> {
    if (isWhole(arrivals.find(id))) return false;
    await drop(id);
    return true;
  }

  async function sweep(): Promise<void> {
    for (const id of arrivals.removeOld(after(now(), durationMs(-PIECES_KEPT)))) await drop(id);
  }

  async function takeUp(): Promise<void> {
    await sweep();
    for (const id of media.pieces()) if (!arrivals.find(id)) await drop(id);
    for (const arrival of arrivals.listUnfinished())
      if (isWhole(arrival)) await settle(arrival.id).catch((error) => console.error('uploads:', arrival.id, error));
  }

  return { handle, settle, remove, sweep, takeUp };
}
