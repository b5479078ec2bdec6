/**
 * A source client of Icecast 2 (HTTP PUT, Expect: 100-continue): carries an encoder's frames to a mount, so that mounts
 * share an encoder and the password stands in no list of processes. Connects again whenever the server is gone.
 */
import { connect, type Socket } from 'node:net';
import type { Output } from '../core/model.ts';
import { MIME } from '../core/outputs.ts';
import type { Clock } from './clock.ts';
import type { Framed } from './framing.ts';
import { Pauses } from './pauses.ts';
import { type Carrier, type SinkState, STUCK, STUCK_MS } from './sink.ts';

/** A port where nothing answers troubles nobody: a server that is being restarted is knocked at this often, for a while. */
const KNOCK_MS = 20;
const KNOCK_FOR_MS = 30_000;
const ANSWER_MS = 10_000;

export type IcecastSource = AsyncDisposable & Carrier & { push(bytes: Buffer): void };

export type IcecastOptions = {
  readonly output: Output;
  readonly clock: Clock;
  /** What a new connection gets at once; nothing while nothing has been encoded. */
  readonly recent: () => readonly Buffer[];
  readonly onChanged: () => void;
  /** Once per outage. */
  readonly onFailed: (said: string) => void;
};

export function openIcecastSource({ output, clock, recent, onChanged, onFailed }: IcecastOptions): IcecastSource {
  const closing = new AbortController();
  const stuckBytes = (output.bitrate * STUCK_MS) / 8;
  let state: SinkState = { state: 'retrying', since: clock.now(), said: '' };
  let socket: Socket | undefined;
  /** The server has said yes, but nothing has been encoded yet. */
  let isFresh = true;

  /** The last second at once: a server hands on whole blocks only, and its listeners have waited long enough. */
  const greet = () => {
    const all = recent();
    isFresh = all.length === 0;
    for (const bytes of all) socket?.write(bytes);
  };

  const running = (async () => {
    const pauses = new Pauses();
    let lostAt = clock.now();
    let hasFailed = false;
    while (!closing.signal.aborted) {
      const started = clock.now();
      const connection = await open(output, closing.signal);
      if (connection.ok) {
        socket = connection.socket;
        greet();
        hasFailed = false;
        state = { state: 'sending', since: clock.now(), said: '' };
        onChanged();
      }
      const { said, refused } = connection.ok ? await connection.lost : connection;
      socket = undefined;
      if (closing.signal.aborted) return;
      const now = clock.now();
      if (connection.ok) lostAt = now;
      state = { state: 'retrying', since: state.state === 'retrying' ? state.since : now, said };
      if (!hasFailed) onFailed(said);
      hasFailed = true;
      onChanged();
      const pause = refused && now - lostAt < KNOCK_FOR_MS ? KNOCK_MS : pauses.after(now - started);
      await clock.sleepUntil(now + pause, closing.signal);
    }
  })();

  return {
    get state() {
      return state;
    },
    get carried() {
      return (socket?.bytesWritten ?? 0) - (socket?.writableLength ?? 0);
    },
    restart: (because) => void socket?.destroy(new Error(because)),
    push: (bytes) => {
      if (!socket) return;
      if (socket.writableLength > stuckBytes) return void socket.destroy(new Error(STUCK));
      if (isFresh) greet();
      else socket.write(bytes);
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      socket?.end();
      await running;
    },
  };
}

type Lost = { readonly said: string; readonly refused: boolean };
type Connection =
  | { readonly ok: true; readonly socket: Socket; readonly lost: Promise<Lost> }
  | ({ readonly ok: false } & Lost);

/** One try: the mount is ours, or why it is not. */
function open(output: Output, signal: AbortSignal): Promise<Connection> {
  const [, host = '', port = ''] = /^\[?(.+?)\]?:(\d+)\//.exec(output.target) ?? [];
  return new Promise((resolve) => {
    let said = 'máy chủ Icecast đã ngắt kết nối';
    let refused = false;
    let answer = '';
    let isOurs = false;
    let tell: (lost: Lost) => void = () => {};
    const lost = new Promise<Lost>((told) => {
      tell = told;
    });
    const socket = connect({ host, port: Number(port) });
    const giveUp = () => void socket.destroy();
    signal.addEventListener('abort', giveUp);
    socket.setNoDelay(true);
    socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error('máy chủ Icecast không trả lời trong 10 giây')));
    socket.once('connect', () => socket.write(request(output)));
    socket.on('data', (bytes) => {
      if (isOurs) return;
      answer += bytes.toString('latin1');
      const status = /^(?:HTTP\/1\.[01]|ICE\/1\.0) (\d+).*\r\n\r\n/s.exec(answer)?.[1];
      if (status === undefined) return;
      isOurs = status === '100' || status === '200';
      if (isOurs) {
        socket.setTimeout(0);
        resolve({ ok: true, socket, lost });
      } else said = refusalIn(answer, status);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      refused = error.code === 'ECONNREFUSED';
      said = error.code === undefined ? error.message : `${WORDS[error.code] ?? error.message} (${output.target})`;
    });
    socket.once('end', () => socket.destroy());
    socket.once('close', () => {
      signal.removeEventListener('abort', giveUp);
      tell({ said, refused });
      resolve({ ok: false, said, refused });
    });
  });
}

/** Icecast's own reason stands in the page it sends along: "Mountpoint in use", "Content-type not supported". */
function refusalIn(answer: string, status: string): string {
  if (status === '401') return 'sai mật khẩu nguồn (401)';
  const page = answer.slice(answer.indexOf('\r\n\r\n')).replace(/<title>.*?<\/title>/s, '');
  const words = page
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `máy chủ Icecast từ chối (${status}): ${words.slice(0, 200)}`;
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'không có máy chủ nào trả lời ở địa chỉ này',
  ECONNRESET: 'máy chủ Icecast đã ngắt kết nối',
  EPIPE: 'máy chủ Icecast đã ngắt kết nối',
  ENOTFOUND: 'không tìm thấy máy chủ có tên này',
  EAI_AGAIN: 'chưa hỏi được địa chỉ của máy chủ (DNS)',
  ETIMEDOUT: 'máy chủ không trả lời',
  EHOSTUNREACH: 'không có đường mạng đến máy chủ',
  ENETUNREACH: 'máy này không có mạng',
};

function request({ target, secret, codec, bitrate, channels, name }: Output): string {
  const slash = target.indexOf('/');
  const lines = [
    `PUT ${target.slice(slash)} HTTP/1.1`,
    `Host: ${target.slice(0, slash)}`,
    `Authorization: Basic ${Buffer.from(`source:${secret}`).toString('base64')}`,
    'User-Agent: DaiXa',
    `Content-Type: ${MIME[codec as Framed]}`,
    'Ice-Public: 0',
    `Ice-Name: ${name.replace(/[\r\n]/g, ' ')}`,
    `Ice-Audio-Info: ice-bitrate=${bitrate};ice-channels=${channels};ice-samplerate=48000`,
    'Expect: 100-continue',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
