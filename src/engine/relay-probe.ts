/**
 * Listens to another broadcaster's stream for a few seconds, off the air: the button "Nghe thử" of a slot, and the check
 * five minutes before a relay's time, early enough for a person to mend what is wrong.
 */
import type { Cue } from '../core/cue.ts';
import type { Heard, Probe } from '../core/relay.ts';
import { type EpochMs, MINUTE, RATE, SECOND } from '../core/time.ts';
import type { Clock } from './clock.ts';
import { CHANNELS, FLOAT_BYTES, FRAME_BYTES, relayArgs } from './realtime.ts';
import { type Fault, openSource, RelayError, type SourceOptions } from './relay-source.ts';
import { startChild } from './subprocess.ts';

/** Enough to tell speech from a pause in it. */
const LISTENED = 4 * RATE;
const PATIENCE_MS = 15_000;
/** Nobody hears them: a file may come as fast as it can. */
const MOST_BYTES = 32 * 1024 ** 2;

export type ProbeOptions = Pick<SourceOptions, 'allowed' | 'clock' | 'resolve' | 'connectMs'> & {
  readonly ffmpeg: string;
  readonly levelDb: number;
  readonly signal?: AbortSignal;
};

/** Never rejects for what the far end does; takes 15 s at most. */
export async function probeRelay(url: string, { ffmpeg, levelDb, ...options }: ProbeOptions): Promise<Probe> {
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  const opened = await openSource(url, { ...options, signal });
  if (!opened.ok) return { isHeard: false, ...opened.error };
  const source = opened.value;
  const level = openLevel();
  await using decoder = startChild(ffmpeg, relayArgs('info'));
  const enough = new Promise<void>((resolve) => {
    decoder.stdout.on('data', (chunk: Buffer) => {
      level.add(chunk);
      if (level.frames >= LISTENED) resolve();
    });
    signal.addEventListener('abort', () => resolve());
  });
  const carried = carry();
  await Promise.race([enough, decoder.ended]);
  source.close();
  const { said } = await decoder.end();
  const fault = await carried;
  const stream = streamIn(said);
  if (level.frames === 0 || !stream)
    return { isHeard: false, ...(fault ?? { reason: 'relay-unreachable', said: 'không giải mã được tiếng nào' }) };
  const { peakDb, meanDb } = level;
  if (peakDb < levelDb) return { isHeard: false, reason: 'relay-silent', said: `đỉnh ${Math.round(peakDb)} dBFS` };
  return { isHeard: true, ...stream, peakDb, meanDb, isFile: source.isFile };

  async function carry(): Promise<Fault | undefined> {
    let bytes = 0;
    try {
      for await (const chunk of source.bytes) {
        bytes += chunk.length;
        if (signal.aborted || bytes > MOST_BYTES) break;
        if (!decoder.stdin.write(chunk)) await Promise.race([onceDrained(), enough, decoder.ended]);
      }
    } catch (error) {
      return error instanceof RelayError ? error.fault : undefined;
    } finally {
      decoder.stdin.end();
    }
    return undefined;
  }

  function onceDrained(): Promise<void> {
    return new Promise((resolve) => decoder.stdin.once('drain', () => resolve()));
  }
}

/** `Stream #0:0: Audio: mp3, 44100 Hz, stereo, fltp, 128 kb/s`. */
function streamIn(said: string): Pick<Heard, 'codec' | 'sampleRate' | 'channels' | 'bitrate'> | undefined {
  const found = /Audio: (\w+)[^,\n]*, (\d+) Hz, ([^,\n]+)(?:, [^,\n]+)?(?:, (\d+) kb\/s)?/.exec(said);
  if (!found) return undefined;
  const [, codec = '', rate, channels, bitrate] = found;
  return {
    codec,
    sampleRate: Number(rate),
    channels: channels === 'mono' ? 1 : 2,
    bitrate: bitrate ? Number(bitrate) : null,
  };
}

function openLevel() {
  let rest: Buffer = Buffer.alloc(0);
  let peak = 0;
  let energy = 0;
  let frames = 0;
  return {
    add(chunk: Buffer): void {
      const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = all.length - (all.length % FRAME_BYTES);
      rest = all.subarray(whole);
      for (let at = 0; at < whole; at += FLOAT_BYTES) {
        const sample = all.readFloatLE(at);
        peak = Math.max(peak, Math.abs(sample));
        energy += sample * sample;
      }
      frames += whole / FRAME_BYTES;
    },
    get frames() {
      return frames;
    },
    get peakDb() {
      return Math.max(-120, 20 * Math.log10(peak));
    },
    get meanDb() {
      return Math.max(-120, 10 * Math.log10(energy / Math.max(1, frames * CHANNELS)));
    },
  };
}

// before its time -----------------------------------------------------------------------------------------------------

const AHEAD = 5 * MINUTE;
/** Nearer than this the relay itself is about to connect. */
const TOO_LATE = 30 * SECOND;

export type RelayWatch = {
  /** Tries, once each, the relays that are due within five minutes of `now`. Quick; to be called every second or so. */
  look(
    cues: readonly Cue[],
    now: EpochMs,
    facts: { readonly allowed: readonly string[]; readonly levelDb: number },
  ): void;
  close(): void;
};

export function openRelayWatch(options: {
  readonly ffmpeg: string;
  readonly clock: Clock;
  readonly onFault: (cue: Cue, fault: Fault) => void;
}): RelayWatch {
  const { ffmpeg, clock, onFault } = options;
  const closing = new AbortController();
  const tried = new Set<string>();
  return {
    look: (cues, now, facts) => {
      for (const cue of cues) {
        const { key, relayUrl, plannedStart } = cue;
        if (relayUrl === null || plannedStart === null || cue.commandId !== null || tried.has(key)) continue;
        if (plannedStart - now > AHEAD || plannedStart - now < TOO_LATE) continue;
        tried.add(key);
        void probeRelay(relayUrl, { ...facts, ffmpeg, clock, signal: closing.signal }).then((probe) => {
          if (!probe.isHeard && !closing.signal.aborted) onFault(cue, probe);
        });
      }
    },
    close: () => closing.abort(),
  };
}
