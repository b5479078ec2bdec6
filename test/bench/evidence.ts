/**
 * How often the comparison of aircheck and approved copy is wrong: programmes of one synthetic voice, each put on the air
 * right (in six ways a station does it) and wrong (in six it must be caught), with real Opus and real Chromaprint; and what
 * it costs. A verdict of "not enough" is no false one, and is counted apart.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { epochMs, frames } from '../../src/core/time.ts';
import { openExaminer } from '../../src/engine/evidence.ts';
import { Airings } from '../../src/storage/airings.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { AiringEvidence } from '../../src/storage/evidence.ts';
import { playoutFile } from '../../src/storage/files.ts';
import { Reports } from '../../src/storage/reports.ts';
import { Settings } from '../../src/storage/settings.ts';
import { anAiring, at } from '../support/airings.ts';
import { keepAircheck, SPOKEN, speak } from '../support/sounded.ts';

const SECONDS = 20;

type Sound = (copy: string, other: string) => string[];
const mixed =
  (filter: string): Sound =>
  (copy, other) => ['-i', copy, '-i', other, '-filter_complex', filter];
const filtered =
  (filter: string): Sound =>
  (copy) => ['-i', copy, '-af', filter];

const RIGHT: Record<string, Sound> = {
  same: (copy) => ['-i', copy],
  'gain −12 dB': filtered('volume=-12dB'),
  'gain −24 dB': filtered('volume=-24dB'),
  'horn loudspeaker band': filtered('highpass=f=300,lowpass=f=6000'),
  compressed: filtered('acompressor=threshold=0.05:ratio=4:makeup=3'),
  'soft voice over it': mixed('[1:a]volume=-15dB[b];[0:a][b]amix=inputs=2:normalize=0:duration=first'),
};
const WRONG: Record<string, Sound> = {
  'other programme': (_, other) => ['-i', other],
  silence: () => ['-f', 'lavfi', '-i', `anullsrc=r=48000:cl=mono:d=${SECONDS}`],
  'loud voice over it': mixed('[0:a]volume=-12dB[a];[a][1:a]amix=inputs=2:normalize=0:duration=first'),
  '3 % too fast': filtered('asetrate=48000*1.03,aresample=48000'),
  'silent from the half': filtered(`atrim=0:${SECONDS / 2},apad=whole_dur=${SECONDS}`),
  'noise instead': () => ['-f', 'lavfi', '-i', `anoisesrc=r=48000:a=0.2:c=pink:d=${SECONDS}`],
};

export type EvidenceFigures = {
  readonly right: number;
  readonly wrong: number;
  /** Of right ones: told as different. Of wrong ones: told as heard. */
  readonly falseAlarms: number;
  readonly overlooked: number;
  readonly undecided: number;
  /** Which they were. */
  readonly mistakes: readonly string[];
  /** Seconds to examine one second of sound. */
  readonly cost: number;
};

export async function benchEvidence(): Promise<EvidenceFigures> {
  const home = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  const db = openDatabase(join(home, 'station.db'));
  await migrate(db, join(import.meta.dirname, '../src/storage/migrations'));
  const stores = {
    ...{ airings: new Airings(db), evidence: new AiringEvidence(db) },
    ...{ reports: new Reports(db), settings: new Settings(db) },
  };
  stores.settings.change({ excerptDays: 0 });
  const config = { home, ffmpeg: 'ffmpeg', zone: 'Asia/Ho_Chi_Minh' };
  const examiner = openExaminer({ stores, config, clock: () => epochMs(Date.now()) });
  // Sentences in another order are other programmes in the same words.
  const sentences = `${SPOKEN.digital} ${SPOKEN.reform}`.split('. ');
  const copies = [0, 3, 6, 9, 12].map((first) =>
    speak(home, [...sentences.slice(first), ...sentences.slice(0, first)].join('. '), SECONDS),
  );
  const tally = { right: 0, wrong: 0, falseAlarms: 0, overlooked: 0, undecided: 0 };
  const mistakes: string[] = [];
  let [hour, spent, sounded] = [0, 0, 0];
  try {
    for (const [i, sha256] of copies.entries())
      for (const [is, ways] of [
        ['right', RIGHT],
        ['wrong', WRONG],
      ] as const)
        for (const [name, sound] of Object.entries(ways)) {
          const startedAt = epochMs(at('2025-09-10T00:00:00') + ++hour * 3_600_000);
          keepAircheck(
            home,
            startedAt,
            ...sound(playoutFile(home, sha256), playoutFile(home, copies[(i + 1) % copies.length]!)),
          );
          const length = { playedFrames: frames(SECONDS * 48_000), totalFrames: frames(SECONDS * 48_000) };
          const endedAt = epochMs(startedAt + SECONDS * 1000);
          const id = stores.airings.add(
            anAiring({ startedAt, endedAt, plannedStart: startedAt, playoutSha256: sha256, ...length }),
          );
          const before = performance.now();
          await examiner.ask(id, 'bench');
          spent += performance.now() - before;
          sounded += SECONDS * 1000;
          const { verdict } = stores.evidence.list(id).at(-1)!;
          tally[is]++;
          if (verdict === 'not-enough') tally.undecided++;
          else if (is === 'right' && verdict === 'differs') tally.falseAlarms++;
          else if (is === 'wrong' && verdict === 'heard') tally.overlooked++;
          else continue;
          mistakes.push(`${name} ${i + 1}: ${verdict}`);
        }
  } finally {
    await examiner[Symbol.asyncDispose]();
    db.close();
    rmSync(home, { recursive: true, force: true });
  }
  return { ...tally, mistakes, cost: spent / sounded };
}
