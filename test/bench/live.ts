/**
 * From the mouth to the stream: a microphone's socket is sent a short tone every second among silence, as a page would
 * send it; a listener of the built-in stream notes when the bytes that carry each tone arrive. The page adds what the
 * browser takes to capture (10 to 30 ms), a sound card or a player what they buffer.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';
import { type Load, load } from './load.ts';

const PACKET = 960;
/** MP3 at 48 kHz. */
const FRAME = 1152;
const FRAME_BYTES = (144 * 128_000) / 48_000;

export type LiveFigures = {
  /** Milliseconds per tone. */
  readonly latencies: readonly number[];
  /** What the playout takes with nobody talking, and while somebody does. */
  readonly before: Load;
  readonly during: Load;
};

export async function benchLive(tones = 25): Promise<LiveFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  try {
    await using station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
    const [playout] = station.pids('playout.js');
    await until('the stream', async () => (await ask(`${station.origin}/live/main.mp3`)).destroy());
    const [before] = await load([playout!], 1000);
    const { body } = await station.api<{ id: number }>('POST', '/lives', { title: 'Đo', leadIn: false });
    const url = `${station.origin.replace('http', 'ws')}/truc-tiep/${body.id}/am-thanh`;
    const socket = new WebSocket(url, { headers: { cookie: station.cookie, origin: station.origin } });
    await new Promise((resolve) => socket.once('open', resolve));

    // A page's worklet, by the clock: the sound of a packet begins 20 ms before it is sent.
    const spoken: number[] = [];
    const began = performance.now();
    let sent = 0;
    const speaking = setInterval(() => {
      for (; began + sent * 20 <= performance.now(); sent++) {
        const second = Math.floor(sent / 50);
        const isTone = second >= 2 && sent % 50 < 5;
        if (isTone && sent % 50 === 0) spoken.push(began + sent * 20 - 20);
        const packet = Buffer.alloc(PACKET * 2);
        if (isTone)
          for (let i = 0; i < PACKET; i++)
            packet.writeInt16LE(20_000 * Math.sin((2 * Math.PI * 1000 * i) / 48_000), 2 * i);
        socket.send(packet);
      }
    }, 5);
    await station.eventually<{ state: string }>(`/lives/${body.id}`, ({ state }) => state === 'ready');
    await station.api('PUT', `/lives/${body.id}/air`);
    await station.eventually<{ startedAt: string | null }>(`/lives/${body.id}`, ({ startedAt }) => startedAt !== null);

    const arrived: { at: number; bytes: number }[] = [];
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stream = await ask(`${station.origin}/live/main.mp3`);
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      arrived.push({ at: performance.now(), bytes });
    });
    stream.on('error', () => {});
    const [during] = await load([playout!], (tones + 1) * 1000);
    clearInterval(speaking);
    stream.destroy();
    socket.terminate();

    const decode = ['-loglevel', 'error', '-f', 'mp3', '-i', 'pipe:0', '-f', 'f32le', '-ac', '1', 'pipe:1'];
    const raw = execFileSync('ffmpeg', decode, { input: Buffer.concat(chunks), maxBuffer: 2 ** 28 });
    const pcm = new Float32Array(new Uint8Array(raw).buffer);
    const latencies = onsets(pcm).flatMap((onset) => {
      const needed = (Math.floor(onset / FRAME) + 1) * FRAME_BYTES;
      const at = arrived.find((one) => one.bytes >= needed)?.at;
      const mouth = at === undefined ? undefined : spoken.findLast((one) => one < at);
      return at === undefined || mouth === undefined ? [] : [at - mouth];
    });
    // The first come in the burst that greets a listener.
    return { latencies: latencies.slice(2), before: before!, during: during! };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function onsets(pcm: Float32Array): number[] {
  const found: number[] = [];
  for (let i = 0; i < pcm.length; i++)
    if (Math.abs(pcm[i]!) > 0.2 && i - (found.at(-1) ?? -48_000) > 24_000) found.push(i);
  return found;
}

const ask = (url: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) =>
    get(url, (response) => {
      if (response.statusCode === 200) return resolve(response);
      response.destroy();
      reject(new Error(`${url} answered ${response.statusCode}`));
    }).once('error', reject),
  );
