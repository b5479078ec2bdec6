/** Numbers as Vietnamese says them: 21 hai mươi mốt, 105 một trăm linh năm, 1.500.000 một triệu năm trăm nghìn. */

const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;
const GROUPS = ['', 'nghìn', 'triệu', 'tỷ'] as const;
/** Of what has more, digits are said one by one. */
export const MOST_DIGITS = 15;
const MOST = 10 ** MOST_DIGITS;

/** `0905` → `không chín không năm`. */
export const digitsInWords = (digits: string): string => [...digits].map((one) => DIGITS[Number(one)]).join(' ');

/** A whole number from 0 on; what is too large to say is said digit by digit. */
export function numberInWords(n: number): string {
  if (n >= MOST) return digitsInWords(String(BigInt(n)));
  if (n === 0) return DIGITS[0];
  const billions = Math.floor(n / 1e9);
  const above = billions === 0 ? '' : `${numberInWords(billions)} tỷ`;
  const rest = groupsBelow(n % 1e9, billions > 0);
  return [above, rest].filter(Boolean).join(' ');
}

/** Below a billion; `follows`: something larger was said before it. */
function groupsBelow(n: number, follows: boolean): string {
  const said: string[] = [];
  for (let group = 2; group >= 0; group--) {
    const three = Math.floor(n / 1000 ** group) % 1000;
    if (three === 0) continue;
    const words = hundredsInWords(three, follows || said.length > 0);
    said.push(GROUPS[group] ? `${words} ${GROUPS[group]}` : words);
  }
  return said.join(' ');
}

function hundredsInWords(n: number, follows: boolean): string {
  const [hundreds, tens, ones] = [Math.floor(n / 100), Math.floor(n / 10) % 10, n % 10];
  const said: string[] = [];
  if (hundreds > 0 || follows) said.push(`${DIGITS[hundreds]} trăm`);
  if (tens === 0 && ones > 0 && said.length > 0) said.push('linh');
  if (tens === 1) said.push('mười');
  else if (tens > 1) said.push(`${DIGITS[tens]} mươi`);
  if (ones > 0) said.push(onesInWords(ones, tens));
  return said.join(' ');
}

function onesInWords(ones: number, tens: number): string {
  if (ones === 1 && tens > 1) return 'mốt';
  if (ones === 4 && tens > 1) return 'tư';
  if (ones === 5 && tens > 0) return 'lăm';
  return DIGITS[ones]!;
}

/** What stands behind the decimal comma: `25` hai mươi lăm, `05` không năm, `125` một hai năm. */
const decimalsInWords = (digits: string): string =>
  digits.length <= 2 && !digits.startsWith('0') ? numberInWords(Number(digits)) : digitsInWords(digits);

/** As it is written, `1.234,5` or `1234,5`; a leading zero is said where it says which (`số 02`). */
export function writtenNumberInWords(written: string): string {
  const [whole = '', decimals] = written.replaceAll('.', '').split(',');
  const words =
    whole.startsWith('0') && whole.length > 1
      ? digitsInWords(whole)
      : whole.length > MOST_DIGITS
        ? digitsInWords(whole)
        : numberInWords(Number(whole));
  return decimals === undefined ? words : `${words} phẩy ${decimalsInWords(decimals)}`;
}

const ROMAN: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100 };

/** `undefined` when it is not how a Roman number below 90 is written. */
export function romanNumber(text: string): number | undefined {
  if (!/^(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/.test(text) || text === '') return undefined;
  const values = [...text].map((letter) => ROMAN[letter]!);
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}
