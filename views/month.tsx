/** Lịch phát tháng: how full each day is, what the plan's columns premiere, what is missing. A list of days on a phone. */
import type { Temporal } from 'temporal-polyfill';
import { type CalendarDay, dayNames, dayTypeWord } from '../src/core/calendar.ts';
import { lunarOf } from '../src/core/lunar.ts';
import { weekdayName } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import { Button, ButtonLink, PageHead, StatusBadge } from './parts.tsx';
import { dayPath, monthPath, ScheduleTabs, weekPath } from './schedule-tabs.tsx';

type MonthDay = {
  readonly day: Temporal.PlainDate;
  readonly calendar: CalendarDay;
  readonly isInMonth: boolean;
  readonly count: number;
  readonly missing: number;
  readonly failed: number;
  readonly premieres: readonly string[];
};

export type MonthProps = {
  readonly month: Temporal.PlainYearMonth;
  readonly today: Temporal.PlainDate;
  /** Whole weeks, Monday first. */
  readonly weeks: readonly (readonly MonthDay[])[];
  readonly unreadable: string | undefined;
};

export const monthTitle = (month: Temporal.PlainYearMonth): string => `Tháng ${month.month}/${month.year}`;

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

export const MonthPage = (props: MonthProps) => {
  const { month, today, weeks } = props;
  const first = month.toPlainDate({ day: 1 });
  const isThis = today.toPlainYearMonth().equals(month);
  const own = weeks.flat().filter(({ isInMonth }) => isInMonth);
  const missing = own.reduce((sum, day) => sum + day.missing, 0);
  const count = own.reduce((sum, day) => sum + day.count, 0);
  return (
    <div class="month-page">
      <ScheduleTabs here="month" day={isThis ? today : first} />
      <PageHead
        title={monthTitle(month)}
        lead={`${count} lượt phát${missing > 0 ? `, còn thiếu nội dung ${missing} lượt` : ''}`}
      />
      <nav class="days actions" aria-label="Chọn tháng">
        <ButtonLink href={monthPath(first.subtract({ months: 1 }))} icon="left">
          Tháng trước
        </ButtonLink>
        {!isThis && <ButtonLink href="/lich-phat/thang">Tháng này</ButtonLink>}
        <ButtonLink href={monthPath(first.add({ months: 1 }))}>
          Tháng sau <Icon name="right" />
        </ButtonLink>
        <form method="get" action="/lich-phat/thang" class="go-to">
          <label for="thang">Đến tháng</label>
          <input
            id="thang"
            name="thang"
            size={9}
            class="sized"
            autocomplete="off"
            placeholder="9/2025"
            value={props.unreadable}
            aria-invalid={props.unreadable === undefined ? undefined : 'true'}
            aria-describedby={props.unreadable === undefined ? undefined : 'thang-error'}
          />
          <Button>Xem</Button>
        </form>
        {props.unreadable !== undefined && (
          <p class="complaint" id="thang-error">
            <Icon name="warning" />
            Không đọc được tháng “{props.unreadable}”. Viết tháng/năm, ví dụ 9/2025. Dưới đây là tháng này.
          </p>
        )}
      </nav>
      <table class="month">
        <caption class="unseen">{monthTitle(month)}</caption>
        <thead>
          <tr>
            <th scope="col">Tuần</th>
            {WEEKDAYS.map((n) => (
              <th scope="col">{weekdayName(n)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr>
              <th scope="row" class="figure">
                <a href={weekPath(week[0]!.day)}>
                  <span>Tuần </span>
                  {week[0]!.day.weekOfYear}
                </a>
              </th>
              {week.map((day) => (
                <DayCell {...day} isToday={day.day.equals(today)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const DayCell = ({
  day,
  calendar,
  isInMonth,
  count,
  missing,
  failed,
  premieres,
  isToday,
}: MonthDay & { isToday: boolean }) => {
  const { day: lunarDay, month, isLeap } = lunarOf(day);
  const names = dayNames(calendar);
  const isSpecial = !['ordinary', 'weekend'].includes(calendar.type);
  return (
    <td
      class={
        [isToday && 'is-today', !isInMonth && 'other', isSpecial && 'special'].filter(Boolean).join(' ') || undefined
      }
    >
      <a href={dayPath(day)}>
        <span class="weekday">{weekdayName(day.dayOfWeek)}, </span>
        <span class="figure date">
          {day.day}
          <span class="unseen">/{day.month}</span>
        </span>
        <small class="figure">
          ÂL {lunarDay}/{month}
          {isLeap && ' nhuận'}
        </small>
      </a>
      {isToday && <strong>Hôm nay</strong>}
      {(isSpecial || names.length > 0) && (
        <p class="names">{names.length > 0 ? names.join(' · ') : dayTypeWord(calendar.type)}</p>
      )}
      <p>{count === 0 ? 'Không có lịch' : `${count} lượt phát`}</p>
      {premieres.length > 0 && (
        <ul aria-label="Phát mới theo kế hoạch">
          {premieres.map((name) => (
            <li>
              <Icon name="star" />
              {name}
            </li>
          ))}
        </ul>
      )}
      {missing > 0 && <StatusBadge tone="warn">Còn thiếu {missing}</StatusBadge>}
      {failed > 0 && <StatusBadge tone="bad">Không trọn {failed}</StatusBadge>}
    </td>
  );
};
