/** Phát bù: the places on offer, the click that plans one, and the airing that closes the debt. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/core/model.ts';
import { epochMs, MINUTE } from '../../src/core/time.ts';
import { Ledger } from '../../src/engine/ledger.ts';
import { api, CDS, DUTY, type Json, MONTHLY, openDebt, openDuties, page } from '../support/duties.ts';
import { call, pageOf } from '../support/newsroom.ts';
import { at, minutes, minutesOfSound, ZONE } from '../support/schedule.ts';

describe('a debt', () => {
  const placesOn = (html: string) => [...html.matchAll(/name="from" value="([^"]+)"/g)].map(([, from]) => from!);

  test('is offered at least three places in the week as it is shipped, before its deadline', async () => {
    const room = await openDebt();
    const offered = placesOn(await page(room, room.path));
    expect(placesOn(await page(room))).toEqual(offered.slice(0, 3));
    expect(offered.length).toBeGreaterThanOrEqual(3);
    expect(offered[0]).toBe('2025-09-11T17:10:00.000+07:00');
    expect(offered.every((from) => from < '2025-09-21T23:45')).toBe(true);
    const { json } = await api(room, `/obligations/${DUTY}/debts/${room.failed}/places`);
    expect(json.places.map(({ from }: { from: string }) => from)).toEqual(offered);
    expect(json.episodeId).toBe(room.two);
    expect(json.places[0].displaces).toMatchObject([{ slotId: 'suc-khoe-phat-moi', recurrenceId: '2025-09-11' }]);
  });

  test('is planned with one click, goes through the air, and is closed by its airing', async () => {
    const room = await openDebt();
    const { web, path, failed, two } = room;
    const clicked = await web.post(path, { from: '2025-09-11T17:10:00.000+07:00' }, room.editor.headers);
    expect([clicked.status, clicked.headers.get('location')]).toEqual([303, path]);
    const entry = room.entriesAhead().find(({ paysForId }) => paysForId === failed)!;
    expect(entry).toMatchObject({ slotId: 'suc-khoe-phat-moi', kind: 'premiere', episodeId: two, programmeId: CDS });
    expect(await page(room, path)).toContain('Đã xếp phát bù');
    expect(web.nudges).toBeGreaterThan(0);
    // No other place premieres what is promised to this one.
    expect(room.entriesAhead().filter(({ episodeId, kind }) => episodeId === two && kind === 'premiere')).toHaveLength(
      1,
    );

    const air = new Ledger(web.db, ZONE);
    const startedAt = entry.plannedStart;
    const cue = air.horizon(epochMs(startedAt - MINUTE)).cues.find(({ entryId }) => entryId === entry.id)!;
    air.write([
      { note: 'began', cue, startedAt, fromFrame: 0, latenessMs: 0 },
      {
        note: 'ended',
        key: cue.key,
        endedAt: epochMs(startedAt + minutes(14)),
        playedFrames: minutesOfSound(14),
        outcome: 'completed',
        reason: null,
        detail: null,
      },
    ]);
    web.now = at('2025-09-11 18:00');
    const paid = room.airings.list({}, { limit: 1 })[0]!;
    expect(paid).toMatchObject({ paysForId: failed, outcome: 'completed' });
    expect(await page(room, path)).toContain(`Đã phát bù lúc <a href="/nhat-ky/${paid.id}">`);
    expect(await page(room)).toMatch(/class="cell met now" href="[^"]*\/2025-09-08"/);
    expect(await pageOf(web.get('/nhat-ky?tu=11/9/2025&den=11/9/2025', room.editor.headers))).toContain(
      'Phát bù (phát mới)',
    );
    expect((await api(room, `/obligations/${DUTY}/debts`)).json.debts).toMatchObject([
      { airingId: failed, state: 'closed', paidByAiringId: paid.id },
    ]);
  });

  test('takes a free place as a slot of one day, and gives it back', async () => {
    const room = await openDebt();
    room.settings.change({
      ...DEFAULT_SETTINGS,
      hours: [
        { from: '05:30', until: '06:15' },
        { from: '17:00', until: '18:30' },
      ],
      limits: { ...room.settings.find().limits, minutes: 90 },
    });
    const made = `/obligations/${DUTY}/debts/${room.failed}/make-good`;
    const { json } = await api(room, made.replace('make-good', 'places'));
    expect(json.places[0]).toMatchObject({ from: '2025-09-11T17:45:00.000+07:00', displaces: [] });
    const planned = await api(room, made, 'PUT', { from: json.places[0].from });
    expect(planned).toEqual({
      status: 200,
      json: { slotId: `phat-bu-${room.failed}`, recurrenceId: '2025-09-11', from: json.places[0].from },
    });
    const [entry] = room.entriesAhead().filter(({ paysForId }) => paysForId === room.failed);
    expect(entry).toMatchObject({ slotId: `phat-bu-${room.failed}`, episodeId: room.two, missing: null });
    expect((await api(room, made, 'DELETE')).status).toBe(204);
    expect(room.entriesAhead().filter(({ paysForId }) => paysForId !== null)).toEqual([]);
    expect(room.slots.find(`phat-bu-${room.failed}`)?.archivedAt).not.toBeNull();
    expect((await api(room, made, 'DELETE')).status).toBe(409);
    // And once more: the name is taken by the first.
    expect((await api(room, made, 'PUT', { from: json.places[0].from })).json.slotId).toBe(`phat-bu-${room.failed}-2`);
  });

  test('that displaces several gives all of them back', async () => {
    const room = await openDebt();
    const { id, sha: playoutSha256 } = room.addRecording('long', { minutes: 23 });
    room.episodes.setRecording(room.two, id, room.web.now);
    const by = { approverId: room.approver.user.id, soleReason: null, approvedAt: room.web.now };
    room.episodes.approve({ episodeId: room.two, playoutSha256, ...by });
    room.web.station.planner.rebuild();
    const before = room.entriesAhead();
    const { json } = await api(room, `/obligations/${DUTY}/debts/${room.failed}/places`);
    const place = json.places.find(({ displaces }: Json) => displaces.length > 1);
    expect((await room.web.post(room.path, { from: place.from }, room.editor.headers)).status).toBe(303);
    const gone = new Set(place.displaces.slice(1).map(({ slotId, recurrenceId }: Json) => `${slotId} ${recurrenceId}`));
    const left = room.entriesAhead();
    expect(left.some(({ slotId, recurrenceId }) => gone.has(`${slotId} ${recurrenceId}`))).toBe(false);
    expect(left.find(({ paysForId }) => paysForId === room.failed)?.plannedStart).toBe(Date.parse(place.from));
    expect((await room.web.post(`${room.path}/bo`, {}, room.editor.headers)).status).toBe(303);
    const strip = (entries: typeof before) => entries.map(({ id: _, ...entry }) => entry);
    expect(strip(room.entriesAhead())).toEqual(strip(before));
  });

  test('planned further ahead than the playlist is ready is planned all the same', async () => {
    const room = await openDuties('2025-10-02 08:00');
    const nine = room.addIssue(MONTHLY, 10);
    const missed = { at: '2025-10-01 17:10', episodeId: nine, programmeId: MONTHLY, silent: true };
    const failed = room.air({ ...missed, slotId: 'cds-ttcs-phat-moi', recurrenceId: '2025-10-01' });
    for (const slot of room.slots.list()) if (slot.programmeId !== MONTHLY) room.slots.archive(slot.id, room.web.now);
    room.slots.add({
      ...room.slots.find('tiep-song-vov1')!,
      id: 'day',
      title: 'x',
      startTime: '05:30:00',
      durationMs: minutes(45),
      rrule: 'FREQ=DAILY;UNTIL=20251024',
    });
    room.slots.add({
      ...room.slots.find('tiep-song-vov1')!,
      id: 'day-2',
      title: 'x',
      startTime: '17:00:00',
      durationMs: minutes(45),
      rrule: 'FREQ=DAILY;UNTIL=20251024',
    });
    room.web.station.planner.rebuild();
    const duty = `${MONTHLY}-2025`;
    const { json } = await api(room, `/obligations/${duty}/debts/${failed}/places`);
    expect(json.places[0].from.slice(0, 10)).toBe('2025-10-25');
    await api(room, `/obligations/${duty}/debts/${failed}/make-good`, 'PUT', { from: json.places[0].from });
    expect((await api(room, `/obligations/${duty}/debts`)).json.debts).toMatchObject([
      { state: 'planned', plannedStart: json.places[0].from },
    ]);
  });

  test('takes no place that a person has seen to already', async () => {
    const room = await openDebt();
    const pinned = { episodeId: String(room.addIssue('khuyen-nong', 1)), reason: 'Đã hứa với thôn 3' };
    await room.web.post('/lich-phat/suc-khoe-phat-moi/2025-09-11/so', pinned, room.editor.headers);
    const { json } = await api(room, `/obligations/${DUTY}/debts/${room.failed}/places`);
    expect(json.places[0].from).toBe('2025-09-13T17:10:00.000+07:00');
  });

  test('without an approved issue says so, and offers nothing', async () => {
    const room = await openDebt();
    room.episodes.withdraw(room.two, room.approver.user.id, room.web.now);
    expect(await page(room, room.path)).toContain('Chưa có số nào được duyệt để phát bù');
    expect((await api(room, `/obligations/${DUTY}/debts/${room.failed}/places`)).status).toBe(409);
  });

  test.each(['2025-09-11T03:00:00+07:00', '2025-09-11T17:11:00+07:00', 'soon'])(
    'cannot be paid in a place that is not on offer: %s',
    async (from) => {
      const room = await openDebt();
      const before = room.entriesAhead();
      expect((await room.web.post(room.path, { from }, room.editor.headers)).status).toBe(303);
      expect(room.entriesAhead()).toEqual(before);
      expect(await page(room, room.path)).toContain('Chưa xếp phát bù');
      const { status } = await api(room, `/obligations/${DUTY}/debts/${room.failed}/make-good`, 'PUT', { from });
      expect(status).toBe(from === 'soon' ? 422 : 409);
    },
  );

  test('can be planned by those who make or air the day, and is seen by all', async () => {
    const room = await openDebt();
    const from = '2025-09-11T17:10:00.000+07:00';
    for (const who of [room.viewer, room.approver]) {
      expect((await room.web.post(room.path, { from }, who.headers)).status).toBe(403);
      expect(
        (await call(room.web, 'PUT', `/obligations/${DUTY}/debts/${room.failed}/make-good`, who.headers, { from }))
          .status,
      ).toBe(403);
      const html = await page(room, room.path, who);
      expect(html).toContain('Biên tập viên hoặc người trực xếp chỗ.');
      expect(html).not.toContain('name="from"');
    }
    expect((await room.web.post(room.path, { from }, room.operator.headers)).status).toBe(303);
    expect(room.entriesAhead().some(({ paysForId }) => paysForId === room.failed)).toBe(true);
  });

  test('whose period is over is still offered places, until the plan is over', async () => {
    const room = await openDebt('2025-10-07 08:00');
    expect(await page(room, room.path)).toContain('phát bây giờ vẫn bù vào tổng số phải phát');
    room.web.now = at('2026-01-05 08:00');
    expect(await page(room, room.path)).toContain('Kế hoạch đã hết hạn');
  });

  test('stays with another issue put into its place by hand: that one pays for nothing', async () => {
    const room = await openDebt();
    await room.web.post(room.path, { from: '2025-09-11T17:10:00.000+07:00' }, room.editor.headers);
    const other = room.addIssue(CDS, 9);
    await room.web.post(
      '/lich-phat/suc-khoe-phat-moi/2025-09-11/so',
      { episodeId: String(other) },
      room.editor.headers,
    );
    expect((await api(room, `/obligations/${DUTY}/debts`)).json.debts[0]).toMatchObject({ plannedStart: null });
  });
});
