/** What the database itself refuses and remembers of approvals: asked in SQL, past every form and store. */
import { describe, expect, it } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { EpisodeSteps } from '../../src/storage/episode-steps.ts';
import { APPROVER, at, EDITOR, furnish } from '../support/schedule.ts';
import { temporaryDatabase } from '../support/station.ts';

const NOW = at('2025-09-10 08:00');
const SHA = 'cds-2025-1';
/** Somebody who may write and approve alike. */
const BOTH = 3;

async function desk() {
  const db = await temporaryDatabase(undefined, () => NOW);
  const stores = furnish(db);
  db.exec(`INSERT INTO users (id, username, name, password_hash, roles, created_at)
    VALUES (${BOTH}, 'cahai', 'Y Ly', '', '["editor","approver"]', 0)`);
  const id = stores.addIssue(1, { approved: false, submitted: false });
  const approve = (approver: number, more: Record<string, number | string | null> = {}) => {
    const row = {
      episode_id: id,
      playout_sha256: SHA,
      author_id: EDITOR,
      approver_id: approver,
      approved_at: NOW,
      ...more,
    };
    const names = Object.keys(row);
    db.prepare(
      `INSERT INTO approvals (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
    ).run(row);
  };
  const soleMode = (from: number, until: number) =>
    db
      .prepare<number[], number>(
        `INSERT INTO sole_modes (from_at, until_at, reason, made_by, made_at) VALUES (?, ?, 'Chỉ có một cán bộ', 2, 0) RETURNING id`,
      )
      .pluck()
      .get(from, until)!;
  const steps = new EpisodeSteps(db);
  const history = () => steps.of(id).map(({ kind }) => kind);
  return { db, ...stores, id, approve, soleMode, steps, history };
}

const HAND = 'nobody approves what they had a hand in';

describe('the database lets nobody approve what they had a hand in', () => {
  it('not its author, whoever the row says wrote it', async () => {
    const { approve } = await desk();
    expect(() => approve(EDITOR, { author_id: BOTH })).toThrow(HAND);
    expect(() => approve(EDITOR, { author_id: BOTH, sole_reason: 'vội' })).toThrow(HAND);
    approve(BOTH);
  });

  it('not who changed it last', async () => {
    const { db, approve } = await desk();
    db.exec(`UPDATE episodes SET title = 'Khác', changed_by = ${BOTH}`);
    expect(() => approve(BOTH)).toThrow(HAND);
    approve(APPROVER);
  });

  it('not who put its sound there, though another changed its words since', async () => {
    const { episodes, addRecording, approve, id } = await desk();
    const { authorId: _a, createdAt: _c, archivedAt: _r, ...issue } = episodes.find(id)!;
    const recordingId = addRecording('other');
    episodes.change({ ...issue, recordingId, changedAt: NOW, changedBy: BOTH });
    episodes.change({ ...issue, recordingId, title: 'Sửa lời', changedAt: NOW, changedBy: EDITOR });
    expect(() => approve(BOTH, { playout_sha256: 'other' })).toThrow(HAND);
    approve(APPROVER, { playout_sha256: 'other' });
  });

  it.each(['uploaded_by', 'points_by'])('not whom its sound names as %s', async (column) => {
    const { db, approve } = await desk();
    db.exec(`UPDATE recordings SET ${column} = ${BOTH}`);
    expect(() => approve(BOTH)).toThrow(HAND);
    approve(APPROVER);
  });

  it('but one person alone, with a reason, in the days the administrator said, and only then', async () => {
    const { db, approve, soleMode } = await desk();
    const past = soleMode(NOW - 1000, NOW);
    const present = soleMode(NOW, NOW + 1000);
    expect(() => approve(EDITOR, { sole_reason: 'vội' })).toThrow(HAND);
    expect(() => approve(EDITOR, { sole_reason: 'vội', sole_mode_id: past })).toThrow(HAND);
    expect(() => approve(EDITOR, { sole_reason: ' ', sole_mode_id: present })).toThrow(/hand in|CHECK/);
    approve(EDITOR, { sole_reason: 'vội', sole_mode_id: present });
    db.exec(`UPDATE sole_modes SET ended_at = ${NOW}, ended_by = 2 WHERE id = ${present}`);
    expect(() => approve(EDITOR, { sole_reason: 'vội', sole_mode_id: present })).toThrow(HAND);
  });
});

describe('the database keeps what was decided', () => {
  it('an approval is of the sound the issue has, is never changed, and is withdrawn once', async () => {
    const { db, approve } = await desk();
    expect(() => approve(APPROVER, { playout_sha256: 'other' })).toThrow('of the sound the issue has');
    approve(APPROVER);
    expect(() => db.exec(`UPDATE approvals SET approver_id = ${BOTH}`)).toThrow('not changed otherwise');
    expect(() => db.exec(`UPDATE approvals SET withdrawn_at = 1, playout_sha256 = 'x'`)).toThrow(
      'not changed otherwise',
    );
    expect(() => db.exec('DELETE FROM approvals')).toThrow('never deleted');
    db.exec(`UPDATE approvals SET withdrawn_at = 1, withdrawn_by = ${APPROVER}`);
    expect(() => db.exec('UPDATE approvals SET withdrawn_at = NULL')).toThrow('withdrawn once');
  });

  it('a step is never changed or deleted, and has a name, and a remark where it sends back', async () => {
    const { db, approve, id } = await desk();
    approve(APPROVER);
    expect(() => db.exec(`UPDATE episode_steps SET remark = 'x'`)).toThrow('never changed');
    expect(() => db.exec('DELETE FROM episode_steps')).toThrow('never deleted');
    const add = (kind: string, by: number | null, remark: string) =>
      db
        .prepare(
          `INSERT INTO episode_steps (episode_id, at, kind, made_by, remark, origin) VALUES (?, 1, ?, ?, ?, 'page')`,
        )
        .run(id, kind, by, remark);
    expect(() => add('returned', APPROVER, ' ')).toThrow('CHECK');
    expect(() => add('submitted', null, '')).toThrow('CHECK');
    add('returned', APPROVER, 'đọc lại');
  });

  it('a sole mode is ended, never deleted or lengthened', async () => {
    const { db, soleMode } = await desk();
    soleMode(NOW, NOW + 1000);
    expect(() => db.exec('DELETE FROM sole_modes')).toThrow('never deleted');
    expect(() => db.exec('UPDATE sole_modes SET until_at = until_at + 1')).toThrow('not changed otherwise');
  });
});

it('what one person made, approved and had sounded is known to the report, with the reason', async () => {
  const { db, approve, soleMode, steps, id } = await desk();
  approve(EDITOR, { sole_reason: 'Chỉ có một cán bộ', sole_mode_id: soleMode(NOW, NOW + 1000) });
  const airing = db
    .prepare<number[], number>(
      `INSERT INTO airings (zone_id, kind, title, episode_id, approval_id, started_at, played_frames, total_frames, outcome)
       VALUES ('main', 'premiere', '', ?, ?, ?, 1, 1, 'completed') RETURNING id`,
    )
    .pluck();
  const [alone, other] = [airing.get(id, 1, NOW)!, airing.get(id, 2, NOW)!];
  expect(steps.soles([alone, other])).toEqual([{ episodeId: id, reason: 'Chỉ có một cán bộ' }]);
  expect(steps.soles([other])).toEqual([]);
});

describe('the history of an issue writes itself', () => {
  it('an approval, its sound replaced, back again, and withdrawn', async () => {
    const { episodes, addRecording, approve, id, history, steps } = await desk();
    const { recordingId } = episodes.find(id)!;
    approve(APPROVER);
    episodes.setRecording(id, addRecording('other'), epochMs(NOW + 1));
    expect(steps.of(id)[0]).toMatchObject({ kind: 'voided', cause: 'replaced', at: NOW + 1, origin: 'station' });
    episodes.setRecording(id, null, epochMs(NOW + 2));
    expect(history()).toEqual(['voided', 'approved']);
    episodes.setRecording(id, recordingId, epochMs(NOW + 3));
    expect(history()).toEqual(['revived', 'voided', 'approved']);
    episodes.withdraw(id, APPROVER, epochMs(NOW + 4), { origin: 'page', remark: 'nhầm số' });
    expect(steps.of(id)[0]).toMatchObject({ kind: 'withdrawn', madeBy: APPROVER, remark: 'nhầm số', origin: 'page' });
  });

  it('says why: taken away, made anew, cut anew by whom, put away', async () => {
    const { db, episodes, approve, id, steps } = await desk();
    const { recordingId } = episodes.find(id)!;
    const last = () => steps.of(id)[0]!;
    approve(APPROVER);
    episodes.setRecording(id, null, NOW);
    expect(last().cause).toBe('removed');
    episodes.setRecording(id, recordingId, NOW);

    db.exec(`UPDATE recordings SET playout_sha256 = 'remade', checked_at = ${NOW}`);
    expect(last()).toMatchObject({ kind: 'voided', cause: 'remade', madeBy: null, at: NOW });
    approve(APPROVER, { playout_sha256: 'remade' });
    db.exec(`UPDATE recordings SET in_ms = 500, points_by = ${EDITOR}, points_at = ${NOW + 1}`);
    db.exec(`UPDATE recordings SET playout_sha256 = 'cut', checked_at = ${NOW + 2}`);
    expect(last()).toMatchObject({ kind: 'voided', cause: 'trimmed', madeBy: EDITOR });
    approve(APPROVER, { playout_sha256: 'cut' });
    db.exec(`UPDATE recordings SET archived_at = ${NOW + 3}`);
    expect(last()).toMatchObject({ kind: 'voided', cause: 'put-away', madeBy: null });
    db.exec('UPDATE recordings SET archived_at = NULL');
    expect(last().kind).toBe('revived');
  });

  it('a copy made anew with the same bytes voids nothing', async () => {
    const { db, approve, history } = await desk();
    approve(APPROVER);
    db.exec(`UPDATE recordings SET playout_sha256 = playout_sha256, checked_at = ${NOW}`);
    expect(history()).toEqual(['approved']);
  });

  it('sent back, it needs a new approval even with a sound that had one', async () => {
    const { episodes, addRecording, approve, id, steps, history } = await desk();
    const { recordingId } = episodes.find(id)!;
    approve(APPROVER);
    episodes.setRecording(id, addRecording('other'), NOW);
    const said = { episodeId: id, at: NOW, remark: 'tiếng nhỏ', origin: 'page', playoutSha256: 'other' } as const;
    steps.add({ ...said, kind: 'returned', madeBy: APPROVER });
    episodes.setRecording(id, recordingId, NOW);
    expect(history()).toEqual(['returned', 'voided', 'approved']);
    expect(episodes.findInFull(id)!.approvals).toEqual([]);
  });
});
