import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Members } from '../../src/core/members.ts';

const numbers = fc.uniqueArray(fc.nat(5000), { maxLength: 300 });
const sorted = (all: Iterable<number>) => [...all].sort((a, b) => b - a);

test('members are a set: what is put in, taken out, shared and counted, and survives being bytes', () => {
  fc.assert(
    fc.property(numbers, numbers, fc.nat(5200), (left, right, before) => {
      const [a, b] = [Members.of(left), Members.of(right)];
      expect([...a.descending()]).toEqual(sorted(left));
      expect([...a.descending(before)]).toEqual(sorted(left.filter((one) => one < before)));
      expect([...a.and(b).descending()]).toEqual(sorted(left.filter((one) => right.includes(one))));
      expect([...a.without(b).descending()]).toEqual(sorted(left.filter((one) => !right.includes(one))));
      expect([a.count(), a.count(b)]).toEqual([left.length, left.filter((one) => right.includes(one)).length]);
      expect([...Members.fromBytes(a.toBytes()).descending()]).toEqual(sorted(left));
      for (const one of right) expect(a.put(one, false)).toBe(left.includes(one));
      expect([...a.descending()]).toEqual(sorted(left.filter((one) => !right.includes(one))));
    }),
  );
});
