/** What there is to say of a number before it is given: taken, another version of one, numbers left out, its period. */
import { byIssue, type EpisodeInFull, type Issue, nextIssue, versionLabel } from '../core/episodes.ts';
import { type Language, languageWord } from '../core/languages.ts';
import type { Programme } from '../core/model.ts';
import { numbersInWords, openNumbers, periodOfIssue } from '../core/numbering.ts';
import { dayOf } from '../core/time.ts';
import { formatDateAdministrative, lowerFirst } from '../core/vietnamese.ts';
import type { Station } from './station.ts';

export type NumberingNote = { readonly tone: 'warn' | 'plain'; readonly words: string };

/** `besides`: the issue that is being changed, which does not stand in its own way. */
export function numberingNotes(
  station: Station,
  programme: Programme,
  issue: Issue & { readonly language: Language },
  besides?: number,
): NumberingNote[] {
  const others = station.stores.episodes
    .list({ programmeId: programme.id, archived: true })
    .filter(({ id }) => id !== besides);
  return [
    ...twinNotes(programme, others, issue),
    ...openNotes(programme, others, issue),
    ...periodNotes(station, programme, issue),
  ];
}

function twinNotes(
  { issueWord }: Programme,
  others: readonly EpisodeInFull[],
  issue: Issue & { readonly language: Language },
): NumberingNote[] {
  const same = others.filter((one) => byIssue(one, issue) === 0);
  const taken = same.find(({ language }) => language === issue.language);
  if (taken) {
    const where = taken.archivedAt === null ? '' : ', đang lưu trữ';
    const words = `Đã có ${versionLabel(issueWord, taken)} (“${taken.title}”${where}); chọn số khác`;
    return [{ tone: 'warn', words }];
  }
  return same.slice(0, 1).map((one) => {
    const words = `Đây là bản ${lowerFirst(languageWord(issue.language))} của ${versionLabel(issueWord, one)}, “${one.title}”`;
    return { tone: 'plain', words };
  });
}

/** Numbers below it that nobody has given; it fills one itself, perhaps. */
function openNotes({ issueWord }: Programme, others: readonly Issue[], issue: Issue): NumberingNote[] {
  const open = openNumbers([...others, issue], issue.year).filter((number) => number < issue.number);
  if (open.length === 0) return [];
  return [{ tone: 'warn', words: `Còn bỏ trống ${numbersInWords(issueWord, open, issue.year)}` }];
}

function periodNotes({ stores }: Station, { id, issueWord }: Programme, issue: Issue): NumberingNote[] {
  const issued = new Map(stores.plans.list().map((plan) => [plan.id, plan.issuedOn]));
  const owed = stores.plans.obligations().filter(({ programmeId }) => programmeId === id);
  const dated = owed.map((one) => ({ ...one, issuedOn: issued.get(one.planId) ?? null }));
  const found = periodOfIssue(issueWord, dated, issue);
  if (!found) return [];
  const [from, until] = [found.period.from, found.period.until].map(formatDateAdministrative);
  return [{ tone: 'plain', words: `Theo kế hoạch (${found.code}), ứng với kỳ từ ${from} đến ${until}` }];
}

/** What a form suggests, and which numbers of this year stand open below the last. */
export function nextNumbers({ stores, clock, config }: Station, { id, issueWord }: Programme) {
  const issues = stores.episodes.issues(id);
  const today = dayOf(clock(), config.zone);
  return { next: nextIssue(issueWord, issues, today), year: today.year, open: openNumbers(issues, today.year) };
}
