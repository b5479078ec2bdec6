/** Whether the log of a day is closed: then what people say of its rows stays as it is, until the day is reopened. */
import type { Temporal } from 'temporal-polyfill';
import type { Airing } from '../core/model.ts';
import { type Closing, isClosed } from '../core/reconcile.ts';
import { dayOf } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import type { Station } from './station.ts';

type Read = Pick<Station, 'stores' | 'config'>;

export const lastClosing = ({ stores }: Read, day: Temporal.PlainDate): Closing | undefined =>
  stores.closings.list(String(day)).at(-1);

/** In words why nothing can be said of it now; `undefined`: it can. */
export function closedRefusal(station: Read, at: Airing['startedAt']): string | undefined {
  if (at === null) return undefined;
  const day = dayOf(at, station.config.zone);
  return isClosed(lastClosing(station, day))
    ? `Ngày ${formatDate(day)} đã khóa sổ. Muốn đính chính, đổi nguyên nhân hoặc ghi kết quả cụm loa, mở lại sổ ngày ở trang Đối chiếu, có ghi lý do.`
    : undefined;
}

/** Days from one to another, both inclusive, that are over, have rows in the log, and are not closed (ISO). */
export function openDays(
  station: Pick<Station, 'stores' | 'config' | 'clock'>,
  from: Temporal.PlainDate,
  until: Temporal.PlainDate,
): string[] {
  const { stores, config, clock } = station;
  const today = dayOf(clock(), config.zone);
  const holding = stores.closings.holding(String(from), String(until));
  const open: string[] = [];
  for (let day = from; day.since(until).sign <= 0 && day.since(today).sign < 0; day = day.add({ days: 1 }))
    if (!isClosed(holding.get(String(day))) && stores.airings.hasDay(day, config.zone)) open.push(String(day));
  return open;
}
