/**
 * A session (buổi phát) as the air sees it: the items of its slot's template, one after another by the real lengths of
 * their sound, those with a moment of their own on it, and filler up to the next such moment or the end. Pure; the
 * playlist asks it item by item what sounds, and lays them out here.
 */
import {
  ADDED_ITEMS,
  type Entry,
  type EntryDraft,
  type Exception,
  type ItemChange,
  type SessionChange,
  type SessionItem,
  type Slot,
} from './model.ts';
import type { Place } from './places.ts';
import { after, between, type DurationMs, durationMs, type EpochMs, MINUTE, SECOND } from './time.ts';

/** The place of an item that has no sound to measure. */
export const UNKNOWN_LENGTH = durationMs(5 * MINUTE);
/** Shorter holes are not filled. */
const LEAST = SECOND;
/** An item that takes a place in a session on the air begins no sooner: the air reads it before it is due. */
const SOON = durationMs(5 * SECOND);

export const NO_CHANGE: SessionChange = { items: [], added: [], order: [] };

/** An item as one occurrence has it. */
export type OwnItem = { readonly item: SessionItem; readonly change: ItemChange | undefined };

/** In the order of the occurrence, cancelled ones too. Changes of items that the template lost are not heard of. */
export function itemsOf(items: readonly SessionItem[], change: SessionChange | null | undefined): OwnItem[] {
  const { items: changes, added, order } = change ?? NO_CHANGE;
  const all = new Map([...items, ...added].map((item) => [item.key, item]));
  const first = order.flatMap((key) => all.get(key) ?? []);
  const rest = [...all.values()].filter(({ key }) => !order.includes(key));
  // One that the template has got since keeps its place behind the one before it there.
  const keys = first.map(({ key }) => key);
  for (const { key } of rest) {
    const before = items[items.findIndex((one) => one.key === key) - 1];
    const at = before && order.length > 0 ? keys.indexOf(before.key) : keys.length - 1;
    keys.splice(at + 1, 0, key);
  }
  return keys.map((key) => ({ item: all.get(key)!, change: changes.find((one) => one.item === key) }));
}

export type Part = Place & { readonly item: number; readonly session?: { readonly of: Place; readonly own: OwnItem } };

/** What of a place is chosen by itself: each item of a session as if it were a slot, or the place itself. */
export function partsOf(place: Place, fillerId: number | null): Part[] {
  const { slot, exception, ruling } = place;
  if (slot.plays !== 'session' || ruling) return [{ ...place, item: 0 }];
  return itemsOf(slot.items, exception?.session)
    .filter(({ change }) => !change?.cancelled)
    .map((own) => partOf(place, own, fillerId));
}

/** What a person took out of this occurrence, each at its own moment or else as the session begins; fillers are owed to nobody. */
export const takenOut = (place: Place): Part[] =>
  itemsOf(place.slot.items, place.exception?.session)
    .filter(({ item, change }) => change?.cancelled && item.plays !== 'filler')
    .map((own) => ({ ...partOf(place, own, null), start: after(place.start, own.item.afterMs ?? durationMs(0)) }));

function partOf(place: Place, own: OwnItem, fillerId: number | null): Part {
  const { item, change } = own;
  const isFiller = item.plays === 'filler';
  const duration = item.mostMs ?? UNKNOWN_LENGTH;
  return {
    ...place,
    slot: {
      ...place.slot,
      title: item.title,
      plays: item.plays === 'filler' ? 'recording' : item.plays,
      programmeId: item.programmeId,
      recordingId: isFiller ? fillerId : item.recordingId,
      relayUrl: item.relayUrl,
      durationMs: duration,
      endMode: item.mostMs === null ? 'finish' : 'cut',
      templateId: null,
      items: [],
    },
    exception: changeOf(place.exception, change),
    duration,
    item: item.key,
    session: { of: place, own },
  };
}

/** The exception of the occurrence as far as it is about one item. */
export const changeOf = (exception: Exception | undefined, change: ItemChange | undefined): Exception | undefined =>
  exception && change
    ? {
        ...exception,
        cancelled: change.cancelled,
        episodeId: change.episodeId,
        recordingId: change.recordingId,
        movedTo: null,
        durationMs: null,
        session: null,
        paysForId: null,
      }
    : undefined;

/** One item on its way to the playlist: what was chosen for it, or the entry that has begun already. */
export type Laid = {
  readonly item: SessionItem;
  readonly draft?: EntryDraft | undefined;
  readonly before?: Pick<Entry, 'plannedStart' | 'plannedEnd'> | undefined;
};

/** The drafts with their moments, in order. What has begun is not among them, and what comes after it waits for it. */
export function layOut(place: Place, items: readonly Laid[], now: EpochMs): EntryDraft[] {
  const { slot, start } = place;
  const closes = after(start, place.duration);
  const laid: EntryDraft[] = [];
  let at = start;
  items.forEach(({ item, draft, before }, i) => {
    if (draft === undefined) {
      if (before) at = later(at, before.plannedEnd);
      return;
    }
    const own = item.afterMs === null ? undefined : after(start, item.afterMs);
    const begins = fresh(own ?? at, before?.plannedStart, now);
    const next = items.slice(i + 1).find((one) => one.item.afterMs !== null);
    const until = next ? after(start, next.item.afterMs!) : closes;
    const one = item.plays === 'filler' ? filled(draft, begins, until) : placed(draft, begins, until);
    if (one === undefined) return;
    if (slot.endMode === 'cut' && begins >= closes) {
      if (item.plays !== 'filler') laid.push(crowdedOut(one, closes));
      return;
    }
    const hasBegun = items.slice(0, i).some((other) => other.draft === undefined && other.before !== undefined);
    const isFirst = laid.length === 0 && !hasBegun;
    // Those that follow wait for the air to be free, as long as the session lasts.
    const waits =
      isFirst || own !== undefined ? {} : { startMode: 'soft' as const, toleranceMs: toleranceOf(one, closes) };
    const ends = slot.endMode === 'cut' && one.plannedEnd > closes ? cutAt(one, closes) : {};
    const isLast = i === items.length - 1;
    const fills = isLast && slot.endMode === 'fill' && one.plannedEnd < closes ? fillUntil(closes) : {};
    laid.push({ ...one, ...waits, ...ends, ...fills });
    at = later(begins, one.plannedEnd);
  });
  return laid;
}

const later = (a: EpochMs, b: EpochMs): EpochMs => (a > b ? a : b);
const toleranceOf = ({ plannedStart }: EntryDraft, closes: EpochMs): DurationMs =>
  durationMs(Math.max(0, closes - plannedStart));
const cutAt = ({ plannedStart }: EntryDraft, closes: EpochMs): Partial<EntryDraft> => {
  const until = later(closes, after(plannedStart, durationMs(1)));
  return { plannedEnd: until, slotEnd: until, endMode: 'cut' };
};
/** What comes before it takes the whole session: it stays on the playlist, silent, so that people and the log are told. */
const crowdedOut = (draft: EntryDraft, closes: EpochMs): EntryDraft => ({
  ...draft,
  ...{ playoutSha256: null, playoutFrames: null, relayUrl: null, missing: draft.missing ?? 'no-room' },
  ...{ plannedStart: after(closes, durationMs(-1)), plannedEnd: closes, slotEnd: closes },
  ...{ startMode: 'soft', toleranceMs: durationMs(0), endMode: 'cut' },
});
const fillUntil = (closes: EpochMs): Partial<EntryDraft> => ({ slotEnd: closes, endMode: 'fill' });

/** No past is invented: what would have been due already stays where it was to come, or comes in a moment. */
const fresh = (at: EpochMs, before: EpochMs | undefined, now: EpochMs): EpochMs =>
  at > now ? at : before !== undefined && before > now ? before : after(now, SOON);

function placed(draft: EntryDraft, begins: EpochMs, until: EpochMs): EntryDraft {
  const length = between(draft.plannedStart, draft.plannedEnd);
  const place = between(draft.plannedStart, draft.slotEnd ?? draft.plannedEnd);
  const isSilent = draft.missing !== null;
  // A place without sound takes no more than is left.
  const most = isSilent ? durationMs(Math.max(LEAST, Math.min(place, until - begins))) : length;
  const isCut = draft.endMode === 'cut' && draft.kind !== 'relay' && length < place;
  return {
    ...draft,
    plannedStart: begins,
    plannedEnd: after(begins, most),
    slotEnd: after(begins, draft.endMode === 'cut' && !isCut ? (isSilent ? most : place) : most),
    ...(isCut && { endMode: 'finish' as const }),
  };
}

/** Round and round, or as much of it as there is room for. */
function filled(draft: EntryDraft, begins: EpochMs, until: EpochMs): EntryDraft | undefined {
  const room = until - begins;
  if (room < LEAST) return undefined;
  const length = between(draft.plannedStart, draft.plannedEnd);
  const isLonger = length >= room;
  return {
    ...draft,
    plannedStart: begins,
    plannedEnd: after(begins, durationMs(Math.min(length, room))),
    slotEnd: until,
    endMode: isLonger || draft.missing !== null ? 'cut' : 'fill',
    latePolicy: 'skip',
  };
}

/** The key of the next item somebody adds to an occurrence. */
export const nextAddedKey = ({ added }: SessionChange): number =>
  Math.max(ADDED_ITEMS - 1, ...added.map(({ key }) => key)) + 1;

/** Nothing is other than the template has it. */
export const isUnchanged = ({ items, added, order, leftOut = [] }: SessionChange): boolean =>
  added.length === 0 &&
  order.length === 0 &&
  leftOut.length === 0 &&
  items.every(({ cancelled, episodeId, recordingId }) => !cancelled && episodeId === null && recordingId === null);

/** Issues a person has pinned in an occurrence, by item; 0 is the whole. */
export const pinsOf = ({ episodeId, session }: Pick<Exception, 'episodeId' | 'session'>) =>
  [
    { item: 0, episodeId },
    ...(session?.items ?? []).map((one) => ({ item: one.item, episodeId: one.cancelled ? null : one.episodeId })),
  ].filter((pin): pin is { item: number; episodeId: number } => pin.episodeId !== null);

/** `Mẫu` a slot needs: whether it can be planned at all. */
export const isSession = ({ plays }: Pick<Slot, 'plays'>): boolean => plays === 'session';
