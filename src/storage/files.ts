/**
 * The media folder: sound on disk, named by its SHA-256 and never overwritten. `library/` keeps originals as they came,
 * `playout/` the copies that are heard, `incoming/` what is not whole yet. No name a person typed is ever a path.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

function checked(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`not a SHA-256: ${sha256}`);
  return sha256;
}

/** Where the playout copy of this hash is, or will be. */
export const playoutFile = (home: string, sha256: string): string =>
  join(home, 'playout', checked(sha256).slice(0, 2), `${sha256}.flac`);

/** What is kept of the aircheck longer than the rest, by the day it went out. */
export const excerptFolder = (home: string, day = ''): string => join(home, 'excerpts', day);
export const excerptFile = (home: string, day: string, sha256: string): string =>
  join(excerptFolder(home, day), `${checked(sha256)}.opus`);

export class MediaFolder {
  constructor(readonly home: string) {
    for (const folder of ['library', 'playout', 'incoming', 'aircheck', 'backups'])
      mkdirSync(join(home, folder), { recursive: true });
  }

  /** Where the playout copy of this hash is, or will be. */
  playout(sha256: string): string {
    return playoutFile(this.home, sha256);
  }

  /** The original with this hash, if it is here. */
  original(sha256: string): string | undefined {
    const folder = dirname(this.#original(sha256, ''));
    const name = filesIn(folder).find((one) => one.startsWith(`${sha256}.`));
    return name === undefined ? undefined : join(folder, name);
  }

  /** Every original there is, whether anything knows of it or not. */
  originals(): { sha256: string; extension: string; bytes: number }[] {
    const library = join(this.home, 'library');
    return filesIn(library).flatMap((folder) =>
      filesIn(join(library, folder)).flatMap((name) => {
        const [, sha256, extension] = /^([0-9a-f]{64})\.([a-z0-9]+)$/.exec(name) ?? [];
        if (!sha256 || !extension) return [];
        return [{ sha256, extension, bytes: statSync(join(library, folder, name)).size }];
      }),
    );
  }

  /** A new name in `incoming/`, for a file that is being written. */
  temporary(): string {
    return join(this.home, 'incoming', randomUUID());
  }

  /** Moves a whole, synced file of `incoming/` to its place; if the same bytes are there already, drops it. */
  async keepOriginal(temporary: string, sha256: string, extension: string): Promise<string> {
    const known = this.original(sha256);
    return known === undefined ? keep(temporary, this.#original(sha256, extension)) : drop(temporary, known);
  }

  async keepPlayout(temporary: string, sha256: string): Promise<string> {
    const target = this.playout(sha256);
    return filesIn(dirname(target)).includes(`${sha256}.flac`) ? drop(temporary, target) : keep(temporary, target);
  }

  /** Removes what a killed upload or copy left. Only before the first of this run: everything in there is taken. */
  sweepIncoming(): void {
    for (const name of filesIn(join(this.home, 'incoming'))) rmSync(join(this.home, 'incoming', name), { force: true });
  }

  #original(sha256: string, extension: string): string {
    return join(this.home, 'library', checked(sha256).slice(0, 2), `${sha256}.${extension}`);
  }
}

export const openMediaFolder = (home: string): MediaFolder => new MediaFolder(home);

/** Rename, then sync the folders: after a power cut the file is either there, whole, or not at all. */
async function keep(temporary: string, target: string): Promise<string> {
  const folder = dirname(target);
  const made = await mkdir(folder, { recursive: true });
  await rename(temporary, target);
  await syncFolder(folder);
  if (made !== undefined) await syncFolder(dirname(folder));
  return target;
}

async function drop(temporary: string, known: string): Promise<string> {
  await rm(temporary, { force: true });
  return known;
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder);
  await handle.sync();
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
