/**
 * What a plan file would change, against what the station holds now and what the plan's last file said. Three ways: what
 * the file changes is taken; what people changed on screen stays, and is named, unless they choose the file; where both
 * changed the same thing, that too is theirs to choose. Nothing is written here: storage/plans.ts writes `next`, pages
 * and the terminal show the rest. One file, because what is compared, kept and written must go by the same keys; how one
 * list is decided is plan/decide.ts.
 */
import type { Obligation, Plan, Programme, SessionTemplate, Slot, Topic } from './model.ts';
import {
  decider,
  type FieldChange,
  NONE,
  type PlanChange,
  type PlanConflict,
  plainSides,
  type Thing,
} from './plan/decide.ts';
import { type KnownSound, soundNamed } from './plan/sounds.ts';
import { obligationThing, templateThing, topicThing, unitThing } from './plan/things.ts';
import { inWordsOf, programmeFields, slotFields } from './plan-export.ts';
import type { PlanFile, PlanProgramme, PlanSlot, PlanUnit } from './plan-file.ts';
import { keyWord, type PlanList, scheduleWords, valueWord } from './plan-words.ts';
import type { EpochMs } from './time.ts';

export type { FieldChange, PlanChange, PlanConflict } from './plan/decide.ts';

/** All of the station, whatever plan it belongs to; archived ones too. */
export type PlanNow = {
  readonly units: readonly PlanUnit[];
  readonly topics: readonly Topic[];
  readonly programmes: readonly Programme[];
  readonly obligations: readonly Obligation[];
  readonly slots: readonly Slot[];
  readonly templates: readonly SessionTemplate[];
  readonly entertainment: ReadonlySet<string>;
  readonly sounds: readonly KnownSound[];
};

export type ImportedProgramme = PlanProgramme &
  Pick<Programme, 'evergreenRecordingId' | 'music'> & { readonly entertainment: boolean };
export type ImportedSlot = PlanSlot & Pick<Slot, 'recordingId' | 'substituteRecordingId'>;

export type PlanImport = {
  readonly changes: readonly PlanChange[];
  readonly conflicts: readonly PlanConflict[];
  /** Words for people: sounds that the library does not have. */
  readonly warnings: readonly string[];
  readonly unchanged: Readonly<Record<PlanList, number>>;
  /** Rows to write, whole; what people have archived and keep so is not among them. */
  readonly next: Omit<PlanFile, 'programmes' | 'slots'> & {
    readonly programmes: readonly ImportedProgramme[];
    readonly slots: readonly ImportedSlot[];
  };
  /** Ids to take away; units, topics and obligations too. */
  readonly gone: Readonly<Record<PlanList, readonly string[]>>;
};

/** `chosen`: keys of conflicts in which the file is to win. `before`: the plan's last file, if it still reads. */
export function planImport(
  file: PlanFile,
  before: PlanFile | undefined,
  now: PlanNow,
  chosen: ReadonlySet<string> = new Set(),
): PlanImport {
  const units = new Set([...file.units, ...now.units].map(({ id }) => id));
  const timeZone = '';
  const words = inWordsOf(file, now);
  const programmeThing = (one: PlanProgramme): Thing => ({
    id: one.id,
    name: one.name,
    fields: programmeFields(one, units),
  });
  const slotThing = (one: PlanSlot): Thing => ({ id: one.id, name: one.title, fields: slotFields(one, timeZone) });
  const decide = decider(chosen);

  const programmes = decide('programmes', {
    file: file.programmes.map(programmeThing),
    before: before?.programmes.map(programmeThing),
    now: now.programmes.map((one) => ({
      ...programmeThing(words.programme(one)),
      isArchived: one.archivedAt !== null,
    })),
    isMine: (id) => isMine(now.programmes, id, file.plan.id),
  });
  const slots = decide('slots', {
    file: file.slots.map(slotThing),
    before: before?.slots.map(slotThing),
    now: now.slots.map((one) => ({ ...slotThing(words.slot(one)), isArchived: one.archivedAt !== null })),
    isMine: (id) => isMine(now.slots, id, file.plan.id),
    schedule: (id, side) => scheduleOf(side === 'file' ? file.slots : now.slots, id),
  });
  // One that the file says as it did before stays as people have it (storage/plans.ts).
  const templatesNow = now.templates.map((held): Thing => {
    const [next, last] = [file, before].map((of) => of?.templates.find(({ id }) => id === held.id));
    return next && JSON.stringify(next) === JSON.stringify(last)
      ? templateThing(next)
      : { ...templateThing(held), isArchived: held.archivedAt !== null };
  });
  const plain = {
    units: decide('units', plainSides(file.units, before?.units, now.units, unitThing)),
    topics: decide('topics', plainSides(file.topics, before?.topics, now.topics, topicThing)),
    obligations: decide(
      'obligations',
      plainSides(file.obligations, before?.obligations, now.obligations, obligationThing),
    ),
  };

  const warnings: string[] = [];
  const soundId = (name: string | null | undefined, current: number | null, whose: string): number | null => {
    if (name === undefined) return current;
    if (name === null) return null;
    const sound = soundNamed(name, now.sounds);
    if (sound === undefined) warnings.push(`${whose}: kho tư liệu chưa có tệp ${name}; tải tệp lên rồi nạp lại`);
    return sound?.id ?? current;
  };
  const nextProgrammes = file.programmes.flatMap((one): ImportedProgramme[] => {
    const known = now.programmes.find(({ id }) => id === one.id);
    const kept = programmes.kept.get(one.id) ?? NONE;
    if (kept.has('archived')) return [];
    const station = known && words.programme(known);
    const merged = { ...one, ...(station && pick(station, kept, PROGRAMME_KEYS)) };
    return [
      {
        ...merged,
        music: merged.music ?? known?.music ?? false,
        entertainment: merged.entertainment ?? now.entertainment.has(one.id),
        evergreenRecordingId: kept.has('evergreen')
          ? known!.evergreenRecordingId
          : soundId(one.evergreen, known?.evergreenRecordingId ?? null, one.name),
      },
    ];
  });
  const nextSlots = file.slots.flatMap((one): ImportedSlot[] => {
    const known = now.slots.find(({ id }) => id === one.id);
    const kept = slots.kept.get(one.id) ?? NONE;
    if (kept.has('archived')) return [];
    const station = known && words.slot(known);
    return [
      {
        ...one,
        ...(station && pick(station, kept, SLOT_KEYS)),
        recordingId: kept.has('recording')
          ? known!.recordingId
          : soundId(one.recording, known?.recordingId ?? null, one.title),
        substituteRecordingId: kept.has('substitute')
          ? known!.substituteRecordingId
          : soundId(one.substitute, known?.substituteRecordingId ?? null, one.title),
      },
    ];
  });

  // "This and following" ended a slot and began another; whoever takes the file's slot back takes that one away.
  const named = new Set([...file.slots, ...(before?.slots ?? [])].map(({ id }) => id));
  const later = slots.conflicts
    .filter(({ isFileChosen, fields }) => isFileChosen && fields.some(({ label }) => label === keyWord('schedule')))
    .flatMap(({ id }) =>
      now.slots.filter((one) => !named.has(one.id) && isContinuation(one.id, id) && one.archivedAt === null),
    );
  const ended = later.map(
    ({ id, title }): PlanChange => ({ list: 'slots', id, name: title, what: 'removed', fields: [] }),
  );

  // One that the file has no more goes into the archive when no slot that stays plays it.
  const written = new Set([...nextSlots, ...later].map(({ id }) => id).concat(slots.gone));
  const staying = now.slots.filter(({ id, archivedAt }) => archivedAt === null && !written.has(id));
  const played = new Set([...nextSlots, ...staying].map(({ templateId }) => templateId));
  const templates = decide('templates', {
    ...plainSides(
      file.templates,
      before?.templates.filter(({ id }) => !played.has(id) || file.templates.some((one) => one.id === id)),
      [],
      templateThing,
    ),
    now: templatesNow,
    isMine: (id) => isMine(now.templates, id, file.plan.id),
  });

  const all = [plain.units, plain.topics, programmes, plain.obligations, templates, slots];
  return {
    changes: [...all.flatMap(({ changes }) => changes), ...ended],
    conflicts: all.flatMap(({ conflicts }) => conflicts),
    warnings,
    unchanged: {
      units: plain.units.unchanged,
      topics: plain.topics.unchanged,
      programmes: programmes.unchanged,
      obligations: plain.obligations.unchanged,
      templates: templates.unchanged,
      slots: slots.unchanged,
    },
    next: { ...file, programmes: nextProgrammes, slots: nextSlots },
    gone: {
      units: plain.units.gone,
      topics: plain.topics.gone,
      programmes: programmes.gone,
      obligations: plain.obligations.gone,
      templates: templates.gone,
      slots: [...slots.gone, ...later.map(({ id }) => id)],
    },
  };
}

/** What one plan says otherwise than another, list by list; no people in between. */
export function planDifference(before: PlanFile, after: PlanFile): PlanChange[] {
  const units = new Set([...before.units, ...after.units].map(({ id }) => id));
  const programme = (one: PlanProgramme): Thing => ({
    id: one.id,
    name: one.name,
    fields: programmeFields(one, units),
  });
  const slot = (one: PlanSlot): Thing => ({ id: one.id, name: one.title, fields: slotFields(one, '') });
  const decide = decider(NONE);
  const sides = {
    units: plainSides(after.units, before.units, before.units, unitThing),
    topics: plainSides(after.topics, before.topics, before.topics, topicThing),
    programmes: plainSides(after.programmes, before.programmes, before.programmes, programme),
    obligations: plainSides(after.obligations, before.obligations, before.obligations, obligationThing),
    templates: plainSides(after.templates, before.templates, before.templates, templateThing),
    slots: {
      ...plainSides(after.slots, before.slots, before.slots, slot),
      schedule: (id: string, side: 'file' | 'now') => scheduleOf(side === 'file' ? after.slots : before.slots, id),
    },
  };
  return (Object.keys(sides) as PlanList[]).flatMap((list) => decide(list, sides[list]).changes);
}

const PLAN_KEYS = { number: 'number', title: 'title', issuer: 'issuer', issued_on: 'issuedOn', year: 'year' } as const;

/** Of the document itself. */
export const planHeadChanges = (before: Omit<Plan, 'importedAt'>, after: Omit<Plan, 'importedAt'>): FieldChange[] =>
  Object.entries(PLAN_KEYS).flatMap(([key, name]) =>
    before[name] === after[name]
      ? []
      : [
          {
            label: keyWord(key === 'title' ? 'subject' : key),
            from: valueWord(key, before[name]),
            to: valueWord(key, after[name]),
          },
        ],
  );

/** Every slot of the station as it would be; archived ones left out. */
export function slotsAfter(
  now: readonly Slot[],
  { next, gone }: Pick<PlanImport, 'next' | 'gone'>,
  at: EpochMs,
): Slot[] {
  const coming = new Map(next.slots.map((slot) => [slot.id, slot]));
  const going = new Set(gone.slots);
  const known = new Map(now.map((slot) => [slot.id, slot]));
  const staying = now.filter(({ id, archivedAt }) => archivedAt === null && !coming.has(id) && !going.has(id));
  const written = next.slots.map(
    (slot): Slot => ({
      ...{ items: [], changedAt: at },
      ...known.get(slot.id),
      ...slot,
      archivedAt: null,
    }),
  );
  return [...staying, ...written];
}

/** `cds-2`, `cds-2-2`: the ids that "this and following" gives (slug.ts). */
const isContinuation = (id: string, of: string): boolean =>
  id.startsWith(`${of}-`) && /^(-\d{1,2})+$/.test(id.slice(of.length));

/** What was made on screen belongs to no plan, and may be in its file all the same. */
const isMine = (all: readonly { id: string; planId: string | null }[], id: string, planId: string): boolean => {
  const owner = all.find((one) => one.id === id)?.planId;
  return owner === null || owner === planId;
};

const scheduleOf = (slots: readonly (PlanSlot | Slot)[], id: string): string => {
  const slot = slots.find((one) => one.id === id);
  return slot === undefined ? '' : scheduleWords(slot);
};

// keys ----------------------------------------------------------------------------------------------------------------

const PROGRAMME_KEYS = {
  ...{ name: 'name', abbr: 'abbr', issue_word: 'issueWord', area: 'area', lead: 'leadUnit' },
  ...{ music: 'music', entertainment: 'entertainment', evergreen: 'evergreen' },
} as const satisfies Record<string, keyof PlanProgramme>;

const SLOT_KEYS = {
  ...{ title: 'title', zone: 'zoneId', plays: 'plays', programme: 'programmeId', start_date: 'startDate' },
  ...{ start_time: 'startTime', duration: 'durationMs', rrule: 'rrule', exdates: 'exdates', rdates: 'rdates' },
  ...{ overflow: 'overflow', start_mode: 'startMode', tolerance: 'toleranceMs', late_start: 'lateStartMs' },
  ...{ late_policy: 'latePolicy', end_mode: 'endMode', fade: 'fadeMs', cross_fade: 'crossFadeMs', gain_db: 'gainDb' },
  ...{
    priority: 'priority',
    time_zone: 'timeZone',
    relay_url: 'relayUrl',
    day_types: 'dayTypes',
    language: 'language',
  },
  ...{ replay_of: 'replayOf', template: 'templateId', recording: 'recording', substitute: 'substitute' },
} as const satisfies Record<string, keyof PlanSlot>;

/** The station's values of the keys that are kept. */
function pick<T extends object>(
  from: T,
  kept: ReadonlySet<string>,
  names: Readonly<Record<string, keyof T>>,
): Partial<T> {
  const taken: Partial<T> = {};
  for (const key of kept) {
    const name = names[key];
    if (name !== undefined && name in from) taken[name] = from[name];
  }
  return taken;
}
