/** The versions of an issue on the page of one of them: each with its state and the slots that play it. */
import { LANGUAGES, languageWord, VIETNAMESE } from '../src/core/languages.ts';
import { lowerFirst } from '../src/core/vietnamese.ts';
import { EpisodeBadge, type EpisodeSheet } from './episode-parts.tsx';

export type VersionSheet = {
  readonly episode: EpisodeSheet;
  /** The one whose page it is. */
  readonly isThis: boolean;
  readonly slots: readonly { readonly id: string; readonly title: string; readonly zone: string }[];
};

export const VersionFacts = ({ versions, mayEdit }: { versions: readonly VersionSheet[]; mayEdit: boolean }) => {
  const own = versions.find(({ isThis }) => isThis)!.episode;
  if (versions.length === 1 && own.language === VIETNAMESE && !mayEdit) return null;
  return (
    <>
      <dt>Ngôn ngữ</dt>
      <dd>
        <ul class="versions">
          {versions.map(({ episode, isThis, slots }) => (
            <li>
              {isThis ? (
                languageWord(episode.language)
              ) : (
                <span class="badges">
                  <a href={`/so/${episode.id}`}>Bản {lowerFirst(languageWord(episode.language))}</a>
                  <EpisodeBadge episode={episode} />
                </span>
              )}
              <small>
                {slots.length === 0
                  ? `Chưa có khung giờ nào phát ${lowerFirst(languageWord(episode.language))} của chuyên mục này`
                  : `Khung giờ: ${slots.map(({ title, zone }) => `${title} (${zone})`).join('; ')}`}
              </small>
            </li>
          ))}
          {mayEdit && own.archivedAt === null && (
            <li>
              <a href={newVersionPath(versions)}>Thêm bản tiếng khác…</a>
            </li>
          )}
        </ul>
      </dd>
    </>
  );
};

/** The form of the same issue in the first language it does not have yet. */
function newVersionPath(versions: readonly VersionSheet[]): string {
  const taken = versions.map(({ episode }) => episode.language);
  const { programmeId, year, number } = versions[0]!.episode;
  const next = LANGUAGES.find((one) => !taken.includes(one)) ?? VIETNAMESE;
  return `/chuyen-muc/${programmeId}/so/them?nam=${year}&so=${number}&tieng=${next}`;
}
