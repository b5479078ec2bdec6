/** tus-js-client as a phone's browser drives it, in Node: one file on its way to a station, over lines that break. */

import type { AddressInfo } from 'node:net';
import { createServer, connect as dial, type Socket } from 'node:net';
import { Upload, type UploadOptions } from 'tus-js-client';
import { onTestFinished } from 'vitest';

type Sent = { readonly upload: Upload; readonly done: Promise<void> };

/** Begins at once. `done` settles with the last answer, or rejects with why there is none. */
export function sendInPieces(
  base: string,
  headers: Record<string, string>,
  bytes: Buffer,
  fileName: string,
  options: Partial<UploadOptions> = {},
): Sent {
  let settle = { resolve: () => {}, reject: (_error: Error) => {} };
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  done.catch(() => {}); // whoever awaits it hears of it
  const upload = new Upload(bytes, {
    endpoint: `${base}/api/v1/uploads`,
    metadata: { filename: fileName },
    headers,
    chunkSize: 1024 ** 2,
    retryDelays: Array(100).fill(50),
    onSuccess: () => settle.resolve(),
    // Its own error carries the whole connection along.
    onError: ({ message }) => settle.reject(new Error(message)),
    ...options,
  });
  upload.start();
  return { upload, done };
}

/** A line in between that a test cuts: everything goes to `port()` until then. */
export async function breakableLine(port: () => number) {
  const open = new Set<Socket>();
  let carried = 0;
  const server = createServer((near) => {
    const far = dial(port(), '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          open.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
    near.on('data', (chunk) => {
      carried += chunk.length;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    carried: () => carried,
  };
}
