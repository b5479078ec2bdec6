/** Lịch phát: one day by session, what can be changed about each line, and at the end what is missing. */
import { Temporal } from 'temporal-polyfill';
import {
  type DayLine,
  type DayPlaylist,
  type LineState,
  READY_DAYS,
  type Session,
  sessionsOf,
  totalLength,
} from '../src/core/day-playlist.ts';
import type { Exception, Hours, Outcome, Plan } from '../src/core/model.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDateAdministrative, formatDuration, formatTime, weekdayName } from '../src/core/vietnamese.ts';
import { kindWord, reasonWord } from '../src/core/words.ts';
import { Icon } from './icons.tsx';
import { MissingList } from './missing.tsx';
import { OutcomeBadge } from './outcome.tsx';
import { ActionButton, Button, ButtonLink, EmptyState, PageHead, StatusBadge, Table, type Tone } from './parts.tsx';
import { PlanNotice } from './plan-notice.tsx';

type Props = {
  readonly playlist: DayPlaylist;
  readonly zone: string;
  readonly hours: Hours;
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
  const { playlist, hours, zone } = props;
  const { day, today, lines } = playlist;
  return (
    <div class="playlist">
      <p class="print-only">{props.stationName} · Lịch phát trong ngày</p>
      <PageHead title={dayTitle(day, today)} lead={lines.length > 0 && <Summary {...props} />}>
        <ButtonLink href="/khung-gio" icon="clock">
          Khung giờ
        </ButtonLink>
      </PageHead>
      <DayLinks {...playlist} unreadable={props.unreadable} />
      <PlanNotice plans={props.plans} today={today} />
      <ReadyNotice {...playlist} />
      {lines.length === 0 ? (
        <EmptyDay {...props} />
      ) : (
        sessionsOf(lines, hours, (at) => formatTime(at, zone)).map((session) => (
          <SessionTable session={session} {...props} />
        ))
      )}
      <MissingList {...props} />
    </div>
  );
};

const Summary = ({ playlist: { lines } }: Props) => {
  const counted = lines.filter(({ state }) => state !== 'cancelled' && state !== 'moved');
  return (
    <>
      {counted.length} lượt phát, tổng thời lượng {formatDuration(totalLength(lines))}
    </>
  );
};

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
  return (
    <section class="session">
      <h2>
        {session.name}
        <small>
          {session.hours ? ` ${session.hours}` : ' ngoài khung giờ được phép'} ·{' '}
          {formatDuration(totalLength(session.lines))}
        </small>
      </h2>
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
          <Row line={line} mayChange={mayChange} {...props} />
        ))}
      </Table>
    </section>
  );
};

const Row = ({ line, zone, playlist, mayChange }: Props & { line: DayLine; mayChange: boolean }) => (
  <tr class={line.state === 'cancelled' || line.state === 'moved' ? 'off' : undefined}>
    <td class="figure time">{formatTime(line.start, zone)}</td>
    <td class="what">
      <span class="title">{line.title}</span>
      {line.episodeLabel !== null && (
        <small>
          <a href={`/so/${line.episodeId}`}>{line.episodeLabel}</a>
          {line.episodeTitle !== null && ` · ${line.episodeTitle}`}
        </small>
      )}
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
  ].filter((words) => typeof words === 'string');
  return said.length > 0 ? <small>{said.join(' · ')}</small> : <></>;
};

const STATES: Readonly<Record<Exclude<LineState, Outcome>, { tone: Tone; words: string }>> = {
  scheduled: { tone: 'busy', words: 'Đã xếp lịch' },
  missing: { tone: 'warn', words: 'Còn thiếu' },
  waiting: { tone: 'busy', words: 'Đang chờ phát' },
  planned: { tone: 'quiet', words: 'Dự kiến' },
  moved: { tone: 'quiet', words: 'Đã dời' },
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
