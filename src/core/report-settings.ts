/** How this station reports: set once, for every report and every letter. */
import type { CutOff, ReportSpan } from './periods.ts';

export type Signer = {
  /** `KT. GIÁM ĐỐC`, `TM. ỦY BAN NHÂN DÂN`; mostly none. */
  readonly authority: string;
  readonly position: string;
  readonly name: string;
};

/** How this station reports: which periods it owes, when they close and are due, and what its letters look like. */
export type ReportSettings = {
  readonly spans: readonly ReportSpan[];
  readonly cutOff: CutOff;
  /** Days after the period's last day; negative where the report is owed before its period is over. */
  readonly dueDays: number;
  /** From so many days before the due day the station reminds, every day until the report is sent. */
  readonly remindDays: number;
  readonly parentAgency: string;
  readonly agency: string;
  /** After the number: `BC-TTVHTTDLTT`. */
  readonly symbol: string;
  readonly place: string;
  readonly addressees: readonly string[];
  readonly recipients: readonly string[];
  readonly signers: readonly Signer[];
};

/** The plan owes quarter, half-year and year (E.8.c), to the Phòng Văn hóa – Xã hội; periods close by Nghị định 09/2019. */
export const DEFAULT_REPORTS: ReportSettings = {
  spans: ['quarter', 'half-year', 'year'],
  cutOff: 'nd09',
  dueDays: 5,
  remindDays: 7,
  parentAgency: 'UBND xã Đăk Tô',
  agency: 'Trung tâm Văn hóa – Thể thao – Du lịch và Truyền thông',
  symbol: 'BC-TTVHTTDLTT',
  place: 'Đăk Tô',
  addressees: ['Phòng Văn hóa – Xã hội xã Đăk Tô'],
  recipients: ['Như trên', 'UBND xã (báo cáo)', 'Lãnh đạo Trung tâm', 'Lưu: VT'],
  signers: [{ authority: '', position: 'Giám đốc', name: '' }],
};
