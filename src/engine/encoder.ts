/**
 * One encoder for everybody who hears the same in the same format: PCM of one feed in, numbered frames out. It is
 * replaced whenever it dies or is stuck, and keeps the last second of frames for who comes new.
 */
import type { Output } from '../core/model.ts';
import { RATE } from '../core/time.ts';
import type { Chunk, Outlet } from './chunk.ts';
import type { Clock } from './clock.ts';
import { FRAME_SAMPLES, type Framed, type Framing, openFraming } from './framing.ts';
import { keepGoing } from './pauses.ts';
import { CHUNK, FLOAT_BYTES, streamEncoderArgs } from './realtime.ts';
import { type Carrier, COMING_UP, type SinkState, STUCK, STUCK_MS } from './sink.ts';
import { type Child, startChild } from './subprocess.ts';

export type Format = Pick<Output, 'bitrate' | 'channels'> & { readonly codec: Framed };
export type Frame = { readonly index: number; readonly bytes: Buffer };

/** An encoder's first frames lean on sound it never had. */
const WARM_FRAMES = 2;
/**
 * Every write wakes the encoder: four chunks at once cost a hundred of them a third less than one at a time, and are
 * still ahead of the wall clock. Who listens to a stream hears it a second later anyway.
 */
const BATCH = 4;

export type Encoder = Outlet &
  AsyncDisposable &
  Carrier & {
    readonly head: Buffer;
    /** From this frame on its sound is whole; unknown before the first chunk. */
    readonly whole: number | undefined;
    /** The newest frame it has given, −1 before there is one. */
    readonly last: number;
    /** Frames it still has with a number above `index`, oldest first. */
    after(index: number): readonly Frame[];
    /** Called whenever there is more, or its state has changed. */
    readonly listeners: Set<() => void>;
  };

export type EncoderOptions = {
  readonly format: Format;
  readonly ffmpeg: string;
  readonly clock: Clock;
  /** Once per outage: the encoder's last words. */
  readonly onFailed: (said: string) => void;
};

export function openEncoder({ format, ffmpeg, clock, onFailed }: EncoderOptions): Encoder {
  const { codec, channels } = format;
  const size = FRAME_SAMPLES[codec];
  const stuckBytes = (STUCK_MS * RATE * channels * FLOAT_BYTES) / 1000;
  const kept = Math.ceil(RATE / size);
  const closing = new AbortController();
  const listeners = new Set<() => void>();
  const ring: Frame[] = [];
  let state: SinkState = { state: 'retrying', since: clock.now(), said: '' };
  let child: Child | undefined;
  let framing: Framing | undefined;
  let whole: number | undefined;
  /** The stream frame the child waits for; undefined before its first. */
  let expected: number | undefined;
  let batch: Buffer[] = [];
  let hasFailed = false;
  let why = '';

  const replace = (because: string) => {
    why = because;
    void child?.end(0);
    child = undefined;
  };
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const onBytes = (bytes: Buffer) => {
    if (!framing) return;
    try {
      ring.push(...framing.frames(bytes));
    } catch (error) {
      return replace(String(error));
    }
    if (state.state !== 'sending') state = { state: 'sending', since: clock.now(), said: '' };
    hasFailed = false;
    tell();
    ring.splice(0, Math.max(0, ring.length - kept));
  };

  const running = keepGoing({
    clock,
    signal: closing.signal,
    attempt: async () => {
      expected = framing = undefined;
      batch = [];
      why = '';
      child = startChild(ffmpeg, streamEncoderArgs(format));
      child.stdout.on('data', onBytes);
      const { said } = await child.ended;
      return why || said;
    },
    onOver: (said) => {
      child = undefined;
      state = { state: 'retrying', since: clock.now(), said };
      if (!hasFailed) onFailed(said);
      hasFailed = true;
      tell();
    },
  });

  /** A child begins on a whole frame of the stream, so that the frames of all encoders fall on the same samples. */
  const begin = (chunk: Chunk): Buffer | undefined => {
    const skip = (size - (chunk.at % size)) % size;
    if (skip >= CHUNK) return undefined;
    const first = (chunk.at + skip) / size;
    framing = openFraming(codec, first);
    whole = first + WARM_FRAMES;
    return chunk.bytes(channels).subarray(skip * channels * FLOAT_BYTES);
  };

  return {
    listeners,
    get state() {
      return state;
    },
    get head() {
      return framing?.head ?? Buffer.alloc(0);
    },
    get whole() {
      return whole;
    },
    get carried() {
      return ring.at(-1)?.index ?? -1;
    },
    restart: replace,
    get last() {
      return ring.at(-1)?.index ?? -1;
    },
    after: (index) => {
      let from = ring.length;
      while (from > 0 && ring[from - 1]!.index > index) from -= 1;
      return ring.slice(from);
    },
    write: (chunk) => {
      if (!child) return;
      // A hole in the stream would shift every number behind it.
      if (expected !== undefined && expected !== chunk.at) return replace('âm thanh đến bị hụt');
      const bytes = expected === undefined ? begin(chunk) : chunk.bytes(channels);
      if (bytes === undefined) return;
      expected = chunk.at + CHUNK;
      // On a busy machine it may take its time to come up; once it has spoken it has to keep pace.
      const patience = state.state === 'sending' ? 1 : COMING_UP;
      if (child.stdin.writableLength > stuckBytes * patience) return replace(STUCK);
      if (batch.push(bytes) < BATCH) return;
      child.stdin.write(Buffer.concat(batch));
      batch = [];
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      listeners.clear();
      await child?.end();
      await running;
    },
  };
}
