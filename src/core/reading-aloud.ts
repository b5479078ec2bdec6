/**
 * Text as a voice has to be given it (product E5): abbreviations as the station says them, then telephone numbers,
 * numbers of documents, dates, hours, Roman numerals, quantities and numbers in Vietnamese words. What a voice reads well by
 * itself stays as it is. Whoever wrote the text hears the result before anybody else does.
 */
import { digitsInWords, MOST_DIGITS, numberInWords, romanNumber, writtenNumberInWords } from './number-words.ts';
import { dateOf } from './vietnamese.ts';

/** `written` is matched as a whole word, capitals as they are; `spoken` is read in its place. */
export type Pronunciation = { readonly written: string; readonly spoken: string };

export const DEFAULT_PRONUNCIATIONS: readonly Pronunciation[] = [
  ['UBND', 'Ủy ban nhân dân'],
  ['HĐND', 'Hội đồng nhân dân'],
  ['MTTQ', 'Mặt trận Tổ quốc'],
  ['UBMTTQ', 'Ủy ban Mặt trận Tổ quốc'],
  ['CCHC', 'cải cách hành chính'],
  ['TTHC', 'thủ tục hành chính'],
  ['CĐS', 'chuyển đổi số'],
  ['DVC', 'dịch vụ công'],
  ['CNTT', 'công nghệ thông tin'],
  ['PTDS', 'phòng thủ dân sự'],
  ['PCTT', 'phòng chống thiên tai'],
  ['TKCN', 'tìm kiếm cứu nạn'],
  ['PCCC', 'phòng cháy chữa cháy'],
  ['PCCCR', 'phòng cháy chữa cháy rừng'],
  ['KTTV', 'khí tượng thủy văn'],
  ['ANTT', 'an ninh trật tự'],
  ['ATGT', 'an toàn giao thông'],
  ['ATTP', 'an toàn thực phẩm'],
  ['NVQS', 'nghĩa vụ quân sự'],
  ['BHYT', 'bảo hiểm y tế'],
  ['BHXH', 'bảo hiểm xã hội'],
  ['CCCD', 'căn cước công dân'],
  ['VNeID', 'vi en i đi'],
  ['NTM', 'nông thôn mới'],
  ['HTX', 'hợp tác xã'],
  ['TDP', 'tổ dân phố'],
  ['THCS', 'trung học cơ sở'],
  ['THPT', 'trung học phổ thông'],
  ['QL', 'quốc lộ'],
  ['TP.', 'thành phố '],
  ['v.v.', 'vân vân'],
  ['v/v', 'về việc'],
  ['&', 'và'],
].map(([written, spoken]) => ({ written: written!, spoken: spoken! }));

/** In the number of a document: 05/CĐ-UBND, 135/QĐ-TTg. Elsewhere these letters mean many things. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  QĐ: 'quyết định',
  NĐ: 'nghị định',
  NQ: 'nghị quyết',
  TT: 'thông tư',
  CT: 'chỉ thị',
  CĐ: 'công điện',
  CV: 'công văn',
  KH: 'kế hoạch',
  TB: 'thông báo',
  BC: 'báo cáo',
  TTr: 'tờ trình',
  GM: 'giấy mời',
  CP: 'Chính phủ',
  TTg: 'Thủ tướng Chính phủ',
  BCH: 'Ban Chỉ huy',
};

const UNITS: Readonly<Record<string, string>> = {
  '%': 'phần trăm',
  '°C': 'độ C',
  'km/h': 'ki lô mét trên giờ',
  'm/s': 'mét trên giây',
  'm3/s': 'mét khối trên giây',
  'm³/s': 'mét khối trên giây',
  km2: 'ki lô mét vuông',
  'km²': 'ki lô mét vuông',
  m2: 'mét vuông',
  'm²': 'mét vuông',
  m3: 'mét khối',
  'm³': 'mét khối',
  km: 'ki lô mét',
  cm: 'xăng ti mét',
  mm: 'mi li mét',
  m: 'mét',
  ha: 'héc ta',
  kg: 'ki lô gam',
  kWh: 'ki lô oát giờ',
  ml: 'mi li lít',
  đ: 'đồng',
  VNĐ: 'đồng',
};

const START = '(?<![\\p{L}\\p{N}])';
const END = '(?![\\p{L}\\p{N}])';
const DASH = '\\s*[-–—]\\s*';
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
const anyOf = (words: readonly string[]): string =>
  [...words]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|');

/** Pass by pass: what one has said has no digits left for the next to read again. Line breaks stay. */
export function readAloud(text: string, pronunciations: readonly Pronunciation[] = DEFAULT_PRONUNCIATIONS): string {
  const passes = [
    longRuns,
    abbreviations(pronunciations),
    telephones,
    documents(pronunciations),
    dates,
    hours,
    ordinals,
    romans,
    quantities,
    numbers,
  ];
  return passes
    .reduce((read, pass) => pass(read), text.normalize('NFC'))
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

type Pass = (text: string) => string;

/** Between letters and figures that stand together. */
const apart = (words: string, found: string, at: number, whole: string): string => {
  const before = /\p{L}/u.test(whole[at - 1] ?? '') ? ' ' : '';
  const after = /\p{L}/u.test(whole[at + found.length] ?? '') ? ' ' : '';
  return `${before}${words}${after}`;
};

/** Longer than any number that is said as one: four by four, first, so that no later pass tries it from each of its digits. */
const longRuns: Pass = (text) =>
  text.replace(new RegExp(`\\d{${MOST_DIGITS + 1},}`, 'gu'), (run, at: number, whole: string) =>
    apart(
      run
        .match(/\d{1,4}/g)!
        .map(digitsInWords)
        .join(', '),
      run,
      at,
      whole,
    ),
  );

function abbreviations(pronunciations: readonly Pronunciation[]): Pass {
  const spoken = new Map(pronunciations.map((one) => [one.written.normalize('NFC'), one.spoken]));
  if (spoken.size === 0) return (text) => text;
  // In the number of a document they are read with it.
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}]|[\\p{N}]/[\\p{Lu}-]*)(?:${anyOf([...spoken.keys()])})${END}`, 'gu');
  return (text) => text.replace(pattern, (found) => spoken.get(found)!);
}

// telephones ------------------------------------------------------------------------------------------------------------

const inGroups = (digits: string, sizes: readonly number[]): string => {
  const groups: string[] = [];
  let at = 0;
  for (const size of sizes) {
    groups.push(digits.slice(at, at + size));
    at += size;
  }
  return groups.filter(Boolean).map(digitsInWords).join(', ');
};

/** 0905 123 456, 0260.3831.234, +84 905 123 456, 1900 1234, and 113 to 115 where they are called. */
const telephones: Pass = (text) =>
  text
    .replace(
      new RegExp(`(?<![\\p{L}\\p{N}.,])(\\+84|0)((?:[ .]?\\d){8,10})${END}`, 'gu'),
      (_, lead: string, rest: string) => {
        const digits = `${lead === '0' ? '0' : '84'}${rest.replace(/\D/g, '')}`;
        return lead === '0' ? inGroups(digits, [4, 3, 4]) : `cộng ${inGroups(digits, [2, 3, 3, 4])}`;
      },
    )
    .replace(new RegExp(`${START}(1[89]00)[ .]?(\\d{2})[ .]?(\\d{2,4})${END}`, 'gu'), (_, ...groups: string[]) =>
      groups.slice(0, 3).map(digitsInWords).join(', '),
    )
    .replace(
      new RegExp(`(${CALLED}\\s+(?:số\\s+)?)(1\\d\\d)${END}`, 'giu'),
      (_, before: string, digits: string) => `${before}${digitsInWords(digits)}`,
    );
const CALLED = '(?:gọi|điện thoại|đường dây nóng|tổng đài|hotline|số máy)';

// documents -------------------------------------------------------------------------------------------------------------

/** `số 05/CĐ-UBND` → `số không năm, công điện, Ủy ban nhân dân`; `Số 02/2025` → `Số không hai, năm hai nghìn …`. */
function documents(pronunciations: readonly Pronunciation[]): Pass {
  const spoken = new Map(pronunciations.map((one) => [one.written, one.spoken]));
  const word = (part: string): string => DOCUMENTS[part] ?? spoken.get(part) ?? part;
  return (text) =>
    text
      .replace(
        new RegExp(`${START}(\\d+)/(?:((?:19|20)\\d\\d)/)?(\\p{Lu}[\\p{L}]+(?:-\\p{Lu}[\\p{L}]*)*)`, 'gu'),
        (_, number: string, year: string | undefined, letters: string) =>
          [
            writtenNumberInWords(number),
            ...(year ? [`năm ${numberInWords(Number(year))}`] : []),
            ...letters.split('-').map(word),
          ].join(', '),
      )
      .replace(
        new RegExp(`((?:số|kỳ)\\s+)(\\d{1,3})/((?:19|20)\\d\\d)${END}`, 'giu'),
        (_, before: string, number: string, year: string) =>
          `${before}${writtenNumberInWords(number)}, năm ${numberInWords(Number(year))}`,
      );
}

// dates -----------------------------------------------------------------------------------------------------------------

const dayWords = (day: number): string => (day <= 10 ? `mùng ${numberInWords(day)}` : numberInWords(day));
const monthWords = (month: number): string => (month === 4 ? 'tư' : numberInWords(month));
const dateWords = (day: number, month: number, year?: string): string =>
  `${dayWords(day)} tháng ${monthWords(month)}${year ? ` năm ${numberInWords(Number(year))}` : ''}`;
const isDate = (day: number, month: number): boolean => dateOf(2024, month, day) !== undefined;
/** Words after which `2/9` is a day, and no share. */
const BEFORE_DATE =
  '(?:ngày|hôm|nay|mai|qua|sáng|trưa|chiều|tối|đêm|từ|đến|tới|trước|sau|lễ|khánh|dịp|tết|kỷ niệm|thứ \\p{L}+|chủ nhật|và|,|\\()';
const DATE = '(0?[1-9]|[12]\\d|3[01])';
const MONTH = '(0?[1-9]|1[0-2])';
const YEAR = '((?:19|20)\\d\\d)';

const dates: Pass = (text) => {
  const word = (before: string | undefined) => (before === undefined ? 'ngày ' : before);
  return (
    text
      // 05–10/9/2025
      .replace(
        new RegExp(`${START}(ngày\\s+)?${DATE}${DASH}${DATE}[/.]${MONTH}(?:[/.]${YEAR})?${END}`, 'giu'),
        (found, before: string | undefined, from: string, until: string, month: string, year?: string) =>
          Number(from) < Number(until) && isDate(Number(until), Number(month))
            ? `${word(before)}${dayWords(Number(from))} đến ${dateWords(Number(until), Number(month), year)}`
            : found,
      )
      // 05/9/2025, 5-9-2025, 05.9.2025
      .replace(
        new RegExp(`${START}(ngày\\s+)?${DATE}([/.-])${MONTH}\\3${YEAR}${END}`, 'giu'),
        (found, before: string | undefined, day: string, _: string, month: string, year: string) =>
          isDate(Number(day), Number(month)) ? `${word(before)}${dateWords(Number(day), Number(month), year)}` : found,
      )
      // tháng 9/2025, quý III/2025
      .replace(
        new RegExp(`(tháng\\s+)${MONTH}/${YEAR}${END}`, 'giu'),
        (_, before: string, month: string, year: string) =>
          `${before}${monthWords(Number(month))} năm ${numberInWords(Number(year))}`,
      )
      .replace(
        new RegExp(`(quý\\s+)([IV]+|[1-4])/${YEAR}${END}`, 'gu'),
        (_, before: string, quarter: string, year: string) => `${before}${quarter} năm ${numberInWords(Number(year))}`,
      )
      // trực 24/7
      .replace(
        new RegExp(`(?<!ngày\\s)${START}24/(7|24)${END}`, 'giu'),
        (_, of: string) => `hai mươi tư trên ${numberInWords(Number(of))}`,
      )
      // ngày 5/9; 20/11
      .replace(
        new RegExp(`(${BEFORE_DATE}\\s*)?${START}${DATE}/${MONTH}${END}`, 'giu'),
        (found, before: string | undefined, day: string, month: string) => {
          if (!isDate(Number(day), Number(month))) return found;
          // 2/3 số hộ
          const isShare = before === undefined && day.length === 1 && month.length === 1 && Number(day) < Number(month);
          if (isShare) return `${numberInWords(Number(day))} phần ${numberInWords(Number(month))}`;
          const isSaid = before !== undefined && /ngày\s*$/iu.test(before);
          return `${before ?? ''}${isSaid ? '' : 'ngày '}${dateWords(Number(day), Number(month))}`;
        },
      )
      // ngày 05 tháng 9 năm 2025
      .replace(
        new RegExp(`(ngày\\s+)${DATE}(\\s+tháng\\s+)${MONTH}${END}`, 'giu'),
        (_, before: string, day: string, between: string, month: string) =>
          `${before}${dayWords(Number(day))}${between}${monthWords(Number(month))}`,
      )
      .replace(new RegExp(`(tháng\\s+)0?(4)${END}(?!\\s*[/,.]\\d)`, 'giu'), (_, before: string) => `${before}tư`)
      .replace(
        new RegExp(`(ngày\\s+|tháng\\s+)0([1-9])${END}`, 'giu'),
        (_, before: string, n: string) => `${before}${/ngày/iu.test(before) ? 'mùng ' : ''}${numberInWords(Number(n))}`,
      )
  );
};

// hours -----------------------------------------------------------------------------------------------------------------

const HOUR = '([01]?\\d|2[0-4])';
const MINUTE = '([0-5]\\d)';
const hourWords = (hour: string, minute?: string, second?: string): string =>
  [
    `${numberInWords(Number(hour))} giờ`,
    ...(Number(minute ?? 0) > 0 || Number(second ?? 0) > 0 ? [`${numberInWords(Number(minute ?? 0))} phút`] : []),
    ...(Number(second ?? 0) > 0 ? [`${numberInWords(Number(second))} giây`] : []),
  ].join(' ');
const CLOCK = `${HOUR}\\s?(?:[hg]|:)(?:${MINUTE}(?::${MINUTE})?)?(?:['’]|\\s?(?:ph|p|phút)${END})?`;

const hours: Pass = (text) =>
  text
    // 17h30 - 18h
    .replace(new RegExp(`(?<=\\d\\s?(?:[hg:]\\s?(?:\\d\\d)?))${DASH}(?=\\d{1,2}\\s?[hg:])`, 'gu'), ' đến ')
    .replace(new RegExp(`${START}${CLOCK}${END}`, 'gu'), (found, hour: string, minute?: string, second?: string) =>
      found.endsWith(':') ? found : hourWords(hour, minute, second),
    )
    // 05 giờ 30 phút
    .replace(new RegExp(`${START}0(\\d)(?=\\s+(?:giờ|phút|giây)${END})`, 'gu'), (_, n: string) =>
      numberInWords(Number(n)),
    );

// ranks and Roman numerals ------------------------------------------------------------------------------------------------

const ordinalWords = (n: number): string => (n === 1 ? 'nhất' : n === 4 ? 'tư' : numberInWords(n));

/** thứ 4, lần thứ IV: tư; lần thứ I: nhất. Thứ 2 of the week is thứ hai either way. */
const ordinals: Pass = (text) =>
  text.replace(
    new RegExp(`(?<![\\p{L}])(thứ\\s+)(\\d{1,2}|[IVX]+)${END}(?![/.,]\\d)`, 'giu'),
    (found, before: string, n: string) => {
      const value = /^\d/.test(n) ? Number(n) : romanNumber(n);
      return value ? `${before}${ordinalWords(value)}` : found;
    },
  );

const BEFORE_ROMAN =
  '(?:quý|khóa|khoá|kỳ|nhiệm kỳ|chương|mục|phần|điều|đại hội|thế kỷ|cấp|hạng|loại|vùng|khu vực|bậc|đợt|giai đoạn|tập|tiểu khu|phụ lục)';

/** `quý III`, `cấp IV`; two letters and more also alone. Said with `tư` where people do. */
const romans: Pass = (text) => {
  const said = (found: string, before: string, letters: string): string => {
    const value = romanNumber(letters);
    return value ? `${before}${numberInWords(value)}` : found;
  };
  return text
    .replace(new RegExp(`(${START}${BEFORE_ROMAN}\\s+)([IVX]+)${END}`, 'gu'), said)
    .replace(
      new RegExp(
        `(${START}(?:Quý|Khóa|Khoá|Kỳ|Chương|Mục|Phần|Đại hội|Cấp|Hạng|Loại|Vùng|Đợt)\\s+)([IVX]+)${END}`,
        'gu',
      ),
      said,
    )
    .replace(new RegExp(`${START}()([IVX]{2,})${END}`, 'gu'), said);
};

// quantities --------------------------------------------------------------------------------------------------------------

/** Of so many thousands at most, so that a row of them without end is tried once. */
const NUMBER = '\\d{1,3}(?:\\.\\d{3}){1,9}(?:,\\d+)?|\\d+(?:,\\d+)?';

/** 120mm, 1.500.000đ, 99,3%, 10–15 ha. */
const quantities: Pass = (text) =>
  text
    .replace(
      new RegExp(`(?<=\\d)\\s?(${anyOf(Object.keys(UNITS))})${END}`, 'gu'),
      (_, unit: string) => ` ${UNITS[unit]!}`,
    )
    .replace(new RegExp(`(${NUMBER})${DASH}(?=\\d)`, 'gu'), (_, from: string) => `${writtenNumberInWords(from)} đến `)
    .replace(/(?<=\d)\s?x\s?(?=\d)/gu, ' nhân ');

const numbers: Pass = (text) =>
  text
    .replace(/(?<![\p{L}\p{N}])[-−](?=\d)/gu, 'âm ')
    .replace(new RegExp(`(${NUMBER})(/)(?=\\d)`, 'gu'), (_, n: string) => `${writtenNumberInWords(n)} trên `)
    .replace(new RegExp(NUMBER, 'gu'), (n, at: number, whole: string) => apart(writtenNumberInWords(n), n, at, whole));

/**
 * Words in capitals of which nothing says how they are read; a voice spells them or stumbles. A title in capitals is
 * none of them.
 */
export function unknownAbbreviations(
  text: string,
  pronunciations: readonly Pronunciation[] = DEFAULT_PRONUNCIATIONS,
): string[] {
  const known = new Set(pronunciations.map(({ written }) => written));
  const found = text
    .normalize('NFC')
    .split('\n')
    .filter((line) => line !== line.toUpperCase())
    .flatMap((line) => [...line.matchAll(/(?<![\p{L}\p{N}/-])\p{Lu}{2,8}(?![\p{L}\p{N}-])/gu)].map(([word]) => word));
  return [...new Set(found)].filter((word) => !known.has(word) && romanNumber(word) === undefined);
}
