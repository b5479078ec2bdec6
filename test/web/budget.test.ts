/** What a page weighs on a slow telephone, and that it asks nobody but the station for anything. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { crawl } from '../support/crawl.ts';
import { openFurnished } from '../support/furnished.ts';

/** A page under 150 KB compressed, with all it links. Kept by browsers for a year: 84 KB of style, script and letters. */
const HTML_BYTES = 50_000;
const REQUESTS = 14;

test('every page: small, of few parts, all of them the station’s own, nothing inline', async () => {
  const { web, headers } = await openFurnished();
  const pages = (await crawl(web, headers)).filter(({ html }) => html.startsWith('<!doctype html>'));
  const faults: string[] = [];
  const sizes = new Map<string, number>();
  /** Of what a page links, compressed. */
  async function weigh(path: string): Promise<number> {
    const known = sizes.get(path);
    if (known !== undefined) return known;
    const answer = await web.get(path, { 'accept-encoding': 'gzip' });
    if (answer.status !== 200) faults.push(`${path}: ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    sizes.set(path, bytes.byteLength);
    return bytes.byteLength;
  }
  for (const { path, html } of pages) {
    const parts = new Set<string>();
    for (const [, attribute, to] of html.matchAll(
      /<(?:script|img|audio|source|iframe|embed|object|link)\b[^>]*?\s(src|href|data)="([^"]*)"/g,
    )) {
      if (!to!.startsWith('/') || to!.startsWith('//')) faults.push(`${path}: ${attribute}=${to}`);
      else if (to!.startsWith('/static/')) parts.add(to!);
    }
    let bytes = gzipSync(html).byteLength;
    if (bytes > HTML_BYTES) faults.push(`${path}: ${bytes} bytes of HTML, compressed`);
    if (parts.size > REQUESTS) faults.push(`${path}: ${parts.size} requests`);
    for (const part of parts) bytes += await weigh(part);
    if (bytes > 150_000) faults.push(`${path}: ${bytes} bytes with all it links`);
    const inline = /<script(?! src=)[^>]*>|<style|\sstyle="|\son\w+="|href="javascript:/.exec(html);
    if (inline) faults.push(`${path}: ${inline[0]}`);
  }
  expect(pages.length).toBeGreaterThan(90);
  expect(faults).toEqual([]);
}, 120_000);

test('a stylesheet and a script ask nobody else either', async () => {
  const { web, headers } = await openFurnished();
  const page = await (await web.get('/', headers)).text();
  const elsewhere: string[] = [];
  for (const [path] of page.matchAll(/\/static\/[\w.-]+\.(?:css|js)/g)) {
    const packed = await web.get(path!, { 'accept-encoding': 'gzip' });
    const text = gunzipSync(await packed.arrayBuffer()).toString();
    for (const [address] of text.matchAll(/(?:url\(|@import |fetch\(|importScripts\()['"]?https?:[^)'"]*/g))
      elsewhere.push(`${path}: ${address}`);
  }
  expect(elsewhere).toEqual([]);
});
