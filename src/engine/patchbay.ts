/**
 * Which feed goes to which output. Outputs that are streams share an encoder when they hear the same in the same format;
 * the others each have an ffmpeg of their own. Opens what is wanted, a few at a time, closes what is not, and leaves
 * alone what did not change: its listeners hear nothing of it.
 */
import type { Socket } from 'node:net';
import type { Output } from '../core/model.ts';
import { isShared, MIME } from '../core/outputs.ts';
import { RATE } from '../core/time.ts';
import { testZone } from './break-in.ts';
import type { Outlet } from './chunk.ts';
import type { Clock } from './clock.ts';
import { type Encoder, type Format, openEncoder } from './encoder.ts';
import { FRAME_SAMPLES } from './framing.ts';
import { type IcecastSource, openIcecastSource } from './icecast.ts';
import type { OutputHealth } from './line.ts';
import { type LiveStream, openLiveStream } from './live.ts';
import type { Feed, Mixer } from './mixer.ts';
import { type Carrier, openSink, type Sink, type SinkState } from './sink.ts';
import { Tuner } from './tuner.ts';
import type { Pulse } from './watchdog.ts';

/**
 * Starting a process holds up the loop for a millisecond or two and costs a tenth of a second of processor time: so many
 * at once, and so many more with every pass.
 */
const STARTS = 8;
const STARTS_A_PASS = 2;

/** An output on the bay. `sink` and `source` are there while it is on; a built-in stream is there for good. */
type Patched = {
  readonly output: Output;
  readonly format: Format | undefined;
  /** Equal for outputs that can share an encoder. */
  readonly formatKey: string;
  readonly tuner: Tuner | undefined;
  /** What a listener needs first, and the last second. */
  readonly recent: () => readonly Buffer[];
  readonly live: LiveStream | undefined;
  sink: Sink | undefined;
  source: IcecastSource | undefined;
  offSince: SinkState['since'] | undefined;
};

export type PatchbayOptions = {
  readonly mixer: Pick<Mixer, 'feedOf' | 'isDue' | 'playing'>;
  readonly ffmpeg: string;
  readonly clock: Clock;
  readonly zone: string;
  /** The health of some output is another. */
  readonly onChanged: () => void;
  /** Once per outage. */
  readonly onFailed: (output: Output, said: string) => void;
};

export class Patchbay {
  readonly #options: PatchbayOptions;
  #patched: Patched[] = [];
  /** By what they hear, then by format. */
  readonly #encoders = new Map<Feed, Map<string, Encoder>>();
  #plugged = new Set<Feed>();
  #starts = STARTS;
  #closing: Promise<unknown>[] = [];

  constructor(options: PatchbayOptions) {
    this.#options = options;
  }

  setOutputs(outputs: readonly Output[]): void {
    const same = (a: Output, b: Output) => JSON.stringify(a) === JSON.stringify(b);
    const gone = this.#patched.filter(({ output }) => !outputs.some((wanted) => same(wanted, output)));
    const fresh = outputs.filter((wanted) => !this.#patched.some(({ output }) => same(wanted, output)));
    if (gone.length + fresh.length === 0) return;
    for (const one of gone) {
      this.#switchOff(one);
      one.live?.close();
    }
    this.#patched = [...this.#patched.filter((one) => !gone.includes(one)), ...fresh.map((one) => this.#open(one))];
    this.repatch();
    this.#options.onChanged();
  }

  /** Brings the patches up to date with what the zones hear and what is due. Called ten times a second. */
  repatch(): void {
    const { mixer } = this.#options;
    this.#starts = Math.min(STARTS, this.#starts + STARTS_A_PASS);
    for (const one of this.#patched) {
      const zoneId = this.#zoneOf(one.output);
      const feed = mixer.feedOf(zoneId);
      if (feed === undefined || (one.output.idle === 'off' && !mixer.isDue(zoneId))) this.#switchOff(one);
      else if (this.#starts > 0) this.#starts -= this.#switchOn(one, feed);
    }
    const heard = new Set(this.#patched.flatMap(({ tuner }) => tuner?.encoders ?? []));
    for (const [feed, encoders] of this.#encoders) {
      for (const [key, encoder] of encoders) {
        if (heard.has(encoder)) continue;
        encoders.delete(key);
        this.#let(encoder);
      }
      if (encoders.size === 0) this.#encoders.delete(feed);
    }
    this.#plug();
  }

  admit(outputId: number, socket: Socket, how: { icy: boolean; headOnly: boolean }): void {
    const live = this.#patched.find(({ output }) => output.id === outputId)?.live;
    if (live) live.admit(socket, how);
    else socket.destroy();
  }

  /** Something else sounds: whoever shows titles is told. */
  retitle(): void {
    for (const { output, live } of this.#patched) {
      const cue = live && this.#options.mixer.playing(this.#zoneOf(output));
      if (cue) live.setTitle([cue.title, cue.episodeLabel].filter(Boolean).join(', '));
    }
  }

  health(): OutputHealth[] {
    return this.#patched.map((one) => {
      const { output, live, sink } = one;
      const { said, ...state } = this.#stateOf(one);
      return {
        ...state,
        said: withoutSecret(said, output),
        outputId: output.id,
        listeners: live?.listeners ?? 0,
        ...(sink?.drift && { drift: sink.drift }),
      };
    });
  }

  /** What the watchdog judges by. */
  pulse(): Pulse['outputs'] {
    return this.#patched.map((one) => ({
      outputId: one.output.id,
      sending: this.#stateOf(one).state === 'sending',
      carried: carrierOf(one)?.carried ?? 0,
    }));
  }

  /** Nothing leaves it, whatever it says: another try. */
  restart(outputId: number, because: string): void {
    const one = this.#patched.find(({ output }) => output.id === outputId);
    if (one) carrierOf(one)?.restart(because);
  }

  async close(): Promise<void> {
    for (const one of this.#patched) this.#switchOff(one);
    for (const encoders of this.#encoders.values()) for (const encoder of encoders.values()) this.#let(encoder);
    await Promise.all(this.#closing);
    for (const { live } of this.#patched) live?.close();
  }

  /** Its own, or while something sounds on it alone, the one made for that. */
  #zoneOf({ id, zoneId }: Output): string {
    const alone = testZone(id);
    return this.#options.mixer.feedOf(alone) ? alone : zoneId;
  }

  #open(output: Output): Patched {
    const { codec, bitrate, channels } = output;
    const format = isShared(output) && codec !== 'pcm' ? { codec, bitrate, channels } : undefined;
    const tuner = format && new Tuner((bytes) => (one.live ?? one.source)?.push(bytes));
    const recent = () => {
      const frames = tuner?.recent(RATE / FRAME_SAMPLES[format!.codec]) ?? [];
      return frames.length === 0 ? [] : [tuner!.head, ...frames.map(({ bytes }) => bytes)];
    };
    const one: Patched = {
      output,
      format,
      formatKey: JSON.stringify(format),
      tuner,
      recent,
      live:
        format && output.kind === 'stream'
          ? openLiveStream({ ...output, mime: MIME[format.codec], recent })
          : undefined,
      sink: undefined,
      source: undefined,
      offSince: undefined,
    };
    return one;
  }

  /** Answers how many processes that started. */
  #switchOn(one: Patched, feed: Feed): 0 | 1 {
    const { clock, ffmpeg, zone, onChanged } = this.#options;
    const { output, tuner, format } = one;
    const onFailed = (said: string) => this.#failed(output, said);
    one.offSince = undefined;
    if (!tuner || !format) {
      if (one.sink) return 0;
      one.sink = openSink({ output, ffmpeg, clock, zone, onChanged, onFailed });
      return 1;
    }
    const encoders = this.#encoders.get(feed) ?? new Map<string, Encoder>();
    this.#encoders.set(feed, encoders);
    const known = encoders.get(one.formatKey);
    const encoder = known ?? this.#openEncoder(format);
    encoders.set(one.formatKey, encoder);
    tuner.tune(encoder);
    if (output.kind === 'icecast')
      one.source ??= openIcecastSource({ output, clock, recent: one.recent, onChanged, onFailed });
    return known ? 0 : 1;
  }

  #openEncoder(format: Format): Encoder {
    const { clock, ffmpeg, onChanged } = this.#options;
    const encoder = openEncoder({
      format,
      ffmpeg,
      clock,
      onFailed: (said) => {
        const heardBy = this.#patched.find(({ tuner }) => tuner?.encoders.includes(encoder));
        if (heardBy) this.#failed(heardBy.output, said);
      },
    });
    // Its health is that of every stream made of it.
    encoder.listeners.add(changes(encoder, onChanged));
    return encoder;
  }

  #switchOff(one: Patched): void {
    if (one.offSince !== undefined) return;
    one.offSince = this.#options.clock.now();
    one.tuner?.tune(undefined);
    for (const part of [one.sink, one.source]) if (part) this.#let(part);
    one.sink = one.source = undefined;
    this.#options.onChanged();
  }

  /** Every feed's outlets anew: the encoders that hear it, and the zones' own sinks. */
  #plug(): void {
    const outlets = new Map<Feed, Outlet[]>();
    const of = (feed: Feed): Outlet[] => {
      const all = outlets.get(feed) ?? [];
      outlets.set(feed, all);
      return all;
    };
    for (const [feed, encoders] of this.#encoders) of(feed).push(...encoders.values());
    for (const { output, sink } of this.#patched) {
      const feed = sink && this.#options.mixer.feedOf(this.#zoneOf(output));
      if (feed) of(feed).push(sink);
    }
    for (const feed of this.#plugged) if (!outlets.has(feed)) feed.outlets = [];
    for (const [feed, all] of outlets) feed.outlets = all;
    this.#plugged = new Set(outlets.keys());
  }

  #stateOf({ tuner, sink, source, offSince, output }: Patched): SinkState {
    if (offSince !== undefined) return { state: 'off', since: offSince, said: '' };
    const encoder = tuner?.encoder?.state;
    if (output.kind === 'icecast' && source && (!encoder || encoder.state === 'sending')) return source.state;
    return encoder ?? sink?.state ?? { state: 'retrying', since: this.#options.clock.now(), said: '' };
  }

  #failed(output: Output, said: string): void {
    this.#options.onFailed(output, withoutSecret(said, output));
  }

  #let(part: AsyncDisposable): void {
    const closed = Promise.resolve(part[Symbol.asyncDispose]()).then(() => {
      this.#closing = this.#closing.filter((one) => one !== closed);
    });
    this.#closing.push(closed);
  }
}

/** The last that still knows whether its sound has left. */
const carrierOf = ({ sink, source, tuner }: Patched): Carrier | undefined => sink ?? source ?? tuner?.encoder;

/** Calls `onChanged` only when its state has. */
function changes(encoder: Encoder, onChanged: () => void): () => void {
  let before = encoder.state;
  return () => {
    if (encoder.state === before) return;
    before = encoder.state;
    onChanged();
  };
}

const withoutSecret = (said: string, { secret }: Output): string => said.replaceAll(secret || '\0', '***');
