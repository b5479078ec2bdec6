/** What the conditional and range headers of a request ask of a file (RFC 9110 §13 and §14). */

/** Bytes `from` up to, but not with, `until`. */
export type Part = { readonly from: number; readonly until: number };

/** What cannot be read, other units, and several ranges at once may be ignored (§14.2), and are: the whole file. */
export function rangeOf(header: string | undefined, size: number): Part | 'whole' | 'unsatisfiable' {
  const [, first, last] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole';
  if (first === '') {
    const length = Number(last);
    return length === 0 || size === 0 ? 'unsatisfiable' : { from: Math.max(0, size - length), until: size };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return 'whole';
  return from >= size ? 'unsatisfiable' : { from, until: last === '' ? size : Math.min(Number(last) + 1, size) };
}

/** `If-None-Match` names this tag, or any (§13.1.2: weak comparison). */
export const isKnown = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);

/** A range may be answered: nothing is said, or what the asker holds is this very file (§13.1.5: strong comparison). */
export const isSame = (ifRange: string | undefined, etag: string): boolean =>
  ifRange === undefined || ifRange.trim() === etag;
