/** How abbreviations are read: the list as people type it, and its saving; for the page and the API. */
import { z } from '@hono/zod-openapi';
import type { Pronunciation } from '../core/reading-aloud.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { text } from './forms.ts';
import type { Station } from './station.ts';

const MOST = 500;
export const pronunciationsDraft = z.object({
  pronunciations: z
    .array(
      z.object({
        written: text('Thiếu chữ viết', 40),
        spoken: z.string().normalize().max(120, 'Cách đọc dài tối đa 120 ký tự'),
      }),
    )
    .max(MOST, `Danh sách tối đa ${MOST} dòng`),
});

/** `UBND = Ủy ban nhân dân`, a line each. */
export const pronunciationLines = ({ stores }: Pick<Station, 'stores'>): string =>
  stores.settings
    .find()
    .pronunciations.map(({ written, spoken }) => `${written} = ${spoken}`)
    .join('\n');

export function savePronunciations(station: Station, typed: string): Result<readonly Pronunciation[], FieldErrors> {
  const lines = typed.split(/\r?\n/).map((line) => line.trim());
  const read: { written: string; spoken: string }[] = [];
  for (const [i, line] of lines.entries()) {
    if (line === '') continue;
    const cut = line.indexOf('=', 1);
    if (cut < 0) return err({ list: `Dòng ${i + 1} thiếu dấu “=”: ${line.slice(0, 40)}` });
    read.push({ written: line.slice(0, cut).trim(), spoken: line.slice(cut + 1).trim() });
  }
  return keepPronunciations(station, read);
}

export function keepPronunciations(
  { stores }: Station,
  read: readonly Pronunciation[],
): Result<readonly Pronunciation[], FieldErrors> {
  const checked = pronunciationsDraft.safeParse({ pronunciations: read });
  if (!checked.success) return err({ list: checked.error.issues[0]!.message });
  const { pronunciations } = checked.data;
  const twice = pronunciations.find(({ written }, i) => pronunciations.findIndex((one) => one.written === written) < i);
  if (twice) return err({ list: `“${twice.written}” có hai cách đọc; giữ một` });
  stores.settings.change({ pronunciations });
  return ok(pronunciations);
}
