/**
 * kill −9 of the ingest during each of its steps, so many times each; every time it is started again, the recording has to
 * come out ready with the very bytes an undisturbed one has, and library and disk have to agree.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INGEST_STEPS, type IngestStep } from '../../src/core/ingest-steps.ts';
import { KilledIngest, longFile } from '../support/ingest-worker.ts';

export type IngestKills = {
  readonly kills: Readonly<Record<IngestStep, number>>;
  /** How often the worker was too quick, and the kill came after the step. */
  readonly missed: number;
  readonly faults: readonly string[];
};

/** `times` kills during each step, on files of `seconds`. The program has been built. */
export async function soakIngest(times: number, seconds = 20): Promise<IngestKills> {
  const desk = mkdtempSync(join(tmpdir(), 'dai-xa-'));
  const faults: string[] = [];
  const kills = Object.fromEntries(INGEST_STEPS.map((step) => [step, 0])) as Record<IngestStep, number>;
  let missed = 0;
  try {
    await using station = await KilledIngest.open();
    const { recordings } = station;
    const { id } = await station.receive(longFile(desk, 'a.wav', seconds, 1));
    station.start();
    const { playoutSha256: wanted } = await station.settled(id);
    for (const step of INGEST_STEPS) {
      while (kills[step] < times && missed < times * 10) {
        recordings.remake(id);
        station.nudge();
        if (await station.killDuring(id, step)) kills[step]++;
        else missed++;
        station.start();
        await station.settled(id);
        const after = recordings.find(id);
        if (after?.state !== 'ready' || after.playoutSha256 !== wanted)
          faults.push(`killed during ${step}: ${after?.state} ${after?.reason ?? ''} ${after?.playoutSha256}`);
        faults.push(...station.disagreements().map((one) => `killed during ${step}: ${one}`));
      }
    }
  } finally {
    rmSync(desk, { recursive: true, force: true });
  }
  return { kills, missed, faults };
}
