/**
 * The built-in stream: what an encoder gives, to every listener's socket. The web answers the door and hands the
 * socket over (line.ts), so a listener stays connected when the web dies. Speaks HTTP/1.0 with ICY metadata, which
 * every browser, VLC and IP loudspeaker plays. A listener who cannot keep up is let go; nobody else notices.
 */
import type { Socket } from 'node:net';

/** What a new listener gets at once, so that a player starts without waiting: about one second of MP3. */
const BURST_BYTES = 16_000;
const SLOW_BYTES = 512 * 1024;
const ICY_INTERVAL = 16_000;

export type LiveStream = {
  push(bytes: Buffer): void;
  /** `icy`: the player asked for titles between the bytes. */
  admit(socket: Socket, options: { icy: boolean; headOnly: boolean }): void;
  setTitle(title: string): void;
  readonly listeners: number;
  close(): void;
};

type Listener = { readonly socket: Socket; readonly icy: boolean; untilTitle: number; told: string };

export function openLiveStream(options: { name: string; bitrate: number }): LiveStream {
  const listeners = new Set<Listener>();
  let recent: Buffer[] = [];
  let recentBytes = 0;
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

  return {
    get listeners() {
      return listeners.size;
    },
    setTitle: (next) => {
      title = next;
    },
    push: (bytes) => {
      recent.push(bytes);
      recentBytes += bytes.length;
      while (recentBytes - recent[0]!.length >= BURST_BYTES) recentBytes -= recent.shift()!.length;
      for (const listener of listeners) send(listener, bytes);
    },
    admit: (socket, { icy, headOnly }) => {
      const listener: Listener = { socket, icy, untilTitle: ICY_INTERVAL, told: '' };
      socket.on('error', () => socket.destroy());
      socket.on('close', () => listeners.delete(listener));
      socket.setNoDelay(true);
      socket.resume(); // what a listener says is not read for meaning, only so that its leaving is seen
      socket.write(responseHead({ ...options, icy }));
      if (headOnly) return void socket.end();
      listeners.add(listener);
      for (const bytes of recent) send(listener, bytes);
    },
    close: () => {
      for (const { socket } of listeners) socket.end();
      recent = [];
      recentBytes = 0;
    },
  };
}

function responseHead({ name, bitrate, icy }: { name: string; bitrate: number; icy: boolean }): string {
  const lines = [
    'HTTP/1.0 200 OK',
    'Content-Type: audio/mpeg',
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
