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

test('LibreOffice lays the Word file out as the PDF is: same words, upright letter, annex across, pictures', async () => {
  const { web, reporter } = await openVillage();
  await web.post('/bao-cao', { span: 'quarter', year: '2025', number: '3' }, reporter.headers);
  const { report } = reportsOf(web.station, 2025).find((one) => one.report)!;
  const letter = currentLetter(web.station, report!)!;
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
  }
  const images = execFileSync('pdfimages', ['-list', laidOut], { encoding: 'utf8' })
    .split('\n')
    .filter((row) => / image /.test(row));
  expect(images.length).toBeGreaterThanOrEqual(letter.pictures!.length);
  expect(readFileSync(join(folder, 'own.pdf')).includes('Tinos')).toBe(true);
}, 180_000);
