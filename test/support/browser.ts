/** A real browser before an app of one's own: Debian's Chromium, signed in, and what it complains of. */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { serve } from '@hono/node-server';
import type AxeModule from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { after, durationMs, HOUR } from '../../src/core/time.ts';
import { hashToken, newToken } from '../../src/web/session.ts';
import { freePort } from './wait.ts';
import type { openWeb } from './web.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
type Web = Awaited<ReturnType<typeof openWeb>>;

/** Chromium's own: a beep each second, and nobody is asked. */
export const FAKE_MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** One browser for the tests of a file; what it answers opens a page of its own, for somebody who may do everything. */
export function useBrowser(more: readonly string[] = []) {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', ...more],
    });
  });
  afterAll(() => browser?.close());

  return async (web: Web, options: BrowserContextOptions = {}) => {
    const token = newToken();
    const { user } = web.user();
    web.station.stores.credentials.addSession({
      ...{ tokenHash: hashToken(token), userId: user.id, createdAt: web.now, seenAt: web.now },
      expiresAt: after(web.now, durationMs(12 * HOUR)),
    });
    const port = await freePort();
    const server = serve({ fetch: web.app.fetch, port }) as Server;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    onTestFinished(async () => {
      web.letGo();
      await context.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    });
    const origin = `http://localhost:${port}`;
    await context.addCookies([{ name: 'phien', value: token, url: origin }]);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    const open = async (path: string) => void (await page.goto(origin + path));
    return { user, page, open, faults };
  };
}

/** What axe finds against WCAG 2.2 AA and its own best practice. */
export async function complaints(page: Page): Promise<string[]> {
  // The page's own policy forbids inline script; axe is handed over by the debugger instead.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as typeof globalThis & { axe: typeof AxeModule };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run({ runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
}
