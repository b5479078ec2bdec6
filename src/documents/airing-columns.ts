/** The columns of the airing log as people read it, the same in every export (domain/documents.md §3.4). */
import { causeWord } from '../core/causes.ts';
import { clusterWords } from '../core/clusters.ts';
import { asCorrected } from '../core/correction.ts';
import { approverWords, clockWords, correctionNote, evidenceWords, outputWords } from '../core/evidence-words.ts';
import type { Airing } from '../core/model.ts';
import { framesToMs } from '../core/time.ts';
import { airingKindWord, outcomeWord, reasonWord } from '../core/words.ts';

/**
 * day, weekday, time and moment are of an instant (`EpochMs`); length is in milliseconds; percent is a share from 0
 * to 1; number is itself.
 */
export type Column<T> = { readonly header: string; readonly width: number } & (
  | { readonly type: 'text'; readonly of: (row: T) => string | null }
  | {
      readonly type: 'day' | 'weekday' | 'time' | 'moment' | 'length' | 'percent' | 'number';
      readonly of: (row: T) => number | null;
    }
);

const reasonOf = ({ reason }: Pick<Airing, 'reason'>) => reason && reasonWord(reason);

const dayOf = (airing: Airing) => airing.startedAt ?? airing.plannedStart;

export const AIRING_COLUMNS: readonly Column<Airing>[] = [
  { header: 'Lượt số', width: 9, type: 'number', of: (airing) => airing.id },
  { header: 'Ngày', width: 12, type: 'day', of: dayOf },
  { header: 'Thứ', width: 10, type: 'weekday', of: dayOf },
  { header: 'Giờ bắt đầu', width: 12, type: 'time', of: (airing) => asCorrected(airing).startedAt },
  { header: 'Giờ kết thúc', width: 12, type: 'time', of: (airing) => asCorrected(airing).endedAt },
  { header: 'Thời lượng', width: 11, type: 'length', of: (airing) => framesToMs(asCorrected(airing).playedFrames) },
  { header: 'Tiết mục', width: 36, type: 'text', of: (airing) => airing.title },
  { header: 'Chuyên mục', width: 30, type: 'text', of: (airing) => airing.programmeName },
  { header: 'Số', width: 24, type: 'text', of: (airing) => airing.episodeLabel },
  { header: 'Loại', width: 20, type: 'text', of: airingKindWord },
  { header: 'Kết quả', width: 12, type: 'text', of: (airing) => outcomeWord(asCorrected(airing).outcome) },
  { header: 'Lý do', width: 36, type: 'text', of: (airing) => reasonOf(asCorrected(airing)) },
  { header: 'Chi tiết', width: 24, type: 'text', of: (airing) => airing.detail },
  { header: 'Bắt đầu theo lịch', width: 20, type: 'moment', of: (airing) => airing.plannedStart },
  { header: 'Kết thúc theo lịch', width: 20, type: 'moment', of: (airing) => airing.plannedEnd },
  { header: 'Đã phát (%)', width: 12, type: 'percent', of: (airing) => asCorrected(airing).share },
  { header: 'Độ trễ (giây)', width: 13, type: 'number', of: ({ latenessMs }) => latenessMs && latenessMs / 1000 },
  { header: 'Phát từ giây', width: 13, type: 'number', of: ({ fromFrame }) => framesToMs(fromFrame) / 1000 },
  { header: 'Tiếp nối lượt', width: 13, type: 'number', of: (airing) => airing.continuesId },
  { header: 'Phát bù cho lượt', width: 16, type: 'number', of: (airing) => airing.paysForId },
  { header: 'Theo lệnh số', width: 13, type: 'number', of: (airing) => airing.commandId },
  { header: 'Người trực', width: 20, type: 'text', of: (airing) => airing.onDuty },
  { header: 'Nguyên nhân', width: 24, type: 'text', of: ({ cause }) => cause && causeWord(cause) },
  { header: 'Người duyệt', width: 20, type: 'text', of: (airing) => approverWords(airing) },
  { header: 'Duyệt sau lúc', width: 20, type: 'moment', of: ({ emergency }) => emergency?.judgedAt ?? null },
  { header: 'Đầu ra', width: 30, type: 'text', of: ({ outputs }) => outputs && outputWords(outputs) },
  {
    header: 'Đối chiếu bản ghi sóng',
    width: 40,
    type: 'text',
    of: ({ evidence }) => evidence && evidenceWords(evidence),
  },
  { header: 'Đồng hồ', width: 24, type: 'text', of: ({ clock }) => clock && clockWords(clock) },
  { header: 'Vùng phát', width: 20, type: 'text', of: (airing) => airing.zoneName },
  { header: 'Cụm loa dự kiến', width: 12, type: 'number', of: (airing) => airing.clustersExpected },
  { header: 'Cụm loa xác nhận', width: 40, type: 'text', of: ({ clusters }) => clusters && clusterWords(clusters) },
  { header: 'Đính chính', width: 40, type: 'text', of: ({ correction }) => correction && correctionNote(correction) },
  { header: 'Kết quả ghi lúc phát', width: 20, type: 'text', of: (row) => row.correction && outcomeWord(row.outcome) },
  { header: 'Mã băm tệp', width: 66, type: 'text', of: (airing) => airing.playoutSha256 },
];
