/**
 * Finding by what people remember: without diacritics, by the beginnings of words, and by the initials that offices speak
 * in ("cchc" finds Cải cách hành chính). What is written into the index and what is asked of it are made here, so that
 * both fold alike.
 */
import { fold } from './vietnamese.ts';

/** No acronym is longer. */
const LONGEST_ACRONYM = 10;

const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/**
 * All that the texts can be found by, as words with a space between: each word, numbers also without leading zeros, and
 * from each word on the initials of what follows.
 */
export function indexWords(texts: readonly string[]): string {
  const found = new Set<string>();
  for (const text of texts) {
    const words = wordsOf(text);
    for (const [at, word] of words.entries()) {
      found.add(word);
      if (/^0+\d/.test(word)) found.add(word.replace(/^0+(?=\d)/, ''));
      const initials = words.slice(at, at + LONGEST_ACRONYM).map((one) => [...one][0]);
      if (initials.length > 1) found.add(initials.join(''));
    }
  }
  return [...found].join(' ');
}

/** After these, people write i or y for one sound: quý and quí, kỹ and kĩ. */
const EITHER = /^(qu|[hklmstv])[iy]$/;
const MOST_WORDS = 12;

/**
 * What was typed as an FTS5 query over `indexWords`: every word or its beginning, in any order. `undefined` when nothing was
 * typed that could be found.
 */
export function searchQuery(typed: string): string | undefined {
  const words = wordsOf(typed).slice(0, MOST_WORDS);
  if (words.length === 0) return undefined;
  return words
    .map((word) => {
      const stem = EITHER.exec(word)?.[1];
      return stem === undefined ? `"${word}"*` : `("${stem}i"* OR "${stem}y"*)`;
    })
    .join(' AND ');
}
