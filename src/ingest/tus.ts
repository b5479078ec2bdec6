/**
 * tus 1.0 (tus.io/protocols/resumable-upload) for pieces.ts: creation, termination and expiration, as @tus/server speaks
 * them. Loaded with the first request: most days nobody uploads, and it is 15 MB.
 */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DataStore, ERRORS, Server, Upload } from '@tus/server';
import { displayName } from '../core/audio.ts';
import type { Arrival } from '../storage/arrivals.ts';
import type { PiecesOptions } from './pieces.ts';
import { Turns } from './turns.ts';

const NO_ROOM = { status_code: 507, body: 'Ổ đĩa của máy chủ đã đầy.\n' };

/** Of the pieces so far, where every byte was seen by this run and in order: upload id → hash, and of how many bytes. */
export type Hashes = Map<string, { readonly hash: Hash; readonly bytes: number }>;

export type TusOptions = PiecesOptions & {
  readonly hashes: Hashes;
  readonly isOld: (arrival: Arrival) => boolean;
  /** All of it is here. */
  readonly settle: (id: string) => Promise<Arrival>;
  /** Throws away. */
  readonly drop: (id: string) => Promise<void>;
};

/** Answers requests of the protocol, each by a user. */
export function openTus(options: TusOptions): (request: Request, userId: number) => Promise<Response> {
  const { arrivals, now, isOld, settle } = options;
  const askers = new WeakMap<Request, number>();
  const server = new Server({
    path: options.path,
    datastore: new PieceStore(options),
    locker: new Turns(),
    // Whoever is told to let go is dead; what it was handed is still written.
    lockDrainTimeout: 200,
    relativeLocation: true,
    allowedOrigins: [],
    disableTerminationForFinishedUploads: true,
    maxSize: options.limitBytes,
    getFileIdFromRequest: (_request, last) => (last && /^[0-9a-f]{32}$/.test(last) ? last : undefined),
    onIncomingRequest: async (request, id) => {
      if (request.method === 'POST') return;
      const arrival = arrivals.find(id);
      if (!arrival || arrival.userId !== askers.get(request)) throw ERRORS.FILE_NOT_FOUND;
      if (isOld(arrival)) throw ERRORS.FILE_NO_LONGER_EXISTS;
    },
    onUploadCreate: async (request, { id, size = 0, metadata }) => {
      const fileName = displayName(metadata?.filename ?? metadata?.name ?? '');
      arrivals.add({ id, userId: askers.get(request)!, fileName, bytes: size, begunAt: now() });
      return { metadata: { filename: fileName } };
    },
    onUploadFinish: async (_request, { id }) => {
      await settle(id);
      return {};
    },
  });
  return (request, userId) => {
    askers.set(request, userId);
    return server.handleWeb(request);
  };
}

/** Where @tus/server keeps the bytes: a file per upload, hashed on the way as long as nothing breaks off. */
class PieceStore extends DataStore {
  constructor(readonly options: TusOptions) {
    super();
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  }

  override async create(upload: Upload): Promise<Upload> {
    await writeFile(this.options.media.piece(upload.id), '');
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { arrivals, media } = this.options;
    const arrival = arrivals.find(id);
    if (!arrival) throw ERRORS.FILE_NOT_FOUND;
    const { bytes, fileName, sha256 } = arrival;
    const offset = sha256 === null ? media.pieceBytes(id) : bytes;
    return new Upload({ id, size: bytes, offset, metadata: { filename: fileName } });
  }

  override remove(id: string): Promise<void> {
    return this.options.drop(id);
  }

  /** Answers how much is here now. What came before a line broke stays. */
  override async write(source: Readable, id: string, offset: number): Promise<number> {
    const { arrivals, media, hashes, now } = this.options;
    const known = offset === 0 ? { hash: createHash('sha256'), bytes: 0 } : hashes.get(id);
    hashes.delete(id);
    const hash = known?.bytes === offset ? known.hash : undefined;
    let bytes = offset;
    async function* hashed() {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        hash?.update(chunk);
        yield chunk;
      }
    }
    const file = { flags: 'r+', start: offset, flush: true, highWaterMark: 256 * 1024 };
    try {
      await pipeline(hashed(), createWriteStream(media.piece(id), file));
      if (hash) hashes.set(id, { hash, bytes });
      return bytes;
    } catch (error) {
      throw error instanceof Error && 'code' in error && error.code === 'ENOSPC' ? NO_ROOM : error;
    } finally {
      arrivals.touch(id, now());
    }
  }
}
