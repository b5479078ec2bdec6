/**
 * Makes rows of what the air tells and reads for it what should sound: the recorder's work, without its thread. Every
 * due entry gets exactly one final row here: from the air, or from `sweep` when nothing was running to tell; and every
 * occurrence called off before its time one that says so.
 */

import { bareUrl } from '../core/address.ts';
import type { AircheckRule } from '../core/aircheck.ts';
import { openCalendar } from '../core/calendar.ts';
import type { Seal } from '../core/chain.ts';
import { type Cue, goesOn, tooLate } from '../core/cue.ts';
import { windowsBetween } from '../core/hours.ts';
import { LASTING } from '../core/incidents.ts';
import { isAbandoned } from '../core/live.ts';
import { type Airing, type ClockQuality, type Output, type OutputHeard, WHOLE_COMMUNE } from '../core/model.ts';
import { onDuty } from '../core/roster.ts';
import { after, dayOf, durationMs, type EpochMs, epochMs, frames, HOUR, parseDay, startOfDay } from '../core/time.ts';
import { formatDate, formatTime } from '../core/vietnamese.ts';
import { gainSpansBetween } from '../core/volume.ts';
import { reasonWord } from '../core/words.ts';
import { Airings, type NewAiring, type Unaccounted } from '../storage/airings.ts';
import { CalendarDays } from '../storage/calendar.ts';
import { Chain } from '../storage/chain.ts';
import { ClockConfirmations } from '../storage/clock-confirmations.ts';
import { Commands } from '../storage/commands.ts';
import { Cues } from '../storage/cues.ts';
import type { Db } from '../storage/database.ts';
import { Emergencies, EmergencyMessages } from '../storage/emergencies.ts';
import { Incidents } from '../storage/incidents.ts';
import { Lives } from '../storage/lives.ts';
import { Outputs } from '../storage/outputs.ts';
import { Reports } from '../storage/reports.ts';
import { Roster } from '../storage/roster.ts';
import { Settings } from '../storage/settings.ts';
import { Zones } from '../storage/zones.ts';
import { isTestZone, testZone } from './break-in.ts';
import { CalledOff } from './called-off.ts';
import type { OutputHealth } from './line.ts';
import type { AskedCommand, Horizon, Note } from './note.ts';
import { sealDays } from './seal.ts';
import type { Faults } from './verify.ts';

const AHEAD = durationMs(30 * HOUR);
/** The air itself gives up an entry the moment its time is over; only what it never knew of is left this long. */
const SWEEP_AFTER = durationMs(-15_000);
/** How far back the log is gone over again every night. */
const AUDITED_DAYS = 7;
/** No row is from before the program was. */
const FIRST_PLAUSIBLE = 1_735_689_600_000; // 2025-01-01
/** A row is written a moment after it ended, and an hour after that by no means. */
const CLOCK_SLACK_MS = 60_000;
const STEPS_KEPT = durationMs(-50 * HOUR);

export class Ledger {
  readonly #airings;
  readonly #calendar;
  readonly #calledOff;
  readonly #chain;
  readonly #clock;
  readonly #commands;
  readonly #cues;
  readonly #emergencies;
  readonly #emergencyMessages;
  readonly #incidents;
  readonly #lives;
  readonly #outputs;
  readonly #reports;
  readonly #settings;
  readonly #roster;
  readonly #zones;
  readonly #inOne;
  readonly #zone: string;
  /** Cue key → row of the airing now open. */
  #open = new Map<string, number>();
  /** Cue key → row of the airing that was cut and may go on. */
  #broken = new Map<string, number>();
  readonly #clockSource: () => ClockQuality['source'];
  /** By how much the clock was set, lately. */
  #steps: { at: EpochMs; ms: number }[] = [];

  constructor(db: Db, zone: string, clockSource: () => ClockQuality['source'] = () => 'machine') {
    this.#clockSource = clockSource;
    this.#airings = new Airings(db);
    this.#calendar = new CalendarDays(db);
    this.#calledOff = new CalledOff(db, zone);
    this.#chain = new Chain(db);
    this.#clock = new ClockConfirmations(db);
    this.#commands = new Commands(db);
    this.#cues = new Cues(db, zone);
    this.#emergencies = new Emergencies(db);
    this.#emergencyMessages = new EmergencyMessages(db);
    this.#incidents = new Incidents(db);
    this.#lives = new Lives(db);
    this.#outputs = new Outputs(db);
    this.#reports = new Reports(db);
    this.#settings = new Settings(db);
    this.#roster = new Roster(db);
    this.#zones = new Zones(db);
    this.#zone = zone;
    this.#inOne = db.transaction((notes: readonly Note[]) => notes.forEach((note) => void this.#write(note)));
  }

  /**
   * Closes what a dead playout left open: it claims what was last reported, never more. One incident tells of it, `because` of
   * what the supervisor saw; a power cut in the silence between two entries is none.
   */
  recover(now: EpochMs, because?: string): void {
    this.#incidents.endAll(now);
    const open = this.#airings.open();
    const detail = [because, ...open.map(({ title }) => title)].filter(Boolean).join('; ');
    const [first] = open;
    const zoneId = open.every((airing) => airing.zoneId === first!.zoneId) ? (first?.zoneId ?? null) : null;
    if (detail !== '') this.#incidents.add({ at: now, kind: 'playout-restarted', zoneId, detail });
    for (const airing of open) {
      this.#airings.close(airing.id, {
        endedAt: airing.endedAt ?? airing.startedAt!,
        playedFrames: airing.playedFrames,
        outcome: 'cut',
        reason: 'restart',
        detail: null,
      });
    }
    for (const { id, startedAt } of this.#lives.open()) if (startedAt !== null) this.#lives.end(id, now, 'restart');
  }

  /** `faults`: files that were looked at and cannot go on air as they are. */
  horizon(now: EpochMs, faults: Faults = new Map()): Horizon {
    const until = after(now, AHEAD);
    const settings = this.#settings.find();
    const zone = this.#zone;
    const calendar = openCalendar({ hours: settings.hours, zone, ...this.#calendar.facts() });
    const today = dayOf(now, zone);
    const holding = this.#commands.holding();
    const volumes = new Map(this.#commands.volumes(startOfDay(today, zone)).map((one) => [one.zoneId, one]));
    const commands = this.#commands.pending().map((command): AskedCommand => {
      const { id, kind, zoneId, payload } = command;
      switch (kind) {
        case 'start-now':
          return { id, kind, zoneId, cue: withFaults(this.#cues.forCommand(command), faults) };
        case 'skip':
          return { id, kind, zoneId, entryId: command.entryId, episodeId: command.episodeId };
        case 'cut':
          return { id, kind, zoneId, startedAt: payload.startedAt };
        case 'extend':
          return { id, kind, zoneId, minutes: payload.minutes ?? 0, startedAt: payload.startedAt };
        case 'volume':
          return { id, kind, zoneId, gainDb: payload.gainDb ?? 0 };
        default:
          return { id, kind, zoneId };
      }
    });
    return {
      cues: this.#cues.due(now, until).map((cue) => withFaults(cue, faults)),
      deadAir: settings.deadAir,
      aircheck: settings.aircheck,
      clock: this.#clock.facts(),
      commands,
      held: holding.filter(({ kind }) => kind === 'stop').map(({ zoneId }) => zoneId),
      isHolding: holding.some(({ kind, zoneId }) => kind === 'hold' && zoneId === WHOLE_COMMUNE),
      gainDb: volumes.get(WHOLE_COMMUNE)?.payload.gainDb ?? 0,
      reachable: settings.reachable,
      allowed: windowsBetween(now, until, calendar.hoursOn, zone),
      lives: this.#lives.open(),
      outputs: this.#outputs.list().filter(({ enabled }) => enabled),
      zones: this.#zones.list().map(({ id, volume }) => {
        const gains = gainSpansBetween(now, until, volume, zone);
        const asked = id === WHOLE_COMMUNE ? undefined : volumes.get(id);
        const gainDb = asked?.payload.gainDb;
        if (!asked || !gainDb) return { id, volume, gains };
        const by = { from: asked.ackedAt ?? asked.issuedAt, until: startOfDay(today.add({ days: 1 }), zone), gainDb };
        return { id, volume: [...volume, { from: '00:00', until: '24:00', gainDb }], gains: [...gains, by] };
      }),
      emergencies: {
        messages: this.#emergencyMessages.list(),
        open: this.#emergencies.open().map((order) => ({ order, stoppedBy: order.stoppedByName })),
      },
    };
  }

  /** How long the aircheck is kept, and since when whatever its age: the first day of a report that is not sent yet. */
  aircheckKept(): { rule: AircheckRule; since: EpochMs | undefined } {
    const day = this.#reports.openSince();
    const since = day === undefined ? undefined : startOfDay(parseDay(day)!, this.#zone);
    return { rule: this.#settings.find().aircheck, since };
  }

  /**
   * In one transaction, so that a moment of the air costs one wait for the disk. When that fails nothing was told: the same
   * notes may come again.
   */
  write(notes: readonly Note[]): void {
    const [open, broken, steps] = [new Map(this.#open), new Map(this.#broken), [...this.#steps]];
    try {
      this.#inOne.immediate(notes);
    } catch (error) {
      [this.#open, this.#broken, this.#steps] = [open, broken, steps];
      throw error;
    }
  }

  /**
   * Entries from `since` on whose time passed while nothing ran, and what was called off (of the days that are audited):
   * the log says so. Returns how many.
   */
  sweep(now: EpochMs, since = epochMs(0)): number {
    for (const live of this.#lives.open()) if (isAbandoned(live, now)) this.#lives.end(live.id, now, 'abandoned');
    const forgotten = this.#cues.forgotten(since, after(now, SWEEP_AFTER));
    const audited = startOfDay(dayOf(now, this.#zone).subtract({ days: AUDITED_DAYS }), this.#zone);
    const notes: Note[] = [
      ...forgotten.map((cue): Note => {
        const { outcome, reason, because } = tooLate(cue, 'down');
        const detail = outcome === 'cancelled' ? this.#calledOff.detailOf(cue) : because && reasonWord(because);
        return { note: 'silent', cue, outcome, reason, detail };
      }),
      ...this.#calledOff.untold(epochMs(Math.max(since, audited)), after(now, SWEEP_AFTER)),
    ];
    this.write(notes);
    return notes.length;
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

  /** By name, as the roster has it at this moment. */
  #onDuty({ zoneId }: Cue, at: EpochMs | null): string | null {
    const asked = at === null ? undefined : { zoneId, at, zone: this.#zone };
    return (asked && onDuty(this.#roster.list(), asked)?.name) ?? null;
  }

  #clockQuality(startedAt: EpochMs, endedAt: EpochMs): ClockQuality {
    const stepMs = this.#steps
      .filter(({ at }) => at >= startedAt && at <= endedAt)
      .reduce((sum, { ms }) => sum + ms, 0);
    this.#steps = this.#steps.filter(({ at }) => at >= after(endedAt, STEPS_KEPT));
    const newest = this.#chain.last()?.at ?? 0;
    return {
      source: this.#clockSource(),
      plausible: startedAt > FIRST_PLAUSIBLE && endedAt > newest - CLOCK_SLACK_MS,
      stepMs,
    };
  }

  /** The days that are over and not sealed yet. Answers the seals. */
  seal(now: EpochMs): Seal[] {
    return sealDays(this.#chain, now, this.#zone);
  }

  #write(note: Note): void {
    switch (note.note) {
      case 'began': {
        const { cue, startedAt, fromFrame, latenessMs } = note;
        const id = this.#airings.add({
          ...rowOf(cue),
          continuesId: (cue.continuesOrigin === null ? undefined : this.#broken.get(cue.key)) ?? cue.continuesId,
          onDuty: this.#onDuty(cue, startedAt),
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
        const began = this.#airings.find(id)!;
        const outputs = note.outputs && heardBy(this.#outputs.list(), note.outputs, began, note);
        const zonesApart = note.apart?.filter(({ zoneId }) => !isTestZone(zoneId)) ?? [];
        const clock = this.#clockQuality(began.startedAt!, endedAt);
        if (goesOn(reason)) this.#broken.set(note.key, id);
        else this.#broken.delete(note.key);
        this.#airings.close(id, {
          ...{ endedAt, playedFrames: Math.round(playedFrames), outcome, reason, detail },
          ...{ clock, outputs: outputs ?? null, zonesApart: zonesApart.length > 0 ? zonesApart : null },
        });
        return;
      }
      case 'silent': {
        const { cue, outcome, reason, detail } = note;
        // Neither planned nor heard: it has no place in the log, and the answer to its command tells of it.
        if (cue.plannedStart === null) return;
        const onDuty = this.#onDuty(cue, cue.plannedStart);
        this.#airings.add({ ...rowOf(cue), onDuty, outcome, reason, detail });
        return;
      }
      case 'live':
        if (note.told === 'started') this.#lives.start(note.liveId, note.at);
        else if (note.told === 'ended') this.#lives.end(note.liveId, note.at, note.ending);
        else this.#lives.refuse(note.liveId, note.answer);
        return;
      case 'emergency':
        return this.#emergencies.add(note.order);
      case 'emergency-began':
        return this.#emergencies.begin(note.key, note.at);
      case 'emergency-airing':
        return this.#emergencies.tie(this.#open.get(note.key)!, note.emergencyKey, note.repeat);
      case 'emergency-over':
        this.#emergencies.add(note.order);
        return this.#emergencies.end(note.order.key, note);
      case 'emergency-message':
        return this.#emergencyMessages.check(note.id, note);
      case 'answered':
        this.#commands.answer(note.commandId, note.state, note.answer, note.at);
        return;
      case 'incident': {
        const { at, kind, zoneId, detail } = note;
        if (kind === 'clock-step') this.#steps.push({ at, ms: Number.parseInt(detail, 10) || 0 });
        if (LASTING.includes(kind)) this.#incidents.begin({ at, kind, zoneId, detail });
        else this.#incidents.add({ at, kind, zoneId, detail });
        return;
      }
      case 'over':
        this.#incidents.end(note);
        return;
      default:
        note satisfies never;
    }
  }
}

/**
 * An output that has been sending since before an airing began has sent all of it, but for what its zone did not hear. A
 * drill is its one output's alone.
 */
function heardBy(
  outputs: readonly Output[],
  health: readonly OutputHealth[],
  { zoneId, startedAt }: Pick<Airing, 'zoneId' | 'startedAt'>,
  { apart = [], outputId }: Pick<Extract<Note, { note: 'ended' }>, 'apart' | 'outputId'>,
): OutputHeard[] {
  const state = new Map(health.map((one) => [one.outputId, one]));
  const missed = new Map(apart.map(({ zoneId, heard }) => [zoneId, heard]));
  const isMeant = (one: Output) =>
    outputId === undefined ? zoneId === WHOLE_COMMUNE || one.zoneId === zoneId : one.id === outputId;
  return outputs
    .filter((one) => one.enabled && isMeant(one))
    .map(({ id, name, zoneId }) => {
      const now = state.get(id);
      const wholeTime = now !== undefined && now.since <= startedAt!;
      const sent = now?.state === 'sending' ? (wholeTime ? 'whole' : 'part') : now && !wholeTime ? 'part' : 'none';
      const all = [sent, missed.get(zoneId), missed.get(testZone(id))];
      return { id, name, zoneId, heard: all.includes('none') ? 'none' : all.includes('part') ? 'part' : 'whole' };
    });
}

/** What cannot be read is missing, of the cue itself and of what would stand in for it. */
function withFaults<C extends Cue | undefined>(cue: C, faults: Faults): C {
  if (cue === undefined || faults.size === 0) return cue;
  const fault = faults.get(cue.playoutSha256 ?? '');
  const substitutes = cue.substitutes.filter(({ playoutSha256 }) => !faults.has(playoutSha256));
  return { ...cue, missing: cue.missing ?? fault ?? null, substitutes };
}

/** The part of a row that the cue already knows; as yet nothing sounded. */
function rowOf(cue: Cue): Omit<NewAiring, 'onDuty'> {
  const { key: _, missing: __, totalFrames, ...row } = cue;
  return {
    ...row,
    relayUrl: cue.relayUrl && bareUrl(cue.relayUrl),
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
