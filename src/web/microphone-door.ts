/**
 * The door of microphones, `GET /truc-tiep/:id/am-thanh` as a WebSocket. The web reads the request as it reads every
 * other (session, roles, the one table), sees that it comes from a page of its own, and hands the socket over the line to
 * the playout, which answers it: so nobody is off the air because the web was upgraded, flooded or has died.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Env, Station } from './station.ts';

/** What the caller of an upgrade is given to decide about. */
export type AskedUpgrade = { readonly head: Buffer; isTaken: boolean };

export function microphoneDoor({ stores, line, config }: Station): Hono<Env> {
  const door = new Hono<Env>();

  door.get('/truc-tiep/:id{[0-9]+}/am-thanh', async (c) => {
    const upgrade = c.env?.upgrade;
    const socket = c.env?.incoming?.socket;
    const key = c.req.header('sec-websocket-key') ?? '';
    const isWebSocket = c.req.header('upgrade')?.toLowerCase() === 'websocket' && KEY.test(key);
    if (!upgrade || !socket || !isWebSocket || c.req.header('sec-websocket-version') !== '13')
      return c.text('Địa chỉ này chỉ dành cho micro của trang Phát trực tiếp.', 426, { Upgrade: 'websocket' });
    // A browser sends the cookie with a socket that any page opens; only the page's own origin tells them apart.
    const origin = c.req.header('origin');
    const isOwn = origin !== undefined && (origin === config.origin || origin === new URL(c.req.url).origin);
    if (c.get('session') !== undefined && !isOwn) return c.text('Micro không đến từ trang của đài.', 403);
    const live = stores.lives.find(Number(c.req.param('id')));
    if (live?.source !== 'microphone') return c.text('Không có buổi phát trực tiếp này.', 404);
    if (live.madeBy !== c.get('user')!.id) return c.text('Buổi phát trực tiếp này là của người khác.', 403);
    if (live.endedAt !== null) return c.text('Buổi phát trực tiếp này đã kết thúc.', 410);
    upgrade.isTaken = true;
    line.send({ say: 'microphone', live, upgrade: { key, head: upgrade.head.toString('base64') } }, socket);
    return RESPONSE_ALREADY_SENT;
  });

  return door;
}

/** 16 bytes, base64 (RFC 6455 §4.1). */
const KEY = /^[\w+/]{22}==$/;

/** Listens to a server's upgrades: each is a request like any other, and refused like one. */
export const upgradeDoor =
  (app: Hono<Env>) =>
  async (incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    socket.on('error', () => socket.destroy());
    const upgrade: AskedUpgrade = { head, isTaken: false };
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const [path, site] = [incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`];
    const response = URL.canParse(path, site)
      ? await app.fetch(new Request(new URL(path, site), { headers }), { incoming, upgrade })
      : new Response('', { status: 400 });
    if (upgrade.isTaken) return;
    const words = await response.text();
    const lines = [`HTTP/1.1 ${response.status} `, 'Connection: close', 'Content-Type: text/plain; charset=utf-8'];
    socket.end(`${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(words)}\r\n\r\n${words}`);
  };
