/** The columns, in slots and in entries, of how an entry begins, ends and gives way. */
import type { Modes } from '../core/model.ts';

export const MODE_COLUMNS = {
  startMode: 'start_mode',
  toleranceMs: 'tolerance_ms',
  lateStartMs: 'late_start_ms',
  latePolicy: 'late_policy',
  endMode: 'end_mode',
  fadeMs: 'fade_ms',
  crossFadeMs: 'cross_fade_ms',
  gainDb: 'gain_db',
  priority: 'priority',
} as const satisfies Record<keyof Modes, string>;

const NAMES = Object.keys(MODE_COLUMNS) as (keyof Modes)[];

/** To read, `alias` the table's name in the query; to insert; the values of an insert; to update. */
export const readModes = (alias = ''): string =>
  NAMES.map((name) => `${alias && `${alias}.`}${MODE_COLUMNS[name]} AS ${name}`).join(', ');
export const modeColumns = NAMES.map((name) => MODE_COLUMNS[name]).join(', ');
export const modeValues = NAMES.map((name) => `@${name}`).join(', ');
export const setModes = NAMES.map((name) => `${MODE_COLUMNS[name]} = @${name}`).join(', ');
