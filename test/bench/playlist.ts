/**
 * P9: fourteen days of playlist from 300 slots, each ten years old, with the history of ten years behind them, against
 * rrule asked for the same rules in the same run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as rrule from 'rrule';
import { Temporal } from 'temporal-polyfill';
import { parseConfig, ROOT } from '../../src/config.ts';
import type { Slot } from '../../src/core/model.ts';
import { readRules } from '../../src/core/places.ts';
import { buildEntries } from '../../src/core/playlist.ts';
import { after, durationMs, HOUR } from '../../src/core/time.ts';
import { openPlanner } from '../../src/engine/planner.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { openStores } from '../../src/web/stores.ts';
import { readWeek } from '../../src/web/week-read.ts';
import { WeekPage } from '../../views/week.tsx';
import { aSlot, at, furnish, minutesOfSound, PROGRAMME, ZONE } from '../support/schedule.ts';

export type PlaylistFigures = {
  /** Milliseconds, the process cold and 14 days of entries to be written. */
  readonly first: number;
  /** Milliseconds, median: everything read and built again on the same day, nothing to be written. */
  readonly rebuild: number;
  /** Milliseconds, median: the first of a new day: every rule asked anew, one day written. */
  readonly newDay: number;
  /** Milliseconds, median: one slot moved by a minute, its 14 days written. */
  readonly change: number;
  /** Milliseconds: a year built by the core alone. */
  readonly year: number;
  readonly entries: number;
  /** Milliseconds, median, and characters: the week of that playlist read, laid out and written as a page's HTML. */
  readonly week: number;
  readonly weekCharacters: number;
  /** Milliseconds, median over the rules: rrule asked for one day of one rule. */
  readonly rrulePerRuleAndDay: number;
};

const SLOTS = 300;
const PROGRAMMES = 10;
const YEARS = 10;
const NOW = at('2025-09-08 08:00');
const RULES = ['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', 'FREQ=DAILY'];
const PLAYS = ['recording', 'premiere', 'replay', 'relay'] as const;

export async function benchPlaylist(): Promise<PlaylistFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  const db = openDatabase(join(folder, 'station.db'));
  const parsed = parseConfig({ STATION_HOME: folder, STATION_ZONE: ZONE });
  if (!parsed.ok) throw new Error(parsed.error.join('\n'));
  const { config } = parsed.value;
  try {
    await migrate(db, join(ROOT, 'src/storage/migrations'));
    const desk = furnish(db);
    const slots = db.transaction(() => fill(db, desk))();

    const first = time(() => openPlanner({ stores: desk, zone: ZONE, now: () => NOW })[Symbol.dispose]());
    let now = NOW;
    using planner = openPlanner({ stores: desk, zone: ZONE, now: () => now });
    const rebuild = median(20, () => planner.rebuild());
    let minute = 0;
    const change = median(20, () => {
      desk.slots.change({ ...slots[0]!, startTime: `05:${String(++minute).padStart(2, '0')}:00` });
      planner.rebuild();
    });
    const entries = desk.entries.standing(NOW).length;
    const station = { stores: openStores(db), config, clock: () => NOW };
    const monday = Temporal.PlainDate.from('2025-09-08');
    const weekPage = (): string => {
      const sheet = { monday, agencyName: '', hours: '', sessions: [] };
      const props = { week: readWeek(station, monday), zone: ZONE, now: NOW, zoneNames: new Map(), sheet };
      return String(WeekPage({ ...props, last: undefined, unreadable: undefined, may: () => true }));
    };
    const week = median(20, weekPage);
    const weekCharacters = weekPage().length;
    const newDay = median(20, () => {
      now = after(now, durationMs(24 * HOUR));
      planner.rebuild();
    });
    const input = {
      ...{ slots, exceptions: [], episodes: desk.episodes.list(), recordings: desk.slots.sounds(), previous: [] },
      ...{ from: Temporal.PlainDate.from('2025-01-01'), until: Temporal.PlainDate.from('2025-12-31') },
      ...{ zone: ZONE, now: at('2024-12-31 00:00') },
    };
    const year = time(() => buildEntries(input, readRules(slots)));
    return {
      first,
      rebuild,
      newDay,
      change,
      year,
      entries,
      week,
      weekCharacters,
      rrulePerRuleAndDay: askRrule(slots),
    };
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** 26 issues a year of every programme, all but the last year's aired and replayed, and a slot each five minutes. */
function fill(db: ReturnType<typeof openDatabase>, desk: ReturnType<typeof furnish>): Slot[] {
  const aired = db.prepare(
    `INSERT INTO airings (zone_id, kind, title, programme_id, episode_id, playout_sha256, started_at, played_frames,
       total_frames, outcome)
     VALUES ('main', ?, '', ?, ?, ?, ?, 1, 1, 'completed')`,
  );
  // Issues are approved on 3 January 2025 (test/support/schedule.ts): what counts aired after that.
  let airedAt: number = at('2025-01-04 17:00');
  for (let n = 0; n < PROGRAMMES; n++) {
    const programmeId = `p${n}`;
    desk.programmes.add({ ...PROGRAMME, id: programmeId });
    for (let year = 2026 - YEARS; year <= 2025; year++)
      for (let number = 1; number <= 26; number++) {
        const id = desk.addIssue(number, { programmeId, year });
        if (year === 2025) continue;
        for (const kind of ['premiere', 'replay', 'replay', 'replay'])
          aired.run(kind, programmeId, id, `${programmeId}-${year}-${number}`, airedAt++);
      }
  }
  const tune = desk.addRecording('tune', minutesOfSound(2));
  return Array.from({ length: SLOTS }, (_, n) => {
    const plays = PLAYS[n % PLAYS.length]!;
    return desk.slots.add(
      aSlot({
        id: `s${n}`,
        rrule: RULES[Math.floor(n / PLAYS.length) % RULES.length]!,
        startDate: '2015-09-08',
        startTime: Temporal.PlainTime.from('00:00')
          .add({ minutes: (n * 5) % 1440 })
          .toString(),
        plays,
        programmeId: `p${n % PROGRAMMES}`,
        recordingId: plays === 'recording' ? tune : null,
      }),
    );
  });
}

function askRrule(slots: readonly Slot[]): number {
  const { rrulestr } = 'default' in rrule ? (rrule.default as typeof rrule) : rrule;
  const day = [new Date('2025-09-08T00:00Z'), new Date('2025-09-08T23:59:59Z')] as const;
  const asked = slots
    .slice(0, 40)
    .map((slot) =>
      time(() =>
        rrulestr(`DTSTART:${slot.startDate.replaceAll('-', '')}T000000Z\nRRULE:${slot.rrule}`).between(...day, true),
      ),
    );
  return middle(asked);
}

function time(work: () => void): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

const median = (times: number, work: () => void): number => middle(Array.from({ length: times }, () => time(work)));
const middle = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)]!;
