import { describe, expect, test } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { KnownBrowsers } from '../../src/storage/known-browsers.ts';
import { People } from '../../src/storage/people.ts';
import { SecondFactors } from '../../src/storage/second-factors.ts';
import { Substitutions } from '../../src/storage/substitutions.ts';
import { temporaryDatabase } from '../support/station.ts';

const AT = epochMs(1_757_500_000_000);
const at = (minutes: number) => epochMs(AT + minutes * 60_000);

async function open() {
  const db = await temporaryDatabase();
  const people = new People(db);
  const person = (username: string, roles: readonly ('editor' | 'approver')[]) =>
    people.add({ username, name: username, roles, passwordHash: '', createdAt: AT })!;
  const [lan, hung] = [person('lan', ['editor']), person('hung', ['approver'])];
  const draft = {
    ...{ userId: lan.id, forUserId: hung.id, roles: ['approver'] as const, from: at(10), until: at(20) },
    ...{ document: '02/GUQ', reason: 'đi học', madeBy: hung.id, madeAt: AT },
  };
  return { db, people, lan, hung, draft, substitutions: new Substitutions(db) };
}

describe('a substitution', () => {
  test('gives its roles at its minute and takes them at its other, with nobody doing anything', async () => {
    const { people, lan, draft, substitutions } = await open();
    substitutions.add(draft);
    const roles = (minutes: number) => people.findActing(lan.id, at(minutes))?.roles;
    expect([9, 10, 19.99, 20].map(roles)).toEqual([
      ['editor'],
      ['approver', 'editor'],
      ['approver', 'editor'],
      ['editor'],
    ]);
    expect(people.listActing(at(15)).map((one) => one.roles)).toEqual([['approver', 'editor'], ['approver']]);
    expect(people.find(lan.id)?.roles).toEqual(['editor']);
    expect(substitutions.holding(lan.id, at(15))).toHaveLength(1);
    expect(substitutions.holding(lan.id, at(20))).toEqual([]);
  });

  test('ended early is over at that instant, once', async () => {
    const { people, lan, hung, draft, substitutions } = await open();
    const { id } = substitutions.add(draft);
    expect(substitutions.end(id, at(12), hung.id)).toBe(true);
    expect(people.findActing(lan.id, at(12))?.roles).toEqual(['editor']);
    expect(people.findActing(lan.id, at(11))?.roles).toEqual(['approver', 'editor']);
    expect(substitutions.end(id, at(13), hung.id)).toBe(false);
    expect(substitutions.find(id)).toMatchObject({ endedAt: at(12), endedBy: hung.id });
  });

  test('stays as it was made, whoever asks the database itself', async () => {
    const { db, draft, substitutions } = await open();
    const { id } = substitutions.add(draft);
    for (const change of [
      'roles = \'["administrator"]\'',
      `until_at = ${at(900)}`,
      'user_id = 2, for_user_id = 1',
      "reason = ''",
    ])
      expect(() => db.exec(`UPDATE substitutions SET ${change} WHERE id = ${id}`)).toThrow('ended once');
    expect(() => db.exec(`UPDATE substitutions SET ended_at = ${at(30)}, ended_by = 1`)).toThrow('ended once');
    expect(() => db.exec('DELETE FROM substitutions')).toThrow('never deleted');
    expect(() => substitutions.add({ ...draft, forUserId: draft.userId })).toThrow('CHECK');
    expect(() => substitutions.add({ ...draft, until: draft.from })).toThrow('CHECK');
  });
});

describe('a second factor', () => {
  test('takes a time step once, and none before it', async () => {
    const { db, lan } = await open();
    const factors = new SecondFactors(db);
    factors.put({ userId: lan.id, secret: 'A'.repeat(32), since: AT, lastStep: 100 }, ['a', 'b']);
    expect([100, 99, 101, 101, 103, 102].map((step) => factors.useStep(lan.id, step))).toEqual([
      ...[false, false, true, false, true, false],
    ]);
    expect(factors.useStep(99, 500)).toBe(false);
  });

  test('has codes that open once, for their owner alone, and go with it', async () => {
    const { db, lan, hung } = await open();
    const factors = new SecondFactors(db);
    factors.put({ userId: lan.id, secret: 'A'.repeat(32), since: AT, lastStep: 1 }, ['a', 'b']);
    expect(factors.useCode(hung.id, 'a', AT)).toBe(false);
    expect(factors.useCode(lan.id, 'a', AT)).toBe(true);
    expect(factors.useCode(lan.id, 'a', AT)).toBe(false);
    expect(factors.countCodes(lan.id)).toBe(1);
    factors.putCodes(lan.id, ['c']);
    expect(factors.useCode(lan.id, 'b', AT)).toBe(false);
    expect(factors.remove(lan.id)).toBe(true);
    expect([factors.countCodes(lan.id), factors.find(lan.id), factors.remove(lan.id)]).toEqual([0, undefined, false]);
  });
});

test('a shared machine is known to whoever signed in last, for half a year', async () => {
  const { db, lan, hung } = await open();
  const browsers = new KnownBrowsers(db);
  browsers.see('a', lan.id, AT);
  expect([browsers.isOf('a', lan.id), browsers.isOf('a', hung.id)]).toEqual([true, false]);
  browsers.see('a', hung.id, at(1));
  expect(browsers.isOf('a', lan.id)).toBe(false);
  browsers.removeExpired(at(2));
  expect(browsers.isOf('a', hung.id)).toBe(false);
});
