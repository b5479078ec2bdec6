/**
 * A plan file written back from what the database holds now. The text a person wrote is kept: only the values that
 * changed are replaced where they stand, what is new goes behind its list, what was archived is taken out; comments,
 * order and spacing stay. Without a change the export is the source, byte for byte.
 */
import { Temporal } from 'temporal-polyfill';
import { isAlias, isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { DEFAULT_CHOICE, DEFAULT_MODES, type Modes, type Programme, type SessionTemplate, type Slot } from './model.ts';
import { type KnownSound, soundText } from './plan/sounds.ts';
import { itemsIn, itemsText, type PlanTemplate } from './plan/templates.ts';
import { said as keys, type PlanFile, type PlanProgramme, type PlanSlot, parsePlanFile } from './plan-file.ts';
import type { DurationMs } from './time.ts';

/** What the file is to say, with the archived ones it may still name. Every slot's programme is among them. */
export type PlanState = {
  readonly programmes: readonly Programme[];
  readonly slots: readonly Slot[];
  /** Of the library, those that programmes and slots play; one that is not among them is not written. */
  readonly sounds?: readonly KnownSound[];
  /** Ids of the programmes that a day of mourning does not suffer. */
  readonly entertainment?: ReadonlySet<string>;
  /** Archived ones too; left out, the file keeps those it has. */
  readonly templates?: readonly SessionTemplate[];
};

type Value = string | number | boolean | readonly string[] | null;
/** `yaml` stands in the file as it is. */
type Written = Value | { readonly yaml: string };
/** Key of the file → what stands behind it; undefined: the file need not say it. */
export type Fields = Readonly<Record<string, Value | undefined>>;
type Item = { readonly id: string; readonly fields: Readonly<Record<string, Written | undefined>> };
/** What of one list to write: the items as the file has them, as they are now, and those to take out. */
type Change = { readonly before: readonly Item[]; readonly now: readonly Item[]; readonly gone: ReadonlySet<string> };

/** `source` is what `parsePlanFile` once accepted. Throws when it is not, or when the result would not read back. */
export function exportPlanFile(source: string, state: PlanState): string {
  const { programmes, slots } = state;
  const file = accepted(source);
  const timeZone = String(parseDocument(source).get('timezone'));
  const units = new Set(file.units.map(({ id }) => id));
  const standing = slots.filter((slot) => slot.archivedAt === null);
  // The file must stand alone: an archived programme stays in it while a slot plays it.
  const used = new Set(standing.map((slot) => slot.programmeId));
  const isGone = (one: Programme): boolean => one.archivedAt !== null && !used.has(one.id);

  const programmeItem = (one: PlanProgramme): Item => ({ id: one.id, fields: programmeFields(one, units) });
  const slotItem = (one: PlanSlot): Item => ({ id: one.id, fields: slotFields(one, timeZone) });
  const inFile = inWordsOf(file, state);
  const programmeChange = {
    before: file.programmes.map(programmeItem),
    now: programmes.filter((one) => !isGone(one)).map((one) => programmeItem(inFile.programme(one))),
    gone: new Set(programmes.filter(isGone).map(({ id }) => id)),
  };
  const slotChange = {
    before: file.slots.map(slotItem),
    now: standing.map((one) => slotItem(inFile.slot(one))),
    gone: new Set(slots.filter((slot) => slot.archivedAt !== null).map(({ id }) => id)),
  };
  const templateChange = templatesOf(file, state, source.includes('\r\n') ? '\r\n' : '\n');
  const changed = new Text(source);
  changed.setValues(['session_templates'], templateChange);
  changed.setValues(['programmes', 'station_programmes'], programmeChange);
  changed.setValues(['slots'], slotChange);
  const reshaped = new Text(changed.toString());
  reshaped.setItems(['session_templates'], templateChange);
  reshaped.setItems(['programmes', 'station_programmes'], programmeChange);
  reshaped.setItems(['slots'], slotChange);
  const written = reshaped.toString();
  if (written !== source) accepted(written);
  return written;
}

/** One whose items are as the file has them stays as it is written. */
function templatesOf(file: PlanFile, { templates, sounds = [], slots }: PlanState, newLine: string): Change {
  const written = new Map(file.templates.map((one) => [one.id, one]));
  const itemOf = (one: SessionTemplate | PlanTemplate, items: string): Item => ({
    id: one.id,
    fields: { title: one.title, items: { yaml: items } },
  });
  const before = file.templates.map((one) =>
    itemOf(one, itemsText({ items: itemsIn(one, [], sounds) }, one, sounds, newLine)),
  );
  if (templates === undefined) return { before, now: before, gone: new Set() };
  // The file must stand alone: an archived one stays in it while a slot plays it.
  const used = new Set(slots.flatMap(({ archivedAt, templateId }) => (archivedAt === null ? (templateId ?? []) : [])));
  const isGone = (one: SessionTemplate) => one.archivedAt !== null && !used.has(one.id);
  const now = templates
    .filter((one) => !isGone(one) && (written.has(one.id) || one.items.length > 0))
    .map((one) => itemOf(one, itemsText(one, written.get(one.id), sounds, newLine)));
  return { before, now, gone: new Set(templates.filter(isGone).map(({ id }) => id)) };
}

function accepted(text: string) {
  const file = parsePlanFile(text, 'any');
  if (file.ok) return file.value;
  const [{ line, column, message } = { line: 0, column: 0, message: '' }] = file.error;
  throw new Error(`not a plan file at ${line}:${column}: ${message}`);
}

/** What the database holds, as the file would say it: its sounds by name, and no more than it has to. */
export function inWordsOf(
  file: PlanFile,
  { sounds = [], entertainment = new Set() }: Omit<PlanState, 'slots' | 'programmes'>,
) {
  const programmes = new Map(file.programmes.map((one) => [one.id, one]));
  const slots = new Map(file.slots.map((one) => [one.id, one]));
  const flag = (value: boolean, written: boolean | undefined) => value || (written === undefined ? undefined : false);
  return {
    programme: ({
      music,
      evergreenRecordingId,
      wordsPerMinute: _pace,
      archivedAt: _,
      ...one
    }: Programme): PlanProgramme => {
      const written = programmes.get(one.id);
      return keys({
        ...one,
        music: flag(music, written?.music),
        entertainment: flag(entertainment.has(one.id), written?.entertainment),
        evergreen: soundText(evergreenRecordingId, written?.evergreen, sounds),
      });
    },
    slot: (one: Slot): PlanSlot => {
      const written = slots.get(one.id);
      return keys({
        ...one,
        recording: soundText(one.recordingId, written?.recording, sounds),
        substitute: soundText(one.substituteRecordingId, written?.substitute, sounds),
      });
    },
  };
}

export const programmeFields = (one: PlanProgramme, units: ReadonlySet<string>): Fields => ({
  name: one.name,
  abbr: one.abbr,
  issue_word: one.issueWord,
  area: one.area,
  lead: one.leadUnit !== null && units.has(one.leadUnit) ? one.leadUnit : null,
  music: one.music,
  entertainment: one.entertainment,
  evergreen: one.evergreen,
});

export const slotFields = (slot: PlanSlot, timeZone: string): Fields => ({
  title: slot.title,
  zone: slot.zoneId,
  plays: slot.plays,
  programme: slot.programmeId,
  start_date: slot.startDate,
  start_time: slot.startTime.replace(/:00$/, ''),
  duration: lengthText(slot.durationMs),
  rrule: slot.rrule,
  exdates: slot.exdates,
  rdates: slot.rdates,
  overflow: slot.overflow,
  ...modeFields(slot),
  time_zone: slot.timeZone === timeZone ? null : slot.timeZone,
  relay_url: slot.relayUrl,
  day_types: slot.dayTypes,
  template: slot.templateId,
  language: slot.language,
  replay_of: slot.replayOf,
  recording: slot.recording,
  substitute: slot.substitute,
});

const modeFields = (modes: Modes): Fields => ({
  start_mode: modes.startMode,
  tolerance: lengthText(modes.toleranceMs),
  late_start: lengthText(modes.lateStartMs),
  late_policy: modes.latePolicy,
  end_mode: modes.endMode,
  fade: lengthText(modes.fadeMs),
  cross_fade: lengthText(modes.crossFadeMs),
  gain_db: modes.gainDb,
  priority: modes.priority,
});

const lengthText = (length: DurationMs): string =>
  Temporal.Duration.from({ milliseconds: length }).round({ largestUnit: 'hours' }).toString();

/** What a new item need not say; worked out when first asked, for every start of the program would wait 20 ms for it. */
const defaults = (): Fields => {
  known ??= {
    ...{ area: '', zone: 'main', overflow: 'skip', exdates: [], rdates: [], replay_of: DEFAULT_CHOICE.replayOf },
    ...modeFields(DEFAULT_MODES),
  };
  return known;
};
let known: Fields | undefined;

/** Plain where YAML reads it as the same text, else in double quotes (JSON's are YAML's). */
function rendered(value: Written): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return 'yaml' in value ? value.yaml : `[${value.map(rendered).join(', ')}]`;
  const isPlain =
    /^(\d{4}-\d\d-\d\d|PT[\dHMS.]+|[a-z]+(-[a-z0-9]+)+|premiere|replay|recording|relay|live|notice|session|hard|soft|cut|finish|fill|join|skip)$/.test(
      value,
    );
  return isPlain ? value : JSON.stringify(value);
}

const asItem = ({ id, fields }: Item): string => {
  const said = Object.entries(fields).flatMap(([key, value]) =>
    value === null || value === undefined || same(value, defaults()[key]) ? [] : [[key, value] as const],
  );
  return `{${[['id', id] as const, ...said].map(([key, value]) => `${key}: ${rendered(value)}`).join(', ')}}`;
};

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const idOf = (item: YAMLMap): string => String(item.get('id')).normalize('NFC');

type Edit = { readonly from: number; readonly until: number; readonly text: string };

/** The source and what is to be replaced in it; offsets are those of the source until the end. */
class Text {
  readonly #source: string;
  readonly #root: YAMLMap;
  readonly #newLine: string;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
    this.#newLine = source.includes('\r\n') ? '\r\n' : '\n';
    const root = parseDocument(source).contents;
    if (!isMap(root)) throw new Error('a plan file is a mapping');
    this.#root = root;
  }

  /** Replaces what changed in the items that stay. */
  setValues(lists: readonly string[], { before, now }: Change): void {
    const items = new Map(lists.flatMap((name) => this.#items(name)).map((item) => [idOf(item), item]));
    const written = new Map(before.map((item) => [item.id, item.fields]));
    for (const { id, fields } of now) {
      const [item, old] = [items.get(id), written.get(id)];
      if (item === undefined || old === undefined) continue;
      for (const [key, value] of Object.entries(fields))
        if (value !== undefined && !same(value, old[key])) this.#set(item, key, rendered(value));
    }
  }

  /** Takes out what was archived; what is new goes behind the last list. */
  setItems(lists: readonly string[], { before, now, gone }: Change): void {
    const written = new Set(before.map(({ id }) => id));
    const added = now.filter(({ id }) => !written.has(id)).map(asItem);
    for (const name of lists) this.#reshape(name, gone, name === lists.at(-1) ? added : []);
  }

  toString(): string {
    let text = this.#source;
    for (const { from, until, text: replacement } of this.#edits.toSorted((a, b) => b.from - a.from))
      text = text.slice(0, from) + replacement + text.slice(until);
    return text;
  }

  #list(name: string): YAMLSeq | undefined {
    const list = this.#root.get(name, true);
    return isSeq(list) ? list : undefined;
  }

  #items(name: string): YAMLMap[] {
    return this.#list(name)?.items.filter((item) => isMap(item)) ?? [];
  }

  #set(item: YAMLMap, key: string, text: string): void {
    const node = item.items.find((pair) => String(pair.key) === key)?.value;
    if (isScalar(node) || isSeq(node) || isAlias(node)) {
      const [from, until] = node.range!;
      const isBare = this.#source[from - 1] === ':'; // `key:` with nothing behind it
      this.#edits.push({ from, until: this.#trimmed(from, until), text: isBare ? ` ${text}` : text });
      return;
    }
    // Behind the id, which every item has.
    const id = item.items.find((pair) => String(pair.key) === 'id')!;
    const [keyFrom] = (isScalar(id.key) && id.key.range) || [0];
    const until = (isScalar(id.value) && id.value.range?.[1]) || 0;
    if (item.flow) this.#edits.push({ from: until, until, text: `, ${key}: ${text}` });
    else {
      const end = this.#lineEnd(until);
      const indent = ' '.repeat(keyFrom - this.#lineStart(keyFrom));
      this.#edits.push({ from: end, until: end, text: `${this.#newLine}${indent}${key}: ${text}` });
    }
  }

  /** Takes the archived items out of a list and puts the new ones behind it. */
  #reshape(name: string, gone: ReadonlySet<string>, added: readonly string[]): void {
    const list = this.#list(name);
    const items = this.#items(name);
    const leaving = items.filter((item) => gone.has(idOf(item)));
    if (leaving.length === 0 && added.length === 0) return;
    const block = added.map((text) => `${this.#newLine}  - ${text}`).join('');
    const pair = this.#root.items.find((one) => String(one.key) === name);
    if (pair === undefined) {
      const from = this.#source.trimEnd().length;
      this.#edits.push({ from, until: from, text: `${this.#newLine}${this.#newLine}${name}:${block}` });
      return;
    }
    const keyEnd = (isScalar(pair.key) && pair.key.range?.[1]) || 0;
    if (list === undefined || list.flow || leaving.length === items.length) {
      // Nothing to stand behind, or a list in brackets: it is written anew.
      const [from, until] = list?.range ?? [keyEnd + 1, keyEnd + 1];
      const kept = items.filter((item) => !leaving.includes(item)).map((item) => this.#slice(item));
      const lines = [...kept, ...added].map((text) => `${this.#newLine}  - ${text}`).join('');
      this.#edits.push({ from: keyEnd + 1, until: this.#trimmed(from, until), text: lines || ' []' });
      return;
    }
    for (const item of leaving) {
      const from = this.#lineStart(this.#source.lastIndexOf('-', item.range![0] - 1));
      this.#edits.push({
        from,
        until: this.#lineEnd(this.#trimmed(...this.#span(item))) + this.#newLine.length,
        text: '',
      });
    }
    const last = items.filter((item) => !leaving.includes(item)).at(-1)!;
    const end = this.#lineEnd(this.#trimmed(...this.#span(last)));
    const dash = this.#source.lastIndexOf('-', items[0]!.range![0] - 1);
    const indent = ' '.repeat(dash - this.#lineStart(dash));
    const lines = added.map((text) => `${this.#newLine}${indent}- ${text}`).join('');
    if (lines !== '') this.#edits.push({ from: end, until: end, text: lines });
  }

  #span(node: YAMLMap | YAMLSeq): [number, number] {
    return [node.range![0], node.range![1]];
  }

  #slice(node: YAMLMap): string {
    return this.#source.slice(...this.#span(node)).trimEnd();
  }

  /** The end of a node without the blank space YAML counts to a block. */
  #trimmed(from: number, until: number): number {
    return from + this.#source.slice(from, until).trimEnd().length;
  }

  #lineStart(at: number): number {
    return this.#source.lastIndexOf('\n', at - 1) + 1;
  }

  #lineEnd(at: number): number {
    const end = this.#source.indexOf(this.#newLine, at);
    return end < 0 ? this.#source.length : end;
  }
}
