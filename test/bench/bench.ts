/**
 * `npm run bench`: measures on this machine what numbers the project claims, and prints them beside their goals.
 * `npm run bench -- engine station …` measures only those; `npm run bench -- --peer` puts the same questions to
 * Liquidsoap in the same run.
 */
import { execFileSync } from 'node:child_process';
import { benchBatch } from './batch.ts';
import { benchClashes } from './clashes.ts';
import { benchEmergency } from './emergency.ts';
import { benchEngine } from './engine.ts';
import { benchEvidence } from './evidence.ts';
import { benchExports } from './exports.ts';
import { benchIngest } from './ingest.ts';
import { benchLibrary } from './library.ts';
import { benchLive } from './live.ts';
import { benchPeer } from './peer.ts';
import { benchPlaylist } from './playlist.ts';
import { benchRestart } from './restart.ts';
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
  library: async () => {
    const { searches, index } = await benchLibrary();
    return [
      {
        id: '',
        what: 'library of 20,000: a search as one types, its facets counted, 16 questions',
        measured: `p50 ${n(quantile(searches, 0.5))} ms, p95 ${n(quantile(searches, 0.95))} ms (all written anew at once: ${n(index, 0)} ms)`,
        goal: 'p95 < 50 ms',
      },
    ];
  },
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
    const { processes, silenceAfterKill, watched, firstPage, onAir } = await benchStation();
    const air = processes.filter(({ name }) => name === 'playout.js' || name === 'ffmpeg');
    const sum = (pick: (one: (typeof processes)[number]) => number) => air.reduce((total, one) => total + pick(one), 0);
    return [
      {
        id: 'P4',
        what: 'one MP3 128k to Icecast, an entry on air for four minutes: playout with its decoder, encoder and aircheck',
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
        id: 'P14',
        what: '50 pages “Hôm nay” open, every bus’s meter five times a second: all processes together, beyond P4',
        measured: `${n(watched.more)} % of a core (web ${n(watched.web)} %), ${n(watched.tellings)} tellings a second to each`,
        goal: '< 5 %, ≥ 5 Hz',
      },
      {
        id: '',
        what: '  one more page meanwhile',
        measured: `p50 ${n(quantile(watched.page, 0.5), 0)} ms, p95 ${n(quantile(watched.page, 0.95), 0)} ms`,
        goal: 'p95 < 20 ms',
      },
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
  restart: async () => {
    const { sound, listener, beside } = await benchRestart();
    const figures = (ms: readonly number[]) => `p50 ${n(quantile(ms, 0.5), 0)} ms, worst ${n(Math.max(...ms), 0)} ms`;
    return [
      {
        id: 'P6',
        what: `kill −9 of the playout within an entry, ${sound.length} times → sound on the bus again`,
        measured: `${figures(sound)}, ${n(Math.max(...beside.map(Math.abs)), 0)} ms beside its timeline at worst`,
        goal: '≤ 500 ms, ±50 ms',
      },
      { id: 'P6', what: '  → a listener of Icecast hears it', measured: figures(listener), goal: '' },
    ];
  },
  emergency: async () => {
    const { prepared, cold, button } = await benchEmergency();
    const figures = (ms: readonly number[]) =>
      `p50 ${n(quantile(ms, 0.5), 0)} ms, p99 ${n(quantile(ms, 0.99), 0)} ms, worst ${n(Math.max(...ms), 0)} ms of ${ms.length}`;
    return [
      {
        id: 'P3',
        what: 'emergency kept ready: order → first sample at the pipe, under ingest load',
        measured: figures(prepared),
        goal: '≤ 30 ms p99',
      },
      { id: 'P3', what: '  any library file, cold', measured: figures(cold), goal: '≤ 150 ms p99' },
      {
        id: 'P3',
        what: '  through the web button, until it sounds (100 ms lead included), the whole program',
        measured: figures(button),
        goal: '≤ 230 ms',
      },
    ];
  },
  live: async () => {
    const { latencies, before, during } = await benchLive();
    return [
      {
        id: '',
        what: `a browser’s microphone → the bytes of the built-in stream, ${latencies.length} tones`,
        measured: `p50 ${n(quantile(latencies, 0.5), 0)} ms, p99 ${n(quantile(latencies, 0.99), 0)} ms`,
        goal: '',
      },
      {
        id: '',
        what: '  the playout meanwhile',
        measured: `${n(before.cpu)} → ${n(during.cpu)} % of a core, ${n(before.pss, 0)} → ${n(during.pss, 0)} MB PSS`,
        goal: '',
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
      ...own.map(({ zones, cpu, leastAhead, leastAheadStarting, mostBehind }) => ({
        id: 'P5',
        what: `  ${zones} zones, each with its own audio, decoder and encoder`,
        measured: `${n(cpu, 0)} % of a core, latest chunk ${n(leastAhead, 0)} ms ahead (${n(leastAheadStarting, 0)} while all of it starts), slowest encoder ${n(mostBehind, 0)} ms behind`,
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
    const { rebuild, newDay, change, first, year, entries, week, weekCharacters, rrulePerRuleAndDay } =
      await benchPlaylist();
    const naive = rrulePerRuleAndDay * 300 * 14;
    return [
      {
        id: 'P9',
        what: `14 days from 300 slots ten years old (${entries} entries): again / a slot changed / a new day / cold`,
        measured: `${n(rebuild, 0)} / ${n(change, 0)} / ${n(newDay, 0)} / ${n(first, 0)} ms; rrule asked plainly ≈ ${n(naive / 1000, 0)} s`,
        goal: '< 100 ms',
      },
      {
        id: '',
        what: `  its week as a page, ${n(weekCharacters / 1e6, 2)} million characters`,
        measured: `${n(week, 0)} ms`,
        goal: '< 200 ms',
      },
      { id: '', what: '  a year by the core alone', measured: `${n(year / 1000, 2)} s`, goal: '< 3 s' },
    ];
  },
  evidence: async () => {
    const { right, wrong, falseAlarms, overlooked, undecided, mistakes, cost } = await benchEvidence();
    return [
      {
        id: 'H5',
        what: `aircheck against the approved copy, ${right} airings that are it and ${wrong} that are not`,
        measured: `${falseAlarms} false alarms, ${overlooked} overlooked, ${undecided} undecided${mistakes.length > 0 ? ` (${mistakes.join('; ')})` : ''}`,
        goal: '0 and 0',
      },
      { id: '', what: '  a second of sound, at nice 19', measured: `${n(cost * 1000)} ms`, goal: '< 100 ms' },
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
    const { rows, writeUs, pageP95Ms, reportMs, firstReportMs, reportRows, verifyMs, exports } = await benchExports(
      Number(process.env.BENCH_ROWS ?? 1_000_000),
    );
    const kinds = Object.entries(exports).map(([kind, { ms, rssMb, stallMs, slowestWriteMs }]) => ({
      id: 'P12',
      what: `  ${rows} rows as ${kind}, by a process of its own, rows written meanwhile`,
      measured: `${n(ms / 1000)} s, ${n(rssMb, 0)} MB RSS, longest stall of who hands it on ${n(stallMs, 0)} ms, slowest row ${n(slowestWriteMs, 0)} ms`,
      goal: 'CSV ≤ 10 s, XLSX ≤ 60 s, < 200 MB, ≤ 50 ms',
    }));
    return [
      { id: '', what: 'a row closed, with its link of the chain', measured: `${n(writeUs, 0)} µs`, goal: '' },
      { id: 'P11', what: `log page of ${rows} rows, any filter, p95`, measured: `${n(pageP95Ms)} ms`, goal: '< 30 ms' },
      {
        id: 'P12',
        what: `quarter report (${reportRows} airings behind it)`,
        measured: `p50 ${n(reportMs, 0)} ms, the first of its process ${n(firstReportMs, 0)} ms`,
        goal: '< 500 ms',
      },
      { id: 'P13', what: `verify ${rows} chained rows`, measured: `${n(verifyMs / 1000)} s`, goal: '< 10 s' },
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
  batch: async () => {
    const { ready, failed, wrong, seconds, pages, longestHole, incidents } = await benchBatch();
    for (const one of wrong) console.error(`✗ ${one}`);
    for (const one of incidents) console.error(`! ${one}`);
    return [
      {
        id: 'F3',
        what: `${ready + failed} files, whole, broken and hostile, sent to a station on the air (${n(seconds, 0)} s)`,
        measured: `${ready} ready, ${failed} failed with a reason, ${wrong.length} otherwise; pages p95 ${n(quantile(pages, 0.95), 0)} ms; longest hole at a listener ${n(longestHole * 1000, 0)} ms, ${incidents.length} incidents`,
        goal: 'none otherwise, p95 < 100 ms, no hole',
      },
    ];
  },
  upload: async () =>
    (await benchUpload()).map(({ door, rssMb, ratio }) => ({
      id: 'P15',
      what: `2 GB upload ${door === 'form' ? 'by the form' : 'in pieces (tus)'}: peak RSS; speed against a plain write`,
      measured: `${n(rssMb, 0)} MB, ${n(ratio * 100, 0)} %`,
      goal: '< 120 MB, ≥ 80 %',
    })),
};

/** Ours beside the peer's, on one machine, one after the other. */
async function besidePeer(): Promise<void> {
  execFileSync(process.execPath, ['src/setup.mjs', '--peer'], { stdio: 'inherit' });
  const theirs = await benchPeer();
  const ours = await benchEngine();
  const { processes, silenceAfterKill } = await benchStation();
  const air = processes.filter(({ name }) => name === 'playout.js' || name === 'ffmpeg');
  const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
  const ms = (values: readonly number[]) => `p50 ${n(quantile(values, 0.5))}, worst ${n(Math.max(...values))} ms`;
  const worst = (joins: readonly number[]) => `${Math.max(...joins.map(Math.abs))} samples`;
  const loads = (cpu: number, pss: number) => `${n(cpu)} %, ${n(pss, 0)} MB`;
  const rows = [
    ['P1', 'scheduled start at a simulated card', ms(theirs.starts), ms(ours.starts)],
    ['', '  spread of it', `${n(spread(theirs.starts), 2)} ms`, `${n(spread(ours.starts), 2)} ms`],
    ['P2', 'two recordings back to back, worst', worst(theirs.joins), worst(ours.joins)],
    ['P3', 'a library file now, at the pipe', ms(theirs.pushAtPipe), ms(ours.startNowAtPipe)],
    ['', '  at the card', ms(theirs.pushAtCard), ms(ours.startNowAtCard)],
    [
      'P4',
      'one MP3 128k to Icecast, all its processes',
      loads(theirs.cpu, theirs.pss),
      loads(sum(air.map(({ cpu }) => cpu)), sum(air.map(({ pss }) => pss))),
    ],
    ['P6', 'kill −9 → the listener of Icecast hears again', ms(theirs.silenceAfterKill), `${silenceAfterKill} ms`],
  ];
  console.log('| | what | Liquidsoap | this |\n|---|---|---|---|');
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

const asked = process.argv.slice(2).filter((word) => word !== '--peer');
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')} (there are ${Object.keys(BENCHES).join(', ')})`);
  process.exit(2);
}
if (process.argv.includes('--peer')) {
  await besidePeer();
  process.exit(0);
}
console.log('| | what | measured | goal |\n|---|---|---|---|');
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for (const { id, what, measured, goal } of await bench()) console.log(`| ${id} | ${what} | ${measured} | ${goal} |`);
}
