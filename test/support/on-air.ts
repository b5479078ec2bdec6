/** A tone on the air of a running station, and what its log and its incidents say of it afterwards. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningStation } from './running-station.ts';
import { until } from './wait.ts';

export type AiringOnAir = {
  readonly id: number;
  readonly title: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly continuesId: number | null;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly playedMs: number;
  readonly fromMs: number;
  readonly share: number;
};
export type IncidentTold = { readonly id: number; readonly kind: string; readonly detail: string };

/** `length` seconds of a tone in a slot that begins `inSeconds` after the recording is ready. Answers when, in ms. */
export async function scheduleTone(
  station: RunningStation,
  folder: string,
  { title, hertz, length, inSeconds = 2 }: { title: string; hertz: number; length: number; inSeconds?: number },
): Promise<number> {
  const original = join(folder, `${hertz}.flac`);
  const source = `sine=frequency=${hertz}:sample_rate=48000:duration=${length}`;
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', source, '-af', 'volume=6', original]);
  // While this process stood still the station may have closed an idle connection: that is seen before the next request.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const form = new FormData();
  form.set('file', new Blob([readFileSync(original)]), `${hertz}.flac`);
  const sent = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  const { recordings } = (await sent.json()) as { recordings: { id: number }[] };
  const recordingId = recordings[0]!.id;
  await station.eventually<{ state: string }>(`/recordings/${recordingId}`, ({ state }) => state === 'ready');
  const start = (Math.ceil(Date.now() / 1000) + inSeconds) * 1000;
  const wall = new Date(start + 7 * 3_600_000).toISOString();
  const made = await station.api('POST', '/slots', {
    ...{ title, plays: 'recording', recordingId, rrule: 'FREQ=DAILY;COUNT=1', durationMs: length * 1000 },
    ...{ startDate: wall.slice(0, 10), startTime: wall.slice(11, 19), answers: { '*': 'keep' } },
  });
  if (made.status !== 201) throw new Error(`slot refused: ${JSON.stringify(made)}`);
  return start;
}

export const airingOf = (
  station: RunningStation,
  title: string,
  good: (airing: AiringOnAir) => boolean,
): Promise<AiringOnAir> =>
  until(
    `an airing of ${title}`,
    async () => {
      const { body } = await station.api<{ airings: AiringOnAir[] }>('GET', '/airings');
      return body.airings.find((airing) => airing.title === title && good(airing));
    },
    60_000,
  );

export const isOver = ({ outcome }: AiringOnAir): boolean => outcome !== 'on-air';
export const isSounding = ({ outcome, playedMs }: AiringOnAir): boolean => outcome === 'on-air' && playedMs > 500;

/** Told after the one numbered `since`; newest first. */
export async function incidentsSince(station: RunningStation, since: number): Promise<IncidentTold[]> {
  const { body } = await station.api<{ incidents: IncidentTold[] }>('GET', '/incidents');
  return body.incidents.filter(({ id }) => id > since);
}

export const lastIncident = async (station: RunningStation): Promise<number> =>
  (await incidentsSince(station, 0))[0]?.id ?? 0;
