/** Mô phỏng: a month or a year ahead played through without sound, from what the station knows at this moment. */
import { Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import { SIMULATION_PATH, SimulationPage } from '../../views/simulate.tsx';
import { WHOLE_COMMUNE } from '../core/model.ts';
import { airNotices } from '../core/notices.ts';
import { isBefore, type OwedObligation, validityOf } from '../core/periods.ts';
import { type Simulation, type SimulationFacts, simulate } from '../core/simulate.ts';
import { dayOf, startOfDay, todayOf } from '../core/time.ts';
import { formatDate, parseDate } from '../core/vietnamese.ts';
import { may } from './access.ts';
import { calendarOf } from './calendar.ts';
import { programmesOf } from './duties.ts';
import { limitsIn } from './envelope.ts';
import type { Env, Station } from './station.ts';

/** Two years: the plan of this one and of the next. */
export const MOST_DAYS = 731;

type Read = Pick<Station, 'stores' | 'config' | 'clock'>;

/** `from` and `until` inclusive. */
export function simulateStation(station: Read, from: Temporal.PlainDate, until: Temporal.PlainDate): Simulation {
  const { stores, clock } = station;
  const { zone } = station.config;
  const today = dayOf(clock(), zone);
  const issued = new Map(stores.plans.list().map(({ id, issuedOn }) => [id, issuedOn]));
  const obligations = stores.plans
    .obligations()
    .map((owed): OwedObligation => ({ ...owed, issuedOn: issued.get(owed.planId) ?? null }))
    .filter((owed) => {
      const valid = validityOf(owed);
      return !isBefore(until, valid.from) && !isBefore(valid.until, from);
    });
  const first = obligations.map((owed) => validityOf(owed).from).sort(Temporal.PlainDate.compare)[0] ?? from;
  const last = startOfDay(until.add({ days: 1 }), zone);
  const begins = isBefore(from, today) ? from : today;
  const facts: SimulationFacts = {
    slots: stores.slots.list(),
    exceptions: stores.exceptions.since(begins.subtract({ days: 2 })),
    episodes: stores.episodes.list(),
    recordings: [...stores.slots.sounds(), ...stores.calendar.sounds()],
    previous: stores.entries.standing(startOfDay(today.subtract({ days: 1 }), zone)),
    zone,
    calendar: calendarOf(station),
    zones: [...new Set([WHOLE_COMMUNE, ...stores.zones.list().map(({ id }) => id)])],
    limits: limitsIn(stores),
    notices: airNotices(stores.notices.standing(String(begins))),
    fillerId: stores.settings.find().fillerRecordingId,
    overrides: stores.overrides.list(),
    obligations,
    airings: stores.ledger.airings(
      [...new Set(obligations.flatMap(programmesOf))],
      startOfDay(isBefore(first, from) ? first : from, zone),
      last,
      clock(),
    ),
    now: clock(),
  };
  return simulate(facts, from, until);
}

export function simulateScreen(station: Station): Hono<Env> {
  return new Hono<Env>().get(SIMULATION_PATH, (c) => {
    const { zone } = station.config;
    const today = todayOf(station);
    const typed = { from: c.req.query('tu')?.trim() ?? '', until: c.req.query('den')?.trim() ?? '' };
    const from = typed.from === '' ? today : parseDate(typed.from, today);
    const until = typed.until === '' ? from?.add({ months: 1 }).subtract({ days: 1 }) : parseDate(typed.until, today);
    const errors: Record<string, string> = {};
    if (!from) errors.tu = 'Nhập ngày/tháng/năm, ví dụ 01/01/2026';
    if (!until && from) errors.den = 'Nhập ngày/tháng/năm, ví dụ 31/12/2026';
    if (from && until && isBefore(until, from)) errors.den = 'Ngày cuối không được trước ngày đầu';
    if (from && until && from.until(until, { largestUnit: 'days' }).days >= MOST_DAYS)
      errors.den = 'Mô phỏng được nhiều nhất hai năm một lần';
    const isSound = Object.keys(errors).length === 0;
    const simulation = isSound && from && until ? simulateStation(station, from, until) : undefined;
    const page = SimulationPage({
      simulation,
      values: {
        tu: from ? formatDate(from) : typed.from,
        den: until ? formatDate(until) : typed.until,
      },
      errors,
      today,
      zone,
      zones: new Map(station.stores.zones.list().map(({ id, name }) => [id, name])),
      may: (route) => may(c.get('user'), route),
    });
    return c.render(page, { title: 'Mô phỏng lịch phát', status: isSound ? 200 : 422 });
  });
}
