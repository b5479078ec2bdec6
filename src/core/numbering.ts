/** Numbers of a programme's issues: what is left out, and which period of the plan an issue stands for. */
import type { Issue } from './episodes.ts';
import type { IssueWord } from './model.ts';
import { type OwedObligation, type OwedPeriod, owedPeriods } from './periods.ts';
import { twoDigits } from './vietnamese.ts';

/**
 * Numbers of `year` that stand open below its highest: from 1, and in the first year there is from its first, for a
 * station may take this up in the middle of one.
 */
export function openNumbers(issues: readonly Issue[], year: number): number[] {
  const given = new Set(issues.filter((one) => one.year === year).map(({ number }) => number));
  const first = issues.some((one) => one.year < year) ? 1 : Math.min(...given);
  const most = Math.max(0, ...given);
  return Array.from({ length: Math.max(0, most - first) }, (_, i) => first + i).filter((number) => !given.has(number));
}

const SHOWN = 6;

/** `số 04, 05/2025`, `tháng 7/2025`; of many the first few. */
export function numbersInWords(word: IssueWord, numbers: readonly number[], year: number): string {
  const isMonth = word === 'chuyên mục';
  const shown = numbers.slice(0, SHOWN).map((number) => (isMonth && number > 2 ? String(number) : twoDigits(number)));
  const more = numbers.length > SHOWN ? ` và ${numbers.length - SHOWN} ${isMonth ? 'tháng' : 'số'} nữa` : '';
  return `${isMonth ? 'tháng' : word} ${shown.join(', ')}/${year}${more}`;
}

/** What a plan owes one issue a period for: the period this issue answers, counted among those of its year that owe. */
export function periodOfIssue(
  word: IssueWord,
  obligations: readonly OwedObligation[],
  { year, number }: Issue,
): { readonly code: string; readonly period: OwedPeriod } | undefined {
  for (const owed of obligations) {
    if (owed.unit !== 'issue' || owed.count !== 1 || (owed.period !== 'weeks' && owed.period !== 'month')) continue;
    const owing = owedPeriods(owed).periods.filter(({ owes, from }) => owes > 0 && from.year === year);
    const period = word === 'chuyên mục' ? owing.find(({ from }) => from.month === number) : owing[number - 1];
    if (period) return { code: owed.code, period };
  }
  return undefined;
}
