/** The station's names and hours: one schema and one way to save, for the settings page and the API. */
import { z } from 'zod';
import { checkHours } from '../core/hours.ts';
import type { StationSettings } from '../core/model.ts';
import { parseTime } from '../core/vietnamese.ts';
import { text } from './forms.ts';
import type { Station } from './station.ts';

/** `17h` is `17:00`; what is no time stays as typed, for the complaint to name it. */
const clock = z
  .string()
  .trim()
  .transform((typed) => parseTime(typed)?.slice(0, 5) ?? typed.replace(/^24\s*[hg]\s*(?:00)?$/, '24:00'));

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
});

/** In force at once, also for what is on air. What is left out stays. */
export function saveSettings(station: Station, draft: Partial<StationSettings>): void {
  station.stores.settings.change(draft);
  station.nudge();
}
