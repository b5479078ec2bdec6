/**
 * Makes rows of what the air tells and reads for it what should sound: the recorder's work, without its thread. Every
 * due entry gets exactly one final row here: from the air, or from `sweep` when nothing was running to tell.
 */
import { openCalendar } from '../core/calendar.ts';
import { type Cue, tooLate } from '../core/cue.ts';
import { windowsBetween } from '../core/hours.ts';
import { after, dayOf, durationMs, type EpochMs, epochMs, frames, HOUR, startOfDay } from '../core/time.ts';
import { formatDate, formatTime } from '../core/vietnamese.ts';
import { gainSpansBetween } from '../core/volume.ts';
import { reasonWord } from '../core/words.ts';
import { Airings, type NewAiring, type Unaccounted } from '../storage/airings.ts';
import { CalendarDays } from '../storage/calendar.ts';
import { Commands } from '../storage/commands.ts';
import { Cues } from '../storage/cues.ts';
import type { Db } from '../storage/database.ts';
import { Incidents } from '../storage/incidents.ts';
import { Outputs } from '../storage/outputs.ts';
import { Settings } from '../storage/settings.ts';
import { Zones } from '../storage/zones.ts';
import type { AskedCommand, Horizon, Note } from './note.ts';
import type { Faults } from './verify.ts';

const AHEAD = durationMs(30 * HOUR);
/** The air itself gives up an entry the moment its time is over; only what it never knew of is left this long. */
const SWEEP_AFTER = durationMs(-15_000);
/** How far back the log is gone over again every night. */
const AUDITED_DAYS = 7;

export class Ledger {
  readonly #airings;
  readonly #calendar;
  readonly #commands;
  readonly #cues;
  readonly #incidents;
  readonly #outputs;
  readonly #settings;
  readonly #zones;
  readonly #inOne;
  readonly #zone: string;
  /** Cue key → row of the airing now open. */
  readonly #open = new Map<string, number>();

  constructor(db: Db, zone: string) {
    this.#airings = new Airings(db);
    this.#calendar = new CalendarDays(db);
    this.#commands = new Commands(db);
    this.#cues = new Cues(db);
    this.#incidents = new Incidents(db);
    this.#outputs = new Outputs(db);
    this.#settings = new Settings(db);
    this.#zones = new Zones(db);
    this.#zone = zone;
    this.#inOne = db.transaction((notes: readonly Note[]) => notes.forEach((note) => void this.#write(note)));
  }

  /** Closes what a dead playout left open: it claims what was last reported, never more. */
  recover(now: EpochMs): void {
    for (const airing of this.#airings.open()) {
      this.#airings.close(airing.id, {
        endedAt: airing.endedAt ?? airing.startedAt!,
        playedFrames: airing.playedFrames,
        outcome: 'cut',
        reason: 'restart',
        detail: null,
      });
      this.#incidents.add({ at: now, kind: 'playout-restarted', zoneId: airing.zoneId, detail: airing.title });
    }
  }

  /** `faults`: files that were looked at and cannot go on air as they are. */
  horizon(now: EpochMs, faults: Faults = new Map()): Horizon {
    const until = after(now, AHEAD);
    const settings = this.#settings.find();
    const zone = this.#zone;
    const calendar = openCalendar({ hours: settings.hours, zone, ...this.#calendar.facts() });
    const commands = this.#commands.pending().map((command): AskedCommand => {
      const { id, kind, zoneId } = command;
      switch (kind) {
        case 'start-now':
          return { id, kind, zoneId, cue: withFaults(this.#cues.forCommand(command), faults) };
        case 'skip':
          return { id, kind, zoneId, entryId: command.entryId, episodeId: command.episodeId };
        default:
          return { id, kind, zoneId };
      }
    });
    return {
      cues: this.#cues.due(now, until).map((cue) => withFaults(cue, faults)),
      deadAir: settings.deadAir,
      commands,
      held: this.#commands.holding().map(({ zoneId }) => zoneId),
      allowed: windowsBetween(now, until, calendar.hoursOn, zone),
      outputs: this.#outputs.list().filter(({ enabled }) => enabled),
      zones: this.#zones.list().map(({ id, volume }) => {
        return { id, volume, gains: gainSpansBetween(now, until, volume, zone) };
      }),
    };
  }

  /** In one transaction, so that a moment of the air costs one wait for the disk. */
  write(notes: readonly Note[]): void {
    this.#inOne.immediate(notes);
  }

  /** Entries from `since` on whose time passed while nothing ran: the log says so. Returns how many. */
  sweep(now: EpochMs, since = epochMs(0)): number {
    const forgotten = this.#cues.forgotten(since, after(now, SWEEP_AFTER));
    this.write(
      forgotten.map((cue) => {
        const { outcome, reason, because } = tooLate(cue, 'down');
        return { note: 'silent', cue, outcome, reason, detail: because && reasonWord(because) };
      }),
    );
    return forgotten.length;
  }

  /** Entries of the days up to yesterday that the log does not end exactly once. There are none, or something is wrong. */
  unfinished(now: EpochMs, days = AUDITED_DAYS): Unaccounted[] {
    const today = dayOf(now, this.#zone);
    const from = startOfDay(today.subtract({ days }), this.#zone);
    return this.#airings.unaccounted(from, startOfDay(today, this.#zone), after(now, SWEEP_AFTER));
  }

  /** The nightly proof: an incident for each such entry, once. Answers how many are new. */
  audit(now: EpochMs): number {
    const zone = this.#zone;
    return this.unfinished(now).filter(({ title, plannedStart, ends }) => {
      const what = ends === 0 ? 'không có kết quả' : `có ${ends} kết quả`;
      const detail = `${title}, ${formatTime(plannedStart, zone)} ngày ${formatDate(dayOf(plannedStart, zone))}: nhật ký ${what}`;
      return this.#incidents.addOnce({ at: now, kind: 'entry-unaccounted', zoneId: null, detail });
    }).length;
  }

  #write(note: Note): void {
    switch (note.note) {
      case 'began': {
        const { cue, startedAt, fromFrame, latenessMs } = note;
        const id = this.#airings.add({
          ...rowOf(cue),
          startedAt,
          endedAt: startedAt,
          fromFrame: frames(fromFrame),
          latenessMs: latenessMs === null ? null : durationMs(latenessMs),
          outcome: 'on-air',
          reason: cue.standsIn,
          detail: null,
        });
        this.#open.set(cue.key, id);
        return;
      }
      case 'progress': {
        const id = this.#open.get(note.key);
        if (id !== undefined) this.#airings.progress(id, note.endedAt, Math.round(note.playedFrames));
        return;
      }
      case 'ended': {
        const id = this.#open.get(note.key);
        if (id === undefined) return;
        this.#open.delete(note.key);
        const { endedAt, playedFrames, outcome, reason, detail } = note;
        this.#airings.close(id, { endedAt, playedFrames: Math.round(playedFrames), outcome, reason, detail });
        return;
      }
      case 'silent': {
        const { cue, outcome, reason, detail } = note;
        this.#airings.add({ ...rowOf(cue), outcome, reason, detail });
        return;
      }
      case 'answered':
        this.#commands.answer(note.commandId, note.state, note.answer, note.at);
        return;
      case 'incident':
        this.#incidents.add({ at: note.at, kind: note.kind, zoneId: note.zoneId, detail: note.detail });
        return;
      default:
        note satisfies never;
    }
  }
}

/** What cannot be read is missing, of the cue itself and of what would stand in for it. */
function withFaults<C extends Cue | undefined>(cue: C, faults: Faults): C {
  if (cue === undefined || faults.size === 0) return cue;
  const fault = faults.get(cue.playoutSha256 ?? '');
  const substitutes = cue.substitutes.filter(({ playoutSha256 }) => !faults.has(playoutSha256));
  return { ...cue, missing: cue.missing ?? fault ?? null, substitutes };
}

/** The part of a row that the cue already knows; as yet nothing sounded. */
function rowOf(cue: Cue): NewAiring {
  const { key: _, missing: __, totalFrames, ...row } = cue;
  return {
    ...row,
    totalFrames: totalFrames === null ? null : frames(totalFrames),
    startedAt: null,
    endedAt: null,
    fromFrame: frames(0),
    playedFrames: frames(0),
    latenessMs: null,
    outcome: 'missed',
    reason: null,
    detail: null,
  };
}
