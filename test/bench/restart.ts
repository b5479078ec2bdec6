/** P6 in the middle of a planned entry: the playout killed with −9 again and again, with nothing else going on. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startIcecast } from '../support/icecast.ts';
import { listen } from '../support/listener.ts';
import { RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';

export type RestartFigures = {
  /** Milliseconds from the kill until the bus has sound again, by the log; until a listener of Icecast gets a byte of it. */
  readonly sound: readonly number[];
  readonly listener: readonly number[];
  /** Milliseconds beside where the recording would have been. */
  readonly beside: readonly number[];
};

const KILLS = 8;
const LENGTH_S = 240;

type Airing = { startedAt: string; fromMs: number; continuesId: number | null; outcome: string; playedMs: number };

export async function benchRestart(): Promise<RestartFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  try {
    await using icecast = await startIcecast(folder);
    await using station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
    const target = `127.0.0.1:${icecast.port}/do.mp3`;
    await station.api('POST', '/outputs', { kind: 'icecast', name: 'Đo', target, secret: icecast.password });
    const file = join(folder, 'do.flac');
    const source = `anoisesrc=d=${LENGTH_S}:c=pink:a=0.3`;
    execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', source, file]);
    const form = new FormData();
    form.set('file', new Blob([readFileSync(file)]), 'do.flac');
    const sent = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
    const { recordings } = (await sent.json()) as { recordings: { id: number }[] };
    const recordingId = recordings[0]!.id;
    await station.eventually<{ state: string }>(`/recordings/${recordingId}`, ({ state }) => state === 'ready', 60_000);
    const start = (Math.ceil(Date.now() / 1000) + 3) * 1000;
    const wall = new Date(start + 7 * 3_600_000).toISOString();
    await station.api('POST', '/slots', {
      ...{ title: 'Đo', plays: 'recording', recordingId, rrule: 'FREQ=DAILY;COUNT=1', durationMs: LENGTH_S * 1000 },
      ...{ startDate: wall.slice(0, 10), startTime: wall.slice(11, 19), answers: { '*': 'keep' } },
    });
    const newest = (good: (airing: Airing) => boolean) =>
      station.eventually<{ airings: Airing[] }>('/airings', ({ airings: [one] }) => one !== undefined && good(one));
    await newest(({ outcome }) => outcome === 'on-air');

    const figures = { sound: [] as number[], listener: [] as number[], beside: [] as number[] };
    for (let kill = 0; kill < KILLS; kill++) {
      await until('a playout in reserve', () => station.pids('dai-xa-spare').length > 0);
      const { airings: before } = await newest(({ outcome, playedMs }) => outcome === 'on-air' && playedMs > 1000);
      const [playout] = station.pids('playout.js');
      const killedAt = Date.now();
      process.kill(playout!, 'SIGKILL');
      const again = await until('the mount to be back', async () => {
        const one = await listen(`http://${target}`);
        await until('a byte', () => one.length > 0, 2000);
        return one;
      });
      figures.listener.push(again.lastAt - killedAt);
      again.hangUp();
      const { airings } = await newest(({ startedAt }) => startedAt !== before[0]!.startedAt);
      const at = Date.parse(airings[0]!.startedAt);
      figures.sound.push(at - killedAt);
      figures.beside.push(at - airings[0]!.fromMs - start);
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
