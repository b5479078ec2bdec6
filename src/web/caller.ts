import { isIP } from 'node:net';
import type { Context } from 'hono';
import type { Env } from './station.ts';

/** Who is calling; through a proxy on this machine, whom it says it is calling for. */
export function addressOf(c: Context<Env>): string {
  const peer = c.env?.incoming?.socket.remoteAddress ?? 'unknown';
  const isLocal = peer === '::1' || /^(?:::ffff:)?127\./.test(peer);
  const forwarded = c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim();
  return isLocal && forwarded && isIP(forwarded) ? forwarded : peer;
}
