/** Units, topics, duties and session templates as the keys that a plan file has them by, for the difference between two. */
import type { Obligation, SessionItem, Topic } from '../model.ts';
import type { PlanUnit } from '../plan-file.ts';
import type { Thing } from './decide.ts';

export const unitThing = ({ id, name, short, role }: PlanUnit): Thing => ({
  id,
  name: short,
  fields: { name, short, role },
});
export const topicThing = ({ key, code, parent, leaf, area, title, chip }: Topic): Thing => ({
  id: key,
  name: `${code} ${chip}`,
  fields: { code, parent, leaf, area, title, chip },
});
export const obligationThing = (owed: Obligation): Thing => ({
  id: owed.id,
  name: owed.code,
  fields: {
    code: owed.code,
    frequency_text: owed.frequencyText,
    owes: owesWords(owed),
    replays: owed.replays,
    per_year: owed.perYear,
    anchor: owed.anchor,
    valid: [owed.validFrom ?? '', owed.validUntil ?? ''],
    counting: [
      owed.startRule ?? 'remaining',
      ...owed.alsoProgrammeIds,
      ...(owed.countsTwice ? ['tính trùng'] : []),
      ...(owed.countsShare === null ? [] : [`từ ${owed.countsShare} thời lượng`]),
      ...(owed.countsClusters === null ? [] : [`từ ${owed.countsClusters} số cụm loa`]),
    ],
  },
});

const PERIODS = { weeks: 'tuần', month: 'tháng', year: 'năm', continuous: 'thường xuyên', unspecified: 'không ghi kỳ' };
const owesWords = ({ unit, count, period, every }: Obligation): string =>
  count === null
    ? PERIODS[period]
    : `${count} ${unit === 'issue' ? 'số' : 'lượt'} mỗi ${every > 1 ? `${every} ` : ''}${PERIODS[period]}`;

/** Its items in order, each as one line for people. */
export const templateThing = (one: {
  readonly id: string;
  readonly title: string;
  readonly items: readonly Omit<SessionItem, 'recordingId'>[];
}): Thing => ({
  id: one.id,
  name: one.title,
  fields: { title: one.title, items: one.items.map(({ title }, i) => `${i + 1}. ${title}`) },
});
