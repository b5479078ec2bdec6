/** The original is never lost: a kill between an upload's last byte and its row leaves a file that nobody knows. */
import { titleOf } from '../core/audio.ts';
import type { Recording } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Arrivals } from '../storage/arrivals.ts';
import type { MediaFolder } from '../storage/files.ts';
import type { Recordings } from '../storage/recordings.ts';

/**
 * Gives every original without a row one, to be checked like any other; under the name it arrived by where that is
 * known, else it is called what it is. Only before the first upload of this run: one that is arriving has a file and no
 * row yet.
 */
export function adoptOriginals(
  recordings: Recordings,
  media: MediaFolder,
  now: EpochMs,
  arrivals?: Pick<Arrivals, 'findByHash'>,
): Recording[] {
  return media
    .originals()
    .filter(({ sha256 }) => recordings.findByHash(sha256) === undefined)
    .map(({ sha256, extension, bytes }) => {
      const { fileName = `Tệp tìm lại ${sha256.slice(0, 8)}.${extension}`, userId = null } =
        arrivals?.findByHash(sha256) ?? {};
      const draft = { title: titleOf(fileName), fileName, sha256, bytes, uploadedBy: userId, uploadedAt: now };
      return recordings.add(draft);
    });
}
