/**
 * F3, F10: hundreds of files, whole and broken and hostile (test/support/shapes.ts), sent one after the other to a station
 * that is on the air; what became of each, how soon pages were answered meanwhile, and whether a listener noticed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../support/listener.ts';
import { scheduleTone } from '../support/on-air.ts';
import { RunningStation } from '../support/running-station.ts';
import { type Shape, shapesOf } from '../support/shapes.ts';
import { until } from '../support/wait.ts';

export type BatchFigures = {
  readonly ready: number;
  readonly failed: number;
  /** Neither, or without a reason, or not as the shape should end. */
  readonly wrong: readonly string[];
  readonly seconds: number;
  /** Milliseconds, of pages asked while files were sent and checked. */
  readonly pages: readonly number[];
  /** Longest stretch without the tone at a listener, seconds. */
  readonly longestHole: number;
  readonly incidents: readonly string[];
};

type Told = { id: number; state: string; reason: string | null };

const PAGES = ['/hom-nay', '/kho-tu-lieu', '/lich-phat', '/nhat-ky'];
const RATE = 48_000;
/** Of the tone, in seconds: longer than the batch takes. */
const LONGEST = 1800;

export async function benchBatch(count = 500, seed = 2025): Promise<BatchFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  try {
    const shapes = shapesOf(folder, seed, count);
    await using station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
    const starts = await scheduleTone(station, folder, { title: 'Đo', hertz: 440, length: LONGEST });
    await until('the tone on the air', () => Date.now() > starts + 2000);
    const listener = await listen(`${station.origin}/live/main.mp3`);

    const began = performance.now();
    const pages: number[] = [];
    let isOver = false;
    const browsing = browse(station, pages, () => isOver);
    const sent = new Map<Shape, number>();
    for (const shape of shapes) sent.set(shape, await send(station, shape));
    const states = await until('every file settled', () => settledIn(station, new Set(sent.values())), 3_600_000);
    const seconds = (performance.now() - began) / 1000;
    isOver = true;
    await browsing;

    const hole = longestHole(listener.hangUp());
    const { body } = await station.api<{ incidents: { kind: string; detail: string }[] }>('GET', '/incidents');
    const all = [...new Set(sent.values())].map((id) => states.get(id)!);
    return {
      ready: all.filter(({ state }) => state === 'ready').length,
      failed: all.filter(({ state }) => state === 'failed').length,
      wrong: shapes.flatMap((shape) => faultOf(shape, states.get(sent.get(shape)!)!) ?? []),
      ...{ seconds, pages, longestHole: hole },
      incidents: body.incidents.map(({ kind, detail }) => `${kind}: ${detail}`),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function faultOf({ name, ends }: Shape, { state, reason }: Told): string | undefined {
  const isEnded = state === 'ready' || (state === 'failed' && reason !== null && !reason.includes('Máy chủ gặp lỗi'));
  return isEnded && (ends === 'either' || ends === state) ? undefined : `${name}: ${state}, ${reason ?? ''}`;
}

async function send(station: RunningStation, { name, fileName, bytes }: Shape): Promise<number> {
  const address = `/api/v1/recordings?fileName=${encodeURIComponent(fileName)}`;
  const body = new Uint8Array(bytes());
  const answer = await station.fetch(address, { method: 'POST', body, headers: { 'content-type': 'audio/mpeg' } });
  const { recordings } = (await answer.json()) as { recordings?: Told[] };
  if (!recordings?.[0]) throw new Error(`${name}: not received, ${answer.status}`);
  return recordings[0].id;
}

/** One page after the other, four a second, as a few people would. */
async function browse(station: RunningStation, took: number[], isOver: () => boolean): Promise<void> {
  for (let turn = 0; !isOver(); turn++) {
    const asked = performance.now();
    await (await station.fetch(PAGES[turn % PAGES.length]!)).text();
    took.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** By recording, once none of them is in hand or waits. */
async function settledIn(station: RunningStation, ids: ReadonlySet<number>): Promise<Map<number, Told> | undefined> {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const found = new Map<number, Told>();
  for (let after = ''; ; ) {
    const { body } = await station.api<{ recordings: Told[]; next: string | null }>('GET', `/recordings${after}`);
    for (const one of body.recordings) if (ids.has(one.id)) found.set(one.id, one);
    if (body.next === null) break;
    after = `?after=${body.next}`;
  }
  return [...found.values()].every(({ state }) => state === 'ready' || state === 'failed') ? found : undefined;
}

function longestHole(heard: Float32Array): number {
  let [longest, since] = [0, 0];
  for (let at = 0; at < heard.length; at++) {
    if (Math.abs(heard[at]!) > 0.02) since = at;
    else longest = Math.max(longest, at - since);
  }
  return longest / RATE;
}
