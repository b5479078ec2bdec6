/** Why a recording cannot be what a slot, a programme or the station plays; `undefined` when it can, or none is named. */
import type { Station } from './station.ts';

export function soundComplaint({ stores }: Pick<Station, 'stores'>, recordingId: number | null): string | undefined {
  if (recordingId === null) return undefined;
  const recording = stores.recordings.find(recordingId);
  if (!recording || recording.archivedAt !== null)
    return 'Tệp này không có hoặc đã lưu trữ; chọn tệp khác trong Kho tư liệu';
  return recording.state === 'ready' ? undefined : 'Tệp này chưa kiểm tra xong; chọn tệp đã sẵn sàng';
}
