/** Why an issue or a recording of a person's choice cannot be heard in a place; nothing when it can. */
import { approvalInForce } from '../core/episodes.ts';
import type { FieldErrors } from '../core/result.ts';
import { soundComplaint } from './sound-complaint.ts';
import type { Station } from './station.ts';

export type Pin = { readonly episodeId: number | null; readonly recordingId: number | null };

/** The sound of an issue is heard as the issue, once it is approved. */
export function pinComplaint(station: Station, { episodeId, recordingId }: Pin): FieldErrors {
  const { episodes } = station.stores;
  if (episodeId !== null) {
    if (recordingId !== null) return { recordingId: 'Chọn một số hoặc một tệp, không chọn cả hai' };
    const episode = episodes.findInFull(episodeId);
    if (!episode || episode.archivedAt !== null) return { episodeId: 'Số này không có hoặc đã lưu trữ' };
    if (!approvalInForce(episode)) return { episodeId: 'Chưa được duyệt nên chưa thể xếp lịch phát' };
  }
  if (recordingId === null) return {};
  const complaint = soundComplaint(station, recordingId);
  if (complaint) return { recordingId: complaint };
  const issue = episodes.list().find((one) => one.recordingId === recordingId);
  return issue ? { recordingId: `Tệp này là âm thanh của “${issue.title}”; chọn số ấy để phát` } : {};
}
