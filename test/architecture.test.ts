/**
 * The house's floors, read from the imports: core ← storage, documents ← engine, ingest ← web (and views ← core). A
 * floor never looks up; one file starts processes; core reads no clock; Date stays in the rrule bridge.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const FLOORS: Record<string, readonly string[]> = {
  'src/core': [],
  views: ['src/core'],
  'src/storage': ['src/core'],
  'src/documents': ['src/core'],
  'src/engine': ['src/core', 'src/storage', 'src/documents'],
  'src/ingest': ['src/core', 'src/storage', 'src/documents', 'src/engine'],
  'src/web': ['src/core', 'src/storage', 'src/documents', 'src/engine', 'src/ingest', 'views', 'src'],
  src: ['src/core', 'src/storage', 'src/documents', 'src/engine', 'src/ingest', 'src/web', 'views'],
};

const files = ['src', 'views']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const named = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
    return { file, text, named, floor: floorOf(file) };
  });

function floorOf(file: string): string {
  return Object.keys(FLOORS).find((floor) => file.startsWith(`${floor}/`)) ?? 'outside';
}

const said = (offenders: readonly { file: string }[]) => offenders.map(({ file }) => file);

describe('the floors', () => {
  test('there are files to look at on every floor', () => {
    expect(new Set(files.map(({ floor }) => floor))).toEqual(new Set(Object.keys(FLOORS)));
  });

  test.each(files)('$file imports only from its own floor and those below', ({ file, named, floor }) => {
    const reached = named
      .filter((name) => name.startsWith('.'))
      .map((name) => floorOf(relative(ROOT, resolve(ROOT, dirname(file), name))));
    // The roof's configuration is handed down as a value; only its type may be named from the web.
    expect(reached.filter((other) => other !== floor && !FLOORS[floor]!.includes(other))).toEqual([]);
  });

  test('every relative import names its file whole', () => {
    const short = files.filter(({ named }) =>
      named.some((name) => name.startsWith('.') && !/\.(tsx?|js|mjs)$/.test(name)),
    );
    expect(said(short)).toEqual([]);
  });
});

describe('the house rules', () => {
  test('the web takes zod from where it learned OpenAPI: a schema made before that cannot be described', () => {
    expect(said(files.filter(({ floor, named }) => floor === 'src/web' && named.includes('zod')))).toEqual([]);
  });

  test('one file starts processes', () => {
    const starters = files.filter(
      ({ named }) => named.includes('node:child_process') || named.includes('child_process'),
    );
    expect(said(starters)).toEqual(['src/engine/subprocess.ts']);
  });

  test('fluent-ffmpeg, archived upstream, stays behind one file', () => {
    const users = files.filter(({ named }) => named.includes('fluent-ffmpeg'));
    expect(said(users)).toEqual(['src/engine/ffmpeg.ts']);
  });

  test('core and storage read no clock, and core touches no disk, network or process', () => {
    const clocks = files.filter(
      ({ floor, text }) =>
        /^src\/(core|storage)$/.test(floor) && /\bDate\.now\b|Temporal\.Now\b|performance\.now/.test(text),
    );
    expect(said(clocks)).toEqual([]);
    const touching = files.filter(
      ({ floor, named }) => floor === 'src/core' && named.some((name) => name.startsWith('node:')),
    );
    expect(said(touching)).toEqual([]);
  });

  test('Date is spoken only where rrule needs it and where a spreadsheet does', () => {
    const bridges = files.filter(({ text }) => /\bnew Date\(|\bDate\.UTC\(/.test(text));
    expect(said(bridges).filter((file) => !/^src\/(core\/recurrence|documents\/)/.test(file))).toEqual([]);
  });

  test('the engine sleeps until an instant, never for a length again and again', () => {
    const ticking = files.filter(({ floor, text }) => floor === 'src/engine' && /\bsetInterval\(/.test(text));
    expect(said(ticking)).toEqual([]);
  });

  test('pages carry no inline script, style or handler', () => {
    const inline = files.filter(
      ({ file, text }) =>
        file.startsWith('views/') &&
        /\sstyle=|\son(?:click|change|input|submit|load|error|focus|blur|toggle|key\w+|mouse\w+|pointer\w+)=|dangerouslySetInnerHTML|<style/.test(
          text,
        ),
    );
    expect(said(inline)).toEqual([]);
  });
});
