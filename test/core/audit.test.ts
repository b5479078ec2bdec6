import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AuditLine, differenceOf, isSecret, shownTo } from '../../src/core/audit.ts';
import { epochMs } from '../../src/core/time.ts';

describe('what a line says of a row', () => {
  test('of a change, only what differs, as it was and as it is', () => {
    expect(differenceOf({ id: 1, name: 'Thôn 3', volume: '[]' }, { id: 1, name: 'Thôn 4', volume: '[]' })).toEqual({
      before: { name: 'Thôn 3' },
      after: { name: 'Thôn 4' },
    });
  });

  test('of what came or went, all that it holds and nothing that is empty', () => {
    const row = { id: 3, name: 'Cụm 07', note: '', archived_at: null, changed_at: 5 };
    expect(differenceOf(null, row)).toEqual({ before: null, after: { id: 3, name: 'Cụm 07' } });
    expect(differenceOf(row, null)).toEqual({ before: { id: 3, name: 'Cụm 07' }, after: null });
  });

  test('nothing, when it was only touched', () => {
    expect(differenceOf({ name: 'a', seen_at: 1 }, { name: 'a', seen_at: 2 })).toBeUndefined();
    expect(differenceOf({ name: 'a' }, { name: 'a' })).toBeUndefined();
  });

  test('that a secret was changed, and never what it is', () => {
    expect(differenceOf({ password_hash: '$argon2id$a' }, { password_hash: '$argon2id$b' })).toEqual({
      before: { password_hash: '•••' },
      after: { password_hash: '•••' },
    });
    expect(differenceOf({ secret: '' }, { secret: 'abc' })?.before).toEqual({ secret: '' });
  });

  test('JSON inside a column is looked into, addresses lose their password, long texts their end', () => {
    const difference = differenceOf(null, {
      value: JSON.stringify({ voice: { url: 'https://ai:mat-khau@tts.example/v1', apiToken: 'bi-mat' } }),
      relay_url: 'http://nghe:mat-khau@vov.example/live',
      source: 'x'.repeat(600),
    });
    expect(JSON.stringify(difference)).not.toMatch(/mat-khau|bi-mat/);
    expect(difference?.after).toMatchObject({
      value: { voice: { url: 'https://•••@tts.example/v1', apiToken: '•••' } },
      relay_url: 'http://•••@vov.example/live',
    });
    expect(String(difference?.after?.source)).toHaveLength(500 + '… (600 ký tự)'.length);
  });

  test.each([
    'password',
    'password_hash',
    'token_hash',
    'code_hash',
    'secret',
    'totpSecret',
    'authorization',
    'apiToken',
  ])('%s is a secret', (name) => expect(isSecret(name)).toBe(true));
  test.each(['playout_sha256', 'sha256', 'key', 'tokens_left', 'name', 'hashtags', 'row_key'])('%s is none', (name) =>
    expect(isSecret(name)).toBe(false),
  );

  test('whatever a row holds, no secret of it is in the line', () => {
    const row = fc.dictionary(
      fc.constantFrom('name', 'note', 'position'),
      fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
    );
    const secret = fc.stringMatching(/^[a-z]{12}$/);
    fc.assert(
      fc.property(row, row, secret, secret, (before, after, old, fresh) => {
        const difference = differenceOf(
          { ...before, token_hash: old, settings: JSON.stringify([{ password: old }]) },
          { ...after, token_hash: fresh, settings: JSON.stringify([{ password: fresh }]) },
        );
        const text = JSON.stringify(difference ?? null);
        expect(text.includes(old) || text.includes(fresh)).toBe(false);
      }),
    );
  });
});

test('what a book keeps private, only those who work with it read in the log', () => {
  const line: AuditLine = {
    ...{
      id: 1,
      act: 'a',
      at: epochMs(0),
      userId: 1,
      userName: 'Lan',
      via: 'session' as const,
      credential: '',
      address: '10.0.0.1',
    },
    ...{
      route: 'POST /y-kien',
      path: '/y-kien',
      action: 'add' as const,
      status: null,
      words: '',
      noun: 'feedback',
      rowKey: '1',
    },
    ...{ before: null, after: { name: 'A Blong', phone: '0905 123 456', channel: 'phone' } },
  };
  expect(shownTo(line, ['feedback']).after).toEqual({ name: '(ẩn)', phone: '(ẩn)', channel: 'phone' });
  expect(shownTo(line, []).after).toEqual(line.after);
});

test('a setting that was never set had its default', () => {
  const after = { key: 'limits', value: { sessions: 4, minutes: 60 } };
  const line: AuditLine = {
    ...{ id: 1, act: 'a', at: epochMs(0), userId: 1, userName: 'Lan', via: 'session' as const, credential: '' },
    ...{ address: '', route: 'POST /cau-hinh', path: '/cau-hinh', action: 'add' as const, status: null, words: '' },
    ...{ noun: 'settings', rowKey: 'limits', before: null, after },
  };
  expect(shownTo(line, [])).toMatchObject({
    action: 'change',
    before: { value: { sessions: 3, minutes: 45 } },
    after: { value: { sessions: 4, minutes: 60 } },
  });
});
