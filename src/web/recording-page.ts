/** The page of one recording, as it is and as a form on it is sent back. */
import type { Context } from 'hono';
import type { FormValues } from '../../views/parts.tsx';
import { RecordingPage } from '../../views/recording.tsx';
import type { Recording } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { may } from './access.ts';
import { comingStartsOf, recordingSheet } from './recording-sheets.ts';
import type { Env, Station } from './station.ts';

type Sent = { points: { values: FormValues; errors: FieldErrors }; status: 422 };

export function recordingPage(c: Context<Env>, station: Station, recording: Recording, sent?: Sent) {
  const { zones, library } = station.stores;
  const soundings = library.soundings(recording.id);
  const zoneNames = new Map(zones.list().map(({ id, name }) => [id, name]));
  const view = RecordingPage({
    recording: recordingSheet(station, recording),
    coming: comingStartsOf(station, recording.id),
    sounded: {
      total: soundings.total,
      newest: soundings.newest.map((one) => ({ ...one, zoneName: zoneNames.get(one.zoneId) ?? one.zoneId })),
    },
    hasOriginal: station.media.original(recording.sha256) !== undefined,
    points: sent?.points,
    mayEdit: may(c.get('user'), 'POST /kho-tu-lieu'),
    nonce: c.get('secureHeadersNonce'),
    zone: station.config.zone,
  });
  return c.render(view, { title: recording.title, status: sent?.status ?? 200, script: 'wave.js' });
}
