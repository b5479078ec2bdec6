/**
 * The files a page needs besides itself, read once at start-up and compressed when first asked for. Addresses carry a hash of the content,
 * so browsers keep them for a year and still never see an old one.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import type { Env } from './station.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** How a file names another: its text with the addresses in it. */
const ADDRESSED: Readonly<Record<string, (url: (name: string) => string) => (text: string) => string>> = {
  '.css': (url) => (css) => css.replace(/url\("([^"/]+)"\)/g, (_, file: string) => `url("${url(file)}")`),
  '.js': (url) => (script) => script.replace(/\basset\('([^']+)'\)/g, (_, file: string) => `'${url(file)}'`),
};

type Asset = {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** False where it would gain nothing. */
  readonly isZipped: boolean;
  /** Of whoever asked first; gzip, because browsers take brotli over HTTPS only. */
  gzip?: Uint8Array<ArrayBuffer>;
};

export type Assets = { readonly url: (name: string) => string; readonly screen: Hono<Env> };

/** `folder` is views/static. htmx and the typeface come from their packages. */
export function openAssets(folder: string): Assets {
  const require = createRequire(import.meta.url);
  const htmx = dirname(require.resolve('htmx.org/dist/htmx.min.js'));
  const wavesurfer = dirname(require.resolve('wavesurfer.js'));
  const fonts = join(dirname(require.resolve('@fontsource/be-vietnam-pro/400.css')), 'files');
  const urls = new Map<string, string>();
  const assets = new Map<string, Asset>();

  const add = (file: string, change?: (text: string) => string) => {
    const name = basename(file);
    const type = TYPES[extname(name)];
    if (type === undefined) throw new Error(`no content type is known for ${file}`);
    const raw = readFileSync(file);
    const body = new Uint8Array(change ? Buffer.from(change(raw.toString())) : raw);
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 10);
    const hashed = `${basename(name, extname(name))}.${hash}${extname(name)}`;
    urls.set(name, `/static/${hashed}`);
    assets.set(hashed, { type, body, isZipped: !/\.(woff2|png)$/.test(name) });
  };
  const url = (name: string) => {
    const found = urls.get(name);
    if (found === undefined) throw new Error(`no such asset: ${name}`);
    return found;
  };

  for (const subset of ['latin', 'latin-ext', 'vietnamese'])
    for (const weight of [400, 600]) add(join(fonts, `be-vietnam-pro-${subset}-${weight}-normal.woff2`));
  add(join(htmx, 'htmx.min.js'));
  add(join(htmx, 'ext/hx-sse.min.js'));
  // Loaded by wave.js where there is a waveform, and nowhere else.
  for (const file of ['wavesurfer.esm.js', 'plugins/regions.esm.js', 'plugins/zoom.esm.js'])
    add(join(wavesurfer, file));
  // Loaded by upload.js with the first file that is sent.
  add(require.resolve('tus-js-client/dist/tus.min.js'));
  const own = readdirSync(folder).filter((name) => extname(name) in TYPES);
  // Stylesheets last: their url("name") become the hashed addresses of what was read before, as asset('name') of scripts.
  for (const name of own.sort((a, b) => Number(a.endsWith('.css')) - Number(b.endsWith('.css'))))
    add(join(folder, name), ADDRESSED[extname(name)]?.(url));

  const screen = new Hono<Env>();
  screen.get('/static/:file', (c) => {
    const asset = assets.get(c.req.param('file'));
    if (!asset) return c.notFound();
    const takesZipped = asset.isZipped && /\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '');
    if (takesZipped) asset.gzip ??= new Uint8Array(gzipSync(asset.body, { level: 9 }));
    const zipped = takesZipped ? asset.gzip : undefined;
    return c.body(zipped ?? asset.body, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
      ...(asset.isZipped && { Vary: 'Accept-Encoding' }),
      ...(zipped && { 'Content-Encoding': 'gzip' }),
    });
  });
  return { url, screen };
}
