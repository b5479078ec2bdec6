/** The versions of an issue, one in each language, and which slots play each. */
import type { VersionSheet } from '../../views/versions.tsx';
import { byIssue, type EpisodeInFull } from '../core/episodes.ts';
import { byLanguage } from '../core/languages.ts';
import { openSheets } from './episode-sheets.ts';
import type { Station } from './station.ts';

/** In the order of the languages, `episode` among them. A slot of no language plays whichever version is first. */
export function versionsOf(station: Station, episode: EpisodeInFull): VersionSheet[] {
  const { episodes, slots, zones } = station.stores;
  const { sheetOf } = openSheets(station);
  const names = new Map(zones.list({ archived: true }).map(({ id, name }) => [id, name]));
  const own = slots.list().flatMap((slot) => {
    const { id, title, zoneId, language } = slot;
    const isOf = [slot, ...slot.items].some(({ programmeId }) => programmeId === episode.programmeId);
    return isOf ? [{ id, title, zone: names.get(zoneId) ?? '', language }] : [];
  });
  const others = episodes.list({ programmeId: episode.programmeId }).filter(({ id }) => id !== episode.id);
  return [episode, ...others.filter((one) => byIssue(one, episode) === 0)]
    .sort((a, b) => byLanguage(a.language, b.language))
    .map((one, i) => ({
      episode: sheetOf(one),
      isThis: one.id === episode.id,
      slots: own.filter(({ language }) => (language === null ? i === 0 : language === one.language)),
    }));
}
