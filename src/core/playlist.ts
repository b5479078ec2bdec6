/**
 * From slots, exceptions and approved episodes to the playlist: what should sound, when, or what is missing. Pure: the
 * planner calls it, `storage/entries.ts` writes down the difference. Nothing that has begun is touched and no past is
 * invented. Issues are chosen in the order in which they will sound: of two coming premieres the second gets the next.
 */
import { Temporal } from 'temporal-polyfill';
import { approvalInForce, byVersion, type EpisodeInFull, isValidOn, readySound, type Sound } from './episodes.ts';
import {
  type Entry,
  type EntryDraft,
  type EntryKind,
  type Exception,
  type Missing,
  modesOf,
  type Obligation,
  type Plays,
  type Slot,
} from './model.ts';
import { fillNoticePlaces, hasNoticePlace } from './notice-places.ts';
import type { AirNotice } from './notices.ts';
import { isOfRule, type Place, placeOccurrences, type Rules, readRules, type Timetable } from './places.ts';
import { isSession, itemsOf, layOut, type Part, partsOf, pinsOf } from './session-items.ts';
import {
  after,
  type DurationMs,
  dayOf,
  durationMs,
  type EpochMs,
  type Frames,
  framesToMs,
  HOUR,
  mondayOf,
} from './time.ts';

/** `broken`: a restart cut its airing, and the air may take it up again until the entry's end. */
export type AiringState = 'none' | 'open' | 'broken' | 'closed';
export type StandingEntry = Entry & { readonly airing: AiringState };

export type PlaylistInput = Timetable & {
  readonly episodes: readonly EpisodeInFull[];
  /** What slots always play, such a slot being its standing approval (product G5), and what a day of mourning does. */
  readonly recordings: readonly Sound[];
  /** Every entry from yesterday on, in order of time. */
  readonly previous: readonly StandingEntry[];
  /** Programme → the day (ISO) its fortnights are counted from; without one, from the Monday its slot begins after. */
  readonly anchors?: ReadonlyMap<string, string>;
  /** Approved notices, in the order in which they take the places kept for them. */
  readonly notices?: readonly AirNotice[];
  /** What sounds where a session asks for filler. */
  readonly fillerId?: number | null;
  readonly now: EpochMs;
};

export const entryKey = (of: Pick<Entry, 'slotId' | 'recurrenceId'>): string => `${of.slotId} ${of.recurrenceId}`;
/** Of one item of an occurrence. */
export const itemKey = (of: Pick<Entry, 'slotId' | 'recurrenceId' | 'item'>): string => `${entryKey(of)} ${of.item}`;

/** The entries still to come in the days asked for, in order of time. */
export function buildEntries(input: PlaylistInput, rules = readRules(input.slots)): EntryDraft[] {
  const { previous, now } = input;
  const standing = new Map(previous.map((entry) => [itemKey(entry), entry]));
  const known = new Set(previous.map(entryKey));
  const beforeOf = (slotId: string, recurrenceId: string, item: number) =>
    standing.get(itemKey({ slotId, recurrenceId, item }));
  const coming: Coming[] = [];
  const timetable = [...sessionsSinceYesterday(input, rules), ...placeOccurrences(input, rules)];
  const begun = (entry: StandingEntry) => hasBegun(entry, now);
  const facts = { notices: input.notices ?? [], standing: previous, hasBegun: begun, zone: input.zone };
  const places = fillNoticePlaces(timetable, facts, isLeftOut);
  const silent = new Set(places.filter(isLeftOut).map((place) => entryKey({ ...place, slotId: place.slot.id })));
  for (const place of places) {
    // A session on the air goes on; of one the station knows nothing of, no past is invented.
    const isOpen =
      place.start > now || (isSession(place.slot) && known.has(entryKey({ ...place, slotId: place.slot.id })));
    if (!isOpen || isLeftOut(place)) continue;
    const fillerId = fillerFor(place, input);
    for (const part of partsOf(place, fillerId ?? null)) {
      if (fillerId === undefined && part.session?.own.item.plays === 'filler') continue;
      const before = beforeOf(place.slot.id, place.recurrenceId, part.item);
      if (!before || !hasBegun(before, now)) coming.push({ ...part, before });
    }
  }
  const pins = input.exceptions
    .filter((one) => isOpenTo(one, input, rules) && !silent.has(entryKey(one)))
    .flatMap((one) =>
      pinsOf(one).filter(({ item }) => {
        const before = beforeOf(one.slotId, one.recurrenceId, item);
        return !(before && hasBegun(before, now));
      }),
    );
  const choose = openChoice(input, coming, new Set(pins.map(({ episodeId }) => episodeId)));
  const drafts = new Map(coming.map((place) => [place, draft(place, choose(place))]));
  const sessions = new Set(coming.flatMap(({ session }) => session?.of ?? []));
  if (sessions.size === 0) return [...drafts.values()];

  const alone = coming.filter(({ session }) => !session).map((place) => drafts.get(place)!);
  const laid = [...sessions].flatMap((of) => {
    const own = new Map(coming.filter(({ session }) => session?.of === of).map((place) => [place.item, place]));
    const items = itemsOf(of.slot.items, of.exception?.session).map(({ item }) => {
      const place = own.get(item.key);
      if (place) return { item, before: place.before, draft: drafts.get(place) };
      const before = beforeOf(of.slot.id, of.recurrenceId, item.key);
      return { item, before: before && hasBegun(before, now) ? before : undefined };
    });
    return layOut(of, items, now);
  });
  return [...alone, ...laid].sort((a, b) => a.plannedStart - b.plannedStart);
}

/** Those that go on past midnight: their later items are of the day now begun. */
function sessionsSinceYesterday(input: PlaylistInput, rules: Rules): Place[] {
  const own = new Map([...rules].filter(([, { slot }]) => isSession(slot) || hasNoticePlace(slot)));
  if (own.size === 0) return [];
  const yesterday = input.from.subtract({ days: 1 });
  return placeOccurrences({ ...input, from: yesterday, until: yesterday }, own);
}

/** On a day of mourning the station's music gives way to what was chosen for the day, or is left out (undefined). */
function fillerFor(
  { start, slot }: Place,
  { fillerId = null, calendar, zone }: PlaylistInput,
): number | null | undefined {
  const on = isSession(slot) ? calendar?.of(dayOf(start, zone)) : undefined;
  return on?.type === 'mourning' ? (on.insteadId ?? undefined) : fillerId;
}

/** Cancelled by a person, or kept off the air by the calendar and given no other sound. */
const isLeftOut = ({ exception, ruling }: Place): boolean =>
  exception?.cancelled === true || (ruling !== undefined && ruling.insteadId === null);

type Coming = Part & { readonly before: StandingEntry | undefined };

/** `missing` is null exactly when `sound` can be heard, or a relay has its address. */
type Choice = {
  readonly kind: EntryKind;
  readonly episode?: EpisodeInFull;
  readonly sound?: Sound | null | undefined;
  readonly missing: Missing | null;
  /** A person has put it in the place of what the slot plays. */
  readonly isInstead?: true;
};

/** What an entry of a slot is until something else takes its place. */
export const KIND: Readonly<Record<Plays, EntryKind>> = {
  premiere: 'premiere',
  replay: 'replay',
  recording: 'music',
  relay: 'relay',
  live: 'live',
  notice: 'notice',
  session: 'music', // only as a day of mourning has it: whole
};

/** Its moment has come, or a person had it started or skipped before. */
export const hasBegun = (entry: StandingEntry, now: EpochMs): boolean =>
  entry.plannedStart <= now || entry.airing !== 'none';

/** It has begun, and the log cannot tell yet how it ended. An hour after its end without a row it did not air. */
const isUndecided = (entry: StandingEntry, now: EpochMs): boolean =>
  hasBegun(entry, now) &&
  (entry.airing === 'open' || (entry.airing !== 'closed' && after(entry.plannedEnd, HOUR) > now));

function whySilent(sound: Sound | null | undefined): Missing | null {
  if (readySound(sound)) return null;
  return sound && sound.archivedAt === null ? 'recording-not-ready' : 'no-recording';
}

function hear(kind: EntryKind, episode: EpisodeInFull): Choice {
  const missing = whySilent(episode.recording) ?? (approvalInForce(episode) ? null : 'not-approved');
  return { kind, episode, sound: episode.recording, missing };
}

/** What a person has said of it is of today or later: no other place takes the premiere of an issue pinned there. */
function isOpenTo(exception: Exception, { from }: Timetable, rules: Rules): boolean {
  if (exception.cancelled) return false;
  if ((exception.movedTo ?? exception.recurrenceId) < from.toString()) return false;
  const known = rules.get(exception.slotId);
  return known !== undefined && isOfRule(exception, known.rule);
}

/**
 * Within the hour before its start the choice stands (product C1), whoever approves what; only a person's change to
 * this very slot or occurrence within that hour, or a choice that can no longer be heard, opens it again.
 */
function isKept({ slot, exception, start, before }: Coming, episode: EpisodeInFull, now: EpochMs): boolean {
  const closing = after(start, durationMs(-HOUR));
  if (before === undefined || before.missing !== null || now < closing) return false;
  if (
    slot.changedAt >= closing ||
    (exception && (exception.madeAt >= closing || (exception.episodeId ?? exception.recordingId) !== null))
  )
    return false;
  const isStillItsKind = before.kind === KIND[slot.plays] && isOfSlot(episode, slot);
  return isStillItsKind && approvalInForce(episode) !== undefined;
}

const isOfSlot = (episode: EpisodeInFull, { programmeId, language }: Slot): boolean =>
  episode.programmeId === programmeId && (language === null || episode.language === language);

/** Of all its languages together. */
const issueKey = ({ programmeId, year, number }: EpisodeInFull): string => `${programmeId} ${year} ${number}`;

/** Says what a place plays. To be asked place by place in order of time, because an issue premieres once. */
function openChoice(
  input: PlaylistInput,
  coming: readonly Coming[],
  promised: Set<number | null>,
): (place: Coming) => Choice {
  const { episodes, previous, now, zone } = input;
  const byId = new Map(episodes.map((episode) => [episode.id, episode]));
  const heardAs = [...input.recordings, ...(input.notices ?? []).map(({ sound }) => sound)];
  const sounds = new Map(heardAs.map((recording) => [recording.id, recording]));
  const unaired = episodes.filter((one) => one.airedAt === null && approvalInForce(one)).sort(byVersion);

  /** Per programme, and per language of it, the issue that went out last, or will have by the place now asked about. */
  const newest = new Map<string, Premiere>();
  const premiered = new Set<EpisodeInFull>();
  /** Issues heard in whatever language. */
  const heard = new Set<string>();
  const wentOut = (episode: EpisodeInFull, at: EpochMs): void => {
    heard.add(issueKey(episode));
    newest.set(newestKey(episode.programmeId, null), { episode, at });
    newest.set(newestKey(episode.programmeId, episode.language), { episode, at });
  };
  const aired = episodes.flatMap((episode) => (episode.airedAt === null ? [] : [{ episode, at: episode.airedAt }]));
  for (const { episode, at } of aired.sort((a, b) => a.at - b.at)) wentOut(episode, at);
  const premiere = (episode: EpisodeInFull, at: EpochMs): void => {
    premiered.add(episode);
    wentOut(episode, at);
  };
  for (const entry of previous) {
    const episode = byId.get(entry.episodeId ?? 0);
    if (episode && entry.kind === 'premiere' && isUndecided(entry, now)) premiere(episode, entry.plannedStart);
  }

  const isFree = (one: EpisodeInFull): boolean => one.airedAt === null && !premiered.has(one) && !promised.has(one.id);
  const isValid = (one: EpisodeInFull, start: EpochMs): boolean =>
    (one.validFrom === null && one.validUntil === null) || isValidOn(one, dayOf(start, zone).toString());
  /** A slot of no language plays each issue once. */
  const isNext = (one: EpisodeInFull, { slot, start }: Place): boolean =>
    isOfSlot(one, slot) && isFree(one) && (slot.language !== null || !heard.has(issueKey(one))) && isValid(one, start);
  const kept = new Map<Coming, EpisodeInFull>();
  for (const place of coming) {
    const episode = byId.get(place.before?.episodeId ?? 0);
    if (!episode || place.ruling || !isKept(place, episode, now) || !isValid(episode, place.start)) continue;
    if (place.slot.plays === 'premiere') {
      if (!isFree(episode)) continue;
      promised.add(episode.id);
    }
    kept.set(place, episode);
  }

  return (place) => {
    const { slot, exception, ruling } = place;
    const kind = KIND[slot.plays];
    if (ruling) {
      const sound = sounds.get(ruling.insteadId ?? 0);
      return { kind: 'music', sound, missing: whySilent(sound) };
    }
    if (exception?.episodeId != null) {
      const pinned = byId.get(exception.episodeId);
      if (pinned === undefined) return { kind, missing: 'not-approved' };
      const isFirst = pinned.airedAt === null && !premiered.has(pinned);
      const choice = hear(isFirst ? 'premiere' : 'replay', pinned);
      if (choice.missing === null && !isValid(pinned, place.start)) return { ...choice, missing: 'not-valid' };
      if (isFirst && choice.missing === null) premiere(pinned, place.start);
      return choice;
    }
    if (exception?.recordingId != null) {
      const sound = sounds.get(exception.recordingId);
      return { kind: kind === 'notice' ? 'notice' : 'music', sound, missing: whySilent(sound), isInstead: true };
    }
    switch (slot.plays) {
      case 'premiere': {
        const next = kept.get(place) ?? unaired.find((one) => isNext(one, place));
        if (next === undefined) return { kind, missing: 'no-approved-episode' };
        premiere(next, place.start);
        return hear(kind, next);
      }
      case 'replay': {
        const last = newest.get(newestKey(slot.programmeId, slot.language));
        const isFound = last && isReplayOf(last, place, input) && isValid(last.episode, place.start);
        const issue = kept.get(place) ?? (isFound ? last.episode : undefined);
        return issue ? hear(kind, issue) : { kind, missing: 'nothing-to-replay' };
      }
      case 'recording':
      case 'notice': {
        const sound = sounds.get(slot.recordingId ?? 0);
        return { kind, sound, missing: whySilent(sound) };
      }
      case 'relay':
        return { kind, missing: slot.relayUrl === null ? 'no-relay-address' : null };
      case 'live':
        return { kind, missing: null };
      case 'session':
        return { kind, missing: 'no-recording' };
      default:
        return slot.plays satisfies never;
    }
  };
}

/** Of the programmes of which something is owed by weeks, the obligation's own first day. */
export const fortnightAnchors = (
  obligations: readonly Pick<Obligation, 'programmeId' | 'period' | 'anchor'>[],
): ReadonlyMap<string, string> =>
  new Map(
    obligations.flatMap(({ programmeId, period, anchor }) =>
      period === 'weeks' && anchor !== null ? [[programmeId, anchor] as const] : [],
    ),
  );

/** An issue, and when it first went out. */
type Premiere = { readonly episode: EpisodeInFull; readonly at: EpochMs };
const newestKey = (programmeId: string | null, language: Slot['language']): string =>
  `${programmeId} ${language ?? '*'}`;

/** Is it the issue of the month, or of the fortnight, that the replay is in? */
function isReplayOf({ at }: Premiere, { slot, start }: Place, { zone, anchors }: PlaylistInput): boolean {
  if (slot.replayOf === 'latest') return true;
  const [aired, replayed] = [dayOf(at, zone), dayOf(start, zone)];
  if (slot.replayOf === 'same-month') return aired.toPlainYearMonth().equals(replayed.toPlainYearMonth());
  const anchor = anchors?.get(slot.programmeId ?? '');
  const from = anchor ? Temporal.PlainDate.from(anchor) : mondayOf(Temporal.PlainDate.from(slot.startDate));
  const fortnight = (day: Temporal.PlainDate) => Math.floor(from.until(day, { largestUnit: 'days' }).days / 14);
  return fortnight(aired) === fortnight(replayed);
}

function draft({ slot, recurrenceId, item, exception, ruling, start, duration }: Coming, choice: Choice): EntryDraft {
  const { kind, episode, missing } = choice;
  // What is heard in its place is no airing of the programme.
  const isInstead = ruling !== undefined || (choice.isInstead === true && slot.programmeId !== null);
  const sound = missing === null ? readySound(choice.sound) : undefined;
  const isGuest = episode !== undefined && episode.programmeId !== slot.programmeId;
  return {
    slotId: slot.id,
    recurrenceId,
    item,
    zoneId: slot.zoneId,
    kind,
    title: isInstead ? `Thay “${slot.title}”` : isGuest ? episode.title : slot.title,
    programmeId: isInstead ? null : (episode?.programmeId ?? slot.programmeId),
    episodeId: ruling ? null : (episode?.id ?? exception?.episodeId ?? null),
    recordingId: choice.sound?.id ?? null,
    playoutSha256: sound?.playoutSha256 ?? null,
    playoutFrames: sound?.playoutFrames ?? null,
    relayUrl: kind === 'relay' ? slot.relayUrl : null,
    missing,
    plannedStart: start,
    plannedEnd: after(start, sound ? lengthOf(sound, slot.endMode === 'cut' ? duration : undefined) : duration),
    slotEnd: after(start, duration),
    paysForId: ruling ? null : (exception?.paysForId ?? null),
    ...modesOf(slot),
  };
}

const lengthOf = ({ playoutFrames }: { readonly playoutFrames: Frames }, most = Number.POSITIVE_INFINITY): DurationMs =>
  durationMs(Math.min(most, Math.max(1, framesToMs(playoutFrames))));
