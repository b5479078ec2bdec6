import { expect, test } from 'vitest';
import { approverWords } from '../../src/core/evidence-words.ts';
import type { Airing } from '../../src/core/model.ts';
import { at, ZONE } from '../support/schedule.ts';

const heard = { key: 'k', repeat: 1, commandedBy: 'Chủ tịch', verdict: null, judgedBy: null, judgedAt: null };
const row = (changes: Partial<Airing> = {}) => ({
  ...{ kind: 'emergency' as const, approvedBy: null, startedAt: at('2025-09-09 14:35'), emergency: heard },
  ...changes,
});
const judged = (verdict: 'approved' | 'declined', time: string) =>
  row({ emergency: { ...heard, verdict, judgedBy: 'Y Lan', judgedAt: at(time) } });

test('an emergency names who said what of it afterwards, with the day where it was another', () => {
  expect(approverWords(judged('approved', '2025-09-09 14:50'), ZONE)).toBe('Y Lan (duyệt sau 14:50)');
  expect(approverWords(judged('approved', '2025-09-10 07:30'), ZONE)).toMatch(/^Y Lan \(duyệt sau .*10\/0?9\/2025/);
  expect(approverWords(judged('declined', '2025-09-09 14:50'), ZONE)).toBe('Y Lan (không đồng ý 14:50)');
  expect(approverWords(judged('declined', '2025-09-09 14:50'))).toBe('Y Lan (không đồng ý)');
});

test('an emergency waits for its approval, a drill needs none, and all else was approved before', () => {
  expect(approverWords(row(), ZONE)).toBe('Chờ duyệt');
  expect(approverWords(row({ kind: 'drill' }), ZONE)).toBeNull();
  expect(approverWords(row({ kind: 'notice', approvedBy: 'A Thiu', emergency: null }), ZONE)).toBe('A Thiu');
});
