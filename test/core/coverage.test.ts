import { expect, test } from 'vitest';
import { judgeAirings } from '../../src/core/counting.ts';
import { topicCoverage } from '../../src/core/coverage.ts';
import { log, PLAN } from '../support/log.ts';
import { at } from '../support/schedule.ts';

const episodes = [
  { id: 1, topics: ['b-i-4-dd', 'b-i-4'] },
  { id: 2, topics: ['b-i-4-d'] },
  { id: 3, topics: ['b-i-4-dd'] },
];
const airings = judgeAirings(
  log([
    { at: '2025-09-03 17:10', episodeId: 1 },
    { at: '2025-09-06 05:32', episodeId: 1 },
    { at: '2025-09-10 17:10', episodeId: 2, share: 0.5 },
    { at: '2025-10-01 17:10', episodeId: 3 },
  ]),
);
const told = (...window: Parameters<typeof topicCoverage>[3][]) =>
  topicCoverage(PLAN.topics, episodes, airings, ...window)
    .topics.filter(({ issues }) => issues > 0)
    .map(({ topic, issues, airings: own, firstAt, lastAt }) => [topic.code, issues, own.length, firstAt, lastAt]);

test('a topic is covered by the issues that counted, and a group of topics by none', () => {
  expect(told()).toEqual([['B.I.4.đ', 2, 3, at('2025-09-03 17:10'), at('2025-10-01 17:10')]]);
});

test('an issue in two languages is one issue, heard twice', () => {
  const rows = log([
    { at: '2025-09-03 17:10', episodeId: 1 },
    { at: '2025-09-06 05:32', episodeId: 3 },
  ]);
  const judged = judgeAirings(rows, undefined, () => 1);
  const [topic] = topicCoverage(PLAN.topics, episodes, judged).topics.filter(({ airings: own }) => own.length > 0);
  expect([topic?.issues, topic?.airings.length]).toEqual([1, 2]);
});

test('within a window only by what started in it', () => {
  const october = { from: at('2025-10-01 00:00'), until: at('2025-11-01 00:00') };
  expect(told(october)).toEqual([['B.I.4.đ', 1, 1, at('2025-10-01 17:10'), at('2025-10-01 17:10')]]);
});

test('d and đ are two topics of 28, and stand side by side', () => {
  const codes = topicCoverage(PLAN.topics, episodes, airings).topics.map(({ topic }) => topic.code);
  expect(codes).toHaveLength(28);
  expect(codes.slice(6, 9)).toEqual(['B.I.4.d', 'B.I.4.đ', 'B.I.4.e']);
});
