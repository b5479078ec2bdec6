/** Every store a screen may read, on one connection: a new store has its line here. */
import { Airings } from '../storage/airings.ts';
import { CalendarDays } from '../storage/calendar.ts';
import { Commands } from '../storage/commands.ts';
import { Credentials } from '../storage/credentials.ts';
import type { Db } from '../storage/database.ts';
import { Entries } from '../storage/entries.ts';
import { Episodes } from '../storage/episodes.ts';
import { Exceptions } from '../storage/exceptions.ts';
import { Incidents } from '../storage/incidents.ts';
import { LedgerRows } from '../storage/ledger.ts';
import { Outputs } from '../storage/outputs.ts';
import { Overrides } from '../storage/overrides.ts';
import { People } from '../storage/people.ts';
import { Plans } from '../storage/plans.ts';
import { Programmes } from '../storage/programmes.ts';
import { Recordings } from '../storage/recordings.ts';
import { Reports } from '../storage/reports.ts';
import { Settings } from '../storage/settings.ts';
import { Slots } from '../storage/slots.ts';
import { Today } from '../storage/today.ts';
import { Zones } from '../storage/zones.ts';

export const openStores = (db: Db) => ({
  airings: new Airings(db),
  calendar: new CalendarDays(db),
  commands: new Commands(db),
  credentials: new Credentials(db),
  entries: new Entries(db),
  episodes: new Episodes(db),
  exceptions: new Exceptions(db),
  incidents: new Incidents(db),
  ledger: new LedgerRows(db),
  outputs: new Outputs(db),
  overrides: new Overrides(db),
  people: new People(db),
  plans: new Plans(db),
  programmes: new Programmes(db),
  recordings: new Recordings(db),
  reports: new Reports(db),
  settings: new Settings(db),
  slots: new Slots(db),
  today: new Today(db),
  zones: new Zones(db),
});

export type Stores = Readonly<ReturnType<typeof openStores>>;
