/** A station whose library works: a real server to upload to, real checks by ffmpeg. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { serve } from '@hono/node-server';
import { onTestFinished } from 'vitest';
import type { Recording } from '../../src/core/model.ts';
import { openFfmpeg } from '../../src/engine/ffmpeg.ts';
import { openIngest } from '../../src/ingest/ingest.ts';
import { createApp } from '../../src/web/app.ts';
import { temporaryFolder } from './station.ts';
import { ORIGIN, openWeb } from './web.ts';

type Headers = Record<string, string>;

export async function openLibrary() {
  const web = await openWeb();
  const { config, stores, media, planner } = web.station;
  const ingest = openIngest({
    recordings: stores.recordings,
    media,
    ffmpeg: openFfmpeg({ program: config.ffmpeg, leash: config.leash }),
    copyRule: () => stores.settings.find().copyRule,
    now: () => web.now,
    onChange: () => planner.rebuild(),
  });
  onTestFinished(() => ingest[Symbol.asyncDispose]());
  const app = createApp({ ...web.station, config: { ...config, origin: ORIGIN }, ingest });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;

  return {
    web,
    base,
    port,
    ingest,
    desk: temporaryFolder(),
    /** As the page's form sends files when there is no script: by path, under another name if one is given. */
    send(headers: Headers, ...files: (string | readonly [file: string, name: string])[]): Promise<Response> {
      const form = new FormData();
      for (const one of files) {
        const [file, name] = typeof one === 'string' ? [one, basename(one)] : one;
        form.append('files', new Blob([readFileSync(file)]), name);
      }
      const sent = { origin: ORIGIN, ...headers };
      return fetch(`${base}/kho-tu-lieu`, { method: 'POST', body: form, headers: sent, redirect: 'manual' });
    },
    /** As a program sends one file, or the page's script. */
    sendBody(headers: Headers, file: string, name = basename(file)): Promise<Response> {
      const address = `${base}/api/v1/recordings?fileName=${encodeURIComponent(name)}`;
      const sent = { 'content-type': 'application/octet-stream', ...headers };
      return fetch(address, { method: 'POST', body: readFileSync(file), headers: sent });
    },
    /** Every recording, newest first, once nothing is left to check. */
    async settled(): Promise<Recording[]> {
      await ingest.idle();
      return stores.recordings.list();
    },
    /** Names of the files the station keeps, its database apart. */
    kept: (): string[] =>
      ['arriving', 'uploads', 'incoming', 'library', 'playout'].flatMap((folder) =>
        readdirSync(join(config.home, folder), { recursive: true, withFileTypes: true })
          .filter((one) => one.isFile())
          .map(({ name }) => `${folder}/${name}`),
      ),
  };
}

/** The sentence a 303 carries to the next page. */
export const flashOf = (response: Response): string =>
  decodeURIComponent(/loi-nhan=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '');
