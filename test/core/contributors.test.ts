import { expect, it } from 'vitest';
import { type Contributor, notYetPaid, paidAs } from '../../src/core/contributors.ts';

const one = (name: string, role: Contributor['role']): Contributor => ({ name, role, genre: '', userId: null });
const names = (all: readonly Contributor[]) => all.map(({ name, role }) => `${name} ${role}`);

it('takes for paid who is on the list in that role, whatever case and marks the name was typed with', () => {
  const made = [one('Y Lan', 'presenter'), one('Y Lan', 'author'), one('A Thiu', 'technician')];
  expect(names(notYetPaid(made, [{ author: 'y lan', role: 'presenter' }]))).toEqual([
    'Y Lan author',
    'A Thiu technician',
  ]);
});

it('takes a line written by hand for all the work of that person', () => {
  const made = [one('Y Lan', 'presenter'), one('Y Lan', 'author')];
  expect(notYetPaid(made, [{ author: 'Y Lan', role: '' }])).toEqual([]);
});

it('asks for somebody named twice in one role only once', () => {
  expect(names(notYetPaid([one('Y Lan', 'presenter'), one('Y Lan ', 'presenter')], []))).toEqual(['Y Lan presenter']);
});

it('names who wrote it alone, and all others with what they did', () => {
  expect(paidAs({ author: 'A Thiu', role: 'author' })).toBe('A Thiu');
  expect(paidAs({ author: 'A Thiu', role: '' })).toBe('A Thiu');
  expect(paidAs({ author: 'Y Lan', role: 'presenter' })).toBe('Y Lan (phát thanh viên)');
});
