/**
 * What the station's files take and what of it may go (product F9). Pages and API both end here. Nothing the log, an
 * approval or the playlist names is ever among it; each clean-up is asked anew at the moment it is done.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toPrune } from '../core/aircheck.ts';
import { after, durationMs, HOUR, parseDay, startOfDay } from '../core/time.ts';
import { listAircheck, pruneAircheck } from '../engine/aircheck-shelf.ts';
import { diskSpace, type FolderUse, filesUnder, folderUses } from '../storage/disk-use.ts';
import type { Station } from './station.ts';

export const CLEAN_UPS = ['copies', 'originals', 'aircheck'] as const;
export type CleanUpKind = (typeof CLEAN_UPS)[number];

export type CleanUp = {
  readonly kind: CleanUpKind;
  readonly files: number;
  readonly bytes: number;
  /** Of recordings: whose they are. */
  readonly titles: readonly string[];
};

export type StorageUse = {
  readonly folders: readonly FolderUse[];
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly cleanUps: readonly CleanUp[];
};

type Removable = { readonly path: string; readonly bytes: number; readonly title?: string };

/** A copy that was just made may be without its row for a moment. */
const YOUNGEST_COPY = durationMs(24 * HOUR);
/** How long what was put away can be thought better of. */
const PUT_AWAY_SINCE = durationMs(-30 * 24 * HOUR);

export async function storageUse(station: Station): Promise<StorageUse> {
  const { home } = station.config;
  const folders = (await folderUses(home)).filter(({ files }) => files > 0);
  const cleanUps = await Promise.all(
    CLEAN_UPS.map(async (kind) => {
      const all = await FINDERS[kind](station);
      const titles = all.flatMap(({ title }) => title ?? []);
      return { kind, files: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0), titles };
    }),
  );
  return { folders: folders.toSorted((a, b) => b.bytes - a.bytes), ...(await diskSpace(home)), cleanUps };
}

/** Lets go of what may go now. Answers what went. */
export async function cleanUp(station: Station, kind: CleanUpKind): Promise<{ files: number; bytes: number }> {
  const all = await FINDERS[kind](station);
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  if (kind === 'aircheck') {
    const { rule, since } = aircheckKept(station);
    await pruneAircheck(station.config.home, rule, station.clock(), since);
  } else for (const { path } of all) await rm(path, { force: true });
  return { files: all.length, bytes };
}

const FINDERS: Readonly<Record<CleanUpKind, (station: Station) => Promise<Removable[]>>> = {
  /** Playout copies that were replaced, and never approved, planned or heard. */
  copies: async ({ config, stores, clock }) => {
    const found = new Map<string, Removable>();
    for await (const { name, path, bytes, changedMs } of filesUnder(join(config.home, 'playout'))) {
      const sha256 = /^([0-9a-f]{64})\.flac$/.exec(name)?.[1];
      if (sha256 && changedMs < clock() - YOUNGEST_COPY) found.set(sha256, { path, bytes });
    }
    const cited = stores.cleanUps.cited([...found.keys()]);
    return [...found].filter(([sha256]) => !cited.has(sha256)).map(([, file]) => file);
  },
  /** Originals of recordings put away for a month that never sounded: their copies stay. */
  originals: async ({ media, stores, clock }) => {
    const idle = stores.cleanUps.idleOriginals(after(clock(), PUT_AWAY_SINCE));
    const used = new Set(stores.recordings.usesOf(idle.map(({ id }) => id)).map(({ recordingId }) => recordingId));
    const sizes = new Map(media.originals().map(({ sha256, bytes }) => [sha256, bytes]));
    return idle.flatMap(({ id, title, sha256 }) => {
      const path = used.has(id) ? undefined : media.original(sha256);
      return path === undefined ? [] : [{ path, title, bytes: sizes.get(sha256) ?? 0 }];
    });
  },
  /** What of the aircheck the rule of the settings no longer keeps; the playout lets go of it each hour by itself. */
  aircheck: async (station) => {
    const { rule, since } = aircheckKept(station);
    const kept = await listAircheck(station.config.home, { sized: true });
    const gone = new Set(toPrune(kept, rule, station.clock(), since));
    return kept.filter(({ file }) => gone.has(file)).map(({ file, bytes }) => ({ path: file, bytes }));
  },
};

/** As the recorder asks it (engine/ledger.ts): of what a report that is still open tells, age alone takes nothing. */
function aircheckKept({ stores, config }: Station) {
  const day = stores.reports.openSince();
  const since = day === undefined ? undefined : startOfDay(parseDay(day)!, config.zone);
  return { rule: stores.settings.find().aircheck, since };
}
