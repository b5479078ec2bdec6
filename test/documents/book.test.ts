/** A book as files: the heading of Nghị định 30, the table's head on every sheet, and every value as what it is. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { expect, test } from 'vitest';
import type { Book } from '../../src/core/book.ts';
import { writeBook } from '../../src/documents/book.ts';
import { temporaryFolder } from '../support/station.ts';

const BOOK: Book = {
  name: 'so-thu',
  parentAgency: 'UBND xã Đăk Tô',
  agency: 'Trung tâm Truyền thông',
  title: 'Sổ theo dõi cụm loa',
  period: 'Năm 2025',
  columns: [
    { head: 'STT', width: 12, align: 'center' },
    { head: 'Ngày kiểm tra', width: 30, type: 'day' },
    { head: 'Nguyên nhân', width: 60 },
    { head: 'Kinh phí', width: 30, type: 'money' },
  ],
  rows: [
    ['Quý III'],
    ...Array.from({ length: 120 }, (_, i) => [
      i + 1,
      '2025-09-05',
      i === 0 ? '=HYPERLINK("http://x")' : `Sét đánh lần ${i}`,
      1_500_000,
    ]),
    [121, '', { strong: 'Đậm' }, null],
  ],
  total: ['', '', 'Cộng', 180_000_000],
  notes: ['Cộng: 121 dòng.'],
  signers: [
    { title: 'Người lập sổ', name: 'A Thiu' },
    { title: 'Giám đốc', name: 'Nguyễn Văn A' },
  ],
};

test('the PDF repeats the head, numbers its sheets from the second, and can be copied out with diacritics', async () => {
  const file = join(temporaryFolder(), 'so.pdf');
  writeFileSync(file, await writeBook(BOOK, 'pdf'));
  const sheets = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
    .normalize()
    .split('\f')
    .slice(0, -1);
  expect(sheets.length).toBeGreaterThan(2);
  for (const sheet of sheets) expect(sheet).toContain('Nguyên nhân');
  expect(sheets[0]).toMatch(/UBND XÃ ĐĂK TÔ +CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/);
  expect(sheets[0]).toContain('SỔ THEO DÕI CỤM LOA');
  expect(sheets[0]).toMatch(/1 +05\/9\/2025 +=HYPERLINK/);
  expect(sheets.map((sheet) => /^\s*(\d+)\n/.exec(sheet)?.[1])).toEqual([
    undefined,
    ...sheets.slice(1).map((_, i) => String(i + 2)),
  ]);
  expect(sheets.at(-1)).toMatch(/NGƯỜI LẬP SỔ +GIÁM ĐỐC/);
  expect(sheets.at(-1)).toMatch(/Cộng +180\.000\.000/);
});

test('the spreadsheet has dates, figures and text as such, and prints on A4 across with its head on every sheet', async () => {
  const book = new exceljs.Workbook();
  const bytes = await writeBook(BOOK, 'xlsx');
  await book.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  const sheet = book.worksheets[0]!;
  const head = sheet.getSheetValues().findIndex((row) => Array.isArray(row) && row[1] === 'STT');
  expect(sheet.getRow(head + 1).getCell(1).text).toBe('Quý III');
  const first = sheet.getRow(head + 2);
  expect([1, 2, 3, 4].map((n) => first.getCell(n).value)).toEqual([
    1,
    new Date('2025-09-05'),
    '=HYPERLINK("http://x")',
    1_500_000,
  ]);
  expect(first.getCell(3).type).toBe(exceljs.ValueType.String);
  expect(sheet.getRow(head + 122).getCell(3).font.bold).toBe(true);
  expect(sheet.pageSetup).toMatchObject({
    orientation: 'landscape',
    paperSize: 9,
    fitToWidth: 1,
    printTitlesRow: `${head}:${head}`,
  });
  expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: head });
});
