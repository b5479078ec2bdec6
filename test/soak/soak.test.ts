/** What `npm run soak` does, as little of it as still says something. */
import { expect, test } from 'vitest';
import { build } from '../support/build.ts';
import { soakKills } from './kills.ts';
import { soakTwoDays } from './two-days.ts';

const SEED = 1975;

test('kill −9 of the playout around its boundaries: no entry lost, none whole twice, no row above its aircheck', async () => {
  build();
  const { faults, kills, entries, claimedSeconds } = await soakKills(5, SEED);
  expect(faults).toEqual([]);
  expect(kills).toBe(5);
  expect(entries).toBeGreaterThan(3);
  expect(claimedSeconds).toBeGreaterThan(1);
}, 120_000);

test('an hour of air about midnight: every start on its sample, nothing lost, nothing told', async () => {
  const { faults, entries, worstLatenessMs } = await soakTwoDays(1, SEED);
  expect(faults).toEqual([]);
  expect(entries).toBe(3);
  expect(worstLatenessMs).toBe(0);
}, 120_000);
