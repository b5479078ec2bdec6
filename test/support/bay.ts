/** A patchbay with a real mixer, real ffmpeg and the wall clock, without a database: outputs of a test's own choosing. */
import { onTestFinished } from 'vitest';
import type { Cue } from '../../src/core/cue.ts';
import type { Output } from '../../src/core/model.ts';
import { runAir } from '../../src/engine/air.ts';
import { Bus } from '../../src/engine/bus.ts';
import { openSystemClock } from '../../src/engine/clock.ts';
import type { OpenDeck } from '../../src/engine/deck.ts';
import { Mixer } from '../../src/engine/mixer.ts';
import type { Note } from '../../src/engine/note.ts';
import { Patchbay } from '../../src/engine/patchbay.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { ALWAYS, openReels, type Reel } from './tape.ts';

export const OUTPUT: Output = {
  id: 1,
  zoneId: 'main',
  kind: 'stream',
  name: 'Luồng',
  target: '',
  secret: '',
  codec: 'mp3',
  bitrate: 64,
  channels: 1,
  idle: 'silence',
  enabled: true,
};

/** On the air at once; `close` ends it and every process of it. */
export function openBay(
  zones: readonly string[],
  openDeck: OpenDeck,
  fileOf: (playoutSha256: string) => string = (sha) => sha,
) {
  const clock = openSystemClock();
  const stream = new StreamTime(clock.exact());
  const notes: Note[] = [];
  const failures: { name: string; said: string }[] = [];
  const closing = new AbortController();
  const note = (one: Note) => void notes.push(one);
  const mixer: Mixer = new Mixer({
    stream,
    note,
    openBus: (zoneId) => new Bus({ zoneId, stream, openDeck, fileOf, note }),
    onRegrouped: () => patchbay.repatch(),
  });
  const patchbay: Patchbay = new Patchbay({
    mixer,
    ffmpeg: 'ffmpeg',
    clock,
    zone: 'Asia/Ho_Chi_Minh',
    onChanged: () => {},
    onFailed: ({ name }, said) => failures.push({ name, said }),
  });
  mixer.setAllowed(ALWAYS);
  mixer.setZones(['main', ...zones].map((id) => ({ id, volume: [], gains: [] })));
  const looking = (async () => {
    while (!closing.signal.aborted) {
      patchbay.repatch();
      await clock.sleepUntil(clock.exact() + 100, closing.signal);
    }
  })();
  const running = runAir({ clock, stream, mixer, signal: closing.signal, onAnchored: () => {} });
  const close = async () => {
    closing.abort();
    await Promise.all([looking, running]);
    await mixer.close('shutdown');
    await patchbay.close();
  };
  return {
    clock,
    stream,
    mixer,
    patchbay,
    notes,
    failures,
    health: (outputId: number) => patchbay.health().find((one) => one.outputId === outputId)!,
    setCues: (cues: readonly Cue[]) => mixer.setCues(cues),
    [Symbol.asyncDispose]: close,
  };
}

/** The same, ended with the test. */
export function openTestBay(zones: readonly string[], reels: Record<string, Reel> = {}) {
  const bay = openBay(zones, openReels(reels));
  onTestFinished(async () => bay[Symbol.asyncDispose]());
  return bay;
}
