/** Ngày · Tuần · Tháng · Khung giờ: the same schedule from near and far, about the same day; and who is there for it. */
import type { Temporal } from 'temporal-polyfill';
import { mondayOf } from '../src/core/time.ts';
import { formatDateAdministrative } from '../src/core/vietnamese.ts';

export const dayPath = (day: Temporal.PlainDate): string => `/lich-phat?ngay=${day}`;
export const weekPath = (day: Temporal.PlainDate): string => `/lich-phat/tuan?tu=${mondayOf(day)}`;
export const monthPath = (day: Temporal.PlainDate): string => `/lich-phat/thang?thang=${day.toPlainYearMonth()}`;

/** `08/9`. */
export const shortDay = (day: Temporal.PlainDate): string => formatDateAdministrative(day).replace(/\/\d{4}$/, '');

export const ScheduleTabs = ({
  here,
  day,
}: {
  here: 'day' | 'week' | 'month' | 'slots' | 'roster';
  day: Temporal.PlainDate;
}) => {
  const tabs = [
    { id: 'day', href: dayPath(day), label: 'Ngày' },
    { id: 'week', href: weekPath(day), label: 'Tuần' },
    { id: 'month', href: monthPath(day), label: 'Tháng' },
    { id: 'slots', href: '/khung-gio', label: 'Khung giờ' },
    { id: 'roster', href: '/lich-truc', label: 'Lịch trực' },
  ];
  return (
    <nav class="tabs" aria-label="Cách xem lịch phát">
      <ul>
        {tabs.map(({ id, href, label }) => (
          <li>
            <a href={href} aria-current={id === here ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
