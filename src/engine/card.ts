/**
 * A sound card keeps its own time. What lies between the air and its converter grows when the card is slower than the
 * wall clock and shrinks when it is faster; here that is measured, told, and taken back with silence, never with sound.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** What a card's own clock has done against the wall clock. */
export type Drift = {
  /** Parts per million the card is slower (+) or faster (−); unknown before two minutes have been measured. */
  readonly ppm: number | undefined;
  /** Silence left out (+) or put in (−) to stay on time, milliseconds. */
  readonly absorbedMs: number;
};

/** Milliseconds the card of the process `pid` still has to play; undefined when nobody can tell. */
export type ReadCard = (pid: number) => number | undefined;

const CHUNK_MS = 20;
/** Readings wander by a card's period; five of them in the mean do not. */
const READINGS = 5;
const TOLERANCE_MS = 30;
const TELL_AFTER_MS = 120_000;

export class CardDrift {
  #readings: number[] = [];
  #settled: { readonly atMs: number; readonly levelMs: number } | undefined;
  #atMs = 0;
  #absorbedMs = 0;

  /** `levelMs`: all that is on its way to the converter, once a second. */
  measure(atMs: number, levelMs: number): void {
    this.#readings = [...this.#readings, levelMs].slice(-READINGS);
    this.#atMs = atMs;
    if (this.#readings.length === READINGS) this.#settled ??= { atMs, levelMs: this.#level };
  }

  /** How often to write a chunk of silence: not at all, once, or twice. Ask only while nothing is on air. */
  copies(): 0 | 1 | 2 {
    if (!this.#settled) return 1;
    const off = this.#level - this.#settled.levelMs;
    if (Math.abs(off) < TOLERANCE_MS) return 1;
    const step = off > 0 ? -CHUNK_MS : CHUNK_MS;
    this.#readings = this.#readings.map((reading) => reading + step);
    this.#absorbedMs -= step;
    return off > 0 ? 0 : 2;
  }

  get drift(): Drift | undefined {
    if (!this.#settled) return undefined;
    const passed = this.#atMs - this.#settled.atMs;
    const gained = this.#level - this.#settled.levelMs + this.#absorbedMs;
    return {
      ppm: passed < TELL_AFTER_MS ? undefined : Math.round((gained / passed) * 1e5) * 10,
      absorbedMs: this.#absorbedMs,
    };
  }

  get #level(): number {
    return this.#readings.reduce((sum, reading) => sum + reading, 0) / this.#readings.length;
  }
}

/**
 * As ALSA tells it in /proc/asound/card0/pcm0p/sub0/{status,hw_params}: whose substream it is, how many frames lie in
 * its buffer, at what rate it runs. A device behind a sound server has no such place.
 */
export const readAlsaCard: ReadCard = (pid) => {
  for (const substream of substreams()) {
    const status = read(`${substream}/status`);
    const owner = /^owner_pid\s*:\s*(\d+)/m.exec(status)?.[1];
    if (owner === undefined || !(Number(owner) === pid || read(`/proc/${pid}/task/${owner}/stat`))) continue;
    const delay = /^delay\s*:\s*(-?\d+)/m.exec(status)?.[1];
    const rate = /^rate:\s*(\d+)/m.exec(read(`${substream}/hw_params`))?.[1];
    if (delay && rate) return (Number(delay) / Number(rate)) * 1000;
  }
  return undefined;
};

function* substreams(): Generator<string> {
  const root = '/proc/asound';
  for (const card of list(root, /^card\d+$/)) for (const pcm of list(card, /^pcm\d+p$/)) yield* list(pcm, /^sub\d+$/);
}

function list(folder: string, name: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((one) => name.test(one))
      .map((one) => `${folder}/${one}`);
  } catch {
    return []; // no such card, or no sound system at all
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // closed between the listing and the reading
  }
}
