/** Which part of the airing log is asked for: the page keeps it in its address, its exports and the API take the same. */

import { z } from '@hono/zod-openapi';
import type { Temporal } from 'temporal-polyfill';
import type { LogFilter } from '../core/airing-log.ts';
import { EVIDENCE_LIST } from '../core/evidence-words.ts';
import type { Airing } from '../core/model.ts';
import { dayOf, type EpochMs, epochMs, startOfDay } from '../core/time.ts';
import { KIND_LIST, OUTCOME_LIST } from '../core/words.ts';
import type { AiringCursor, AiringFilter } from '../storage/airings.ts';
import { date } from './forms.ts';

const DAYS_SHOWN = 7;

/** What nobody chose (an empty field of the form) is as if it were not there. */
export const chosen = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => value || undefined, schema.optional());

/** The query of the log page. Without days, the last seven. */
export const logQuery = (today: Temporal.PlainDate) =>
  z
    .object({
      tu: chosen(date(today)),
      den: chosen(date(today)),
      'chuyen-muc': chosen(z.string()),
      'ket-qua': chosen(z.enum(OUTCOME_LIST, { error: 'Chọn kết quả trong danh sách' })),
      loai: chosen(z.enum(KIND_LIST, { error: 'Chọn loại trong danh sách' })),
      'doi-chieu': chosen(z.enum(EVIDENCE_LIST, { error: 'Chọn kết quả đối chiếu trong danh sách' })),
    })
    .transform((query, ctx): LogFilter => {
      const until = query.den ?? (query.tu && query.tu.since(today).sign > 0 ? query.tu : today);
      const from = query.tu ?? until.subtract({ days: DAYS_SHOWN - 1 });
      if (from.since(until).sign > 0)
        ctx.addIssue({ code: 'custom', path: ['den'], message: 'Ngày cuối phải từ ngày đầu trở đi' });
      return {
        from,
        until,
        programmeId: query['chuyen-muc'],
        outcome: query['ket-qua'],
        kind: query.loai,
        evidence: query['doi-chieu'],
      };
    });

/** The address part that `logQuery` reads back: the page, its other pages and its exports differ in nothing else. */
export function queryOf(filter: LogFilter, more: Readonly<Record<string, string>> = {}): string {
  const { from, until, programmeId = '', outcome = '', kind = '', evidence = '' } = filter;
  const all = {
    tu: `${from}`,
    den: `${until}`,
    'chuyen-muc': programmeId,
    'ket-qua': outcome,
    loai: kind,
    'doi-chieu': evidence,
    ...more,
  };
  return `?${new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ''))}`;
}

export const airingFilter = ({ from, until, ...rest }: LogFilter, zone: string): AiringFilter => ({
  ...rest,
  from: startOfDay(from, zone),
  until: startOfDay(until.add({ days: 1 }), zone),
});

/** `nhat-ky-phat-thanh_2025-09-01_2025-09-14`: the first and last day it covers, as far as they are given. */
export function fileName({ from, until }: AiringFilter, zone: string): string {
  const first = from !== undefined && dayOf(from, zone);
  const last = until !== undefined && dayOf(epochMs(until - 1), zone);
  return ['nhat-ky-phat-thanh', first, last].filter(Boolean).join('_');
}

/** A place between two rows as one opaque word. */
export const cursorOf = ({ startedAt, plannedStart, id }: Airing): string => `${startedAt ?? plannedStart}.${id}`;

export const cursor = z
  .string()
  .regex(/^\d{1,15}\.\d{1,15}$/, 'Lấy từ "next" của trang trước')
  .transform((text): AiringCursor => {
    const [at, id] = text.split('.').map(Number);
    return { at: at as EpochMs, id: id! };
  });
