/**
 * The same questions put to Liquidsoap (the engine under LibreTime and AzuraCast), on the same recordings, the same
 * simulated card and the same Icecast, in the run that asks them of us. Its script is what its handbook would have one
 * write: a `switch` of time predicates over a `request.queue`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startIcecast } from '../support/icecast.ts';
import { listen } from '../support/listener.ts';
import { freePort, until } from '../support/wait.ts';
import { type Edge, openCard, plateau } from './engine.ts';
import { load, SETTLE_MS } from './load.ts';

export type PeerFigures = {
  /** Milliseconds from the planned instant to the card. */
  readonly starts: readonly number[];
  /** Samples too many (silence) or too few between two recordings back to back. */
  readonly joins: readonly number[];
  /** Milliseconds from the command to its first sample. */
  readonly pushAtPipe: readonly number[];
  readonly pushAtCard: readonly number[];
  /** One MP3 128k to Icecast: percent of a core, PSS in MB. */
  readonly cpu: number;
  readonly pss: number;
  /** Milliseconds from kill −9 to the next byte a listener of Icecast gets, under a restart loop. */
  readonly silenceAfterKill: readonly number[];
};

const SETTINGS = `settings.init.allow_root.set(true)
settings.log.stdout.set(false)
settings.frame.audio.samplerate.set(48000)
`;
/** Seconds between two scheduled starts; each place in a minute sounds once. */
const EVERY = 3;
const clock = () => performance.timeOrigin + performance.now();

export async function benchPeer(starts = 18, commands = 20, kills = 3): Promise<PeerFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-peer-'));
  try {
    const atCard = await scheduledAndPushed(folder, starts, commands);
    return { ...atCard, ...(await toIcecast(folder, kills)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function liquidsoap(folder: string, name: string, script: string): ChildProcess {
  const file = join(folder, `${name}.liq`);
  writeFileSync(file, SETTINGS + script);
  return spawn('liquidsoap', [file], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await closed;
}

async function scheduledAndPushed(folder: string, starts: number, commands: number) {
  const short = plateau(folder, 0.5, 400).file;
  const next = plateau(folder, 0.25, 400).file;
  const pushed = plateau(folder, 0.75, 400).file;
  const port = await freePort();
  const pipe = join(folder, 'pcm');
  execFileSync('mkfifo', [pipe]);
  const seconds = Array.from({ length: 60 / EVERY }, (_, i) => i * EVERY);
  const child = liquidsoap(
    folder,
    'gio',
    `settings.server.telnet.set(true)
settings.server.telnet.port.set(${port})
pushed = request.queue(id="khan")
timed = switch(track_sensitive=false, [${seconds
      .map((second) => `({ ${second}s }, sequence([once(single("${short}")), once(single("${next}")), blank()]))`)
      .join(',\n  ')}])
output.file(%wav(header=false, stereo=true, samplesize=16), "${pipe}",
  fallback(track_sensitive=false, [pushed, timed, blank()]))
`,
  );
  try {
    const edges: Edge[] = [];
    const card = openCard(edges, clock);
    let rest: Buffer = Buffer.alloc(0);
    createReadStream(pipe).on('data', (bytes) => {
      const whole = Buffer.concat([rest, Buffer.from(bytes)]);
      const samples = new Float32Array(2 * Math.floor(whole.length / 4));
      for (let i = 0; i < samples.length; i++) samples[i] = whole.readInt16LE(i * 2) / 32_768;
      rest = whole.subarray(samples.length * 2);
      card(samples);
    });
    await until(
      'enough starts',
      () => edges.filter(({ to }) => to === 0.25).length > starts,
      (starts + 5) * EVERY * 1000,
    );

    const began = edges.filter(({ from, to }) => from === 0 && to === 0.5).slice(1);
    const joined = edges.filter(({ to }) => to === 0.25).slice(1);
    const ended = edges.filter(({ from }) => from === 0.5).slice(1);

    const server = connect(port, '127.0.0.1');
    server.resume();
    const pushAtPipe: number[] = [];
    const pushAtCard: number[] = [];
    for (let i = 0; i < commands; i++) {
      // Between two scheduled starts, never at the same place in a second.
      await until('a free moment', () => (clock() / 1000) % EVERY > 1.5 + 0.03 * i);
      const before = edges.length;
      const at = clock();
      server.write(`khan.push ${pushed}\n`);
      const edge = await until('its first sample', () => edges.slice(before).find(({ to }) => to === 0.75));
      pushAtPipe.push(edge.atPipe - at);
      pushAtCard.push(edge.atCard - at);
      await until('its end', () => edges.at(-1)!.to !== 0.75);
    }
    server.destroy();
    const late = (at: number) => {
      const off = at % (EVERY * 1000);
      return off > (EVERY * 1000) / 2 ? off - EVERY * 1000 : off;
    };
    return {
      starts: began.slice(0, starts).map(({ atCard }) => late(atCard)),
      joins: joined.slice(0, starts).map(({ frame }, i) => frame - ended[i]!.frame),
      pushAtPipe,
      pushAtCard,
    };
  } finally {
    await end(child);
  }
}

async function toIcecast(folder: string, kills: number) {
  await using icecast = await startIcecast(folder);
  const noise = join(folder, 'do.mp3');
  const source = 'anoisesrc=d=300:c=pink:a=0.3';
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', source, '-b:a', '128k', noise]);
  const script = `output.icecast(%mp3(bitrate=128, stereo=false), host="127.0.0.1", port=${icecast.port},
  password="${icecast.password}", mount="do.mp3", mksafe(single("${noise}")))
`;
  const target = `http://127.0.0.1:${icecast.port}/do.mp3`;
  const firstByte = () =>
    until('the mount', async () => {
      const listener = await listen(target);
      await until('a byte', () => listener.length > 0, 2000);
      listener.hangUp();
      return listener.lastAt;
    });
  let child = liquidsoap(folder, 'icecast', script);
  try {
    await firstByte();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const [{ cpu, pss } = { cpu: Number.NaN, pss: Number.NaN }] = await load([child.pid!], 20_000);
    const silenceAfterKill: number[] = [];
    for (let i = 0; i < kills; i++) {
      const killedAt = Date.now();
      await end(child);
      child = liquidsoap(folder, 'icecast', script);
      silenceAfterKill.push((await firstByte()) - killedAt);
    }
    return { cpu, pss, silenceAfterKill };
  } finally {
    await end(child);
  }
}
