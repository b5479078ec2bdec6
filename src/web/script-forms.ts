/** The script of an issue: typed or sent in as a file, and as the reading copy. Page and API both end here. */
import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { ScriptSheet } from '../../views/script-parts.tsx';
import { displayName } from '../core/audio.ts';
import { type EpisodeInFull, versionLabel } from '../core/episodes.ts';
import type { Programme, User } from '../core/model.ts';
import { type ReadingCopy, readingLines, readingTime, wordsToRead } from '../core/reading-copy.ts';
import { err, ok, type Result } from '../core/result.ts';
import { slugify } from '../core/slug.ts';
import { formatDateTime, formatDuration, formatNumber } from '../core/vietnamese.ts';
import { readDocx } from '../documents/docx-read.ts';
import type { Script, ScriptFile, ScriptFileKind } from '../storage/scripts.ts';
import { reportSettings } from './report-figures.ts';
import type { Station } from './station.ts';

/** An hour of reading takes less. */
const MOST_LETTERS = 40_000;
const TOO_LONG = `Kịch bản dài tối đa ${formatNumber(MOST_LETTERS, 0)} ký tự; chia thành nhiều số`;
export const MOST_FILE_BYTES = 5 * 1024 ** 2;

/** Line ends and spaces at them as they come from whatever it was written on. */
const tidied = (text: string): string =>
  text
    .normalize()
    .split(/\r\n?|\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();

export const scriptDraft = z.object({
  text: z.string().transform(tidied).pipe(z.string().max(MOST_LETTERS, TOO_LONG)),
});

export function writeScript(station: Station, episodeId: number, text: string, { id: madeBy }: User): void {
  station.stores.scripts.add({ episodeId, text, madeBy, madeAt: station.clock() });
}

// files ---------------------------------------------------------------------------------------------------------------

/** Of a PDF there is no text: it is kept as it is. */
type Read = { readonly kind: ScriptFileKind; readonly text: string | undefined };

/** What a file says it is by its first bytes, never by its name. */
function readFile(bytes: Buffer): Result<Read, string> {
  if (bytes.length === 0) return err('Tệp rỗng; chọn tệp khác');
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return ok({ kind: 'pdf', text: undefined });
  if (bytes.subarray(0, 4).toString('hex') === 'd0cf11e0')
    return err('Tệp Word đời cũ (.doc) hoặc có mật khẩu: mở bằng Word, lưu lại dạng .docx rồi tải lên');
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') {
    const text = readDocx(bytes);
    return text === undefined
      ? err('Không đọc được tệp này; cần tệp Word .docx, tệp chữ .txt hoặc PDF')
      : ok({ kind: 'docx', text });
  }
  const text = decoded(bytes);
  return text === undefined
    ? err('Tệp chữ không phải Unicode (UTF-8); lưu lại với bảng mã Unicode rồi tải lên')
    : ok({ kind: 'txt', text });
}

/** UTF-8, or what Notepad calls Unicode. */
function decoded(bytes: Buffer): string | undefined {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Keeps the file; where there is no script yet, its text becomes the script. */
export function addScriptFile(
  station: Station,
  episodeId: number,
  { name, bytes }: { readonly name: string; readonly bytes: Buffer },
  user: User,
): Result<{ readonly file: ScriptFile; readonly isRead: boolean }, string> {
  if (bytes.length > MOST_FILE_BYTES) return err('Tệp quá lớn; kịch bản tối đa 5 MB');
  const read = readFile(bytes);
  if (!read.ok) return read;
  const text = tidied(read.value.text ?? '');
  if (text.length > MOST_LETTERS) return err(TOO_LONG);

  const { scripts } = station.stores;
  const file = scripts.addFile({
    ...{ episodeId, fileName: displayName(name), kind: read.value.kind, content: bytes },
    ...{ sha256: createHash('sha256').update(bytes).digest('hex'), addedBy: user.id, addedAt: station.clock() },
  });
  const isRead = text !== '' && !scripts.find(episodeId);
  if (isRead) writeScript(station, episodeId, text, user);
  return ok({ file, isRead });
}

/** The words of a kept file; '' of a PDF. */
export function textOfFile({ stores }: Station, { id }: ScriptFile): string {
  const bytes = stores.scripts.content(id);
  const read = bytes && readFile(bytes);
  return read?.ok ? tidied(read.value.text ?? '') : '';
}

// as it is shown ------------------------------------------------------------------------------------------------------

/** `script` a writing of it, by itself the newest. */
export function scriptSheet(station: Station, episodeId: number, script = newest(station, episodeId)): ScriptSheet {
  const { episodes, programmes, scripts, people } = station.stores;
  const names = new Map(people.list().map(({ id, name }) => [id, name]));
  const { wordsPerMinute } = programmes.find(episodes.find(episodeId)!.programmeId)!;
  return {
    script: script && {
      ...script,
      authorName: names.get(script.madeBy) ?? '',
      words: wordsToRead(script.text),
      readingMs: readingTime(script.text, wordsPerMinute),
    },
    files: scripts.files(episodeId),
  };
}

const newest = ({ stores }: Station, episodeId: number): Script | undefined => stores.scripts.find(episodeId);

export function readingCopy(
  station: Station,
  episode: EpisodeInFull,
  programme: Programme,
  script: NonNullable<ScriptSheet['script']>,
): ReadingCopy {
  const { stores, config } = station;
  const issue = versionLabel(programme.issueWord, episode);
  const readers = stores.credits
    .find(episode.id)
    .contributors.filter(({ role }) => role === 'presenter')
    .map(({ name }) => name);
  const length = `Đọc khoảng ${formatDuration(script.readingMs)} (${formatNumber(script.words, 0)} chữ, ${programme.wordsPerMinute} chữ một phút)`;
  const written = `Bản viết lần ${script.revision}, ${script.authorName}, ${formatDateTime(script.madeAt, config.zone)}`;
  return {
    name: `kich-ban-${slugify(`${programme.abbr} ${issue}`)}`,
    agency: reportSettings(station).agency,
    programme: programme.name,
    issue,
    title: episode.title,
    notes: [...(readers.length > 0 ? [`Phát thanh viên: ${readers.join(', ')}`] : []), length, written],
    lines: readingLines(script.text),
  };
}
