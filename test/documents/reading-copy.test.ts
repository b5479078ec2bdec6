/** The reading copy as a PDF, and Word documents read for their words. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { Document, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx';
import { describe, expect, it } from 'vitest';
import { readingLines } from '../../src/core/reading-copy.ts';
import { readDocx } from '../../src/documents/docx-read.ts';
import { writeReadingCopyPdf } from '../../src/documents/reading-copy-pdf.ts';
import { temporaryFolder } from '../support/station.ts';

const PARAGRAPH =
  'Từ ngày 01 tháng 6 năm 2025, hộ kinh doanh có doanh thu từ một tỷ đồng một năm trở lên phải sử dụng hóa đơn điện tử khởi tạo từ máy tính tiền, có kết nối dữ liệu với cơ quan thuế.';
const CAPITALS =
  'THÔNG BÁO KHẨN CỦA ỦY BAN NHÂN DÂN XÃ ĐĂK TÔ VỀ NGUY CƠ LŨ QUÉT, SẠT LỞ ĐẤT TẠI CÁC KHU VỰC VEN SUỐI.';

describe('a reading copy as a PDF', () => {
  it('breaks its lines where the value has them, each with its number, and numbers its sheets', async () => {
    const lines = readingLines(
      [`[nhạc hiệu]`, CAPITALS, ...Array.from({ length: 14 }, () => `${PARAGRAPH}\n`)].join('\n'),
    );
    const copy = {
      ...{ name: 'x', agency: 'Trung tâm Truyền thông xã', programme: 'Chuyển đổi số', issue: 'Số 02/2025' },
      ...{ title: 'Hóa đơn điện tử', notes: ['Phát thanh viên: Y Lan'], lines },
    };
    const file = join(temporaryFolder(), 'ban-doc.pdf');
    writeFileSync(file, await writeReadingCopyPdf(copy));
    const sheets = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
      .normalize()
      .split('\f')
      .slice(0, -1);
    expect(sheets.length).toBeGreaterThan(2);
    expect(sheets.map((sheet) => /trang (\d+\/\d+)/.exec(sheet)?.[1])).toEqual(
      sheets.map((_, i) => `${i + 1}/${sheets.length}`),
    );
    expect(sheets[0]).toContain('Phát thanh viên: Y Lan');
    // A line that did not fit would go on below, without a number before it.
    const printed = sheets.flatMap((sheet) => [...sheet.matchAll(/^ *(\d+) {2,}(\S.*?) *$/gm)]);
    const meant = lines.flatMap((one) => (one.is === 'line' ? [`${one.number} ${one.text}`] : []));
    expect(printed.map(([, number, words]) => `${number} ${words!.replace(/ +/g, ' ')}`)).toEqual(meant);
  });
});

describe('a Word document', () => {
  it('gives its paragraphs, its breaks and what stands in its tables, with diacritics', async () => {
    const document = new Document({
      sections: [
        {
          children: [
            new Paragraph({
              children: [new TextRun('Kính chào '), new TextRun({ text: 'bà con & nhân dân', bold: true })],
            }),
            new Paragraph(''),
            new Paragraph({ children: [new TextRun('Một'), new TextRun({ text: 'Hai', break: 1 })] }),
            new Table({
              rows: [new TableRow({ children: [new TableCell({ children: [new Paragraph('Đăk Tô <3')] })] })],
            }),
          ],
        },
      ],
    });
    expect(readDocx(await Packer.toBuffer(document))).toBe('Kính chào bà con & nhân dân\n\nMột\nHai\nĐăk Tô <3');
  });

  /** A zip with one part, as small as one can be. */
  function zip(name: string, content: Buffer, changes: { method?: number; count?: number; at?: number } = {}): Buffer {
    const packed = deflateRawSync(content);
    const header = (size: number, signature: number) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUInt32LE(signature, 0);
      return bytes;
    };
    const local = header(30, 0x04034b50);
    local.writeUInt16LE(name.length, 26);
    const entry = header(46, 0x02014b50);
    entry.writeUInt16LE(changes.method ?? 8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt16LE(name.length, 28);
    const end = header(22, 0x06054b50);
    end.writeUInt16LE(changes.count ?? 1, 10);
    end.writeUInt32LE(changes.at ?? local.length + name.length + packed.length, 16);
    return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
  }
  const xml = (words: string) => Buffer.from(`<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`);
  const part = 'word/document.xml';

  it('says each text box once, no deleted words, no field codes, and follows no entity', () => {
    const content =
      '<w:t>một</w:t><w:delText>bỏ</w:delText><w:instrText>PAGE</w:instrText><w:t xml:space="preserve"> &#x110;&amp;&xxe;</w:t>';
    const box = '<mc:Fallback><w:t>hai lần</w:t></mc:Fallback>';
    expect(readDocx(zip(part, Buffer.from(content + box)))).toBe('một Đ&&xxe;');
  });

  it.each([
    ['no zip', Buffer.from('PK nothing of the kind')],
    ['an empty file', Buffer.alloc(0)],
    ['another zip', zip('photo.jpg', xml('x'))],
    ['a method nobody uses', zip(part, xml('x'), { method: 99 })],
    ['a directory beyond the file', zip(part, xml('x'), { at: 2 ** 31 })],
    ['more parts than there are', zip('a', xml('x'), { count: 65_535 })],
    ['a bomb', zip(part, Buffer.alloc(40 * 1024 ** 2, 97))],
    ['a damaged part', Buffer.from(zip(part, xml('x')).map((byte, i) => (i > 47 && i < 60 ? 255 : byte)))],
  ])('that is %s is none', (_, bytes) => {
    expect(readDocx(bytes)).toBeUndefined();
  });

  it.each([
    ['text boxes', '<mc:Fallback>'],
    ['texts', '<w:t '],
    ['tabs', '<w:tab '],
    ['ampersands', '<w:t>&'],
  ])('of a million unclosed %s is read through once', (_, mark) => {
    expect(readDocx(zip(part, Buffer.from(mark.repeat(1_000_000))))).toBe('');
  });

  it('cut at any byte, or with any byte changed, is read or refused, never a fault', () => {
    const whole = zip(part, xml('Kính chào bà con'));
    expect(readDocx(whole)).toBe('Kính chào bà con');
    for (let i = 0; i < whole.length; i++) {
      readDocx(whole.subarray(0, i));
      const changed = Buffer.from(whole);
      changed[i] = changed[i]! ^ 0xff;
      readDocx(changed);
    }
  });
});
