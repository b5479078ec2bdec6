/**
 * The reading copy of a script: what a presenter holds in front of the microphone. The lines are broken here, by the
 * letters' own widths, so that line 14 is the same line on the screen, in print and in the PDF. What stands in square
 * brackets ("[nhạc cắt]") is said to the people at the desk, not read.
 */
import { readAloud } from './reading-aloud.ts';
import { type DurationMs, durationMs } from './time.ts';

export type ReadingLine =
  | { readonly is: 'gap' }
  | {
      readonly is: 'line';
      /** From 1; a gap has none. */
      readonly number: number;
      readonly text: string;
      /** Of its paragraph. */
      readonly first: boolean;
      /** False: a direction. */
      readonly spoken: boolean;
    };

export type ReadingCopy = {
  /** Of its file: `kich-ban-cds-so-02-2025`. */
  readonly name: string;
  readonly agency: string;
  /** `Chuyên mục “Chuyển đổi số”`. */
  readonly programme: string;
  /** `Số 02/2025 (tiếng Xơ Đăng)`. */
  readonly issue: string;
  readonly title: string;
  /** Who reads, how long it takes, which writing it is. */
  readonly notes: readonly string[];
  readonly lines: readonly ReadingLine[];
};

/** In points: the text of a reading copy, and the width it has on A4 between the margins, right of its numbers. */
export const READING = { type: 18, width: 410 } as const;

export function readingLines(text: string): ReadingLine[] {
  const lines: ReadingLine[] = [];
  let number = 0;
  for (const paragraph of text.trim().split('\n')) {
    const words = paragraph.trim();
    if (words === '') {
      if (lines.at(-1)?.is !== 'gap') lines.push({ is: 'gap' });
      continue;
    }
    const spoken = !/^\[[^[\]]*\]$/.test(words);
    for (const [i, one] of wrap(words, READING.width / READING.type).entries())
      lines.push({ is: 'line', number: ++number, text: one, first: i === 0, spoken });
  }
  return number === 0 ? [] : lines;
}

/** As they are said: `UBND` is four, `2025` seven. Directions are none, and a hundred letters without a space are one. */
export const wordsToRead = (text: string): number =>
  readAloud(text.replace(/\[[^[\]]*\]/g, ' ').replace(/\S{100,}/g, 'x'))
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

export const readingTime = (text: string, wordsPerMinute: number): DurationMs =>
  durationMs(Math.round((wordsToRead(text) / wordsPerMinute) * 60) * 1000);

/** Into lines of at most `width` em; a word longer than that has a line of its own. */
function wrap(words: string, width: number): string[] {
  const lines: string[] = [];
  let [line, reach] = ['', 0];
  for (const word of words.split(/\s+/)) {
    const length = widthOf(word);
    if (line !== '' && reach + SPACE + length > width) {
      lines.push(line);
      [line, reach] = [word, length];
    } else [line, reach] = line === '' ? [word, length] : [`${line} ${word}`, reach + SPACE + length];
  }
  return [...lines, line];
}

/** Advance widths of Tinos Regular (those of Times New Roman) in thousandths of an em. Marks above and below have none. */
const WIDTHS = new Map(
  Object.entries({
    '.,': 250,
    '/:;ijlt': 278,
    '!()[]-‘’frI': 333,
    sJ: 389,
    '"': 408,
    '?“”aceză': 444,
    '–0123456789bdghknopquvxyđ': 500,
    ơ: 529,
    ư: 542,
    FPS: 556,
    '+=': 564,
    ELTZ: 611,
    BCR: 667,
    wADGHKNOQUVXYĐƠ: 722,
    Ư: 776,
    '&m': 778,
    '%': 833,
    M: 889,
    W: 944,
  }).flatMap(([letters, width]) => [...letters].map((letter): [string, number] => [letter, width / 1000])),
);
const SPACE = 0.25;

/** In em. What is not in the table is taken for the widest. */
const widthOf = (word: string): number =>
  [...word.normalize('NFC')].reduce((sum, letter) => sum + (WIDTHS.get(letter) ?? WIDTHS.get(bare(letter)) ?? 1), 0);
/** Without its tone and hat, but with its horn. */
const bare = (letter: string): string =>
  letter
    .normalize('NFD')
    .replace(/[\u0300-\u031A\u031C-\u036F]/g, '')
    .normalize('NFC');
