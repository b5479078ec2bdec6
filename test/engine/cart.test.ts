import { copyFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RATE } from '../../src/core/time.ts';
import { loadCartWith } from '../../src/engine/cart.ts';
import { Shelf } from '../../src/engine/cart-shelf.ts';
import type { ReadyMessage } from '../../src/engine/note.ts';
import { make } from '../support/sounds.ts';
import { temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';

const load = loadCartWith('ffmpeg');
const level = (folder: string, name: string, seconds = 2): string =>
  make(folder, name, '-f', 'lavfi', '-i', `aevalsrc=0.25:s=48000:d=${seconds}`, '-sample_fmt', 's16');

describe('a cart', () => {
  test('holds a message whole, to the sample, on both channels', async () => {
    await using cart = load(level(temporaryFolder(), 'a.flac'), 2 * RATE);
    expect(await cart.filled).toBeUndefined();
    const samples = new Float32Array(2 * 100);
    expect(cart.take(samples, 10, 2 * RATE - 50, 90)).toBe(50);
    expect([...samples.subarray(2 * 9, 2 * 12)]).toEqual([0, 0, 0.25, 0.25, 0.25, 0.25]);
    expect([...samples.subarray(2 * 59, 2 * 61)]).toEqual([0.25, 0.25, 0, 0]);
  });

  test('can be begun before it is filled', async () => {
    await using cart = load(level(temporaryFolder(), 'long.flac', 300), 300 * RATE);
    await until('its beginning', () => cart.ready);
    expect(cart.take(new Float32Array(2 * 960), 0, 0, 960)).toBe(960);
    expect(cart.fault).toBeUndefined();
  });

  test('says what is wrong with a file that is cut, or is not there', async () => {
    const folder = temporaryFolder();
    const file = level(folder, 'a.flac', 20);
    const cut = join(folder, 'cut.flac');
    copyFileSync(file, cut);
    truncateSync(cut, Math.floor(readFileSync(file).length / 2));
    await using short = load(cut, 20 * RATE);
    expect(await short.filled).toBeTruthy();
    await using none = load(join(folder, 'none.flac'), RATE);
    expect(await none.filled).toContain('No such file');
  });
});

describe('the shelf', () => {
  const message = (id: number, playoutSha256: string | null, seconds = 2): ReadyMessage => ({
    ...{ id, title: `Bản tin ${id}`, rank: 1, playoutSha256 },
    totalFrames: playoutSha256 === null ? null : seconds * RATE,
  });
  function openShelf() {
    const folder = temporaryFolder();
    const found: [number, string | null][] = [];
    const loaded: string[] = [];
    const told: (string | undefined)[] = [];
    let now = 0;
    const shelf = new Shelf({
      load: (file, frames) => {
        loaded.push(file);
        return load(file, frames);
      },
      fileOf: (sha256) => join(folder, sha256),
      now: () => now as never,
      onChecked: ({ id }, fault) => void found.push([id, fault]),
      onFaults: (words) => void told.push(words),
    });
    return { folder, found, loaded, told, shelf, wait: (ms: number) => (now += ms) };
  }

  test('reads every message out once, and tells of those that cannot be read', async () => {
    const { folder, found, shelf } = openShelf();
    level(folder, 'a.flac');
    const all = [message(1, 'a.flac'), message(2, 'none.flac'), message(3, null)];
    shelf.setMessages(all);
    await shelf.idle();
    shelf.setMessages(all);
    await shelf.idle();
    expect(found).toEqual([
      [1, null],
      [2, expect.stringContaining('No such file')],
      [3, 'Tệp âm thanh chưa sẵn sàng'],
    ]);
  });

  test('gives an order what it holds, without another decoder', async () => {
    const { folder, loaded, shelf } = openShelf();
    level(folder, 'a.flac');
    shelf.setMessages([message(1, 'a.flac')]);
    await shelf.idle();
    expect(shelf.borrow('a.flac', 2 * RATE).ready).toBe(true);
    expect(loaded).toHaveLength(1);
  });

  test('looks again at what it could not read: somebody may have put it back', async () => {
    const { folder, found, shelf, told, wait } = openShelf();
    shelf.setMessages([message(1, 'a.flac')]);
    await shelf.idle();
    level(folder, 'a.flac');
    wait(61_000);
    shelf.setMessages([message(1, 'a.flac')]);
    await shelf.idle();
    expect(found.map(([, fault]) => fault === null)).toEqual([false, true]);
    expect(told).toEqual([expect.stringContaining('Bản tin 1 ('), undefined]);
  });

  test('holds ten minutes in all, the higher rank first', async () => {
    const { folder, found, loaded, shelf } = openShelf();
    level(folder, 'a.flac', 1);
    shelf.setMessages([message(1, 'a.flac', 1), { ...message(2, 'b.flac', 600), rank: 3 }]);
    await shelf.idle();
    expect(found).toHaveLength(2);
    loaded.length = 0;
    await using cart = shelf.borrow('a.flac', RATE);
    expect(await cart.filled).toBeUndefined();
    expect(loaded).toHaveLength(1);
  });
});
