import { expect, test } from 'vitest';
import { DOORS, openReceiver } from '../bench/upload.ts';

test.each(DOORS)('by %s, a large file takes no more memory than a small one', { timeout: 60_000 }, async (door) => {
  await using receiver = await openReceiver();
  await receiver.send(door, 16_000_000);
  const small = await receiver.peakMb();
  await receiver.send(door, 128_000_000);
  // What waits for the collector comes and goes; what is held would be all of it, at least once.
  expect((await receiver.peakMb()) - small).toBeLessThan(80);
});
