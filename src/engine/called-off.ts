/**
 * What was called off before its time, for the ledger to make rows of: the playlist has no entry of it. It reads, and
 * writes nothing.
 */
import { openCalendar } from '../core/calendar.ts';
import { type CallingOff, calledOff } from '../core/called-off.ts';
import { type Cue, PLAIN_CUE } from '../core/cue.ts';
import { type Place, placeOccurrences } from '../core/places.ts';
import { KIND } from '../core/playlist.ts';
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

  /** Occurrences that were to start in [since, until) and of which the log tells nothing yet. */
  untold(since: EpochMs, until: EpochMs): Silent[] {
    const zone = this.#zone;
    const [from, last] = [dayOf(since, zone), dayOf(until, zone)];
    const exceptions = this.#exceptions.since(from.subtract({ days: 2 }));
    const cancelled = new Set(exceptions.flatMap((one) => (one.cancelled ? one.slotId : [])));
    const isSpecial = this.#calendar.list(String(from), String(last)).length > 0;
    if (cancelled.size === 0 && !isSpecial) return [];
    const facts = { hours: this.#settings.find().hours, zone, ...this.#calendar.facts() };
    const slots = this.#slots.list().filter(({ id }) => isSpecial || cancelled.has(id));
    const places = placeOccurrences({ slots, exceptions, from, until: last, zone, calendar: openCalendar(facts) });
    return places
      .filter(({ start }) => since <= start && start < until)
      .flatMap((place) => {
        const off = calledOff(place);
        return off && !this.#isTold(place) ? this.#noteOf(place, off) : [];
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
      this.#airings.isCancelled(slot.id, recurrenceId, start)
    );
  }

  #noteOf({ slot, recurrenceId, start, duration }: Place, off: CallingOff): Silent {
    const { id: slotId, zoneId, title, programmeId, relayUrl } = slot;
    const cue: Cue = {
      ...PLAIN_CUE,
      ...{ key: `h${slotId} ${recurrenceId}`, entryId: null, commandId: null, zoneId, slotId, recurrenceId },
      ...{ kind: KIND[slot.plays], title, programmeId, relayUrl },
      programmeName: programmeId && (this.#programmes.find(programmeId)?.name ?? null),
      ...{ episodeId: null, episodeLabel: null, recordingId: null, playoutSha256: null, totalFrames: null },
      ...{ missing: null, plannedStart: start, plannedEnd: after(start, duration) },
    };
    const detail = this.#detail(off.words, off.by);
    return { note: 'silent', cue, outcome: 'cancelled', reason: off.reason, detail };
  }
}
