/** What pages show of a script: that there is one, how long it reads, and its lines. */
import { type ReadingLine, readingLines } from '../src/core/reading-copy.ts';
import type { DurationMs, EpochMs } from '../src/core/time.ts';
import { formatDuration, formatNumber, lowerFirst } from '../src/core/vietnamese.ts';

export type ScriptSheet = {
  readonly script:
    | {
        readonly text: string;
        readonly revision: number;
        readonly authorName: string;
        readonly madeAt: EpochMs;
        readonly words: number;
        readonly readingMs: DurationMs;
      }
    | undefined;
  readonly files: readonly ScriptFileSheet[];
};
export type ScriptFileSheet = {
  readonly id: number;
  readonly fileName: string;
  readonly kind: 'txt' | 'docx' | 'pdf';
  readonly bytes: number;
};

/** `Đọc khoảng 13 phút 20 giây · 2.130 chữ`. */
export const readingWords = ({ readingMs, words }: NonNullable<ScriptSheet['script']>): string =>
  `Đọc khoảng ${formatDuration(readingMs)} · ${formatNumber(words, 0)} chữ`;

export const ScriptFacts = (props: {
  script: ScriptSheet;
  episode: { id: number; archivedAt: EpochMs | null };
  mayEdit: boolean;
}) => {
  const { script, files } = props.script;
  const path = `/so/${props.episode.id}/kich-ban`;
  const mayWrite = props.mayEdit && props.episode.archivedAt === null;
  if (!script && files.length === 0 && !mayWrite) return null;
  return (
    <>
      <dt>Kịch bản</dt>
      <dd>
        {script || files.length > 0 ? <a href={path}>Xem kịch bản</a> : <a href={path}>Soạn hoặc tải kịch bản lên…</a>}
        {script && <small>{readingWords(script)}</small>}
        {files.length > 0 && <small>Tệp kèm theo: {files.map(({ fileName }) => fileName).join(', ')}</small>}
      </dd>
    </>
  );
};

/** Beside the player of who approves: what they hear, to read along. */
export const ScriptToRead = ({ episodeId, sheet }: { episodeId: number; sheet: ScriptSheet | undefined }) => {
  const path = `/so/${episodeId}/kich-ban`;
  if (!sheet?.script) return sheet?.files[0] ? <a href={path}>Xem tệp kịch bản</a> : null;
  return (
    <details class="script-to-read">
      <summary>Kịch bản · {lowerFirst(readingWords(sheet.script))}</summary>
      <ReadingLines lines={readingLines(sheet.script.text)} />
      <a href={path}>Mở trang kịch bản</a>
    </details>
  );
};

/** The lines as they are on the reading copy, each with its number; on a phone they run on, paragraph by paragraph. */
export const ReadingLines = ({ lines }: { lines: readonly ReadingLine[] }) => {
  const paragraphs: ReadingLine[][] = [];
  for (const one of lines)
    if (one.is === 'gap' || one.first) paragraphs.push([one]);
    else paragraphs.at(-1)!.push(one);
  return (
    <div class="reading">
      {paragraphs.map((own) => (
        <p class={classOf(own[0]!)}>
          {own.map(
            (one) =>
              one.is === 'line' && (
                <span class="row">
                  <span class="line-number">{one.number}</span> <span>{one.text} </span>
                </span>
              ),
          )}
        </p>
      ))}
    </div>
  );
};

const classOf = (first: ReadingLine): string | undefined =>
  first.is === 'gap' ? 'breath' : first.spoken ? undefined : 'direction';
