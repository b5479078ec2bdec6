/** Who made an issue and as what: from here the list of fees takes its people (bảng kê nhuận bút). */
import { fold, lowerFirst } from './vietnamese.ts';

/** In the order of the work. */
const WORDS = {
  author: 'Tác giả',
  translator: 'Biên dịch',
  editor: 'Biên tập',
  presenter: 'Phát thanh viên',
  technician: 'Kỹ thuật',
  collaborator: 'Cộng tác viên',
} as const;

export type ContributorRole = keyof typeof WORDS;
export const CONTRIBUTOR_ROLES = Object.keys(WORDS) as [ContributorRole, ...ContributorRole[]];
/** `Phát thanh viên`. */
export const roleWord = (role: ContributorRole): string => WORDS[role];

export type Contributor = {
  readonly name: string;
  readonly role: ContributorRole;
  /** As the list of fees calls the work: Tin, Bài, Phỏng vấn …; '' when nobody said. */
  readonly genre: string;
  readonly userId: number | null;
};

/** A line of the list of fees as far as it tells whom it pays, and as what ('' by hand). */
type PaidTo = { readonly author: string; readonly role: string };

/** Those of an issue whom the list does not have yet: the same person may be paid once in each role. */
export function notYetPaid<C extends Contributor>(contributors: readonly C[], fees: readonly PaidTo[]): C[] {
  const key = (name: string, role: string): string => `${fold(name)} ${role}`;
  const known = new Set(fees.map(({ author, role }) => key(author, role)));
  const byHand = new Set(fees.flatMap(({ author, role }) => (role === '' ? [fold(author)] : [])));
  return contributors.filter((one, i) => {
    const isRepeated = contributors.findIndex((other) => key(other.name, other.role) === key(one.name, one.role)) < i;
    return !isRepeated && !known.has(key(one.name, one.role)) && !byHand.has(fold(one.name));
  });
}

/** `Y Lan (phát thanh viên)`; of who wrote it, and of a line by hand, the name alone. */
export const paidAs = ({ author, role }: { readonly author: string; readonly role: ContributorRole | '' }): string =>
  role === '' || role === 'author' ? author : `${author} (${lowerFirst(roleWord(role))})`;
