/**
 * The media folder: sound on disk, named by its SHA-256 and never overwritten. `library/` keeps originals as they came,
 * `playout/` the copies that are heard, `arriving/` what is not whole yet, `uploads/` what comes in pieces and may go on
 * after a restart. In these no name a person typed is ever a path; `incoming/` is where people lay files themselves.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

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
    for (const folder of [
      'library',
      'playout',
      'copying',
      'set-aside',
      'arriving',
      'uploads',
      'incoming',
      'aircheck',
      'backups',
    ])
      mkdirSync(join(home, folder), { recursive: true });
  }

  /** Where the playout copy of this hash is, or will be. */
  playout(sha256: string): string {
    return playoutFile(this.home, sha256);
  }

  /** The original with this hash, if it is here. */
  original(sha256: string): string | undefined {
    const folder = dirname(this.#original(sha256, ''));
    const name = filesIn(folder).find((one) => one.startsWith(`${sha256}.`) && !one.endsWith('.part'));
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

  /** A new name in `arriving/`, for a file that is being written. */
  temporary(): string {
    return join(this.home, 'arriving', randomUUID());
  }

  /** Where people lay files over the local network, by names of their own. */
  get incoming(): string {
    return join(this.home, 'incoming');
  }

  /** Where the upload of this id is, or will be, until it is whole. */
  piece(id: string): string {
    if (!/^[0-9a-f]{32}$/.test(id)) throw new Error(`not an upload: ${id}`);
    return join(this.home, 'uploads', id);
  }

  /** How much of it is here. */
  pieceBytes(id: string): number {
    return statSync(this.piece(id), { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Every upload that has a piece here, whether anything knows of it or not. */
  pieces(): string[] {
    return filesIn(join(this.home, 'uploads')).filter((name) => /^[0-9a-f]{32}$/.test(name));
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.home);
    return bavail * bsize;
  }

  /** Moves a whole, synced file to its place; if the same bytes are there already, drops it. */
  async keepOriginal(temporary: string, sha256: string, extension: string): Promise<string> {
    const known = this.original(sha256);
    return known === undefined ? keep(temporary, this.#original(sha256, extension)) : drop(temporary, known);
  }

  async keepPlayout(temporary: string, sha256: string): Promise<string> {
    const target = this.playout(sha256);
    return filesIn(dirname(target)).includes(`${sha256}.flac`) ? drop(temporary, target) : keep(temporary, target);
  }

  /** Where the copy of this recording is made: one place for each, so that a killed copy is written over or swept. */
  copying(recordingId: number): string {
    return join(this.home, 'copying', `${recordingId}.flac`);
  }

  /** Removes what killed copies left. Only while none is being made. */
  sweepCopying(): void {
    for (const name of filesIn(join(this.home, 'copying'))) rmSync(join(this.home, 'copying', name), { force: true });
  }

  /**
   * Takes a file that is not what its name says out of the way of the right one, and keeps it: of an original, whatever
   * is left may be all there is.
   */
  async setAside(file: string): Promise<void> {
    await keep(file, join(this.home, 'set-aside', `${randomUUID()}-${basename(file)}`));
    await syncFolder(dirname(file));
  }

  /** Removes what a killed upload or copy left. Only before the first of this run: everything in there is taken. */
  sweepArriving(): void {
    for (const name of filesIn(join(this.home, 'arriving'))) rmSync(join(this.home, 'arriving', name), { force: true });
  }

  #original(sha256: string, extension: string): string {
    return join(this.home, 'library', checked(sha256).slice(0, 2), `${sha256}.${extension}`);
  }
}

export const openMediaFolder = (home: string): MediaFolder => new MediaFolder(home);

/** SHA-256, in hex, of a file that is on disk for good when this settles. */
export async function hashAndSync(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 ** 2 })) hash.update(chunk);
  await using handle = await open(file);
  await handle.sync();
  return hash.digest('hex');
}

/** Rename, then sync the folders: after a power cut the file is either there, whole, or not at all. */
async function keep(temporary: string, target: string): Promise<string> {
  const folder = dirname(target);
  const made = await mkdir(folder, { recursive: true });
  await move(temporary, target);
  await syncFolder(folder);
  if (made !== undefined) await syncFolder(dirname(folder));
  return target;
}

/** `incoming/` may be another disk, mounted: then the whole copy appears under its name at once, and the first one goes. */
async function move(from: string, to: string): Promise<void> {
  try {
    return await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
  }
  const copy = `${to}.part`;
  await copyFile(from, copy);
  await using handle = await open(copy);
  await handle.sync();
  await rename(copy, to);
  await rm(from);
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
