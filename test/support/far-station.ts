/**
 * Another broadcaster, on loopback, as good or as hostile as a test needs: each path misbehaves in a way of its own. It
 * sends sound as fast as it is heard by the test's clock.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Clock, openSystemClock } from '../../src/engine/clock.ts';

type Encoded = { readonly bytes: Buffer; readonly seconds: number };

const made = new Map<string, Encoded>();

/** `seconds` of a tone, or of silence (0 Hz), at a sample rate: MP3 unless said otherwise. */
export function encode(hertz: number, seconds: number, rate = 44_100, format = 'mp3'): Encoded {
  const key = `${hertz} ${seconds} ${rate} ${format}`;
  const known = made.get(key);
  if (known) return known;
  const source = hertz === 0 ? `anullsrc=r=${rate}:cl=mono` : `sine=frequency=${hertz}:sample_rate=${rate}`;
  const codec =
    format === 'mp3' ? ['-b:a', '64k', '-write_xing', '0', '-id3v2_version', '0'] : ['-c:a', 'aac', '-b:a', '64k'];
  const bytes = execFileSync(
    'ffmpeg',
    [
      ...['-loglevel', 'error', '-f', 'lavfi', '-t', String(seconds), '-i', source, '-af', 'volume=3'],
      ...[...codec, '-f', format, 'pipe:1'],
    ],
    { maxBuffer: 2 ** 26 },
  );
  const encoded = { bytes, seconds };
  made.set(key, encoded);
  return encoded;
}

export type FarStation = AsyncDisposable & {
  readonly origin: string;
  readonly port: number;
  /** Paths asked for, in order. */
  readonly asked: string[];
};

export async function openFarStation(clock: Clock = openSystemClock()): Promise<FarStation> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url!.split('?')[0]!;
    asked.push(path);
    response.on('error', () => {});
    void answer(path, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const began = clock.exact();

  const ok = (response: ServerResponse, headers: Record<string, string> = {}): ServerResponse =>
    response.writeHead(200, { 'content-type': 'audio/mpeg', ...headers });
  const redirect = (response: ServerResponse, location: string) => void response.writeHead(302, { location }).end();

  /** Half a second ahead, round and round until the client is gone or `forSeconds` are. */
  async function play(response: ServerResponse, pieces: readonly Encoded[], forSeconds = Number.POSITIVE_INFINITY) {
    const start = clock.exact();
    let sent = 0;
    for (let i = 0; !response.destroyed && sent < forSeconds; i = (i + 1) % pieces.length) {
      const { bytes, seconds } = pieces[i]!;
      const rate = bytes.length / seconds;
      for (let at = 0; at < bytes.length && !response.destroyed && sent < forSeconds; at += 1024) {
        response.write(bytes.subarray(at, at + 1024));
        sent += Math.min(1024, bytes.length - at) / rate;
        await clock.sleepUntil(start + (sent - 0.5) * 1000);
      }
    }
  }

  const live = () => Math.floor((clock.exact() - began) / 4000);

  async function answer(path: string, _request: IncomingMessage, response: ServerResponse): Promise<void> {
    const tone = encode(1000, 20);
    switch (path) {
      case '/tone':
        return play(ok(response), [tone]);
      case '/silence':
        return play(ok(response), [encode(0, 20)]);
      case '/mute': // 200, and never a byte
        return void ok(response).flushHeaders();
      case '/hang': // never even a status
        return;
      case '/gone':
        return void response.writeHead(404).end('không có');
      case '/loop':
        return redirect(response, '/loop');
      case '/to-private':
        return redirect(response, `http://127.0.0.2:${port}/tone`);
      case '/to-file':
        return redirect(response, 'file:///etc/passwd');
      case '/drop': // again and again, twelve seconds in
        await play(ok(response), [tone], 12);
        return void response.destroy();
      case '/once': {
        // heard for half a minute, then never again
        if (asked.filter((one) => one === path).length > 1) return void response.writeHead(503).end();
        await play(ok(response), [tone], 30);
        return void response.destroy();
      }
      case '/away': {
        // after half a minute gone for some attempts, then there again
        const times = asked.filter((one) => one === path).length;
        if (times > 1 && times < 6) return void response.writeHead(503).end();
        if (times > 1) return play(ok(response), [tone]);
        await play(ok(response), [tone], 30);
        return void response.destroy();
      }
      case '/falls-silent':
        await play(ok(response), [tone], 30);
        return play(response, [encode(0, 20)]);
      case '/rates':
        return play(ok(response), [encode(1000, 4), encode(1000, 4, 48_000), encode(1000, 4, 22_050)]);
      case '/titles': {
        // a title of 4,080 bytes after every byte of sound, as fast as the line takes it
        ok(response, { 'icy-metaint': '1' });
        const block = Buffer.alloc(4082, 'x');
        block[1] = 255;
        while (!response.destroyed) if (!response.write(block)) await new Promise((done) => setTimeout(done, 5));
        return;
      }
      case '/titled': {
        // a well-behaved one, with titles nobody asked for
        ok(response, { 'icy-metaint': '1000' });
        const title = Buffer.alloc(33, 0);
        title[0] = 2;
        title.write("StreamTitle='Thời sự';", 1);
        const start = clock.exact();
        for (let at = 0; at + 1000 <= tone.bytes.length * 6 && !response.destroyed; at += 1000) {
          const from = at % (tone.bytes.length - (tone.bytes.length % 1000));
          response.write(Buffer.concat([tone.bytes.subarray(from, from + 1000), title]));
          await clock.sleepUntil(start + (at / 8000 - 0.5) * 1000);
        }
        return;
      }
      case '/garbage':
        while (!response.destroyed)
          if (!ok0(response).write(randomBytes(4096))) await new Promise((done) => setTimeout(done, 5));
        return;
      case '/page':
        return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Đài tỉnh</h1>');
      case '/recording': // with a length: a file, four seconds of it
        return void ok(response, { 'content-length': String(encode(1000, 4).bytes.length) }).end(encode(1000, 4).bytes);
      case '/list.m3u':
        return void response.writeHead(200, { 'content-type': 'audio/x-mpegurl' }).end(`#EXTM3U\n${origin}/tone\n`);
      case '/list.pls':
        return void response
          .writeHead(200, { 'content-type': 'audio/x-scpls' })
          .end(`[playlist]\nFile1=${origin}/tone\n`);
      case '/hls/master.m3u8':
        return playlist(response, [
          '#EXT-X-STREAM-INF:BANDWIDTH=900000',
          'video.m3u8',
          '#EXT-X-STREAM-INF:BANDWIDTH=70000',
          'live.m3u8',
        ]);
      case '/hls/live.m3u8':
      case '/hls/private.m3u8':
      case '/hls/file.m3u8': {
        const pieces = Array.from({ length: 5 }, (_, i) => live() + i);
        const name = (n: number) =>
          path.endsWith('private.m3u8')
            ? `http://127.0.0.2:${port}/hls/${n}.aac`
            : path.endsWith('file.m3u8')
              ? 'file:///etc/passwd'
              : `${n}.aac`;
        const lines = pieces.flatMap((n) => ['#EXTINF:4,', name(n)]);
        return playlist(response, ['#EXT-X-TARGETDURATION:4', `#EXT-X-MEDIA-SEQUENCE:${pieces[0]}`, ...lines]);
      }
      default:
        if (/^\/hls\/\d+\.aac$/.test(path))
          return void response
            .writeHead(200, { 'content-type': 'audio/aac' })
            .end(encode(1000, 4, 44_100, 'adts').bytes);
        return void response.writeHead(404).end();
    }
  }

  const ok0 = (response: ServerResponse) => (response.headersSent ? response : ok(response));
  const playlist = (response: ServerResponse, lines: readonly string[]) =>
    void response
      .writeHead(200, { 'content-type': 'application/vnd.apple.mpegurl' })
      .end(['#EXTM3U', '#EXT-X-VERSION:3', ...lines, ''].join('\n'));

  return {
    origin,
    port,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Whether anybody listens there: a test must not pass because nothing answers. */
export const answers = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, host, () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });
