/**
 * Decks made of numbers, and a tape that takes down what a bus puts out. The left channel carries the recording's
 * mark, the right one the place in the recording, so that a test sees which frame of what sounded where; both so small
 * that no limiter minds, and in a ratio that tells the place through any fade.
 */
import { type Cue, PLAIN_CUE } from '../../src/core/cue.ts';
import { type EpochMs, epochMs, RATE } from '../../src/core/time.ts';
import { Bus } from '../../src/engine/bus.ts';
import type { Deck, OpenDeck } from '../../src/engine/deck.ts';
import type { Note } from '../../src/engine/note.ts';
import { FRAME_BYTES } from '../../src/engine/realtime.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';

const MARK = 1 / 64;
const PLACE = 2 ** -24;

export const ALWAYS = [{ from: epochMs(-1e12), until: epochMs(1e15) }];

export type Reel = {
  readonly mark: number;
  readonly frames: number;
  ready: boolean;
  /** The decoder ends here. */
  diesAt?: number | undefined;
  /** From this place on the recording is silent. */
  silentFrom?: number;
  /** From this place on the decoder gives nothing, and does not end. */
  hangsAt?: number | undefined;
  /** What the decoder gives in place of this place's sample: no sound. */
  garbage?: { readonly at: number; readonly sample: number } | undefined;
};

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
        return reel.ready && position < Math.min(end(), reel.hangsAt ?? end());
      },
      get ended() {
        if (position < end()) return undefined;
        return { outcome: 'exited', code: 0, signal: null, said: 'hết băng' } as const;
      },
      take: (target, at, count, from) => {
        if (!reel.ready) return 0;
        position = Math.max(position, from);
        const samples = new Float32Array(target.buffer, target.byteOffset, target.byteLength / 4);
        const given = Math.max(0, Math.min(count, Math.min(end(), reel.hangsAt ?? end()) - position));
        for (let i = 0; i < given; i++) {
          samples[(at + i) * 2] =
            reel.silentFrom !== undefined && position + i >= reel.silentFrom ? 0 : reel.mark * MARK;
          samples[(at + i) * 2 + 1] = samples[(at + i) * 2] === 0 ? 0 : (position + i) * PLACE;
        }
        const bad = reel.garbage && reel.garbage.at - position;
        if (bad !== undefined && bad >= 0 && bad < given) samples[(at + bad) * 2] = reel.garbage!.sample;
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
    /** Runs of sound: mark, first and last+1 stream frame, first place in the recording; fades are part of them. */
    spans() {
      const spans: { mark: number; from: number; until: number; place: number }[] = [];
      const placeOf = (frame: number, mark: number) => ((places[frame]! / left[frame]!) * mark * MARK) / PLACE;
      const isAt = (frame: number, mark: number, place: number) =>
        left[frame]! > 0 && Math.abs(placeOf(frame, mark) - place) < 0.5;
      for (let frame = 0; frame < left.length; frame++) {
        const last = spans.at(-1);
        if (last && isAt(frame, last.mark, last.place + frame - last.from) && last.until === frame) {
          last.until = frame + 1;
          continue;
        }
        // At full level the mark can be read; two frames in a row, so that no fade is taken for it.
        const mark = left[frame]! / MARK;
        const place = Math.round(places[frame]! / PLACE);
        if (mark === 0 || !Number.isInteger(mark) || left[frame + 1] !== left[frame] || !isAt(frame, mark, place))
          continue;
        if (places[frame + 1] !== (place + 1) * PLACE) continue;
        let from = frame;
        while (from > (last?.until ?? 0) && isAt(from - 1, mark, place - (frame - from) - 1)) from -= 1;
        spans.push({ mark, from, until: frame + 1, place: place - (frame - from) });
      }
      return spans;
    },
    /** What the left channel carried at a stream frame, in marks. */
    level: (frame: number): number => left[frame]! / MARK,
  };
}

let nextEntry = 1;

/** An entry with sound: `file` is a reel's name, times in ms on the tape. */
export function cue(file: string, frames: number, start: number, change: Partial<Cue> = {}): Cue {
  const entryId = change.entryId === undefined ? nextEntry++ : change.entryId;
  const length = Math.ceil((frames * 1000) / RATE);
  return {
    ...PLAIN_CUE,
    key: `e${entryId}`,
    entryId,
    commandId: null,
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
