/**
 * What was called off before its time, for the ledger to make rows of: the playlist has no entry of it. It reads, and
 * writes nothing.
 */
import { openCalendar } from '../core/calendar.ts';
import { type CallingOff, calledOff, calledOffItems } from '../core/called-off.ts';
import { type Cue, PLAIN_CUE } from '../core/cue.ts';
import { type Place, placeOccurrences } from '../core/places.ts';
import { KIND } from '../core/playlist.ts';
import type { Part } from '../core/session-items.ts';
import { after, dayOf, type EpochMs } from '../core/time.ts';
import { Airings } from '../storage/airings.ts';
import { CalendarDays } from '../storage/calendar.ts';
import type { Db } from '../storage/database.ts';
import { Entries } from '../storage/entries.ts';
import { Exceptions } from '../storage/exceptions.ts';
import { People } from '../storage/people.ts';
import { Programmes } from '../storage/programmes.ts';
import { Settings } from '../storage/settings.ts';
import { Slots } from '../storage/slots.ts';
import type { Note } from './note.ts';

type Silent = Extract<Note, { note: 'silent' }>;

export class CalledOff {
  readonly #airings;
  readonly #calendar;
  readonly #entries;
  readonly #exceptions;
  readonly #people;
  readonly #programmes;
  readonly #settings;
  readonly #slots;
  readonly #zone: string;

  constructor(db: Db, zone: string) {
    this.#airings = new Airings(db);
    this.#calendar = new CalendarDays(db);
    this.#entries = new Entries(db);
    this.#exceptions = new Exceptions(db);
    this.#people = new People(db);
    this.#programmes = new Programmes(db);
    this.#settings = new Settings(db);
    this.#slots = new Slots(db);
    this.#zone = zone;
  }

  /** Occurrences that were to start in [since, until), items of sessions that were to end in it, of which the log tells nothing yet. */
  untold(since: EpochMs, until: EpochMs): Silent[] {
    const zone = this.#zone;
    const [from, last] = [dayOf(since, zone), dayOf(until, zone)];
    const exceptions = this.#exceptions.since(from.subtract({ days: 2 }));
    const changed = exceptions.filter((one) => one.cancelled || one.session?.items.some((item) => item.cancelled));
    const cancelled = new Set(changed.map(({ slotId }) => slotId));
    const isSpecial = this.#calendar.list(String(from), String(last)).length > 0;
    if (cancelled.size === 0 && !isSpecial) return [];
    const facts = { hours: this.#settings.find().hours, zone, ...this.#calendar.facts() };
    const slots = this.#slots.list().filter(({ id }) => isSpecial || cancelled.has(id));
    const places = placeOccurrences({ slots, exceptions, from, until: last, zone, calendar: openCalendar(facts) });
    const isDue = (at: EpochMs): boolean => since <= at && at < until;
    return places.flatMap((place) => {
      const off = calledOff(place);
      if (off) return isDue(place.start) && !this.#isTold(place) ? this.#noteOf(place, off) : [];
      // While it is on the air an item can still be taken out of a session, and taken back.
      const items = isDue(after(place.start, place.duration)) ? calledOffItems(place) : [];
      return items
        .filter(({ part }) => !this.#isItemTold(part, items.filter((one) => one.part.start === part.start).length))
        .map(({ part, off }) => this.#noteOf(part, off, part.item));
    });
  }

  /** By whom and why, as the log keeps it. */
  #detail(words: string, by: number | null): string | null {
    const name = by === null ? undefined : this.#people.find(by)?.name;
    return [words, name && `người hủy: ${name}`].filter(Boolean).join('; ') || null;
  }

  /** Of an entry that stayed on the playlist without sound. */
  detailOf({ slotId, recurrenceId }: Cue): string | null {
    const exception = this.#exceptions.find(slotId ?? '', recurrenceId ?? '');
    return exception?.cancelled ? this.#detail(exception.reason, exception.madeBy) : null;
  }

  #isTold({ slot, recurrenceId, start }: Place): boolean {
    return (
      this.#entries.ofOccurrence(slot.id, recurrenceId) !== undefined ||
      this.#airings.cancelled(slot.id, recurrenceId, start).length > 0
    );
  }

  /** The log has no number of an item, and a template may be given other titles afterwards: then all `count` of its moment are there. */
  #isItemTold({ slot, recurrenceId, start, item }: Part, count: number): boolean {
    if (this.#entries.ofOccurrence(slot.id, recurrenceId, item)) return true;
    const told = this.#airings.cancelled(slot.id, recurrenceId, start);
    return told.includes(slot.title) || told.length >= count;
  }

  #noteOf({ slot, recurrenceId, start, duration }: Place, off: CallingOff, item = 0): Silent {
    const { id: slotId, zoneId, title, programmeId, relayUrl } = slot;
    const cue: Cue = {
      ...PLAIN_CUE,
      ...{ key: `h${slotId} ${recurrenceId} ${item}`, entryId: null, commandId: null, zoneId, slotId, recurrenceId },
      ...{ kind: KIND[slot.plays], title, programmeId, relayUrl },
      programmeName: programmeId && (this.#programmes.find(programmeId)?.name ?? null),
      ...{ episodeId: null, episodeLabel: null, recordingId: null, playoutSha256: null, totalFrames: null },
      ...{ missing: null, plannedStart: start, plannedEnd: after(start, duration) },
    };
    const detail = this.#detail(off.words, off.by);
    return { note: 'silent', cue, outcome: 'cancelled', reason: off.reason, detail };
  }
}
