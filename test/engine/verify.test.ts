/** Files are looked at before the air needs them: peers.md F10, with real files and the real sha256sum. */
import { createHash } from 'node:crypto';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Cue } from '../../src/core/cue.ts';
import { epochMs } from '../../src/core/time.ts';
import { openVerifier } from '../../src/engine/verify.ts';
import { running } from '../support/processes.ts';
import { temporaryFolder } from '../support/station.ts';
import { cue } from '../support/tape.ts';

const MINUTE = 60_000;
const START = 100 * MINUTE;

function openRoom() {
  const folder = temporaryFolder();
  const found: [string, string | undefined][] = [];
  const fileOf = (sha256: string) => join(folder, sha256);
  const verifier = openVerifier({ fileOf, onFound: (sha256, fault) => found.push([sha256, fault]) });
  onTestFinished(() => verifier[Symbol.asyncDispose]());
  return {
    ...{ folder, found, fileOf, verifier },
    /** A file under its own hash. */
    put(content: string): string {
      const sha256 = createHash('sha256').update(content).digest('hex');
      writeFileSync(fileOf(sha256), content);
      return sha256;
    },
    async look(cues: readonly Cue[], before: number) {
      verifier.look(cues, epochMs(START - before));
      await verifier.idle();
      return found.splice(0);
    },
  };
}
const due = (sha256: string, change: Partial<Cue> = {}) => cue(sha256, 48_000, START, change);

test('a file is looked at ten minutes before its time, not earlier; one that is sound is nobody’s news', async () => {
  const room = openRoom();
  const bad = room.put('as it was');
  writeFileSync(room.fileOf(bad), 'another');
  expect(await room.look([due(bad)], 11 * MINUTE)).toEqual([]);
  expect(await room.look([due(bad), due(room.put('sound'))], 9 * MINUTE)).toEqual([[bad, 'file-changed']]);
  expect([...room.verifier.faults]).toEqual([[bad, 'file-changed']]);
});

test('one byte flipped, the file cut short, or deleted a minute before air is found; and told once', async () => {
  const room = openRoom();
  const [flipped, cut, gone] = [room.put('a'.repeat(5000)), room.put('b'.repeat(5000)), room.put('c'.repeat(5000))];
  const cues = [flipped, cut, gone].map((sha256) => due(sha256));
  expect(await room.look(cues, 9 * MINUTE)).toEqual([]);
  writeFileSync(room.fileOf(flipped), `${'a'.repeat(2500)}b${'a'.repeat(2499)}`);
  truncateSync(room.fileOf(cut), 4000);
  rmSync(room.fileOf(gone));
  expect((await room.look(cues, MINUTE)).sort()).toEqual(
    [
      [flipped, 'file-changed'],
      [cut, 'file-changed'],
      [gone, 'file-missing'],
    ].sort(),
  );
  expect(await room.look(cues, MINUTE / 2)).toEqual([]);
});

test('a file put back as it was is good again', async () => {
  const room = openRoom();
  const sha256 = room.put('as it was');
  rmSync(room.fileOf(sha256));
  expect(await room.look([due(sha256)], MINUTE)).toEqual([[sha256, 'file-missing']]);
  room.put('as it was');
  expect(await room.look([due(sha256)], MINUTE)).toEqual([[sha256, undefined]]);
  expect(room.verifier.faults.size).toBe(0);
});

test('the ladder is looked at as well, and a step that was left out can come back', async () => {
  const room = openRoom();
  const [own, step] = [room.put('own'), room.put('step')];
  const below = { step: 'substitute-slot', recordingId: 1, title: 'b', playoutSha256: step, totalFrames: 1 } as const;
  rmSync(room.fileOf(step));
  expect(await room.look([due(own, { substitutes: [below] })], MINUTE)).toEqual([[step, 'file-missing']]);
  room.put('step');
  expect(await room.look([due(own)], MINUTE)).toEqual([[step, undefined]]);
});

test('closing ends the reader that is under way', async () => {
  const room = openRoom();
  const big = 'f'.repeat(64);
  writeFileSync(room.fileOf(big), '');
  truncateSync(room.fileOf(big), 20e9); // sparse: nothing on the disk, and long to read
  room.verifier.look([due(big)], epochMs(START));
  await room.verifier[Symbol.asyncDispose]();
  expect(running(room.folder)).toEqual([]);
  expect(room.found).toEqual([]);
});
