/**
 * The pages that are open, and what changes on them: one stream a page (`/su-kien`), each part rendered once a change
 * for all who see the same. Unnamed messages carry whole parts for htmx; `levels`, `lives` and `clock` are events for the script.
 * While no page is open nothing is read, rendered or asked of the playout.
 */
import { Hono } from 'hono';
import { OnAirPart } from '../../views/on-air.tsx';
import { TodayParts } from '../../views/today.tsx';
import type { User } from '../core/model.ts';
import type { TodayOnAir } from '../core/on-air.ts';
import { dayOf, durationMs, type EpochMs, SECOND } from '../core/time.ts';
import { may } from './access.ts';
import type { Air } from './air.ts';
import type { Env, Station } from './station.ts';

const PUSH_EVERY = durationMs(200);
const HEARTBEAT = durationMs(20 * SECOND);
/** Windows one person may have open at a time; the next one shows itself without being live. */
const MOST_PAGES = 60;
/** A page that has not read this much is sent no more until it has: then only what stands by that time. */
const UNREAD_BYTES = 64 * 1024;

/** The home screen is live as a whole, every other page in its header, and where people go on the air, they are too. */
type Shown = 'today' | 'lives' | 'header';

const SHOWN: Readonly<Record<string, Shown>> = { 'hom-nay': 'today', 'truc-tiep': 'lives' };

type Page = {
  readonly user: User;
  readonly session: string | undefined;
  readonly shown: Shown;
  readonly stream: ReadableStreamDefaultController<Uint8Array>;
  /** Something changed that it could not take yet. */
  isBehind: boolean;
};

export function eventsScreen(station: Station, air: Air): Hono<Env> {
  const screen = new Hono<Env>();
  const pages = new Set<Page>();
  const { clock, closing, config } = station;
  let seen = '';
  let pushedAt = Number.NEGATIVE_INFINITY;
  let pushing: NodeJS.Timeout | undefined;
  let waking: NodeJS.Timeout | undefined;

  const close = (page: Page) => {
    if (!pages.delete(page)) return;
    try {
      page.stream.close();
    } catch {
      // the browser was quicker
    }
    counted();
  };
  const send = (page: Page, bytes: Uint8Array): boolean => {
    const takes = (page.stream.desiredSize ?? 0) > 0;
    if (takes) page.stream.enqueue(bytes);
    return takes;
  };

  /** What each kind of viewer sees of this moment, rendered when the first of them asks. */
  const renderer = (onAir: TodayOnAir) => {
    const now = clock();
    const rendered = new Map<string, Uint8Array>();
    return ({ user, shown }: Pick<Page, 'user' | 'shown'>): Uint8Array => {
      const key = `${shown} ${[...user.roles].sort()}`;
      const known = rendered.get(key);
      if (known) return known;
      const part = { onAir, now, zone: config.zone, may: (route: string) => may(user, route) };
      const html = `${OnAirPart(part)}${shown === 'today' ? TodayParts(part) : ''}`;
      const bytes = message(html);
      rendered.set(key, bytes);
      return bytes;
    };
  };

  /** Reads the air; tells the pages when it is not what they show. */
  const push = () => {
    pushing = undefined;
    if (pages.size === 0) return;
    pushedAt = performance.now();
    const { onAir, boundary } = air.today();
    sleepUntil(boundary);
    const state = fingerprint(onAir, clock(), config.zone);
    if (state === seen) return;
    seen = state;
    const render = renderer(onAir);
    for (const page of pages) page.isBehind = !send(page, render(page));
  };

  const changed = () => {
    pushing ??= setTimeout(push, Math.max(0, pushedAt + PUSH_EVERY - performance.now())).unref();
  };

  const sleepUntil = (at: EpochMs) => {
    clearTimeout(waking);
    waking = setTimeout(changed, Math.max(0, at - clock())).unref();
  };

  /** The meter is asked for only while somebody sees it. */
  let watching = 0;
  const counted = () => {
    const now = [...pages].filter(({ shown }) => shown === 'today').length;
    if (now !== watching) air.watch(now);
    watching = now;
    if (pages.size === 0) clearTimeout(waking);
  };

  air.onChange(changed);
  air.onLives((lives) => {
    const bytes = event('lives', JSON.stringify(lives));
    for (const page of pages) if (page.shown === 'lives') send(page, bytes);
  });
  air.onLevels((levels) => {
    const bytes = event('levels', JSON.stringify(levels));
    for (const page of pages) if (page.shown === 'today') send(page, bytes);
  });
  const heartbeat = setInterval(() => {
    const bytes = event('clock', String(clock()));
    for (const page of [...pages]) {
      if (isStillAllowed(station, page)) send(page, bytes);
      else close(page);
    }
  }, HEARTBEAT).unref();
  closing.addEventListener('abort', () => {
    clearInterval(heartbeat);
    clearTimeout(pushing);
    for (const page of [...pages]) close(page);
  });

  screen.get('/su-kien', (c) => {
    const user = c.get('user')!;
    const mine = [...pages].filter((page) => page.user.id === user.id).length;
    // 204: nothing to swap, and no reason to ask again.
    if (mine >= MOST_PAGES || closing.aborted) return c.body(null, 204);
    let page: Page;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (stream) => {
          page = {
            user,
            session: c.get('session'),
            shown: SHOWN[c.req.query('trang') ?? ''] ?? 'header',
            stream,
            isBehind: false,
          };
          const { onAir, boundary } = air.today();
          pages.add(page);
          counted();
          sleepUntil(boundary);
          send(page, event('clock', String(clock())));
          send(page, renderer(onAir)(page));
          // Whoever is open already learns what this reading saw.
          if (fingerprint(onAir, clock(), config.zone) !== seen) changed();
        },
        pull: () => {
          if (!page.isBehind) return;
          page.isBehind = false;
          send(page, renderer(air.today().onAir)(page));
        },
        cancel: () => close(page),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: UNREAD_BYTES }),
    );
    return c.body(body, 200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
  });

  return screen;
}

/** Equal while nobody would see a difference: not how far the air has come, which the page counts by itself. */
function fingerprint({ sounding, ...onAir }: TodayOnAir, now: EpochMs, zone: string): string {
  const begun = onAir.lines.filter(({ plannedStart }) => plannedStart !== null && plannedStart <= now).length;
  const over = onAir.lines.filter(({ plannedEnd }) => plannedEnd !== null && plannedEnd <= now).length;
  return JSON.stringify([onAir, sounding && { ...sounding, toldAt: 0 }, begun, over, String(dayOf(now, zone))]);
}

/** The person and the session, looked at again: who was shut out or given other roles connects anew or not at all. */
function isStillAllowed({ stores, clock }: Station, { user, session }: Page): boolean {
  const now = stores.people.findActing(user.id, clock());
  if (!now || now.disabledAt !== null || String(now.roles) !== String(user.roles)) return false;
  return session === undefined || stores.credentials.findSession(session, clock()) !== undefined;
}

const encoder = new TextEncoder();
const message = (html: string): Uint8Array => encoder.encode(`data: ${html.replace(/\r?\n/g, '\ndata: ')}\n\n`);
const event = (name: string, data: string): Uint8Array => encoder.encode(`event: ${name}\ndata: ${data}\n\n`);
