/** How much of the disk what takes: the folders of the media folder, counted file by file. Reads, never writes. */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

export type FolderUse = { readonly folder: string; readonly files: number; readonly bytes: number };
export type KeptFile = {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly changedMs: number;
};

/** Every folder at the top of `home`; the files beside them (the database) stand under ''. */
export async function folderUses(home: string): Promise<FolderUse[]> {
  const top = await readdir(home, { withFileTypes: true });
  const folders = top.filter((one) => one.isDirectory()).map(({ name }) => name);
  const uses: FolderUse[] = [];
  for (const folder of folders) uses.push(await sum(folder, filesUnder(join(home, folder))));
  const beside = top.filter((one) => one.isFile()).map(({ name }) => join(home, name));
  uses.push(
    await sum(
      '',
      (async function* () {
        for (const path of beside) yield* sized(path);
      })(),
    ),
  );
  return uses;
}

async function sum(folder: string, all: AsyncIterable<KeptFile>): Promise<FolderUse> {
  let [files, bytes] = [0, 0];
  for await (const one of all) {
    files += 1;
    bytes += one.bytes;
  }
  return { folder, files, bytes };
}

/** In no order; what vanishes meanwhile is left out. */
export async function* filesUnder(folder: string): AsyncGenerator<KeptFile> {
  for (const one of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, one.name);
    if (one.isDirectory()) yield* filesUnder(path);
    else if (one.isFile()) yield* sized(path);
  }
}

async function* sized(path: string): AsyncGenerator<KeptFile> {
  const found = await stat(path).catch(() => undefined);
  if (found) yield { path, name: path.slice(path.lastIndexOf('/') + 1), bytes: found.size, changedMs: found.mtimeMs };
}

export async function diskSpace(home: string): Promise<{ freeBytes: number; totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(home);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
