/**
 * Whether sound fits its place (product C5): too long for it, into what comes next, or so short that silence is left.
 * Said in minutes and seconds, before it airs.
 */
import type { DayLine } from './day-playlist.ts';
import { type DurationMs, durationMs, SECOND } from './time.ts';
import { lengthInWords, upperFirst } from './vietnamese.ts';

export type Fit = {
  /** Beyond the end of its place. */
  readonly over: DurationMs;
  /** Of its sound that what comes next wants too; `next` is what. */
  readonly into: DurationMs;
  readonly next: string | null;
  /** From its end to the end of its place, or to what comes sooner. */
  readonly silence: DurationMs;
  readonly endMode: DayLine['endMode'];
};

type Line = Pick<DayLine, 'start' | 'length' | 'slotEnd' | 'endMode' | 'title' | 'zoneId'>;

/** `lines`: what is heard, in order of time. Those that fit to the second are not among the answers. */
export function fitsOf<T extends Line>(lines: readonly T[]): Map<T, Fit> {
  const fits = new Map<T, Fit>();
  lines.forEach((line, i) => {
    const { slotEnd, endMode, zoneId } = line;
    if (slotEnd === null) return;
    const end = line.start + line.length;
    const next = lines.slice(i + 1).find((one) => one.zoneId === zoneId);
    const over = aSecond(end - slotEnd);
    const into = aSecond(next ? end - next.start : 0);
    const silence = aSecond(Math.min(slotEnd, next?.start ?? slotEnd) - end);
    if (over + into + silence > 0) fits.set(line, { over, into, next: next?.title ?? null, silence, endMode });
  });
  return fits;
}

const aSecond = (length: number): DurationMs => durationMs(length >= SECOND ? length : 0);

/** `Dài hơn khung 01 phút 20 giây, lấn sang “Bản tin xã” 40 giây`. */
export function fitWords({ over, into, next, silence, endMode }: Fit): string {
  const cut = endMode === 'cut' ? ' nên bị cắt' : '';
  const said = [
    over > 0 && `dài hơn khung ${lengthInWords(over)}${cut}`,
    into > 0 && !(over > 0 && cut) && `lấn sang “${next}” ${lengthInWords(into)}`,
    silence > 0 && `${endMode === 'fill' ? 'phát lấp' : 'để trống'} ${lengthInWords(silence)} cuối khung`,
  ].filter((words) => words !== false);
  const words = said.join(', ');
  return upperFirst(words);
}

/** A session made of a template or of notices, or a whole buổi phát: `over` when what sounds is longer than the place kept for it. */
export type SessionFit = { readonly sound: DurationMs; readonly place: DurationMs };

type FitLine = Pick<DayLine, 'slotId' | 'recurrenceId' | 'item' | 'start' | 'length' | 'slotEnd' | 'endMode'>;

/** Of the lines of a buổi that are to sound; the items of a template have its slot's place together. */
export function sessionFitOf(
  lines: readonly FitLine[],
  sessions: readonly { readonly slotId: string; readonly recurrenceId: string; readonly length: DurationMs }[],
): SessionFit {
  const made = sessions.filter((one) => lines.some((line) => isOf(line, one)));
  const alone = lines.filter((line) => line.item === 0 && !made.some((one) => isOf(line, one)));
  const sound = lines.reduce((sum, line) => sum + heardOf(line), 0);
  const place =
    made.reduce((sum, { length }) => sum + length, 0) +
    alone.reduce((sum, line) => sum + (line.slotEnd === null ? line.length : line.slotEnd - line.start), 0);
  return { sound: durationMs(sound), place: durationMs(place) };
}

/** Filler goes round until the end of its place. */
const heardOf = ({ start, length, slotEnd, endMode }: FitLine): number =>
  endMode === 'fill' && slotEnd !== null ? Math.max(length, slotEnd - start) : length;

const isOf = (
  line: Pick<DayLine, 'slotId' | 'recurrenceId' | 'item'>,
  one: { readonly slotId: string; readonly recurrenceId: string },
): boolean => line.slotId === one.slotId && line.recurrenceId === one.recurrenceId;

/** `Nội dung 43 phút 50 giây trong 45 phút đã xếp: thiếu 01 phút 10 giây`. */
export function sessionFitWords({ sound, place }: SessionFit): string {
  const apart = Math.abs(sound - place);
  const words = `Nội dung ${lengthInWords(sound)} trong ${lengthInWords(place)} đã xếp`;
  if (apart < SECOND) return `${words}: vừa khít`;
  return `${words}: ${sound > place ? 'thừa' : 'thiếu'} ${lengthInWords(durationMs(apart))}`;
}
