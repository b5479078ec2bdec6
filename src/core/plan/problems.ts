/** Where in a plan file something is wrong, what, and how to mend it: YAML's and zod's findings in Vietnamese. */
import { type Document, isMap, isNode, type LineCounter, type Pair, type YAMLError } from 'yaml';
import { z } from 'zod';

/** `line` and `column` count from 1. `path` reads like `slots[3].rrule`; empty for the file as a whole. */
export type PlanProblem = {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
};
export type Path = readonly PropertyKey[];

const SYNTAX: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'tên tham chiếu (&, *) không hợp lệ; hãy ghi thẳng giá trị',
  BAD_DQ_ESCAPE: 'ký tự sau dấu \\ không hợp lệ trong chuỗi "…"; viết \\\\ để có dấu \\',
  BAD_INDENT: 'thụt đầu dòng sai; các mục cùng cấp phải thẳng cột với nhau',
  BAD_SCALAR_START: 'giá trị bắt đầu bằng ký tự dành riêng của YAML; hãy đặt giá trị trong dấu "…"',
  BLOCK_AS_IMPLICIT_KEY: 'hai khóa trên một dòng; mỗi khóa một dòng, hoặc đặt giá trị có dấu hai chấm trong "…"',
  BLOCK_IN_FLOW: 'khối nhiều dòng nằm trong {…} hoặc […]; hãy viết trên một dòng',
  DUPLICATE_KEY: 'khóa này ghi hai lần trong cùng một mục; chỉ giữ một',
  MISSING_CHAR: 'thiếu ký tự: kiểm tra dấu hai chấm, dấu phẩy, ngoặc } ] và dấu nháy đóng',
  MULTILINE_IMPLICIT_KEY: 'khóa không được dài quá một dòng; có thể thiếu dấu hai chấm hoặc dấu nháy đóng',
  MULTIPLE_DOCS: 'tệp chỉ được có một tài liệu; hãy bỏ dòng ---',
  TAB_AS_INDENT: 'thụt đầu dòng bằng phím Tab; hãy dùng dấu cách',
  UNEXPECTED_TOKEN: 'ký tự không đúng chỗ; kiểm tra ngoặc, dấu phẩy và thụt đầu dòng',
};

/** Turns a place in the value into a place in the text. */
export class Places {
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  problem(path: Path, message: string, at = this.#offset(path)): PlanProblem {
    const { line, col } = this.#lines.linePos(at);
    return { line: Math.max(1, line), column: Math.max(1, col), path: written(path), message };
  }

  /** One slip makes the parser stumble on: of several findings on a line, or alike in a row, the first is told. */
  syntax(): PlanProblem[] {
    const all = this.#document.errors.map((error) =>
      this.problem([], `YAML: ${SYNTAX[error.code] ?? error.message}`, error.pos[0]),
    );
    return all.filter(({ line, message }, i) => line !== all[i - 1]?.line && message !== all[i - 1]?.message);
  }

  /** At the key itself, when the mapping at `path` has it. */
  ofKey(path: Path, key: string, message: string): PlanProblem {
    const node = this.#document.getIn(path, true);
    const pair = isMap(node) ? node.items.find((item: Pair) => String(item.key) === key) : undefined;
    return this.problem([...path, key], message, offsetOf(pair?.key));
  }

  line(path: Path): number {
    return this.problem(path, '').line;
  }

  /** The start of the value at `path`, or of the nearest value around it. */
  #offset(path: Path): number {
    for (let depth = path.length; depth > 0; depth--) {
      const at = offsetOf(this.#document.getIn(path.slice(0, depth), true));
      if (at !== undefined) return at;
    }
    return 0;
  }
}

const offsetOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

/** What `schema` finds wrong in `value`, each at its place. What is missing is not told of a text that is cut short. */
export function shapeProblems(schema: z.ZodType, value: unknown, places: Places, isWhole: boolean): PlanProblem[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  // A misspelt key is one mistake: what it was meant to be is not also missing.
  const meant = new Set<string>();
  const unknown = parsed.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const nearest = nearestName(key, known);
      if (nearest !== undefined) meant.add(written([...issue.path, nearest]));
      const hint = nearest ? `; có phải là “${nearest}”?` : `; các khóa dùng được: ${known.join(', ')}`;
      return places.ofKey(issue.path, key, `không có khóa “${key}”${hint}`);
    });
  });
  const wrong = parsed.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return [];
    const wanted = descriptionAt(schema, issue.path);
    const given = valueAt(value, issue.path);
    const name = String(issue.path.at(-1) ?? 'tệp kế hoạch');
    if ((given ?? null) === null && !isWhole) return [];
    if (given === undefined)
      return meant.has(written(issue.path)) ? [] : [places.problem(issue.path, `thiếu ${name}; cần ${wanted}`)];
    const shown = typeof given === 'object' ? (given === null ? 'null' : 'giá trị') : `“${given}”`;
    return [places.problem(issue.path, `${name}: ${shown} không dùng được; cần ${wanted}`)];
  });
  return [...unknown, ...wrong];
}

/** The known name a person most likely meant, when one is near enough. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const scored = [...known].map((candidate) => ({ candidate, far: distance(name, candidate) }));
  const best = scored.sort((a, b) => a.far - b.far)[0];
  return best && best.far <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}

/** How many letters to add, drop, change or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  const far = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i || j));
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const change = far[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? far[i - 2]![j - 2]! + 1 : change;
      far[i]![j] = Math.min(far[i - 1]![j]! + 1, far[i]![j - 1]! + 1, change, swap);
    }
  return far[a.length]![b.length]!;
}

/** The schemas met on the way down `path`, wrappers (optional, nullable, default, transform) taken off. */
function schemasAlong(schema: z.core.$ZodType, path: Path): z.core.$ZodType[] {
  const [step, ...rest] = path;
  const bare = unwrapped(schema);
  if (step === undefined) return [schema];
  const next =
    bare instanceof z.ZodObject
      ? (bare.shape as Record<PropertyKey, z.core.$ZodType>)[step]
      : bare instanceof z.ZodArray
        ? bare.element
        : undefined;
  return next === undefined ? [schema] : [schema, ...schemasAlong(next, rest)];
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrapped(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrapped(schema.in) : schema;
}

function keysAt(schema: z.ZodType, path: Path): string[] {
  const bare = unwrapped(schemasAlong(schema, path).at(-1)!);
  return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
}

function descriptionAt(schema: z.ZodType, path: Path): string {
  const found = schemasAlong(schema, path).at(-1)!;
  for (let at: z.core.$ZodType = found; ; ) {
    const said = z.globalRegistry.get(at)?.description;
    if (said !== undefined) return said;
    const inner = at instanceof z.ZodPipe ? at.in : unwrapOnce(at);
    if (inner === undefined) return KINDS[unwrapped(found)._zod.def.type] ?? 'một giá trị khác';
    at = inner;
  }
}

const unwrapOnce = (schema: z.core.$ZodType): z.core.$ZodType | undefined =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
    ? schema.unwrap()
    : undefined;

const KINDS: Readonly<Record<string, string>> = {
  string: 'một chuỗi chữ',
  boolean: 'true hoặc false',
  array: 'một danh sách',
  object: 'một mục gồm các khóa và giá trị',
  record: 'một mục gồm các khóa và giá trị',
};

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

const written = (path: Path): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
