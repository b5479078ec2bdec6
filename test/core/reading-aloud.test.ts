import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digitsInWords, numberInWords, romanNumber, writtenNumberInWords } from '../../src/core/number-words.ts';
import { DEFAULT_PRONUNCIATIONS, readAloud, unknownAbbreviations } from '../../src/core/reading-aloud.ts';

describe('a number is said', () => {
  test.each([
    [0, 'không'],
    [5, 'năm'],
    [10, 'mười'],
    [11, 'mười một'],
    [14, 'mười bốn'],
    [15, 'mười lăm'],
    [20, 'hai mươi'],
    [21, 'hai mươi mốt'],
    [24, 'hai mươi tư'],
    [25, 'hai mươi lăm'],
    [55, 'năm mươi lăm'],
    [100, 'một trăm'],
    [101, 'một trăm linh một'],
    [104, 'một trăm linh bốn'],
    [105, 'một trăm linh năm'],
    [110, 'một trăm mười'],
    [115, 'một trăm mười lăm'],
    [221, 'hai trăm hai mươi mốt'],
    [1000, 'một nghìn'],
    [1005, 'một nghìn không trăm linh năm'],
    [1010, 'một nghìn không trăm mười'],
    [2025, 'hai nghìn không trăm hai mươi lăm'],
    [10_000, 'mười nghìn'],
    [1_500_000, 'một triệu năm trăm nghìn'],
    [1_000_001, 'một triệu không trăm linh một'],
    [3_000_000_000, 'ba tỷ'],
    [2_500_000_000, 'hai tỷ năm trăm triệu'],
    [1_000_000_005, 'một tỷ không trăm linh năm'],
    [12_000_000_000_000, 'mười hai nghìn tỷ'],
  ])('%i', (n, words) => expect(numberInWords(n)).toBe(words));

  test.each([
    ['1.234,5', 'một nghìn hai trăm ba mươi tư phẩy năm'],
    ['99,3', 'chín mươi chín phẩy ba'],
    ['0,05', 'không phẩy không năm'],
    ['3,25', 'ba phẩy hai mươi lăm'],
    ['02', 'không hai'],
    ['1.500.000', 'một triệu năm trăm nghìn'],
  ])('%s as it is written', (written, words) => expect(writtenNumberInWords(written)).toBe(words));

  test('digit by digit', () => expect(digitsInWords('0905')).toBe('không chín không năm'));

  test('no two numbers alike', () => {
    const up = fc.integer({ min: 0, max: 999_999_999_999 });
    fc.assert(fc.property(up, up, (a, b) => a === b || numberInWords(a) !== numberInWords(b)));
  });

  test.each([
    ['I', 1],
    ['IV', 4],
    ['IX', 9],
    ['XIV', 14],
    ['XL', 40],
    ['IIII', undefined],
    ['VX', undefined],
    ['CCHC', undefined],
    ['', undefined],
  ])('Roman %s', (text, n) => expect(romanNumber(text)).toBe(n));
});

describe('a voice is given', () => {
  test.each([
    // abbreviations
    ['UBND xã Đăk Tô', 'Ủy ban nhân dân xã Đăk Tô'],
    ['HĐND, UBND và MTTQ', 'Hội đồng nhân dân, Ủy ban nhân dân và Mặt trận Tổ quốc'],
    ['tiêm phòng, đóng BHYT, v.v.', 'tiêm phòng, đóng bảo hiểm y tế, vân vân'],
    ['cải cách TTHC & CĐS', 'cải cách thủ tục hành chính và chuyển đổi số'],
    ['UBMTTQ xã', 'Ủy ban Mặt trận Tổ quốc xã'],
    // numbers of documents and issues
    ['Công điện số 05/CĐ-UBND', 'Công điện số không năm, công điện, Ủy ban nhân dân'],
    ['Quyết định 135/QĐ-TTg', 'Quyết định một trăm ba mươi lăm, quyết định, Thủ tướng Chính phủ'],
    ['Nghị định 49/2024/NĐ-CP', 'Nghị định bốn mươi chín, năm hai nghìn không trăm hai mươi tư, nghị định, Chính phủ'],
    ['Số 02/2025', 'Số không hai, năm hai nghìn không trăm hai mươi lăm'],
    // dates
    ['ngày 05/9/2025', 'ngày mùng năm tháng chín năm hai nghìn không trăm hai mươi lăm'],
    ['ngày 05/09/2025', 'ngày mùng năm tháng chín năm hai nghìn không trăm hai mươi lăm'],
    ['ngày 15/4', 'ngày mười lăm tháng tư'],
    ['sáng 5/9', 'sáng ngày mùng năm tháng chín'],
    ['từ 05–10/9/2025', 'từ ngày mùng năm đến mùng mười tháng chín năm hai nghìn không trăm hai mươi lăm'],
    ['ngày 05 tháng 9 năm 2025', 'ngày mùng năm tháng chín năm hai nghìn không trăm hai mươi lăm'],
    ['tháng 9/2025', 'tháng chín năm hai nghìn không trăm hai mươi lăm'],
    ['tháng 4', 'tháng tư'],
    ['tháng 01', 'tháng một'],
    ['lễ 2/9', 'lễ ngày mùng hai tháng chín'],
    ['ngày 20/11', 'ngày hai mươi tháng mười một'],
    ['quý III/2025', 'quý ba năm hai nghìn không trăm hai mươi lăm'],
    ['trực 24/24', 'trực hai mươi tư trên hai mươi tư'],
    ['trực 24/7', 'trực hai mươi tư trên bảy'],
    ['2/3 số hộ', 'hai phần ba số hộ'],
    // hours
    ['lúc 17h30', 'lúc mười bảy giờ ba mươi phút'],
    ['lúc 17:30', 'lúc mười bảy giờ ba mươi phút'],
    ['lúc 17g30', 'lúc mười bảy giờ ba mươi phút'],
    ['lúc 07h', 'lúc bảy giờ'],
    ['lúc 17h00', 'lúc mười bảy giờ'],
    ['05 giờ 30 phút', 'năm giờ ba mươi phút'],
    ['17:10:04', 'mười bảy giờ mười phút bốn giây'],
    ['từ 05:30–06:15', 'từ năm giờ ba mươi phút đến sáu giờ mười lăm phút'],
    ['7h30 - 11h', 'bảy giờ ba mươi phút đến mười một giờ'],
    // telephones
    ['gọi 0905 123 456', 'gọi không chín không năm, một hai ba, bốn năm sáu'],
    ['ĐT: 0905.123.456', 'ĐT: không chín không năm, một hai ba, bốn năm sáu'],
    ['0905123456', 'không chín không năm, một hai ba, bốn năm sáu'],
    ['+84 905 123 456', 'cộng tám bốn, chín không năm, một hai ba, bốn năm sáu'],
    ['gọi 114', 'gọi một một bốn'],
    ['tổng đài 1900 1234', 'tổng đài một chín không không, một hai, ba bốn'],
    // Roman numerals and ranks
    ['quý IV', 'quý bốn'],
    ['cháy rừng cấp V', 'cháy rừng cấp năm'],
    ['lần thứ XIV', 'lần thứ mười bốn'],
    ['lần thứ I', 'lần thứ nhất'],
    ['thứ 4 tuần sau', 'thứ tư tuần sau'],
    ['Thứ 2', 'Thứ hai'],
    ['Đại hội XIII', 'Đại hội mười ba'],
    // quantities
    ['mưa 120mm', 'mưa một trăm hai mươi mi li mét'],
    ['99,3%', 'chín mươi chín phẩy ba phần trăm'],
    ['1.500.000đ', 'một triệu năm trăm nghìn đồng'],
    ['38 °C', 'ba mươi tám độ C'],
    ['10–15 ha rừng', 'mười đến mười lăm héc ta rừng'],
    ['gió 60 km/h', 'gió sáu mươi ki lô mét trên giờ'],
    ['xả 350 m3/s', 'xả ba trăm năm mươi mét khối trên giây'],
    ['12 hộ', 'mười hai hộ'],
    ['mạng 4G', 'mạng bốn G'],
    ['-5 độ', 'âm năm độ'],
  ])('%s', (written, spoken) => expect(readAloud(written)).toBe(spoken));

  test('no digit, whatever was written', () => {
    const piece = fc.constantFrom(
      '5/9',
      '31/02',
      '17h',
      ':30',
      '0905',
      '1.000',
      ',5',
      '-',
      '–',
      '/',
      ' ',
      'UBND',
      'số ',
      'IV',
      '%',
      '2025',
      '00',
      'x',
      'ngày ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(readAloud(pieces.join(''))).not.toMatch(/\d/);
      }),
    );
  });

  test('what the station says of an abbreviation of its own, whole words only', () => {
    const own = [...DEFAULT_PRONUNCIATIONS, { written: 'VNPT', spoken: 'vi en pi ti' }];
    expect(readAloud('Nhà mạng VNPT, VNPTX', own)).toBe('Nhà mạng vi en pi ti, VNPTX');
    expect(readAloud('UBND', [])).toBe('UBND');
  });

  test('paragraphs as they were', () => {
    expect(readAloud('Thông báo.\n\nMời bà  con.')).toBe('Thông báo.\n\nMời bà con.');
  });

  test('a run of digits without end four by four, as a voice can say it', () => {
    const run = (digits: number) => readAloud(`Mã ${'1'.repeat(digits)}.`);
    expect(run(17)).toBe('Mã một một một một, một một một một, một một một một, một một một một, một.');
    expect(run(40_000).split(', ')).toHaveLength(10_000);
    expect(readAloud(`A${'2'.repeat(16)}B`)).toMatch(/^A hai hai.* hai B$/);
    expect(readAloud('Số 123456789012345')).toContain('tỷ');
  });

  test('thousands upon thousands, no digit left', () => expect(readAloud('123.'.repeat(2000))).not.toMatch(/\d/));

  test('text that is NFD like text that is NFC', () => {
    expect(readAloud('HĐND xã họp ngày 05/9'.normalize('NFD'))).toBe(readAloud('HĐND xã họp ngày 05/9'));
  });

  test('the names it would stumble over are told', () => {
    expect(unknownAbbreviations('THÔNG BÁO CỦA XÃ\nUBND phối hợp VNPT, quý III, cấp thẻ BHYT, số 05/CĐ-UBND')).toEqual([
      'VNPT',
    ]);
  });
});
