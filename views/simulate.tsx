/** Mô phỏng lịch phát: what a month or a year would be like, with a link to whatever is not right yet. */
import { Temporal } from 'temporal-polyfill';
import { mendOf } from '../src/core/missing.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { countWords, hasTooMany, isTooLong, marginWords } from '../src/core/sessions.ts';
import { dutyIn, type SimulatedDay, type Simulation, sumOf } from '../src/core/simulate.ts';
import { dayOf } from '../src/core/time.ts';
import {
  formatDate,
  formatDateAdministrative,
  formatDuration,
  formatNumber,
  formatTime,
  weekdayShort,
} from '../src/core/vietnamese.ts';
import { missingWord } from '../src/core/words.ts';
import { ClashRow } from './clashes.tsx';
import { Icon } from './icons.tsx';
import { MendLink } from './missing.tsx';
import {
  Button,
  ButtonLink,
  DateField,
  ErrorSummary,
  type FormValues,
  fieldOf,
  PageHead,
  StatusBadge,
  Table,
} from './parts.tsx';

export const SIMULATION_PATH = '/lich-phat/mo-phong';

type Props = {
  /** Absent when the days asked for cannot be read. */
  readonly simulation: Simulation | undefined;
  readonly values: FormValues;
  readonly errors: FieldErrors;
  readonly today: Temporal.PlainDate;
  readonly zone: string;
  readonly zones: ReadonlyMap<string, string>;
  readonly may: (route: string) => boolean;
};
type Shown = Omit<Props, 'simulation'> & { readonly simulation: Simulation };

/** So many days are listed day by day; longer stretches by month. */
const LISTED_DAYS = 62;
const MOST_ROWS = 50;

const pathOf = (from: Temporal.PlainDate, until: Temporal.PlainDate) => `${SIMULATION_PATH}?tu=${from}&den=${until}`;

export const SimulationPage = (props: Props) => (
  <>
    <PageHead title="Mô phỏng lịch phát" lead="Lập thử lịch từng ngày, không phát và không thay đổi gì" />
    <Asked {...props} />
    {props.simulation && <Result {...props} simulation={props.simulation} />}
  </>
);

const Asked = ({ values, errors, today }: Props) => {
  const month = today.with({ day: 1 });
  const next = month.add({ months: 1 });
  const year = new Temporal.PlainDate(today.year, 1, 1);
  const lastOf = (from: Temporal.PlainDate, length: { months: number } | { years: number }) =>
    from.add(length).subtract({ days: 1 });
  return (
    <>
      <nav class="actions" aria-label="Thời gian mô phỏng">
        <ButtonLink href={pathOf(today, lastOf(month, { months: 1 }))}>Hết tháng này</ButtonLink>
        <ButtonLink href={pathOf(next, lastOf(next, { months: 1 }))}>Tháng sau</ButtonLink>
        <ButtonLink href={pathOf(today, lastOf(year, { years: 1 }))}>Hết năm nay</ButtonLink>
        <ButtonLink href={pathOf(year.add({ years: 1 }), lastOf(year.add({ years: 1 }), { years: 1 }))}>
          Năm {today.year + 1}
        </ButtonLink>
      </nav>
      <form method="get" action={SIMULATION_PATH} class="filter between">
        <ErrorSummary errors={errors} title="Chưa mô phỏng được:" />
        <DateField {...fieldOf('tu', values, errors)} label="Từ ngày" />
        <DateField {...fieldOf('den', values, errors)} label="Đến hết ngày" />
        <Button tone="main">Mô phỏng</Button>
      </form>
    </>
  );
};

const Result = (props: Shown) => {
  const { simulation } = props;
  const sum = sumOf(simulation.days);
  const over = sum.longSessions + sum.crowdedDays;
  return (
    <>
      <p class="lead">
        {formatNumber(sum.days)} ngày, {formatNumber(sum.entries)} lượt phát, tổng thời lượng{' '}
        {formatDuration(sum.airtime)}
      </p>
      <ul class="outlook">
        <Finding
          count={simulation.clashes.length}
          href="#trung-lich"
          words="cặp khung giờ trùng lịch"
          none="Không trùng lịch"
        />
        <Finding count={sum.missing} href="#thieu" words="lượt chưa có nội dung" none="Lượt nào cũng có nội dung" />
        <Finding
          count={sum.outside}
          href="#ngay"
          words="lượt ngoài khung giờ được phép"
          none="Không lượt nào ngoài giờ"
        />
        <Finding count={over} href="#ngay" words="lần vượt mức buổi phát" none="Không buổi nào vượt mức" />
      </ul>
      {simulation.broken.map(({ slotId, problem }) => (
        <p class="complaint">
          <Icon name="warning" />
          <a href={`/khung-gio/${slotId}`}>Khung giờ “{slotId}”</a> không đọc được nên không có trong mô phỏng:{' '}
          {problem}
        </p>
      ))}
      <Duties {...props} />
      {simulation.clashes.length > 0 && <Clashes {...props} />}
      {simulation.missing.length > 0 && <MissingContent {...props} />}
      <Days {...props} />
    </>
  );
};

const Finding = ({ count, href, words, none }: { count: number; href: string; words: string; none: string }) => (
  <li>
    {count === 0 ? (
      <StatusBadge tone="good">{none}</StatusBadge>
    ) : (
      <a href={href}>
        <StatusBadge tone="warn">
          {formatNumber(count)} {words}
        </StatusBadge>
      </a>
    )}
  </li>
);

const Duties = ({ simulation }: Shown) => (
  <section aria-labelledby="chi-tieu">
    <h2 id="chi-tieu">Chỉ tiêu</h2>
    {simulation.ledgers.length === 0 ? (
      <p class="hint">Không kế hoạch nào có chỉ tiêu trong thời gian này.</p>
    ) : (
      <Table
        caption="Chỉ tiêu trong thời gian mô phỏng"
        stack
        head={
          <>
            <th scope="col">Chỉ tiêu</th>
            <th scope="col">Phải phát</th>
            <th scope="col">Đã xếp</th>
            <th scope="col">Phát lại</th>
            <th scope="col">Kết quả</th>
          </>
        }
      >
        {simulation.ledgers.map((ledger) => {
          const { code, frequencyText, count } = ledger.obligation;
          const duty = dutyIn(ledger, simulation);
          return (
            <tr>
              <td>
                <a href="/tien-do">{code}</a>
                <small>{frequencyText}</small>
              </td>
              <td class="figure" data-label="Phải phát">
                {count === null ? '—' : duty.due}
              </td>
              <td class="figure" data-label="Đã xếp">
                {duty.planned}
              </td>
              <td class="figure" data-label="Phát lại">
                {duty.replaysDue > 0 ? `${duty.replaysPlanned}/${duty.replaysDue}` : duty.replaysPlanned || '—'}
              </td>
              <td data-label="Kết quả">
                {count === null ? (
                  <StatusBadge tone="quiet" icon="info">
                    Không định lượng
                  </StatusBadge>
                ) : duty.short + duty.replaysShort === 0 ? (
                  <StatusBadge tone="good">Đủ chỗ</StatusBadge>
                ) : (
                  <>
                    <StatusBadge tone="warn">Thiếu {duty.short + duty.replaysShort} lượt</StatusBadge>
                    <small>
                      {duty.shortPeriods
                        .slice(0, 4)
                        .map(
                          ({ from, until }) => `${formatDateAdministrative(from)}–${formatDateAdministrative(until)}`,
                        )
                        .join(', ')}
                      {duty.shortPeriods.length > 4 && ' …'}
                    </small>
                  </>
                )}
              </td>
            </tr>
          );
        })}
      </Table>
    )}
  </section>
);

const Clashes = ({ simulation: { clashes }, zone, may }: Shown) => (
  <section aria-labelledby="trung-lich">
    <h2 id="trung-lich">Trùng lịch</h2>
    <Table
      caption="Các khung giờ trùng nhau"
      stack
      head={
        <>
          <th scope="col">Hai khung giờ</th>
          <th scope="col">Lần đầu</th>
          <th scope="col">Trùng</th>
          <th scope="col">Số lần</th>
          <th scope="col">Những ngày đầu</th>
        </>
      }
    >
      {clashes.slice(0, MOST_ROWS).map((clash) => (
        <ClashRow clash={clash} zone={zone} mayChange={may('GET /khung-gio/:id')} />
      ))}
    </Table>
    {clashes.length > MOST_ROWS && <p class="hint">Còn {formatNumber(clashes.length - MOST_ROWS)} cặp nữa.</p>}
  </section>
);

const MissingContent = ({ simulation: { missing, days }, zone, may }: Shown) => {
  const bySlot = new Map(days.flatMap(({ entries }) => entries.map((entry) => [entry.slotId, entry] as const)));
  return (
    <section aria-labelledby="thieu">
      <h2 id="thieu">Chưa có nội dung</h2>
      <Table
        caption="Các khung giờ chưa có nội dung"
        stack
        head={
          <>
            <th scope="col">Khung giờ</th>
            <th scope="col">Số lượt</th>
            <th scope="col">Từ ngày</th>
            <th scope="col">Vì sao</th>
          </>
        }
      >
        {missing.slice(0, MOST_ROWS).map(({ slotId, title, missing: why, count, first }) => {
          const entry = bySlot.get(slotId);
          const mend = mendOf({ missing: why, programmeId: entry?.programmeId ?? null, episodeId: null, slotId });
          const day = dayOf(first, zone);
          return (
            <tr>
              <td>{title}</td>
              <td class="figure" data-label="Số lượt">
                {formatNumber(count)}
              </td>
              <td class="figure" data-label="Từ ngày">
                <a href={`/lich-phat?ngay=${day}`}>{formatDate(day)}</a>
              </td>
              <td data-label="Vì sao">
                {missingWord(why)} <MendLink mend={mend} may={may} of={title} />
              </td>
            </tr>
          );
        })}
      </Table>
      {missing.length > MOST_ROWS && <p class="hint">Còn {formatNumber(missing.length - MOST_ROWS)} khung giờ nữa.</p>}
    </section>
  );
};

const Days = (props: Shown) => {
  const { days } = props.simulation;
  const isLong = days.length > LISTED_DAYS;
  return (
    <section aria-labelledby="ngay">
      <h2 id="ngay">{isLong ? 'Từng tháng' : 'Từng ngày'}</h2>
      <Table
        caption={isLong ? 'Các tháng được mô phỏng' : 'Các ngày được mô phỏng'}
        stack
        head={
          <>
            <th scope="col">{isLong ? 'Tháng' : 'Ngày'}</th>
            <th scope="col">Lượt phát</th>
            <th scope="col">Thời lượng</th>
            <th scope="col">Chưa có nội dung</th>
            <th scope="col">Cần xem lại</th>
          </>
        }
      >
        {isLong
          ? monthsOf(days).map((month) => <MonthRow days={month} />)
          : days.map((day) => <DayRow day={day} zone={props.zone} zones={props.zones} />)}
      </Table>
    </section>
  );
};

function monthsOf(days: readonly SimulatedDay[]): SimulatedDay[][] {
  const months = new Map<string, SimulatedDay[]>();
  for (const day of days) {
    const key = day.day.toPlainYearMonth().toString();
    months.set(key, [...(months.get(key) ?? []), day]);
  }
  return [...months.values()];
}

const Figures = ({
  entries,
  airtime,
  missing,
}: {
  entries: number;
  airtime: SimulatedDay['airtime'];
  missing: number;
}) => (
  <>
    <td class="figure" data-label="Lượt phát">
      {formatNumber(entries)}
    </td>
    <td class="figure" data-label="Thời lượng">
      {formatDuration(airtime)}
    </td>
    <td class="figure" data-label="Chưa có nội dung">
      {missing === 0 ? '—' : formatNumber(missing)}
    </td>
  </>
);

const MonthRow = ({ days }: { days: readonly SimulatedDay[] }) => {
  const [first, last] = [days[0]!.day, days.at(-1)!.day];
  const { outside, longSessions, crowdedDays, ...sum } = sumOf(days);
  const said = [
    outside > 0 && `${formatNumber(outside)} lượt ngoài giờ`,
    longSessions > 0 && `${formatNumber(longSessions)} buổi quá dài`,
    crowdedDays > 0 && `${formatNumber(crowdedDays)} ngày quá nhiều buổi`,
  ].filter((words) => words !== false);
  return (
    <tr>
      <td class="figure">
        <a href={pathOf(first, last)}>
          Tháng {first.month}/{first.year}
        </a>
      </td>
      <Figures {...sum} />
      <td data-label="Cần xem lại">
        {said.length > 0 ? <StatusBadge tone="warn">{said.join(', ')}</StatusBadge> : '—'}
      </td>
    </tr>
  );
};

const DayRow = ({ day: simulated, zone, zones }: { day: SimulatedDay } & Pick<Shown, 'zone' | 'zones'>) => {
  const { day, entries, airtime, missing, outside, sessions } = simulated;
  const over = [...sessions].flatMap(([zoneId, measure]) => {
    const place = sessions.size > 1 ? `${zones.get(zoneId) ?? zoneId}: ` : '';
    const said = [
      ...measure.sessions.filter(isTooLong).map(marginWords),
      ...(hasTooMany(measure) ? [countWords(measure)] : []),
    ];
    return said.map((words) => `${place}${words}`);
  });
  const said = [
    ...outside.map(({ title, plannedStart }) => `${formatTime(plannedStart, zone)} ${title}: ngoài giờ`),
    ...over,
  ];
  return (
    <tr>
      <td class="figure">
        <a href={`/lich-phat?ngay=${day}`}>
          {weekdayShort(day.dayOfWeek)} {formatDate(day)}
        </a>
      </td>
      <Figures entries={entries.length} airtime={airtime} missing={missing} />
      <td data-label="Cần xem lại">
        {said.length === 0
          ? '—'
          : said.map((words) => (
              <p class="complaint">
                <Icon name="warning" />
                {words}
              </p>
            ))}
      </td>
    </tr>
  );
};
