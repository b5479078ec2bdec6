/** What of a day still has nothing to sound, why, and the page where that is mended. */
import { type DayLine, type DayPlaylist, missingLines } from '../src/core/day-playlist.ts';
import type { Missing } from '../src/core/model.ts';
import { formatTime } from '../src/core/vietnamese.ts';
import { missingWord } from '../src/core/words.ts';
import { Icon } from './icons.tsx';

type Props = {
  readonly playlist: DayPlaylist;
  readonly zone: string;
  readonly may: (route: string) => boolean;
};

export const MissingList = ({ playlist, zone, may }: Props) => {
  const lacking = missingLines(playlist);
  const missing = lacking.filter((line) => line.missing !== 'relay-not-supported');
  const relays = lacking.length - missing.length;
  const coming = playlist.lines.some(({ state }) => state === 'scheduled');
  return (
    <>
      {missing.length > 0 ? (
        <section class="missing" aria-labelledby="con-thieu">
          <h2 id="con-thieu">
            <Icon name="warning" />
            Còn thiếu {missing.length} lượt
          </h2>
          <ul>
            {missing.map((line) => (
              <MissingItem line={line} zone={zone} may={may} />
            ))}
          </ul>
        </section>
      ) : (
        coming && (
          <p class="complete">
            <Icon name="check" />
            Các lượt còn lại trong ngày đều đã có nội dung.
          </p>
        )
      )}
      {relays > 0 && <p class="hint">Còn {relays} lượt tiếp sóng: bản này mới giữ chỗ, đến giờ loa im lặng.</p>}
    </>
  );
};

const MissingItem = ({ line, zone, may }: Omit<Props, 'playlist'> & { line: DayLine }) => {
  const mend = mendOf(line, may);
  return (
    <li>
      <span class="figure">{formatTime(line.start, zone)}</span>
      <span>
        <strong>{line.title}</strong>: {lowerFirst(missingWord(line.missing!))}.
      </span>
      {mend && <a href={mend.href}>{mend.label}</a>}
    </li>
  );
};

/** The page where what is missing is mended. */
export function mendOf(
  line: Pick<DayLine, 'missing' | 'programmeId' | 'episodeId' | 'slotId'>,
  may: (route: string) => boolean,
): { href: string; label: string } | undefined {
  const slot = may('GET /khung-gio/:id') ? { href: `/khung-gio/${line.slotId}`, label: 'Sửa khung giờ' } : undefined;
  const programme = { href: `/chuyen-muc/${line.programmeId}`, label: 'Mở chuyên mục' };
  const episode = { href: `/so/${line.episodeId}`, label: 'Mở số này' };
  switch (line.missing as Missing) {
    case 'no-approved-episode':
    case 'nothing-to-replay':
      return line.programmeId === null ? slot : programme;
    case 'not-approved':
      return line.episodeId === null ? slot : episode;
    case 'no-recording':
      return line.episodeId === null ? slot : episode;
    case 'recording-not-ready':
      return { href: '/kho-tu-lieu', label: 'Mở kho tư liệu' };
    default:
      return undefined;
  }
}

const lowerFirst = (words: string): string => words.slice(0, 1).toLowerCase() + words.slice(1);
