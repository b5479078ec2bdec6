/** Every page of a station that its own links lead to, one of a kind, and the forms on them. */
import { READING, type Route } from './routes.ts';
import type { Web } from './web.ts';

export type Page = { readonly path: string; readonly route: Route; readonly status: number; readonly html: string };

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const matchers = new Map(
  READING.map((route) => {
    const source = route.pattern
      .split('/')
      .map((part) => {
        const [, , rule] = /^:(\w+)(?:\{(.*)\})?$/.exec(part) ?? [];
        return part.startsWith(':') ? (rule ?? '[^/]+') : escaped(part);
      })
      .join('/');
    return [route, new RegExp(`^${source}$`)];
  }),
);

/** The route a path reaches: the one with the fewest parameters of those that fit. */
export function routeOf(path: string): Route | undefined {
  const fitting = [...matchers].filter(([, matcher]) => matcher.test(path)).map(([route]) => route);
  return fitting.sort((a, b) => a.pattern.split(':').length - b.pattern.split(':').length)[0];
}

export const unescapeHtml = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');

/** From the first page, following links; `each` pages of one route at most. Downloads take long to make: only if asked. */
export async function crawl(
  web: Web,
  headers: Record<string, string>,
  { each = 1, downloads = false, also = [] as readonly string[] } = {},
): Promise<Page[]> {
  const pages: Page[] = [];
  const queue = ['/', '/khan-cap', '/dieu-khien', '/lich-phat/ics', '/khan-cap/dang-phat', ...also];
  const seen = new Set<string>();
  const visits = new Map<Route, number>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const { pathname } = new URL(path, 'http://here');
    const route = routeOf(pathname);
    if (seen.has(path) || !route || STREAMS.has(route.route) || (!downloads && isDownload(route))) continue;
    seen.add(path);
    const visited = visits.get(route) ?? 0;
    if (visited >= each) continue;
    visits.set(route, visited + 1);
    const answer = await web.app.request(path, { headers });
    const isPage = answer.headers.get('content-type')?.startsWith('text/html') ?? false;
    if (!isPage) await answer.body?.cancel();
    const html = isPage ? await answer.text() : '';
    pages.push({ path, route, status: answer.status, html });
    for (const [, href] of html.matchAll(/\s(?:href|src|hx-get)="(\/[^"]*)"/g)) {
      const link = unescapeHtml(href!).split('#')[0]!;
      if (!link.startsWith('/static')) queue.push(link);
    }
    const to = answer.headers.get('location');
    if (to?.startsWith('/')) queue.push(to);
  }
  return pages;
}
/** Files, and what the API says. */
export const isDownload = ({ pattern }: Route): boolean =>
  /\.(xlsx|pdf|docx|csv|jsonl?|yaml|ics|mjs|webmanifest)$|^\/api\/|^\/static\/|^\/lich\/|am-thanh|trich-doan|nghe-lai|dang-song|sdp$/.test(
    pattern,
  );

/** They end when the station does. */
const STREAMS = new Set([
  'GET /su-kien',
  'GET /live/:file{[\\w-]+\\.[a-z0-9]+}',
  'GET /truc-tiep/:id{[0-9]+}/am-thanh',
]);

export type FormOnPage = {
  readonly action: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
};

/** The forms that are posted, with what stands in their fields. */
export function formsOf({ html }: Page): FormOnPage[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].flatMap(([, head, body]) => {
    if (!/method="post"/.test(head!)) return [];
    const action = unescapeHtml(/action="([^"]*)"/.exec(head!)?.[1] ?? '');
    const fields: [string, string][] = [];
    for (const [tag, name, attributes, inside] of tagsOf(body!)) {
      const attribute = (one: string) => unescapeHtml(new RegExp(`\\s${one}="([^"]*)"`).exec(attributes)?.[1] ?? '');
      const type = attribute('type');
      if (tag === 'input' && /^(checkbox|radio)$/.test(type) && !/\schecked/.test(attributes)) continue;
      if (type === 'file') continue;
      const value =
        tag === 'textarea'
          ? unescapeHtml(inside)
          : tag === 'select'
            ? unescapeHtml(
                /<option value="([^"]*)"[^>]*\sselected/.exec(inside)?.[1] ??
                  /<option value="([^"]*)"/.exec(inside)?.[1] ??
                  '',
              )
            : attribute('value');
      fields.push([name, value]);
    }
    return [{ action, fields }];
  });
}

function* tagsOf(body: string): Generator<[tag: string, name: string, attributes: string, inside: string]> {
  const tags = /<input\b([^>]*)>|<(select|textarea|button)\b([^>]*)>(.*?)<\/\2>/gs;
  for (const [, input, tag = 'input', other = '', inside = ''] of body.matchAll(tags)) {
    const attributes = input ?? other;
    const name = /\sname="([^"]*)"/.exec(attributes)?.[1];
    if (name !== undefined) yield [tag, unescapeHtml(name), attributes, inside];
  }
}
