/**
 * `npm run simulate -- --from 2025-01-01 --until 2025-12-31`: the days of the station's schedule, or of a plan file,
 * played through without sound. Reads only; the same facts print the same lines.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Config } from './config.ts';
import { openCalendar } from './core/calendar.ts';
import { DEFAULT_MODES, DEFAULT_SETTINGS, WHOLE_COMMUNE } from './core/model.ts';
import { isBefore, validityOf } from './core/periods.ts';
import { itemsIn } from './core/plan/templates.ts';
import { type PlanFile, parsePlanFile } from './core/plan-file.ts';
import { type Simulation, simulate } from './core/simulate.ts';
import { simulationFigures, simulationSummary } from './core/simulation-report.ts';
import { dayOf, type EpochMs, parseDay, startOfDay } from './core/time.ts';
import type { Db } from './storage/database.ts';
import { simulateStation } from './web/simulate.ts';
import { openStores } from './web/stores.ts';

export type SimulateVerbContext = {
  readonly config: Config;
  /** Opened only when no plan file is named. */
  readonly open: () => Promise<Db>;
  readonly clock: () => EpochMs;
  /** Answers go to one, problems to the other. */
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
};

const USAGE = `Cách dùng:
  npm run simulate -- --from 2025-01-01 --until 2025-12-31 [--json] [--plan TỆP]
Lập thử lịch của từng ngày, không phát và không thay đổi gì. Không có --from: từ hôm nay; không có --until: một năm.
--json in mọi ngày, mọi lượt; --plan chỉ dùng khung giờ và chỉ tiêu trong tệp kế hoạch, không đọc dữ liệu của đài.`;
const MOST_YEARS = 10;

/** 0 when played, 1 when the plan file has problems, 2 when what was asked makes no sense. */
export async function simulateVerb(args: readonly string[], context: SimulateVerbContext): Promise<number> {
  const { config, clock, say, complain } = context;
  const { zone } = config;
  const typed = parseTyped(args);
  const from = typed?.from === undefined ? dayOf(clock(), zone) : parseDay(typed.from);
  const until = typed?.until === undefined ? from?.add({ years: 1 }).subtract({ days: 1 }) : parseDay(typed.until);
  if (!typed || !from || !until || isBefore(until, from) || isBefore(from.add({ years: MOST_YEARS }), until)) {
    complain(USAGE);
    return 2;
  }

  let simulation: Simulation;
  if (typed.plan === undefined) {
    const stores = openStores(await context.open());
    simulation = simulateStation({ stores, config, clock }, from, until);
  } else {
    let source: string;
    try {
      source = readFileSync(typed.plan, 'utf8');
    } catch (error) {
      complain(`Không đọc được ${typed.plan}: ${(error as Error).message}`);
      return 2;
    }
    const plan = parsePlanFile(source);
    if (!plan.ok) {
      for (const { line, column, message } of plan.error) complain(`${typed.plan}:${line}:${column}: ${message}`);
      return 1;
    }
    simulation = simulatePlan(plan.value, zone, from, until);
  }
  if (typed.json) say(JSON.stringify(simulationFigures(simulation, zone, { playlist: true }), null, 2));
  else for (const line of simulationSummary(simulation, zone)) say(line);
  return 0;
}

/** As a new station would have it: no issues yet, the hours of a new install, the State's holidays. */
function simulatePlan(file: PlanFile, zone: string, from: Simulation['from'], until: Simulation['until']): Simulation {
  const now = startOfDay(from, zone);
  const itemsOf = (id: string | null) => file.templates.flatMap((one) => (one.id === id ? itemsIn(one, [], []) : []));
  const slots = file.slots.map((slot) => ({
    ...{
      ...DEFAULT_MODES,
      substituteRecordingId: null,
      recordingId: null,
      items: itemsOf(slot.templateId),
      archivedAt: null,
      changedAt: now,
    },
    ...slot,
  }));
  const obligations = file.obligations
    .map((owed) => ({ ...owed, planId: file.plan.id, issuedOn: file.plan.issuedOn }))
    .filter((owed) => !isBefore(until, validityOf(owed).from) && !isBefore(validityOf(owed).until, from));
  const { hours, limits } = DEFAULT_SETTINGS;
  const calendar = openCalendar({ hours, hoursByType: {}, specialDays: [], entertainment: new Set(), zone });
  const nothing = { exceptions: [], episodes: [], recordings: [], previous: [], overrides: [], airings: [] };
  return simulate({ ...nothing, slots, obligations, limits, calendar, zone, zones: [WHOLE_COMMUNE], now }, from, until);
}

function parseTyped(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const options = { from: text, until: text, plan: text, json: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch {
    return undefined; // an option nobody knows
  }
}
