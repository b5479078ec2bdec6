/** The calendar as the database has it at this moment. */
import { type Calendar, openCalendar } from '../core/calendar.ts';
import type { Station } from './station.ts';

export function calendarOf({ stores, config: { zone } }: Pick<Station, 'stores' | 'config'>): Calendar {
  return openCalendar({ hours: stores.settings.find().hours, zone, ...stores.calendar.facts() });
}
