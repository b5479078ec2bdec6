/**
 * The words of a Word document, paragraph by paragraph: a .docx is a zip (APPNOTE 6.3) whose `word/document.xml` holds
 * them in `w:t` (ECMA-376 part 1, §17.3). Only that one part is unpacked, to a limit, and no markup is interpreted: what
 * somebody sends in can name no file, fetch nothing and unfold into nothing.
 */
import { inflateRawSync } from 'node:zlib';

/** Of the unpacked part; a script of an hour takes a tenth. */
const MOST = 16 * 1024 ** 2;
const PART = 'word/document.xml';
const [END, ENTRY, LOCAL] = [0x06054b50, 0x02014b50, 0x04034b50];
/** The end record and the longest comment behind it. */
const TAIL = 22 + 0xffff;

/** `undefined`: no Word document, or one that is damaged. */
export function readDocx(bytes: Buffer): string | undefined {
  try {
    const xml = partOf(bytes)?.toString('utf8');
    return xml === undefined ? undefined : wordsOf(xml);
  } catch (error) {
    // A position outside the file, or what does not unpack.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}

function partOf(bytes: Buffer): Buffer | undefined {
  let end = bytes.length - 22;
  while (end >= Math.max(0, bytes.length - TAIL) && bytes.readUInt32LE(end) !== END) end--;
  if (end < 0 || bytes.readUInt32LE(end) !== END) return undefined;
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0 && bytes.readUInt32LE(at) === ENTRY; left--) {
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    if (bytes.toString('latin1', at + 46, at + 46 + name) === PART) {
      const local = bytes.readUInt32LE(at + 42);
      if (bytes.readUInt32LE(local) !== LOCAL) return undefined;
      const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const packed = bytes.subarray(from, from + bytes.readUInt32LE(at + 20));
      switch (bytes.readUInt16LE(at + 10)) {
        case 0:
          return packed;
        case 8:
          return inflateRawSync(packed, { maxOutputLength: MOST });
        default:
          return undefined;
      }
    }
    at += 46 + name + extra + comment;
  }
  return undefined;
}

/** Deleted text (`w:delText`) and field codes (`w:instrText`) are other elements. No part of this goes back over the text. */
function wordsOf(xml: string): string {
  const lines = [''];
  for (const [mark, text] of withoutFallbacks(xml).matchAll(TEXTS))
    if (text !== undefined) lines[lines.length - 1] += plain(text);
    else if (mark.startsWith('<w:tab')) lines[lines.length - 1] += ' ';
    else lines.push('');
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}
const TEXTS = /<w:t(?: [^<>]*)?>([^<]*)<\/w:t>|<w:(?:tab|br|cr)(?: [^<>]*)?\/>|<\/w:p>/g;

/** A text box is written twice, the second time for old programs. What is not closed is kept. */
function withoutFallbacks(xml: string): string {
  const [first = '', ...others] = xml.split('<mc:Fallback>');
  return first + others.map((part) => part.slice(part.indexOf('</mc:Fallback>') + 1)).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const plain = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (all, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined;
    return code === undefined ? (ENTITIES[name] ?? all) : code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
