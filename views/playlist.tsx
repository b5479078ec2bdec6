/**
 * Lịch phát: one day by session, what can be changed about each line, whether somebody has checked it, and at the end what
 * is missing. Order is changed by buttons; static/day.js lets a mouse, a finger or the arrow keys do the same.
 */
import { Temporal } from 'temporal-polyfill';
import { dayNames } from '../src/core/calendar.ts';
import { addressOf, blocksOf } from '../src/core/day-order.ts';
import {
  type DayLine,
  type DayPlaylist,
  isHeard,
  READY_DAYS,
  type Session,
  sessionsOf,
  totalLength,
} from '../src/core/day-playlist.ts';
import { fitsOf, sessionFitOf, sessionFitWords } from '../src/core/fit.ts';
import { lunarOf, lunarWords } from '../src/core/lunar.ts';
import { type EnvelopeOverride, type Plan, type SessionLimits, WHOLE_COMMUNE } from '../src/core/model.ts';
import { airtimeOf, countWords, isHeardIn, marginWords } from '../src/core/sessions.ts';
import type { Checked } from '../src/core/sign-off.ts';
import { durationMs, MINUTE, SECOND } from '../src/core/time.ts';
import {
  formatDateAdministrative,
  formatDuration,
  formatHours,
  formatTime,
  lowerFirst,
  upperFirst,
  weekdayName,
} from '../src/core/vietnamese.ts';
import { DayTypeBadge } from './calendar-days.tsx';
import { type Margin, Margins } from './clashes.tsx';
import { type Change, type LineMove, UndoBar } from './day-changes.tsx';
import { Row } from './day-lines.tsx';
import { Icon } from './icons.tsx';
import { MissingList } from './missing.tsx';
import { OVERRIDES_PATH, overrideWords } from './overrides.tsx';
import { Button, ButtonLink, EmptyState, PageHead, Table } from './parts.tsx';
import { PlanNotice } from './plan-notice.tsx';
import { ScheduleTabs } from './schedule-tabs.tsx';
import { SignOffPanel } from './sign-off.tsx';

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
  readonly checked: Checked;
  /** What this person changed last, and undid last. */
  readonly last: Change | undefined;
  readonly next: Change | undefined;
  readonly zone: string;
  readonly stationName: string;
  readonly plans: readonly Plan[];
  /** The day that was asked for and cannot be read. */
  readonly unreadable: string | undefined;
  readonly may: (route: string) => boolean;
  /** Programme → an issue of it that only lacks somebody's approval. */
  readonly waiting: ReadonlyMap<string, number>;
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
  const moves = movesOf(props);
  return (
    <div class="playlist">
      <p class="print-only">{props.stationName} · Lịch phát trong ngày</p>
      <ScheduleTabs here="day" day={day} />
      <PageHead title={dayTitle(day, today)} lead={lines.length > 0 && <Summary {...props} />}>
        {props.may('POST /lich-phat/chen') && Temporal.PlainDate.compare(day, today) >= 0 && (
          <ButtonLink href={`/lich-phat/chen?ngay=${day}`} icon="plus">
            Chèn…
          </ButtonLink>
        )}
        <ButtonLink href="/lich-phat/mo-phong">Mô phỏng</ButtonLink>
        <ButtonLink href="/lich-phat/ngay-dac-biet">Ngày đặc biệt</ButtonLink>
      </PageHead>
      <Almanac {...playlist.calendar} />
      <Overrides {...props.envelope} />
      <DayLinks {...playlist} unreadable={props.unreadable} />
      <PlanNotice plans={props.plans} today={today} />
      <ReadyNotice {...playlist} />
      <UndoBar last={props.last} next={props.next} back={dayPath(day)} />
      <SignOffPanel checked={props.checked} day={day} zone={zone} may={props.may} />
      {lines.length === 0 ? (
        <EmptyDay {...props} />
      ) : (
        sessionsOf(lines, playlist.calendar.hours, (at) => formatTime(at, zone)).map((session) => (
          <SessionTable session={session} moves={moves} {...props} />
        ))
      )}
      <OrderHelp {...props} />
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
  const fit = sessionFitOf(session.lines.filter(isComing), [...playlist.sessions, ...playlist.noticePlaces]);
  return (
    <>
      <Margins margins={margins} />
      {fit.place > 0 && (
        <p class={fit.sound - fit.place >= SECOND ? 'session-fit wrong' : 'session-fit'}>{sessionFitWords(fit)}.</p>
      )}
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

type Moves = ReadonlyMap<DayLine, LineMove>;

/** Where the buttons of each line lead: the addresses of its neighbours within what may change places. */
function movesOf({ playlist, zone, may }: Props): Moves {
  const moves = new Map<DayLine, { up?: string; down?: string; block: number }>();
  if (!may('POST /lich-phat/:slot/:day/thu-tu')) return moves;
  const blocks = blocksOf(playlist.lines, playlist.calendar.hours, (at) => formatTime(at, zone));
  blocks.forEach((lines, block) => {
    lines.forEach((line, i) => {
      const [above, below] = [lines[i - 1], lines[i + 1]];
      moves.set(line, { block, ...(above && { up: addressOf(above) }), ...(below && { down: addressOf(below) }) });
    });
  });
  return moves;
}

const SessionTable = ({ session, moves, ...props }: Props & { session: Session; moves: Moves }) => {
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
          <Row line={line} mayChange={mayChange} fit={fits.get(line)} move={moves.get(line)} {...props} />
        ))}
      </Table>
    </section>
  );
};

/** Of what has been heard, the log tells how it fitted. */
const isComing = ({ state }: DayLine): boolean => ['scheduled', 'waiting', 'missing'].includes(state);

/** For static/day.js: how the keys move a line, and where it says what it does. */
const OrderHelp = ({ may }: Props) =>
  may('POST /lich-phat/:slot/:day/thu-tu') ? (
    <>
      <p id="day-keys" class="unseen">
        Enter để nhấc, mũi tên lên xuống để chuyển, Enter để đặt, Esc để thôi.
      </p>
      <p id="day-said" class="unseen" role="status"></p>
    </>
  ) : (
    <></>
  );
