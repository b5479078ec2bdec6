/** What of a day still has nothing to sound, why, and the page where that is mended. */
import { type DayLine, type DayPlaylist, missingLines } from '../src/core/day-playlist.ts';
import { type Mend, mendOf } from '../src/core/missing.ts';
import { formatTime, lowerFirst } from '../src/core/vietnamese.ts';
import { missingWord } from '../src/core/words.ts';
import { Icon } from './icons.tsx';
import { ROLE_LABELS } from './people.tsx';

type Props = {
  readonly playlist: DayPlaylist;
  readonly zone: string;
  readonly may: (route: string) => boolean;
  /** Programme → an issue of it that only lacks somebody's approval. */
  readonly waiting: ReadonlyMap<string, number>;
};

export const MissingList = ({ playlist, ...props }: Props) => {
  const missing = missingLines(playlist);
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
              <MissingItem line={line} {...props} />
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
    </>
  );
};

const MissingItem = ({ line, zone, may, waiting }: Omit<Props, 'playlist'> & { line: DayLine }) => (
  <li>
    <span class="figure">{formatTime(line.start, zone)}</span>
    <span>
      <strong>{line.title}</strong>: {lowerFirst(missingWord(line.missing!))}.
    </span>
    {line.slotId !== null && (
      <MendLink
        mend={mendOf({
          ...{ ...line, slotId: line.slotId, missing: line.missing! },
          waitingEpisodeId: waiting.get(line.programmeId ?? '') ?? null,
        })}
        may={may}
        of={line.title}
      />
    )}
  </li>
);

/** The button that mends it, or for whoever may not press it, whose work it is. */
export const MendLink = ({ mend, may, of }: { mend: Mend; may: Props['may']; of: string }) =>
  may(mend.route) ? (
    <a class="plain" href={mend.href}>
      {mend.words}
      <span class="unseen"> cho {of}</span>
    </a>
  ) : (
    <small>Việc của: {ROLE_LABELS[mend.role].label}</small>
  );
