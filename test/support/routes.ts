/** The routes of the program as the table of who may do what has them, and requests that reach each. */
import { ACCESS } from '../../src/web/access.ts';
import { ORIGIN, type Web } from './web.ts';

export type Route = { readonly route: string; readonly method: string; readonly pattern: string };

export const ROUTES: readonly Route[] = Object.keys(ACCESS).map((route) => {
  const [method, pattern] = route.split(' ') as [string, string];
  return { route, method, pattern };
});
/** Those that may change something. */
export const CHANGING = ROUTES.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
export const READING = ROUTES.filter(({ method }) => method === 'GET');

/** A path that reaches this pattern; `value` stands for each parameter, by itself an id that names nothing. */
export const pathOf = (pattern: string, value: string | ((name: string) => string) = '0'): string =>
  pattern
    .replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string, rule = '') => {
      const one = typeof value === 'string' ? value : value(name);
      // `:file{[\w-]+\.ics}` wants a name of that form.
      return rule.includes('.') && !one.includes('.')
        ? `${one}${/\\\.([a-z]+)\}$/.exec(rule)?.[1] ? `.${/\\\.([a-z]+)\}$/.exec(rule)![1]}` : '.mp3'}`
        : one;
    })
    .replace('*', 'x');

/** Sends `body` as a form, or as JSON where the route is the API's. */
export async function send(
  web: Web,
  { method, pattern }: Route,
  {
    headers = {},
    form = {},
    path = pathOf(pattern),
  }: {
    headers?: Readonly<Record<string, string>>;
    form?: Readonly<Record<string, unknown>>;
    path?: string;
  } = {},
): Promise<Response> {
  if (method === 'GET') return web.app.request(path, { headers });
  const isJson = pattern.startsWith('/api/');
  const body = isJson
    ? JSON.stringify(form)
    : new URLSearchParams(Object.entries(form).map(([name, value]): [string, string] => [name, String(value)]));
  return web.app.request(path, {
    method,
    body,
    headers: { origin: ORIGIN, ...(isJson && { 'content-type': 'application/json' }), ...headers },
  });
}
