/**
 * P17: two days of air on a clock that runs as fast as the machine can: real mixer, buses, gate, limiter, ledger and
 * database, decks that cost nothing. A day is what a commune's is, only fuller: an entry every twenty minutes, a village with
 * entries of its own, a person who stops and resumes. The air has a year behind it, sample by sample, so that what adds up
 * over a year shows in the first entry. Nothing may drift, grow or be left open.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { epochMs, HOUR, MINUTE, RATE } from '../../src/core/time.ts';
import { LEAD_MS, runAir } from '../../src/engine/air.ts';
import { Bus } from '../../src/engine/bus.ts';
import type { Chunk, Outlet } from '../../src/engine/chunk.ts';
import type { Clock } from '../../src/engine/clock.ts';
import { Ledger } from '../../src/engine/ledger.ts';
import { type Feed, Mixer } from '../../src/engine/mixer.ts';
import type { Note } from '../../src/engine/note.ts';
import { CHUNK } from '../../src/engine/realtime.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { Commands } from '../../src/storage/commands.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { Settings } from '../../src/storage/settings.ts';
import { Zones } from '../../src/storage/zones.ts';
import { plainDeck } from '../support/plain-deck.ts';
import { randomOf } from '../support/random.ts';
import { seedEntry, seedUser } from '../support/seed.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
/** Two minutes before midnight on 9 September 2025, so that days begin and end within it. */
const START = Date.parse('2025-09-09T23:58:00+07:00');
const MIGRATIONS = join(process.cwd(), 'src/storage/migrations');
const REFRESH_MS = 30_000;
const YEAR = 365 * 24 * HOUR;
const EVERY = 20 * MINUTE;
/** Of an entry: no whole number of chunks, and 1/48 ms over the millisecond. */
const FRAMES = 4 * 60 * RATE + 7 * CHUNK + 1;
/** Loops late by up to so much, as on a busy machine. */
const LATEST_MS = 15;

export type TwoDays = {
  readonly hours: number;
  readonly seconds: number;
  readonly entries: number;
  /** What was not as it should be, in words. */
  readonly faults: readonly string[];
  readonly worstLatenessMs: number;
  /** Where the air stood at the end, ahead of the clock. */
  readonly leadMs: number;
  /** After a collection, every hour: MB. */
  readonly heap: readonly number[];
  readonly rss: readonly number[];
  readonly handles: readonly number[];
};

export async function soakTwoDays(hours: number, seed: number): Promise<TwoDays> {
  const home = mkdtempSync(join(tmpdir(), 'dai-xa-soak-'));
  const db = openDatabase(join(home, 'station.db'));
  try {
    await migrate(db, MIGRATIONS);
    new Settings(db).change({ hours: [{ from: '00:00', until: '24:00' }] });
    const village = new Zones(db).add({ id: 'thon-1', name: 'Thôn 1' }).id;
    const end = START + hours * HOUR;
    const entries: number[] = [];
    for (let at = START + MINUTE; at < end - 12 * MINUTE; at += EVERY) {
      entries.push(seedEntry(db, { start: at, frames: FRAMES, id: `xa-${at}` }));
      if (entries.length % 7 === 0)
        entries.push(seedEntry(db, { start: at + 6 * MINUTE, frames: FRAMES, id: `thon-${at}`, zoneId: village }));
    }
    const person = seedUser(db);
    const commands = new Commands(db);
    const ledger = new Ledger(db, ZONE);
    const faults: string[] = [];

    const random = randomOf(seed);
    let now: number = START;
    const closing = new AbortController();
    const stream = new StreamTime(now - YEAR);
    stream.written = stream.frameAt(now);
    let notes: Note[] = [];
    const note = (one: Note) => void notes.push(one);
    const openDeck = (_: string, from: number) => plainDeck(from);
    const mixer = new Mixer({
      stream,
      note,
      openBus: (zoneId) => new Bus({ zoneId, stream, openDeck, fileOf: (sha) => sha, note }),
      onRegrouped: () => hearAll(),
    });
    const ears = ['main', village].map((zoneId) => new Ear(zoneId, faults));
    const plugged = new Set<Feed>();
    const hearAll = () => {
      for (const feed of plugged) feed.outlets = [];
      plugged.clear();
      for (const ear of ears) {
        const feed = mixer.feedOf(ear.zoneId);
        if (!feed) continue;
        feed.outlets = [...feed.outlets, ear];
        plugged.add(feed);
      }
    };

    const answered = new Set<number>();
    let refreshed = Number.NEGATIVE_INFINITY;
    const refresh = () => {
      refreshed = now;
      const horizon = ledger.horizon(epochMs(now));
      mixer.setZones(horizon.zones);
      mixer.setAllowed(horizon.allowed);
      mixer.setDeadAir(horizon.deadAir);
      if (!horizon.commands.some(({ id }) => answered.has(id))) {
        mixer.setHeld(horizon.held, horizon.isHolding);
        mixer.setGain(horizon.gainDb);
      }
      mixer.setCues(horizon.cues);
      for (const command of horizon.commands) {
        if (answered.has(command.id)) continue;
        answered.add(command.id);
        mixer.obey(command);
      }
    };

    const heap: number[] = [];
    const rss: number[] = [];
    const handles: number[] = [];
    const collect = openCollector();
    let nextHour = START + HOUR;
    /** What the recorder's thread does, and the person on duty; between two passes of the loop. */
    const tend = () => {
      if (notes.length > 0) {
        const written = notes;
        notes = [];
        ledger.write(written);
        if (written.some((one) => one.note !== 'progress')) refresh();
      }
      if (now - refreshed >= REFRESH_MS) {
        ledger.sweep(epochMs(now), epochMs(now - 72 * HOUR));
        refresh();
      }
      if (now < nextHour) return;
      nextHour += HOUR;
      // In the silence between two entries.
      const nothing = { zoneId: 'main', entryId: null, episodeId: null, issuedBy: person, issuedAt: epochMs(now) };
      for (const kind of ['stop', 'resume'] as const) commands.add({ ...nothing, kind });
      refresh();
      collect();
      const { heapUsed, external, rss: all } = process.memoryUsage();
      heap.push((heapUsed + external) / 1e6);
      rss.push(all / 1e6);
      handles.push(readdirSync('/proc/self/fd').length + process.getActiveResourcesInfo().length);
    };

    const clock: Clock = {
      now: () => epochMs(Math.floor(now)),
      exact: () => now,
      sleepUntil: async (at) => {
        now = Math.max(now, at) + random() * LATEST_MS;
        tend();
        if (now >= end) closing.abort();
      },
    };
    refresh();
    hearAll();
    const began = performance.now();
    const signal = closing.signal;
    await runAir({ clock, stream, mixer, signal, onAnchored: (ms) => faults.push(`anchored anew, ${ms} ms`) });
    const seconds = (performance.now() - began) / 1000;
    const leadMs = stream.msAt(stream.written) - now;
    await mixer.close('shutdown');
    ledger.write(notes);

    const rows = db
      .prepare<[], { started: number; planned: number; outcome: string; played: number; entryId: number }>(
        `SELECT started_at AS started, planned_start AS planned, outcome, played_frames AS played, entry_id AS entryId
         FROM airings ORDER BY id`,
      )
      .all();
    const incidents = db.prepare<[], string>('SELECT kind FROM incidents').pluck().all();
    if (incidents.length > 0) faults.push(`incidents: ${[...new Set(incidents)].join(', ')}`);
    if (rows.length !== entries.length) faults.push(`${rows.length} rows of ${entries.length} entries`);
    for (const { outcome, played, entryId } of rows)
      if (outcome !== 'completed' || played !== FRAMES) faults.push(`entry ${entryId}: ${outcome}, ${played} frames`);
    if (ledger.unfinished(epochMs(now), 7).length > 0) faults.push('an entry without its one end');
    const worstLatenessMs = rows.reduce((worst, row) => Math.max(worst, Math.abs(row.started - row.planned)), 0);
    if (worstLatenessMs > 0) faults.push(`a start ${worstLatenessMs} ms beside its minute`);
    if (Math.abs(leadMs - LEAD_MS) > 20 + LATEST_MS) faults.push(`${leadMs.toFixed(1)} ms ahead at the end`);
    for (const { zoneId, sounded } of ears) if (sounded < FRAMES) faults.push(`${zoneId}: never heard`);
    return { hours, seconds, entries: entries.length, faults, worstLatenessMs, leadMs, heap, rss, handles };
  } finally {
    db.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** An output that takes down whether one chunk followed the other. */
class Ear implements Outlet {
  readonly zoneId: string;
  readonly #faults: string[];
  /** Whichever feed its zone hears. */
  #next: number | undefined;
  sounded = 0;

  constructor(zoneId: string, faults: string[]) {
    this.zoneId = zoneId;
    this.#faults = faults;
  }

  write({ at, isIdle }: Chunk): void {
    if (this.#next !== undefined && at !== this.#next) this.#faults.push(`${this.zoneId}: ${at} after ${this.#next}`);
    this.#next = at + CHUNK;
    if (!isIdle) this.sounded += CHUNK;
  }
}

/** Has V8 collect what nobody holds, so that only what is held is measured. */
function openCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('no collector');
  return () => void collect();
}
