/** The web application over a station of its own, asked without a socket: real stores, a clock the test moves. */
import { join } from 'node:path';
import type { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { ROLES, type Role, type User } from '../../src/core/model.ts';
import { type EpochMs, epochMs } from '../../src/core/time.ts';
import { openExaminer } from '../../src/engine/evidence.ts';
import { writeExport } from '../../src/engine/exporter.ts';
import type { ToPlayout, ToWeb } from '../../src/engine/line.ts';
import { openOutbox } from '../../src/engine/outbox.ts';
import { openPlanner } from '../../src/engine/planner.ts';
import { press } from '../../src/engine/press.ts';
import type { Db } from '../../src/storage/database.ts';
import { openMediaFolder } from '../../src/storage/files.ts';
import { createApp } from '../../src/web/app.ts';
import { hashToken, newToken } from '../../src/web/session.ts';
import type { Env, Station } from '../../src/web/station.ts';
import { openStores } from '../../src/web/stores.ts';
import { temporaryDatabase, temporaryFolder } from './station.ts';

export const ORIGIN = 'http://localhost';

export type Web = {
  readonly db: Db;
  readonly station: Station;
  readonly app: Hono<Env>;
  /** What the clock of the station shows; tests set it. */
  now: EpochMs;
  /** How often the playout was told that something changed. */
  nudges: number;
  /** What the web sent over the line, and a way to say something to it as the playout would. */
  readonly sent: ToPlayout[];
  hear(message: ToWeb): void;
  /** The web is told to stop. */
  letGo(): void;
  /** A user with these roles, and the header that makes a request theirs. */
  user(roles?: readonly Role[]): { user: User; headers: Record<string, string> };
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** As a browser on the station's own page sends a form. */
  post(path: string, form?: Record<string, string | string[]>, headers?: Record<string, string>): Promise<Response>;
};

export async function openWeb(env: NodeJS.ProcessEnv = {}): Promise<Web> {
  const home = temporaryFolder();
  const parsed = parseConfig({ ...env, STATION_HOME: home, PORT: '0' });
  if (!parsed.ok) throw new Error(parsed.error.join('\n'));
  const db = await temporaryDatabase(home, () => web.now);
  const stores = openStores(db);
  const closing = new AbortController();
  const listeners: ((message: ToWeb) => void)[] = [];

  const web: Omit<Web, 'station' | 'app' | 'get' | 'post'> = {
    db,
    now: epochMs(Date.parse('2025-09-10T08:00:00+07:00')),
    nudges: 0,
    sent: [],
    hear: (message) => {
      for (const listener of listeners) listener(message);
    },
    letGo: () => closing.abort(),
    user(roles = ROLES) {
      const username = `user${stores.people.list().length + 1}`;
      const user = stores.people.add({ username, name: username, roles, passwordHash: '', createdAt: web.now })!;
      const token = newToken('dx_');
      const tokenHash = hashToken(token);
      stores.credentials.addToken({ tokenHash, userId: user.id, name: 'test', createdAt: web.now, expiresAt: null });
      return { user, headers: { authorization: `Bearer ${token}` } };
    },
  };
  const planner = openPlanner({ stores, zone: parsed.value.config.zone, now: () => web.now });
  const outbox = openOutbox({
    ...{ stores, clock: () => web.now, zone: parsed.value.config.zone, origin: ORIGIN },
    allowed: () => ['127.0.0.0/8'],
  });
  const examiner = openExaminer({ stores, config: parsed.value.config, clock: () => web.now });
  onTestFinished(async () => {
    await examiner[Symbol.asyncDispose]();
    closing.abort();
    planner[Symbol.dispose]();
    outbox[Symbol.dispose]();
  });
  const station: Station = {
    config: parsed.value.config,
    clock: () => web.now,
    stores,
    media: openMediaFolder(join(home)),
    ingest: { nudge: () => {}, hurry: async (id) => stores.recordings.find(id) },
    planner,
    examiner,
    exporter: (ask) => writeExport(stores, parsed.value.config.zone, ask),
    press,
    outbox,
    line: {
      send: (message) => void web.sent.push(message),
      onMessage: (listener) => void listeners.push((message) => listener(message, undefined)),
    },
    nudge: () => {
      web.nudges++;
    },
    closing: closing.signal,
  };
  const app = createApp(station);
  return Object.assign(web, {
    station,
    app,
    get: async (path: string, headers = {}) => app.request(path, { headers }),
    post: async (path: string, form: Record<string, string | string[]> = {}, headers = {}) => {
      const body = new URLSearchParams(
        Object.entries(form).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
      );
      return app.request(path, { method: 'POST', body, headers: { origin: ORIGIN, ...headers } });
    },
  });
}

/** The cookies an answer set, as the next request sends them. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
