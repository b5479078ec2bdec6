/**
 * P5 and P7 on the engine as the playout runs it: real clock, loop, decks, encoders and Icecast. Processor time is this
 * process and every child it has, the decoders and encoders.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RATE } from '../../src/core/time.ts';
import type { Chunk } from '../../src/engine/chunk.ts';
import { openDeckWith } from '../../src/engine/deck.ts';
import { OUTPUT, openBay } from '../support/bay.ts';
import { startIcecast } from '../support/icecast.ts';
import { listen } from '../support/listener.ts';
import { cue } from '../support/tape.ts';
import { until } from '../support/wait.ts';

export type ZoneFigures = {
  /** Percent of a core for 200 zones that hear one programme, decoding and encoding included. */
  readonly sharedCpu: number;
  readonly sharedZones: number;
  readonly own: readonly OwnFigures[];
  /** Milliseconds without a byte for a listener of Icecast, killed and started again two seconds later; each try. */
  readonly outages: readonly number[];
  /** The longest time in which the built-in stream beside it gave nothing, milliseconds. */
  readonly othersHole: number;
};

export type OwnFigures = {
  readonly zones: number;
  readonly cpu: number;
  /** Of the worst chunk: milliseconds left until it is due when its feed gets it; below 0 it was late. */
  readonly leastAhead: number;
  /** The same while all the decoders and encoders are started, twenty-five zones a second. */
  readonly leastAheadStarting: number;
  /** Of the slowest encoder at the end: milliseconds between the wall clock and its newest frame. */
  readonly mostBehind: number;
};

const SHARED = 200;
/** Until what was held up while processes started is caught up with. */
const STARTED_MS = 2000;

export async function benchZones(counts: readonly number[] = [10, 60, 120], seconds = 20): Promise<ZoneFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  try {
    const file = join(folder, 'do.flac');
    const source = ['-f', 'lavfi', '-i', 'anoisesrc=d=120:c=pink:a=0.3:r=48000'];
    execFileSync('ffmpeg', ['-loglevel', 'error', ...source, '-ac', '2', '-sample_fmt', 's16', file]);
    const sharedCpu = await shared(file, seconds);
    const own: OwnFigures[] = [];
    for (const zones of counts) own.push(await each(file, zones, seconds));
    const { outages, othersHole } = await icecastBack(folder, file);
    return { sharedCpu, sharedZones: SHARED, own, outages, othersHole };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const named = (count: number) => Array.from({ length: count }, (_, i) => `thon-${i}`);
const playing = (file: string) => [openDeckWith('ffmpeg'), (sha: string) => (sha === 'do' ? file : sha)] as const;

async function shared(file: string, seconds: number): Promise<number> {
  const zones = named(SHARED);
  await using bay = openBay(zones, ...playing(file));
  bay.patchbay.setOutputs(zones.map((zoneId, i) => ({ ...OUTPUT, id: i + 1, zoneId, bitrate: 128 })));
  bay.setCues([cue('do', 120 * RATE, bay.clock.now() + 4000)]);
  await until('the entry', () => bay.notes.some(({ note }) => note === 'began'));
  await until('all to send', () => bay.patchbay.health().every(({ state }) => state === 'sending'));
  return await cpuOver(seconds); // awaited here: the bay is closed behind it
}

async function each(file: string, count: number, seconds: number): Promise<OwnFigures> {
  const zones = named(count);
  await using bay = openBay(zones, ...playing(file));
  bay.patchbay.setOutputs(zones.map((zoneId, i) => ({ ...OUTPUT, id: i + 1, zoneId, bitrate: 128 })));
  const start = bay.clock.now() + 7000;
  bay.setCues(zones.map((zoneId, i) => cue('do', 120 * RATE, start + i * 40, { zoneId })));
  let leastAhead = Number.POSITIVE_INFINITY;
  const watch = {
    write: ({ at }: Chunk) => {
      leastAhead = Math.min(leastAhead, bay.stream.msAt(at) - bay.clock.exact());
    },
  };
  // The last zone's feed is served last: what is in time there is in time everywhere. It moves to one of its own.
  const plug = () => {
    const last = bay.mixer.feedOf(zones.at(-1)!)!;
    if (!last.outlets.includes(watch)) last.outlets = [...last.outlets, watch];
  };
  const plugging = setInterval(plug, 10);
  const begun = () => bay.notes.filter(({ note }) => note === 'began').length;
  await until('every entry', () => begun() === count, 60_000);
  const isSending = ({ state }: { state: string }) => state === 'sending';
  await until('all to send', () => bay.patchbay.health().every(isSending), 30_000);
  await new Promise((resolve) => setTimeout(resolve, STARTED_MS));
  const leastAheadStarting = leastAhead;
  leastAhead = Number.POSITIVE_INFINITY;
  const cpu = await cpuOver(seconds);
  clearInterval(plugging);
  const now = bay.stream.frameAt(bay.clock.exact());
  const behind = zones.map((zoneId) => {
    const outlets = bay.mixer.feedOf(zoneId)!.outlets as readonly { readonly last?: number }[];
    return (now - (outlets.find((one) => one.last !== undefined)!.last! + 1) * 1152) / 48;
  });
  return { zones: count, cpu, leastAhead, leastAheadStarting, mostBehind: Math.max(...behind) };
}

async function icecastBack(folder: string, file: string, tries = 5) {
  let icecast = await startIcecast(folder);
  const outages: number[] = [];
  let othersHole = 0;
  for (let i = 0; i < tries; i++) {
    await using bay = openBay([], ...playing(file));
    const url = `127.0.0.1:${icecast.port}/do.mp3`;
    const source = { ...OUTPUT, kind: 'icecast', target: url, secret: icecast.password, bitrate: 128 } as const;
    bay.patchbay.setOutputs([source, { ...OUTPUT, id: 2, codec: 'opus' }]);
    bay.setCues([cue('do', 120 * RATE, bay.clock.now() + 3000)]);
    await until('the entry', () => bay.notes.some(({ note }) => note === 'began'));
    const before = await until('the mount', () => listen(`http://${url}`));
    await until('sound', () => before.length > 32_000);
    const [killedAt, watch] = [Date.now(), watchHoles(bay)];
    await icecast.kill();
    await new Promise((resolve) => setTimeout(resolve, 2000 - (Date.now() - killedAt)));
    const [again, back] = await Promise.all([startIcecast(folder, icecast.port), firstByte(`http://${url}`)]);
    outages.push(back - before.lastAt);
    othersHole = Math.max(othersHole, watch.end());
    icecast = again;
  }
  await icecast[Symbol.asyncDispose]();
  return { outages, othersHole };
}

/** How long at the longest the encoders gave nothing new. */
function watchHoles({ mixer }: ReturnType<typeof openBay>) {
  let [hole, heardAt, lastFrame] = [0, performance.now(), -1];
  const looking = setInterval(() => {
    const frame = mixer.feedOf('main')!.outlets.reduce((sum, one) => sum + ('last' in one ? Number(one.last) : 0), 0);
    if (frame === lastFrame) hole = Math.max(hole, performance.now() - heardAt);
    else [heardAt, lastFrame] = [performance.now(), frame];
  }, 5);
  return {
    end: () => {
      clearInterval(looking);
      return hole;
    },
  };
}

/** As a player that tries again every 20 ms hears it. */
async function firstByte(url: string): Promise<number> {
  for (;;) {
    try {
      const listener = await listen(url);
      while (listener.length === 0 && !listener.closed) await new Promise((resolve) => setTimeout(resolve, 5));
      const at = listener.lastAt;
      listener.hangUp();
      if (at > 0) return at;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

// processor time ------------------------------------------------------------------------------------------------------

const TICKS = 100; // of /proc/pid/stat per second: sysconf(_SC_CLK_TCK) on Linux

async function cpuOver(seconds: number): Promise<number> {
  const before = cpuSeconds();
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return ((cpuSeconds() - before) / ((performance.now() - began) / 1000)) * 100;
}

/** This process and its children, as the kernel counts them. */
function cpuSeconds(): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, pid) => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ');
        // utime and stime; of this process also those of children that have ended.
        const ticks = (count: number) => fields.slice(11, 11 + count).reduce((all, one) => all + Number(one), 0);
        if (Number(pid) === process.pid) return sum + ticks(4) / TICKS;
        return Number(fields[1]) === process.pid ? sum + ticks(2) / TICKS : sum;
      } catch {
        return sum; // it ended while we looked
      }
    }, 0);
}
