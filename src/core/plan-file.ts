/**
 * A plan file, `schedules/*.yaml`: the plan, its units, topics, programmes with what is owed of each, and the slots.
 * Everything wrong with it is told at once. What zod cannot see in one field (duplicates, references, rules) is looked
 * for in the raw value, so that one bad row does not hide the others.
 */
import { LineCounter, parseDocument } from 'yaml';
import type { Obligation, Plan, Programme, Slot, Topic } from './model.ts';
import { nearestName, type Path, Places, type PlanProblem, shapeProblems } from './plan/problems.ts';
import { type PlanSource, planSchema, slotSchema } from './plan/schema.ts';
import { type PlanTemplate, templateOf } from './plan/templates.ts';
import { isTimeZone, parseRule } from './recurrence.ts';
import { parseParts } from './recurrence-parts.ts';
import { err, ok, type Result } from './result.ts';

export type { PlanProblem } from './plan/problems.ts';

export type PlanUnit = { readonly id: string; readonly name: string; readonly short: string; readonly role: string };
/** What the library and the screen add later (a recording, a change) is not in the file. */
export type PlanProgramme = Omit<Programme, 'evergreenRecordingId' | 'music' | 'wordsPerMinute' | 'archivedAt'> & {
  readonly music?: boolean;
  readonly entertainment?: boolean;
  readonly evergreen?: SoundName | null;
};
/**
 * `3f2a9c1b04d1 Nhạc hiệu`: the first digits of the original's SHA-256, behind them words for people. Of a sound that a
 * file does not mention it says nothing; null, that there is none.
 */
export type SoundName = string;
export type PlanSlot = Omit<Slot, 'recordingId' | 'substituteRecordingId' | 'items' | 'changedAt' | 'archivedAt'> & {
  readonly recording?: SoundName | null;
  readonly substitute?: SoundName | null;
};

/** Every list is in the order of the file. The station's own programmes follow the plan's, and owe nothing. */
export type PlanFile = {
  readonly plan: Omit<Plan, 'importedAt'>;
  readonly units: readonly PlanUnit[];
  readonly topics: readonly Topic[];
  readonly programmes: readonly PlanProgramme[];
  readonly obligations: readonly Obligation[];
  readonly templates: readonly PlanTemplate[];
  readonly slots: readonly PlanSlot[];
};

/** `zones`: the ids a slot may name. */
export function parsePlanFile(
  text: string,
  zones: readonly string[] | 'any' = ['main'],
): Result<PlanFile, PlanProblem[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const places = new Places(document, lines);
  const syntax = places.syntax();
  // The same key twice leaves the rest readable; behind any other slip of syntax nothing can be trusted.
  const isWhole = document.errors.every((error) => error.code === 'DUPLICATE_KEY');

  let value: unknown;
  try {
    value = normalized(document.toJS());
  } catch {
    return err([
      ...syntax,
      places.problem([], 'YAML: tham chiếu (*) lặp quá nhiều hoặc không có đích; ghi thẳng giá trị'),
    ]);
  }
  // Where bytes were not UTF-8 the decoder has put U+FFFD: a file saved in TCVN3 or VNI.
  const foreign = text.indexOf('\uFFFD');
  if (foreign >= 0)
    syntax.push(
      places.problem([], 'chữ không phải UTF-8 (có thể là TCVN3, VNI); hãy lưu lại tệp bằng mã UTF-8', foreign),
    );
  let found = [...shapeProblems(planSchema, value, places, isWhole), ...findDuplicates(value, places)];
  if (isWhole)
    found.push(
      ...findDangling(value, places, zones),
      ...findObligationProblems(value, places),
      ...findSlotProblems(value, places),
    );
  else found = found.filter(({ line }) => line < places.syntax()[0]!.line);
  const problems = [...syntax, ...found].sort((a, b) => a.line - b.line || a.column - b.column);
  return problems.length > 0 ? err(problems) : ok(fromSource(planSchema.parse(value)));
}

function fromSource(source: PlanSource): PlanFile {
  const { id: planId, number, title, issuer, issued_on: issuedOn, year } = source.plan;
  const defaults = source.suggested_defaults;
  return {
    plan: { id: planId, number, title, issuer, issuedOn, year },
    units: source.units.map(({ id, name, short, role }) => ({ id, name, short, role })),
    topics: source.topics,
    programmes: [...source.programmes, ...source.station_programmes].map((programme) => ({
      id: programme.id,
      planId,
      name: programme.name,
      abbr: programme.abbr,
      issueWord: programme.issue_word,
      area: programme.area,
      leadUnit: programme.lead ?? null,
      ...said({ music: programme.music, entertainment: programme.entertainment, evergreen: programme.evergreen }),
    })),
    obligations: source.programmes.map(({ obligation: owed, timeframe, ...programme }) => ({
      id: `${programme.id}-${year}`,
      planId,
      programmeId: programme.id,
      code: programme.code,
      frequencyText: programme.frequency_text ?? '',
      unit: owed.unit,
      count: owed.count,
      period: owed.period,
      every: owed.every,
      anchor: owed.anchor ?? null,
      replays: owed.replays,
      perYear: owed.per_year ?? null,
      validFrom: timeframe?.from ?? `${year}-01-01`,
      validUntil: timeframe?.to ?? `${year}-12-31`,
      startRule: owed.start_rule ?? defaults.start_rule ?? null,
      alsoProgrammeIds: owed.also_programmes,
      countsTwice: owed.counts_twice ?? defaults.double_count_across_obligations ?? false,
      countsShare: owed.counts_share ?? defaults.count_airing_if_share_at_least ?? null,
      countsClusters: owed.counts_clusters ?? defaults.count_airing_if_clusters_ok_ratio_at_least ?? null,
    })),
    templates: source.session_templates.map(templateOf),
    slots: source.slots.map((slot) => ({
      id: slot.id,
      planId,
      title: slot.title,
      zoneId: slot.zone,
      durationMs: slot.duration,
      plays: slot.plays,
      programmeId: slot.programme ?? null,
      relayUrl: slot.relay_url ?? null,
      dayTypes: slot.day_types ?? null,
      templateId: slot.template ?? null,
      language: slot.language ?? null,
      replayOf: slot.replay_of,
      rrule: slot.rrule,
      startDate: slot.start_date,
      startTime: slot.start_time,
      timeZone: slot.time_zone ?? source.timezone,
      exdates: slot.exdates,
      rdates: slot.rdates,
      overflow: slot.overflow,
      startMode: slot.start_mode,
      toleranceMs: slot.tolerance,
      lateStartMs: slot.late_start,
      latePolicy: slot.late_policy,
      endMode: slot.end_mode,
      fadeMs: slot.fade,
      crossFadeMs: slot.cross_fade,
      gainDb: slot.gain_db,
      priority: slot.priority,
      ...said({ recording: slot.recording, substitute: slot.substitute }),
    })),
  };
}

/** What the file says; of the rest it has no key. */
export const said = <T extends object>(keys: T): Said<T> =>
  Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined)) as Said<T>;
type Said<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

// across the file -----------------------------------------------------------------------------------------------------

const IDENTITIES: readonly (readonly { list: string; key: string }[])[] = [
  [{ list: 'units', key: 'id' }],
  [
    { list: 'programmes', key: 'id' },
    { list: 'station_programmes', key: 'id' },
  ],
  [{ list: 'programmes', key: 'code' }],
  [{ list: 'topics', key: 'code' }],
  [{ list: 'topics', key: 'key' }],
  [{ list: 'session_templates', key: 'id' }],
  [{ list: 'slots', key: 'id' }],
];

function findDuplicates(value: unknown, places: Places): PlanProblem[] {
  const problems: PlanProblem[] = [];
  for (const group of IDENTITIES) {
    const seen = new Map<string, number>();
    for (const { list, key } of group)
      for (const { path, text } of strings(value, [list, '*', key])) {
        const first = seen.get(text);
        if (first === undefined) seen.set(text, places.line(path));
        else problems.push(places.problem(path, `${key} “${text}” đã dùng ở dòng ${first}; hãy đặt ${key} khác`));
      }
  }
  return problems;
}

/** Where a reference stands, and the lists it may point into. */
const REFERENCES: readonly { at: string; to: string; what: string }[] = [
  { at: 'programmes.*.lead', to: 'units.*.id', what: 'đơn vị' },
  { at: 'programmes.*.coordinating.*', to: 'units.*.id', what: 'đơn vị' },
  { at: 'station_programmes.*.lead', to: 'units.*.id', what: 'đơn vị' },
  { at: 'standing_duties.*.unit', to: 'units.*.id', what: 'đơn vị' },
  { at: 'activities.*.lead.*', to: 'units.*.id', what: 'đơn vị' },
  { at: 'activities.*.coord.*', to: 'units.*.id', what: 'đơn vị' },
  { at: 'reporting.*.from.*', to: 'units.*.id', what: 'đơn vị' },
  { at: 'reporting.*.to', to: 'units.*.id', what: 'đơn vị' },
  { at: 'reporting.*.then_to', to: 'units.*.id', what: 'đơn vị' },
  { at: 'feedback.*.lead', to: 'units.*.id', what: 'đơn vị' },
  { at: 'programmes.*.required_content.*.topics.*', to: 'topics.*.code', what: 'chủ đề' },
  { at: 'programmes.*.topic_groups.*', to: 'topics.*.code', what: 'chủ đề' },
  { at: 'programmes.*.related_topics.*', to: 'topics.*.code', what: 'chủ đề' },
  { at: 'topics.*.parent', to: 'topics.*.code', what: 'chủ đề' },
  { at: 'programmes.*.also_required_by.*', to: 'standing_duties.*.code', what: 'nhiệm vụ thường xuyên' },
  {
    at: 'programmes.*.obligation.also_programmes.*',
    to: 'programmes.*.id station_programmes.*.id',
    what: 'chuyên mục',
  },
  { at: 'session_templates.*.items.*.programme', to: 'programmes.*.id station_programmes.*.id', what: 'chuyên mục' },
  { at: 'slots.*.template', to: 'session_templates.*.id', what: 'mẫu buổi phát' },
  { at: 'slots.*.programme', to: 'programmes.*.id station_programmes.*.id', what: 'chuyên mục' },
];

function findDangling(value: unknown, places: Places, zones: readonly string[] | 'any'): PlanProblem[] {
  const look = (at: string, known: ReadonlySet<string>, what: string) =>
    strings(value, at.split('.'))
      .filter(({ text }) => !known.has(text))
      .map(({ path, text }) => {
        const nearest = nearestName(text, known);
        const hint = nearest ? `có phải là “${nearest}”?` : 'hãy khai báo trong tệp hoặc sửa mã';
        return places.problem(path, `không có ${what} nào mang mã “${text}”; ${hint}`);
      });
  return [
    ...REFERENCES.flatMap(({ at, to, what }) => {
      const known = to.split(' ').flatMap((place) => strings(value, place.split('.')));
      return look(at, new Set(known.map(({ text }) => text)), what);
    }),
    ...(zones === 'any' ? [] : look('slots.*.zone', new Set(zones), 'vùng phát')),
  ];
}

function findObligationProblems(value: unknown, places: Places): PlanProblem[] {
  return rows(value, ['programmes', '*', 'obligation']).flatMap(({ path, row }) => {
    const counted = row.period === 'weeks' || row.period === 'month' || row.period === 'year';
    const problems: PlanProblem[] = [];
    if (row.period === 'weeks' && row.anchor === undefined)
      problems.push(places.problem(path, 'kỳ theo tuần cần anchor, ngày bắt đầu kỳ đầu tiên, ví dụ 2025-08-25'));
    if (counted && row.count === null)
      problems.push(places.problem([...path, 'count'], `kỳ “${row.period}” cần count là một số, ví dụ 1`));
    if ((row.period === 'continuous' || row.period === 'unspecified') && typeof row.count === 'number')
      problems.push(
        places.problem([...path, 'count'], `kỳ “${row.period}” không định lượng: count phải là null, hoặc đổi period`),
      );
    return problems;
  });
}

function findSlotProblems(value: unknown, places: Places): PlanProblem[] {
  const timezone = strings(value, ['timezone'])[0];
  const named = [...(timezone ? [timezone] : []), ...strings(value, ['slots', '*', 'time_zone'])];
  const badZones = new Map(named.map(({ path, text }) => [text, path] as const).filter(([text]) => !isTimeZone(text)));
  const problems = [...badZones].map(([text, path]) =>
    places.problem(path, `múi giờ “${text}” không có trong danh mục IANA; ví dụ Asia/Ho_Chi_Minh`),
  );
  for (const { path, row } of rows(value, ['slots', '*'])) {
    const { rrule, plays, programme } = row;
    if ((plays === 'premiere' || plays === 'replay') && (programme ?? null) === null)
      problems.push(places.problem(path, `khung giờ ${plays} cần programme, mã chuyên mục được phát`));
    if (plays === 'session' && (row.template ?? null) === null)
      problems.push(places.problem(path, 'khung giờ session cần template, mã mẫu buổi phát'));
    if (typeof rrule !== 'string') continue;
    const at = [...path, 'rrule'];
    const parts = parseParts(rrule);
    if (!parts.ok) problems.push(places.problem(at, parts.error));
    else {
      const slot = slotSchema.safeParse(row);
      const timeZone = slot.data?.time_zone ?? timezone?.text;
      if (!slot.success || timeZone === undefined || badZones.has(timeZone)) continue;
      const { start_date: startDate, start_time: startTime } = slot.data;
      const rule = parseRule({ ...slot.data, startDate, startTime, timeZone });
      if (!rule.ok) problems.push(places.problem(at, rule.error));
    }
  }
  return problems;
}

// the raw value -------------------------------------------------------------------------------------------------------

/** Every value at `pattern`, where `*` is each item of a list. */
function at(value: unknown, pattern: readonly string[], path: Path = []): { path: Path; value: unknown }[] {
  const [step, ...rest] = pattern;
  if (step === undefined) return [{ path, value }];
  if (step === '*') return Array.isArray(value) ? value.flatMap((item, i) => at(item, rest, [...path, i])) : [];
  return isRow(value) && step in value ? at(value[step], rest, [...path, step]) : [];
}

const strings = (value: unknown, pattern: readonly string[]): { path: Path; text: string }[] =>
  at(value, pattern).flatMap((one) => (typeof one.value === 'string' ? [{ path: one.path, text: one.value }] : []));

const rows = (value: unknown, pattern: readonly string[]): { path: Path; row: Record<string, unknown> }[] =>
  at(value, pattern).flatMap((one) => (isRow(one.value) ? [{ path: one.path, row: one.value }] : []));

const isRow = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** NFC throughout: the same name typed on a Mac is the same name. */
function normalized(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(normalized);
  if (!isRow(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.normalize('NFC'), normalized(inner)]));
}
