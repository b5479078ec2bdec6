/**
 * Receives uploads straight to disk, hashed on the way, in flat memory: never through `parseBody`, which holds the whole
 * request. A file enters the library only when the whole request has arrived; until then it is in `arriving/`, and
 * whatever goes wrong it is gone. The caller adds rows for what is returned.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { displayName, extensionOf } from '../core/audio.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { MediaFolder } from '../storage/files.ts';

export type ReceivedFile = { readonly fileName: string; readonly sha256: string; readonly bytes: number };
export type Upload = { readonly files: readonly ReceivedFile[]; readonly fields: Readonly<Record<string, string>> };

export type UploadRefusal =
  | 'not-multipart'
  | 'malformed'
  | 'no-file'
  | 'too-many'
  | 'too-large'
  | 'no-room'
  | 'cut'
  | 'not-accepted';

export const UPLOAD_REFUSALS: Readonly<Record<UploadRefusal, string>> = {
  'not-multipart': 'Yêu cầu không phải biểu mẫu tải tệp lên.',
  malformed: 'Biểu mẫu tải tệp lên bị hỏng; hãy thử lại.',
  'no-file': 'Chưa chọn tệp âm thanh nào.',
  'too-many': 'Mỗi lần tải lên tối đa 50 tệp.',
  'too-large': 'Tệp lớn hơn mức đài nhận; mức này do người quản trị đặt ở trang Cấu hình.',
  'no-room': 'Ổ đĩa của máy chủ sắp đầy nên chưa nhận tệp; báo người quản trị dọn bớt rồi thử lại.',
  cut: 'Đường truyền bị ngắt khi đang tải lên; hãy thử lại.',
  'not-accepted': 'Biểu mẫu đã hết hạn; hãy tải lại trang rồi thử lại.',
};

export type UploadOptions = {
  /** Of one file, and of the whole request where it says how long it is. Default 2 GiB. */
  readonly limitBytes?: number;
  /** What must stay free on the disk. Default 0. */
  readonly reserveBytes?: number;
  /** Asked before the first byte of a file is kept, with the fields that came before it (the form's CSRF token). */
  readonly accept?: (fields: Readonly<Record<string, string>>) => boolean;
  /** How long nothing may arrive before the line counts as cut. Default one minute. */
  readonly stallMs?: number;
};

const LIMIT = 2 * 1024 ** 3;
/** What a multipart body may be longer than its files. */
const ENVELOPE = 1024 ** 2;

class Refused extends Error {
  constructor(readonly refusal: UploadRefusal) {
    super(refusal);
  }
}

type Arrived = ReceivedFile & { readonly temporary: string };

/** A multipart form with any number of files. Rejects only when the machine is at fault (a full disk). */
export function receiveUpload(
  request: IncomingMessage,
  media: MediaFolder,
  { limitBytes = LIMIT, accept = () => true, ...options }: UploadOptions = {},
): Promise<Result<Upload, UploadRefusal>> {
  return receive(request, media, { ...options, limitBytes: limitBytes + ENVELOPE }, async (write) => {
    const fields: Record<string, string> = {};
    const writing: Promise<void>[] = [];
    const parts = new Set<Readable>();
    const parser = parserFor(request);
    let fail = (_error: unknown) => {};
    const whole = new Promise<void>((resolve, reject) => {
      fail = reject;
      parser.once('finish', resolve);
      parser.on('error', () => reject(new Refused('malformed')));
      request.once('close', () => request.complete || reject(new Refused('cut')));
      request.on('error', () => reject(new Refused('cut')));
    });
    parser.once('filesLimit', () => fail(new Refused('too-many')));
    parser.once('fieldsLimit', () => fail(new Refused('malformed')));
    parser.on('field', (name, value, _nameCut, valueCut) => {
      if (valueCut) fail(new Refused('malformed'));
      fields[name] = value;
    });
    parser.on('file', (_field, part, name) => {
      part.on('error', () => {}); // the parser's own error tells it
      if (!name) return void part.resume(); // an empty file input sends a part without a name
      if (!accept(fields)) return void fail(new Refused('not-accepted'));
      parts.add(part);
      const done = write(part, name, limitBytes).finally(() => parts.delete(part));
      done.catch(fail);
      writing.push(done);
    });
    try {
      request.pipe(parser);
      await whole;
      await Promise.all(writing);
    } finally {
      request.unpipe(parser);
      for (const part of parts) part.destroy(new Refused('cut'));
      await Promise.allSettled(writing);
    }
    return fields;
  });
}

/** One file as the body itself (the API): `audio/*` content, its name given beside it. */
export function receiveBody(
  request: IncomingMessage,
  media: MediaFolder,
  fileName: string,
  { limitBytes = LIMIT, ...options }: UploadOptions = {},
): Promise<Result<Upload, UploadRefusal>> {
  return receive(request, media, { ...options, limitBytes }, async (write) => {
    await write(request, fileName, limitBytes);
    return {};
  });
}

type Write = (source: Readable, name: string, limitBytes: number) => Promise<void>;

/** What both have in common: refuse early, count as cut what stalls, keep all or nothing. */
async function receive(
  request: IncomingMessage,
  media: MediaFolder,
  { limitBytes, reserveBytes, stallMs = 60_000 }: UploadOptions & { readonly limitBytes: number },
  read: (write: Write) => Promise<Record<string, string>>,
): Promise<Result<Upload, UploadRefusal>> {
  const promised = Number(request.headers['content-length'] ?? 0);
  if (promised > limitBytes) return err('too-large');
  if (reserveBytes !== undefined && (await media.freeBytes()) - promised < reserveBytes) return err('no-room');
  if (request.destroyed) return err('cut');
  const arrived: Arrived[] = [];
  const begun: string[] = [];
  const calm = () => void request.setTimeout(0);
  request.setTimeout(stallMs, () => void request.destroy()).once('end', calm);
  try {
    const fields = await read(async (source, name, limitBytes) => {
      const place = begun.length;
      const temporary = media.temporary();
      begun.push(temporary);
      arrived[place] = { ...(await writeDown(source, temporary, limitBytes)), fileName: displayName(name), temporary };
    });
    if (arrived.length === 0) return err('no-file');
    for (const { temporary, sha256, fileName } of arrived)
      await media.keepOriginal(temporary, sha256, extensionOf(fileName));
    return ok({ files: arrived.map(({ fileName, sha256, bytes }) => ({ fileName, sha256, bytes })), fields });
  } catch (error) {
    if (error instanceof Refused) return err(error.refusal);
    if (request.destroyed && !request.complete) return err('cut');
    throw error;
  } finally {
    calm();
    await Promise.all(begun.map((temporary) => rm(temporary, { force: true })));
  }
}

function parserFor(request: IncomingMessage) {
  const type = request.headers['content-type'];
  if (!type?.toLowerCase().startsWith('multipart/form-data')) throw new Refused('not-multipart');
  try {
    const limits = { files: 50, fields: 50, fieldSize: 64 * 1024 };
    return new Busboy({ headers: { ...request.headers, 'content-type': type }, limits });
  } catch {
    throw new Refused('malformed'); // no boundary
  }
}

/** To disk and into the hash, as slowly as the disk takes it; on disk for good when this settles. */
async function writeDown(
  source: Readable,
  target: string,
  limitBytes: number,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* hashed() {
    // The request stays open after a refusal, so that it can be answered.
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limitBytes) throw new Refused('too-large');
      hash.update(chunk);
      yield chunk;
    }
  }
  // Room to hash the next chunks while the disk takes these.
  await pipeline(hashed(), createWriteStream(target, { flags: 'wx', flush: true, highWaterMark: 1024 ** 2 }));
  return { sha256: hash.digest('hex'), bytes };
}
