import { describe, expect, it } from 'vitest';
import { approvalInForce, episodeState } from '../../src/core/episodes.ts';
import { after, type EpochMs, epochMs, HOUR } from '../../src/core/time.ts';
import { SoleModes } from '../../src/storage/approval-rules.ts';
import { APPROVER, anException, aSlot, at, EDITOR, furnish, PROGRAMME } from '../support/schedule.ts';
import { temporaryDatabase } from '../support/station.ts';

const later = at('2025-09-01 08:00');

async function desk() {
  const db = await temporaryDatabase();
  db.exec(`INSERT INTO plans VALUES ('kh', '25/KH-UBND', 'Kế hoạch', 'UBND', '2025-08-25', 2025, '', 0);
    INSERT INTO topics VALUES
      ('B.I.4.e', 'kh', 'B.I.4.e', NULL, 1, 'CĐS', 'An toàn', 'An toàn', 3),
      ('B.I.4.dd', 'kh', 'B.I.4.đ', NULL, 1, 'CĐS', 'Kinh tế số', 'Kinh tế số', 2)`);
  return { db, ...furnish(db) };
}

describe('an episode', () => {
  it('is kept with its topics, in the order of the plan', async () => {
    const { episodes, addIssue } = await desk();
    const id = addIssue(1);
    const { authorId: _a, createdAt: _c, archivedAt: _r, ...change } = episodes.find(id)!;
    const topics = ['B.I.4.e', 'B.I.4.dd'];
    const changed = episodes.change({ ...change, title: 'Chữ ký số', topics, changedAt: later });
    expect(changed).toMatchObject({ ok: true, value: { title: 'Chữ ký số', changedAt: later, authorId: EDITOR } });
    expect(episodes.find(id)!.topics).toEqual(['B.I.4.dd', 'B.I.4.e']);
    expect(episodes.change({ ...change, id: 999, changedAt: later })).toEqual({ ok: true, value: undefined });
  });

  it('cannot take the number of another, and the refused change leaves nothing behind', async () => {
    const { episodes, addIssue } = await desk();
    addIssue(1);
    const second = episodes.find(addIssue(2))!;
    expect(episodes.add({ ...second, number: 1 })).toEqual({ ok: false, error: 'taken' });
    expect(episodes.change({ ...second, number: 1, topics: ['B.I.4.e'] })).toEqual({ ok: false, error: 'taken' });
    expect(episodes.find(second.id)).toEqual(second);
    expect(episodes.issues('cds')).toEqual([
      { year: 2025, number: 1 },
      { year: 2025, number: 2 },
    ]);
  });

  it('is found without diacritics, by title, programme or acronym', async () => {
    const { episodes, programmes, addIssue } = await desk();
    programmes.add({ ...PROGRAMME, id: 'cchc', name: 'Cải cách hành chính', abbr: 'CCHC' });
    addIssue(1);
    addIssue(3, { programmeId: 'cchc' });
    const found = (search: string) => episodes.list({ search }).map(({ programmeId }) => programmeId);
    expect(found('cai cach')).toEqual(['cchc']);
    expect(found('CĐS')).toEqual(['cds']);
    expect(found('chuyen  DOI')).toEqual(['cchc', 'cds']);
    expect(found('%')).toEqual([]);
    expect(episodes.list({ programmeId: 'cds' })).toHaveLength(1);
  });

  it('that is archived leaves the list but not its page', async () => {
    const { episodes, addIssue } = await desk();
    const id = addIssue(1);
    episodes.archive(id, later);
    expect(episodes.list()).toEqual([]);
    expect(episodes.list({ archived: true })).toHaveLength(1);
    expect(episodes.findInFull(id)?.archivedAt).toBe(later);
    episodes.restore(id, later);
    expect(episodes.list()).toHaveLength(1);
  });
});

describe('an approval', () => {
  it('is by another person than the author', async () => {
    const { db, episodes, addIssue } = await desk();
    const id = addIssue(1, { approved: false });
    const own = { episodeId: id, playoutSha256: 'cds-2025-1', approverId: EDITOR, soleReason: null, approvedAt: later };
    expect(episodes.approve(own)).toEqual({ ok: false, error: 'own-episode' });
    expect(episodes.approve({ ...own, soleReason: '   ' })).toEqual({ ok: false, error: 'own-episode' });
    expect(episodes.approve({ ...own, soleReason: 'Giám đốc đi công tác' }).ok).toBe(false);
    expect(episodeState(episodes.findInFull(id)!)).toBe('waiting');

    const sole = {
      from: later,
      until: after(later, HOUR),
      reason: 'Chỉ có một cán bộ',
      madeBy: APPROVER,
      madeAt: later,
    };
    const soleModeId = new SoleModes(db).add(sole).id;
    const alone = episodes.approve({ ...own, soleReason: 'Giám đốc đi công tác', soleModeId });
    expect(alone).toMatchObject({ ok: true, value: { authorId: EDITOR, approverId: EDITOR, soleModeId } });
    expect(episodeState(episodes.findInFull(id)!)).toBe('approved');
  });

  it('is only given to the sound that was heard', async () => {
    const { db, episodes, addIssue, addRecording } = await desk();
    const id = addIssue(1, { approved: false });
    const draft = { episodeId: id, approverId: APPROVER, soleReason: null, approvedAt: later };
    episodes.setRecording(id, addRecording('new sound'), later);
    expect(episodes.approve({ ...draft, playoutSha256: 'cds-2025-1' })).toEqual({ ok: false, error: 'sound-changed' });
    expect(episodes.approve({ ...draft, playoutSha256: 'new sound' }).ok).toBe(true);
    db.prepare('UPDATE recordings SET archived_at = ?').run(later);
    expect(episodes.approve({ ...draft, playoutSha256: 'new sound' })).toEqual({ ok: false, error: 'sound-changed' });
    episodes.setRecording(id, null, later);
    expect(episodes.approve({ ...draft, playoutSha256: 'new sound' })).toEqual({ ok: false, error: 'sound-changed' });
  });

  it('of other sound does not count, and counts again when that sound is back', async () => {
    const { episodes, addIssue, addRecording } = await desk();
    const id = addIssue(1);
    const { recordingId } = episodes.find(id)!;
    expect(approvalInForce(episodes.findInFull(id)!)?.approverId).toBe(APPROVER);
    episodes.setRecording(id, addRecording('new sound'), later);
    expect(approvalInForce(episodes.findInFull(id)!)).toBeUndefined();
    episodes.setRecording(id, recordingId, later);
    expect(approvalInForce(episodes.findInFull(id)!)).toBeDefined();
  });

  it('is withdrawn once, and stays in the history', async () => {
    const { episodes, addIssue } = await desk();
    const id = addIssue(1);
    expect(episodes.withdraw(id, APPROVER, later)).toBe(true);
    expect(episodes.withdraw(id, APPROVER, later)).toBe(false);
    expect(approvalInForce(episodes.findInFull(id)!)).toBeUndefined();
    expect(episodes.approvalsOf(id)).toMatchObject([{ withdrawnAt: later }]);
  });
});

describe('the issues a playlist can be made of', () => {
  it('are those not aired, the last aired of each programme, pinned ones, and those on entries; not years of others', async () => {
    const { db, episodes, exceptions, slots, entries, addIssue } = await desk();
    slots.add(aSlot());
    const [old, pinned, onEntry, newest, next] = [1, 2, 3, 4, 5].map((number) => addIssue(number)) as [
      number,
      ...number[],
    ];
    const airing = db.prepare(
      `INSERT INTO airings (zone_id, kind, title, episode_id, playout_sha256, started_at, played_frames, total_frames, outcome)
       VALUES ('main', 'premiere', '', ?, 'cds-2025-' || ?, ?, 1, 1, 'completed')`,
    );
    for (const [n, id] of [old, pinned, onEntry, newest].entries())
      airing.run(id, `${n + 1}`, at('2025-09-01 07:00') + n);
    exceptions.put(anException('2025-09-09', { episodeId: pinned! }));
    db.prepare(
      `INSERT INTO entries (slot_id, recurrence_id, zone_id, kind, title, episode_id, playout_sha256, planned_start, planned_end)
       VALUES ('cds', '2025-09-08', 'main', 'replay', '', ?, 'x', ?, ?)`,
    ).run(onEntry, later, later + 1);
    expect(entries.standing(later)).toHaveLength(1);

    const found = (since: EpochMs) => new Set(episodes.forPlaylist(since).map(({ id }) => id));
    expect(found(later)).toEqual(new Set([pinned, onEntry, newest, next]));
    expect(found(epochMs(later + 1))).toEqual(new Set([pinned, newest, next]));
    episodes.archive(next!, later);
    expect(found(later)).not.toContain(next);
  });
});
