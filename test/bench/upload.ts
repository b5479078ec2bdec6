/**
 * P15: uploads over loopback, by the form and in pieces, each in a child that does nothing else. Peak memory is the child's
 * own VmHWM after 2 GB; speed is that of 300 MB, set against the same bytes written plainly by the same child, both
 * synced: medians of five, in turn, so that what else the machine does falls on both.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { build } from 'esbuild';
import { startChild } from '../../src/engine/subprocess.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';

const CHUNK = Buffer.alloc(250_000, 'Đài truyền thanh xã ');
const HEAD = '--x\r\ncontent-disposition: form-data; name="audio"; filename="300 MB.wav"\r\n\r\n';
const TAIL = '\r\n--x--\r\n';

export const DOORS = ['form', 'pieces'] as const;
export type Door = (typeof DOORS)[number];

export type UploadFigures = {
  readonly door: Door;
  /** Peak resident memory of the receiving process after 2 GB, MB of 10⁶ bytes. */
  readonly rssMb: number;
  /** Upload speed ÷ plain write speed. */
  readonly ratio: number;
};

/** Runs from the project's root, as the npm scripts do. */
export async function benchUpload(): Promise<UploadFigures[]> {
  const figures: UploadFigures[] = [];
  for (const door of DOORS) {
    await using receiver = await openReceiver();
    await receiver.send(door, 2_000_000_000);
    const rssMb = await receiver.peakMb();
    const turns: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const raw = await timed(() => receiver.send('raw', 300_000_000));
      turns.push(raw / (await timed(() => receiver.send(door, 300_000_000))));
    }
    figures.push({ door, rssMb, ratio: turns.toSorted((a, b) => a - b)[turns.length >> 1]! });
  }
  return figures;
}

/** A process that receives, in a folder of its own. */
export async function openReceiver() {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  const script = resolve('.build', `upload-receiver-${process.pid}.js`); // below the root: it finds node_modules
  await build({
    entryPoints: [resolve('test/bench/upload-receiver.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
  });
  // Not in the child, which would carry the memory of it along.
  const db = openDatabase(join(folder, 'station.db'));
  await migrate(db, resolve('src/storage/migrations'));
  db.close();
  const child = startChild(process.execPath, [script, folder]);
  const port = await new Promise<number>((ready) => child.stdout.once('data', (line) => ready(Number(line))));
  const ask = (method: string, path: string, headers: OutgoingHttpHeaders = {}, body?: Iterable<Buffer>) =>
    exchange(port, method, path, headers, body);
  return {
    /** `bytes`: a multiple of 250,000. What was sent before is gone. */
    async send(door: Door | 'raw', bytes: number): Promise<void> {
      await ask('GET', '/clear');
      if (door === 'pieces') return sendPieces(ask, bytes);
      const headers = {
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': bytes + HEAD.length + TAIL.length,
      };
      const { said } = await ask('POST', door === 'form' ? '/upload' : '/raw', headers, multipart(bytes));
      if (door === 'form' && !said.includes(`"bytes":${bytes}`)) throw new Error(`upload failed: ${said}`);
    },
    peakMb: async () => (Number((await ask('GET', '/peak')).said) * 1024) / 1e6,
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
      rmSync(script, { force: true });
    },
  };
}

type Ask = (
  method: string,
  path: string,
  headers: OutgoingHttpHeaders,
  body?: Iterable<Buffer>,
) => ReturnType<typeof exchange>;

/** All of it as one piece: what asks most of the memory. */
async function sendPieces(ask: Ask, bytes: number): Promise<void> {
  const tus = { 'tus-resumable': '1.0.0' };
  const begun = await ask('POST', '/pieces', { ...tus, 'upload-length': bytes, 'content-length': 0 });
  const type = { 'content-type': 'application/offset+octet-stream', 'content-length': bytes };
  const done = await ask(
    'PATCH',
    String(begun.headers.location),
    { ...tus, ...type, 'upload-offset': 0 },
    content(bytes),
  );
  if (done.headers['upload-offset'] !== String(bytes)) throw new Error(`upload failed: ${done.said}`);
}

async function exchange(
  port: number,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders,
  body?: Iterable<Buffer>,
) {
  const outgoing = request({ host: '127.0.0.1', port, path, method, headers });
  const answer = new Promise<{ headers: NodeJS.Dict<string | string[]>; said: string }>((ready, failed) => {
    outgoing.once('error', failed).once('response', (response) => {
      text(response).then((said) => ready({ headers: response.headers, said }), failed);
    });
  });
  if (body) await pipeline(Readable.from(body), outgoing);
  else outgoing.end();
  return answer;
}

function* content(bytes: number) {
  for (let sent = 0; sent < bytes; sent += CHUNK.length) yield CHUNK;
}

function* multipart(bytes: number) {
  yield Buffer.from(HEAD);
  yield* content(bytes);
  yield Buffer.from(TAIL);
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await run();
  return performance.now() - from;
}
