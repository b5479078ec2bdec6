/**
 * What makes a password too easy: NIST SP 800-63B §3.1.1.2 asks for length and a list of what guessers try first, and
 * forbids rules of composition. A common word stays common with a year or a "!" at its ends, twice over, or beside the
 * name of its owner or of the station.
 */
import { fold } from './vietnamese.ts';

/** What is typed here first, without diacritics; a list made elsewhere does not have it. */
const LOCAL =
  /^(?:matkhau|admin(?:istrator)?|quantri|truyenthanh|daitruyenthanh|phatthanh|loaphuong|vietnam|kontum|anhyeuem|emyeuanh|xinchao|qwerty(?:uiop)?|asdfghjkl?|abc|test)*$/;

export type Weakness = 'name' | 'common';

/** `names`: of the user and the station; `common`: passwords in lower case. `undefined` when it will do. */
export function weaknessOf(
  password: string,
  names: readonly string[],
  common: { has(word: string): boolean },
): Weakness | undefined {
  const plain = fold(password).replace(/\s/g, '');
  if (new Set(plain).size < 4 || isCommon(plain, common)) return 'common';
  const own = names.flatMap(wordsOf).sort((a, b) => b.length - a.length);
  const rest = own.reduce((text, word) => text.replaceAll(word, ''), plain);
  return rest !== plain && isCommon(rest, common) ? 'name' : undefined;
}

function isCommon(plain: string, common: { has(word: string): boolean }): boolean {
  const bare = plain.replace(/^[\d!-/:-@[-`{-~]+|[\d!-/:-@[-`{-~]+$/g, '');
  const half = bare.slice(0, bare.length / 2);
  return [plain, bare, ...(bare === half + half ? [half] : [])].some((word) => common.has(word) || LOCAL.test(word));
}

/** A name as one word, and each two words of it that follow one another: "Đài xã Đăk Tô" has "dakto". */
function wordsOf(name: string): string[] {
  const words = fold(name)
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  return [words.join(''), ...words.slice(1).map((word, i) => `${words[i]}${word}`)].filter(({ length }) => length > 2);
}
