/**
 * Another broadcaster's stream as a deck: connects ahead of time, is ready once sound is heard (a level, not mere bytes),
 * takes a stall of eight seconds for a loss, connects anew with growing pauses, and says at every moment how it stands.
 * The bus treats it as any other deck: while it gives nothing the ladder sounds, and when it is ready again it comes back.
 * `take` never waits; the far end may send anything, or nothing, at any speed.
 */
import type { RelayState } from '../core/relay.ts';
import { RATE } from '../core/time.ts';
import type { Clock } from './clock.ts';
import type { Deck } from './deck.ts';
import type { Resolve } from './egress.ts';
import { fromDecibels } from './fade.ts';
import { PcmQueue } from './pcm-queue.ts';
import { FRAME_BYTES, relayArgs } from './realtime.ts';
import { openPump } from './relay-pump.ts';
import { type Fault, openSource } from './relay-source.ts';
import { type Child, startChild } from './subprocess.ts';

/** No byte of sound for so long, and the connection is given up. */
const STALL_MS = 8000;
/** A connection on which nothing is heard for so long is given up. */
const CONTENT_MS = 12_000;
/** So much of it has to be louder than dead air: more than a click. */
const HEARD = RATE / 2;
/** Heard for so long, a connection is as good as new. */
const CALM = 10 * RATE;
/** What was loud so long ago says nothing of now. */
const RECENT_MS = 3000;
/** On the air, and silent for so long: it is waited for again. */
const SILENT_MS = 8000;
/** Attempts one after another on which nothing was heard, and the pauses between them. */
const RECONNECTS = 60;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Held back against a line that delivers in bursts; one that starves us is trusted with less. Of HLS a piece and a half. */
const CUSHION = { least: 2 * RATE, most: 10 * RATE, ofPieces: 30 * RATE };
/** More than this beyond the cushion, and the far end has to wait. */
const HOLD = 10 * RATE;
/** The first of a connection comes as fast as it can, what follows no faster than twice as it is heard. */
const PCM_BURST = 40 * RATE;
const LOOK_EVERY_MS = 250;

export type RelayOptions = {
  readonly url: string;
  readonly ffmpeg: string;
  readonly clock: Clock;
  /** As the settings are at the time of each connection. */
  readonly allowed: () => readonly string[];
  /** Quieter than this (dBFS) is no content. */
  readonly levelDb: number;
  /** Whenever it changes; `undefined` once nobody wants it any more. */
  readonly onState?: (state: RelayState | undefined) => void;
  readonly resolve?: Resolve;
  readonly connectMs?: number;
};

export function openRelay(options: RelayOptions): Deck {
  const { clock, onState } = options;
  const closing = new AbortController();
  const queue = new PcmQueue();
  const level = fromDecibels(options.levelDb);
  let state: RelayState = { phase: 'connecting', tries: 0, reason: null, said: '' };
  let child: Child | undefined;
  let isFile = false;
  let cushion = CUSHION.least;
  let isFilling = true;
  let position = 0;
  let takenAt = Number.NEGATIVE_INFINITY;
  let loudAt = Number.NEGATIVE_INFINITY;
  let hasSounded = false;
  let isOver = false;

  function tell(next: RelayState): void {
    if (closing.signal.aborted || JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    onState?.(next);
  }

  /** One connection from its beginning to its end; answers why it ended, `undefined` for a recording that is through. */
  async function connect(): Promise<Fault | undefined> {
    const ending = new AbortController();
    const signal = AbortSignal.any([closing.signal, ending.signal]);
    const { url, allowed, resolve, connectMs } = options;
    const opened = await openSource(url, { allowed: allowed(), clock, signal, resolve, connectMs });
    if (!opened.ok) return opened.error;
    const source = opened.value;
    isFile = source.isFile;
    cushion = Math.max(cushion, Math.min(CUSHION.ofPieces, (1.5 * source.pieceMs * RATE) / 1000));
    await using decoder = startChild(options.ffmpeg, relayArgs());
    child = decoder;
    const pump = openPump(source, decoder, clock, signal);
    const openedAt = clock.exact();
    let heard = 0;
    let bytes = 0;
    const isAhead = () => bytes / FRAME_BYTES > PCM_BURST + (2 * RATE * (clock.exact() - openedAt)) / 1000;
    decoder.stdout.on('data', (chunk: Buffer) => {
      queue.push(chunk);
      if (isLoud(chunk, bytes, level)) {
        loudAt = clock.exact();
        heard += chunk.length / FRAME_BYTES;
        if (heard >= HEARD) {
          hasSounded = true;
          tell({ phase: 'on-air', tries: state.tries, reason: null, said: '' });
        }
      }
      bytes += chunk.length;
      letGo();
      if (isAhead() || queue.frames > cushion + HOLD) decoder.stdout.pause();
    });
    if (state.phase === 'connecting') tell({ ...state, phase: 'waiting' });
    let said: string | undefined;
    const decoded = decoder.ended.then((ended) => (said = ended.said));
    try {
      while (said === undefined) {
        await Promise.race([decoded, clock.sleepUntil(clock.exact() + LOOK_EVERY_MS, signal)]);
        if (closing.signal.aborted) return undefined;
        const now = clock.exact();
        if (heard >= CALM) tell({ ...state, tries: 0 });
        if (state.phase === 'on-air' && !isFile && now - loudAt > SILENT_MS) tell({ ...state, phase: 'waiting' });
        if (decoder.stdout.isPaused()) {
          if (!isAhead() && queue.frames < cushion + HOLD / 2) decoder.stdout.resume();
        } else if (pump.isWaiting && now - pump.gotAt > STALL_MS + 2 * source.pieceMs)
          return {
            ...fault('không nhận được dữ liệu nào trong 8 giây'),
            ...(!hasSounded && { reason: 'relay-silent' }),
          };
        if (heard < HEARD && now - openedAt > CONTENT_MS + 2 * source.pieceMs)
          return { reason: 'relay-silent', said: bytes > 0 ? 'chỉ có im lặng' : 'không giải mã được tiếng nào' };
      }
      if (pump.failure) return pump.failure;
      if (heard < HEARD) return { reason: 'relay-unreachable', said: wordsOf(said) };
      if (isFile && !pump.isWaiting) return undefined;
      return fault(pump.isWaiting ? wordsOf(said) : 'máy chủ ngắt kết nối');
    } finally {
      ending.abort();
      source.close();
      child = undefined;
      queue.dropPart();
    }
  }

  const fault = (said: string): Fault => ({ reason: hasSounded ? 'relay-lost' : 'relay-unreachable', said });

  async function run(): Promise<void> {
    for (let tries = 1; !closing.signal.aborted; tries++) {
      const ended = await connect().catch((error: unknown) => fault(error instanceof Error ? error.message : ''));
      if (closing.signal.aborted) return;
      if (ended === undefined) break;
      if (state.tries === 0 && hasSounded) tries = 1;
      const reason = hasSounded && ended.reason !== 'relay-refused' ? 'relay-lost' : ended.reason;
      const isLast = tries >= RECONNECTS;
      tell({ phase: isLast ? 'over' : 'lost', tries, reason, said: ended.said });
      if (isLast) break;
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
      await clock.sleepUntil(clock.exact() + pause, closing.signal);
    }
    if (state.reason === null) tell({ ...state, phase: 'over' });
    isOver = true;
  }

  /** Until it is wanted only the newest of a live stream is kept: it is joined where it is. */
  function letGo(): void {
    const isWanted = clock.exact() - takenAt < 1000;
    if (!isFile && !isWanted && queue.frames > cushion) queue.draw(queue.frames - cushion);
  }

  onState?.(state);
  const running = run();

  return {
    get position() {
      return position;
    },
    get ready() {
      const isRecent = isFile || clock.exact() - loudAt < RECENT_MS;
      return hasSounded && isRecent && queue.frames >= (isFile ? RATE / 2 : cushion / 2);
    },
    get ended() {
      if (!isOver || queue.frames > 0) return undefined;
      return { outcome: 'exited', code: state.reason === null ? 0 : 1, signal: null, said: state.said } as const;
    },
    get verdict() {
      const isThrough = isOver && queue.frames === 0 && state.reason === null;
      return isThrough ? ({ outcome: 'completed', reason: null, detail: null } as const) : undefined;
    },
    get fault() {
      if (state.reason !== null) return { reason: state.reason, said: state.said };
      if (state.phase === 'connecting') return { reason: 'relay-unreachable', said: 'chưa kết nối xong' } as const;
      return { reason: hasSounded ? 'relay-lost' : 'relay-silent', said: 'không có tiếng' } as const;
    },
    take: (target, at, count) => {
      letGo();
      takenAt = clock.exact();
      if (isFilling && queue.frames < cushion / 2 && child) return 0;
      const given = queue.draw(count, target, at * FRAME_BYTES);
      isFilling = given < count && !isFile;
      if (isFilling && given > 0) cushion = Math.max(cushion, Math.min(CUSHION.most, cushion * 2));
      position += given;
      return given;
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      onState?.(undefined);
      await running;
    },
  };
}

/** Any sample of what came as `from` bytes had come before; it may begin in the middle of one, and of anybody's buffer. */
function isLoud(chunk: Buffer, from: number, level: number): boolean {
  const size = Float32Array.BYTES_PER_ELEMENT;
  const skip = (size - (from % size)) % size;
  const whole = chunk.length - ((chunk.length - skip) % size);
  const samples = new Float32Array(Uint8Array.prototype.slice.call(chunk, skip, Math.max(skip, whole)).buffer);
  for (const sample of samples) if (sample >= level || sample <= -level) return true;
  return false;
}

/** The last thing ffmpeg complained of; of what it could make nothing of it says nothing that helps. */
const wordsOf = (said: string): string =>
  /Invalid data|not on whitelist|Stream map|does not contain/.test(said)
    ? 'đây không phải luồng âm thanh'
    : (said.split('\n').at(-1) ?? '');
