/**
 * Đã kiểm tra (product C6): what somebody looked through and said yes to, and what has become other since. The day is
 * compared entry by entry, as the air has it; who changed it is told by whoever asks, from what the station has on record.
 */
import type { Entry, Missing } from './model.ts';
import { itemKey } from './playlist.ts';
import { type DurationMs, durationMs, type EpochMs, SECOND } from './time.ts';
import { formatTime, lengthInWords, lowerFirst } from './vietnamese.ts';
import { missingWord } from './words.ts';

export type SignedEntry = {
  readonly slotId: string;
  readonly recurrenceId: string;
  readonly item: number;
  readonly zoneId: string;
  readonly start: EpochMs;
  readonly lengthMs: DurationMs;
  readonly kind: Entry['kind'];
  readonly title: string;
  readonly episodeId: number | null;
  readonly recordingId: number | null;
  readonly playoutSha256: string | null;
  readonly missing: Missing | null;
};

export const signedEntry = (entry: Entry): SignedEntry => ({
  slotId: entry.slotId,
  recurrenceId: entry.recurrenceId,
  item: entry.item,
  zoneId: entry.zoneId,
  start: entry.plannedStart,
  lengthMs: durationMs(entry.plannedEnd - entry.plannedStart),
  kind: entry.kind,
  title: entry.title,
  episodeId: entry.episodeId,
  recordingId: entry.recordingId,
  playoutSha256: entry.playoutSha256,
  missing: entry.missing,
});

export type Difference = Pick<SignedEntry, 'slotId' | 'recurrenceId' | 'item' | 'title' | 'episodeId'> & {
  /** "17:10 sang 17:25; âm thanh khác". */
  readonly words: string;
};

/** How a day stands to its last sign-off. */
export type Checked = {
  readonly signed: { readonly signedName: string; readonly signedAt: EpochMs; readonly sha256: string } | undefined;
  readonly changes: readonly ChangedSince[];
  /** Something of the day is still to come. */
  readonly isOpen: boolean;
};

export type ChangedSince = Difference & {
  /** Null: the station chose anew by itself. */
  readonly by: string | null;
  readonly at: EpochMs | null;
};

/** In order of time; `now` is the day as it is at this moment. */
export function differences(signed: readonly SignedEntry[], now: readonly SignedEntry[], zone: string): Difference[] {
  const before = new Map(signed.map((one) => [itemKey(one), one]));
  const after = new Map(now.map((one) => [itemKey(one), one]));
  const clock = (at: EpochMs) => formatTime(at, zone, { seconds: at % (60 * SECOND) !== 0 });
  const found = [
    ...signed.flatMap((one) =>
      after.has(itemKey(one)) ? [] : [{ one, words: `không còn trong danh sách (lúc kiểm tra ở ${clock(one.start)})` }],
    ),
    ...now.flatMap((one) => {
      const was = before.get(itemKey(one));
      if (was === undefined) return [{ one, words: `thêm vào lúc ${clock(one.start)}` }];
      const said = [
        was.start !== one.start && `từ ${clock(was.start)} sang ${clock(one.start)}`,
        was.episodeId !== one.episodeId && 'phát số khác',
        was.episodeId === one.episodeId && soundOf(was) !== soundOf(one) && one.missing === null && 'âm thanh khác',
        one.missing !== null && was.missing !== one.missing && lowerFirst(missingWord(one.missing)),
        was.missing !== null && one.missing === null && 'đã có nội dung',
        Math.abs(was.lengthMs - one.lengthMs) >= SECOND &&
          was.missing === null &&
          one.missing === null &&
          `dài ${lengthInWords(one.lengthMs)} thay vì ${lengthInWords(was.lengthMs)}`,
      ].filter((words) => words !== false);
      return said.length > 0 ? [{ one, words: said.join('; ') }] : [];
    }),
  ];
  return found
    .sort((a, b) => a.one.start - b.one.start)
    .map(({ one: { slotId, recurrenceId, item, title, episodeId }, words }) => {
      return { slotId, recurrenceId, item, title, episodeId, words };
    });
}

const soundOf = ({ recordingId, playoutSha256 }: SignedEntry): string => `${recordingId} ${playoutSha256}`;
