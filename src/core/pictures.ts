/**
 * The pictures of a report as values (product I6), from its frozen figures alone: rows of lengths in at most three inks
 * that a black-and-white printer keeps apart. views/pictures.tsx draws them, and the same values are the table behind.
 */
import { Temporal } from 'temporal-polyfill';
import type { ReportAiring, ReportFigures, TopicFigure } from './report.ts';
import { dayOf, mondayOf } from './time.ts';
import { formatDate, formatNumber, formatPercent } from './vietnamese.ts';

export type Ink = 'solid' | 'hatch' | 'blank';

export type Chart = {
  readonly id: string;
  readonly title: string;
  /** bars lie, one row below another; columns stand, in order of time or size. */
  readonly shape: 'bars' | 'columns';
  readonly unit: string;
  readonly series: readonly { readonly name: string; readonly ink: Ink }[];
  /** `values`: one for each series, none below 0; `words` say the row's figure. */
  readonly rows: readonly { readonly label: string; readonly values: readonly number[]; readonly words: string }[];
};

/** Those the figures have something for, in the order of the report. */
export function picturesOf(figures: ReportFigures, zone: string): Chart[] {
  const told = figures.airings.filter(({ inWindow, countedBy }) => inWindow && countedBy.length > 0);
  return [
    progressChart(figures),
    weeksChart(told, zone),
    punctualityChart(told),
    topicsChart(
      [...figures.topics.list, ...(figures.topics.never ?? []).map((one) => ({ ...one, issues: 0, airings: 0 }))],
      figures.topics.order,
    ),
    clustersChart(figures),
  ].filter(({ rows }) => rows.length > 0);
}

function progressChart({ rows }: ReportFigures): Chart {
  return {
    id: 'tien-do',
    title: 'Tiến độ từng chỉ tiêu trong năm',
    shape: 'bars',
    unit: '% của chỉ tiêu cả năm',
    series: [
      { name: 'Đã thực hiện', ink: 'solid' },
      { name: 'Đã xếp lịch', ink: 'hatch' },
      { name: 'Còn lại', ink: 'blank' },
    ],
    rows: rows.flatMap(({ code, unit, target }) => {
      if (!target || target.due === 0) return [];
      const share = (n: number): number => Math.round((Math.min(n, target.due) / target.due) * 1000) / 10;
      const done = share(target.done);
      const planned = Math.round((share(target.done + target.planned) - done) * 10) / 10;
      const rest = Math.round((100 - done - planned) * 10) / 10;
      return [{ label: code, values: [done, planned, rest], words: `${target.done}/${target.due} ${unit}` }];
    }),
  };
}

function weeksChart(airings: readonly ReportAiring[], zone: string): Chart {
  const weeks = new Map<string, [number, number, number]>();
  const [first, last] = [airings[0], airings.at(-1)];
  if (first && last)
    for (
      let monday = mondayOf(dayOf(first.at, zone));
      Temporal.PlainDate.compare(monday, dayOf(last.at, zone)) <= 0;
      monday = monday.add({ weeks: 1 })
    )
      weeks.set(String(monday), [0, 0, 0]);
  for (const { at, kind } of airings)
    weeks.get(String(mondayOf(dayOf(at, zone))))![kind === 'premiere' ? 0 : kind === 'replay' ? 1 : 2]++;
  return {
    id: 'tuan',
    title: 'Lượt phát từng tuần theo hình thức',
    shape: 'columns',
    unit: 'lượt phát, theo ngày đầu tuần',
    series: [
      { name: 'Phát mới', ink: 'solid' },
      { name: 'Phát lại', ink: 'hatch' },
      { name: 'Khác', ink: 'blank' },
    ],
    rows: [...weeks].map(([iso, values]) => ({
      label: formatDate(iso).slice(0, 5),
      values,
      words: `${values.reduce((sum, n) => sum + n, 0)} lượt`,
    })),
  };
}

/** Upper ends in seconds, inclusive. */
const LATE = [
  { most: 1, label: 'đến 1 giây' },
  { most: 2, label: '1–2 giây' },
  { most: 10, label: '2–10 giây' },
  { most: 60, label: '10–60 giây' },
  { most: Number.POSITIVE_INFINITY, label: 'trên 1 phút' },
] as const;

function punctualityChart(airings: readonly ReportAiring[]): Chart {
  const known = airings.flatMap(({ latenessMs }) => latenessMs ?? []);
  const counts = LATE.map(
    ({ most }, i) => known.filter((ms) => ms <= most * 1000 && (i === 0 || ms > LATE[i - 1]!.most * 1000)).length,
  );
  return {
    id: 'dung-gio',
    title: 'Độ đúng giờ: bắt đầu chậm so với lịch',
    shape: 'columns',
    unit: 'lượt phát',
    series: [{ name: 'Lượt phát', ink: 'solid' }],
    rows:
      known.length === 0
        ? []
        : LATE.map(({ label }, i) => ({
            label,
            values: [counts[i]!],
            words: `${counts[i]} lượt (${formatPercent(counts[i]! / known.length)})`,
          })),
  };
}

/** `order`: codes as the plan has them; without it as they come. */
export function topicsChart(
  topics: readonly Pick<TopicFigure, 'code' | 'chip' | 'airings'>[],
  order: readonly string[] = [],
): Chart {
  const place = new Map(order.map((code, i) => [code, i]));
  const rows = [...topics].sort((a, b) => (place.get(a.code) ?? 0) - (place.get(b.code) ?? 0));
  return {
    id: 'chu-de',
    title: 'Lượt phát theo từng chủ đề',
    shape: 'bars',
    unit: 'lượt phát',
    series: [{ name: 'Lượt phát', ink: 'solid' }],
    rows: rows.map(({ code, chip, airings }) => ({
      label: code,
      values: [airings],
      words: `${airings === 0 ? 'chưa phát' : formatNumber(airings)} · ${chip}`,
    })),
  };
}

function clustersChart({ byCluster = [], clusters }: ReportFigures): Chart {
  const asked = byCluster.reduce((sum, { ok, failed, unknown }) => sum + ok + failed + unknown, 0);
  const rest = clusters?.failed === undefined ? 0 : clusters.expected - asked;
  const all = rest > 0 ? [...byCluster, { name: 'Chưa hỏi', ok: 0, failed: 0, unknown: rest }] : byCluster;
  return {
    id: 'cum-loa',
    title: 'Lượt phát đạt của từng cụm loa',
    shape: 'bars',
    unit: 'lượt phát',
    series: [
      { name: 'Đạt', ink: 'solid' },
      { name: 'Không đạt', ink: 'blank' },
      { name: 'Không có xác nhận', ink: 'hatch' },
    ],
    rows: all.map(({ name, ok, failed, unknown }) => ({
      label: name,
      values: [ok, failed, unknown],
      words: `${ok}/${ok + failed + unknown}${unknown > 0 ? `, ${unknown} không có xác nhận` : ''}`,
    })),
  };
}
