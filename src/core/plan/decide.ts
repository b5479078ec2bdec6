/**
 * One list of a plan, three ways: what its last file said, what the file says now, and what the station holds. Each thing
 * is its keys as the file has them (plan-export.ts), so nothing here knows what a slot is.
 */
import { type Fields, same } from '../plan-export.ts';
import { keyWord, type PlanList, SCHEDULE_KEYS, valueWord } from '../plan-words.ts';

export type FieldChange = { readonly label: string; readonly from: string; readonly to: string };
export type PlanChange = {
  readonly list: PlanList;
  readonly id: string;
  readonly name: string;
  /** restored: from the archive. removed: into it, or for good where nothing refers to it. */
  readonly what: 'added' | 'changed' | 'removed' | 'restored';
  readonly fields: readonly FieldChange[];
};
/** What people changed since the last file. `key` names it in a choice: `slots/cds-phat-moi`. */
export type PlanConflict = {
  readonly key: string;
  readonly list: PlanList;
  readonly id: string;
  readonly name: string;
  /** `from` is the station's, `to` the file's. */
  readonly fields: readonly FieldChange[];
  readonly isFileChosen: boolean;
};

export type Thing = {
  readonly id: string;
  readonly name: string;
  readonly fields: Fields;
  readonly isArchived?: boolean;
};

export type Sides = {
  readonly file: readonly Thing[];
  readonly before: readonly Thing[] | undefined;
  readonly now: readonly Thing[];
  readonly isMine: (id: string) => boolean;
  /** People cannot change what they have no page for: then the file wins. */
  readonly isFileOnly?: boolean;
  readonly schedule?: (id: string, side: 'file' | 'now') => string;
};
type Decided = {
  readonly changes: PlanChange[];
  readonly conflicts: PlanConflict[];
  /** Keys whose value stays the station's, by id; `archived`: the whole of it. */
  readonly kept: ReadonlyMap<string, ReadonlySet<string>>;
  readonly unchanged: number;
  readonly gone: string[];
};
export const NONE: ReadonlySet<string> = new Set();
/** Half of a schedule is none: an end before its beginning. */
const RHYTHM: readonly string[] = ['start_date', 'rrule', 'exdates', 'rdates', 'overflow', 'time_zone'];

/** A sound is the same one whatever it is called by now. */
const SOUNDS: readonly string[] = ['recording', 'substitute', 'evergreen'];
function sameValue(key: string, a: Fields[string], b: Fields[string]): boolean {
  if (!SOUNDS.includes(key) || typeof a !== 'string' || typeof b !== 'string') return same(a ?? null, b ?? null);
  const [one, other] = [a, b].map((name) => name.split(' ', 1)[0]!) as [string, string];
  return one.startsWith(other) || other.startsWith(one);
}

export const decider =
  (chosen: ReadonlySet<string>) =>
  (list: PlanList, { file, before, now, isMine, isFileOnly = false, schedule }: Sides): Decided => {
    const last = new Map(before?.map((one) => [one.id, one]));
    const held = new Map(now.map((one) => [one.id, one]));
    const changes: PlanChange[] = [];
    const conflicts: PlanConflict[] = [];
    const kept = new Map<string, ReadonlySet<string>>();
    const gone: string[] = [];
    let unchanged = 0;

    const inWords = (id: string, keys: readonly string[], from: Fields, to: Fields): FieldChange[] => {
      const isSchedule = (key: string) => schedule !== undefined && (SCHEDULE_KEYS as readonly string[]).includes(key);
      const rest = keys.filter((key) => !isSchedule(key));
      const said = rest.map((key) => ({
        label: keyWord(key),
        from: valueWord(key, from[key]),
        to: valueWord(key, to[key]),
      }));
      if (rest.length === keys.length || !schedule) return said;
      return [{ label: keyWord('schedule'), from: schedule(id, 'now'), to: schedule(id, 'file') }, ...said];
    };
    const put = (one: Thing, what: PlanChange['what'], fields: readonly FieldChange[] = []) =>
      changes.push({ list, id: one.id, name: one.name, what, fields });

    for (const one of file) {
      const station = held.get(one.id);
      if (station === undefined) {
        put(one, 'added');
        continue;
      }
      const base = last.get(one.id);
      const key = `${list}/${one.id}`;
      const isFileChosen = isFileOnly || chosen.has(key);
      const differing = Object.keys(one.fields).filter(
        (name) =>
          one.fields[name] !== undefined &&
          !sameValue(name, one.fields[name], station.fields[name]) &&
          // An address set on screen outlives a file that has none.
          !(base === undefined && name === 'relay_url' && one.fields[name] === null),
      );
      const silent =
        base === undefined && one.fields.relay_url === null && station.fields.relay_url != null ? ['relay_url'] : [];
      const own =
        base === undefined ? [] : differing.filter((name) => !sameValue(name, station.fields[name], base.fields[name]));
      const edited = own.some((name) => RHYTHM.includes(name))
        ? differing.filter((name) => own.includes(name) || RHYTHM.includes(name))
        : own;
      // Archived on screen, while the file has had it all along.
      const isOut = station.isArchived === true && base !== undefined;
      if (!isFileOnly && (edited.length > 0 || isOut)) {
        const state = isOut
          ? [
              {
                label: keyWord('archived'),
                from: valueWord('archived', 'archived'),
                to: valueWord('archived', 'standing'),
              },
            ]
          : [];
        const fields = [...state, ...inWords(one.id, edited, station.fields, one.fields)];
        conflicts.push({ key, list, id: one.id, name: station.name, fields, isFileChosen });
      }
      const staying = isFileChosen ? [] : edited;
      kept.set(one.id, new Set([...staying, ...silent, ...(isOut && !isFileChosen ? ['archived'] : [])]));
      const taken = differing.filter((name) => !staying.includes(name));
      if (station.isArchived && !(isOut && !isFileChosen))
        put(one, 'restored', inWords(one.id, taken, station.fields, one.fields));
      else if (taken.length > 0 && !station.isArchived)
        put(one, 'changed', inWords(one.id, taken, station.fields, one.fields));
      else unchanged++;
    }

    const named = new Set(file.map(({ id }) => id));
    for (const base of before ?? []) {
      const station = held.get(base.id);
      if (named.has(base.id) || station === undefined || station.isArchived || !isMine(base.id)) continue;
      gone.push(base.id);
      put(station, 'removed');
    }
    return { changes, conflicts, kept, unchanged, gone };
  };

export const plainSides = <T>(
  file: readonly T[],
  before: readonly T[] | undefined,
  now: readonly T[],
  thing: (one: T) => Thing,
): Sides => ({
  file: file.map(thing),
  before: before?.map(thing),
  now: now.map(thing),
  isMine: () => true,
  isFileOnly: true,
});
