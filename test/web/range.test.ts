import { expect, test } from 'vitest';
import { isKnown, isSame, rangeOf } from '../../src/web/range.ts';

test.each<[string | undefined, number, ReturnType<typeof rangeOf>]>([
  [undefined, 100, 'whole'],
  ['bytes=0-', 100, { from: 0, until: 100 }],
  ['bytes=0-0', 100, { from: 0, until: 1 }],
  ['bytes=10-19', 100, { from: 10, until: 20 }],
  ['bytes=99-', 100, { from: 99, until: 100 }],
  ['bytes=90-1000', 100, { from: 90, until: 100 }],
  ['bytes=-30', 100, { from: 70, until: 100 }],
  ['bytes=-1000', 100, { from: 0, until: 100 }],
  ['BYTES=5-9', 100, { from: 5, until: 10 }],
  ['bytes= 5-9 ', 100, { from: 5, until: 10 }],
  [`bytes=5-${'9'.repeat(400)}`, 100, { from: 5, until: 100 }],
  ['bytes=100-', 100, 'unsatisfiable'],
  ['bytes=100-200', 100, 'unsatisfiable'],
  [`bytes=${'9'.repeat(400)}-`, 100, 'unsatisfiable'],
  ['bytes=-0', 100, 'unsatisfiable'],
  ['bytes=0-', 0, 'unsatisfiable'],
  ['bytes=-5', 0, 'unsatisfiable'],
  ['bytes=20-10', 100, 'whole'],
  ['bytes=-', 100, 'whole'],
  ['bytes=a-b', 100, 'whole'],
  ['bytes=1.5-3', 100, 'whole'],
  ['bytes=0-1,5-9', 100, 'whole'],
  ['frames=0-1', 100, 'whole'],
  ['', 100, 'whole'],
])('Range: %s of %i bytes is %j', (header, size, part) => {
  expect(rangeOf(header, size)).toEqual(part);
});

test.each<[string | undefined, boolean]>([
  [undefined, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['*', true],
  ['"b"', false],
  ['', false],
])('If-None-Match: %s is known: %s', (header, known) => {
  expect(isKnown(header, '"a"')).toBe(known);
});

test.each<[string | undefined, boolean]>([
  [undefined, true],
  ['"a"', true],
  ['W/"a"', false],
  ['"b"', false],
  ['Wed, 10 Sep 2025 01:00:00 GMT', false],
])('If-Range: %s is the same file: %s', (header, same) => {
  expect(isSame(header, '"a"')).toBe(same);
});
