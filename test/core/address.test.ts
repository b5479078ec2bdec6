import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareUrl, isPublicAddress, mayReach, parseAddress, parseAllowed } from '../../src/core/address.ts';

describe('an address', () => {
  test.each(['113.160.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2405:4800::1', '2a00:1450::200e'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  test.each([
    ...['127.0.0.1', '127.255.0.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '192.0.0.8', '198.18.0.1', '198.51.100.7', '203.0.113.9', '192.0.2.1'],
    ...['224.0.0.1', '239.1.1.1', '255.255.255.255', '240.0.0.1'],
    ...['::1', '::', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::'],
    ...['::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2001::1', 'ff0e::1'],
    ...['', 'localhost', '1.2.3', '256.1.1.1', '1::2::3', '01.2.3.4', '0x7f.0.0.1'],
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));

  test('is read however it is written', () => {
    expect(parseAddress('[::1]')).toEqual([...Array(15).fill(0), 1]);
    expect(parseAddress('2001:DB8:0:0:0:0:0:1')).toEqual(parseAddress('2001:db8::1'));
    expect(parseAddress('::ffff:10.0.0.1')).toEqual(parseAddress('::ffff:a00:1'));
  });

  test('of IPv4 is private exactly in the ranges that are', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0] = address.split('.').map(Number);
        const isLocal = a === 10 || a === 127 || (a === 192 && b === 168) || (a === 172 && b >= 16 && b < 32);
        return !isLocal || !isPublicAddress(address);
      }),
    );
  });

  test('of IPv6 is read without throwing, and only 2000::/3 is ever public', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => !isPublicAddress(address) || (parseAddress(address)![0]! & 0xe0) === 0x20),
    );
    fc.assert(fc.property(fc.string(), (text) => void isPublicAddress(text)));
  });
});

describe('what the settings allow', () => {
  test.each([
    ['192.168.1.20', '192.168.1.20'],
    [' Dai-Tinh.LAN. ', 'dai-tinh.lan'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['fd00::/8', 'fd00::/8'],
  ])('%s is kept as %s', (typed, kept) => expect(parseAllowed(typed)).toEqual({ ok: true, value: kept }));

  test.each(['', 'http://dai.vn', '10.0.0.0/33', '10.0.0', 'dai tinh', '::1/129', '-a'])('%s is refused', (typed) =>
    expect(parseAllowed(typed).ok).toBe(false),
  );

  test('is that name, whatever it resolves to; that address; or all of that range; and nothing beside', () => {
    const allowed = ['dai-tinh.lan', '192.168.1.20', '10.1.0.0/16'];
    expect(mayReach('Dai-Tinh.lan', '10.9.9.9', allowed)).toBe(true);
    expect(mayReach('evil.example', '192.168.1.20', allowed)).toBe(true);
    expect(mayReach('evil.example', '10.1.255.3', allowed)).toBe(true);
    expect(mayReach('evil.example', '10.2.0.1', allowed)).toBe(false);
    expect(mayReach('evil.example', '::ffff:10.1.0.1', allowed)).toBe(false);
    expect(mayReach('evil.example', '127.0.0.1', [])).toBe(false);
    expect(mayReach('vov.vn', '113.160.1.1', [])).toBe(true);
  });
});

test('an address in the log has neither user nor password nor token', () => {
  expect(bareUrl('http://dai:mat@vov.example:8000/vov1?token=x#y')).toBe('http://vov.example:8000/vov1');
});
