/** `/api/v1`: everything a screen can do, for programs. Described at `/api/v1/openapi.json` by what validates it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../config.ts';
import type { Pieces } from '../../ingest/pieces.ts';
import type { Air } from '../air.ts';
import type { Station } from '../station.ts';
import type { Changes } from '../undo.ts';
import { airingsApi } from './airings.ts';
import { approvalApi } from './approval.ts';
import { auditApi } from './audit.ts';
import { booksApi } from './books.ts';
import { bulletinsApi } from './bulletins.ts';
import { calendarApi } from './calendar.ts';
import { calendarFeedsApi } from './calendar-feeds.ts';
import { clustersApi } from './clusters.ts';
import { commandsApi } from './commands.ts';
import { correctionsApi } from './corrections.ts';
import { dayEditsApi } from './day-edits.ts';
import { debtsApi } from './debts.ts';
import { emergenciesApi } from './emergencies.ts';
import { episodesApi } from './episodes.ts';
import { evidenceApi } from './evidence.ts';
import { exceptionsApi } from './exceptions.ts';
import { feedbackApi } from './feedback.ts';
import { handoversApi } from './handovers.ts';
import { incidentsApi } from './incidents.ts';
import { livesApi } from './lives.ts';
import { myAccountApi } from './my-account.ts';
import { noticesApi } from './notices.ts';
import { notificationsApi } from './notifications.ts';
import { obligationsApi } from './obligations.ts';
import { onAirApi } from './on-air.ts';
import { outputsApi } from './outputs.ts';
import { overridesApi } from './overrides.ts';
import { openApiPart } from './parts.ts';
import { peopleApi } from './people.ts';
import { periodMovesApi } from './period-moves.ts';
import { planDraftsApi } from './plan-drafts.ts';
import { plansApi } from './plans.ts';
import { playlistApi } from './playlist.ts';
import { programmesApi } from './programmes.ts';
import { reconciliationApi } from './reconciliation.ts';
import { recordingSoundApi } from './recording-sound.ts';
import { recordingsApi } from './recordings.ts';
import { relayProbesApi } from './relay-probes.ts';
import { reportsApi } from './reports.ts';
import { rosterApi } from './roster.ts';
import { scriptsApi } from './scripts.ts';
import { sealsApi } from './seals.ts';
import { sessionTemplatesApi } from './session-templates.ts';
import { settingsApi } from './settings.ts';
import { simulationApi } from './simulation.ts';
import { slotsApi } from './slots.ts';
import { storageApi } from './storage.ts';
import { substitutionsApi } from './substitutions.ts';
import { uploadsApi } from './uploads.ts';
import { weeksApi } from './weeks.ts';
import { zonesApi } from './zones.ts';

export function createApi(station: Station, air: Air, changes: Changes, pieces: Pieces) {
  const api = openApiPart().basePath('/api/v1');
  for (const part of [
    airingsApi,
    correctionsApi,
    evidenceApi,
    reconciliationApi,
    sealsApi,
    playlistApi,
    calendarFeedsApi,
    slotsApi,
    calendarApi,
    plansApi,
    planDraftsApi,
    obligationsApi,
    debtsApi,
    periodMovesApi,
    programmesApi,
    episodesApi,
    approvalApi,
    scriptsApi,
    recordingsApi,
    recordingSoundApi,
    storageApi,
    reportsApi,
    commandsApi,
    emergenciesApi,
    relayProbesApi,
    settingsApi,
    incidentsApi,
    notificationsApi,
    noticesApi,
    bulletinsApi,
    zonesApi,
    overridesApi,
    simulationApi,
    handoversApi,
    rosterApi,
    sessionTemplatesApi,
    clustersApi,
    feedbackApi,
    booksApi,
    peopleApi,
    substitutionsApi,
    myAccountApi,
    auditApi,
  ])
    api.route('/', part(station));
  for (const part of [onAirApi, outputsApi, livesApi]) api.route('/', part(station, air));
  for (const part of [weeksApi, exceptionsApi, dayEditsApi]) api.route('/', part(station, changes));
  api.route('/', uploadsApi(station, pieces));

  api.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  api.doc31('/openapi.json', () => ({
    openapi: '3.1.0',
    info: {
      title: station.stores.settings.find().stationName,
      version,
      description: 'Instants: ISO 8601 with offset. Lengths: milliseconds. Refusals: RFC 9457 problem documents.',
    },
    security: [{ token: [] }],
  }));
  return api;
}
