/**
 * What the web knows of the air: the database, read when somebody asks, and what the playout says on the line. It tells
 * its listeners when either may have changed; it never asks the air for anything.
 */
import { dutyTasks } from '../core/duty.ts';
import { insideHours } from '../core/hours.ts';
import { WHOLE_COMMUNE } from '../core/model.ts';
import { airState, nextBoundary, type OnAir, type TodayOnAir } from '../core/on-air.ts';
import { dayOf, type EpochMs, startOfDay } from '../core/time.ts';
import type { OutputHealth, ToWeb } from '../engine/line.ts';
import { calendarOf } from './calendar.ts';
import { dutiesOf, planYear } from './duties.ts';
import type { Station } from './station.ts';

/** The whole commune: whatever a page says without naming a zone is about it. */
export const ZONE = WHOLE_COMMUNE;
const COMMANDS_SHOWN = 8;
const DAYS_AHEAD = 14;

export type Level = Omit<Extract<ToWeb, { say: 'level' }>, 'say'>;

export type Air = {
  /** What sounds at this moment. */
  now(): OnAir;
  /** The same and the whole day; `boundary`: when it changes though nobody does anything. */
  today(): { readonly onAir: TodayOnAir; readonly boundary: EpochMs };
  /** What the playout last said of its outputs; `undefined` while it does not answer. */
  outputs(): readonly OutputHealth[] | undefined;
  onChange(listener: () => void): void;
  onLevel(listener: (level: Level) => void): void;
  /** How many pages show the meter. */
  watch(pages: number): void;
};

export function openAir(station: Station): Air {
  const { stores, clock, line, config } = station;
  const changed: (() => void)[] = [];
  const levels: ((level: Level) => void)[] = [];
  let outputs: readonly OutputHealth[] | undefined;
  let watching = 0;
  const askOutputs = () => line.send({ say: 'watch', pages: watching });

  line.onMessage((message) => {
    switch (message.say) {
      case 'level':
        for (const listener of levels) listener(message);
        return;
      case 'outputs':
        outputs = message.outputs;
        break;
      case 'playout':
        // A new one does not know yet who watches; it answers with its outputs.
        outputs = undefined;
        if (message.running) askOutputs();
        break;
      case 'changed':
        break;
      default:
        message satisfies never;
    }
    for (const listener of changed) listener();
  });
  askOutputs();

  const holdOf = (zone: string): OnAir['hold'] => {
    const stop = stores.commands.holding().find(({ zoneId }) => zoneId === zone);
    return stop && { by: stores.people.find(stop.issuedBy)?.name ?? '', since: stop.ackedAt ?? stop.issuedAt };
  };

  const now = (): OnAir => {
    const at = clock();
    const sounding = stores.today.sounding(ZONE);
    const hold = holdOf(ZONE);
    const state = airState({
      sounding,
      isHeld: hold !== undefined,
      isConnected: outputs !== undefined,
      isOpen: insideHours(at, calendarOf(station).hoursOn, config.zone),
      now: at,
    });
    return { state, sounding, hold, next: stores.today.next(at, ZONE) };
  };

  const tasks = (at: EpochMs) => {
    const year = planYear(station);
    return year === undefined ? [] : dutyTasks(dutiesOf(station, year), at);
  };

  const today = () => {
    const at = clock();
    const from = startOfDay(dayOf(at, config.zone), config.zone);
    const until = startOfDay(dayOf(at, config.zone).add({ days: 1 }), config.zone);
    const lines = stores.today.lines(from, until);
    const zones = stores.zones.list().filter(({ id }) => id !== ZONE);
    const onAir: TodayOnAir = {
      ...now(),
      elsewhere: zones
        .map(({ id, name }) => ({ id, name, sounding: stores.today.sounding(id), hold: holdOf(id) }))
        .filter(({ sounding, hold }) => sounding || hold),
      lines,
      missing: stores.today.missing(at, startOfDay(dayOf(at, config.zone).add({ days: DAYS_AHEAD }), config.zone)),
      duties: tasks(at),
      outputs: stores.outputs
        .list()
        .filter(({ enabled }) => enabled)
        .map(({ id, name, kind, zoneId }) => ({
          id,
          name,
          kind,
          zoneName: zones.find((zone) => zone.id === zoneId)?.name ?? null,
          health: outputs?.find(({ outputId }) => outputId === id),
        })),
      asked: stores.today.asked(COMMANDS_SHOWN),
    };
    const hours = calendarOf(station).hoursOn;
    const { sounding } = onAir;
    return { onAir, boundary: nextBoundary({ sounding, lines, hours, zone: config.zone, now: at, latest: until }) };
  };

  return {
    now,
    today,
    outputs: () => outputs,
    onChange: (listener) => void changed.push(listener),
    onLevel: (listener) => void levels.push(listener),
    watch: (pages) => {
      watching = pages;
      askOutputs();
    },
  };
}
