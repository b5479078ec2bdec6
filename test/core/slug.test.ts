import { expect, it } from 'vitest';
import { freeSlug, slugify } from '../../src/core/slug.ts';

it('a Vietnamese title becomes plain ASCII', () => {
  expect(slugify('Chuyên mục “Chuyển đổi số” – Đăk Tô')).toBe('chuyen-muc-chuyen-doi-so-dak-to');
  expect(slugify('  ĐÀI  ')).toBe('dai');
  expect(slugify('…')).toBe('');
  expect(slugify(`${'a'.repeat(59)} b`)).toBe('a'.repeat(59));
});

it('a title that is taken gets the next number, and one without letters still has a name', () => {
  const taken = new Set(['ban-tin-xa', 'ban-tin-xa-2']);
  expect(freeSlug('Bản tin xã', (slug) => taken.has(slug))).toBe('ban-tin-xa-3');
  expect(freeSlug('Thông báo', (slug) => taken.has(slug))).toBe('thong-bao');
  expect(freeSlug('???', () => false)).toBe('muc');
});
