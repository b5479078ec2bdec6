/**
 * From slots, exceptions and approved episodes to the playlist: what should sound, when, or what is missing. Pure: the
 * planner calls it, `storage/entries.ts` writes down the difference. Nothing that has begun is touched and no past is
 * invented. Issues are chosen in the order in which they will sound: of two coming premieres the second gets the next.
 */
import { approvalInForce, byIssue, type EpisodeInFull, readySound, type Sound } from './episodes.ts';
import {
  type Entry,
  type EntryDraft,
  type EntryKind,
  type Exception,
  type Missing,
  modesOf,
  type Plays,
} from './model.ts';
import { isOfRule, type Place, placeOccurrences, type Rules, readRules, type Timetable } from './places.ts';
import { after, type DurationMs, durationMs, type EpochMs, type Frames, framesToMs, HOUR } from './time.ts';

/** `broken`: a restart cut its airing, and the air may take it up again until the entry's end. */
export type AiringState = 'none' | 'open' | 'broken' | 'closed';
export type StandingEntry = Entry & { readonly airing: AiringState };

export type PlaylistInput = Timetable & {
  readonly episodes: readonly EpisodeInFull[];
  /** What slots always play, such a slot being its standing approval (product G5), and what a day of mourning does. */
  readonly recordings: readonly Sound[];
  /** Every entry from yesterday on, in order of time. */
  readonly previous: readonly StandingEntry[];
  readonly now: EpochMs;
};

export const entryKey = (of: Pick<Entry, 'slotId' | 'recurrenceId'>): string => `${of.slotId} ${of.recurrenceId}`;

/** The entries still to come in the days asked for, in order of time. */
export function buildEntries(input: PlaylistInput, rules = readRules(input.slots)): EntryDraft[] {
  const { previous, now } = input;
  const standing = new Map(previous.map((entry) => [entryKey(entry), entry]));
  const coming: Coming[] = [];
  const places = placeOccurrences(input, rules);
  const silent = new Set(places.filter(isLeftOut).map((place) => entryKey({ ...place, slotId: place.slot.id })));
  for (const place of places) {
    const before = standing.get(entryKey({ slotId: place.slot.id, recurrenceId: place.recurrenceId }));
    if (place.start <= now || isLeftOut(place) || (before && hasBegun(before, now))) continue;
    coming.push({ ...place, before });
  }
  const pins = input.exceptions.filter((exception) => {
    const before = standing.get(entryKey(exception));
    return isPin(exception, input, rules) && !silent.has(entryKey(exception)) && !(before && hasBegun(before, now));
  });
  const choose = openChoice(input, coming, new Set(pins.map(({ episodeId }) => episodeId)));
  return coming.map((place) => draft(place, choose(place)));
}

/** Cancelled by a person, or kept off the air by the calendar and given no other sound. */
const isLeftOut = ({ exception, ruling }: Place): boolean =>
  exception?.cancelled === true || (ruling !== undefined && ruling.insteadId === null);

type Coming = Place & { readonly before: StandingEntry | undefined };

/** `missing` is null exactly when `sound` can be heard. */
type Choice = {
  readonly kind: EntryKind;
  readonly episode?: EpisodeInFull;
  readonly sound?: Sound | null | undefined;
  readonly missing: Missing | null;
};

const KIND: Readonly<Record<Plays, EntryKind>> = {
  premiere: 'premiere',
  replay: 'replay',
  recording: 'music',
  relay: 'relay',
  notice: 'notice',
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

/** A person has said which issue an occurrence of today or later plays: no other place takes its premiere. */
function isPin(exception: Exception, { from }: Timetable, rules: Rules): boolean {
  if (exception.episodeId === null || exception.cancelled) return false;
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
  if (slot.changedAt >= closing || (exception && (exception.madeAt >= closing || exception.episodeId !== null)))
    return false;
  const isStillItsKind = before.kind === KIND[slot.plays] && episode.programmeId === slot.programmeId;
  return isStillItsKind && approvalInForce(episode) !== undefined;
}

/** Says what a place plays. To be asked place by place in order of time, because an issue premieres once. */
function openChoice(
  input: PlaylistInput,
  coming: readonly Coming[],
  promised: Set<number | null>,
): (place: Coming) => Choice {
  const { episodes, previous, now } = input;
  const byId = new Map(episodes.map((episode) => [episode.id, episode]));
  const sounds = new Map(input.recordings.map((recording) => [recording.id, recording]));
  const unaired = episodes.filter((one) => one.airedAt === null && approvalInForce(one)).sort(byIssue);

  /** Per programme the issue that went out last, or will have by the place now asked about. */
  const newest = new Map<string, EpisodeInFull>();
  for (const episode of episodes) {
    const known = newest.get(episode.programmeId)?.airedAt ?? Number.NEGATIVE_INFINITY;
    if (episode.airedAt !== null && episode.airedAt > known) newest.set(episode.programmeId, episode);
  }
  const premiered = new Set<EpisodeInFull>();
  const premiere = (episode: EpisodeInFull): void => {
    premiered.add(episode);
    newest.set(episode.programmeId, episode);
  };
  for (const entry of previous) {
    const episode = byId.get(entry.episodeId ?? 0);
    if (episode && entry.kind === 'premiere' && isUndecided(entry, now)) premiere(episode);
  }

  const isFree = (one: EpisodeInFull): boolean => one.airedAt === null && !premiered.has(one) && !promised.has(one.id);
  const kept = new Map<Coming, EpisodeInFull>();
  for (const place of coming) {
    const episode = byId.get(place.before?.episodeId ?? 0);
    if (!episode || place.ruling || !isKept(place, episode, now)) continue;
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
      if (isFirst && choice.missing === null) premiere(pinned);
      return choice;
    }
    switch (slot.plays) {
      case 'premiere': {
        const next = kept.get(place) ?? unaired.find((one) => one.programmeId === slot.programmeId && isFree(one));
        if (next === undefined) return { kind, missing: 'no-approved-episode' };
        premiere(next);
        return hear(kind, next);
      }
      case 'replay': {
        const issue = kept.get(place) ?? newest.get(slot.programmeId ?? '');
        return issue ? hear(kind, issue) : { kind, missing: 'nothing-to-replay' };
      }
      case 'recording':
      case 'notice': {
        const sound = sounds.get(slot.recordingId ?? 0);
        return { kind, sound, missing: whySilent(sound) };
      }
      case 'relay':
        return { kind, missing: 'relay-not-supported' };
      default:
        return slot.plays satisfies never;
    }
  };
}

function draft({ slot, recurrenceId, exception, ruling, start, duration }: Coming, choice: Choice): EntryDraft {
  const { kind, episode, missing } = choice;
  const sound = missing === null ? readySound(choice.sound) : undefined;
  const isGuest = episode !== undefined && episode.programmeId !== slot.programmeId;
  return {
    slotId: slot.id,
    recurrenceId,
    zoneId: slot.zoneId,
    kind,
    title: ruling ? `Thay “${slot.title}”` : isGuest ? episode.title : slot.title,
    // What is heard in its place is no airing of the programme.
    programmeId: ruling ? null : (episode?.programmeId ?? slot.programmeId),
    episodeId: ruling ? null : (episode?.id ?? exception?.episodeId ?? null),
    recordingId: choice.sound?.id ?? null,
    playoutSha256: sound?.playoutSha256 ?? null,
    playoutFrames: sound?.playoutFrames ?? null,
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
