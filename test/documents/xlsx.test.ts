import { setImmediate } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { durationMs, frames } from '../../src/core/time.ts';
import { AIRING_COLUMNS } from '../../src/documents/airing-columns.ts';
import { writeXlsx } from '../../src/documents/xlsx.ts';
import { anAiring, aSilence, asRead, at, bytesOf } from '../support/airings.ts';

const BOOK = { sheet: 'Nhật ký phát thanh', columns: AIRING_COLUMNS, zone: 'Asia/Ho_Chi_Minh' };
const AWKWARD = ' Ngày "Chuyển đổi số" <b>&amp;</b>\r\nđợt 2 \u0000\ud800 ';

async function read(bytes: Buffer): Promise<ExcelJS.Worksheet[]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(new Uint8Array(bytes).buffer);
  return book.worksheets;
}

const rowOf = (sheet: ExcelJS.Worksheet, number: number): Record<string, ExcelJS.CellValue> =>
  Object.fromEntries(AIRING_COLUMNS.map(({ header }, i) => [header, sheet.getRow(number).getCell(i + 1).value]));

/** A date cell holds a wall clock; exceljs reads it as if it were UTC. */
const wall = (text: string) => new Date(`${text}Z`);

describe('the log as XLSX', () => {
  test('reads back field by field: dates are dates of the wall clock, numbers are numbers', async () => {
    const cut = anAiring({
      title: AWKWARD,
      startedAt: at('2025-09-10T23:59:58.970'),
      endedAt: at('2025-09-11T00:06:51.120'),
      playedFrames: frames(412_150 * 48),
      latenessMs: durationMs(-12),
      outcome: 'cut',
      reason: 'restart',
      commandId: 3,
    });
    const rows = [asRead(cut, 2), asRead(aSilence({ title: '=1+1' }), 3)];
    const [sheet] = await read(await bytesOf(writeXlsx(rows, BOOK)));
    expect(rowOf(sheet!, 2)).toEqual({
      'Lượt số': 2,
      Ngày: wall('2025-09-10T00:00:00'),
      Thứ: 'Thứ Tư',
      'Giờ bắt đầu': wall('2025-09-10T23:59:58'),
      'Giờ kết thúc': wall('2025-09-11T00:06:51'),
      'Thời lượng': wall('1899-12-30T00:06:52'),
      'Tiết mục': ' Ngày "Chuyển đổi số" <b>&amp;</b>\nđợt 2  ',
      'Chuyên mục': 'Chuyển đổi số',
      Số: 'Số 02/2025',
      Loại: 'Phát mới',
      'Vùng phát': 'Toàn xã',
      'Kết quả': 'Bị ngắt',
      'Lý do': 'Mất điện hoặc phần mềm phát khởi động lại',
      'Chi tiết': null,
      'Bắt đầu theo lịch': wall('2025-09-10T17:10:00'),
      'Kết thúc theo lịch': wall('2025-09-10T17:25:00'),
      'Đã phát (%)': 412_150 / 900_000,
      'Độ trễ (giây)': -0.012,
      'Phát từ giây': 0,
      'Tiếp nối lượt': null,
      'Phát bù cho lượt': null,
      'Theo lệnh số': 3,
      'Người trực': null,
      'Nguyên nhân': null,
      'Người duyệt': null,
      'Duyệt sau lúc': null,
      'Đầu ra': null,
      'Đồng hồ': null,
      'Cụm loa dự kiến': null,
      'Cụm loa xác nhận': null,
      'Đối chiếu bản ghi sóng': null,
      'Đính chính': null,
      'Kết quả ghi lúc phát': null,
      'Mã băm tệp': 'ab12cd34'.repeat(8),
    });
    expect(rowOf(sheet!, 3)).toMatchObject({ 'Tiết mục': '=1+1', 'Giờ bắt đầu': null, 'Kết quả': 'Không phát' });
    expect(sheet!.getRow(3).getCell(7).type).toBe(ExcelJS.ValueType.String);
  });

  test('shows dates as this country writes them, under a head that stays', async () => {
    const [sheet] = await read(await bytesOf(writeXlsx([asRead(anAiring())], BOOK)));
    const formats = [2, 4, 6, 14, 16].map((column) => sheet!.getRow(2).getCell(column).numFmt);
    expect(formats).toEqual(['dd/mm/yyyy', 'hh:mm:ss', '[h]:mm:ss', 'dd/mm/yyyy hh:mm:ss', '0.0%']);
    expect(sheet!.name).toBe('Nhật ký phát thanh');
    expect(sheet!.views).toMatchObject([{ state: 'frozen', ySplit: 1 }]);
    expect(sheet!.getRow(1).getCell(2).value).toBe('Ngày');
    expect(sheet!.getColumn(7).width).toBe(36);
  });

  test('what is more than a sheet holds goes on in the next', async () => {
    const rows = [1, 2, 3, 4, 5].map((id) => asRead(anAiring(), id));
    const sheets = await read(await bytesOf(writeXlsx(rows, { ...BOOK, sheetRows: 3 })));
    expect(sheets.map(({ name }) => name)).toEqual([BOOK.sheet, `${BOOK.sheet}_2`, `${BOOK.sheet}_3`]);
    const ids = sheets.flatMap((sheet) => [2, 3].map((row) => sheet.getRow(row).getCell(1).value));
    expect(ids).toEqual([1, 2, 3, 4, 5, null]);
  });

  test('an empty log is a sheet with its head', async () => {
    const [sheet] = await read(await bytesOf(writeXlsx([], BOOK)));
    expect(sheet!.rowCount).toBe(1);
  });

  test('is made no faster than it is read, and no further when the reader leaves', async () => {
    let made = 0;
    function* rows() {
      for (; made < 50_000; made++) yield asRead(anAiring(), made);
    }
    const document = writeXlsx(rows(), BOOK);
    for (let i = 0; i < 3; i++) await document.next();
    for (let turn = 0; turn < 500; turn++) await setImmediate();
    expect(made).toBeLessThan(20_000);
    await document.return(undefined);
    const then = made;
    for (let turn = 0; turn < 500; turn++) await setImmediate();
    expect(made - then).toBeLessThan(500);
  });

  test('a fault while the rows are read is a fault of the document, not its end', async () => {
    function* rows() {
      yield asRead(anAiring());
      throw new Error('the disk is gone');
    }
    await expect(bytesOf(writeXlsx(rows(), BOOK))).rejects.toThrow('the disk is gone');
  });
});
