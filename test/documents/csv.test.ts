import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { durationMs, epochMs, frames } from '../../src/core/time.ts';
import { AIRING_COLUMNS } from '../../src/documents/airing-columns.ts';
import { AIRING_FIELDS, airingRow } from '../../src/documents/airing-row.ts';
import { writeCsv, writeRecordsCsv } from '../../src/documents/csv.ts';
import { writeJsonLines } from '../../src/documents/jsonl.ts';
import { wallClock } from '../../src/documents/wall-clock.ts';
import { anAiring, aSilence, asRead, at, bytesOf } from '../support/airings.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const AWKWARD = 'Ngày "Chuyển đổi số"; 10/10, \nđợt 2';
const ROWS = [
  asRead(anAiring(), 1),
  asRead(
    anAiring({
      title: AWKWARD,
      startedAt: at('2025-09-10T23:59:58.970'),
      endedAt: at('2025-09-11T00:06:51.120'),
      playedFrames: frames(412_150 * 48),
      latenessMs: durationMs(-12),
      outcome: 'cut',
      reason: 'restart',
      fromFrame: frames(24_000),
    }),
    2,
  ),
  asRead(aSilence({ title: '=1+1', detail: '@SUM(A1)' }), 3),
];

const read = (bytes: Buffer) => parse(bytes, { bom: true, delimiter: ';', columns: true }) as Record<string, string>[];
const csv = () => bytesOf(writeCsv(ROWS, AIRING_COLUMNS, ZONE));

describe('the log as CSV', () => {
  test('begins with a BOM, ends its lines with CRLF and parts its fields with semicolons', async () => {
    const bytes = await csv();
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString()).toMatch(/^\ufeffLượt số;Ngày;Thứ;Giờ bắt đầu;.*\r\n1;10\/09\/2025;Thứ Tư;17:10:00;/);
    expect(bytes.toString().endsWith('\r\n')).toBe(true);
  });

  test('reads back field by field, to the second, with every mark and quote', async () => {
    const [whole, cut, silent] = read(await csv());
    expect(whole).toEqual({
      'Lượt số': '1',
      Ngày: '10/09/2025',
      Thứ: 'Thứ Tư',
      'Giờ bắt đầu': '17:10:00',
      'Giờ kết thúc': '17:25:00',
      'Thời lượng': '0:15:00',
      'Tiết mục': 'Chuyển đổi số (phát mới)',
      'Chuyên mục': 'Chuyển đổi số',
      Số: 'Số 02/2025',
      Loại: 'Phát mới',
      'Vùng phát': 'Toàn xã',
      'Kết quả': 'Đã phát',
      'Lý do': '',
      'Chi tiết': '',
      'Bắt đầu theo lịch': '10/09/2025 17:10:00',
      'Kết thúc theo lịch': '10/09/2025 17:25:00',
      'Đã phát (%)': '100',
      'Độ trễ (giây)': '0,004',
      'Phát từ giây': '0',
      'Tiếp nối lượt': '',
      'Phát bù cho lượt': '',
      'Theo lệnh số': '',
      'Người trực': '',
      'Nguyên nhân': '',
      'Người duyệt': '',
      'Duyệt sau lúc': '',
      'Đầu ra': '',
      'Đồng hồ': '',
      'Cụm loa dự kiến': '',
      'Cụm loa xác nhận': '',
      'Đối chiếu bản ghi sóng': '',
      'Đính chính': '',
      'Kết quả ghi lúc phát': '',
      'Mã băm tệp': 'ab12cd34'.repeat(8),
    });
    expect(cut).toMatchObject({
      Ngày: '10/09/2025',
      'Giờ bắt đầu': '23:59:58',
      'Giờ kết thúc': '00:06:51',
      'Thời lượng': '0:06:52',
      'Tiết mục': AWKWARD,
      'Kết quả': 'Bị ngắt',
      'Lý do': 'Mất điện hoặc phần mềm phát khởi động lại',
      'Đã phát (%)': '45,8',
      'Độ trễ (giây)': '-0,012',
      'Phát từ giây': '0,5',
    });
    expect(silent).toMatchObject({
      Ngày: '10/09/2025',
      'Giờ bắt đầu': '',
      'Kết quả': 'Không phát',
      'Độ trễ (giây)': '',
    });
  });

  test.each(['=1+1', '+84', '-5', '@SUM(A1)', '\tx', '\rx'])(
    'text %j is no formula to a spreadsheet',
    async (title) => {
      const bytes = await bytesOf(writeCsv([asRead(anAiring({ title }))], AIRING_COLUMNS, ZONE));
      expect(read(bytes)[0]?.['Tiết mục']).toBe(`'${title}`);
    },
  );

  test('for programs: the fields of the API under their own names, to the millisecond', async () => {
    const wall = wallClock(ZONE);
    const rows = ROWS.map((airing) => airingRow(airing, wall));
    const [, cut] = read(await bytesOf(writeRecordsCsv(rows, AIRING_FIELDS)));
    const expected = Object.entries(rows[1]!).map(([field, value]) => [field, value === null ? '' : String(value)]);
    expect(cut).toEqual(Object.fromEntries(expected));
    expect(cut).toMatchObject({ startedAt: '2025-09-10T23:59:58.970+07:00', latenessMs: '-12', title: AWKWARD });
  });
});

describe('the log as JSON lines', () => {
  test('is one airing a line, whatever its words', async () => {
    const wall = wallClock(ZONE);
    const rows = ROWS.map((airing) => airingRow(airing, wall));
    const lines = (await bytesOf(writeJsonLines(rows))).toString().split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
  });
});

test('a long document lets everything else have its turn, and is made no faster than it is read', async () => {
  let made = 0;
  function* rows() {
    for (; made < 20_000; made++) yield asRead(anAiring({ startedAt: epochMs(made * 60_000) }), made);
  }
  const document = writeCsv(rows(), AIRING_COLUMNS, ZONE);
  await document.next();
  await document.next();
  expect(made).toBeLessThan(1000);

  let turns = 0;
  let reading = true;
  const turn = () => {
    turns++;
    if (reading) setImmediate(turn);
  };
  setImmediate(turn);
  for await (const _ of document);
  reading = false;
  expect(made).toBe(20_000);
  expect(turns).toBeGreaterThan(50);
});
