/**
 * The child of `benchUpload`: receives a form at `/upload`, pieces at `/pieces` as the API does, and the same bytes plainly
 * at `/raw`; `/clear` removes them all, so that no run pays for another's files; `/peak` tells its peak memory.
 */
import { createWriteStream, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { epochMs } from '../../src/core/time.ts';
import { openPieces } from '../../src/ingest/pieces.ts';
import { receiveUpload } from '../../src/ingest/upload.ts';
import { Arrivals } from '../../src/storage/arrivals.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openMediaFolder } from '../../src/storage/files.ts';
import { People } from '../../src/storage/people.ts';
import { Recordings } from '../../src/storage/recordings.ts';

const folder = process.argv[2]!;
const media = openMediaFolder(folder);
const db = openDatabase(join(folder, 'station.db'));
const now = () => epochMs(Date.now());
const recordings = new Recordings(db);
const user = new People(db).add({ username: 'x', name: 'x', roles: ['editor'], passwordHash: '', createdAt: now() });
const pieces = openPieces({
  ...{ arrivals: new Arrivals(db), media, now, path: '/pieces', limitBytes: () => 3e9 },
  keep: (file, uploadedBy) => {
    const draft = { ...file, title: file.fileName, uploadedBy, uploadedAt: now() };
    const known = recordings.findByHash(file.sha256);
    return { recordingId: (known ?? recordings.add(draft)).id, isNew: known === undefined };
  },
});
const app = new Hono().all('/pieces/*', (c) => pieces.handle(c.req.raw, user!.id));

async function raw(request: IncomingMessage): Promise<string> {
  const file = media.temporary();
  await pipeline(request, createWriteStream(file));
  await using handle = await open(file);
  await handle.sync(); // as an upload does: otherwise only the page cache is measured
  return 'raw';
}

function clear(): string {
  for (const name of ['library', 'arriving', 'uploads'])
    for (const file of readdirSync(join(media.home, name))) rmSync(join(media.home, name, file), { recursive: true });
  return 'clear';
}

const peak = (): string => /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';

const answers: Record<string, (request: IncomingMessage) => Promise<string> | string> = {
  '/upload': async (request) => JSON.stringify(await receiveUpload(request, media, { limitBytes: 3e9 })),
  '/raw': raw,
  '/clear': clear,
  '/peak': peak,
};
const listener = getRequestListener(app.fetch);
const server = createServer(async (request, response) => {
  const answer = answers[request.url!];
  if (answer) response.end(await answer(request));
  else await listener(request, response);
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
