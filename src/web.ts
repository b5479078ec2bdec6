/**
 * The web process: pages, the API, receiving and the planner. It may die, hang or be upgraded while the sound goes on; it
 * reaches the air only through the database and the local line. Ends on SIGTERM, or when the supervisor is gone.
 */
import type { Server } from 'node:http';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { parseConfig } from './config.ts';
import { durationMs, epochMs, HOUR } from './core/time.ts';
import { openExaminer } from './engine/evidence.ts';
import { exporterIn } from './engine/exporter.ts';
import { openLine, type ToIngest, type ToPlayout, type ToWeb } from './engine/line.ts';
import { openLookout } from './engine/lookout.ts';
import { openOutbox } from './engine/outbox.ts';
import { openPlanner } from './engine/planner.ts';
import { pressIn } from './engine/press.ts';
import { adoptOriginals } from './ingest/adopt.ts';
import { openFarIngest } from './ingest/far-ingest.ts';
import { openDatabase } from './storage/database.ts';
import { openMediaFolder } from './storage/files.ts';
import { createApp } from './web/app.ts';
import { watchIncoming } from './web/incoming.ts';
import { makeFirstRunLink, originOf } from './web/links.ts';
import { upgradeDoor } from './web/microphone-door.ts';
import type { Station } from './web/station.ts';
import { openStores } from './web/stores.ts';

const parsed = parseConfig(process.env);
if (!parsed.ok) throw new Error(parsed.error.join('\n'));
const { config } = parsed.value;

const clock = () => epochMs(Date.now());
const closing = new AbortController();
const line = openLine<ToPlayout | ToIngest, ToWeb>();
const nudge = () => line.send({ say: 'nudge' });

const db = openDatabase(config.database);
const stores = openStores(db);
stores.credentials.removeExpired(epochMs(clock() - durationMs(24 * HOUR)));
stores.knownBrowsers.removeExpired(epochMs(clock() - durationMs(180 * 24 * HOUR)));

const media = openMediaFolder(config.home);
media.sweepArriving();
adoptOriginals(stores.recordings, media, clock(), stores.arrivals);
const planner = openPlanner({
  stores,
  zone: config.zone,
  now: clock,
  restMs: 500,
  onRebuilt: nudge,
  onFailed: (error) => console.error('[web] chưa cập nhật được danh sách phát:', error),
});
const ingest = openFarIngest({
  recordings: stores.recordings,
  now: clock,
  tell: () => line.send({ say: 'check' }),
  onChange: () => planner.rebuildIfNeeded(),
});
line.onMessage(({ say }) => say === 'checked' && planner.rebuildIfNeeded());

const examiner = openExaminer({
  ...{ stores, config, clock },
  onFailed: (error) => console.error('[web] chưa đối chiếu được bản ghi sóng:', error),
});
examiner.watch();
const exporter = exporterIn(join(import.meta.dirname, 'export.js'));
const press = pressIn(join(import.meta.dirname, 'press.js'));
const outbox = openOutbox({
  ...{ stores, clock, zone: config.zone, origin: originOf(config) },
  allowed: () => stores.settings.find().reachable,
  onFailed: (error) => console.error('[web] chưa gửi được thông báo:', error),
});
const lookout = openLookout({
  ...{ stores, clock, config, outbox },
  onFailed: (error) => console.error('[web] chưa xem được việc phải báo:', error),
});

const station: Station = {
  config,
  clock,
  stores,
  media,
  ingest,
  planner,
  examiner,
  exporter,
  press,
  outbox,
  line,
  nudge,
  closing: closing.signal,
};

const app = createApp(station);
watchIncoming(station);
const server = serve(
  // Half an hour over a bad line is an upload like any other; what never finishes its headers is still cut by Node.
  { fetch: app.fetch, port: config.port, serverOptions: { requestTimeout: 0 } },
  ({ port }) => {
    console.log(`[web] ${originOf({ ...config, port })}`);
    const link = makeFirstRunLink(station, originOf({ ...config, port }));
    if (link)
      console.log(`[web] Đài chưa có người quản trị. Mở liên kết này (dùng một lần, trong 24 giờ):\n\n    ${link}\n`);
  },
) as Server;
server.on('upgrade', upgradeDoor(app));

process.once('SIGTERM', () => closing.abort());
line.onClosed(() => closing.abort());
closing.signal.addEventListener('abort', () => {
  lookout[Symbol.dispose]();
  outbox[Symbol.dispose]();
  ingest[Symbol.dispose]();
  const done = async () => {
    clearTimeout(insisting);
    await examiner[Symbol.asyncDispose]();
    db.close();
    if (process.connected) process.disconnect();
  };
  // Streams of events end on `closing`; whatever still hangs a moment later is cut. And a server that has handed a
  // listener over counts it as its own until the listener leaves (node:net), so it may never be closed by itself.
  const insisting = setTimeout(() => {
    server.closeAllConnections();
    done();
  }, 1000);
  server.close(done);
  server.closeIdleConnections();
});
