/**
 * The XML of a CAP message: the text becomes its `alert` element, or why it cannot. Nothing outside the text is ever read: a
 * document type declaration is refused, so there are no entities to expand and no files or addresses to fetch.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { err, ok, type Result } from './result.ts';
import { type EpochMs, parseInstant } from './time.ts';

export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2';
/** Characters of a whole alert. */
export const LONGEST_CAP = 200_000;
/** CAP has five levels; a signature inside it may have some more. */
const DEEPEST = 12;

/** What is wrong, in Vietnamese, and the clause of CAP 1.2 that says so (`''`: of XML itself). */
export type CapFault = { readonly clause: string; readonly words: string };

export const ALERT = '3.2.1';
const DATE_TIME = '3.3.2';

/** The `alert` of this text; what it misses, as it is read, goes to `faults`. */
export function readAlertElement(xml: string, faults: CapFault[]): Result<Element, CapFault> {
  const text = xml.replace(/^\uFEFF/, '').trim();
  const unsafe = whyUnsafe(text);
  if (unsafe) return err({ clause: '', words: unsafe });
  const root = readRoot(text);
  return root.ok ? ok(new Element(root.value, faults)) : root;
}

function whyUnsafe(text: string): string | undefined {
  if (text.length > LONGEST_CAP) return `Tệp quá dài; tối đa ${LONGEST_CAP} ký tự`;
  if (text.includes('\u0000')) return 'Tệp không phải XML dạng văn bản UTF-8';
  if (/<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(text))
    return 'Tệp có khai báo DOCTYPE hoặc thực thể; bản tin CAP không được có';
  const encoding = /^<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)/i.exec(text)?.[1];
  if (encoding && !/^(?:utf-?8|us-ascii)$/i.test(encoding))
    return `Tệp khai báo bảng mã ${encoding.slice(0, 20)}; chỉ nhận UTF-8`;
  return undefined;
}

/** Those in which no tag is read, by how they begin and end. */
const VERBATIM = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/**
 * One pass before the parser, so that no nesting can exhaust it: how deep the elements go, and the text with its tags but
 * without comments and CDATA. `undefined`: something is never closed.
 */
function skim(text: string): { readonly depth: number; readonly plain: string } | undefined {
  let [at, open, depth] = [0, 0, 0];
  let plain = '';
  for (;;) {
    const begins = text.indexOf('<', at);
    plain += text.slice(at, begins < 0 ? text.length : begins);
    if (begins < 0) return { depth, plain };
    const verbatim = VERBATIM.find(([lead]) => text.startsWith(lead, begins));
    const end = verbatim ? text.indexOf(verbatim[1], begins + verbatim[0].length) : endOfTag(text, begins);
    if (end < 0) return undefined;
    at = end + (verbatim?.[1].length ?? 1);
    if (verbatim) continue;
    plain += text.slice(begins, at);
    if (text[begins + 1] === '/') open--;
    else depth = Math.max(depth, open + 1);
    if (text[begins + 1] !== '/' && text[end - 1] !== '/') open++;
  }
}

/** Where its `>` is, those between quotes apart; -1: nowhere. */
function endOfTag(text: string, from: number): number {
  let quote: string | undefined;
  for (let at = from; at < text.length; at++) {
    const letter = text[at]!;
    if (quote !== undefined) quote = letter === quote ? undefined : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '>') return at;
  }
  return -1;
}

/** As the parser gives an element: text, or its children by name. Attributes lead with `@_`. */
type Node = string | { readonly [name: string]: Node | readonly Node[] };

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Numbers of characters (&#xe1;); without a DOCTYPE there are no others to expand.
  htmlEntities: true,
  maxNestedTags: DEEPEST + 1,
});

/** The `alert` element, its children by their names in CAP's namespace; those of others (a signature) left out. */
function readRoot(text: string): Result<Node, CapFault> {
  const broken = (words: string) => err({ clause: '', words });
  const skimmed = skim(text);
  if (!skimmed) return broken('Tệp không phải XML đúng cú pháp: có thẻ không đóng');
  const { depth, plain } = skimmed;
  if (depth > DEEPEST) return broken(`Các thẻ lồng nhau quá ${DEEPEST} tầng`);
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)/i.test(plain))
    return broken('Tệp có thực thể không được khai báo');
  const checked = XMLValidator.validate(text);
  if (checked !== true) return broken(`Tệp không phải XML đúng cú pháp: dòng ${checked.err.line ?? 1}`);
  let read: Node;
  try {
    read = parser.parse(text) as Node;
  } catch {
    return broken('Tệp không phải XML đúng cú pháp');
  }
  const roots = typeof read === 'string' ? [] : Object.entries(read).filter(([name]) => !name.startsWith('?'));
  const [name, root] = roots[0] ?? [];
  if (roots.length !== 1 || name === undefined || root === undefined || Array.isArray(root))
    return broken('Tệp XML phải có đúng một phần tử gốc');
  const [prefix, local] = name.includes(':') ? (name.split(':', 2) as [string, string]) : ['', name];
  const node = root as Node;
  const namespace = typeof node === 'string' ? undefined : node[`@_xmlns${prefix && `:${prefix}`}`];
  if (local !== 'alert' || namespace !== CAP_NAMESPACE)
    return err({
      clause: ALERT,
      words: `Phần tử gốc phải là <alert> của CAP 1.2 (xmlns="${CAP_NAMESPACE}")${typeof namespace === 'string' && namespace.includes('cap:1.') ? `; tệp này là ${namespace.split(':').slice(-2).join(' ').toUpperCase()}` : ''}`,
    });
  return ok(withoutPrefix(node, prefix));
}

function withoutPrefix(node: Node, prefix: string): Node {
  if (typeof node === 'string') return node;
  const lead = prefix && `${prefix}:`;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !name.startsWith('@_') && name.startsWith(lead) && !name.slice(lead.length).includes(':'))
      .map(([name, value]) => [
        name.slice(lead.length),
        Array.isArray(value) ? value.map((one) => withoutPrefix(one, prefix)) : withoutPrefix(value as Node, prefix),
      ]),
  );
}

/** One element as CAP's tables describe it; what it misses goes to the faults. */
export class Element {
  readonly #node: Node;
  readonly #faults: CapFault[];
  readonly #where: string;

  constructor(node: Node, faults: CapFault[], where = '') {
    this.#node = node;
    this.#faults = faults;
    this.#where = where;
  }

  wrong(clause: string, words: string): void {
    this.#faults.push({ clause, words: this.#where ? `${this.#where}: ${words}` : words });
  }

  #all(name: string): readonly Node[] {
    if (typeof this.#node === 'string' || !Object.hasOwn(this.#node, name)) return [];
    return [this.#node[name]!].flat();
  }

  texts(name: string): string[] {
    return this.#all(name).map((one) => (typeof one === 'string' ? one.trim().normalize() : ''));
  }

  elements(name: string): Element[] {
    const all = this.#all(name);
    return all.map(
      (one, i) => new Element(one, this.#faults, `${this.#where}<${name}>${all.length > 1 ? ` thứ ${i + 1}` : ''}`),
    );
  }

  text(name: string, clause: string): string {
    const all = this.texts(name);
    if (all.length > 1) this.wrong(clause, `<${name}> chỉ được có một`);
    return all[0] ?? '';
  }

  required(name: string, clause: string): string {
    const text = this.text(name, clause);
    if (text === '') this.wrong(clause, `Thiếu <${name}>`);
    return text;
  }

  /** One of a closed list. */
  oneOf<const T extends string>(name: string, list: readonly T[], clause: string): T {
    const text = this.required(name, clause);
    const found = list.find((one) => one === text);
    if (text !== '' && !found)
      this.wrong(clause, `<${name}> “${short(text)}” không có trong danh mục: ${list.join(', ')}`);
    return found ?? list.at(-1)!;
  }

  manyOf(name: string, list: readonly string[], clause: string): string[] {
    const all = this.texts(name);
    for (const one of all)
      if (!list.includes(one))
        this.wrong(clause, `<${name}> “${short(one)}” không có trong danh mục: ${list.join(', ')}`);
    return all;
  }

  time(name: string, clause: string): EpochMs | null {
    const text = this.text(name, clause);
    return text === '' ? null : this.instant(name, text);
  }

  instant(name: string, text: string): EpochMs {
    const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(text) ? parseInstant(text) : undefined;
    if (at === undefined)
      this.wrong(DATE_TIME, `<${name}> “${short(text)}” phải viết như 2025-09-10T17:00:00+07:00 (không dùng Z)`);
    return at ?? (0 as EpochMs);
  }
}

export const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
