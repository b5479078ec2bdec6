/** The one door out (SSRF): what it refuses, on every hop, and what it bounds. Real sockets, loopback only. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkedFetch, openEgress } from '../../src/engine/egress.ts';
import { answers } from '../support/far-station.ts';

const LOOPBACK = ['127.0.0.1'];

async function listening<S extends Server>(server: S): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function serve(listener: RequestListener): Promise<{ origin: string; port: number }> {
  const server = createServer(listener);
  const port = await listening(server);
  onTestFinished(() => server.closeAllConnections());
  return { origin: `http://127.0.0.1:${port}`, port };
}

const fetchBytes = (url: string, change: Partial<Parameters<typeof checkedFetch>[1]> = {}) =>
  checkedFetch(url, { allowed: LOOPBACK, maxBytes: 1000, totalMs: 3000, ...change });

describe('what is not public', () => {
  test.each([
    ...['http://127.0.0.1:{port}/', 'http://2130706433:{port}/', 'http://0x7f.1:{port}/', 'http://127.1:{port}/'],
    ...['http://[::ffff:127.0.0.1]:{port}/', 'http://localhost:{port}/'],
  ])('%s is refused, and nothing is sent', async (url) => {
    let asked = 0;
    const { port } = await serve((_, response) => {
      asked += 1;
      response.end('bí mật');
    });
    expect(await answers(port, '127.0.0.1')).toBe(true);
    const fetched = await fetchBytes(url.replace('{port}', String(port)), { allowed: [] });
    expect(fetched).toMatchObject({ ok: false, error: { kind: 'not-allowed' } });
    expect(asked).toBe(0);
  });

  test('a name that changes its mind between the question and the connection gains nothing', async () => {
    let asked = 0;
    const { port } = await serve((_, response) => void response.end(String(++asked)));
    let told = 0;
    const resolve = async () => [{ address: ++told === 1 ? '203.0.113.1' : '127.0.0.1', family: 4 }];
    for (let i = 0; i < 2; i++)
      expect(await fetchBytes(`http://doi-y.example:${port}/`, { allowed: [], resolve })).toMatchObject({ ok: false });
    expect(asked).toBe(0);
  });

  test('of several addresses of a name only those that may be reached are tried', async () => {
    const { port } = await serve((_, response) => void response.end('đây'));
    const resolve = async () => [
      { address: '10.255.255.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    expect(await fetchBytes(`http://nhieu.example:${port}/`, { resolve })).toMatchObject({
      ok: true,
      value: { status: 200 },
    });
  });

  test.each([
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
  ])('a redirect to %s is refused', async (location) => {
    const { origin } = await serve((_, response) => void response.writeHead(302, { location }).end());
    expect(await fetchBytes(origin)).toMatchObject({ ok: false, error: { kind: /^(not-allowed|bad-address)$/ } });
  });
});

describe('the far end', () => {
  test('may redirect five times, and is followed no sixth time; a POST is never followed', async () => {
    const { origin } = await serve((request, response) => {
      const left = Number(request.url!.slice(1));
      if (left === 0) response.end('đến nơi');
      else response.writeHead(307, { location: `/${left - 1}` }).end();
    });
    expect(await fetchBytes(`${origin}/5`)).toMatchObject({ ok: true, value: { url: `${origin}/0` } });
    expect(await fetchBytes(`${origin}/6`)).toMatchObject({ ok: false, error: { kind: 'too-many-redirects' } });
    expect(await fetchBytes(`${origin}/1`, { method: 'POST', body: 'x' })).toMatchObject({
      ok: true,
      value: { status: 307 },
    });
  });

  test('gets user and password that stand in the address; another origin gets neither them nor our headers', async () => {
    const heard: unknown[] = [];
    const other = await serve(({ headers }, response) => {
      heard.push([headers.authorization, headers['x-chu-ky']]);
      response.end();
    });
    const first = await serve(({ headers }, response) => {
      heard.push([headers.authorization, headers['x-chu-ky']]);
      response.writeHead(302, { location: other.origin }).end();
    });
    const url = first.origin.replace('//', '//dai:m%E1%BA%ADt@');
    const fetched = await fetchBytes(url, { headers: { 'x-chu-ky': 'abc' } });
    expect(fetched).toMatchObject({ ok: true, value: { url: `${other.origin}/` } });
    expect(heard).toEqual([
      [`Basic ${Buffer.from('dai:mật').toString('base64')}`, 'abc'],
      [undefined, undefined],
    ]);
  });

  test('is not waited for longer than asked, whether it says nothing, or never stops', async () => {
    const mute = await listening(createTcp(() => {}));
    expect(await openEgress(`http://127.0.0.1:${mute}/`, { allowed: LOOPBACK, timeoutMs: 200 })).toMatchObject({
      error: { kind: 'timeout' },
    });
    const { origin } = await serve((_, response) => {
      response.write('a');
    });
    expect(await fetchBytes(origin, { totalMs: 300 })).toMatchObject({ error: { kind: 'timeout' } });
    const endless = await serve((_, response) => void response.end(Buffer.alloc(5000)));
    expect(await fetchBytes(endless.origin)).toMatchObject({ error: { kind: 'too-large' } });
  });

  test('may stand in an address whose user is nonsense', async () => {
    const { origin } = await serve((_, response) => void response.end());
    expect(await fetchBytes(origin.replace('//', '//%zz:%@'))).toMatchObject({ ok: true });
  });

  test('may be gone, or close in the middle: a value, never a throw', async () => {
    const { origin, port } = await serve(({ socket }) => void socket.destroy());
    expect(await fetchBytes(origin)).toMatchObject({ error: { kind: 'unreachable' } });
    const half = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('nửa', () => response.destroy());
    });
    expect(await fetchBytes(half.origin)).toMatchObject({ error: { kind: 'unreachable' } });
    expect(await fetchBytes(`https://127.0.0.1:${port}/`)).toMatchObject({ error: { kind: 'unreachable' } });
    expect(await fetchBytes('http://khong-co.invalid/', { resolve: async () => [] })).toMatchObject({ ok: false });
  });

  test('may speak as SHOUTcast 1 does', async () => {
    const port = await listening(
      createTcp((socket) => {
        socket.once('data', () =>
          socket.end('ICY 200 OK\r\nicy-name: Dai Tinh\r\ncontent-type: audio/mpeg\r\n\r\nsong'),
        );
      }),
    );
    const fetched = await fetchBytes(`http://127.0.0.1:${port}/`);
    expect(fetched).toMatchObject({ ok: true, value: { status: 200, headers: { 'icy-name': 'Dai Tinh' } } });
    expect(fetched.ok && fetched.value.body.toString()).toBe('song');
  });

  test('is left when whoever asked no longer wants it', async () => {
    const { origin } = await serve(() => {});
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(), 50);
    expect(await openEgress(origin, { allowed: LOOPBACK, signal: leaving.signal })).toMatchObject({
      error: { kind: 'aborted' },
    });
  });
});
