/**
 * Files as people and attackers send them: every one ends ready, or failed with a reason a person understands; none asks
 * for another file or an address, none stays in hand.
 */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { displayName, extensionOf, type Sound, titleOf } from '../../src/core/audio.ts';
import type { Recording } from '../../src/core/model.ts';
import { DEFAULT_SETTINGS } from '../../src/core/model.ts';
import { epochMs } from '../../src/core/time.ts';
import { openFfmpeg } from '../../src/engine/ffmpeg.ts';
import { openIngest } from '../../src/ingest/ingest.ts';
import { openMediaFolder } from '../../src/storage/files.ts';
import { Recordings } from '../../src/storage/recordings.ts';
import { naming, type Shape, shapesOf } from '../support/shapes.ts';
import { tone, write } from '../support/sounds.ts';
import { temporaryDatabase, temporaryFolder } from '../support/station.ts';

const LEASH = join(import.meta.dirname, '../../src/engine/leash.sh');
const NOW = epochMs(1_757_000_000_000);
const SEED = 2025;

/** Takes them all, one after the other, and answers what became of each. */
async function take(shapes: readonly Shape[]): Promise<ReadonlyMap<Shape, Recording>> {
  const home = temporaryFolder();
  const media = openMediaFolder(home);
  const recordings = new Recordings(await temporaryDatabase(home));
  const ids = new Map<Shape, number>();
  for (const shape of shapes) {
    const bytes = shape.bytes();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const known = recordings.findByHash(sha256);
    const fileName = displayName(shape.fileName);
    const temporary = write(join(home, 'arriving'), String(ids.size), bytes);
    await media.keepOriginal(temporary, sha256, extensionOf(fileName));
    const draft = {
      title: titleOf(fileName),
      fileName,
      sha256,
      bytes: bytes.length,
      uploadedBy: null,
      uploadedAt: NOW,
    };
    ids.set(shape, (known ?? recordings.add(draft)).id);
  }
  const ingest = openIngest({
    ...{ recordings, media, ffmpeg: openFfmpeg({ program: 'ffmpeg', leash: LEASH }) },
    copyRule: () => DEFAULT_SETTINGS.copyRule,
    now: () => epochMs(Date.now()),
  });
  onTestFinished(() => ingest[Symbol.asyncDispose]());
  await ingest.idle();
  expect(readdirSync(join(home, 'copying'))).toEqual([]);
  return new Map([...ids].map(([shape, id]) => [shape, recordings.find(id)!]));
}

const told = (ended: ReadonlyMap<Shape, Recording>) =>
  [...ended].map(([{ name }, { state, reason }]) => `${name}: ${state}${reason === null ? '' : `, ${reason}`}`);

test('every known shape ends as it should', { timeout: 400_000 }, async () => {
  const ended = await take(shapesOf(temporaryFolder(), SEED, Number.POSITIVE_INFINITY, { light: true }));
  const wrong = [...ended].filter(([{ ends }, { state }]) =>
    ends === 'either' ? !/ready|failed/.test(state) : state !== ends,
  );
  expect(told(new Map(wrong))).toEqual([]);
  const nameless = [...ended].filter(
    ([, { state, reason }]) => state === 'failed' && /Máy chủ gặp lỗi|quá lâu/.test(reason ?? ''),
  );
  expect(told(new Map(nameless))).toEqual([]);
});

test('files that accidents have bent end too', { timeout: 200_000 }, async () => {
  const all = shapesOf(temporaryFolder(), SEED, 150, { light: true });
  const ended = await take(all.slice(-20));
  const stuck = [...ended].filter(
    ([, { state, reason }]) => !/ready|failed/.test(state) || /Máy chủ gặp lỗi/.test(reason ?? ''),
  );
  expect(told(new Map(stuck))).toEqual([]);
});

test('nothing that names an address asks it, and nothing that names a file reads it', {
  timeout: 200_000,
}, async () => {
  const asked: string[] = [];
  const listener = createServer((socket) => {
    asked.push('a connection');
    socket.once('data', (bytes) => asked.push(bytes.toString('latin1', 0, 80))).end();
  });
  await new Promise<void>((ready) => listener.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void listener.close());
  const secret = tone(temporaryFolder(), 'secret.wav');
  const read = statSync(secret).atimeMs;
  const shapes = [
    ...naming(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`),
    ...naming(`file:${secret}`),
  ];
  const ended = await take(shapes);
  expect(told(new Map([...ended].filter(([, { state }]) => state !== 'failed')))).toEqual([]);
  // Nor does ffmpeg when nobody has looked at the file before it.
  const [desk, ffmpeg] = [temporaryFolder(), openFfmpeg({ program: 'ffmpeg', leash: LEASH })];
  const sound: Sound = {
    ...{
      format: 'mp3',
      codec: 'mp3',
      sampleRate: 48_000,
      channels: 2,
      bits: 16,
      lead: 0,
      promised: undefined,
      end: undefined,
    },
  };
  for (const { fileName, bytes } of shapes) {
    const file = write(desk, fileName, bytes());
    expect(await ffmpeg.probe(file), fileName).toMatchObject({ ok: false });
    expect(await ffmpeg.measure(file, sound, { highPass: false }), fileName).toMatchObject({ ok: false });
  }
  expect(asked).toEqual([]);
  expect(statSync(secret).atimeMs).toBe(read);
});
