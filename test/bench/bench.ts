/**
 * `npm run bench`: measures on this machine what numbers the project claims, and prints them beside their goals.
 * `npm run bench -- engine station …` measures only those.
 */
import { benchClashes } from './clashes.ts';
import { benchEngine } from './engine.ts';
import { benchExports } from './exports.ts';
import { benchIngest } from './ingest.ts';
import { benchPlaylist } from './playlist.ts';
import { benchStation } from './station.ts';
import { benchUpload } from './upload.ts';
import { benchZones } from './zones.ts';

type Row = { id: string; what: string; measured: string; goal: string };

const n = (value: number, digits = 1) => value.toFixed(digits).replace('.', ',');
const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const quantile = (values: readonly number[], q: number) =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * q))]!;
const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

const BENCHES: Record<string, () => Promise<Row[]>> = {
  engine: async () => {
    const { starts, joins, startNowAtPipe, startNowAtCard } = await benchEngine();
    return [
      {
        id: 'P1',
        what: `scheduled start against the wall clock at a simulated card, ${starts.length} starts`,
        measured: `p50 ${n(quantile(starts, 0.5), 2)} ms, p99 ${n(quantile(starts, 0.99), 2)} ms, spread ${n(spread(starts), 2)} ms`,
        goal: '≤ 5 ms, spread ≤ 1 ms',
      },
      {
        id: 'P2',
        what: 'two entries back to back, samples too many or too few',
        measured: `worst ${Math.max(...joins.map(Math.abs))} of ${joins.length} joins`,
        goal: '0',
      },
      {
        id: 'P3',
        what: 'start now, a library file, cold: command → first sample (pipe / card)',
        measured: `p50 ${n(quantile(startNowAtPipe, 0.5), 0)} / ${n(quantile(startNowAtCard, 0.5), 0)} ms, p99 ${n(quantile(startNowAtPipe, 0.99), 0)} / ${n(quantile(startNowAtCard, 0.99), 0)} ms`,
        goal: '≤ 150 ms p99 at the pipe',
      },
    ];
  },
  station: async () => {
    const { processes, silenceAfterKill, firstPage, onAir } = await benchStation();
    const air = processes.filter(({ name }) => name === 'playout.js' || name === 'ffmpeg');
    const sum = (pick: (one: (typeof processes)[number]) => number) => air.reduce((total, one) => total + pick(one), 0);
    return [
      {
        id: 'P4',
        what: 'one MP3 128k to Icecast, an entry on air: playout with its ffmpeg children',
        measured: `${n(sum(({ cpu }) => cpu))} % of a core, ${n(
          sum(({ pss }) => pss),
          0,
        )} MB PSS`,
        goal: '≤ 3,5 %, ≤ 110 MB; web ≤ 90 MB',
      },
      ...processes.map(({ name, cpu, pss }) => ({
        id: '',
        what: `  ${name}`,
        measured: `${n(cpu)} %, ${n(pss, 0)} MB`,
        goal: '',
      })),
      {
        id: 'P6',
        what: 'kill −9 of the playout → a listener of Icecast hears again',
        measured: `${silenceAfterKill} ms`,
        goal: '≤ 500 ms to sound (+ Icecast)',
      },
      {
        id: 'P16',
        what: 'npm start, warm → first page / → the stream gives bytes',
        measured: `${n(firstPage / 1000, 2)} s / ${n(onAir / 1000, 2)} s`,
        goal: '< 1,5 s / < 1 s',
      },
    ];
  },
  zones: async () => {
    const { sharedCpu, sharedZones, own, outages, othersHole } = await benchZones();
    return [
      {
        id: 'P5',
        what: `${sharedZones} zones of one programme, decoded and encoded once`,
        measured: `${n(sharedCpu)} % of a core`,
        goal: '< 20 %',
      },
      ...own.map(({ zones, cpu, leastAhead, mostBehind }) => ({
        id: 'P5',
        what: `  ${zones} zones, each with its own audio, decoder and encoder`,
        measured: `${n(cpu, 0)} % of a core, latest chunk ${n(leastAhead, 0)} ms ahead, slowest encoder ${n(mostBehind, 0)} ms behind`,
        goal: zones === 120 ? 'none late (≥ 0 ms ahead)' : '',
      })),
      {
        id: 'P7',
        what: `Icecast killed, back after 2 s: outage at the listener, ${outages.length} tries / the output beside it`,
        measured: `p50 ${n(quantile(outages, 0.5) / 1000, 2)} s, worst ${n(Math.max(...outages) / 1000, 2)} s / ${n(othersHole, 0)} ms between frames`,
        goal: '≤ 2,4 s; others untouched',
      },
    ];
  },
  playlist: async () => {
    const { rebuild, newDay, change, first, year, entries, rrulePerRuleAndDay } = await benchPlaylist();
    const naive = rrulePerRuleAndDay * 300 * 14;
    return [
      {
        id: 'P9',
        what: `14 days from 300 slots ten years old (${entries} entries): again / a slot changed / a new day / cold`,
        measured: `${n(rebuild, 0)} / ${n(change, 0)} / ${n(newDay, 0)} / ${n(first, 0)} ms; rrule asked plainly ≈ ${n(naive / 1000, 0)} s`,
        goal: '< 100 ms',
      },
      { id: '', what: '  a year by the core alone', measured: `${n(year / 1000, 2)} s`, goal: '< 3 s' },
    ];
  },
  clashes: async () => {
    const { first, again, all, clashes, rrulePerRule, year, entries } = benchClashes();
    const plain = rrulePerRule * 300;
    return [
      {
        id: 'P10',
        what: `one slot against 300 ten years old over 18 months (${clashes} clashes): cold / again / all pairs`,
        measured: `${n(first, 0)} / ${n(again, 0)} / ${n(all, 0)} ms; the 300 rules asked of rrule plainly ≈ ${n(plain / 1000)} s, ${n(plain / first, 0)} times as long`,
        goal: '< 300 ms',
      },
      { id: 'P9', what: `  a year simulated, ${entries} entries`, measured: `${n(year / 1000, 2)} s`, goal: '< 3 s' },
    ];
  },
  exports: async () => {
    const { rows, pageP95Ms, exports } = await benchExports(200_000);
    const kinds = Object.entries(exports).map(([kind, { ms, rssMb, stallMs }]) => ({
      id: 'P12',
      what: `  ${rows} rows as ${kind}`,
      measured: `${n(ms / 1000)} s, ${n(rssMb, 0)} MB RSS, longest stall ${n(stallMs, 0)} ms`,
      goal: '1M: CSV ≤ 10 s, XLSX ≤ 60 s, < 200 MB, ≤ 50 ms',
    }));
    return [
      {
        id: 'P11',
        what: `log page of ${rows} rows, any filter, p95`,
        measured: `${n(pageP95Ms)} ms`,
        goal: '< 30 ms (1M)',
      },
      ...kinds,
    ];
  },
  ingest: async () =>
    (await benchIngest()).map(({ signal, ratio, wallRatio, measure, copy, copies, own, stallMs, stallP99Ms }) => ({
      id: 'P8',
      what: `ingest of a 30-minute MP3 (${signal}), whole, at nice 19`,
      measured: `${n(ratio, 0)} × real time of one core (wall ${n(wallRatio, 0)} ×): measuring ${n(measure)} s, copy ${n(copy)} s (${copies}), own thread ${n(own)} s; loop p99 ${n(stallP99Ms)} ms, longest ${n(stallMs, 0)} ms`,
      goal: '≥ 60 ×, ±0,5 LU',
    })),
  upload: async () => {
    const { rssMb, ratio } = await benchUpload();
    return [
      {
        id: 'P15',
        what: '300 MB upload: peak RSS, speed against a plain write',
        measured: `${n(rssMb, 0)} MB, ${n(ratio * 100, 0)} %`,
        goal: '< 120 MB, ≥ 80 %',
      },
    ];
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')} (there are ${Object.keys(BENCHES).join(', ')})`);
  process.exit(2);
}
console.log('| | what | measured | goal |\n|---|---|---|---|');
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for (const { id, what, measured, goal } of await bench()) console.log(`| ${id} | ${what} | ${measured} | ${goal} |`);
}
