/**
 * Which addresses the station may reach out to on somebody's word (a relay, a webhook, a voice over HTTP): those of the
 * public Internet, and what the administrator has allowed by name, address or range. Anything else a typed address
 * could make this machine knock at: its own services, the router, the neighbours (server-side request forgery).
 */
import { err, ok, type Result } from './result.ts';

/** IPv4 as 4 bytes, IPv6 as 16; `undefined` when it is neither, as text a URL's host or the resolver gives. */
export function parseAddress(text: string): readonly number[] | undefined {
  const bare = text.replace(/^\[|\]$/g, '');
  return bare.includes(':') ? parseV6(bare) : parseV4(bare);
}

function parseV4(text: string): number[] | undefined {
  const parts = text.split('.');
  const bytes = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return parts.length === 4 && bytes.every((byte) => byte < 256) ? bytes : undefined;
}

function parseV6(text: string): number[] | undefined {
  const halves = text.replace(/%.*$/, '').split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (tail === undefined) return head.length === 16 ? head : undefined;
  const gap = 16 - head.length - tail.length;
  return gap >= 2 ? [...head, ...Array<number>(gap).fill(0), ...tail] : undefined;
}

/** `2001:db8`, or with a dotted end `ffff:127.0.0.1`, as bytes. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  for (const [i, group] of text.split(':').entries()) {
    const dotted = i === text.split(':').length - 1 ? parseV4(group) : undefined;
    if (dotted) bytes.push(...dotted);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return undefined;
  }
  return bytes;
}

type Range = { readonly bytes: readonly number[]; readonly bits: number };

function parseRange(text: string): Range | undefined {
  const [address = '', length, more] = text.split('/');
  const bytes = parseAddress(address);
  if (!bytes || more !== undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const bits = length === undefined ? bytes.length * 8 : Number(length);
  return bits <= bytes.length * 8 ? { bytes, bits } : undefined;
}

const contains = ({ bytes, bits }: Range, address: readonly number[]): boolean =>
  bytes.length === address.length &&
  bytes.every((byte, i) => {
    const shift = 8 - Math.max(0, Math.min(8, bits - i * 8));
    return byte >> shift === address[i]! >> shift;
  });

const ranges = (...texts: string[]): Range[] => texts.map((text) => parseRange(text)!);

/** IANA's special-purpose registry (RFC 6890 and later), multicast and what is reserved. */
const NOT_PUBLIC_V4 = ranges(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
);
/** Of IPv6 only global unicast is public; not what stands for an IPv4 address (Teredo, 6to4) or for nothing (documentation). */
const PUBLIC_V6 = ranges('2000::/3');
const NOT_PUBLIC_V6 = ranges('2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');

/** Public: an IPv4-mapped, loopback, link-local, private or multicast address is not, nor is what is no address. */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  if (!address) return false;
  const isIn = (some: readonly Range[]) => some.some((range) => contains(range, address));
  return address.length === 4 ? !isIn(NOT_PUBLIC_V4) : isIn(PUBLIC_V6) && !isIn(NOT_PUBLIC_V6);
}

const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** As it may stand in the log: no user, no password, and no token that a query carries. */
export function bareUrl(url: string | URL): string {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.search = '';
  bare.hash = '';
  return bare.href;
}

/** A host name, an address or a range (`192.168.1.0/24`), as it is kept in the settings. */
export function parseAllowed(typed: string): Result<string, string> {
  const text = typed.trim().toLowerCase().replace(/\.$/, '');
  const isNumeric = /^[\d./]+$|[:/]/.test(text);
  if (isNumeric ? parseRange(text) : HOST.test(text)) return ok(text);
  return err(`“${typed.trim()}” không phải tên máy, địa chỉ IP hoặc dải địa chỉ (ví dụ 192.168.1.0/24)`);
}

/** `host` of a URL and the `address` it was resolved to; `allowed` as `parseAllowed` gives them. */
export function mayReach(host: string, address: string, allowed: readonly string[]): boolean {
  if (isPublicAddress(address) || allowed.includes(host.toLowerCase().replace(/\.$/, ''))) return true;
  const bytes = parseAddress(address);
  return bytes !== undefined && allowed.some((one) => contains(parseRange(one) ?? NOWHERE, bytes));
}
const NOWHERE: Range = { bytes: [], bits: 0 };
