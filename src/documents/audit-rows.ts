/** The audit log as files: a CSV for people, JSON lines for programs. */
import { AUDIT_ACTIONS, type AuditLine } from '../core/audit.ts';
import { actionWords, changesInWords, nounWord, viaWords } from '../core/audit-words.ts';
import { type EpochMs, epochMs } from '../core/time.ts';
import type { Column } from './airing-columns.ts';
import type { Wall } from './wall-clock.ts';

export type AuditRow = Omit<AuditLine, 'at'> & { readonly at: string };
export const auditRow = (line: AuditLine, wall: (at: EpochMs) => Wall): AuditRow => ({
  ...line,
  at: wall(line.at).iso,
});

export function auditColumns(wall: (at: EpochMs) => Wall): readonly Column<AuditLine>[] {
  const write = (at: number) => `${wall(epochMs(at)).date} ${wall(epochMs(at)).time}`;
  return [
    { header: 'Dòng số', width: 9, type: 'number', of: ({ id }) => id },
    { header: 'Lúc', width: 20, type: 'moment', of: ({ at }) => at },
    { header: 'Người', width: 24, type: 'text', of: ({ userName }) => userName },
    { header: 'Hành động', width: 20, type: 'text', of: ({ action }) => AUDIT_ACTIONS[action] },
    { header: 'Đối tượng', width: 24, type: 'text', of: ({ noun }) => noun && nounWord(noun) },
    { header: 'Mã đối tượng', width: 16, type: 'text', of: ({ rowKey }) => rowKey },
    { header: 'Việc', width: 36, type: 'text', of: actionWords },
    { header: 'Trước → sau', width: 60, type: 'text', of: (line) => changesInWords(line, write) },
    { header: 'Ghi chú', width: 30, type: 'text', of: ({ words }) => words },
    { header: 'Từ địa chỉ', width: 18, type: 'text', of: ({ address }) => address },
    { header: 'Bằng', width: 24, type: 'text', of: viaWords },
    { header: 'Trang', width: 36, type: 'text', of: ({ route, path }) => `${route.split(' ')[0]} ${path}` },
    { header: 'Trả lời', width: 8, type: 'number', of: ({ status }) => status },
    { header: 'Mã yêu cầu', width: 36, type: 'text', of: ({ act }) => act },
  ];
}
