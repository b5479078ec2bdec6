/**
 * Makes rows of what the air tells and reads for it what should sound: the recorder's work, without its thread. Every
 * due entry gets exactly one final row here: from the air, or from `sweep` when nothing was running to tell.
 */
import type { Cue } from '../core/cue.ts';
import { windowsBetween } from '../core/hours.ts';
import { after, durationMs, type EpochMs, frames, HOUR } from '../core/time.ts';
import { Airings, type NewAiring } from '../storage/airings.ts';
import { Commands } from '../storage/commands.ts';
import { Cues } from '../storage/cues.ts';
import type { Db } from '../storage/database.ts';
import { Incidents } from '../storage/incidents.ts';
import { Outputs } from '../storage/outputs.ts';
import { Settings } from '../storage/settings.ts';
import type { AskedCommand, Horizon, Note } from './note.ts';

const AHEAD = durationMs(30 * HOUR);
/** The air itself gives up an entry the moment its time is over; only what it never knew of is left this long. */
const SWEEP_AFTER = durationMs(-15_000);

export class Ledger {
  readonly #airings;
  readonly #commands;
  readonly #cues;
  readonly #incidents;
  readonly #outputs;
  readonly #settings;
  readonly #inOne;
  readonly #zone: string;
  /** Cue key → row of the airing now open. */
  readonly #open = new Map<string, number>();

  constructor(db: Db, zone: string) {
    this.#airings = new Airings(db);
    this.#commands = new Commands(db);
    this.#cues = new Cues(db);
    this.#incidents = new Incidents(db);
    this.#outputs = new Outputs(db);
    this.#settings = new Settings(db);
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

  horizon(now: EpochMs): Horizon {
    const until = after(now, AHEAD);
    const commands = this.#commands.pending().map((command): AskedCommand => {
      const { id, kind, zoneId } = command;
      switch (kind) {
        case 'start-now':
          return { id, kind, zoneId, cue: this.#cues.forCommand(command) };
        case 'skip':
          return { id, kind, zoneId, entryId: command.entryId, episodeId: command.episodeId };
        default:
          return { id, kind, zoneId };
      }
    });
    return {
      cues: this.#cues.due(now, until),
      commands,
      held: this.#commands.holding().map(({ zoneId }) => zoneId),
      allowed: windowsBetween(now, until, this.#settings.find().hours, this.#zone),
      outputs: this.#outputs.list().filter(({ enabled }) => enabled),
    };
  }

  /** In one transaction, so that a moment of the air costs one wait for the disk. */
  write(notes: readonly Note[]): void {
    this.#inOne.immediate(notes);
  }

  /** Entries whose time passed while nothing ran: the log says so. Returns how many. */
  sweep(now: EpochMs): number {
    const forgotten = this.#cues.forgotten(after(now, SWEEP_AFTER));
    this.write(
      forgotten.map((cue) => ({ note: 'silent', cue, outcome: 'missed', reason: cue.missing ?? 'down', detail: null })),
    );
    return forgotten.length;
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
          reason: null,
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
