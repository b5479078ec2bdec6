/** A programme as a person writes it down: one schema and one way to save, for the page and the API. */
import { z } from '@hono/zod-openapi';
import { isIssueNumber } from '../core/episodes.ts';
import type { IssueWord, Programme } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { freeSlug } from '../core/slug.ts';
import { fold } from '../core/vietnamese.ts';
import { choice, optionalText, text } from './forms.ts';
import { settle } from './settle.ts';
import { soundComplaint } from './sound-complaint.ts';
import type { Station } from './station.ts';

export const ISSUE_WORDS = ['số', 'kỳ', 'chuyên mục'] as const satisfies readonly IssueWord[];

const PACE = 'Nhập số chữ đọc trong một phút, từ 60 đến 300';

export const programmeDraft = z.object({
  name: text('Nhập tên chuyên mục', 160),
  abbr: text('Nhập tên viết tắt, ví dụ CĐS', 20),
  issueWord: choice(ISSUE_WORDS, 'Chọn cách gọi mỗi số'),
  area: optionalText(40),
  leadUnit: z
    .string()
    .nullish()
    .transform((id) => id || null),
  evergreenRecordingId: z.int().positive().nullable().default(null),
  music: z.boolean().default(false),
  wordsPerMinute: z.int(PACE).min(60, PACE).max(300, PACE).default(160),
});
export type ProgrammeDraft = z.output<typeof programmeDraft>;

/** Adds one, or changes `before`. A plan's programme stays the plan's. */
export function saveProgramme(
  station: Station,
  before: Programme | undefined,
  draft: ProgrammeDraft,
): Result<Programme, FieldErrors> {
  const { programmes } = station.stores;
  const errors = complaints(station, before, draft);
  if (Object.keys(errors).length > 0) return err(errors);
  if (!before) {
    // "them" is the address of the form for a new one.
    const id = freeSlug(draft.name, (slug) => slug === 'them' || programmes.find(slug) !== undefined);
    return ok(programmes.add({ ...draft, id, planId: null }));
  }
  const changed = programmes.change({ ...draft, id: before.id, planId: before.planId })!;
  // Titles in the playlist carry its name and its issue word.
  settle(station);
  return ok(changed);
}

function complaints(
  station: Station,
  before: Programme | undefined,
  { name, issueWord, leadUnit, evergreenRecordingId }: ProgrammeDraft,
): FieldErrors {
  const { stores } = station;
  const errors: Record<string, string> = {};
  const twin = stores.programmes.list().find((one) => one.id !== before?.id && fold(one.name) === fold(name));
  if (twin) errors.name = `Đã có chuyên mục tên “${twin.name}”; chọn tên khác`;
  const odd = before && stores.episodes.issues(before.id).find(({ number }) => !isIssueNumber(issueWord, number));
  if (odd)
    errors.issueWord = `Chuyên mục này đã có số ${odd.number}/${odd.year}; gọi theo tháng chỉ được khi mọi số từ 1 đến 12`;
  if (leadUnit !== null && !stores.plans.units().some(({ id }) => id === leadUnit))
    errors.leadUnit = 'Chọn một đơn vị trong danh sách';
  const evergreen = soundComplaint(station, evergreenRecordingId);
  if (evergreen) errors.evergreenRecordingId = evergreen;
  return errors;
}
