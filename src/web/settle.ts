import type { Station } from './station.ts';

/** After a change of what should sound: the playlist is brought up to date, and the playout reads it. */
export function settle(station: Station): void {
  station.planner.rebuild();
  station.nudge();
}
