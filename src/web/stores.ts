/** Every store a screen may read, on one connection: a new store has its line here. */
import { AiringClusters } from '../storage/airing-clusters.ts';
import { Airings } from '../storage/airings.ts';
import { DeputySignatures, Listenings, SoleModes } from '../storage/approval-rules.ts';
import { Arrivals } from '../storage/arrivals.ts';
import { Audit } from '../storage/audit.ts';
import { Bulletins } from '../storage/bulletins.ts';
import { CalendarDays } from '../storage/calendar.ts';
import { CalendarFeeds } from '../storage/calendar-feeds.ts';
import { Chain } from '../storage/chain.ts';
import { CleanUps } from '../storage/clean-ups.ts';
import { ClockConfirmations } from '../storage/clock-confirmations.ts';
import { Closings, EntryCauses } from '../storage/closings.ts';
import { ClusterChecks, Clusters } from '../storage/clusters.ts';
import { Commands } from '../storage/commands.ts';
import { Causes, Corrections } from '../storage/corrections.ts';
import { Credentials } from '../storage/credentials.ts';
import { EpisodeCredits } from '../storage/credits.ts';
import type { Db } from '../storage/database.ts';
import { Emergencies, EmergencyMessages } from '../storage/emergencies.ts';
import { Entries } from '../storage/entries.ts';
import { EpisodeSteps } from '../storage/episode-steps.ts';
import { Episodes } from '../storage/episodes.ts';
import { AiringEvidence } from '../storage/evidence.ts';
import { Exceptions } from '../storage/exceptions.ts';
import { FeedbackBook } from '../storage/feedback.ts';
import { Fees } from '../storage/fees.ts';
import { Handovers } from '../storage/handovers.ts';
import { Incidents } from '../storage/incidents.ts';
import { KnownBrowsers } from '../storage/known-browsers.ts';
import { LedgerRows } from '../storage/ledger.ts';
import { Library } from '../storage/library.ts';
import { Lives } from '../storage/lives.ts';
import { Notices } from '../storage/notices.ts';
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
import { Scripts } from '../storage/scripts.ts';
import { SecondFactors } from '../storage/second-factors.ts';
import { SessionTemplates } from '../storage/session-templates.ts';
import { Settings } from '../storage/settings.ts';
import { SignOffs } from '../storage/sign-offs.ts';
import { Slots } from '../storage/slots.ts';
import { Substitutions } from '../storage/substitutions.ts';
import { Today } from '../storage/today.ts';
import { Zones } from '../storage/zones.ts';

export const openStores = (db: Db) => ({
  airingClusters: new AiringClusters(db),
  airings: new Airings(db),
  arrivals: new Arrivals(db),
  audit: new Audit(db),
  bulletins: new Bulletins(db),
  calendar: new CalendarDays(db),
  causes: new Causes(db),
  chain: new Chain(db),
  calendarFeeds: new CalendarFeeds(db),
  cleanUps: new CleanUps(db),
  clockConfirmations: new ClockConfirmations(db),
  clusters: new Clusters(db),
  clusterChecks: new ClusterChecks(db),
  closings: new Closings(db),
  commands: new Commands(db),
  corrections: new Corrections(db),
  credentials: new Credentials(db),
  credits: new EpisodeCredits(db),
  deputySignatures: new DeputySignatures(db),
  emergencies: new Emergencies(db),
  emergencyMessages: new EmergencyMessages(db),
  entries: new Entries(db),
  entryCauses: new EntryCauses(db),
  episodes: new Episodes(db),
  episodeSteps: new EpisodeSteps(db),
  evidence: new AiringEvidence(db),
  exceptions: new Exceptions(db),
  feedback: new FeedbackBook(db),
  fees: new Fees(db),
  handovers: new Handovers(db),
  incidents: new Incidents(db),
  knownBrowsers: new KnownBrowsers(db),
  ledger: new LedgerRows(db),
  listenings: new Listenings(db),
  library: new Library(db),
  lives: new Lives(db),
  notices: new Notices(db),
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
  scripts: new Scripts(db),
  secondFactors: new SecondFactors(db),
  sessionTemplates: new SessionTemplates(db),
  settings: new Settings(db),
  signOffs: new SignOffs(db),
  slots: new Slots(db),
  soleModes: new SoleModes(db),
  substitutions: new Substitutions(db),
  today: new Today(db),
  zones: new Zones(db),
});

export type Stores = Readonly<ReturnType<typeof openStores>>;
