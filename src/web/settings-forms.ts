/** The station's names, hours and what sounds when nothing else can: one schema and one way to save, for the settings page and the API. */
import { z } from '@hono/zod-openapi';
import { parseAllowed } from '../core/address.ts';
import { checkHours } from '../core/hours.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { parseTime } from '../core/vietnamese.ts';
import { text } from './forms.ts';
import { soundComplaint } from './sound-complaint.ts';
import type { Station } from './station.ts';

/** `17h` is `17:00`; what is no time stays as typed, for the complaint to name it. */
export const clock = z
  .string()
  .trim()
  .transform((typed) => parseTime(typed)?.slice(0, 5) ?? typed.replace(/^24\s*[hg]\s*(?:00)?$/, '24:00'));

const WRONG_SESSIONS = 'Nhập số buổi từ 1 đến 24, ví dụ 3';
const WRONG_MINUTES = 'Nhập số phút từ 1 đến 1440, ví dụ 45';
const WRONG_TARGET = 'Nhập độ lớn từ -30 đến -10 LUFS, ví dụ -16';
const WRONG_LEVEL = 'Nhập mức từ -90 đến -20 dBFS, ví dụ -50';
const WRONG_DAYS = 'Nhập số ngày từ 1 đến 3660, ví dụ 90';
const WRONG_SIZE = 'Nhập số GB từ 1 trở lên, ví dụ 20';
const WRONG_FREE = 'Nhập số GB để trống từ 0,5 trở lên, ví dụ 1';
const WRONG_EXCERPTS = 'Nhập số ngày từ 0 đến 3660, ví dụ 730; 0 là không giữ trích đoạn';
const WRONG_UPLOAD = 'Nhập số GB từ 0,1 đến 20, ví dụ 2';
const WRONG_LENGTH = 'Nhập số giây từ 2 đến 120, ví dụ 8';

/** Of the station, and of a zone that has its own. */
export const limitDraft = {
  sessions: z.int(WRONG_SESSIONS).min(1, WRONG_SESSIONS).max(24, WRONG_SESSIONS),
  minutes: z.int(WRONG_MINUTES).min(1, WRONG_MINUTES).max(1440, WRONG_MINUTES),
};

export const settingsDraft = z.object({
  stationName: text('Nhập tên đài', 120),
  agencyName: text('Nhập tên cơ quan', 200),
  hours: z
    .array(z.object({ from: clock, until: clock }))
    .min(1, { error: 'Nhập ít nhất một khung giờ; ngoài các khung này loa không phát', abort: true })
    .transform((typed, ctx) => {
      const hours = checkHours(typed);
      if (hours.ok) return hours.value;
      ctx.addIssue({ code: 'custom', message: hours.error });
      return z.NEVER;
    }),
  limits: z.object(limitDraft).optional(),
  copyRule: z
    .object({
      targetLufs: z.number(WRONG_TARGET).min(-30, WRONG_TARGET).max(-10, WRONG_TARGET),
      highPass: z.boolean(),
    })
    .optional(),
  fillerRecordingId: z.int().positive().nullable().optional(),
  reachable: z
    .array(
      z.string().transform((typed, ctx) => {
        const allowed = parseAllowed(typed);
        if (allowed.ok) return allowed.value;
        ctx.addIssue({ code: 'custom', message: allowed.error });
        return z.NEVER;
      }),
    )
    .max(50, 'Nhiều nhất 50 dòng')
    .optional(),
  aircheck: z
    .object({
      days: z.int(WRONG_DAYS).min(1, WRONG_DAYS).max(3660, WRONG_DAYS),
      gigabytes: z.number(WRONG_SIZE).min(1, WRONG_SIZE).max(100_000, WRONG_SIZE),
      freeGigabytes: z.number(WRONG_FREE).min(0.5, WRONG_FREE).max(1000, WRONG_FREE),
    })
    .optional(),
  uploadGigabytes: z.number(WRONG_UPLOAD).min(0.1, WRONG_UPLOAD).max(20, WRONG_UPLOAD).optional(),
  excerptDays: z.int(WRONG_EXCERPTS).min(0, WRONG_EXCERPTS).max(3660, WRONG_EXCERPTS).optional(),
  deadAir: z
    .object({
      levelDb: z.number(WRONG_LEVEL).min(-90, WRONG_LEVEL).max(-20, WRONG_LEVEL),
      seconds: z.number(WRONG_LENGTH).min(2, WRONG_LENGTH).max(120, WRONG_LENGTH),
    })
    .optional(),
});
type SettingsDraft = z.output<typeof settingsDraft>;

/** In force at once, also for what is on air. What is left out stays. */
export function saveSettings(station: Station, draft: Partial<SettingsDraft>): Result<void, FieldErrors> {
  const filler = soundComplaint(station, draft.fillerRecordingId ?? null);
  if (filler) return err({ fillerRecordingId: filler });
  const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
  station.stores.settings.change(given);
  station.nudge();
  return ok(undefined);
}
