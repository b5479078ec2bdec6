/**
 * The files as other programs read them: LibreOffice opens the Word file as it is and lays it out, and what is printed can be
 * copied out with its diacritics.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { press } from '../../src/engine/press.ts';
import { currentLetter, reportsOf } from '../../src/web/report-figures.ts';
import { temporaryFolder } from '../support/station.ts';
import { openVillage } from '../support/village.ts';

const SAID = [
  'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  'BÁO CÁO',
  'Tổng thời lượng 140 phút (02 giờ 20 phút).',
  'Đã tuyên truyền 08/28 nội dung',
  'Trong kỳ có 143/144 lượt cụm phát đạt (99,3%)',
  'BIỂU ĐỒ SỐ LIỆU TRONG KỲ BÁO CÁO',
  'Nơi nhận:',
];

const textOf = (pdf: string): string =>
  execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).normalize().replace(/\s+/g, ' ');
const sheetsOf = (pdf: string): string => execFileSync('pdfinfo', ['-f', '1', '-l', '99', pdf], { encoding: 'utf8' });

/** Where words and pages are, in points of 1/72 inch. */
type Word = { text: string; left: number; right: number; top: number; bottom: number };
const pagesOf = (pdf: string): { wide: number; high: number; words: Word[] }[] =>
  execFileSync('pdftotext', ['-bbox-layout', pdf, '-'], { encoding: 'utf8' })
    .normalize()
    .split('<page ')
    .slice(1)
    .map((page) => ({
      wide: Number(/width="([\d.]+)"/.exec(page)![1]),
      high: Number(/height="([\d.]+)"/.exec(page)![1]),
      words: [
        ...page.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g),
      ].map(([, left, top, right, bottom, text]) => ({
        ...{ text: text!, left: Number(left), right: Number(right), top: Number(top), bottom: Number(bottom) },
      })),
    }));

const DOTS = 72;
const MM = DOTS / 25.4;

/** The page as a picture of one dot a point: whether there is ink at a dot. */
function pictureOf(pdf: string, page: number): { wide: number; high: number; ink(x: number, y: number): boolean } {
  const options = ['-r', `${DOTS}`, '-gray', '-f', `${page}`, '-l', `${page}`];
  const file = execFileSync('pdftoppm', [...options, pdf], { maxBuffer: 1 << 26 });
  const [head, wide, high] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 40))!;
  const [across, down] = [Number(wide), Number(high)];
  return { wide: across, high: down, ink: (x, y) => file[head.length + y * across + x]! < 160 };
}

/** The longest unbroken line on any row between `from` and `until`, within the columns given. */
function longestLine(
  { ink }: ReturnType<typeof pictureOf>,
  rows: { from: number; until: number },
  columns: { from: number; until: number },
): number {
  let longest = 0;
  for (let y = Math.floor(rows.from); y < rows.until; y++)
    for (let x = Math.floor(columns.from), run = 0; x < columns.until; x++) {
      run = ink(x, y) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
  return longest;
}

/** By the decree, appendix I: A4, 20 mm above and below, 30 mm left, 20 mm right; the number in the margin above. */
function expectForm(pdf: string): void {
  const pages = pagesOf(pdf);
  const letter = pages.slice(
    0,
    pages.findIndex(({ wide, high }) => wide > high),
  );
  const [first] = letter;
  // Only words of Latin-1: a typeface that lacks the others is left in the middle of a word.
  const find = (text: string, from = first!): Word => {
    const found = from.words.find((word) => word.text === text);
    expect(found, text).toBeDefined();
    return found!;
  };
  for (const [i, { wide, high, words }] of letter.entries()) {
    expect([Math.round(wide / MM), Math.round(high / MM)]).toEqual([210, 297]);
    const { ink, ...size } = pictureOf(pdf, i + 1);
    const outside: string[] = [];
    for (let y = 0; y < size.high; y++)
      for (let x = 0; x < size.wide; x++) {
        const isNumber = i > 0 && y < 20 * MM;
        const isWithin = x >= 30 * MM - 3 && x <= size.wide - 20 * MM + 3 && y <= size.high - 20 * MM + 2;
        if (ink(x, y) && !(isWithin && (isNumber || y >= 20 * MM - 3))) outside.push(`${x},${y} of page ${i + 1}`);
      }
    expect(outside).toEqual([]);
    const above = words.filter(({ bottom }) => bottom < 20 * MM);
    expect(above.map(({ text }) => text)).toEqual(i === 0 ? [] : [String(i + 1)]);
    // In the middle of the type area.
    for (const { left, right } of above)
      expect(Math.abs((left + right) / 2 - (30 + 160 / 2) * MM)).toBeLessThan(2 * MM);
  }

  const [agency, nation, motto] = [find('TRUNG'), find('HÒA'), find('do')];
  expect(agency.right).toBeLessThan(nation.left);
  expect(nation.left).toBeGreaterThan(90 * MM);
  const picture = pictureOf(pdf, 1);
  const columns = { left: { from: 30 * MM, until: 97 * MM }, right: { from: 97 * MM, until: 190 * MM } };
  const below = (word: Word) => ({ from: word.bottom - 2, until: word.bottom + 8 });
  expect(longestLine(picture, below(motto), columns.right) / MM).toBeCloseTo(56, -1);
  const last = find('THÔNG');
  expect(longestLine(picture, below(last), columns.left) / MM).toBeGreaterThan(20);

  const signed = letter.at(-1)!;
  const [office, name, list] = [find('GIÁM', signed), find('A', signed), find('VT.', signed)];
  expect(office.left).toBeGreaterThan(signed.wide / 2);
  expect(name.left).toBeGreaterThan(signed.wide / 2);
  expect(list.left).toBeLessThan(signed.wide / 2);
  expect(name.top).toBeGreaterThan(office.bottom + 15 * MM);
}

test('LibreOffice lays the Word file out as the PDF is: same words, upright letter, annex across, pictures', async () => {
  const { web, reporter } = await openVillage();
  await web.post('/bao-cao', { span: 'quarter', year: '2025', number: '3' }, reporter.headers);
  const { report } = reportsOf(web.station, 2025).find((one) => one.report)!;
  const signer = { authority: '', position: 'Giám đốc', name: 'Nguyễn Văn A' };
  const letter = { ...currentLetter(web.station, report!)!, signers: [signer] };
  const folder = temporaryFolder();
  for (const format of ['docx', 'pdf'] as const)
    writeFileSync(join(folder, `own.${format}`), await press({ what: 'letter', letter, format, ffmpeg: 'ffmpeg' }));
  const settings = `-env:UserInstallation=file://${join(folder, 'office')}`;
  execFileSync(
    'soffice',
    [
      settings,
      '--headless',
      '--convert-to',
      'pdf:writer_pdf_Export',
      '--outdir',
      join(folder, 'out'),
      join(folder, 'own.docx'),
    ],
    {
      stdio: 'ignore',
    },
  );
  const laidOut = join(folder, 'out', 'own.pdf');
  for (const pdf of [laidOut, join(folder, 'own.pdf')]) {
    const text = textOf(pdf);
    for (const words of SAID) expect(text).toContain(words);
    expect(text).toMatch(/Số: *\/BC-TTVHTTDLTT/);
    const sizes = [...sheetsOf(pdf).matchAll(/size: +([\d.]+) x ([\d.]+)/g)].map(([, wide, high]) =>
      Number(wide) < Number(high) ? 'upright' : 'across',
    );
    expect([sizes[0], sizes.at(-1), sizes.includes('across')]).toEqual(['upright', 'upright', true]);
    expectForm(pdf);
    const fonts = execFileSync('pdffonts', [pdf], { encoding: 'utf8' });
    expect(fonts).toMatch(/\+(Tinos|LiberationSerif|TimesNewRoman)/);
  }
  const images = execFileSync('pdfimages', ['-list', laidOut], { encoding: 'utf8' })
    .split('\n')
    .filter((row) => / image /.test(row));
  expect(images.length).toBeGreaterThanOrEqual(letter.pictures!.length);
  expect(readFileSync(join(folder, 'own.pdf')).includes('Tinos')).toBe(true);
}, 180_000);
