/** ASCII names for what people add on screen: they appear in addresses, file names and exported plans. */
import { fold } from './vietnamese.ts';

/** `Chuyên mục “Chuyển đổi số”` → `chuyen-muc-chuyen-doi-so`; at most 60 characters, empty when nothing is left. */
export const slugify = (title: string): string =>
  fold(title)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');

/** The slug of `title`, or with `-2`, `-3` … behind it the first that is not taken. */
export function freeSlug(title: string, isTaken: (slug: string) => boolean): string {
  const slug = slugify(title) || 'muc';
  let free = slug;
  for (let n = 2; isTaken(free); n++) free = `${slug}-${n}`;
  return free;
}
