/**
 * P15: 300 MB through `receiveUpload` over loopback, in a child that does nothing else. Peak memory is the child's own
 * VmHWM; speed is set against the same bytes written plainly by the same child, both synced: medians of five, in
 * turn, so that what else the machine does falls on both.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { build } from 'esbuild';
import { startChild } from '../../src/engine/subprocess.ts';

const BYTES = 300_000_000;
const CHUNK = Buffer.alloc(250_000, 'Đài truyền thanh xã '); // divides BYTES
const HEAD = '--x\r\ncontent-disposition: form-data; name="audio"; filename="300 MB.wav"\r\n\r\n';
const TAIL = '\r\n--x--\r\n';

export type UploadFigures = {
  /** Peak resident memory of the receiving process, MB of 10⁶ bytes. */
  readonly rssMb: number;
  /** Upload speed ÷ plain write speed. */
  readonly ratio: number;
  readonly uploadMbPerS: number;
  readonly rawMbPerS: number;
};

/** Runs from the project's root, as the npm scripts do. */
export async function benchUpload(): Promise<UploadFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  const script = resolve('.build', `upload-receiver-${process.pid}.js`); // below the root: it finds node_modules
  try {
    await build({
      entryPoints: [resolve('test/bench/upload-receiver.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      packages: 'external',
    });
    await using receiver = startChild(process.execPath, [script, folder]);
    const port = await new Promise<number>((ready) => receiver.stdout.once('data', (line) => ready(Number(line))));
    await send(port, '/upload', true); // its memory is read before anything else can raise it
    const rssMb = (Number(await send(port, '/peak')) * 1024) / 1e6;
    const turns: [raw: number, upload: number][] = [];
    for (let turn = 0; turn < 5; turn++) {
      await send(port, '/clear');
      turns.push([await timed(() => send(port, '/raw', true)), await timed(() => send(port, '/upload', true))]);
    }
    const megabytesPerS = (times: number[]) => BYTES / 1e3 / median(times);
    return {
      rssMb,
      ratio: median(turns.map(([raw, upload]) => raw / upload)),
      uploadMbPerS: megabytesPerS(turns.map(([, upload]) => upload)),
      rawMbPerS: megabytesPerS(turns.map(([raw]) => raw)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(script, { force: true });
  }
}

async function send(port: number, path: string, body = false): Promise<string> {
  const headers = body
    ? { 'content-type': 'multipart/form-data; boundary=x', 'content-length': BYTES + HEAD.length + TAIL.length }
    : {};
  const outgoing = request({ host: '127.0.0.1', port, path, method: body ? 'POST' : 'GET', headers });
  const answer = new Promise<string>((ready, failed) => {
    outgoing.once('response', (response) => ready(text(response))).once('error', failed);
  });
  if (body) await pipeline(Readable.from(multipart()), outgoing);
  else outgoing.end();
  const said = await answer;
  if (path === '/upload' && !said.includes(`"bytes":${BYTES}`)) throw new Error(`upload failed: ${said}`);
  return said;
}

function* multipart() {
  yield Buffer.from(HEAD);
  for (let sent = 0; sent < BYTES; sent += CHUNK.length) yield CHUNK;
  yield Buffer.from(TAIL);
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await run();
  return performance.now() - from;
}

const median = (times: number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1]!;
