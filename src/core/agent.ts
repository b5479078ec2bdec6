/** Where somebody is signed in, in words they recognise: the browser as it calls itself, which proves nothing, and the address. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bcoc_coc_browser\/|\bCocCoc/i, 'Cốc Cốc'],
  [/\bZalo\b/i, 'Zalo'],
  [/\bFBA[NV]\//, 'Facebook'],
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'điện thoại Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'máy Mac'],
  [/\bCrOS\b/, 'Chromebook'],
  [/\bLinux\b/, 'Linux'],
];

/** Of a User-Agent header: "Chrome trên Windows". */
export function agentInWords(agent: string): string {
  const named = (list: typeof BROWSERS) => list.find(([pattern]) => pattern.test(agent))?.[1];
  const [browser, system] = [named(BROWSERS), named(SYSTEMS)];
  if (browser && system) return `${browser} trên ${system}`;
  return browser ?? (system ? `Trình duyệt trên ${system}` : 'Trình duyệt không rõ');
}

/** 192.168.1.5; IPv4 that came over an IPv6 socket without its prefix. */
export function addressInWords(address: string): string {
  const plain = address.replace(/^::ffff:/i, '');
  if (plain === '::1' || plain.startsWith('127.')) return 'chính máy của đài';
  return plain === '' || plain === 'unknown' ? 'máy không rõ' : plain;
}
