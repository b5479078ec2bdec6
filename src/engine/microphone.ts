/**
 * A browser's microphone: the socket that the web handed over, spoken to as a WebSocket (RFC 6455, package `ws`) by the
 * playout itself, so that a crash or a flood of the web takes nobody off the air. It carries 16-bit little-endian mono at
 * 48 kHz; what is larger, faster or else than that ends it. The package is loaded when the first person talks.
 */
import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { LiveNow } from '../core/live.ts';
import { RATE } from '../core/time.ts';

/** A message: 20 ms as the page sends it, a sixth of a second at most. */
const MOST_BYTES = 16 * 1024;
/** Sound may come this much faster than it is heard, and in bursts of so many frames: a line that was stalled. */
const FASTEST = 1.1;
const BURST = 5 * RATE;
const FULL_SCALE = 2 ** 15;

/** What a live's sound comes from. */
export type Source = {
  /** How its live fares. */
  tell(now: LiveNow): void;
  close(): void;
};

export type SourceListener = {
  /** One channel, 48 kHz. */
  readonly onSound: (samples: Float32Array) => void;
  /** The speaker is done. */
  readonly onFinish: () => void;
  /** No more will come; `said`: why, where it knows. */
  readonly onGone: (said: string) => void;
};

/** What the web read of the request before it let go of the socket. `head`: bytes behind it, base64. */
export type Upgrade = { readonly key: string; readonly head: string };

export async function openMicrophone(
  socket: Socket,
  { key, head }: Upgrade,
  /** Milliseconds. */
  clock: () => number,
  { onSound, onFinish, onGone }: SourceListener,
): Promise<Source> {
  const { WebSocketServer } = await import('ws');
  const server = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false });
  const request = new IncomingMessage(socket);
  request.method = 'GET';
  request.headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': key,
    'sec-websocket-version': '13',
  };
  return new Promise((resolve) => {
    socket.once('close', () => onGone(''));
    socket.setNoDelay(true);
    server.handleUpgrade(request, socket, Buffer.from(head, 'base64'), (client) => {
      let allowance = BURST;
      let countedAt = clock();
      client.on('error', () => client.terminate());
      client.on('message', (data: Buffer, isBinary) => {
        if (!isBinary) return data.toString() === FINISH ? onFinish() : client.close(1008, 'not understood');
        const now = clock();
        allowance = Math.min(BURST, allowance + ((now - countedAt) / 1000) * RATE * FASTEST) - data.length / 2;
        countedAt = now;
        if (allowance < 0 || data.length % 2 !== 0) return client.close(1008, 'not sound at 48 kHz');
        const samples = new Float32Array(data.length / 2);
        for (let i = 0; i < samples.length; i++) samples[i] = data.readInt16LE(2 * i) / FULL_SCALE;
        onSound(samples);
      });
      resolve({
        tell: (now) => {
          // A page that does not read has no use for old news.
          if (client.bufferedAmount < MOST_BYTES) client.send(JSON.stringify(now));
        },
        close: () => client.close(1000),
      });
    });
  });
}

/** The one word a page says besides sound. */
const FINISH = 'finish';
