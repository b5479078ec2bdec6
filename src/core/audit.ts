/**
 * Nhật ký hoạt động (product J5): who did what, from where, and what a row was before and after. What opens something
 * (passwords, tokens, their hashes) is masked before it is written, so that the log never holds it; what is private to a
 * few is masked before it is shown.
 */
import { HIDDEN } from './feedback.ts';
import { DEFAULT_SETTINGS } from './model.ts';
import type { EpochMs } from './time.ts';

/** Of a row: add, change, remove. Of a request: all the others. */
export const AUDIT_ACTIONS = {
  add: 'Thêm',
  change: 'Sửa',
  remove: 'Xóa',
  done: 'Đã thực hiện',
  refused: 'Bị từ chối',
  failed: 'Máy chủ gặp lỗi',
  'sign-in': 'Đăng nhập',
  'sign-out': 'Đăng xuất',
  'sign-in-refused': 'Đăng nhập sai',
  'locked-out': 'Bị chặn vì thử sai nhiều lần',
  'token-refused': 'Mã truy cập bị từ chối',
} as const;
export type AuditAction = keyof typeof AUDIT_ACTIONS;
export const AUDIT_ACTION_LIST = Object.keys(AUDIT_ACTIONS) as [AuditAction, ...AuditAction[]];

export type AuditVia = 'session' | 'token' | 'terminal' | 'nobody';
export const VIAS: Readonly<Record<AuditVia, string>> = {
  session: 'Trình duyệt',
  token: 'Mã truy cập API',
  terminal: 'Dòng lệnh trên máy của đài',
  nobody: 'Chưa đăng nhập',
};

/** Who asks, and for what: what all lines of one request share. */
export type Act = {
  readonly act: string;
  readonly at: EpochMs;
  readonly userId: number | null;
  /** As it was then. */
  readonly userName: string;
  readonly via: AuditVia;
  /** Which session or token, never what opens it. */
  readonly credential: string;
  readonly address: string;
  /** `POST /cau-hinh/vung/:id`. */
  readonly route: string;
  readonly path: string;
};

/** Columns by name; of a change only those that differ. */
export type RowValues = Readonly<Record<string, unknown>>;

export type AuditLine = Act & {
  readonly id: number;
  readonly action: AuditAction;
  /** Of the answer; null for a line about a row. */
  readonly status: number | null;
  readonly words: string;
  /** The table of the row. */
  readonly noun: string | null;
  readonly rowKey: string | null;
  readonly before: RowValues | null;
  readonly after: RowValues | null;
};

// what is never written -------------------------------------------------------------------------------------------------

export const MASK = '•••';
/** Names of columns, and of members of JSON, whose values open something. */
const SECRET = /(?:^|_)(?:password|passphrase|secret|token|totp|otp|hash|hashes|recovery|authorization)(?:_|$)/i;
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const isSecret = (name: string): boolean => SECRET.test(snake(name));

/** `//user:password@` of an address. */
const CREDENTIALS = /\/\/[^/@\s]+@/g;
/** Texts longer than this (a plan's file, a script) are cut: the log says that they changed, not all they say. */
const LONGEST_TEXT = 500;

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskedAs(name, one)]));
  if (typeof value !== 'string') return value;
  const text = value.replace(CREDENTIALS, `//${MASK}@`);
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}… (${text.length} ký tự)` : text;
}

const maskedAs = (name: string, value: unknown): unknown =>
  isSecret(name) && value !== null && value !== '' ? MASK : masked(value);

/** A column that holds JSON is looked into. */
function column(name: string, value: unknown): unknown {
  if (isSecret(name) || typeof value !== 'string' || !/^[[{]/.test(value)) return maskedAs(name, value);
  try {
    const inside: unknown = masked(JSON.parse(value));
    return JSON.stringify(inside).length > LONGEST_TEXT ? masked(JSON.stringify(inside)) : inside;
  } catch {
    return maskedAs(name, value);
  }
}

/** Of a row that was touched and not changed: no reason for a line. */
const BOOKKEEPING = new Set(['changed_at', 'changed_by', 'seen_at', 'used_at', 'used_from', 'last_step']);
const isEmpty = (value: unknown) => value === null || value === '' || value === '[]' || value === '{}';

/**
 * What a line says of a row; `before` null: it was added, `after` null: removed. `undefined` when nothing changed. Of a
 * secret that changed both sides say so, and neither what it is.
 */
export function differenceOf(
  before: RowValues | null,
  after: RowValues | null,
): { before: RowValues | null; after: RowValues | null } | undefined {
  const whole = before ?? after ?? {};
  const names = Object.keys(whole).filter((name) =>
    before && after ? before[name] !== after[name] : !isEmpty(whole[name]) && !BOOKKEEPING.has(name),
  );
  if (before && after && names.every((name) => BOOKKEEPING.has(name))) return undefined;
  const of = (row: RowValues | null) => row && Object.fromEntries(names.map((name) => [name, column(name, row[name])]));
  return { before: of(before), after: of(after) };
}

// what only some may read -----------------------------------------------------------------------------------------------

/** Table → the columns that only those who work with it may read (product J6). */
const PRIVATE: Readonly<Record<string, readonly string[]>> = {
  feedback: ['name', 'village', 'phone', 'words', 'answer', 'note'],
  fees: ['author', 'coefficient', 'rate'],
};
export const PRIVATE_NOUNS = Object.keys(PRIVATE);

/** The line as somebody sees it from whom these books are kept (`hidden`); a setting never set before had its default. */
export function shownTo(line: AuditLine, hidden: readonly string[]): AuditLine {
  if (line.noun === 'settings' && line.action === 'add' && line.after) {
    const { key, value } = line.after;
    const defaults: Readonly<Record<string, unknown>> = DEFAULT_SETTINGS;
    return { ...line, action: 'change', before: { value: defaults[String(key)] ?? null }, after: { value } };
  }
  const columns = line.noun !== null && hidden.includes(line.noun) ? PRIVATE[line.noun] : undefined;
  if (!columns) return line;
  const of = (row: RowValues | null) =>
    row &&
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, columns.includes(name) ? HIDDEN : value]));
  return { ...line, before: of(line.before), after: of(line.after) };
}
