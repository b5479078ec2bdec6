/**
 * The folder people copy files into over the local network. One look takes what has come to rest: same size and time as
 * at the look before, and open for writing to nobody. It is moved into the library, never copied (but from another disk),
 * so it is there once; what is no sound is put aside, with a text beside it that says why. Called by a timer
 * (web/incoming.ts). Links and the files that systems leave everywhere are not looked at.
 */
import { randomBytes } from 'node:crypto';
import { type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile, readlink, rename, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { displayName, explain, extensionOf, HEAD_BYTES, judgeShape, TAIL_BYTES } from '../core/audio.ts';
import type { EpochMs } from '../core/time.ts';
import type { Arrivals } from '../storage/arrivals.ts';
import { hashAndSync, type MediaFolder } from '../storage/files.ts';
import { bytesOf } from './check.ts';
import type { ReceivedFile } from './upload.ts';

/** Inside the folder: what was not taken. */
export const REFUSED = 'khong-nhan';
const LEFT_ALONE = /^\.|^~\$|^(thumbs\.db|desktop\.ini)$|\.(part|partial|filepart|crdownload|tmp|temp)$/i;

export type IncomingOptions = {
  readonly arrivals: Arrivals;
  readonly media: MediaFolder;
  readonly now: () => EpochMs;
  readonly limitBytes: () => number;
  /** The file is in the library: makes or finds its recording. */
  readonly keep: (file: ReceivedFile) => { readonly recordingId: number; readonly isNew: boolean };
};

/** Path in the folder → how it was. */
export type Sight = ReadonlyMap<string, string>;

/** Takes what is as it was at the look before; answers what is still there, for the next look. */
export async function lookIntoIncoming(options: IncomingOptions, before: Sight): Promise<Sight> {
  const sight = new Map<string, string>();
  for (const path of filesIn(options.media)) {
    const file = join(options.media.incoming, path);
    const seen = await traits(file);
    if (seen === undefined) continue; // taken back meanwhile
    const rests = before.get(path) === seen && !(await isBeingWritten(file));
    if (!rests || !(await takeIn(options, path, seen))) sight.set(path, seen);
  }
  return sight;
}

/** What is in the folder now: still coming, and put aside with the reason. */
export function incomingNow(media: MediaFolder): { waiting: string[]; refused: { name: string; reason: string }[] } {
  const aside = join(media.incoming, REFUSED);
  const names = existsSync(aside) ? readdirSync(aside) : [];
  const refused = names
    .filter((name) => names.includes(`${name}.txt`))
    .map((name) => ({ name, reason: readFileSync(join(aside, `${name}.txt`), 'utf8').split('\r\n')[1] ?? '' }));
  return { waiting: filesIn(media), refused };
}

function filesIn({ incoming }: MediaFolder): string[] {
  mkdirSync(incoming, { recursive: true });
  const isFile = (one: Dirent) => one.isFile() && !LEFT_ALONE.test(one.name);
  return readdirSync(incoming, { recursive: true, withFileTypes: true })
    .filter(isFile)
    .map((one) => relative(incoming, join(one.parentPath, one.name)))
    .filter((path) => !path.startsWith(`${REFUSED}/`))
    .sort();
}

/** Whatever changes when somebody writes to it. */
async function traits(file: string): Promise<string | undefined> {
  const { ino, size, mtimeMs } = (await stat(file).catch(() => undefined)) ?? {};
  return ino === undefined ? undefined : `${ino} ${size} ${mtimeMs}`;
}

/** False when it was written to meanwhile, or cannot be read: it stays for the next look. */
async function takeIn({ arrivals, media, now, limitBytes, keep }: IncomingOptions, path: string, seen: string) {
  const file = join(media.incoming, path);
  const fileName = displayName(basename(path));
  try {
    const { size: bytes } = statSync(file);
    const reason = await complaint(file, bytes, limitBytes());
    if (reason !== undefined) return await putAside(media, file, reason);
    const sha256 = await hashAndSync(file);
    if ((await traits(file)) !== seen) return false;
    const id = randomBytes(16).toString('hex');
    arrivals.add({ id, userId: null, fileName, bytes, begunAt: now() });
    arrivals.seal(id, sha256);
    await media.keepOriginal(file, sha256, extensionOf(fileName)).catch((error) => {
      arrivals.remove(id);
      throw error;
    });
    arrivals.finish(id, { ...keep({ fileName, sha256, bytes }), at: now() });
    return true;
  } catch (error) {
    console.error(`incoming: ${path}:`, error);
    return false;
  }
}

async function complaint(file: string, bytes: number, limitBytes: number): Promise<string | undefined> {
  if (bytes > limitBytes) return 'Tệp lớn hơn mức đài nhận; mức này do người quản trị đặt ở trang Cấu hình.';
  const misshapen = judgeShape(await bytesOf(file, 0, HEAD_BYTES), await bytesOf(file, -TAIL_BYTES), bytes);
  return misshapen && explain(misshapen);
}

/** Beside it a text that opens in Notepad; its second line is the reason. */
async function putAside({ incoming }: MediaFolder, file: string, reason: string): Promise<true> {
  const aside = join(incoming, REFUSED);
  mkdirSync(aside, { recursive: true });
  const [stem, end] = [basename(file, extname(file)), extname(file)];
  let name = basename(file);
  for (let n = 2; existsSync(join(aside, name)); n++) name = `${stem} (${n})${end}`;
  const words = [`Đài chưa nhận tệp “${name}”.`, reason, 'Sửa xong thì chép lại tệp vào thư mục nhận tệp.', ''];
  await writeFile(join(aside, `${name}.txt`), `\ufeff${words.join('\r\n')}`);
  await rename(file, join(aside, name));
  return true;
}

/**
 * Somebody has it open for writing: a copy that stands still for a while, over a slow network, is not at rest. Only of
 * processes of the same user, or of all when this runs as root (proc(5), /proc/pid/fdinfo: flags are octal).
 */
async function isBeingWritten(file: string): Promise<boolean> {
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue;
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if ((await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')) !== file) continue;
      const info = await readFile(`/proc/${pid}/fdinfo/${fd}`, 'utf8').catch(() => '');
      if (Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? '0', 8) & 3) return true;
    }
  }
  return false;
}
