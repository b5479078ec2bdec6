/** `npm run plan -- check|import|export FILE`: plan files in and out, with every problem at its line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Config } from './config.ts';
import { exportPlanFile } from './core/plan-export.ts';
import { type PlanFile, type PlanProblem, parsePlanFile } from './core/plan-file.ts';
import type { FieldChange } from './core/plan-import.ts';
import type { PlacedTitle, PlanReview } from './core/plan-review.ts';
import { PLAN_LISTS } from './core/plan-words.ts';
import { dayOf, type EpochMs } from './core/time.ts';
import { formatDate, formatDay, formatTime } from './core/vietnamese.ts';
import type { Db } from './storage/database.ts';
import { Plans } from './storage/plans.ts';
import { readPlan, reviewPlan } from './web/plan-changes.ts';
import { openStores } from './web/stores.ts';

export type PlanVerbContext = {
  readonly config: Config;
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
  npm run plan -- import TỆP [--dry-run] [--file-wins]
                                             kiểm tra rồi nạp vào cơ sở dữ liệu; --dry-run chỉ in khác biệt;
                                             những gì đã sửa trên đài được giữ, trừ khi --file-wins
  npm run plan -- export TỆP [--plan MÃ]     ghi kế hoạch ra tệp (- là màn hình); không có MÃ: kế hoạch mới nhất`;

/** 0 when done, 1 when the file has problems, 2 when what was asked cannot be done. */
export async function planVerb(args: readonly string[], context: PlanVerbContext): Promise<number> {
  const typed = parseTyped(args);
  if (typed === undefined) {
    context.complain(USAGE);
    return 2;
  }
  const { verb, file, plan, dryRun, fileWins } = typed;
  if (verb === 'export') return exportTo(file, plan, context);

  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    context.complain(`Không đọc được ${file}: ${(error as Error).message}`);
    return 2;
  }
  const refuse = (problems: readonly PlanProblem[]): number => {
    for (const { line, column, message } of problems) context.complain(`${file}:${line}:${column}: ${message}`);
    context.complain(`${problems.length} lỗi; chưa nạp gì vào cơ sở dữ liệu.`);
    return 1;
  };
  // Which zones there are only the station knows.
  const parsed = parsePlanFile(source, verb === 'check' ? undefined : 'any');
  if (!parsed.ok) return refuse(parsed.error);
  context.say(`${file}: kế hoạch ${parsed.value.plan.number}, ${sizes(parsed.value)}. Không có lỗi.`);
  if (verb === 'check') return 0;

  const stores = openStores(await context.open());
  const known = readPlan({ stores }, source);
  if (!known.ok) return refuse(known.error);
  const review = (chosen?: ReadonlySet<string>) =>
    reviewPlan({ stores, config: context.config, clock: context.clock }, parsed.value, null, chosen);
  const own = review().outcome.conflicts.map(({ key }) => key);
  const chosen = new Set(fileWins ? own : []);
  if (dryRun) {
    for (const line of reviewLines(review(chosen), context.config.zone)) context.say(line);
    return 0;
  }
  const { conflicts, warnings } = review(chosen).outcome;
  const counts = stores.plans.importPlan(parsed.value, source, context.clock(), chosen);
  for (const [kind, { added, changed, unchanged, removed }] of Object.entries(counts))
    context.say(`  ${wordOf(kind)}: thêm ${added}, sửa ${changed}, bỏ ${removed}, giữ nguyên ${unchanged}`);
  for (const words of warnings) context.complain(words);
  if (conflicts.length > 0 && !fileWins)
    context.say(
      `Giữ như trên đài, khác với tệp: ${conflicts.map(({ name }) => `“${name}”`).join(', ')}. Xem bằng --dry-run; theo tệp bằng --file-wins.`,
    );
  return 0;
}

const SIGNS = { added: '+', changed: '~', removed: '-', restored: '+' } as const;
const MOST_PLACES = 40;

/** The difference as a person reads it in a terminal. */
function reviewLines({ head, outcome, effect }: PlanReview, zone: string): string[] {
  const field = ({ label, from, to }: FieldChange) => `      ${label}: ${from} → ${to}`;
  const place = (sign: string) => (one: PlacedTitle) =>
    `  ${sign} ${formatDay(dayOf(one.start, zone))} ${formatTime(one.start, zone)} ${one.title}`;
  const places = [...effect.gone.map(place('-')), ...effect.come.map(place('+'))];
  const said = [
    ...head.map(({ label, from, to }) => `  ~ kế hoạch, ${label}: ${from} → ${to}`),
    ...outcome.changes.flatMap(({ list, id, name, what, fields }) => [
      `  ${SIGNS[what]} ${PLAN_LISTS[list]} ${id} (${name})${what === 'restored' ? ', khôi phục' : ''}`,
      ...fields.map(field),
    ]),
    ...outcome.conflicts.flatMap(({ list, id, name, fields, isFileChosen }) => [
      `  ! ${PLAN_LISTS[list]} ${id} (${name}) đã sửa trên đài: ${isFileChosen ? 'theo tệp' : 'giữ như trên đài'}`,
      ...fields.map(field),
    ]),
    ...outcome.warnings.map((words) => `  ! ${words}`),
  ];
  return [
    ...(said.length > 0 ? said : ['  Không có gì khác với đài.']),
    `Lịch phát từ ${formatDate(effect.from)} đến ${formatDate(effect.until)}: ${effect.come.length} lượt xuất hiện, ${effect.gone.length} lượt mất đi.`,
    ...places.slice(0, MOST_PLACES),
    ...(places.length > MOST_PLACES ? [`  … và ${places.length - MOST_PLACES} lượt nữa`] : []),
    'Chưa nạp gì vào cơ sở dữ liệu.',
  ];
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
  (Object.keys(PLAN_LISTS) as (keyof typeof PLAN_LISTS)[])
    .map((list) => `${file[list].length} ${PLAN_LISTS[list]}`)
    .join(', ');

const wordOf = (list: string): string => PLAN_LISTS[list as keyof typeof PLAN_LISTS] ?? list;

function parseTyped(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { plan: { type: 'string' }, 'dry-run': { type: 'boolean' }, 'file-wins': { type: 'boolean' } },
      allowPositionals: true,
    });
    const [verb, file, ...more] = positionals;
    const isKnown = verb === 'check' || verb === 'import' || verb === 'export';
    const { plan, 'dry-run': dryRun = false, 'file-wins': fileWins = false } = values;
    if (!isKnown || file === undefined || more.length > 0) return undefined;
    if ((plan && verb !== 'export') || ((dryRun || fileWins) && verb !== 'import')) return undefined;
    return { verb, file, plan, dryRun, fileWins };
  } catch {
    return undefined; // an option nobody knows
  }
}
