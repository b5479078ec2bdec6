/** One line of the week: its time and name, how it stands, what was changed about it, and what can be done with it. */
import { html } from 'hono/html';
import { rulingWords } from '../src/core/calendar.ts';
import { isHeard, type LineState } from '../src/core/day-playlist.ts';
import { type AiringKind, type EntryKind, type Outcome, WHOLE_COMMUNE } from '../src/core/model.ts';
import { dayOf, durationMs, type EpochMs } from '../src/core/time.ts';
import { formatDuration, formatTime, weekdayName } from '../src/core/vietnamese.ts';
import type { Block, PlacedLine, WeekDay } from '../src/core/week.ts';
import { kindWord, missingWord, reasonWord } from '../src/core/words.ts';
import { Icon, type IconName } from './icons.tsx';
import { OutcomeBadge } from './outcome.tsx';
import { ActionButton, StatusBadge, type Tone } from './parts.tsx';
import { shortDay } from './schedule-tabs.tsx';

type Props = {
  readonly day: WeekDay;
  readonly zone: string;
  readonly zoneNames: ReadonlyMap<string, string>;
  readonly mayChange: boolean;
  readonly may: (route: string) => boolean;
};

export const KINDS: Readonly<Record<AiringKind, IconName>> = {
  premiere: 'star',
  replay: 'repeat',
  relay: 'antenna',
  live: 'microphone',
  notice: 'horn',
  music: 'note',
  substitute: 'return',
  filler: 'dash',
  emergency: 'warning',
  drill: 'warning',
};

/** In the order of the legend. */
export const PLANNED: readonly EntryKind[] = ['premiere', 'replay', 'relay', 'live', 'notice', 'music'];

/** Below this many minutes there is room for one line. */
const SHORT = 5;

export const BlockItem = ({ block, ...props }: Props & { block: Block }) => {
  const { line } = block;
  const { zone, mayChange, zoneNames } = props;
  const canMove = mayChange && line.isOpen && line.state !== 'moved' && line.state !== 'cancelled';
  const isSoft = line.startMode !== 'hard';
  const time = `${isSoft ? '≈' : ''}${formatTime(line.start, zone)}`;
  const classes = [
    'block',
    line.kind,
    isSoft ? 'soft' : 'hard',
    line.state === 'missing' && 'lacking',
    !isHeard(line) && 'off',
    block.until - block.from < SHORT && 'short',
  ].filter((name) => name !== false);
  return (
    <li
      class={classes.join(' ')}
      data-begin={block.from}
      data-end={block.until}
      data-lane={block.lane}
      data-lanes={block.lanes}
      data-path={canMove ? `/lich-phat/${line.slotId}/${line.recurrenceId}/xep` : undefined}
      data-title={line.title}
    >
      <div class="face">
        <span class="time figure">{time}</span>
        <span class="kind">
          <Icon name={KINDS[line.kind as EntryKind] ?? 'music'} />
          <span>{kindWord(line.kind)}</span>
        </span>
        <span class="title">{line.title}</span>
        {line.episodeLabel !== null && <small>{line.episodeLabel}</small>}
        {line.zoneId !== WHOLE_COMMUNE && <small>Chỉ {zoneNames.get(line.zoneId) ?? line.zoneId}</small>}
        <State line={line} />
        <Notes line={line} zone={zone} />
        <small class="length">{formatDuration(line.place)}</small>
      </div>
      <Links line={line} {...props} />
    </li>
  );
};

const STATES: Readonly<Partial<Record<LineState, { tone: Tone; words: string }>>> = {
  missing: { tone: 'warn', words: 'Còn thiếu' },
  waiting: { tone: 'busy', words: 'Đang chờ phát' },
  moved: { tone: 'quiet', words: 'Đã dời đi' },
  withheld: { tone: 'quiet', words: 'Không phát ngày này' },
};

const OUTCOMES: readonly LineState[] = ['on-air', 'completed', 'cut', 'failed', 'missed', 'skipped', 'cancelled'];

const State = ({ line }: { line: PlacedLine }) => {
  const state = STATES[line.state];
  const why =
    line.state === 'missing' && line.missing ? missingWord(line.missing) : line.reason && reasonWord(line.reason);
  return (
    <>
      {state && <StatusBadge tone={state.tone}>{state.words}</StatusBadge>}
      {OUTCOMES.includes(line.state) && <OutcomeBadge outcome={line.state as Outcome} />}
      {why && line.state !== 'on-air' && <small class="why">{why}</small>}
      {line.ruling && <small class="why">{rulingWords(line.ruling)}</small>}
    </>
  );
};

/** What a person changed about it. */
const Notes = ({ line, zone }: { line: PlacedLine; zone: string }) => {
  const { exception, moved } = line;
  const place = (at: EpochMs): string => `${formatTime(at, zone)} ${shortDay(dayOf(at, zone))}`;
  const said: { icon: IconName; words: string }[] = [];
  if (moved) {
    const words = line.state === 'moved' ? `Sang ${place(moved.to)}` : `Dời từ ${place(moved.from)}`;
    said.push({ icon: 'right', words });
  }
  if (exception?.episodeId != null) said.push({ icon: 'pin', words: 'Số chọn tay' });
  if (exception?.durationMs != null) said.push({ icon: 'clock', words: 'Đã đổi thời lượng' });
  if (isHeard(line) && line.length - line.place > 1000)
    said.push({ icon: 'warning', words: `Dài hơn khung ${formatDuration(durationMs(line.length - line.place))}` });
  return (
    <>
      {said.map(({ icon, words }) => (
        <small class="note">
          <Icon name={icon} />
          {words}
        </small>
      ))}
      {exception && exception.reason !== '' && <small class="why">{exception.reason}</small>}
    </>
  );
};

const Links = ({ line, mayChange, may, day }: Props & { line: PlacedLine }) => {
  const path = `/lich-phat/${line.slotId}/${line.recurrenceId}`;
  const isOff = line.state === 'cancelled' || line.state === 'moved';
  const isOpen = mayChange && line.isOpen && line.slotId !== null;
  const mayEdit = line.slotId !== null && may('GET /khung-gio/:id');
  if (!isOpen && !mayEdit) return null;
  // Written as text: nodes for each of a thousand menus take as long as all the rest of the page.
  const link = (to: string, label: string) => html`<li><a href="${to}">${label}</a></li>`;
  return (
    <details class="block-menu">
      <summary aria-label={`Việc khác với ${line.title}, ${weekdayName(day.on.day.dayOfWeek)}`}>
        <Icon name="more" />
      </summary>
      <ul>
        {isOpen && !isOff && link(`${path}/xep`, 'Dời, đổi thời lượng…')}
        {isOpen && !isOff && line.state !== 'withheld' && link(`${path}/huy`, 'Hủy lượt này…')}
        {isOpen && !isOff && line.state !== 'withheld' && link(`${path}/so`, 'Đổi số…')}
        {isOpen && line.exception && (
          <li>
            <ActionButton tone="plain" action={`${path}/bo-thay-doi`}>
              {line.state === 'cancelled' ? 'Lấy lại' : isOff ? 'Về giờ cũ' : 'Bỏ thay đổi'}
            </ActionButton>
          </li>
        )}
        {mayEdit && link(`/khung-gio/${line.slotId}`, 'Sửa khung giờ')}
      </ul>
    </details>
  );
};
