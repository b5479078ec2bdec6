import { describe, expect, test } from 'vitest';
import { durationMs, epochMs } from '../../src/core/time.ts';
import { Ledger } from '../../src/engine/ledger.ts';
import { Lives } from '../../src/storage/lives.ts';
import { seedUser } from '../support/seed.ts';
import { temporaryDatabase } from '../support/station.ts';

const HOUR = 3_600_000;

async function station() {
  const db = await temporaryDatabase();
  const madeBy = seedUser(db);
  const lives = new Lives(db);
  const add = (madeAt = 0) =>
    lives.add({
      ...{ title: 'Thông báo', reason: '', zoneIds: ['main', 'thon-1'], source: 'microphone', device: '' },
      ...{ mode: 'talk-over', leadIn: true, limitMs: durationMs(60_000), dropMs: durationMs(3000), entryId: null },
      ...{ madeBy, madeAt: epochMs(madeAt) },
    });
  return { db, lives, madeBy, add, ledger: new Ledger(db, 'Asia/Ho_Chi_Minh') };
}

describe('the row of a live', () => {
  test('is read back as it was made, and stands in the horizon until it has ended', async () => {
    const { lives, add, ledger } = await station();
    const live = add();
    expect(live).toMatchObject({ zoneIds: ['main', 'thon-1'], leadIn: true, calledAt: null, by: expect.any(String) });
    lives.call(live.id, epochMs(10));
    expect(ledger.horizon(epochMs(20)).lives).toMatchObject([{ id: live.id, calledAt: 10 }]);
    ledger.write([{ note: 'live', liveId: live.id, told: 'started', at: epochMs(30) }]);
    ledger.write([{ note: 'live', liveId: live.id, told: 'ended', at: epochMs(40), ending: 'time-limit' }]);
    expect(lives.find(live.id)).toMatchObject({ startedAt: 30, endedAt: 40, ending: 'time-limit' });
    expect(ledger.horizon(epochMs(50)).lives).toEqual([]);
  });

  test('a call that was refused may be made again; what has begun is never taken back', async () => {
    const { lives, add, ledger } = await station();
    const { id } = add();
    lives.call(id, epochMs(10));
    ledger.write([{ note: 'live', liveId: id, told: 'refused', answer: 'Ngoài khung giờ được phép phát.' }]);
    expect(lives.find(id)).toMatchObject({ calledAt: null, answer: 'Ngoài khung giờ được phép phát.' });
    lives.call(id, epochMs(20));
    lives.start(id, epochMs(30));
    lives.refuse(id, 'muộn');
    expect(lives.find(id)).toMatchObject({ calledAt: 20, answer: '', startedAt: 30 });
  });

  test('the first word to end it counts, and so does the first ending', async () => {
    const { lives, madeBy, add } = await station();
    const { id } = add();
    lives.cut(id, epochMs(10), madeBy);
    lives.cut(id, epochMs(20), madeBy);
    lives.end(id, epochMs(30), 'cut');
    lives.end(id, epochMs(40), 'finished');
    expect(lives.find(id)).toMatchObject({ cutAt: 10, endedAt: 30, ending: 'cut' });
  });

  test('what a dead playout left open is closed at its next start; what nobody took to the air is, after an hour', async () => {
    const { lives, add, ledger } = await station();
    const [talking, waiting] = [add(), add(HOUR)];
    lives.call(talking.id, epochMs(10));
    lives.start(talking.id, epochMs(20));
    ledger.recover(epochMs(1000));
    expect(lives.find(talking.id)).toMatchObject({ endedAt: 1000, ending: 'restart' });
    ledger.sweep(epochMs(2 * HOUR));
    expect(lives.find(waiting.id)).toMatchObject({ ending: null });
    ledger.sweep(epochMs(2 * HOUR + 1));
    expect(lives.find(waiting.id)).toMatchObject({ ending: 'abandoned' });
  });
});
