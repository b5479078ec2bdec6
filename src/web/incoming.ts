/** The folder on the local network, looked into every few seconds for as long as the web lives. */
import { setTimeout as sleep } from 'node:timers/promises';
import { lookIntoIncoming, type Sight } from '../ingest/incoming.ts';
import type { ReceivedFile } from '../ingest/upload.ts';
import { uploadLimits } from './recording-forms.ts';
import type { Station } from './station.ts';
import { keepArrived } from './uploads.ts';

const EVERY_MS = 5000;

export async function watchIncoming(station: Station, everyMs = EVERY_MS): Promise<void> {
  const { stores, media, clock: now, closing } = station;
  const options = {
    ...{ arrivals: stores.arrivals, media, now },
    limitBytes: () => uploadLimits(station).limitBytes,
    keep: (file: ReceivedFile) => keepArrived(station, file, null),
  };
  let sight: Sight = new Map();
  while (!closing.aborted) {
    try {
      sight = await lookIntoIncoming(options, sight);
    } catch (error) {
      console.error('[web] chưa xem được thư mục nhận tệp:', error);
    }
    await sleep(everyMs, undefined, { signal: closing }).catch(() => {});
  }
}
