/**
 * An iCalendar text as a tree of components and properties, each with the line it stands on, so that whoever reads it can
 * say where something is wrong. What a line means ical.js knows; one bad line does not hide the others.
 */
import ICAL from 'ical.js';
import { err, ok, type Result } from '../core/result.ts';

export type ReadProperty = {
  /** Upper case, as in the file. */
  readonly name: string;
  readonly line: number;
  /** Lower-case names. */
  readonly params: Readonly<Record<string, string>>;
  /** `date`, `date-time`, `duration`, `text`, `recur` … */
  readonly type: string;
  readonly values: readonly unknown[];
  /** Behind the colon, unfolded and as it stands. */
  readonly raw: string;
};

export type ReadComponent = {
  readonly name: string;
  readonly line: number;
  readonly properties: readonly ReadProperty[];
  readonly components: readonly ReadComponent[];
  /** Lines in it that are no property, in words. */
  readonly broken: readonly LineProblem[];
};

export type LineProblem = { readonly line: number; readonly words: string };

type Open = { name: string; line: number; properties: ReadProperty[]; components: Open[]; broken: LineProblem[] };

/** The outermost component, which is to be VCALENDAR. */
export function readComponents(source: string): Result<ReadComponent, LineProblem> {
  const open: Open[] = [];
  let whole: Open | undefined;
  for (const { text, line } of unfolded(source)) {
    const [, word, name = ''] = /^(BEGIN|END):([\w-]+)\s*$/i.exec(text) ?? [];
    const innermost = open.at(-1);
    if (word?.toUpperCase() === 'BEGIN') {
      const component: Open = { name: name.toUpperCase(), line, properties: [], components: [], broken: [] };
      innermost?.components.push(component);
      whole ??= component;
      open.push(component);
    } else if (innermost === undefined) {
      return err({ line, words: 'Đây không phải tệp lịch iCalendar: dòng đầu phải là BEGIN:VCALENDAR' });
    } else if (word === undefined) readInto(innermost, text, line);
    else if (innermost.name === name.toUpperCase()) open.pop();
    else return err({ line, words: `END:${name} không khớp với BEGIN:${innermost.name} ở dòng ${innermost.line}` });
  }
  const left = open.at(-1);
  if (left !== undefined) return err({ line: left.line, words: `Tệp bị cắt giữa chừng: ${left.name} không có END` });
  if (whole?.name !== 'VCALENDAR')
    return err({ line: whole?.line ?? 1, words: 'Đây không phải tệp lịch iCalendar: thiếu BEGIN:VCALENDAR' });
  return ok(whole);
}

function readInto(component: Open, text: string, line: number): void {
  try {
    const [name, params, type, ...values] = ICAL.parse.property(text) as [string, Record<string, string>, string];
    const raw = text.slice(colonOf(text) + 1);
    component.properties.push({ name: name.toUpperCase(), line, params, type, values, raw });
  } catch {
    component.broken.push({ line, words: `“${text.slice(0, 60)}” không đọc được` });
  }
}

/** The one that ends the name and its parameters; one within quotes does not. */
function colonOf(text: string): number {
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') isQuoted = !isQuoted;
    else if (text[i] === ':' && !isQuoted) return i;
  }
  return text.length;
}

/** §3.1: a line that begins with a space or a tab goes on with the one before. Empty lines are passed over. */
function unfolded(source: string): { text: string; line: number }[] {
  const lines: { text: string; line: number }[] = [];
  source
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((text, i) => {
      const last = lines.at(-1);
      if (/^[ \t]/.test(text) && last !== undefined) last.text += text.slice(1);
      else if (text.trim() !== '') lines.push({ text, line: i + 1 });
    });
  return lines;
}
