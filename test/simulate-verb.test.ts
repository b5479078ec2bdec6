import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { simulateVerb } from '../src/simulate-verb.ts';
import { at } from './support/schedule.ts';
import { temporaryDatabase, temporaryFolder } from './support/station.ts';

const PLAN = join(import.meta.dirname, '../schedules/dak-to-2025.yaml');
const YEAR = ['--from', '2025-08-25', '--until', '2025-12-31'];

async function run(...args: string[]) {
  const config = parseConfig({ STATION_HOME: temporaryFolder() });
  if (!config.ok) throw new Error(config.error.join('\n'));
  const said: string[] = [];
  const complained: string[] = [];
  const code = await simulateVerb(args, {
    config: config.value.config,
    open: () => temporaryDatabase(),
    clock: () => at('2025-09-10 08:00'),
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
  });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

describe('npm run simulate', () => {
  it('says of a plan file what its year would be, the same every time', async () => {
    const { code, said } = await run(...YEAR, '--plan', PLAN);
    expect(code).toBe(0);
    for (const line of [
      'Mô phỏng từ 25/8/2025 đến 31/12/2025: 129 ngày, 1.177 lượt phát, 187 giờ 57 phút',
      'Trùng lịch: không có',
      'Ngoài khung giờ được phép: không có',
      'Vượt mức buổi phát: không có',
      'C.I.2.a (2 tuần/1 số (26 số/năm)): đã xếp 10/10, đủ',
      'C.I.2.c (Mỗi tháng 01 chuyên mục và phát lại 03 lần/tháng): đã xếp 4/4, phát lại 12/12, đủ',
    ])
      expect(said).toContain(line);
    expect((await run(...YEAR, '--plan', PLAN)).said).toBe(said);
  });

  it('gives programs every line of every day', async () => {
    const { said } = await run('--from', '2025-09-10', '--until', '2025-09-11', '--plan', PLAN, '--json');
    const figures = JSON.parse(said);
    expect(figures.days).toHaveLength(2);
    expect(figures.days[0].playlist[0]).toMatchObject({ start: '2025-09-10T05:30:00.000+07:00', durationMs: 120_000 });
    expect(figures.sum).toMatchObject({ days: 2, entries: figures.days[0].entries + figures.days[1].entries });
  });

  it('plays the station’s own schedule, a year from today on, when nothing else is asked', async () => {
    const { code, said } = await run();
    expect(code).toBe(0);
    expect(said).toContain('Mô phỏng từ 10/9/2025 đến 09/9/2026: 365 ngày, 0 lượt phát');
  });

  it.each([
    [['--from', '2025-02-30'], 2, 'Cách dùng'],
    [['--from', '2025-02-02', '--until', '2025-02-01'], 2, 'Cách dùng'],
    [['--from', '2025-02-02', '--until', '2035-02-03'], 2, 'Cách dùng'],
    [['--tu', '2025-02-02'], 2, 'Cách dùng'],
    [['--plan', '/khong/co.yaml'], 2, 'Không đọc được /khong/co.yaml'],
    [['--plan', join(import.meta.dirname, '../package.json')], 1, 'package.json:'],
  ])('%j is refused with %i and a reason', async (args, code, words) => {
    const answer = await run(...args);
    expect(answer.code).toBe(code);
    expect(answer.complained).toContain(words);
    expect(answer.said).toBe('');
  });
});
