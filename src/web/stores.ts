/** Every store a screen may read, on one connection: a new store has its line here. */
import { AiringClusters } from '../storage/airing-clusters.ts';
import { Airings } from '../storage/airings.ts';
import { CalendarDays } from '../storage/calendar.ts';
import { CalendarFeeds } from '../storage/calendar-feeds.ts';
import { Chain } from '../storage/chain.ts';
import { ClockConfirmations } from '../storage/clock-confirmations.ts';
import { Closings, EntryCauses } from '../storage/closings.ts';
import { ClusterChecks, Clusters } from '../storage/clusters.ts';
import { Commands } from '../storage/commands.ts';
import { Causes, Corrections } from '../storage/corrections.ts';
import { Credentials } from '../storage/credentials.ts';
import type { Db } from '../storage/database.ts';
import { Emergencies, EmergencyMessages } from '../storage/emergencies.ts';
import { Entries } from '../storage/entries.ts';
import { Episodes } from '../storage/episodes.ts';
import { AiringEvidence } from '../storage/evidence.ts';
import { Exceptions } from '../storage/exceptions.ts';
import { FeedbackBook } from '../storage/feedback.ts';
import { Fees } from '../storage/fees.ts';
import { Handovers } from '../storage/handovers.ts';
import { Incidents } from '../storage/incidents.ts';
import { LedgerRows } from '../storage/ledger.ts';
import { Lives } from '../storage/lives.ts';
import { Notifications } from '../storage/notifications.ts';
import { Outputs } from '../storage/outputs.ts';
import { Overrides } from '../storage/overrides.ts';
import { People } from '../storage/people.ts';
import { PlanDrafts } from '../storage/plan-drafts.ts';
import { Plans } from '../storage/plans.ts';
import { Programmes } from '../storage/programmes.ts';
import { Recipients } from '../storage/recipients.ts';
import { Recordings } from '../storage/recordings.ts';
import { Reports } from '../storage/reports.ts';
import { Roster } from '../storage/roster.ts';
import { ScheduleChanges } from '../storage/schedule-changes.ts';
import { SessionTemplates } from '../storage/session-templates.ts';
import { Settings } from '../storage/settings.ts';
import { SignOffs } from '../storage/sign-offs.ts';
import { Slots } from '../storage/slots.ts';
import { Today } from '../storage/today.ts';
import { Zones } from '../storage/zones.ts';

export const openStores = (db: Db) => ({
  airingClusters: new AiringClusters(db),
  airings: new Airings(db),
  calendar: new CalendarDays(db),
  causes: new Causes(db),
  chain: new Chain(db),
  calendarFeeds: new CalendarFeeds(db),
  clockConfirmations: new ClockConfirmations(db),
  clusters: new Clusters(db),
  clusterChecks: new ClusterChecks(db),
  closings: new Closings(db),
  commands: new Commands(db),
  corrections: new Corrections(db),
  credentials: new Credentials(db),
  emergencies: new Emergencies(db),
  emergencyMessages: new EmergencyMessages(db),
  entries: new Entries(db),
  entryCauses: new EntryCauses(db),
  episodes: new Episodes(db),
  evidence: new AiringEvidence(db),
  exceptions: new Exceptions(db),
  feedback: new FeedbackBook(db),
  fees: new Fees(db),
  handovers: new Handovers(db),
  incidents: new Incidents(db),
  ledger: new LedgerRows(db),
  lives: new Lives(db),
  notifications: new Notifications(db),
  outputs: new Outputs(db),
  overrides: new Overrides(db),
  people: new People(db),
  planDrafts: new PlanDrafts(db),
  plans: new Plans(db),
  programmes: new Programmes(db),
  recipients: new Recipients(db),
  recordings: new Recordings(db),
  reports: new Reports(db),
  roster: new Roster(db),
  scheduleChanges: new ScheduleChanges(db),
  sessionTemplates: new SessionTemplates(db),
  settings: new Settings(db),
  signOffs: new SignOffs(db),
  slots: new Slots(db),
  today: new Today(db),
  zones: new Zones(db),
});

export type Stores = Readonly<ReturnType<typeof openStores>>;
