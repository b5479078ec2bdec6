/** Dời kỳ: an airing counts for another period than its own, by a person's word and with a reason. */
import { describe, expect, test } from 'vitest';
import { api, CDS, DUTY, type Json, MONTHLY, openDuties, page, type Room } from '../support/duties.ts';
import { pageOf } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';

describe('dời kỳ', () => {
  /** September's third replay went out on 5 October. */
  async function openSlip() {
    const room = await openDuties('2025-10-06 08:00');
    const issue = room.addIssue(MONTHLY, 9);
    const of = { episodeId: issue, programmeId: MONTHLY };
    room.air({ at: '2025-09-17 17:10', ...of });
    for (const day of ['2025-09-21', '2025-09-28']) room.air({ at: `${day} 05:32`, kind: 'replay', ...of });
    const entryId = Number(
      room.web.db
        .prepare(
          `INSERT INTO entries (slot_id, recurrence_id, zone_id, kind, title, programme_id, episode_id, playout_sha256, planned_start, planned_end)
           VALUES ('cds-ttcs-phat-lai-1', '2025-10-05', 'main', 'replay', 'Phát lại', ?, ?, 'x', ?, ?)`,
        )
        .run(MONTHLY, issue, at('2025-10-05 05:32'), at('2025-10-05 05:42')).lastInsertRowid,
    );
    const slot = { slotId: 'cds-ttcs-phat-lai-1', recurrenceId: '2025-10-05', entryId };
    room.air({ at: '2025-10-05 05:32', kind: 'replay', ...slot, ...of });
    return { ...room, path: '/lich-phat/cds-ttcs-phat-lai-1/2025-10-05/doi-ky', duty: `${MONTHLY}-2025` };
  }
  const september = async (room: Room) =>
    (await api(room, `/obligations/${MONTHLY}-2025`)).json.periods.find(({ from }: Json) => from === '2025-09-01');

  test('lets an airing count for the period it was meant for, with a reason, and back', async () => {
    const room = await openSlip();
    expect(await september(room)).toMatchObject({ state: 'missed', replays: { done: 2 } });
    const form = await page(room, room.path);
    expect(form).toContain('tháng 10 (C.I.2.c), kỳ của ngày phát');
    const moved = await room.web.post(
      room.path,
      { countsOn: '2025-09-01', reason: 'Mất điện cả tuần' },
      room.editor.headers,
    );
    expect(moved.headers.get('location')).toBe(`/tien-do/${room.duty}/2025-09-01`);
    expect(await september(room)).toMatchObject({ state: 'met', replays: { done: 3 } });
    expect(await pageOf(room.web.get('/lich-phat?ngay=2025-10-05', room.editor.headers))).toContain('Mất điện cả tuần');
    await room.web.post(`${room.path}/bo`, {}, room.editor.headers);
    expect(await september(room)).toMatchObject({ state: 'missed' });
    expect(room.exceptions.find('cds-ttcs-phat-lai-1', '2025-10-05')).toBeUndefined();
  });

  test('asks for a reason and for a day of one of the periods, on the page as in the API', async () => {
    const room = await openSlip();
    const route = '/slots/cds-ttcs-phat-lai-1/occurrences/2025-10-05/period';
    for (const [form, field] of [
      [{ countsOn: '2025-09-01', reason: ' ' }, 'reason'],
      [{ countsOn: '2024-09-01', reason: 'x' }, 'countsOn'],
      [{ countsOn: '2025-02-30', reason: 'x' }, 'countsOn'],
    ] as const) {
      const response = await room.web.post(room.path, form, room.editor.headers);
      expect([response.status, await response.text()]).toEqual([422, expect.stringContaining(`href="#f-${field}"`)]);
      expect(await api(room, route, 'PUT', form)).toMatchObject({
        status: 422,
        json: { errors: { [field]: expect.any(String) } },
      });
    }
    expect((await api(room, route, 'PUT', { countsOn: '2025-09-15', reason: 'Mất điện' })).status).toBe(204);
    expect(await september(room)).toMatchObject({ state: 'met' });
    expect((await api(room, route, 'DELETE')).status).toBe(204);
    expect(await september(room)).toMatchObject({ state: 'missed' });
    expect(
      (await api(room, '/slots/x/occurrences/2025-10-05/period', 'PUT', { countsOn: '2025-09-15', reason: 'x' }))
        .status,
    ).toBe(404);
  });

  test('works for what is still to come, and leaves the hour alone', async () => {
    const room = await openDuties('2025-09-20 08:00');
    room.addIssue(CDS, 1);
    room.web.station.planner.rebuild();
    const entry = room.entriesAhead().find(({ slotId }) => slotId === 'cds-phat-moi')!;
    expect(entry.recurrenceId).toBe('2025-09-24');
    await room.web.post(
      '/lich-phat/cds-phat-moi/2025-09-24/doi-ky',
      { countsOn: '2025-09-08', reason: 'Bù kỳ trước' },
      room.editor.headers,
    );
    room.web.station.planner.rebuild();
    expect(room.entriesAhead().find(({ id }) => id === entry.id)).toEqual(entry);
    const { json } = await api(room, `/obligations/${DUTY}`);
    expect(json.periods.find(({ from }: Json) => from === '2025-09-08')).toMatchObject({
      state: 'planned',
      main: { entryIds: [entry.id] },
    });
  });

  test('is nothing for a programme that owes nothing', async () => {
    const room = await openDuties();
    room.web.station.planner.rebuild();
    expect(await page(room, '/lich-phat/khuyen-nong-phat-moi/2025-09-12/doi-ky')).toContain(
      'không tính cho chỉ tiêu nào',
    );
  });
});
