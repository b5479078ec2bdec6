import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  approvalInForce,
  byIssue,
  episodeState,
  isIssueNumber,
  issueLabel,
  isWaiting,
  nextIssue,
} from '../../src/core/episodes.ts';
import { anApproval, anEpisode, at } from '../support/schedule.ts';

const issue = (year: number, number: number) => ({ year, number });

describe('an issue', () => {
  it('is called as the plan calls it', () => {
    expect(issueLabel('số', issue(2025, 2))).toBe('Số 02/2025');
    expect(issueLabel('kỳ', issue(2025, 11))).toBe('Kỳ 11/2025');
    expect(issueLabel('chuyên mục', issue(2025, 9))).toBe('Chuyên mục tháng 9/2025');
    expect(issueLabel('chuyên mục', issue(2026, 2))).toBe('Chuyên mục tháng 02/2026');
  });

  it('comes after the last of this year, and the year begins with 1', () => {
    const today = Temporal.PlainDate.from('2025-09-10');
    expect(nextIssue('số', [issue(2024, 26), issue(2025, 7), issue(2025, 3)], today)).toEqual(issue(2025, 8));
    expect(nextIssue('kỳ', [issue(2024, 26)], today)).toEqual(issue(2025, 1));
  });

  it('of a monthly column carries its month, over the end of the year too', () => {
    const december = Temporal.PlainDate.from('2025-12-20');
    expect(nextIssue('chuyên mục', [], december)).toEqual(issue(2025, 12));
    expect(nextIssue('chuyên mục', [issue(2025, 7)], december)).toEqual(issue(2025, 12));
    expect(nextIssue('chuyên mục', [issue(2025, 12)], december)).toEqual(issue(2026, 1));
    expect(nextIssue('chuyên mục', [issue(2026, 1)], december)).toEqual(issue(2026, 2));
    expect(isIssueNumber('chuyên mục', 13)).toBe(false);
    expect(isIssueNumber('số', 13)).toBe(true);
    expect(isIssueNumber('số', 0)).toBe(false);
  });

  it('stands in order by year, then number', () => {
    expect([issue(2026, 1), issue(2025, 10), issue(2025, 9)].sort(byIssue)).toEqual([
      issue(2025, 9),
      issue(2025, 10),
      issue(2026, 1),
    ]);
  });
});

describe('an approval', () => {
  it('is of one sound: other sound is not approved by it, the same sound again is', () => {
    const approved = anEpisode(1);
    expect(approvalInForce(approved)).toBeDefined();
    const changed = { ...approved, recording: { ...approved.recording!, playoutSha256: 'other' } };
    expect(approvalInForce(changed)).toBeUndefined();
    expect(approvalInForce({ ...changed, approvals: [anApproval(1, 'other'), ...approved.approvals] })).toBeDefined();
  });

  it('ends when it is withdrawn, or its sound is archived or not ready', () => {
    const approved = anEpisode(1);
    const withdrawn = [anApproval(1, 'sound-1', { withdrawnAt: at('2025-02-01 08:00') })];
    expect(approvalInForce({ ...approved, approvals: withdrawn })).toBeUndefined();
    const archived = { ...approved.recording!, archivedAt: at('2025-02-01 08:00') };
    expect(approvalInForce({ ...approved, recording: archived })).toBeUndefined();
    expect(approvalInForce({ ...approved, recording: { ...approved.recording!, state: 'failed' } })).toBeUndefined();
  });
});

describe('an episode', () => {
  it('goes from draft over waiting and approved to aired', () => {
    const approved = anEpisode(1);
    expect(episodeState({ ...approved, recording: null, approvals: [] })).toBe('draft');
    expect(episodeState({ ...approved, approvals: [] })).toBe('waiting');
    expect(episodeState(approved)).toBe('approved');
    expect(episodeState({ ...approved, airedAt: at('2025-02-01 08:00') })).toBe('aired');
  });

  it('waits only while an approver has it; sent back or taken back, it is its editor’s', () => {
    const open = { ...anEpisode(1), approvals: [] };
    const states = (['submitted', 'withdrawn', 'voided', 'returned', 'rejected', 'recalled', null] as const).map(
      (lastStep) => [lastStep, episodeState({ ...open, lastStep }), isWaiting({ ...open, lastStep })],
    );
    expect(states).toEqual([
      ['submitted', 'waiting', true],
      ['withdrawn', 'waiting', true],
      ['voided', 'waiting', true],
      ['returned', 'returned', false],
      ['rejected', 'rejected', false],
      ['recalled', 'draft', false],
      [null, 'draft', false],
    ]);
  });

  it('is out of force after its last day, approved or heard; a draft is a draft', () => {
    const approved = { ...anEpisode(1), validUntil: '2025-09-10' };
    expect(episodeState(approved, '2025-09-10')).toBe('approved');
    expect(episodeState(approved, '2025-09-11')).toBe('expired');
    expect(episodeState({ ...approved, airedAt: at('2025-09-01 08:00') }, '2025-09-11')).toBe('expired');
    expect(episodeState({ ...approved, approvals: [], lastStep: null }, '2025-09-11')).toBe('draft');
  });

  it('waits for approval again when its sound is replaced', () => {
    const approved = anEpisode(1);
    expect(episodeState({ ...approved, recording: { ...approved.recording!, playoutSha256: 'other' } })).toBe(
      'waiting',
    );
  });
});
