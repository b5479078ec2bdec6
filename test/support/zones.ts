/** A mixer with zones on a stream that a test moves on by hand, and an ear in every zone. */
import type { Cue } from '../../src/core/cue.ts';
import type { VolumeProfile } from '../../src/core/model.ts';
import { epochMs, RATE } from '../../src/core/time.ts';
import { Bus } from '../../src/engine/bus.ts';
import type { Chunk } from '../../src/engine/chunk.ts';
import { Mixer } from '../../src/engine/mixer.ts';
import type { Note } from '../../src/engine/note.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { ALWAYS, cue, openReels, type Reel } from './tape.ts';

export const LEVEL = 1 / 64; // of a reel's mark 1, as test/support/tape.ts makes it
const reel = (mark: number): Reel => ({ mark, frames: 600 * RATE, ready: true });

/** A mixer with zones and one ear in each: what it hears, 50 times a second, in units of a reel's mark. */
export function openMixer(zones: Record<string, VolumeProfile> = {}) {
  const stream = new StreamTime(0);
  const notes: Note[] = [];
  const opened: string[] = [];
  const openDeck = openReels({ a: reel(1), b: reel(2), c: reel(4) });
  const note = (one: Note) => void notes.push(mixer.withReach(one));
  const fed = new Set<string>();
  const ids = ['main', ...Object.keys(zones)];
  const heard = new Map(ids.map((id) => [id, [] as number[]]));
  const feeds: Record<string, string> = {};
  const listen = () => {
    const ears = new Map<object, { write: (chunk: Chunk) => void }[]>();
    for (const id of ids) {
      const feed = mixer.feedOf(id)!;
      const ear = { write: ({ pcm }: Chunk) => void heard.get(id)!.push(pcm[pcm.length - 2]! / LEVEL) };
      ears.set(feed, [...(ears.get(feed) ?? []), ear]);
      feeds[id] = feed.key;
    }
    for (const feed of plugged) feed.outlets = [];
    plugged = [...new Set(ids.map((id) => mixer.feedOf(id)!))];
    for (const feed of plugged) feed.outlets = ears.get(feed)!;
  };
  let plugged: { outlets: readonly object[] }[] = [];
  const mixer: Mixer = new Mixer({
    stream,
    note,
    openBus: (zoneId) => {
      opened.push(zoneId);
      return new Bus({ zoneId, stream, openDeck, fileOf: (sha) => sha, note });
    },
    onRegrouped: listen,
    onFed: (_feed, zoneIds) => void fed.add(zoneIds.join(' ')),
  });
  mixer.setAllowed(ALWAYS);
  const onAir = ids.map((id) => {
    const volume = zones[id] ?? [];
    // Wall clocks of these tests are seconds of the stream: '0:08' is eight seconds in.
    const at = (clock: string) => epochMs(Number(clock.split(':')[1]) * 1000);
    const gains = volume.map(({ from, until, gainDb }) => ({ from: at(from), until: at(until), gainDb }));
    return { id, volume, gains };
  });
  mixer.setZones(onAir);
  listen();
  return {
    mixer,
    stream,
    notes,
    note,
    fed,
    opened,
    feeds,
    until(ms: number) {
      while (stream.msAt(stream.written) < ms) {
        for (let i = 0; i < 5; i++) mixer.prepare();
        mixer.mix();
      }
    },
    /** At so many milliseconds of the stream. */
    at: (id: string, ms: number) => heard.get(id)![Math.round(ms / 20)]!,
  };
}
export const seconds = (file: string, length: number, start: number, zoneId: string, change: Partial<Cue> = {}) =>
  cue(file, length * RATE, start, { zoneId, ...change });
