/** In and out points: from where until where in the original a recording is heard. Places are typed as `mm:ss,mmm`. */
import { err, ok, type Result } from './result.ts';
import { type DurationMs, durationMs, MINUTE, SECOND } from './time.ts';
import { formatClock, twoDigits } from './vietnamese.ts';

/** Places in the original; null: where its silence ends, or begins again. */
export type Points = { readonly inMs: DurationMs | null; readonly outMs: DurationMs | null };

export const NO_POINTS: Points = { inMs: null, outMs: null };

const SHORTEST = durationMs(SECOND);
const PLACE = /^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/;

/** Reads `01:02,345`, `1:02:03`, `75,5`; `undefined` for what is no place. */
export function parsePlace(typed: string): DurationMs | undefined {
  const [, hours, minutes, seconds, fraction = ''] = PLACE.exec(typed.trim()) ?? [];
  if (seconds === undefined) return undefined;
  if (minutes !== undefined && Number(seconds) > 59) return undefined;
  if (hours !== undefined && Number(minutes) > 59) return undefined;
  return durationMs(
    (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE +
      Number(seconds) * SECOND +
      Number(fraction.padEnd(3, '0')),
  );
}

/** `01:02,345`; hours are counted as minutes, as the field takes them. */
export const formatPlace = (at: DurationMs): string =>
  `${twoDigits(Math.floor(at / MINUTE))}:${twoDigits(Math.floor(at / SECOND) % 60)},${String(Math.round(at) % 1000).padStart(3, '0')}`;

/** Points that cut something hearable out of `length`; else what is wrong, by field. */
export function checkPoints(
  { inMs, outMs }: Points,
  length: DurationMs,
): Result<Points, Partial<Record<keyof Points, string>>> {
  const long = formatClock(length);
  if ((inMs ?? 0) >= length) return err({ inMs: `Điểm vào phải nằm trong tệp, dài ${long}` });
  if ((outMs ?? 0) > length) return err({ outMs: `Điểm ra phải nằm trong tệp, dài ${long}` });
  if ((outMs ?? length) - (inMs ?? 0) < Math.min(SHORTEST, length))
    return err({ outMs: 'Điểm ra phải sau điểm vào ít nhất 1 giây' });
  return ok({ inMs, outMs });
}
