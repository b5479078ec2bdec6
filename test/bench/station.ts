/** P4, P6, P14 and P16 on the whole program: started as a person starts it, read from /proc, killed with −9. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startIcecast } from '../support/icecast.ts';
import { listen } from '../support/listener.ts';
import { RunningStation } from '../support/running-station.ts';
import { freePort, until } from '../support/wait.ts';
import { type Load, load, SETTLE_MS } from './load.ts';

export type StationFigures = {
  /** Per process: percent of a core over the span, and PSS in MB. */
  readonly processes: readonly (Load & { readonly name: string })[];
  /** The same over a span in which 50 home pages are open, each shown every meter; and how soon one more is answered. */
  readonly watched: {
    readonly web: number;
    readonly more: number;
    readonly tellings: number;
    readonly page: readonly number[];
  };
  /** Milliseconds from kill −9 of the playout to the next byte a listener of Icecast gets from the new one. */
  readonly silenceAfterKill: number;
  /** Milliseconds from `npm start` to the first page, and to the first bytes of the stream. */
  readonly firstPage: number;
  readonly onAir: number;
};

const PAGES = 200;

export async function benchStation(seconds = 30): Promise<StationFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  try {
    await using icecast = await startIcecast(folder);
    const home = join(folder, 'media');
    let figures: Omit<StationFigures, 'firstPage' | 'onAir'>;
    {
      await using station = await (await RunningStation.start(home)).firstRun();
      figures = await onAir(station, icecast, folder, seconds);
      const { body } = await station.api<{ outputs: { id: number; name: string; kind: string }[] }>('GET', '/outputs');
      for (const { id, ...output } of body.outputs)
        await station.api('PUT', `/outputs/${id}`, { ...output, enabled: output.kind === 'stream' });
    }
    return { ...figures, ...(await warmStart(home)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onAir(
  station: RunningStation,
  icecast: { port: number; password: string },
  folder: string,
  seconds: number,
): Promise<Omit<StationFigures, 'firstPage' | 'onAir'>> {
  const { body } = await station.api<{ outputs: { id: number; name: string; kind: string }[] }>('GET', '/outputs');
  for (const { id, ...output } of body.outputs)
    await station.api('PUT', `/outputs/${id}`, { ...output, enabled: false });
  const target = `127.0.0.1:${icecast.port}/do.mp3`;
  await station.api('POST', '/outputs', { kind: 'icecast', name: 'Đo', target, secret: icecast.password });
  const file = join(folder, 'do.mp3');
  execFileSync('ffmpeg', [
    '-loglevel',
    'error',
    '-f',
    'lavfi',
    '-i',
    'anoisesrc=d=480:c=pink:a=0.3',
    '-b:a',
    '128k',
    file,
  ]);
  const form = new FormData();
  form.set('file', new Blob([readFileSync(file)]), 'do.mp3');
  const sent = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  const { recordings } = (await sent.json()) as { recordings: { id: number }[] };
  const recordingId = recordings[0]!.id;
  await station.eventually<{ state: string }>(`/recordings/${recordingId}`, ({ state }) => state === 'ready');
  const programmeId = 'cchc-truyen-thanh';
  const draft = { programmeId, year: 2090, number: 1, title: 'Đo', recordingId, submit: true };
  const episode = (await station.api<{ id: number; playoutSha256: string }>('POST', '/episodes', draft)).body;
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  await station.api('POST', '/sole-modes', { from: today, until: today, reason: 'đo' });
  const approval = { playoutSha256: episode.playoutSha256 };
  await station.api('PUT', `/episodes/${episode.id}/approval`, approval);
  await station.api('POST', '/commands', { kind: 'start-now', episodeId: episode.id });
  await station.eventually<{ airings: { outcome: string }[] }>(
    '/airings',
    ({ airings }) => airings[0]?.outcome === 'on-air',
  );

  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const names = ['main.js', 'playout.js', 'dai-xa-spare', 'web.js', 'ffmpeg'];
  const named = names.flatMap((name) => station.pids(name).map((pid) => ({ name, pid })));
  const loads = await load(
    named.map(({ pid }) => pid),
    seconds * 1000,
  );
  const processes = loads.map((one) => ({ ...one, name: named.find(({ pid }) => pid === one.pid)!.name }));

  const watched = await fiftyPages(station, processes, seconds);

  const [playout] = station.pids('playout.js');
  const killedAt = Date.now();
  process.kill(playout!, 'SIGKILL');
  const again = await until('the mount to be back', async () => {
    const listener = await listen(`http://${target}`);
    await until('a byte', () => listener.length > 0, 2000);
    return listener;
  });
  const silenceAfterKill = again.lastAt - killedAt;
  again.hangUp();
  return { processes, silenceAfterKill, watched };
}

/** 50 home pages open, the meters five times a second: what they cost beyond `before`. */
async function fiftyPages(
  station: RunningStation,
  before: StationFigures['processes'],
  seconds: number,
): Promise<StationFigures['watched']> {
  const leaving = new AbortController();
  let tellings = 0;
  for (let n = 0; n < 50; n++) {
    const { body } = await station.fetch('/su-kien?trang=hom-nay', { signal: leaving.signal });
    const read = new TextDecoder();
    void (async () => {
      for await (const chunk of body!)
        tellings += read.decode(chunk, { stream: true }).split('event: levels').length - 1;
    })().catch(() => {});
  }
  const pids = before.map(({ pid }) => pid);
  const told = tellings;
  const loads = await load(pids, seconds * 1000);
  const perPage = (tellings - told) / 50 / seconds;
  const page: number[] = [];
  for (let n = 0; n < PAGES; n++) {
    const asked = performance.now();
    await (await station.fetch('/')).text();
    page.push(performance.now() - asked);
  }
  leaving.abort();
  const [web] = loads.filter(({ pid }) => pid === station.pids('web.js')[0]);
  const sum = (all: readonly { cpu: number }[]) => all.reduce((total, { cpu }) => total + cpu, 0);
  return { web: web!.cpu, more: sum(loads) - sum(before), tellings: perPage, page };
}

async function warmStart(home: string): Promise<Pick<StationFigures, 'firstPage' | 'onAir'>> {
  const port = await freePort();
  const began = performance.now();
  const npm = spawn('npm', ['start', '--silent'], {
    env: { ...process.env, STATION_HOME: home, PORT: String(port) },
    stdio: 'ignore',
    detached: true,
  });
  try {
    const origin = `http://127.0.0.1:${port}`;
    await until('the first page', async () => (await fetch(`${origin}/dang-nhap`)).ok);
    const firstPage = performance.now() - began;
    const listener = await until('the stream', () => listen(`${origin}/live/main.mp3`));
    await until('its first bytes', () => listener.length > 0);
    listener.hangUp();
    return { firstPage, onAir: performance.now() - began };
  } finally {
    process.kill(-npm.pid!, 'SIGINT');
    await new Promise((resolve) => npm.once('close', resolve));
  }
}
