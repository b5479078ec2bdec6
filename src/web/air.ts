/**
 * What the web knows of the air: the database, read when somebody asks, and what the playout says on the line. It tells
 * its listeners when either may have changed; it never asks the air for anything.
 */
import { dutyTasks } from '../core/duty.ts';
import { insideHours } from '../core/hours.ts';
import type { LiveNow } from '../core/live.ts';
import { WHOLE_COMMUNE } from '../core/model.ts';
import { airState, nextBoundary, type OnAir, type TodayOnAir } from '../core/on-air.ts';
import type { RelayNow } from '../core/relay.ts';
import { after, dayOf, durationMs, type EpochMs, HOUR, startOfDay } from '../core/time.ts';
import type { OutputHealth } from '../engine/line.ts';
import type { Level } from '../engine/meter.ts';
import { calendarOf } from './calendar.ts';
import { dutiesOf, planYear } from './duties.ts';
import { checkedDay } from './sign-off.ts';
import type { Station } from './station.ts';

/** The whole commune: whatever a page says without naming a zone is about it. */
export const ZONE = WHOLE_COMMUNE;
const COMMANDS_SHOWN = 8;
const INCIDENTS_SHOWN = 8;
const DAYS_AHEAD = 14;

export type Air = {
  /** What sounds at this moment. */
  now(): OnAir;
  /** The same and the whole day; `boundary`: when it changes though nobody does anything. */
  today(): { readonly onAir: TodayOnAir; readonly boundary: EpochMs };
  /** What the playout last said of its outputs; `undefined` while it does not answer. */
  outputs(): readonly OutputHealth[] | undefined;
  /** Everybody who talks or is about to, as the playout last told. */
  lives(): readonly LiveNow[];
  onChange(listener: () => void): void;
  onLives(listener: (lives: readonly LiveNow[]) => void): void;
  onLevels(listener: (levels: readonly Level[]) => void): void;
  /** How many pages show the meter. */
  watch(pages: number): void;
};

export function openAir(station: Station): Air {
  const { stores, clock, line, config } = station;
  const changed: (() => void)[] = [];
  const metered: ((levels: readonly Level[]) => void)[] = [];
  const spoken: ((lives: readonly LiveNow[]) => void)[] = [];
  let lives: readonly LiveNow[] = [];
  let outputs: readonly OutputHealth[] | undefined;
  let relays: readonly RelayNow[] = [];
  let watching = 0;
  const askOutputs = () => line.send({ say: 'watch', pages: watching });

  line.onMessage((message) => {
    switch (message.say) {
      case 'levels':
        for (const listener of metered) listener(message.levels);
        return;
      case 'lives':
        lives = message.lives.filter(({ state }) => state !== 'ended');
        for (const listener of spoken) listener(message.lives);
        return;
      case 'relays':
        relays = message.relays;
        break;
      case 'outputs':
        outputs = message.outputs;
        break;
      case 'playout':
        // A new one does not know yet who watches; it answers with its outputs.
        outputs = undefined;
        relays = [];
        lives = [];
        if (message.running) askOutputs();
        break;
      case 'changed':
        break;
      case 'checked':
        return; // the planner's; what comes of it for the air is told as a change
      default:
        message satisfies never;
    }
    for (const listener of changed) listener();
  });
  askOutputs();

  const holdOf = (zone: string): OnAir['hold'] => {
    const hold = stores.commands.holding().find(({ zoneId }) => zoneId === zone);
    if (!hold) return undefined;
    const by = stores.people.find(hold.issuedBy)?.name ?? '';
    return { by, since: hold.ackedAt ?? hold.issuedAt, endsNothing: hold.kind === 'hold' };
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
    const all = stores.zones.list();
    const zones = all.filter(({ id }) => id !== ZONE);
    const onAir: TodayOnAir = {
      ...now(),
      elsewhere: zones
        .map(({ id, name }) => ({ id, name, sounding: stores.today.sounding(id), hold: holdOf(id) }))
        .filter(({ sounding, hold }) => sounding || hold),
      lives: stores.lives.open().flatMap(({ id, title, by, zoneIds, startedAt, limitMs }) => {
        if (startedAt === null) return [];
        const zoneNames = zoneIds.map((zoneId) => all.find((zone) => zone.id === zoneId)?.name ?? zoneId);
        return [{ id, title, by, zoneNames, startedAt, until: after(startedAt, limitMs) }];
      }),
      zones: all.map(({ id, name }) => ({ id, name })),
      lines,
      missing: stores.today.missing(at, startOfDay(dayOf(at, config.zone).add({ days: DAYS_AHEAD }), config.zone)),
      checked: checkedDay(station, dayOf(at, config.zone)),
      incidents: stores.incidents
        .standing(after(at, durationMs(-24 * HOUR)), INCIDENTS_SHOWN)
        .map(({ zoneId, ...one }) => {
          return { ...one, zoneName: zones.find(({ id }) => id === zoneId)?.name ?? null };
        }),
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
      relays,
    };
    const hours = calendarOf(station).hoursOn;
    const { sounding } = onAir;
    return { onAir, boundary: nextBoundary({ sounding, lines, hours, zone: config.zone, now: at, latest: until }) };
  };

  return {
    now,
    today,
    outputs: () => outputs,
    lives: () => lives,
    onLives: (listener) => void spoken.push(listener),
    onChange: (listener) => void changed.push(listener),
    onLevels: (listener) => void metered.push(listener),
    watch: (pages) => {
      watching = pages;
      askOutputs();
    },
  };
}
