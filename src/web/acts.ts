/**
 * Whose request is under way, and what became of it. Every request that is not a mere reading leaves a line in the audit
 * log as it was answered, whatever answered it: the route, the guard, the check of the form's origin, a fault. What it
 * did to rows is lined up by the database itself (storage/audit.ts), which asks here whose doing it is; it is asked in the
 * middle of a statement, so who asks travels with the call (AsyncLocalStorage), not with the connection.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type Act, type AuditAction, isSecret } from '../core/audit.ts';
import type { User } from '../core/model.ts';
import { HOUR } from '../core/time.ts';
import type { AuditAnswer } from '../storage/audit.ts';
import { patternsOf } from './access.ts';
import { addressOf } from './caller.ts';
import { bearerOf } from './session.ts';
import type { Env, Station } from './station.ts';

/** `act` is made when it is first asked for; none any more once the answer is out, whatever goes on in the background. */
type Asked = { readonly act: () => Act; isOver: boolean };
const asked = new AsyncLocalStorage<Asked>();

const READING = ['GET', 'HEAD', 'OPTIONS'];
/** So many lines an hour of one kind from strangers at one address: a flood fills no disk. */
const STRANGERS_LINES = 20;
const MOST_STRANGERS = 1000;
const LONGEST_PATH = 300;

/** What a route says of the request besides its status: `user`, whom it turned out to be about. */
export type Remark = { readonly action: AuditAction; readonly user?: User | undefined; readonly words?: string };
export const remark = (c: Context<Env>, said: Remark): void => c.set('remark', said);

export function acts(station: Station) {
  const { audit } = station.stores;
  const strangers = new Map<string, { until: number; lines: number }>();
  /** Lines that had to wait for a database somebody holds. */
  const late: (Act & AuditAnswer)[] = [];

  audit.watch(() => {
    const one = asked.getStore();
    return one && !one.isOver ? one.act() : undefined;
  });

  function add(line: Act & AuditAnswer): void {
    late.push(line);
    try {
      for (; late[0]; late.shift()) audit.add(late[0]);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && /^SQLITE_(BUSY|FULL|IOERR)/.test(String(error.code))))
        throw error;
    }
  }

  /** Whether this is worth a line; of what strangers send, the last one says that there may be more. */
  function wordsFor(line: Act & AuditAnswer): string | undefined {
    if (line.via !== 'nobody' || line.status < 400) return line.words;
    const key = [line.address, line.route, line.action, line.words].join(' ');
    if (strangers.size > MOST_STRANGERS) strangers.clear();
    const known = strangers.get(key);
    const seen = known && known.until > line.at ? known : { until: line.at + HOUR, lines: 0 };
    strangers.set(key, seen);
    if (++seen.lines > STRANGERS_LINES) return undefined;
    return seen.lines < STRANGERS_LINES ? line.words : `${line.words} (trong một giờ tới không ghi thêm)`.trim();
  }

  return createMiddleware<Env>(async (c, next) => {
    const one: Asked = { act: once(() => actOf(c, station)), isOver: false };
    await asked.run(one, next);
    const said: Remark | undefined = c.get('remark') ?? tokenRefused(c);
    one.isOver = true;
    if (READING.includes(c.req.method) && !said) return;
    const { status } = c.res;
    const user = said?.user;
    const line = {
      ...one.act(),
      ...(user && { userId: user.id, userName: user.name }),
      action: said?.action ?? (status < 400 ? 'done' : status < 500 ? 'refused' : 'failed'),
      status,
      words: said?.words ?? '',
    } as const;
    const words = wordsFor(line);
    if (words !== undefined) add({ ...line, words });
  });
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A token was sent and opens nothing. */
const tokenRefused = (c: Context<Env>): Remark | undefined =>
  bearerOf(c) !== undefined && !c.get('user') ? { action: 'token-refused' } : undefined;

function actOf(c: Context<Env>, { clock }: Station): Act {
  const [user, token] = [c.get('user'), c.get('token')];
  const pattern = patternsOf(c)[0];
  return {
    act: randomUUID(),
    at: clock(),
    userId: user?.id ?? null,
    userName: user?.name ?? '',
    via: !user ? 'nobody' : token ? 'token' : 'session',
    credential: token ? `${token.id} ${token.name}` : (c.get('session')?.slice(0, 12) ?? ''),
    address: addressOf(c),
    route: pattern ?? `${c.req.method} (không có)`,
    path: pathOf(c.req.path, pattern?.slice(pattern.indexOf(' ') + 1) ?? ''),
  };
}

/** As it was asked, but for what in it opens something: `/mat-khau/•••`. */
function pathOf(path: string, pattern: string): string {
  const names = pattern.split('/').map((part) => /^:(\w+)/.exec(part)?.[1]);
  const parts = path.split('/').map((part, i) => (names[i] !== undefined && isSecret(names[i]) ? '•••' : part));
  return parts.join('/').slice(0, LONGEST_PATH);
}
