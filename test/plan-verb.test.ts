import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { epochMs } from '../src/core/time.ts';
import { planVerb } from '../src/plan-verb.ts';
import { temporaryDatabase, temporaryFolder } from './support/station.ts';

const SHIPPED = join(import.meta.dirname, '../schedules/dak-to-2025.yaml');

async function terminal() {
  const db = await temporaryDatabase();
  let opened = 0;
  const run = async (...args: string[]) => {
    const out: string[] = [];
    const errors: string[] = [];
    const code = await planVerb(args, {
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
  return { run, opened: () => opened };
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

test.each([
  [[], /Cách dùng/],
  [['check'], /Cách dùng/],
  [['burn', SHIPPED], /Cách dùng/],
  [['check', SHIPPED, '--fast'], /Cách dùng/],
  [['check', 'no-such.yaml'], /Không đọc được no-such\.yaml/],
  [['export', '-'], /Chưa có kế hoạch nào/],
  [['export', '-', '--plan', 'KH-9'], /Không có kế hoạch “KH-9”; hiện có: chưa nạp kế hoạch nào/],
])('what cannot be done is said, exit 2: %j', async (args, words) => {
  const { run } = await terminal();
  const { code, errors } = await run(...args);
  expect(code).toBe(2);
  expect(errors).toMatch(words);
});
