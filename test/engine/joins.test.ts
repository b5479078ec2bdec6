/** P2: what comes out of real files, through ingest, real decks and a bus, joins without a sample too many or too few. */
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/core/model.ts';
import { durationMs, epochMs } from '../../src/core/time.ts';
import { Bus } from '../../src/engine/bus.ts';
import { type Deck, type OpenDeck, openDeckWith } from '../../src/engine/deck.ts';
import { openFfmpeg } from '../../src/engine/ffmpeg.ts';
import { FRAME_BYTES } from '../../src/engine/realtime.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { openIngest } from '../../src/ingest/ingest.ts';
import { MediaFolder } from '../../src/storage/files.ts';
import { Recordings } from '../../src/storage/recordings.ts';
import { make, UNTAGGED } from '../support/sounds.ts';
import { temporaryDatabase, temporaryFolder } from '../support/station.ts';
import { ALWAYS, cue } from '../support/tape.ts';
import { until } from '../support/wait.ts';

const LEASH = join(import.meta.dirname, '../../src/engine/leash.sh');
const RATE = 48_000;
const CHUNK = RATE / 50;
const MP3_FRAME = Math.ceil((1152 * 48) / 44.1);

/** Two seconds of a tone with one click in it, as a phone or an office would have made them. */
const FORMATS: Record<string, readonly string[]> = {
  'tagged.mp3': ['-b:a', '128k'],
  'untagged.mp3': ['-b:a', '128k', ...UNTAGGED],
  'sound.m4a': ['-c:a', 'aac', '-b:a', '128k'],
  'sound.wav': [],
  'sound.ogg': ['-c:a', 'libvorbis'],
  'sound.opus': ['-c:a', 'libopus'],
  'sound.flac': [],
};

test.each(Object.entries(FORMATS))(
  '%s after itself: the second begins where the first has ended',
  async (name, args) => {
    const folder = temporaryFolder();
    const source = 'aevalsrc=0.1*sin(2*PI*300*t)+0.6*between(t\\,0.5\\,0.501):s=44100:d=2';
    const { copy, length } = await ingested(folder, make(folder, name, '-f', 'lavfi', '-i', source, ...args));

    const stream = new StreamTime(0);
    const decks: Deck[] = [];
    const openDeck: OpenDeck = (file, from) => {
      const deck = openDeckWith('ffmpeg')(file, from);
      decks.push(deck);
      return deck;
    };
    const bus = new Bus({ zoneId: 'main', stream, openDeck, fileOf: () => copy, note: () => {} });
    onTestFinished(() => bus.close('shutdown'));
    bus.setAllowed(ALWAYS);
    // The length is no whole number of milliseconds: the second waits for the first, and joins to the sample all the same.
    const second = cue('a', length, 1001, { startMode: 'soft', toleranceMs: durationMs(60_000) });
    bus.setCues([cue('a', length, 1000), second]);

    const heard: number[] = [];
    for (let frame = 0; frame < 7 * RATE; frame += CHUNK) {
      bus.prepare();
      // The bus never waits; the test gives its decoders the time the wall clock would.
      const haveSpoken = () => decks.every((deck) => deck.ready || deck.ended);
      if (!haveSpoken()) await until('the decoders', haveSpoken);
      const pcm = new Uint8Array(CHUNK * FRAME_BYTES);
      bus.mix(pcm, frame, CHUNK);
      stream.written += CHUNK;
      const samples = new Float32Array(pcm.buffer);
      for (let i = 0; i < CHUNK; i++) heard.push(Math.abs(samples[i * 2]!));
    }
    const loud = heard.reduce((most, sample) => Math.max(most, sample), 0) * 0.7;
    const clicks = heard
      .flatMap((sample, at) => (sample > loud ? [at] : []))
      .filter((at, i, all) => at - (all[i - 1] ?? 0) > RATE / 2);
    expect(clicks).toHaveLength(2);
    expect(clicks[1]! - clicks[0]!).toBe(length);
    // And no silence between: the tone goes on. Where no tag says how much an encoder put behind the last sample, that
    // much of it stays in the copy, two frames of MP3 at most.
    const seam = RATE + length;
    const isQuiet = (at: number) => heard.slice(at, at + 80).every((sample) => sample < 0.03);
    let quiet = 0;
    for (let at = seam - 2 * MP3_FRAME; at < seam + 2 * MP3_FRAME; at += 80) quiet += isQuiet(at) ? 80 : 0;
    expect(quiet).toBeLessThanOrEqual(name === 'untagged.mp3' ? 2 * MP3_FRAME : 0);
  },
);

/** As an upload becomes a recording. */
async function ingested(folder: string, original: string): Promise<{ copy: string; length: number }> {
  const recordings = new Recordings(await temporaryDatabase(folder));
  const media = new MediaFolder(join(folder, 'media'));
  const sha256 = createHash('sha256').update(readFileSync(original)).digest('hex');
  const bytes = statSync(original).size;
  const incoming = media.temporary();
  copyFileSync(original, incoming);
  await media.keepOriginal(incoming, sha256, extname(original).slice(1));
  const at = epochMs(0);
  const { id } = recordings.add({ title: 'a', fileName: original, sha256, bytes, uploadedBy: null, uploadedAt: at });
  const ffmpeg = openFfmpeg({ program: 'ffmpeg', leash: LEASH });
  await using ingest = openIngest({
    recordings,
    media,
    ffmpeg,
    copyRule: () => DEFAULT_SETTINGS.copyRule,
    now: () => at,
  });
  await ingest.idle();
  const { playoutSha256, playoutFrames, reason } = recordings.find(id)!;
  if (playoutSha256 === null || playoutFrames === null) throw new Error(`not ready: ${reason}`);
  return { copy: media.playout(playoutSha256), length: playoutFrames };
}
