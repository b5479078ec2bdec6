/**
 * The languages an issue may be spoken in: Vietnamese, those of the peoples of Quảng Ngãi and Kon Tum, and English. Keys
 * are ISO 639: two letters where there are two, else three.
 */
const NAMES = {
  vi: 'Tiếng Việt',
  sed: 'Tiếng Xơ Đăng',
  bdq: 'Tiếng Ba Na',
  jra: 'Tiếng Gia Rai',
  jeh: 'Tiếng Giẻ Triêng',
  rmx: 'Tiếng Rơ Măm',
  brb: 'Tiếng Brâu',
  hre: 'Tiếng Hrê',
  cua: 'Tiếng Cor',
  rad: 'Tiếng Ê Đê',
  en: 'Tiếng Anh',
} as const;

export type Language = keyof typeof NAMES;
export const LANGUAGES = Object.keys(NAMES) as [Language, ...Language[]];
export const VIETNAMESE: Language = 'vi';

/** `Tiếng Xơ Đăng`. */
export const languageWord = (language: Language): string => NAMES[language];

/** In the order of the list, Vietnamese first. */
export const byLanguage = (a: Language, b: Language): number => LANGUAGES.indexOf(a) - LANGUAGES.indexOf(b);
