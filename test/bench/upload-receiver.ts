/**
 * The child of `benchUpload`: receives uploads at `/upload` and the same bytes plainly at `/raw`; `/clear` removes both,
 * so that no run pays for another's files; `/peak` tells its peak memory.
 */
import { createWriteStream, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { receiveUpload } from '../../src/ingest/upload.ts';
import { openMediaFolder } from '../../src/storage/files.ts';

const media = openMediaFolder(process.argv[2]!);

async function raw(request: IncomingMessage): Promise<string> {
  const file = media.temporary();
  await pipeline(request, createWriteStream(file));
  await using handle = await open(file);
  await handle.sync(); // as an upload does: otherwise only the page cache is measured
  return 'raw';
}

function clear(): string {
  for (const folder of ['library', 'incoming'])
    for (const name of readdirSync(join(media.home, folder)))
      rmSync(join(media.home, folder, name), { recursive: true });
  return 'clear';
}

const peak = (): string => /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';

const answers: Record<string, (request: IncomingMessage) => Promise<string> | string> = {
  '/upload': async (request) => JSON.stringify(await receiveUpload(request, media)),
  '/raw': raw,
  '/clear': clear,
  '/peak': peak,
};
const server = createServer(async (request, response) => void response.end(await answers[request.url!]!(request)));
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
