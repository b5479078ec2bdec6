/** "Nghe thử": a few seconds of another broadcaster's stream, for the slot form and for the API. */
import { bareUrl } from '../core/address.ts';
import type { User } from '../core/model.ts';
import type { Probe } from '../core/relay.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { openSystemClock } from '../engine/clock.ts';
import { probeRelay } from '../engine/relay-probe.ts';
import { may } from './access.ts';
import { relayAddress } from './slot-forms.ts';
import type { Station } from './station.ts';

/** Each keeps a decoder and a connection for up to 15 s. */
const AT_ONCE = 2;
let open = 0;

export async function tryRelay(station: Station, url: unknown): Promise<Result<Probe, FieldErrors>> {
  const address = relayAddress().safeParse(url);
  if (!address.success) return err({ relayUrl: address.error.issues[0]!.message });
  if (open >= AT_ONCE) return err({ relayUrl: 'Đang nghe thử luồng khác, đợi vài giây rồi bấm lại' });
  const { reachable, deadAir } = station.stores.settings.find();
  open += 1;
  try {
    const { ffmpeg } = station.config;
    const clock = openSystemClock();
    const options = { allowed: reachable, levelDb: deadAir.levelDb, ffmpeg, clock, signal: station.closing };
    return ok(await probeRelay(address.data, options));
  } finally {
    open -= 1;
  }
}

/** The address as `user` may read it: with its password only whoever may set it. */
export const relayUrlFor = (user: User | undefined, url: string | null): string | null =>
  url === null || may(user, 'POST /khung-gio') ? url : bareUrl(url);
