/** The golden report as the two files: its numbers in both, and the form of Nghị định 30/2020 in the Word file's XML. */
import { inflateRawSync, inflateSync } from 'node:zlib';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildReport } from '../../src/core/report.ts';
import { DEFAULT_REPORTS, type Signer } from '../../src/core/report-settings.ts';
import { printedTexts } from '../../src/core/report-texts.ts';
import type { Letter } from '../../src/documents/nd30.ts';
import { writeReportDocx } from '../../src/documents/report-docx.ts';
import { type ReportPaper, reportLetter, withNumber } from '../../src/documents/report-letter.ts';
import { writeReportPdf } from '../../src/documents/report-pdf.ts';
import { goldenInput } from '../support/golden.ts';
import { ZONE } from '../support/schedule.ts';

const DAY = Temporal.PlainDate.from('2025-09-15');
const DIRECTOR: Signer = { authority: '', position: 'Giám đốc', name: 'Nguyễn Văn A' };

function goldenLetter(changes: Partial<ReportPaper> = {}): Letter {
  const figures = buildReport(goldenInput());
  const context = { figures, agencyName: 'Trung tâm Truyền thông', settings: DEFAULT_REPORTS };
  return reportLetter({
    figures,
    texts: printedTexts(context, { proposals: 'Đề nghị cung cấp tin, bài trước 05 ngày làm việc.' }),
    letterhead: DEFAULT_REPORTS,
    signers: [DIRECTOR],
    day: DAY,
    amendment: undefined,
    proofs: ['Mã kiểm số liệu (SHA-256): 0123abcd'],
    zone: ZONE,
    ...changes,
  });
}

/** What both files must say, golden figures of documents.md §3.2 among it. */
const SAID = [
  'BÁO CÁO',
  'Kết quả tuyên truyền chuyển đổi số, cải cách hành chính quý III năm 2025',
  'Kính gửi: Phòng Văn hóa – Xã hội xã Đăk Tô.',
  '(số liệu từ ngày 25/8/2025 đến hết ngày 14/9/2025)',
  'II. KẾT QUẢ THỰC HIỆN',
  'Tổng cộng 06 06 12 140',
  'Tổng thời lượng 140 phút (02 giờ 20 phút).',
  'Đã tuyên truyền 08/28 nội dung theo phần B Kế hoạch số 25/KH-UBND',
  'Dịch vụ công trực tuyến (B.I.4.đ)',
  'Trong kỳ có 143/144 lượt cụm phát đạt (99,3%).',
  'Phát 01 bản tin khẩn cấp ngày 09/9/2025 (03 lượt, 09 phút)',
  'IV. NHIỆM VỤ TRỌNG TÂM QUÝ IV NĂM 2025',
  'trên hệ thống truyền thanh xã./.',
  'Nơi nhận:',
  '- Lưu: VT.',
  'CÁC LƯỢT PHÁT TRONG KỲ BÁO CÁO',
  'Cộng: 12 lượt được tính; 03 lượt khẩn cấp không tính.',
];
const ROWS = [
  ['C.I.2.a', '02', '02', '04', '60', '02 số', 'Đúng tiến độ (02/02 kỳ)'],
  ['C.I.2.c', '01', '02', '03', '30', '01 chuyên mục', 'Tháng 9: đã phát lại 02/03 lần, lần 03 xếp lịch ngày 21/9'],
  ['C.II.12.b', '03', '02', '05', '50', '03 số', 'Duy trì thường xuyên'],
];

describe('the Word file', () => {
  let files: Map<string, string>;
  let xml: string;
  beforeAll(async () => {
    files = unzip(await writeReportDocx(goldenLetter()));
    xml = files.get('word/document.xml')!;
  });

  test('says what the golden report says', () => {
    const text = spaced(
      xml
        .replace(/<w:tab\/>/g, ' ')
        .replace(/<\/w:(p|tc)>/g, ' ')
        .replace(/<[^>]+>/g, ''),
    );
    for (const words of SAID) expect(text).toContain(words);
    expect(text.match(/Số: +\/BC-TTVHTTDLTT/)).not.toBeNull();
    expect(text.match(/Đăk Tô, ngày +tháng 9 năm 2025/)).not.toBeNull();
  });

  test('has the table of §3.2 as a table, its head repeated on every page', () => {
    const table = xml.split('<w:tbl>').find((one) => one.includes('Mục viện dẫn'))!;
    const rows = [...table.matchAll(/<w:tr>.*?<\/w:tr>/gs)].map(([row]) =>
      [...row.matchAll(/<w:tc>.*?<\/w:tc>/gs)].map(([cell]) => cell.replace(/<[^>]+>/g, '')),
    );
    expect(rows.slice(1, 4).map(([, , code, , ...figures]) => [code, ...figures])).toEqual(ROWS);
    expect(table).toContain('<w:tblHeader/>');
  });

  test('is an A4 sheet with the margins of the decree, 20/20/30/20 mm', () => {
    const [first, annex] = [...xml.matchAll(/<w:sectPr>.*?<\/w:sectPr>/gs)].map(([section]) => section);
    expect(mm(first!, 'pgMar', 'top', 'bottom', 'left', 'right')).toEqual([20, 20, 30, 20]);
    expect(mm(first!, 'pgSz', 'w', 'h')).toEqual([210, 297]);
    expect(mm(annex!, 'pgSz', 'w', 'h')).toEqual([297, 210]);
    expect(annex).toContain('w:orient="landscape"');
  });

  test('has its number in the top margin of every page but the first, and counts the annex by itself', () => {
    for (const [section] of xml.matchAll(/<w:sectPr>.*?<\/w:sectPr>/gs)) {
      expect(section).toContain('<w:titlePg/>');
      expect(section).toContain('<w:pgNumType w:start="1"/>');
    }
    const headers = [...files].filter(([name]) => /^word\/header\d+\.xml$/.test(name)).map(([, text]) => text);
    expect(headers.filter((text) => text.includes('PAGE'))).toHaveLength(2);
    expect(headers.find((text) => text.includes('PAGE'))).toMatch(/w:jc w:val="center".*w:sz w:val="26"/s);
  });

  test('is set in Times New Roman 14, justified, its first lines 1.27 cm in', () => {
    const styles = files.get('word/styles.xml')!;
    expect(styles).toMatch(/<w:docDefaults>.*w:ascii="Times New Roman".*<w:sz w:val="28"\/>.*<\/w:docDefaults>/s);
    const opening = paragraphOf(xml, 'Thực hiện Kế hoạch số 25/KH-UBND ngày 25/8/2025');
    expect(opening).toContain('<w:jc w:val="both"/>');
    expect(mm(opening, 'ind', 'firstLine')).toEqual([12.7]);
    expect(opening).toMatch(/w:after="120"/);
    expect(paragraphOf(xml, 'I. CÔNG TÁC TRIỂN KHAI')).toContain('<w:pStyle w:val="Heading1"/>');
  });

  test('has the heading as two columns without borders, its lines as borders of the right length', () => {
    const [head] = xml.split('</w:tbl>');
    expect(head).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
    expect(mm(head!.match(/<w:tblGrid>.*?<\/w:tblGrid>/s)![0], 'gridCol', 'w')).toEqual([67]);
    expect(head!.match(/<w:tcBorders>.*?<\/w:tcBorders>/s)![0]).not.toContain('"single"');
    const rules = [...xml.matchAll(/<w:pBdr><w:top w:val="single".*?<\/w:pPr>/gs)].map(([rule]) =>
      mm(rule, 'ind', 'left', 'right'),
    );
    const [agency, motto] = [67 - rules[0]![0]! - rules[0]![1]!, 93 - rules[1]![0]! - rules[1]![1]!];
    expect(agency).toBeGreaterThan(20);
    expect(agency).toBeLessThan(34); // a third to a half of a line that fills its column
    expect(motto).toBeCloseTo(56.1, 0); // of the motto at 13 points, measured in the typeface
  });

  test('keeps the signature on one page with the last lines', () => {
    const closing = paragraphOf(xml, 'Trên đây là báo cáo');
    expect(closing).toContain('<w:keepNext/>');
    expect(paragraphOf(xml, 'Đề nghị cung cấp tin')).toContain('<w:keepNext/>');
    const signature = xml.slice(xml.indexOf(closing)).match(/<w:tbl>.*?<\/w:tbl>/s)![0];
    expect(signature).toContain('<w:cantSplit/>');
    expect(signature).toMatch(/GIÁM ĐỐC.*Nguyễn Văn A/s);
    expect(paragraphOf(xml, 'Nơi nhận:')).toMatch(/<w:sz w:val="24"\/>/);
    expect(paragraphOf(xml, '- Như trên;')).toMatch(/<w:sz w:val="22"\/>/);
  });
});

describe('the PDF', () => {
  test('says the same, every letter of it extractable', async () => {
    const text = spaced(pdfText(await writeReportPdf(goldenLetter())));
    // Words are one run each in a justified line, so what is compared is without spaces.
    const dense = text.replace(/\s/g, '');
    for (const words of SAID) expect(dense).toContain(words.replace(/\s/g, ''));
    for (const row of ROWS) expect(dense).toContain(row.slice(1).join('').replace(/\s/g, ''));
  });

  test('embeds the typeface, upright, bold and slanted', async () => {
    const pdf = (await writeReportPdf(goldenLetter())).toString('latin1');
    const fonts = new Set([...pdf.matchAll(/\/BaseFont \/[A-Z]{6}\+(\S+)/g)].map(([, name]) => name));
    expect([...fonts].sort()).toEqual(['Tinos-Bold', 'Tinos-BoldItalic', 'Tinos-Italic', 'Tinos-Regular']);
    expect(pdf.match(/\/FontFile2/g)?.length).toBeGreaterThanOrEqual(4);
  });
});

describe('the letter', () => {
  test('numbers its sections without gaps, whatever is left out', () => {
    const headings = goldenLetter()
      .body.filter((block) => block.is === 'heading')
      .map(({ text }) => text);
    expect(headings).toEqual([
      'I. CÔNG TÁC TRIỂN KHAI',
      'II. KẾT QUẢ THỰC HIỆN',
      '1. Kết quả thực hiện các chuyên mục',
      '2. Nội dung tuyên truyền',
      '3. Hệ thống truyền thanh',
      '4. Tiếp nhận, phản hồi ý kiến',
      '5. Thông tin khẩn cấp',
      'III. ĐÁNH GIÁ CHUNG',
      '1. Ưu điểm',
      '2. Tồn tại, hạn chế',
      'IV. NHIỆM VỤ TRỌNG TÂM QUÝ IV NĂM 2025',
      'V. KIẾN NGHỊ, ĐỀ XUẤT',
    ]);
  });

  test('takes the clerk’s number and day, and a second signer beside the first', async () => {
    const amended = goldenLetter({
      amendment: { n: 1, reason: 'Đính chính lượt phát.' },
      signers: [{ authority: 'KT. Giám đốc', position: 'Phó Giám đốc', name: 'Trần Thị B' }, DIRECTOR],
    });
    const letter = withNumber(amended, '07/BC-TTVHTTDLTT', Temporal.PlainDate.from('2026-02-05'));
    const xml = unzip(await writeReportDocx(letter)).get('word/document.xml')!;
    const text = spaced(xml.replace(/<\/w:(p|tc)>/g, ' ').replace(/<[^>]+>/g, ''));
    expect(text).toContain('Số: 07/BC-TTVHTTDLTT');
    expect(text).toContain('Đăk Tô, ngày 05 tháng 02 năm 2026');
    expect(text).toContain('(Điều chỉnh lần 01)');
    expect(text).toContain('lý do: Đính chính lượt phát.');
    expect(text).toMatch(/Nguyễn Văn A KT\. GIÁM ĐỐC PHÓ GIÁM ĐỐC Trần Thị B Nơi nhận:/);
    expect(text).toContain('(Kèm theo Báo cáo số 07/BC-TTVHTTDLTT ngày 05 tháng 02 năm 2026 của');
    await expect(writeReportPdf(letter)).resolves.toBeInstanceOf(Buffer);
  });
});

const spaced = (text: string): string => text.replace(/[\s\u00a0]+/g, ' ').normalize();

const paragraphOf = (xml: string, words: string): string =>
  [...xml.matchAll(/<w:p>.*?<\/w:p>/gs)]
    .map(([one]) => one)
    .find((one) => one.replace(/<[^>]+>/g, '').startsWith(words))!;

/** Attributes in twentieths of a point, as millimetres to a tenth. */
const mm = (xml: string, tag: string, ...names: string[]): number[] =>
  names.map((name) => {
    const value = new RegExp(`<w:${tag}[^>]* w:${name}="(\\d+)"`).exec(xml)?.[1];
    return Math.round((Number(value) / 20 / 72) * 254) / 10;
  });

/** A ZIP read by its central directory: name → text. */
function unzip(zip: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  let at = zip.readUInt32LE(end + 16);
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const [method, size, name, extra, comment] = [10, 20, 28, 30, 32].map((offset) =>
      offset === 20 ? zip.readUInt32LE(at + offset) : zip.readUInt16LE(at + offset),
    ) as [number, number, number, number, number];
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(from, from + size);
    files.set(
      zip.toString('utf8', at + 46, at + 46 + name),
      (method === 8 ? inflateRawSync(bytes) : bytes).toString('utf8'),
    );
    at += 46 + name + extra + comment;
  }
  return files;
}

/** The text of a PDF as a reader copies it out: glyphs back to letters by each font's own ToUnicode table. */
function pdfText(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const objects = new Map([...raw.matchAll(/(\d+) 0 obj\n(.*?)\nendobj/gs)].map(([, id, body]) => [Number(id), body!]));
  const streamOf = (id: number): string => {
    const body = objects.get(id)!;
    const data = Buffer.from(/stream\n(.*)\nendstream/s.exec(body)![1]!, 'latin1');
    return (body.includes('/FlateDecode') ? inflateSync(data) : data).toString('latin1');
  };
  const letters = new Map<string, Map<string, string>>();
  for (const [, name, id] of raw.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(id)) ?? '')?.[1];
    if (unicode) letters.set(name!, cmapOf(streamOf(Number(unicode))));
  }
  let text = '';
  for (const [id, body] of objects) {
    if (!body.includes('stream') || body.includes('/FontFile') || body.includes('/Length1')) continue;
    let font = new Map<string, string>();
    for (const [, name, shown] of streamOf(id).matchAll(/\/(F\d+) [\d.]+ Tf|\[((?:<[0-9a-f]*>|[-\d. ]+)*)\] TJ/g)) {
      if (name) font = letters.get(name) ?? font;
      else
        text += [...shown!.matchAll(/<([0-9a-f]*)>/g)]
          .flatMap(([, hex]) => hex!.match(/.{4}/g) ?? [])
          .map((code) => font.get(code) ?? '')
          .join('');
    }
  }
  return text;
}

function cmapOf(cmap: string): Map<string, string> {
  const map = new Map<string, string>();
  const decode = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, from, list] of cmap.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[(.*?)\]/gs))
    for (const [i, [, hex]] of [...list!.matchAll(/<([0-9a-f]+)>/g)].entries())
      map.set((Number.parseInt(from!, 16) + i).toString(16).padStart(4, '0'), decode(hex!));
  return map;
}
