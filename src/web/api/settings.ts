/** `/settings`: the names of the station and the hours within which its loudspeakers may sound. */
import { createRoute, z } from '@hono/zod-openapi';
import { refused } from '../problem.ts';
import { saveSettings, settingsDraft } from '../settings-forms.ts';
import type { Station } from '../station.ts';
import { json, openApiPart, refusals } from './parts.ts';

const Settings = z
  .object({
    stationName: z.string(),
    agencyName: z.string(),
    hours: z
      .array(
        z.object({ from: z.string().openapi({ example: '17:00' }), until: z.string().openapi({ example: '17:45' }) }),
      )
      .readonly()
      .openapi({
        description: 'Wall clock of the station; a window whose end is not after its start crosses midnight',
      }),
    limits: z
      .object({ sessions: z.int(), minutes: z.int() })
      .openapi({ description: 'The most sessions a day, and minutes a session, relays among them' }),
    copyRule: z
      .object({ targetLufs: z.number(), highPass: z.boolean() })
      .openapi({ description: 'Of playout copies made from now on; those there are stay as they are' }),
    reachable: z
      .array(z.string())
      .readonly()
      .openapi({ description: 'Hosts, addresses and ranges that relays may reach though they are not public' }),
    fillerRecordingId: z.int().nullable().openapi({ description: 'Sounds when nothing else can' }),
    aircheck: z.object({ days: z.int(), gigabytes: z.number(), freeGigabytes: z.number() }).openapi({
      description: 'How long what went out is kept as sound, at most how much, and what stays free on the disk',
    }),
    uploadGigabytes: z
      .number()
      .openapi({ description: 'The largest file that is taken into the library, in 10⁹ bytes' }),
    excerptDays: z.int().openapi({ description: 'How long 15 s from start, middle and end of every airing are kept' }),
    deadAir: z
      .object({ levelDb: z.number(), seconds: z.number() })
      .openapi({ description: 'Sound below `levelDb` dBFS for so long inside an entry is an incident' }),
  })
  .openapi('Settings');

const find = createRoute({
  method: 'get',
  path: '/settings',
  responses: { 200: json(Settings, 'In force'), ...refusals() },
});
const change = createRoute({
  method: 'put',
  path: '/settings',
  summary: 'What is left out stays; in force at once, also for what is on air',
  request: {
    body: {
      content: { 'application/json': { schema: settingsDraft.partial().openapi('SettingsDraft') } },
      required: true,
    },
  },
  responses: { 200: json(Settings, 'Changed'), ...refusals(400, 422) },
});

export function settingsApi(station: Station) {
  const { settings } = station.stores;
  return openApiPart()
    .openapi(find, (c) => c.json(settings.find(), 200))
    .openapi(change, (c) => {
      const saved = saveSettings(station, c.req.valid('json'));
      if (!saved.ok) return refused(c, saved.error);
      return c.json(settings.find(), 200);
    });
}
