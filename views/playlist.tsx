/** Lịch phát: one day by session, what can be changed about each line, and at the end what is missing. */
import { Temporal } from 'temporal-polyfill';
import { dayNames, rulingWords } from '../src/core/calendar.ts';
import {
  type DayLine,
  type DayPlaylist,
  isHeard,
  type LineState,
  READY_DAYS,
  type Session,
  sessionsOf,
  totalLength,
} from '../src/core/day-playlist.ts';
import { type Fit, fitsOf, fitWords } from '../src/core/fit.ts';
import { lunarOf, lunarWords } from '../src/core/lunar.ts';
import {
  type EnvelopeOverride,
  type Exception,
  type Outcome,
  type Plan,
  type SessionLimits,
  WHOLE_COMMUNE,
} from '../src/core/model.ts';
import { airtimeOf, countWords, isHeardIn, marginWords } from '../src/core/sessions.ts';
import { dayOf, durationMs, type EpochMs, MINUTE } from '../src/core/time.ts';
import {
  formatDateAdministrative,
  formatDuration,
  formatHours,
  formatTime,
  weekdayName,
} from '../src/core/vietnamese.ts';
import { kindWord, reasonWord } from '../src/core/words.ts';
import { DayTypeBadge } from './calendar-days.tsx';
import { type Margin, Margins } from './clashes.tsx';
import { Icon } from './icons.tsx';
import { MissingList } from './missing.tsx';
import { OutcomeBadge } from './outcome.tsx';
import { OVERRIDES_PATH, overrideWords } from './overrides.tsx';
import { ActionButton, Button, ButtonLink, EmptyState, PageHead, StatusBadge, Table, type Tone } from './parts.tsx';
import { PlanNotice } from './plan-notice.tsx';
import { ScheduleTabs } from './schedule-tabs.tsx';

export type DayEnvelope = {
  readonly limitsIn: (zoneId: string) => SessionLimits;
  /** `undefined` for the whole commune. */
  readonly zoneName: (zoneId: string) => string | undefined;
  /** In force on the day, with the names of the leaders. */
  readonly overrides: readonly { readonly row: EnvelopeOverride; readonly by: string }[];
};

type Props = {
  readonly playlist: DayPlaylist;
  readonly envelope: DayEnvelope;
  readonly zone: string;
  readonly stationName: string;
  readonly plans: readonly Plan[];
  /** The day that was asked for and cannot be read. */
  readonly unreadable: string | undefined;
  readonly may: (route: string) => boolean;
};

/** `Thứ Hai, 08/9/2025 — hôm nay`. */
export function dayTitle(day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const near: Readonly<Record<number, string>> = { [-1]: ' — hôm qua', 0: ' — hôm nay', 1: ' — ngày mai' };
  const { days } = today.until(day, { largestUnit: 'days' });
  return `${weekdayName(day.dayOfWeek)}, ${formatDateAdministrative(day)}${near[days] ?? ''}`;
}

const dayPath = (day: Temporal.PlainDate): string => `/lich-phat?ngay=${day}`;

export const PlaylistPage = (props: Props) => {
  const { playlist, zone } = props;
  const { day, today, lines } = playlist;
  return (
    <div class="playlist">
      <p class="print-only">{props.stationName} · Lịch phát trong ngày</p>
      <ScheduleTabs here="day" day={day} />
      <PageHead title={dayTitle(day, today)} lead={lines.length > 0 && <Summary {...props} />}>
        <ButtonLink href="/lich-phat/mo-phong">Mô phỏng</ButtonLink>
        <ButtonLink href="/lich-phat/ngay-dac-biet">Ngày đặc biệt</ButtonLink>
      </PageHead>
      <Almanac {...playlist.calendar} />
      <Overrides {...props.envelope} />
      <DayLinks {...playlist} unreadable={props.unreadable} />
      <PlanNotice plans={props.plans} today={today} />
      <ReadyNotice {...playlist} />
      {lines.length === 0 ? (
        <EmptyDay {...props} />
      ) : (
        sessionsOf(lines, playlist.calendar.hours, (at) => formatTime(at, zone)).map((session) => (
          <SessionTable session={session} {...props} />
        ))
      )}
      <MissingList {...props} />
    </div>
  );
};

const Summary = ({ playlist: { lines, calendar }, envelope, zone }: Props) => {
  const counted = lines.filter(isHeard);
  const sessions = sessionsOf(counted.filter(isHeardIn(WHOLE_COMMUNE)), calendar.hours, (at) => formatTime(at, zone));
  const limit = envelope.limitsIn(WHOLE_COMMUNE).sessions;
  return (
    <>
      {counted.length} lượt phát, tổng thời lượng {formatDuration(totalLength(lines))}.{' '}
      {sessions.length > 0 && `${countWords({ sessions, limit })}.`}
    </>
  );
};

/** By whose word the day may have more than others. */
const Overrides = ({ overrides }: DayEnvelope) => (
  <>
    {overrides.map(({ row, by }) => (
      <p class="plan-notice">
        <Icon name="info" />
        <span>
          {by} cho phép: {lowerFirst(overrideWords(row))} ({row.document}). Lý do: {row.reason}.
        </span>
      </p>
    ))}
  </>
);

/** The session's minutes, in each zone that has something of its own in it, against the most it may have. */
const SessionMargins = ({ session, envelope, playlist, may }: Props & { session: Session }) => {
  const heard = session.lines.filter(isHeard);
  const zones = [...new Set(heard.map(({ zoneId }) => zoneId))];
  const margins = zones.map((zoneId): Margin => {
    const airtime = airtimeOf(heard.filter(isHeardIn(zoneId)));
    const limit = durationMs(envelope.limitsIn(zoneId).minutes * MINUTE);
    const place = envelope.zoneName(zoneId);
    const words = marginWords({ name: session.name, airtime, limit });
    return { words: place === undefined ? words : `${place}: ${words}`, isOver: airtime > limit };
  });
  const isOver = margins.some((margin) => margin.isOver);
  return (
    <>
      <Margins margins={margins} />
      {isOver && may(`POST ${OVERRIDES_PATH}`) && playlist.day.toString() >= playlist.today.toString() && (
        <p>
          <a href={`${OVERRIDES_PATH}/them?dieu=minutes&ngay=${playlist.day}`}>Cho phép vượt mức…</a>
        </p>
      )}
    </>
  );
};

/** What day it is besides its date: on the moon's calendar, and of which kind. */
const Almanac = (on: DayPlaylist['calendar']) => (
  <p class="almanac">
    <span>{upperFirst(lunarWords(lunarOf(on.day)))} (âm lịch)</span>
    {on.type !== 'ordinary' && <DayTypeBadge type={on.type} />}
    {dayNames(on).length > 0 && <span>{dayNames(on).join(' · ')}</span>}
    {on.hasOwnHours && (
      <span class="figure">{on.hours.length === 0 ? 'Không phát' : `Giờ phát: ${formatHours(on.hours)}`}</span>
    )}
  </p>
);

const lowerFirst = (words: string): string => words.slice(0, 1).toLowerCase() + words.slice(1);
const upperFirst = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

const DayLinks = ({ day, today, unreadable }: DayPlaylist & { unreadable: string | undefined }) => (
  <nav class="days actions" aria-label="Chọn ngày">
    <ButtonLink href={dayPath(day.subtract({ days: 1 }))} icon="left">
      Ngày trước
    </ButtonLink>
    {!day.equals(today) && <ButtonLink href="/lich-phat">Hôm nay</ButtonLink>}
    <ButtonLink href={dayPath(day.add({ days: 1 }))}>
      Ngày sau <Icon name="right" />
    </ButtonLink>
    <form method="get" action="/lich-phat" class="go-to">
      <label for="ngay">Đến ngày</label>
      <input
        id="ngay"
        name="ngay"
        size={12}
        class="sized"
        autocomplete="off"
        placeholder="05/9/2025"
        value={unreadable}
        aria-invalid={unreadable === undefined ? undefined : 'true'}
        aria-describedby={unreadable === undefined ? undefined : 'ngay-error'}
      />
      <Button>Xem</Button>
    </form>
    {unreadable !== undefined && (
      <p class="complaint" id="ngay-error">
        <Icon name="warning" />
        Không đọc được ngày “{unreadable}”. Viết ngày/tháng/năm, ví dụ 05/9/2025. Dưới đây là hôm nay.
      </p>
    )}
  </nav>
);

const ReadyNotice = ({ isReady, readyUntil }: DayPlaylist) =>
  isReady ? (
    <></>
  ) : (
    <p class="hint">
      Danh sách phát được lập sẵn {READY_DAYS} ngày, đến hết ngày {formatDateAdministrative(readyUntil)}. Ngày này mới
      có khung giờ dự kiến; số nào phát sẽ chọn khi đến gần.
    </p>
  );

const EmptyDay = ({ playlist: { day, today }, may }: Props) =>
  Temporal.PlainDate.compare(day, today) < 0 ? (
    <EmptyState
      title="Ngày này không có lịch phát"
      action={<ButtonLink href="/nhat-ky">Xem nhật ký phát thanh</ButtonLink>}
    >
      Lịch của những ngày đã qua chỉ còn nếu khi đó phần mềm đã chạy. Những gì đã phát đều có trong nhật ký.
    </EmptyState>
  ) : (
    <EmptyState
      title="Ngày này chưa có gì để phát"
      action={
        may('GET /khung-gio/them') && (
          <ButtonLink href="/khung-gio/them" tone="main" icon="plus">
            Thêm khung giờ
          </ButtonLink>
        )
      }
    >
      Lịch phát được lập từ các khung giờ: mỗi khung nói ngày nào, lúc mấy giờ, phát gì.
    </EmptyState>
  );

const SessionTable = ({ session, ...props }: Props & { session: Session }) => {
  const mayChange = props.may('POST /lich-phat/:slot/:day/huy');
  const fits = fitsOf(props.playlist.lines.filter(isComing));
  return (
    <section class="session">
      <h2>
        {session.name}
        <small>{session.hours ? ` ${session.hours}` : ' ngoài khung giờ được phép'}</small>
      </h2>
      <SessionMargins session={session} {...props} />
      <Table
        caption={session.name}
        stack
        head={
          <>
            <th scope="col">Giờ</th>
            <th scope="col">Nội dung</th>
            <th scope="col">Thời lượng</th>
            <th scope="col">Loại</th>
            <th scope="col">Trạng thái</th>
            {mayChange && (
              <th scope="col" class="row-actions">
                <span class="unseen">Thay đổi</span>
              </th>
            )}
          </>
        }
      >
        {session.lines.map((line) => (
          <Row line={line} mayChange={mayChange} fit={fits.get(line)} {...props} />
        ))}
      </Table>
    </section>
  );
};

/** Of what has been heard, the log tells how it fitted. */
const isComing = ({ state }: DayLine): boolean => ['scheduled', 'waiting', 'missing'].includes(state);

type RowProps = Props & { line: DayLine; mayChange: boolean; fit: Fit | undefined };

const Row = ({ line, zone, playlist, mayChange, fit }: RowProps) => (
  <tr class={isHeard(line) ? undefined : 'off'}>
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
        <Changes line={line} />
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
    exception.durationMs !== null && 'Đã đổi thời lượng',
    exception.reason !== '' && `Lý do: ${exception.reason}`,
    exception.countsOn !== null &&
      `Tính cho kỳ có ngày ${formatDateAdministrative(Temporal.PlainDate.from(exception.countsOn))}: ${exception.countsReason}`,
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

const Changes = ({ line }: { line: DayLine }) => {
  if (!line.isOpen) return <></>;
  const path = `/lich-phat/${line.slotId}/${line.recurrenceId}`;
  if (line.exception && (line.state === 'cancelled' || line.state === 'moved'))
    return (
      <ActionButton tone="plain" icon="return" action={`${path}/bo-thay-doi`}>
        {line.state === 'cancelled' ? 'Lấy lại' : 'Về giờ cũ'}
      </ActionButton>
    );
  if (line.state === 'withheld') return <a href={`${path}/doi`}>Dời…</a>;
  return (
    <details class="changes">
      <summary aria-label={`Thay đổi lượt phát ${line.title}`}>Thay đổi</summary>
      <ul>
        <li>
          <a href={`${path}/huy`}>Hủy lượt này…</a>
        </li>
        <li>
          <a href={`${path}/doi`}>Dời…</a>
        </li>
        <li>
          <a href={`${path}/so`}>Đổi số…</a>
        </li>
        {line.exception && (
          <li>
            <ActionButton tone="plain" action={`${path}/bo-thay-doi`}>
              Bỏ thay đổi
            </ActionButton>
          </li>
        )}
      </ul>
    </details>
  );
};
