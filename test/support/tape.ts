/**
 * Decks made of numbers, and a tape that takes down what a bus puts out. The left channel carries the recording's
 * mark, the right one the place in the recording, so that a test sees which frame of what sounded where.
 */
import type { Cue } from '../../src/core/cue.ts';
import { type EpochMs, epochMs, RATE } from '../../src/core/time.ts';
import { Bus } from '../../src/engine/bus.ts';
import type { Deck, OpenDeck } from '../../src/engine/deck.ts';
import type { Note } from '../../src/engine/note.ts';
import { FRAME_BYTES } from '../../src/engine/realtime.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';

export const ALWAYS = [{ from: epochMs(-1e12), until: epochMs(1e15) }];

export type Reel = { readonly mark: number; readonly frames: number; ready: boolean; diesAt?: number };

export function openReels(reels: Record<string, Reel>): OpenDeck & { opened: { file: string; from: number }[] } {
  const opened: { file: string; from: number }[] = [];
  const open: OpenDeck = (file, fromFrame) => {
    const reel = reels[file]!;
    opened.push({ file, from: fromFrame });
    let position = fromFrame;
    const end = () => Math.min(reel.frames, reel.diesAt ?? reel.frames);
    const deck: Deck = {
      get position() {
        return position;
      },
      get ready() {
        return reel.ready && position < end();
      },
      get ended() {
        if (position < end()) return undefined;
        return { outcome: 'exited', code: 0, signal: null, said: 'hết băng' } as const;
      },
      take: (target, at, count, from) => {
        if (!reel.ready) return 0;
        position = Math.max(position, from);
        const samples = new Float32Array(target.buffer, target.byteOffset, target.byteLength / 4);
        const given = Math.max(0, Math.min(count, end() - position));
        for (let i = 0; i < given; i++) {
          samples[(at + i) * 2] = reel.mark;
          samples[(at + i) * 2 + 1] = position + i;
        }
        position += given;
        return given;
      },
      [Symbol.asyncDispose]: async () => {},
    };
    return deck;
  };
  return Object.assign(open, { opened });
}

/** A bus on a stream anchored at instant 0, driven chunk by chunk; `spans` tells what sounded from where to where. */
export function openTape(reels: Record<string, Reel>) {
  const stream = new StreamTime(0);
  const notes: Note[] = [];
  const openDeck = openReels(reels);
  const bus = new Bus({ zoneId: 'main', stream, openDeck, fileOf: (sha) => sha, note: (note) => notes.push(note) });
  bus.setAllowed(ALWAYS);
  const left: number[] = [];
  const places: number[] = [];
  const chunk = RATE / 50;
  return {
    bus,
    stream,
    notes,
    opened: openDeck.opened,
    /** Plays on until the instant `ms`. */
    until(ms: number) {
      while (stream.msAt(stream.written + chunk) <= ms) {
        bus.prepare();
        const pcm = new Uint8Array(chunk * FRAME_BYTES);
        bus.mix(pcm, stream.written, chunk);
        const samples = new Float32Array(pcm.buffer);
        for (let i = 0; i < chunk; i++) {
          left.push(samples[i * 2]!);
          places.push(samples[i * 2 + 1]!);
        }
        stream.written += chunk;
      }
      bus.prepare();
    },
    /** Runs of sound: mark, first and last+1 stream frame, first place in the recording. */
    spans() {
      const spans: { mark: number; from: number; until: number; place: number }[] = [];
      left.forEach((mark, frame) => {
        const last = spans.at(-1);
        if (mark === 0) return;
        if (last?.mark === mark && last.until === frame && places[frame] === places[frame - 1]! + 1)
          last.until = frame + 1;
        else spans.push({ mark, from: frame, until: frame + 1, place: places[frame]! });
      });
      return spans;
    },
  };
}

let nextEntry = 1;

/** An entry with sound: `file` is a reel's name, times in ms on the tape. */
export function cue(file: string, frames: number, start: number, change: Partial<Cue> = {}): Cue {
  const entryId = change.entryId === undefined ? nextEntry++ : change.entryId;
  const length = Math.ceil((frames * 1000) / RATE);
  return {
    key: `e${entryId}`,
    entryId,
    commandId: null,
    continuesId: null,
    zoneId: 'main',
    kind: 'premiere',
    title: file,
    slotId: file,
    recurrenceId: '2025-09-10',
    programmeId: null,
    programmeName: null,
    episodeId: null,
    episodeLabel: null,
    recordingId: null,
    playoutSha256: file,
    totalFrames: frames,
    missing: null,
    plannedStart: epochMs(start),
    plannedEnd: epochMs(start + length) as EpochMs,
    ...change,
  };
}
