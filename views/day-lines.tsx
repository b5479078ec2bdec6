/** A line of the day as a row: what sounds when, how it fits, what a person changed about it, and how it went. */
import type { Temporal } from 'temporal-polyfill';
import { rulingWords } from '../src/core/calendar.ts';
import { addressOf, type LineAddress } from '../src/core/day-order.ts';
import { type DayLine, type DayPlaylist, isHeard, type LineState } from '../src/core/day-playlist.ts';
import { type Fit, fitWords } from '../src/core/fit.ts';
import type { Exception, Outcome } from '../src/core/model.ts';
import type { Checked } from '../src/core/sign-off.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDateAdministrative, formatDuration, formatTime } from '../src/core/vietnamese.ts';
import { kindWord, reasonWord } from '../src/core/words.ts';
import { Changes, type LineMove, Order } from './day-changes.tsx';
import { OutcomeBadge } from './outcome.tsx';
import { StatusBadge, type Tone } from './parts.tsx';

type RowProps = {
  readonly playlist: DayPlaylist;
  readonly zone: string;
  readonly checked: Checked;
  line: DayLine;
  mayChange: boolean;
  fit: Fit | undefined;
  move: LineMove | undefined;
};

export const Row = ({ line, zone, playlist, mayChange, fit, move, checked }: RowProps) => (
  <tr
    class={[!isHeard(line) && 'off', isSince(line, checked) && 'since-checked'].filter(Boolean).join(' ') || undefined}
    data-address={move && line.slotId && addressOf(line as LineAddress)}
    data-block={move?.block}
    data-title={move && line.title}
  >
    <td class="figure time">{formatTime(line.start, zone)}</td>
    <td class="what">
      <span class="title">{line.title}</span>
      {line.episodeLabel !== null && (
        <small>
          <a href={`/so/${line.episodeId}`}>{line.episodeLabel}</a>
          {line.episodeTitle !== null && ` · ${line.episodeTitle}`}
        </small>
      )}
      {fit && <small class={fit.over + fit.into > 0 ? 'wrong' : undefined}>{fitWords(fit)}</small>}
      {line.ruling && <small>{rulingWords(line.ruling)}</small>}
      {line.exception && <ChangeNote line={line} exception={line.exception} zone={zone} day={playlist.day} />}
    </td>
    <td class="figure" data-label="Thời lượng">
      {formatDuration(line.length)}
    </td>
    <td class="figure" data-label="Loại">
      {kindWord(line.kind)}
    </td>
    <td>
      <State line={line} />
    </td>
    {mayChange && (
      <td class="row-actions">
        {move && <Order line={line} move={move} day={playlist.day} />}
        <Changes
          line={line}
          day={playlist.day}
          isOther={playlist.sessions.some((one) => one.exception !== null && isOf(line, one))}
        />
      </td>
    )}
  </tr>
);

/** What a person changed about it, and why. */
const ChangeNote = (props: { line: DayLine; exception: Exception; zone: string; day: Temporal.PlainDate }) => {
  const { line, exception, zone, day } = props;
  const place = (at: EpochMs) => {
    const on = dayOf(at, zone);
    const date = on.equals(day) ? '' : ` ngày ${formatDateAdministrative(on)}`;
    return `${formatTime(at, zone)}${date}`;
  };
  const said = [
    line.moved && line.state === 'moved' && `Dời sang ${place(line.moved.to)}`,
    line.moved && line.state !== 'moved' && `Dời từ ${place(line.moved.from)}`,
    exception.episodeId !== null && 'Số do người trực chọn',
    exception.recordingId !== null && 'Nội dung do người trực chọn',
    exception.durationMs !== null && 'Đã đổi thời lượng',
    exception.reason !== '' && `Lý do: ${exception.reason}`,
    exception.countsOn !== null &&
      `Tính cho kỳ có ngày ${formatDateAdministrative(exception.countsOn)}: ${exception.countsReason}`,
  ].filter((words) => typeof words === 'string');
  return said.length > 0 ? <small>{said.join(' · ')}</small> : <></>;
};

const STATES: Readonly<Record<Exclude<LineState, Outcome>, { tone: Tone; words: string }>> = {
  scheduled: { tone: 'busy', words: 'Đã xếp lịch' },
  missing: { tone: 'warn', words: 'Còn thiếu' },
  waiting: { tone: 'busy', words: 'Đang chờ phát' },
  planned: { tone: 'quiet', words: 'Dự kiến' },
  moved: { tone: 'quiet', words: 'Đã dời' },
  withheld: { tone: 'quiet', words: 'Không phát ngày này' },
};

const State = ({ line }: { line: DayLine }) => {
  const why = line.reason ?? (line.state === 'missing' || line.state === 'missed' ? line.missing : null);
  const words = why !== null && line.state !== 'on-air' ? reasonWord(why) : undefined;
  return (
    <>
      {line.state in STATES ? (
        <StatusBadge
          tone={STATES[line.state as keyof typeof STATES].tone}
          icon={line.state === 'planned' ? 'clock' : undefined}
        >
          {STATES[line.state as keyof typeof STATES].words}
        </StatusBadge>
      ) : (
        <OutcomeBadge outcome={line.state as Outcome} />
      )}
      {words && <small>{words}</small>}
    </>
  );
};

type Of = { readonly slotId: string; readonly recurrenceId: string };
const isOf = (line: DayLine, one: Of): boolean =>
  line.item > 0 && line.slotId === one.slotId && line.recurrenceId === one.recurrenceId;

/** It became other since somebody checked the day. */
const isSince = ({ slotId, recurrenceId, item }: DayLine, { changes }: Checked): boolean =>
  changes.some((one) => one.slotId === slotId && one.recurrenceId === recurrenceId && one.item === item);
