/** `npm run plan -- check|import|export FILE`: plan files in and out, with every problem at its line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { exportPlanFile } from './core/plan-export.ts';
import { type PlanFile, parsePlanFile } from './core/plan-file.ts';
import type { EpochMs } from './core/time.ts';
import type { Db } from './storage/database.ts';
import { type ImportCounts, Plans } from './storage/plans.ts';

export type PlanVerbContext = {
  /** Opened only when the verb needs it: `check` touches nothing. */
  readonly open: () => Promise<Db>;
  readonly clock: () => EpochMs;
  /** Answers go to one, problems to the other; `write` puts bytes on the standard output as they are. */
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly write: (text: string) => void;
};

const USAGE = `Cách dùng:
  npm run plan -- check TỆP                  kiểm tra, in mọi lỗi kèm dòng và cột
  npm run plan -- import TỆP                 kiểm tra rồi nạp vào cơ sở dữ liệu
  npm run plan -- export TỆP [--plan MÃ]     ghi kế hoạch ra tệp (- là màn hình); không có MÃ: kế hoạch mới nhất`;

const KINDS: Readonly<Record<keyof ImportCounts, string>> = {
  units: 'đơn vị',
  topics: 'chủ đề',
  programmes: 'chuyên mục',
  obligations: 'chỉ tiêu',
  slots: 'khung giờ',
};

/** 0 when done, 1 when the file has problems, 2 when what was asked cannot be done. */
export async function planVerb(args: readonly string[], context: PlanVerbContext): Promise<number> {
  const typed = parseTyped(args);
  if (typed === undefined) {
    context.complain(USAGE);
    return 2;
  }
  const { verb, file, plan } = typed;
  if (verb === 'export') return exportTo(file, plan, context);

  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    context.complain(`Không đọc được ${file}: ${(error as Error).message}`);
    return 2;
  }
  const parsed = parsePlanFile(source);
  if (!parsed.ok) {
    for (const { line, column, message } of parsed.error) context.complain(`${file}:${line}:${column}: ${message}`);
    context.complain(`${parsed.error.length} lỗi; chưa nạp gì vào cơ sở dữ liệu.`);
    return 1;
  }
  context.say(`${file}: kế hoạch ${parsed.value.plan.number}, ${sizes(parsed.value)}. Không có lỗi.`);
  if (verb === 'check') return 0;

  const counts = new Plans(await context.open()).importPlan(parsed.value, source, context.clock());
  for (const [kind, { added, changed, unchanged, removed }] of Object.entries(counts))
    context.say(
      `  ${KINDS[kind as keyof ImportCounts]}: thêm ${added}, sửa ${changed}, bỏ ${removed}, giữ nguyên ${unchanged}`,
    );
  return 0;
}

async function exportTo(file: string, id: string | undefined, { open, ...context }: PlanVerbContext): Promise<number> {
  const plans = new Plans(await open());
  const known = plans.list();
  const state = plans.exportState(id ?? known[0]?.id ?? '');
  if (state === undefined) {
    const those = known.map((plan) => plan.id).join(', ') || 'chưa nạp kế hoạch nào';
    context.complain(
      id === undefined ? 'Chưa có kế hoạch nào để xuất.' : `Không có kế hoạch “${id}”; hiện có: ${those}.`,
    );
    return 2;
  }
  const text = exportPlanFile(state.source, state);
  if (file === '-') {
    context.write(text);
    return 0;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    context.complain(`Không ghi được ${file}: ${(error as Error).message}`);
    return 2;
  }
  context.say(`Đã ghi ${file}.`);
  return 0;
}

const sizes = (file: PlanFile): string =>
  Object.entries(KINDS)
    .map(([kind, name]) => `${file[kind as keyof ImportCounts].length} ${name}`)
    .join(', ');

function parseTyped(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { plan: { type: 'string' } },
      allowPositionals: true,
    });
    const [verb, file, ...more] = positionals;
    const isKnown = verb === 'check' || verb === 'import' || verb === 'export';
    if (!isKnown || file === undefined || more.length > 0 || (values.plan && verb !== 'export')) return undefined;
    return { verb, file, plan: values.plan };
  } catch {
    return undefined; // an option nobody knows
  }
}
