/** Nghe lại: what truly went out in an airing, cut out of the aircheck; for the log's page and the API. */
import { type Context, Hono } from 'hono';
import type { Airing } from '../core/model.ts';
import { type DurationMs, frames, framesToMs } from '../core/time.ts';
import { type AircheckCut, cutAircheck, keptUnder } from '../engine/aircheck-shelf.ts';
import { sendBytes } from './sound-file.ts';
import type { Env, Station } from './station.ts';

/** What was kept of it; `missing`: how much was not. */
export type Heard = { readonly missing: DurationMs };

/** `undefined`: it did not sound, or nothing of it was kept. */
export async function heardOf(station: Station, airing: Airing): Promise<Heard | undefined> {
  const cut = await cutOf(station, airing);
  return cut && { missing: framesToMs(frames(cut.missingFrames)) };
}

/** The answer to a GET or HEAD for its sound as a WAV file, in ranges; `undefined`: there is none. */
export async function sendHeard(c: Context, station: Station, airing: Airing): Promise<Response | undefined> {
  const cut = await cutOf(station, airing);
  if (!cut) return undefined;
  return sendBytes(c, {
    // The same for as long as nothing more of it is kept or let go.
    etag: `"${airing.id}-${cut.wavBytes}-${cut.missingFrames}"`,
    size: cut.wavBytes,
    type: 'audio/wav',
    name: `luot-phat-${airing.id}.wav`,
    bytes: ({ from, until }) => cut.wav(from, until),
  });
}

/** As it was heard in the zone it was addressed to. */
async function cutOf({ config }: Station, airing: Airing): Promise<AircheckCut | undefined> {
  const { startedAt, endedAt } = airing;
  if (startedAt === null || endedAt === null) return undefined;
  const cut = await cutAircheck(config.home, keptUnder(airing), startedAt, endedAt, config);
  return cut.ok ? cut.value : undefined;
}

export function aircheckScreen(station: Station): Hono<Env> {
  return new Hono<Env>().get('/nhat-ky/:id{[0-9]+}/nghe-lai', async (c) => {
    const airing = station.stores.airings.find(Number(c.req.param('id')));
    return (airing && (await sendHeard(c, station, airing))) || c.notFound();
  });
}
