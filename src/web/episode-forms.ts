/** An issue as a person writes it down: one schema and one way to save, put away and bring back, for page and API. */

import { z } from '@hono/zod-openapi';
import type { Temporal } from 'temporal-polyfill';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import { byVersion, type EpisodeInFull, isIssueNumber, versionLabel } from '../core/episodes.ts';
import { LANGUAGES, VIETNAMESE } from '../core/languages.ts';
import type { Episode, Programme } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { parseDate } from '../core/vietnamese.ts';
import type { By } from './approval-forms.ts';
import { submitEpisode } from './approval-steps.ts';
import { creditFields, creditsOf, creditsOfForm } from './credit-forms.ts';
import { choice, optionalText, text, typedDay } from './forms.ts';
import { settle } from './settle.ts';
import { isoDay } from './slot-forms.ts';
import type { Station } from './station.ts';

const whole = (least: number, most: number, wrong: string) => z.int(wrong).min(least, wrong).max(most, wrong);

export const episodeDraft = z.object({
  year: whole(2000, 2100, 'Nhập năm gồm bốn chữ số, ví dụ 2025'),
  number: whole(1, 9999, 'Nhập số thứ tự, ví dụ 2'),
  language: choice(LANGUAGES, 'Chọn ngôn ngữ trong danh sách').default(VIETNAMESE),
  title: text('Nhập tiêu đề'),
  topics: z.array(z.string()).default([]),
  ...creditFields,
  notes: optionalText(4000),
  recordingId: z.int('Chọn tệp âm thanh trong danh sách').positive().nullable().default(null),
  validFrom: isoDay('Nhập ngày/tháng/năm, ví dụ 05/09/2025').nullable().default(null),
  validUntil: isoDay('Nhập ngày/tháng/năm, ví dụ 05/09/2025').nullable().default(null),
  /** Given to the approver at once, when its sound can be heard. */
  submit: z.boolean().default(false),
});
export type EpisodeDraft = z.output<typeof episodeDraft>;

/** The fields of the form as the schema takes them; what is no number or day is left for it to complain about. */
export const episodeOfForm = (values: FormValues, today: Temporal.PlainDate) => ({
  year: numberOf(values, 'year'),
  number: numberOf(values, 'number'),
  language: textOf(values, 'language') || VIETNAMESE,
  title: textOf(values, 'title'),
  topics: textsOf(values, 'topics'),
  ...creditsOfForm(values),
  notes: textOf(values, 'notes'),
  recordingId: textOf(values, 'recordingId') === '' ? null : numberOf(values, 'recordingId'),
  validFrom: dayOf(values, 'validFrom', today),
  validUntil: dayOf(values, 'validUntil', today),
  submit: textOf(values, 'submit') !== '',
});

function dayOf(values: FormValues, name: string, today: Temporal.PlainDate): string | null {
  const typed = textOf(values, name).trim();
  return typed === '' ? null : (parseDate(typed, today)?.toString() ?? typed);
}

function numberOf(values: FormValues, name: string): number | string {
  const typed = textOf(values, name).trim();
  return /^\d{1,15}$/.test(typed) ? Number(typed) : typed;
}

export const formOfEpisode = ({
  year,
  number,
  title,
  topics,
  notes,
  recordingId,
  ...episode
}: Episode): FormValues => ({
  year: String(year),
  number: String(number),
  title,
  topics,
  notes,
  recordingId: String(recordingId ?? ''),
  language: episode.language,
  validFrom: typedDay(episode.validFrom),
  validUntil: typedDay(episode.validUntil),
});

/** Adds an issue of `programme`, or changes `before`, whose author stays. */
export function saveEpisode(
  station: Station,
  programme: Programme,
  draft: EpisodeDraft,
  { by, before }: { readonly by: By; readonly before?: EpisodeInFull },
): Result<Episode, FieldErrors> {
  const { episodes } = station.stores;
  const errors = complaints(station, programme, draft, before);
  if (Object.keys(errors).length > 0) return err(errors);

  const at = station.clock();
  const credits = creditsOf(station, draft);
  const saved =
    before !== undefined
      ? episodes.change({
          ...draft,
          credits,
          id: before.id,
          programmeId: programme.id,
          changedAt: at,
          changedBy: by.user.id,
        })
      : episodes.add({ ...draft, credits, programmeId: programme.id, authorId: by.user.id, createdAt: at });
  if (!saved.ok) return err({ number: clashWords(station, programme, draft) });
  if (draft.submit) submitEpisode(station, episodes.findInFull(saved.value!.id)!, by);
  settle(station);
  return ok(saved.value!);
}

/** What only the station knows to be wrong. */
function complaints(
  { stores }: Station,
  programme: Programme,
  draft: EpisodeDraft,
  before: EpisodeInFull | undefined,
): FieldErrors {
  const errors: Record<string, string> = {};
  if (!isIssueNumber(programme.issueWord, draft.number)) errors.number = 'Số của chuyên mục này là tháng, từ 1 đến 12';
  if (draft.validFrom !== null && draft.validUntil !== null && draft.validUntil < draft.validFrom)
    errors.validUntil = 'Ngày hết hiệu lực không được trước ngày bắt đầu';
  // The airing log says which issue was heard; it must stay the same issue.
  if (before?.airedAt != null && byVersion(before, draft) !== 0)
    errors.number = `Số đã phát giữ nguyên là ${versionLabel(programme.issueWord, before)}, vì nhật ký phát thanh đã ghi`;

  const leaves = new Set(stores.plans.topics().flatMap(({ key, leaf }) => (leaf ? [key] : [])));
  if (draft.topics.some((key) => !leaves.has(key))) errors.topics = 'Chọn chủ đề trong danh sách của kế hoạch';

  if (draft.recordingId !== null && draft.recordingId !== before?.recordingId) {
    const recording = stores.recordings.find(draft.recordingId);
    if (!recording) errors.recordingId = 'Không có tệp âm thanh này trong kho tư liệu';
    else if (recording.archivedAt !== null)
      errors.recordingId = 'Tệp âm thanh này đã lưu trữ; lấy lại từ kho tư liệu trước';
    else if (recording.state !== 'ready')
      errors.recordingId = 'Tệp âm thanh này chưa kiểm tra xong hoặc không dùng được';
  }
  return errors;
}

function clashWords({ stores }: Station, programme: Programme, draft: EpisodeDraft): string {
  const other = stores.episodes
    .list({ programmeId: programme.id, archived: true })
    .find((one) => byVersion(one, draft) === 0);
  const label = versionLabel(programme.issueWord, draft);
  const where = other?.archivedAt == null ? '' : ', đang lưu trữ';
  return `Chuyên mục đã có ${label} (“${other?.title}”${where}); chọn số khác`;
}

/** It leaves the playlist and stays in the log. */
export function archiveEpisode(station: Station, id: number): void {
  station.stores.episodes.archive(id, station.clock());
  settle(station);
}

export function restoreEpisode(station: Station, id: number): void {
  station.stores.episodes.restore(id, station.clock());
  settle(station);
}
