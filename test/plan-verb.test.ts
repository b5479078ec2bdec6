import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { epochMs } from '../src/core/time.ts';
import { planVerb } from '../src/plan-verb.ts';
import { Slots } from '../src/storage/slots.ts';
import { temporaryDatabase, temporaryFolder } from './support/station.ts';

const SHIPPED = join(import.meta.dirname, '../schedules/dak-to-2025.yaml');

async function terminal() {
  const parsed = parseConfig({ STATION_HOME: temporaryFolder() });
  if (!parsed.ok) throw new Error(parsed.error.join());
  const { config } = parsed.value;
  const db = await temporaryDatabase();
  let opened = 0;
  const run = async (...args: string[]) => {
    const out: string[] = [];
    const errors: string[] = [];
    const code = await planVerb(args, {
      config,
      open: async () => {
        opened++;
        return db;
      },
      clock: () => epochMs(1_756_000_000_000),
      say: (line) => out.push(line),
      complain: (line) => errors.push(line),
      write: (text) => out.push(text),
    });
    return { code, out: out.join('\n'), errors: errors.join('\n') };
  };
  return { db, run, opened: () => opened };
}

test('a plan is checked, imported and exported as it was', async () => {
  const { run, opened } = await terminal();
  const copy = join(temporaryFolder(), 'copy.yaml');
  expect(await run('check', SHIPPED)).toMatchObject({
    code: 0,
    errors: '',
    out: expect.stringContaining('31 khung giờ'),
  });
  expect(opened()).toBe(0);
  expect((await run('import', SHIPPED)).out).toContain('khung giờ: thêm 31, sửa 0, bỏ 0, giữ nguyên 0');
  expect((await run('import', SHIPPED)).out).toContain('khung giờ: thêm 0, sửa 0, bỏ 0, giữ nguyên 31');
  expect(await run('export', copy)).toMatchObject({ code: 0 });
  expect(readFileSync(copy, 'utf8')).toBe(readFileSync(SHIPPED, 'utf8'));
  expect((await run('export', '-', '--plan', 'KH-25-2025-DAKTO')).out).toBe(readFileSync(SHIPPED, 'utf8'));
});

test('a file with problems: each at its line, exit 1, nothing imported', async () => {
  const { run, opened } = await terminal();
  const file = join(temporaryFolder(), 'bad.yaml');
  writeFileSync(
    file,
    readFileSync(SHIPPED, 'utf8').replace('FREQ=DAILY', 'FREQ=HOURLY').replace('  year: 2025', '  yaer: 2025'),
  );
  const { code, errors } = await run('import', file);
  expect(code).toBe(1);
  expect(errors.split('\n')).toEqual([
    expect.stringMatching(/bad\.yaml:\d+:3: không có khóa “yaer”; có phải là “year”\?/),
    expect.stringMatching(/bad\.yaml:\d+:\d+: FREQ=HOURLY/),
    '2 lỗi; chưa nạp gì vào cơ sở dữ liệu.',
  ]);
  expect(opened()).toBe(0);
});

test('a dry run says what would change, in words, and changes nothing', async () => {
  const { run } = await terminal();
  await run('import', SHIPPED);
  const file = join(temporaryFolder(), 'next.yaml');
  const text = readFileSync(SHIPPED, 'utf8')
    .replace('start_date: 2025-08-30, start_time: "17:02"', 'start_date: 2025-08-30, start_time: "17:03"')
    .replace(/ {2}- \{id: khuyen-nong-phat-moi.*\n/, '')
    .replace('number: 25/KH-UBND', 'number: 26/KH-UBND');
  writeFileSync(file, text);
  const { code, out } = await run('import', file, '--dry-run');
  expect(code).toBe(0);
  expect(out).toContain('~ kế hoạch, Số, ký hiệu: 25/KH-UBND → 26/KH-UBND');
  expect(out).toContain('~ khung giờ ca-nhac (Ca nhạc cách mạng, dân ca)');
  expect(out).toMatch(/Lịch: Thứ Bảy hằng tuần, lúc 17:02.* → Thứ Bảy hằng tuần, lúc 17:03/);
  expect(out).toContain('- khung giờ khuyen-nong-phat-moi (Khuyến nông)');
  expect(out).toMatch(/- Thứ Sáu, 29\/08\/2025 05:32 Khuyến nông/);
  expect(out).toContain('Chưa nạp gì');
  expect((await run('export', '-')).out).toBe(readFileSync(SHIPPED, 'utf8'));
});

test('what was changed on screen stays and is named; the file wins when told to', async () => {
  const { run, db } = await terminal();
  await run('import', SHIPPED);
  const slots = new Slots(db);
  slots.change({ ...slots.find('ca-nhac')!, startTime: '17:05:00', changedAt: epochMs(0) });
  const { out } = await run('import', SHIPPED);
  expect(out).toContain('Giữ như trên đài, khác với tệp: “Ca nhạc cách mạng, dân ca”');
  expect(slots.find('ca-nhac')?.startTime).toBe('17:05:00');
  expect((await run('import', SHIPPED, '--dry-run')).out).toMatch(/! khung giờ ca-nhac .*giữ như trên đài/);
  await run('import', SHIPPED, '--file-wins');
  expect(slots.find('ca-nhac')?.startTime).toBe('17:02:00');
});

test('a zone is known by the station, not by the terminal', async () => {
  const { run, db } = await terminal();
  const file = join(temporaryFolder(), 'zone.yaml');
  writeFileSync(
    file,
    readFileSync(SHIPPED, 'utf8').replace('{id: ca-nhac, title', '{id: ca-nhac, zone: thon-1, title'),
  );
  const refused = await run('import', file);
  expect(refused).toMatchObject({
    code: 1,
    errors: expect.stringContaining('không có vùng phát nào mang mã “thon-1”'),
  });
  db.exec(`INSERT INTO zones (id, name, position) VALUES ('thon-1', 'Thôn 1', 1)`);
  expect(await run('import', file)).toMatchObject({ code: 0, errors: '' });
});

test.each([
  [[], /Cách dùng/],
  [['check'], /Cách dùng/],
  [['burn', SHIPPED], /Cách dùng/],
  [['check', SHIPPED, '--fast'], /Cách dùng/],
  [['check', SHIPPED, '--dry-run'], /Cách dùng/],
  [['check', 'no-such.yaml'], /Không đọc được no-such\.yaml/],
  [['export', '-'], /Chưa có kế hoạch nào/],
  [['export', '-', '--plan', 'KH-9'], /Không có kế hoạch “KH-9”; hiện có: chưa nạp kế hoạch nào/],
])('what cannot be done is said, exit 2: %j', async (args, words) => {
  const { run } = await terminal();
  const { code, errors } = await run(...args);
  expect(code).toBe(2);
  expect(errors).toMatch(words);
});
