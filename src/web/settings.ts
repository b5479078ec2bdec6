/** What a broadcaster changes: the names and the hours; beside them the zones and where the sound goes, each on pages of its own. */
import { type Context, Hono } from 'hono';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import { SettingsPage } from '../../views/settings.tsx';
import { ZoneList } from '../../views/zones.tsx';
import type { FieldErrors } from '../core/result.ts';
import type { Air } from './air.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import { recordingOptions } from './recording-options.ts';
import { saveSettings, settingsDraft } from './settings-forms.ts';
import type { Env, Station } from './station.ts';

export function settingsScreen(station: Station, air: Air): Hono<Env> {
  const screen = new Hono<Env>();
  const { settings, outputs, zones } = station.stores;
  const title = 'Cấu hình';

  function page(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const recordings = recordingOptions(station, [Number(textOf(values, 'fillerRecordingId'))]);
    const status = statusOf(errors);
    const list = ZoneList({
      zones: zones.list(),
      archived: zones.list({ archived: true }).filter(({ archivedAt }) => archivedAt !== null),
      outputs: outputs.list().map((output) => {
        return { output, health: air.outputs()?.find(({ outputId }) => outputId === output.id) };
      }),
      now: station.clock(),
      timeZone: station.config.zone,
    });
    return c.render(SettingsPage({ values, errors, zones: list, recordings }), { title, status });
  }

  screen.get('/cau-hinh', (c) => {
    const {
      stationName,
      agencyName,
      hours,
      limits,
      copyRule,
      fillerRecordingId,
      deadAir,
      aircheck,
      excerptDays,
      uploadGigabytes,
      reachable,
    } = settings.find();
    const values = {
      stationName,
      agencyName,
      from: hours.map(({ from }) => from),
      until: hours.map(({ until }) => until),
      reachable: reachable.join('\n'),
      fillerRecordingId: fillerRecordingId === null ? '' : String(fillerRecordingId),
      mostSessions: String(limits.sessions),
      mostMinutes: String(limits.minutes),
      targetLufs: String(copyRule.targetLufs).replace('.', ','),
      highPass: copyRule.highPass ? 'co' : '',
      keptDays: String(aircheck.days),
      keptGigabytes: String(aircheck.gigabytes).replace('.', ','),
      freeGigabytes: String(aircheck.freeGigabytes).replace('.', ','),
      excerptDays: String(excerptDays),
      uploadGigabytes: String(uploadGigabytes).replace('.', ','),
      quietLevel: String(deadAir.levelDb).replace('.', ','),
      quietSeconds: String(deadAir.seconds).replace('.', ','),
    };
    return page(c, values);
  });

  screen.post('/cau-hinh', async (c) => {
    const values = await readForm(c);
    const form = parseForm(settingsDraft, fromForm(values));
    if (!form.ok) return page(c, values, form.error);
    const saved = saveSettings(station, form.value);
    if (!saved.ok) return page(c, values, saved.error);
    return seeOther(c, '/cau-hinh', 'Đã lưu.');
  });

  return screen;
}

/** `from` and `until` are columns of the same rows; a row with both empty is none. */
function fromForm(values: FormValues) {
  const until = textsOf(values, 'until');
  const hours = textsOf(values, 'from').map((from, row) => ({ from, until: until[row] ?? '' }));
  const number = (name: string) =>
    Number(textOf(values, name).trim().replace(',', '.').replace('−', '-') || Number.NaN);
  return {
    ...values,
    hours: hours.filter((window) => `${window.from}${window.until}`.trim() !== ''),
    limits:
      values.mostSessions === undefined
        ? undefined
        : { sessions: number('mostSessions'), minutes: number('mostMinutes') },
    copyRule:
      values.targetLufs === undefined
        ? undefined
        : { targetLufs: number('targetLufs'), highPass: textOf(values, 'highPass') !== '' },
    reachable: values.reachable === undefined ? undefined : linesOf(textOf(values, 'reachable')),
    fillerRecordingId:
      values.fillerRecordingId === undefined ? undefined : Number(textOf(values, 'fillerRecordingId')) || null,
    aircheck:
      values.keptDays === undefined
        ? undefined
        : { days: number('keptDays'), gigabytes: number('keptGigabytes'), freeGigabytes: number('freeGigabytes') },
    excerptDays: values.excerptDays === undefined ? undefined : number('excerptDays'),
    uploadGigabytes: values.uploadGigabytes === undefined ? undefined : number('uploadGigabytes'),
    deadAir:
      values.quietLevel === undefined ? undefined : { levelDb: number('quietLevel'), seconds: number('quietSeconds') },
  };
}

const linesOf = (typed: string): string[] => typed.split(/[\s,;]+/).filter((line) => line !== '');
