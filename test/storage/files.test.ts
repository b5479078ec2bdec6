import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMediaFolder } from '../../src/storage/files.ts';
import { temporaryFolder } from '../support/station.ts';

const SHA = 'ab'.repeat(32);

test('an original is kept once, under its hash, whatever it is called the second time', async () => {
  const media = openMediaFolder(temporaryFolder());
  const arrive = (content: string) => {
    const temporary = media.temporary();
    writeFileSync(temporary, content);
    return temporary;
  };
  const first = await media.keepOriginal(arrive('one'), SHA, 'mp3');
  expect(first).toBe(join(media.home, 'library/ab', `${SHA}.mp3`));
  expect(await media.keepOriginal(arrive('never written over'), SHA, 'wav')).toBe(first);
  expect(media.original(SHA)).toBe(first);
  expect(readFileSync(first, 'utf8')).toBe('one');
  expect(readdirSync(join(media.home, 'library/ab'))).toHaveLength(1);
  expect(readdirSync(join(media.home, 'arriving'))).toEqual([]);
});

test('only a hash is a name: no path leaves the folder', () => {
  const media = openMediaFolder(temporaryFolder());
  for (const name of ['../../etc/passwd', `${SHA}/../x`, '', SHA.toUpperCase()]) {
    expect(() => media.playout(name)).toThrow('not a SHA-256');
    expect(() => media.original(name)).toThrow('not a SHA-256');
  }
  expect(media.original(SHA)).toBeUndefined();
});

test('what a killed upload left is swept at the next start, and nothing else', async () => {
  const media = openMediaFolder(temporaryFolder());
  writeFileSync(media.temporary(), 'half');
  const whole = media.temporary();
  writeFileSync(whole, 'whole');
  const kept = await media.keepPlayout(whole, SHA);
  media.sweepArriving();
  expect(readdirSync(join(media.home, 'arriving'))).toEqual([]);
  expect(existsSync(kept)).toBe(true);
});
