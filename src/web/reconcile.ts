/** Đối chiếu: what was planned against what sounded, read for page and API alike, and the closing of days. */

import { z } from '@hono/zod-openapi';
import type { Temporal } from 'temporal-polyfill';
import type { Cause } from '../core/causes.ts';
import { CAUSE_LIST } from '../core/causes.ts';
import type { Airing, User } from '../core/model.ts';
import {
  addUp,
  type Closing,
  closingAmendment,
  type DayFigures,
  type Difference,
  isClosed,
  isMiss,
  NO_FIGURES,
  needsCause,
} from '../core/reconcile.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf, epochMs, startOfDay } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import type { Unaccounted } from '../storage/airings.ts';
import { closedRefusal, lastClosing } from './closed-days.ts';
import { causeInput, confirmCause, proposalFor } from './correction-forms.ts';
import { choice, optionalText, text } from './forms.ts';
import type { Station } from './station.ts';

type Read = Pick<Station, 'stores' | 'config' | 'clock'>;

/** No list is longer; the sums are of all. */
const MOST_LINES = 500;
export const MOST_DAYS = 400;

export type DifferenceLine = {
  readonly difference: Difference;
  /** ISO. */
  readonly day: string;
  readonly airing?: Airing;
  /** Of unaccounted, which has no airing. */
  readonly entry?: Unaccounted;
  /** A code of core/causes.ts, as a person confirmed it. */
  readonly cause: string | undefined;
  /** What the program would say. */
  readonly proposal: Cause | undefined;
  /** Who ordered what the plan does not have, where that is known. */
  readonly orderedBy: string | undefined;
};

export type DayLine = {
  /** ISO. */
  readonly day: string;
  readonly figures: Omit<DayFigures, 'lastSeq'>;
  readonly unexplained: number;
  /** What keeps it from being closed. */
  readonly misses: number;
  readonly isOver: boolean;
  readonly closing: Closing | undefined;
};

export type Reconciliation = {
  readonly days: readonly DayLine[];
  /** The oldest first; the unexplained before all others. */
  readonly lines: readonly DifferenceLine[];
  /** More than is listed. */
  readonly unlisted: number;
};

type Sums = { -readonly [K in keyof typeof NO_FIGURES]: number };
type Day = { figures: Sums; unexplained: number; misses: number };

/** Of days from one to another, both inclusive, as far as they have come. */
export function reconcile(station: Read, from: Temporal.PlainDate, until: Temporal.PlainDate): Reconciliation {
  const { stores, config, clock } = station;
  const { zone } = config;
  const span = { from: startOfDay(from, zone), until: startOfDay(until.add({ days: 1 }), zone) };
  const today = String(dayOf(clock(), zone));
  const days = new Map<string, Day>();
  const dayNamed = (name: string): Day => {
    const known = days.get(name) ?? { figures: { ...NO_FIGURES }, unexplained: 0, misses: 0 };
    days.set(name, known);
    return known;
  };
  const [open, told]: [DifferenceLine[], DifferenceLine[]] = [[], []];
  const add = (line: DifferenceLine): void => {
    const isOpen = needsCause(line.difference) && line.cause === undefined;
    if (isOpen) dayNamed(line.day).unexplained++;
    if (isOpen && isMiss(line.difference)) dayNamed(line.day).misses++;
    (isOpen ? open : told).push(line);
  };

  for (const airing of stores.airings.each(span)) {
    const day = String(dayOf((airing.startedAt ?? airing.plannedStart)!, zone));
    const difference = addUp(dayNamed(day).figures, airing);
    if (difference === undefined) continue;
    add({ difference, day, airing, cause: airing.cause ?? undefined, proposal: undefined, orderedBy: undefined });
  }
  for (const entry of stores.airings.unaccounted(span.from, span.until, clock())) {
    const day = String(dayOf(entry.plannedStart, zone));
    dayNamed(day).figures.unaccounted++;
    const cause = stores.entryCauses.find(entry.entryId)?.code;
    add({ difference: 'unaccounted', day, entry, cause, proposal: undefined, orderedBy: undefined });
  }

  const closings = stores.closings.holding(String(from), String(until));
  for (const day of closings.keys()) dayNamed(day);
  const lines = [...open, ...told].slice(0, MOST_LINES).map((line): DifferenceLine => {
    const { airing, cause, difference } = line;
    if (!airing) return line;
    if (needsCause(difference) || difference === 'cancelled')
      return cause === undefined ? { ...line, proposal: proposalFor(station, airing) } : line;
    const command = airing.commandId === null ? undefined : stores.commands.find(airing.commandId);
    return { ...line, orderedBy: command && stores.people.find(command.issuedBy)?.name };
  });
  return {
    days: [...days]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, rest]) => ({ day, ...rest, isOver: day < today, closing: closings.get(day) })),
    lines,
    unlisted: open.length + told.length - lines.length,
  };
}

// explaining ----------------------------------------------------------------------------------------------------------

export const entryCauseInput = z.object({ code: choice(CAUSE_LIST, 'Chọn nguyên nhân'), note: optionalText(300) });

export function explainEntry(
  station: Station,
  entryId: number,
  { code, note }: z.output<typeof entryCauseInput>,
  by: User,
): Result<undefined, FieldErrors> {
  const entry = station.stores.entries.find(entryId);
  if (!entry) return err({ '': 'Không có mục lịch này' });
  const closed = closedRefusal(station, entry.plannedStart);
  if (closed) return err({ '': closed });
  if (code === 'other' && note === '') return err({ note: 'Ghi rõ nguyên nhân' });
  const who = { madeBy: by.id, madeByName: by.name, madeAt: station.clock() };
  station.stores.entryCauses.add({ entryId, code, note, ...who });
  return ok(undefined);
}

/** A line of the page: an airing, or an entry without one. */
export const explanationInput = causeInput.extend({
  airing: z.coerce.number().int().positive().optional(),
  entry: z.coerce.number().int().positive().optional(),
});

export function explain(
  station: Station,
  { airing: airingId, entry, ...cause }: z.output<typeof explanationInput>,
  by: User,
): Result<undefined, FieldErrors> {
  if (entry !== undefined) return explainEntry(station, entry, cause, by);
  const airing = airingId === undefined ? undefined : station.stores.airings.find(airingId);
  return airing ? confirmCause(station, airing, cause, by) : err({ '': 'Không có lượt phát này' });
}

/** Confirms every proposal of a day at once; answers how many. */
export function confirmProposals(station: Station, day: Temporal.PlainDate, by: User): number {
  let count = 0;
  for (const { airing, proposal, cause } of reconcile(station, day, day).lines)
    if (airing && proposal !== undefined && cause === undefined)
      if (confirmCause(station, airing, { code: proposal, note: '' }, by).ok) count++;
  return count;
}

// closing -------------------------------------------------------------------------------------------------------------

export const reopenInput = z.object({ reason: text('Ghi lý do mở lại sổ ngày', 300) });

/** In words why the day cannot be closed now; `undefined`: it can. */
export function closeRefusal(station: Read, day: Temporal.PlainDate): string | undefined {
  const { stores, config, clock } = station;
  const today = dayOf(clock(), config.zone);
  if (day.since(today).sign >= 0) return 'Hết ngày mới khóa sổ được';
  if (isClosed(lastClosing(station, day))) return 'Ngày này đã khóa sổ';
  const span = { from: startOfDay(day, config.zone), until: startOfDay(day.add({ days: 1 }), config.zone) };
  if (stores.airings.list({ ...span, outcome: 'on-air' }, { limit: 1 }).length > 0)
    return 'Một lượt phát của ngày này còn đang phát';
  const misses = reconcile(station, day, day).days[0]?.misses ?? 0;
  return misses > 0 ? `Còn ${misses} lượt không phát, phát dở hoặc khác bản duyệt chưa có nguyên nhân` : undefined;
}

export function closeDay(station: Station, day: Temporal.PlainDate, by: User): Result<Closing, FieldErrors> {
  const refusal = closeRefusal(station, day);
  if (refusal) return err({ '': refusal });
  const figures = reconcile(station, day, day).days[0]?.figures ?? NO_FIGURES;
  const lastSeq = station.stores.chain.last()?.seq ?? 0;
  return step(station, day, { step: 'closed', reason: '', figures: { ...figures, lastSeq } }, by);
}

export function reopenDay(
  station: Station,
  day: Temporal.PlainDate,
  { reason }: z.output<typeof reopenInput>,
  by: User,
): Result<Closing, FieldErrors> {
  if (!isClosed(lastClosing(station, day))) return err({ '': `Ngày ${formatDate(day)} chưa khóa sổ` });
  return step(station, day, { step: 'reopened', reason, figures: null }, by);
}

function step(
  station: Station,
  day: Temporal.PlainDate,
  what: Pick<Closing, 'step' | 'reason' | 'figures'>,
  by: User,
): Result<Closing, FieldErrors> {
  const done = station.stores.closings.add({
    ...what,
    day: String(day),
    amendment: closingAmendment(lastClosing(station, day)),
    ...{ madeBy: by.id, madeByName: by.name, madeAt: epochMs(station.clock()) },
  });
  return done.ok ? done : err({ '': 'Người khác vừa làm việc này; xem lại trang' });
}
