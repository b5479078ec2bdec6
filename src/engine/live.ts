/**
 * A built-in stream: what an encoder gives, to every listener's socket. The web answers the door and hands the
 * socket over (line.ts), so a listener stays connected when the web dies. Speaks HTTP/1.0 with ICY metadata, which
 * every browser, VLC and IP loudspeaker plays. A listener who cannot keep up is let go; nobody else notices.
 */
import type { Socket } from 'node:net';

const SLOW_BYTES = 512 * 1024;
const ICY_INTERVAL = 16_000;

export type LiveStream = {
  /** The newest bytes, already among `recent`. */
  push(bytes: Buffer): void;
  /** `icy`: the player asked for titles between the bytes. */
  admit(socket: Socket, options: { icy: boolean; headOnly: boolean }): void;
  setTitle(title: string): void;
  readonly listeners: number;
  close(): void;
};

type Listener = { readonly socket: Socket; readonly icy: boolean; isNew: boolean; untilTitle: number; told: string };

export type LiveOptions = {
  readonly name: string;
  readonly bitrate: number;
  readonly mime: string;
  /** What a new listener gets at once, so that a player starts without waiting; nothing while nothing has been encoded. */
  readonly recent: () => readonly Buffer[];
};

export function openLiveStream(options: LiveOptions): LiveStream {
  const listeners = new Set<Listener>();
  let title = options.name;

  const send = (listener: Listener, bytes: Buffer) => {
    if (listener.socket.writableLength > SLOW_BYTES) return listener.socket.destroy();
    if (!listener.icy) return listener.socket.write(bytes);
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + listener.untilTitle);
      listener.socket.write(part);
      at += part.length;
      listener.untilTitle -= part.length;
      if (listener.untilTitle > 0) continue;
      listener.socket.write(icyBlock(listener.told === title ? undefined : title));
      listener.told = title;
      listener.untilTitle = ICY_INTERVAL;
    }
  };

  const greet = (listener: Listener) => {
    const recent = options.recent();
    listener.isNew = recent.length === 0;
    for (const bytes of recent) send(listener, bytes);
  };

  return {
    get listeners() {
      return listeners.size;
    },
    setTitle: (next) => {
      title = next;
    },
    push: (bytes) => {
      for (const listener of listeners) {
        if (listener.isNew) greet(listener);
        else send(listener, bytes);
      }
    },
    admit: (socket, { icy: asked, headOnly }) => {
      const icy = asked && options.mime !== 'audio/ogg';
      const listener: Listener = { socket, icy, isNew: true, untilTitle: ICY_INTERVAL, told: '' };
      socket.on('error', () => socket.destroy());
      socket.on('close', () => listeners.delete(listener));
      socket.setNoDelay(true);
      socket.resume(); // what a listener says is not read for meaning, only so that its leaving is seen
      socket.write(responseHead({ ...options, icy }));
      if (headOnly) return void socket.end();
      listeners.add(listener);
      greet(listener);
    },
    close: () => {
      for (const { socket } of listeners) socket.end();
    },
  };
}

function responseHead({ name, bitrate, mime, icy }: LiveOptions & { icy: boolean }): string {
  const lines = [
    'HTTP/1.0 200 OK',
    `Content-Type: ${mime}`,
    'Cache-Control: no-cache, no-store',
    'Connection: close',
    'X-Content-Type-Options: nosniff',
    `icy-name: ${encodeURI(name)}`,
    `icy-br: ${bitrate}`,
    ...(icy ? [`icy-metaint: ${ICY_INTERVAL}`] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** One length byte in units of 16, then the title padded with zeros; a single zero when nothing changed. */
function icyBlock(title: string | undefined): Buffer {
  if (title === undefined) return Buffer.from([0]);
  const text = Buffer.from(`StreamTitle='${title.replaceAll("'", '’')}';`);
  const units = Math.min(255, Math.ceil(text.length / 16));
  const block = Buffer.alloc(1 + units * 16);
  block[0] = units;
  text.copy(block, 1);
  return block;
}
