/**
 * Proves an airing log, or names the first place where it was changed. One file without dependencies, for anybody with
 * Node.js 18 or newer and an export of the chain (the page Nhật ký → Niêm phong → Xuất chuỗi):
 *
 *     node verify.mjs chuoi-nhat-ky.jsonl [--seal 'DX1 2025-09-14 1204-1238 35 4f1c…' | --seal 2025-09-14=4f1c…]…
 *
 * A line of the export is {"hash":"…","link":…}. `hash` is the SHA-256 of the link's bytes as they stand there; a link has
 * `seq`, one more than the link before, `prev`, the hash of the link before, `at`, when it was written, `kind`, and `row`.
 * A row of kind "seals" says that the Merkle tree (RFC 6962, 2.1) over the hashes of links first_seq to last_seq has this
 * root. The last line, {"end":…}, tells that the file is whole. A seal printed on paper is given with --seal: it proves
 * the log also against somebody who made the whole chain anew.
 *
 * Exit status: 0 whole, 1 not, 2 it could not be read.
 */
import * as crypto from 'node:crypto';
import { createReadStream, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NO_HASH = '0'.repeat(64);
const HEAD = /^\{"hash":"([0-9a-f]{64})","link":\{"at":(-?\d+),"kind":"([a-z_]+)","prev":"([0-9a-f]{64})","row":\{/;
const TAIL = /\},"seq":(\d+)\}\}$/;
/** Where the link begins in its line, and how much of a line is enough for its head and its tail. */
const [LINK_AT, HEAD_BYTES, TAIL_BYTES] = [82, 280, 40];
const END = /^\{"end":\{"count":(\d+),"first":(\d+),"hash":"([0-9a-f]{64})","last":(\d+)\}\}$/;
/** A clock that goes back by more than it may be slewed is told of. */
const STEP_MS = 2000;

/** Node.js 21 and 20.12 have it in one call, twice as fast; an older one could not even load what imports it by name. */
const { createHash, hash: digest } = crypto;
const sha256 = digest
  ? (bytes, form) => digest('sha256', bytes, form)
  : (bytes, form) => {
      const sum = createHash('sha256').update(bytes).digest();
      return form === 'hex' ? sum.toString('hex') : sum;
    };

/** Takes the lines one by one, in order; `end` answers what they came to. Only the first fault is kept. */
export function openLogVerifier({ seals = [] } = {}) {
  const printed = seals.map(parseSeal);
  const hashes = openHashes();
  const sealed = [];
  const notices = [];
  let fault;
  /** Its first line is at fault, so that nobody knows yet which link should be there. */
  let isUnplaced = false;
  let first;
  let expected;
  let prev;
  let before;
  let lastSealed;
  let ended;
  /** A gap: whether its links come later decides whether they were moved or removed. */
  let gap;

  const found = (what, seq, words, more = {}) => {
    fault ??= { what, seq, words, ...more };
  };

  function line(text) {
    if (fault && !gap && !isUnplaced) return;
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const head = HEAD.exec(bytes.latin1Slice(0, Math.min(HEAD_BYTES, bytes.length)));
    const tail = TAIL.exec(bytes.latin1Slice(Math.max(0, bytes.length - TAIL_BYTES), bytes.length));
    const end = head ? null : END.exec(bytes.latin1Slice(0, bytes.length));
    if (end) return atEnd(end);
    if (isUnplaced) return;
    if (ended) return found('inserted', expected, `Có thêm dòng sau dòng kết thúc tệp (sau mắt xích ${expected - 1}).`);
    if (!head || !tail)
      return found('changed', expected ?? 1, `Mắt xích ${expected ?? 1} không còn đúng dạng: dòng này đã bị sửa.`);
    const [{ length: rowAt }, hash, at, kind, prevHash] = head;
    const seqText = tail[1];
    const rowOf = () => bytes.utf8Slice(rowAt - 1, bytes.length - tail[0].length + 1);
    const seq = Number(seqText);
    if (gap) {
      // The rest is only looked through for what is not in its place.
      if (seq >= gap.from && seq < gap.until) {
        fault = { ...gap.fault, what: 'moved', words: `Mắt xích ${gap.from} không còn ở chỗ của nó: đã bị đổi chỗ.` };
        gap = undefined;
      }
      return;
    }
    const name = () => `mắt xích ${seq} (${nameOf(kind, rowOf())})`;
    const where = () => ({ kind, id: idOf(rowOf()) });
    if (sha256(bytes.subarray(LINK_AT, bytes.length - 1), 'hex') !== hash) {
      // The number in the first line is as doubtful as the rest of it; the last line knows.
      isUnplaced = expected === undefined;
      if (isUnplaced)
        return found(
          'changed',
          seq,
          `Dòng đầu tiên (${nameOf(kind, rowOf())}) đã bị sửa: mã băm không còn khớp.`,
          where(),
        );
      return found('changed', expected, `Nội dung của ${name()} đã bị sửa: mã băm không còn khớp.`, where());
    }
    if (first === undefined) {
      first = expected = seq;
      if (seq === 1 && prevHash !== NO_HASH)
        return found('removed', 1, 'Mắt xích đầu tiên không phải mắt xích đầu: phần trước đã bị bỏ.', where());
    } else if (seq > expected) {
      found(
        'removed',
        expected,
        `Thiếu ${expected === seq - 1 ? `mắt xích ${expected}` : `các mắt xích ${expected}–${seq - 1}`}: đã bị bỏ khỏi nhật ký.`,
      );
      gap = { from: expected, until: seq, fault };
      return;
    } else if (seq < first) {
      isUnplaced = true;
      return found('moved', seq, `${name()} đứng sau mắt xích ${first}: dòng đầu tiên không ở chỗ của nó.`, where());
    } else if (seq < expected) {
      return found('inserted', expected, `Sau mắt xích ${expected - 1} có chèn thêm ${name()}.`, where());
    } else if (prevHash !== prev) {
      return found(
        'changed',
        seq,
        `Mắt xích ${seq} không nối vào mắt xích ${seq - 1}: một trong hai đã bị thay (${nameOf(kind, rowOf())}).`,
        where(),
      );
    }
    if (before !== undefined && Number(at) < before - STEP_MS)
      notices.push({
        seq,
        stepMs: Number(at) - before,
        words: `Đồng hồ lùi ${clock(before - Number(at))} trước ${name()}.`,
      });
    before = Number(at);
    hashes.push(hash);
    prev = hash;
    expected = seq + 1;
    if (kind === 'seals') seal(seq, JSON.parse(rowOf()));
  }

  function seal(seq, { day, first_seq, last_seq, count, root }) {
    const skipped = lastSealed !== undefined && first_seq !== lastSealed + 1;
    lastSealed = last_seq;
    if (first_seq < first) return; // begins before what was given
    const fits =
      !skipped && last_seq < seq && count === last_seq - first_seq + 1 && rootOf(first_seq, last_seq) === root;
    if (!fits)
      return found(
        'seal',
        seq,
        `Niêm phong ngày ${dayWords(day)} không khớp với các mắt xích ${first_seq}–${last_seq}.`,
        { kind: 'seals', day },
      );
    sealed.push({ day, first: first_seq, last: last_seq, count, root });
  }

  const rootOf = (from, until) => merkleRoot(hashes.slice(from - first, until - first + 1)).toString('hex');

  function atEnd([, count, firstSeq, hash, last]) {
    ended = true;
    if (isUnplaced) fault = { ...fault, seq: Number(firstSeq) };
    isUnplaced = false;
    if (fault) return;
    if (first === undefined ? count !== '0' : Number(firstSeq) !== first)
      return found('removed', Number(firstSeq), `Thiếu các mắt xích đầu, từ ${firstSeq}.`);
    if (first !== undefined && Number(last) !== expected - 1)
      return found('removed', expected, `Thiếu các mắt xích cuối, từ ${expected} đến ${last}.`);
    if (first !== undefined && (hash !== prev || Number(count) !== hashes.length()))
      return found('changed', expected - 1, `Dòng kết thúc tệp không khớp với mắt xích ${expected - 1}.`);
  }

  function againstPaper() {
    for (const { day, root, from, until } of printed) {
      const own = sealed.find((one) => one.day === day);
      const span = from === undefined ? own && { from: own.first, until: own.last } : { from, until };
      const said = `Niêm phong trên giấy của ngày ${dayWords(day)}`;
      if (!span)
        return found('seal', expected ?? 1, `${said}: trong nhật ký này không có niêm phong của ngày đó.`, { day });
      if (first === undefined || span.from < first || span.until >= expected)
        return found('seal', span.from, `${said}: thiếu mắt xích trong khoảng ${span.from}–${span.until}.`, { day });
      if (rootOf(span.from, span.until) !== root)
        return found(
          'seal',
          span.from,
          `${said} không khớp: các mắt xích ${span.from}–${span.until} đã bị thay sau khi in.`,
          { day },
        );
    }
  }

  return {
    line,
    /** A link whose row is not there any more. */
    missing: (seq, kind, id) =>
      found('removed', seq, `Mắt xích ${seq}: dòng ${rowWord(kind, id)} không còn trong sổ, đã bị xóa.`, { kind, id }),
    /** Something else that was found out about the log. */
    found,
    end: ({ whole = false } = {}) => {
      if (!fault && !ended && !whole)
        found('cut', expected ?? 1, `Tệp bị cắt: không có dòng kết thúc sau mắt xích ${(expected ?? 1) - 1}.`);
      if (!fault) againstPaper();
      return {
        links: hashes.length(),
        first,
        last: expected && expected - 1,
        hash: prev,
        seals: sealed,
        printed: printed.length,
        notices,
        fault,
      };
    },
  };
}

function parseSeal(text) {
  const whole = /^(?:DX1 )?(\d{4}-\d\d-\d\d)(?: (\d+)-(\d+) \d+ |=)([0-9a-f]{64})$/i.exec(text.trim());
  if (!whole) throw new Error(`Không đọc được niêm phong: ${text}`);
  const [, day, from, until, root] = whole;
  return { day, root: root.toLowerCase(), ...(from && { from: Number(from), until: Number(until) }) };
}

/** Of every link, 32 bytes each, in one piece of memory. */
function openHashes() {
  let bytes = Buffer.alloc(1 << 16);
  let length = 0;
  return {
    length: () => length,
    /** In hexadecimal. */
    push(hash) {
      if ((length + 1) * 32 > bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2);
      bytes.hexWrite(hash, length++ * 32, 32);
    },
    slice: (from, until) =>
      Array.from({ length: until - from }, (_, i) => bytes.subarray((from + i) * 32, (from + i + 1) * 32)),
  };
}

/** RFC 6962, 2.1. */
function merkleRoot(leaves) {
  const hash = (prefix, ...parts) => sha256(Buffer.concat([Buffer.of(prefix), ...parts]), 'buffer');
  if (leaves.length === 0) return sha256(Buffer.alloc(0), 'buffer');
  const trees = [];
  for (const leaf of leaves) {
    let tree = [0, hash(0, leaf)];
    while (trees.length > 0 && trees[trees.length - 1][0] === tree[0])
      tree = [tree[0] + 1, hash(1, trees.pop()[1], tree[1])];
    trees.push(tree);
  }
  return trees.map(([, root]) => root).reduceRight((right, left) => hash(1, left, right));
}

const KINDS = {
  airings: 'lượt phát',
  corrections: 'đính chính',
  airing_causes: 'nguyên nhân',
  airing_clusters: 'bằng chứng cụm loa',
  airing_evidence: 'bằng chứng bản ghi sóng',
  entry_causes: 'nguyên nhân mục lịch',
  day_closings: 'khóa sổ ngày',
  seals: 'niêm phong',
};
/** What people call a row of the log. */
export const rowWord = (kind, id) => `${KINDS[kind] ?? kind} số ${id ?? '?'}`;
const idOf = (row) => Number(/[{,]"id":(\d+)[,}]/.exec(row)?.[1]) || undefined;
function nameOf(kind, row) {
  let title;
  try {
    title = JSON.parse(row).title;
  } catch {
    // what cannot be read has only its number
  }
  return `${rowWord(kind, idOf(row))}${title ? `, ${title}` : ''}`;
}
const dayWords = (iso) => String(iso).split('-').reverse().join('/');
function clock(ms) {
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'giờ'],
    [Math.floor(seconds / 60) % 60, 'phút'],
    [seconds % 60, 'giây'],
  ];
  return parts
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ');
}

/** What it came to, in words, a line each. */
export function reportLines({ links, first, last, hash, seals, printed, notices, fault }) {
  const said = notices.map(({ words }) => `Lưu ý: ${words}`);
  if (fault) return [...said, `KHÔNG TOÀN VẸN. ${fault.words}`];
  if (links === 0) return ['Nhật ký chưa có mắt xích nào.'];
  return [
    ...said,
    `TOÀN VẸN: ${links} mắt xích, từ ${first} đến ${last}; ${seals.length} niêm phong khớp${printed ? `, cả ${printed} niêm phong trên giấy` : ''}.`,
    `Mã băm của mắt xích cuối: ${hash}`,
  ];
}

/** The lines of a file as bytes, without what ends them. */
export async function* linesOf(file) {
  let rest = Buffer.alloc(0);
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    let from = 0;
    for (let until = bytes.indexOf(10); until >= 0; until = bytes.indexOf(10, from)) {
      yield bytes.subarray(from, until);
      from = until + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) yield rest;
}

async function main(args) {
  const files = [];
  const seals = [];
  for (let i = 0; i < args.length; i++) args[i] === '--seal' ? seals.push(args[++i] ?? '') : files.push(args[i]);
  if (files.length !== 1) throw new Error("Cách dùng: node verify.mjs TỆP.jsonl [--seal 'DX1 …']…");
  const verifier = openLogVerifier({ seals });
  for await (const line of linesOf(files[0])) verifier.line(line);
  const report = verifier.end();
  for (const line of reportLines(report)) console.log(line);
  return report.fault ? 1 : 0;
}

// Bundled into the program, it is only what it exports.
const own = fileURLToPath(import.meta.url);
if (own.endsWith('verify.mjs') && process.argv[1] && realpathSync(process.argv[1]) === realpathSync(own))
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    return 2;
  });
