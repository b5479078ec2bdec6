import { describe, expect, test } from 'vitest';
import { addressInWords, agentInWords } from '../../src/core/agent.ts';
import { weaknessOf } from '../../src/core/password-rule.ts';
import { isWithin, SCOPES, scopeOf, scopeWords } from '../../src/core/scopes.ts';
import { substitutionState } from '../../src/core/substitution.ts';
import { epochMs } from '../../src/core/time.ts';

describe('a password', () => {
  const common = new Set(['butterfly', 'password', 'sunshine', 'correcthorse']);
  const names = ['Đài truyền thanh xã Đăk Tô', 'ylan.dakto', 'Nguyễn Thị Y Lan'];

  test.each([
    ['butterfly', 'common'],
    ['BUTTERFLY1990!', 'common'],
    ['2025butterfly', 'common'],
    ['sunshinesunshine', 'common'],
    ['matkhaumatkhau', 'common'],
    ['mật khẩu 12345', 'common'],
    ['0905123456789', 'common'],
    ['aaaaaaaabbbb', 'common'],
    ['đăk tô đăk tô', 'name'],
    ['Nguyễn Thị Y Lan 1980', 'name'],
    ['ylan.dakto2025', 'name'],
    ['password ylan.dakto', 'name'],
  ])('"%s" is guessable: %s', (password, weakness) => {
    expect(weaknessOf(password, names, common)).toBe(weakness);
  });

  test.each([
    'mưa rừng đầu mùa',
    'trâu ăn cỏ bên suối Đăk Tô',
    'ពាក្យសម្ងាត់របស់ខ្ញុំ',
    '高原的风吹过村庄真好',
    '🦜🌧️🥁🌽🐃🌋🛖🪘🌾🔔',
    'kR7$hh-2qLm_x9',
  ])('"%s" will do, whatever it is written in', (password) => {
    expect(weaknessOf(password, names, common)).toBeUndefined();
  });
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
    'Chrome trên Windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/117.0 Chrome/111.0 Safari/537.36',
    'Cốc Cốc trên Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    'Safari trên iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36',
    'Samsung Internet trên điện thoại Android',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'Firefox trên Linux'],
  ['curl/7.88.1', 'curl'],
  ['', 'Trình duyệt không rõ'],
])('a browser is called as its owner calls it: %s', (agent, words) => {
  expect(agentInWords(agent)).toBe(words);
});

test.each([
  ['::ffff:192.168.1.5', '192.168.1.5'],
  ['2001:ee0:1::7', '2001:ee0:1::7'],
  ['::1', 'chính máy của đài'],
  ['', 'máy không rõ'],
])('an address is said as people write it: "%s"', (address, words) => {
  expect(addressInWords(address)).toBe(words);
});

describe('scopes', () => {
  test('a route of the API asks for its noun’s, to read or to write; a page asks for none', () => {
    expect(scopeOf('GET /api/v1/slots/:id')).toBe('schedule:read');
    expect(scopeOf('DELETE /api/v1/slots/:id')).toBe('schedule:write');
    expect(scopeOf('POST /api/v1/commands')).toBe('air:write');
    expect(scopeOf('GET /cau-hinh')).toBeUndefined();
    expect(scopeOf('GET /api/v1/khong-co')).toBeUndefined();
  });

  test('whoever may write may read, and not the other way round', () => {
    expect(isWithin('log:read', ['log:write'])).toBe(true);
    expect(isWithin('log:write', ['log:read'])).toBe(false);
    expect(isWithin('log:write', null)).toBe(true);
  });

  test('each has words', () => {
    expect(scopeWords('log:read')).toBe('Nhật ký phát thanh (xem)');
    expect(SCOPES.map(scopeWords).filter((words) => words.includes(':'))).toEqual([]);
  });
});

test('a substitution holds from its minute until its other, or until somebody ends it', () => {
  const one = { from: epochMs(100), until: epochMs(200), endedAt: null };
  expect([99, 100, 199, 200].map((at) => substitutionState(one, epochMs(at)))).toEqual([
    'ahead',
    'holds',
    'holds',
    'over',
  ]);
  const ended = { ...one, endedAt: epochMs(150) };
  expect([149, 150].map((at) => substitutionState(ended, epochMs(at)))).toEqual(['holds', 'over']);
  expect(substitutionState({ ...one, endedAt: epochMs(50) }, epochMs(60))).toBe('over');
});
