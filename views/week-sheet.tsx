/** Lịch phát thanh tuần on one landscape A4, as posted on the wall (domain/documents.md §3.1, §3.5). Seen on paper only. */
import type { Temporal } from 'temporal-polyfill';
import { formatDateAdministrative, weekdayName } from '../src/core/vietnamese.ts';
import { type SheetSession, sheetType } from '../src/core/week-sheet.ts';
import { shortDay } from './schedule-tabs.tsx';

export type SheetProps = {
  readonly monday: Temporal.PlainDate;
  readonly agencyName: string;
  /** "Buổi sáng 05:30–06:15, buổi chiều 17:00–17:45". */
  readonly hours: string;
  readonly sessions: readonly SheetSession[];
};

const DAYS = [0, 1, 2, 3, 4, 5, 6];

export const WeekSheet = ({ monday, agencyName, hours, sessions }: SheetProps) => (
  <div class={`sheet-print print-only type-${String(sheetType(sessions)).replace('.', '-')}`}>
    <div class="letterhead">
      <p class="agency">{agencyName}</p>
      <p class="nation">
        <span>Cộng hòa xã hội chủ nghĩa Việt Nam</span>
        <span class="motto">Độc lập - Tự do - Hạnh phúc</span>
      </p>
    </div>
    <p class="sheet-title">
      Lịch phát thanh tuần {monday.weekOfYear}{' '}
      <span>
        (từ ngày {formatDateAdministrative(monday)} đến ngày {formatDateAdministrative(monday.add({ days: 6 }))})
      </span>
    </p>
    {hours !== '' && <p class="sheet-hours">{hours}.</p>}
    <table>
      <thead>
        <tr>
          <th scope="col">Giờ</th>
          {DAYS.map((n) => {
            const day = monday.add({ days: n });
            return (
              <th scope="col">
                {weekdayName(day.dayOfWeek)} {shortDay(day)}
              </th>
            );
          })}
        </tr>
      </thead>
      {sessions.map(({ rows, end }) => (
        <tbody>
          {rows.map(({ time, cells }) => (
            <tr>
              <th scope="row">{time}</th>
              {cells.map(({ items, isSame }) => (
                <td class={isSame ? 'same' : undefined}>
                  {isSame ? '←' : items.map(({ words, isOwed }) => <p>{isOwed ? <strong>{words}</strong> : words}</p>)}
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">{end}</th>
            <td>Kết thúc</td>
            {DAYS.slice(1).map(() => (
              <td></td>
            ))}
          </tr>
        </tbody>
      ))}
    </table>
    <div class="signatures">
      <p>
        <strong>NGƯỜI LẬP</strong>
      </p>
      <p>
        <strong>DUYỆT</strong>
      </p>
    </div>
  </div>
);
