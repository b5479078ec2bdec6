/**
 * The one door out to an address that somebody typed or a server gave: relays, webhooks, voices over HTTP. It resolves
 * the name itself, refuses what is not public unless the settings allow it (core/address.ts), and connects to the very
 * address it has checked, so that a name that changes its mind in between (DNS rebinding) gains nothing. Every redirect
 * passes the same door. It keeps no connection, follows no proxy variables and never decompresses.
 */
import { type LookupAddress, lookup } from 'node:dns';
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import { bareUrl, mayReach, parseAddress } from '../core/address.ts';
import type { EgressFailure } from '../core/egress-words.ts';
import { err, ok, type Result } from '../core/result.ts';

export type EgressRequest = {
  /** Host names, addresses and ranges that may be reached though they are not public (settings: `reachable`). */
  readonly allowed: readonly string[];
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Until the headers of the last answer are here, redirects and all. */
  readonly timeoutMs?: number;
  /** How many redirects are followed: five, of a POST none. */
  readonly redirects?: number;
  readonly signal?: AbortSignal;
  /** Whom to ask for a host's addresses; the system's resolver. */
  readonly resolve?: Resolve;
};

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export type Answer = {
  /** Of the last redirect; without user, password and query. */
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Raw bytes. The reader bounds it in bytes and time, and must `destroy()` it when done; it fails, never throws. */
  readonly body: IncomingMessage;
};

/**
 * Asks `url` (http or https; user and password in it become Basic authorisation, and go to no other origin). Any
 * status of 200 to 599 that is no redirect is an answer. Never throws for what the far end does.
 */
export async function openEgress(url: string, request: EgressRequest): Promise<Result<Answer, EgressFailure>> {
  const { method = 'GET', timeoutMs = 10_000, redirects = method === 'GET' ? 5 : 0, signal } = request;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    let at = parseUrl(url);
    const first = at;
    for (let left = redirects; ; left--) {
      if (!at) return err({ kind: 'bad-address', said: '' });
      const asked = await ask(at, first!, request, late.signal);
      if (signal?.aborted) return err({ kind: 'aborted', said: '' });
      if (!asked.ok) return late.signal.aborted ? err({ kind: 'timeout', said: '' }) : asked;
      const message = asked.value;
      const { statusCode: status = 0, headers } = message;
      if (!REDIRECTS.has(status) || headers.location === undefined || redirects === 0)
        return ok({ url: bareUrl(at), status, headers, body: message });
      message.destroy();
      if (left <= 0) return err({ kind: 'too-many-redirects', said: '' });
      at = parseUrl(headers.location, at);
    }
  } finally {
    clearTimeout(timer);
  }
}

export type Fetched = {
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** `openEgress` with the whole body: at most `maxBytes`, within `totalMs` from the start. */
export async function checkedFetch(
  url: string,
  { maxBytes, totalMs, ...request }: EgressRequest & { readonly maxBytes: number; readonly totalMs: number },
): Promise<Result<Fetched, EgressFailure>> {
  const deadline = AbortSignal.timeout(totalMs);
  const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
  const opened = await openEgress(url, { timeoutMs: totalMs, ...request, signal });
  const late = (): EgressFailure => ({ kind: deadline.aborted ? 'timeout' : 'aborted', said: '' });
  if (!opened.ok) return opened.error.kind === 'aborted' ? err(late()) : opened;
  const { body, ...answer } = opened.value;
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > maxBytes) return err({ kind: 'too-large', said: '' });
      parts.push(part);
    }
    return ok({ ...answer, body: Buffer.concat(parts) });
  } catch (error) {
    return err(signal.aborted ? late() : { kind: 'unreachable', said: messageOf(error) });
  } finally {
    body.destroy();
  }
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Only http and https; a URL's parser has made `0x7f.1` and `2130706433` the address that they are. */
function parseUrl(text: string, base?: URL): URL | undefined {
  if (!URL.canParse(text, base?.href)) return undefined;
  const url = new URL(text, base?.href);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

/** What is no percent-encoding stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

class Refused extends Error {}

const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) =>
    lookup(host, { all: true, verbatim: true }, (error, found) => (error ? reject(error) : resolve(found))),
  );

function ask(
  url: URL,
  first: URL,
  request: EgressRequest,
  late: AbortSignal,
): Promise<Result<IncomingMessage, EgressFailure>> {
  const { allowed, method = 'GET', headers = {}, body, resolve: addressesOf = systemResolve, signal } = request;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A connection to an address asks no resolver: it is checked here.
  if (parseAddress(host) && !mayReach(host, host, allowed)) return Promise.resolve(refused(host));
  const isHome = url.origin === first.origin;
  const user = isHome && url.username !== '' ? url : isHome ? first : undefined;
  // Node would decode user and password itself, and throw at what it cannot.
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return new Promise((resolve) => {
    const options = {
      method,
      signal: signal ? AbortSignal.any([signal, late]) : late,
      auth: user?.username ? `${decoded(user.username)}:${decoded(user.password)}` : null,
      headers: {
        'user-agent': 'DaiXa',
        'accept-encoding': 'identity',
        ...(isHome ? headers : {}),
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      lookup: (_: string, asked: { all?: boolean }, done: (...found: never[]) => void) => {
        const answer = done as (
          error: Error | null,
          found?: string | readonly LookupAddress[],
          family?: number,
        ) => void;
        addressesOf(host).then(
          (found) => {
            const reachable = found.filter(({ address }) => mayReach(host, address, allowed));
            if (reachable.length === 0) answer(new Refused(found.map(({ address }) => address).join(', ')));
            else if (asked.all) answer(null, reachable);
            else answer(null, reachable[0]!.address, reachable[0]!.family);
          },
          (error) => answer(error),
        );
      },
    };
    const sent =
      url.protocol === 'https:'
        ? https.request(bare, { ...options, agent: false })
        : http.request(bare, { ...options, createConnection: (to) => new OldSocket().connect(to as never) });
    sent.once('response', (message: IncomingMessage) => {
      message.on('error', () => {});
      resolve(ok(message));
    });
    sent.on('error', (error) =>
      resolve(error instanceof Refused ? refused(error.message) : err({ kind: 'unreachable', said: error.message })),
    );
    sent.end(body);
  });
}

const refused = (said: string): Result<never, EgressFailure> => err({ kind: 'not-allowed', said });

/** SHOUTcast 1 answers `ICY 200 OK` where HTTP has `HTTP/1.0 200 OK`. */
class OldSocket extends Socket {
  #isFirst = true;
  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    const isOld = this.#isFirst && chunk?.toString('latin1', 0, 4) === 'ICY ';
    this.#isFirst = false;
    return super.push(isOld ? Buffer.concat([Buffer.from('HTTP/1.0 '), chunk.subarray(4)]) : chunk, encoding);
  }
}
