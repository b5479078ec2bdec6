/** A recording on the wire, and what the check measured of it. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { INGEST_STEPS } from '../../core/ingest-steps.ts';
import type { Analysis as Measured, Passage as Stretch } from '../../core/loudness.ts';
import type { Recording as RecordingRow } from '../../core/model.ts';
import { frames, framesToMs } from '../../core/time.ts';
import { problem } from '../problem.ts';
import { recordingSheets } from '../recording-sheets.ts';
import type { Env, Station } from '../station.ts';
import { Instant, instantOf, instantOrNull } from './parts.ts';

export const STATES = ['received', 'checking', 'ready', 'failed'] as const;

const Passage = z.object({ atMs: z.int(), durationMs: z.int() });
const level = (description: string) => z.number().nullable().openapi({ description });
const Analysis = z
  .object({
    durationMs: z.int().openapi({ description: 'Of the original, decoded whole' }),
    integratedLufs: level('EBU R128; null: nothing to hear'),
    rangeLu: z.number(),
    truePeakDb: level('dBTP'),
    samplePeakDb: level('dBFS'),
    sides: z.enum(['mono', 'stereo', 'left-only', 'right-only', 'opposite']),
    correlation: z.number(),
    balanceDb: level('How much louder the left is; null: a side carries nothing'),
    speechShare: level('Of what is heard, between 300 and 3,400 Hz; null: nothing to hear, or not measured'),
    headSilenceMs: z.int(),
    tailSilenceMs: z.int(),
    silences: z.array(Passage).openapi({ description: 'Inside, longer than three seconds' }),
    clipped: z.array(Passage),
    copy: z.object({
      integratedLufs: level('Of the copy'),
      targetLufs: z.number(),
      gainDb: z.number(),
      limited: z.boolean(),
      highPass: z.boolean(),
      cutHeadMs: z.int().openapi({ description: 'How much of the original is before its beginning' }),
      cutTailMs: z.int(),
    }),
  })
  .openapi('RecordingAnalysis');

export const Recording = z
  .object({
    id: z.int(),
    title: z.string(),
    fileName: z.string().openapi({ description: 'As it was uploaded, for people; never a path' }),
    sha256: z.string().openapi({ description: 'Of the original' }),
    bytes: z.int(),
    state: z.enum(STATES),
    reason: z.string().nullable().openapi({ description: 'Why it failed, in Vietnamese' }),
    check: z
      .object({
        step: z.enum(INGEST_STEPS).nullable().openapi({ description: 'In hand now; null: waiting, or settled' }),
        attempts: z.int(),
      })
      .openapi({ description: 'How far the check has come' }),
    format: z.string().nullable(),
    codec: z.string().nullable(),
    sampleRate: z.int().nullable(),
    channels: z.int().nullable(),
    playoutSha256: z.string().nullable().openapi({ description: 'Of the copy that is heard' }),
    durationMs: z.int().nullable().openapi({ description: 'Of the copy that is heard' }),
    analysis: Analysis.nullable().openapi({ description: 'What the check measured; null before it, and of old ones' }),
    warnings: z.array(
      z.object({
        kind: z.enum(['silent', 'quiet', 'clipped', 'opposite', 'one-sided', 'uneven', 'silence', 'unclear']),
        message: z.string().openapi({ description: 'In Vietnamese', example: 'Khoảng lặng 12 giây tại 03:20.' }),
        atMs: z.int().nullable().openapi({ description: 'Where in the original' }),
      }),
    ),
    remaking: z.boolean().openapi({ description: 'A new copy is being made; the old one is heard until it is there' }),
    uses: z.array(
      z.object({
        kind: z.enum(['episode', 'slot', 'programme', 'special-day', 'filler', 'notice']),
        episodeId: z.int().nullable(),
        slotId: z.string().nullable(),
        label: z.string(),
      }),
    ),
    tags: z.array(z.string()),
    inMs: z
      .int()
      .nullable()
      .openapi({ description: 'Where in the original it is heard from; null: where silence ends' }),
    outMs: z.int().nullable().openapi({ description: 'Until where; null: where silence begins again' }),
    uploadedBy: z.int().nullable(),
    uploadedAt: Instant,
    checkedAt: Instant.nullable(),
    archivedAt: Instant.nullable(),
  })
  .openapi('Recording');

export const noRecording = (c: Context<Env>) => problem(c, 404, 'Không có tệp âm thanh này');

export const recordingOnTheWire = (station: Station, row: RecordingRow) => recordingsOnTheWire(station, [row])[0]!;

export function recordingsOnTheWire(station: Station, rows: readonly RecordingRow[]): z.output<typeof Recording>[] {
  const { zone } = station.config;
  return recordingSheets(station, rows).map((recording) => ({
    id: recording.id,
    title: recording.title,
    fileName: recording.fileName,
    sha256: recording.sha256,
    bytes: recording.bytes,
    state: recording.state,
    reason: recording.reason,
    check: { step: recording.step, attempts: recording.attempts },
    format: recording.format,
    codec: recording.codec,
    sampleRate: recording.sampleRate,
    channels: recording.channels,
    playoutSha256: recording.playoutSha256,
    durationMs: recording.durationMs,
    analysis: recording.analysis && analysisOnTheWire(recording.analysis),
    warnings: recording.warnings.map(({ kind, words, at }) => ({ kind, message: words, atMs: at })),
    remaking: recording.isRemaking,
    uses: recording.uses.map(({ kind, id, label }) => ({
      kind,
      episodeId: kind === 'episode' ? Number(id) : null,
      slotId: kind === 'slot' ? String(id) : null,
      label,
    })),
    tags: [...recording.tags],
    inMs: recording.inMs,
    outMs: recording.outMs,
    uploadedBy: recording.uploadedBy,
    uploadedAt: instantOf(recording.uploadedAt, zone),
    checkedAt: instantOrNull(recording.checkedAt, zone),
    archivedAt: instantOrNull(recording.archivedAt, zone),
  }));
}

function analysisOnTheWire({ loudness, copy, frames: length, ...found }: Measured): z.output<typeof Analysis> {
  const passages = (all: readonly Stretch[]) => all.map(({ at, length }) => ({ atMs: at, durationMs: length }));
  return {
    durationMs: framesToMs(length),
    integratedLufs: loudness.integrated,
    rangeLu: loudness.range,
    truePeakDb: loudness.truePeak,
    samplePeakDb: found.samplePeak,
    sides: found.sides,
    correlation: found.correlation,
    balanceDb: found.balance,
    speechShare: found.speechShare ?? null,
    headSilenceMs: found.head,
    tailSilenceMs: found.tail,
    silences: passages(found.silences),
    clipped: passages(found.clipped),
    copy: {
      integratedLufs: copy.integrated,
      targetLufs: copy.targetLufs,
      gainDb: copy.gainDb,
      limited: copy.limiter !== null,
      highPass: copy.highPass,
      cutHeadMs: framesToMs(copy.from),
      cutTailMs: framesToMs(frames(length - copy.until)),
    },
  };
}
