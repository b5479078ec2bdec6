/**
 * The door of the built-in streams, `/live/<zone>.<codec>`. The web reads the request and hands the listener's socket over the line to the
 * playout, which answers it: so a listener goes on listening when the web is upgraded or dies.
 */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { streamPath } from '../core/outputs.ts';
import type { Air } from './air.ts';
import type { Env, Station } from './station.ts';

export function liveDoor({ stores, line }: Station, air: Air): Hono<Env> {
  const door = new Hono<Env>();

  door.get('/live/:file{[\\w-]+\\.[a-z0-9]+}', async (c) => {
    const streams = stores.outputs.list().filter(({ kind }) => kind === 'stream');
    const stream = streams.find((output) => streamPath(output) === c.req.path);
    if (!stream) return c.text('Không có luồng nghe này.', 404);
    const socket = c.env?.incoming?.socket;
    if (!socket || !stream.enabled || !air.outputs()?.some(({ outputId }) => outputId === stream.id))
      return c.text('Luồng nghe đang tắt hoặc bộ phát đang khởi động. Thử lại sau ít giây.', 503, {
        'Retry-After': '5',
      });
    // Sent from within the parser's own callback, the socket would leave a dead entry in the server's list of
    // connections, and closing the server would throw (Node 20, _http_server.closeIdleConnections).
    await new Promise(setImmediate);
    const [icy, headOnly] = [c.req.header('Icy-MetaData') === '1', c.req.method === 'HEAD'];
    line.send({ say: 'listener', outputId: stream.id, icy, headOnly }, socket);
    return RESPONSE_ALREADY_SENT;
  });

  return door;
}
