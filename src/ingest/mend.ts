/**
 * Library and disk agree when the ingest begins: what a kill left half made is gone, and a playout copy that is not there,
 * or not what its name says, is made once more by the plan it was made by, which gives the same bytes: an approval
 * of it holds.
 */
import { open } from 'node:fs/promises';
import { flacFrames } from '../core/audio.ts';
import { hashAndSync, type MediaFolder } from '../storage/files.ts';
import type { KeptCopy, Recordings } from '../storage/recordings.ts';

/** A power cut tears what was written last; reading all of a library would take an hour. */
const READ_WHOLE = 20;

/** Answers the recordings whose copies are to be made again. Only before the first job of this run. */
export async function mendCopies(recordings: Recordings, media: MediaFolder): Promise<number[]> {
  media.sweepCopying();
  const mended: number[] = [];
  for (const [place, copy] of recordings.copies().entries()) {
    const file = media.playout(copy.playoutSha256);
    const found = await look(file, copy, place < READ_WHOLE);
    if (found === 'whole') continue;
    if (found === 'torn') await media.setAside(file);
    if (recordings.restore(copy.id)) mended.push(copy.id);
  }
  return mended;
}

async function look(file: string, copy: KeptCopy, whole: boolean): Promise<'whole' | 'torn' | 'absent'> {
  try {
    if (whole) return (await hashAndSync(file)) === copy.playoutSha256 ? 'whole' : 'torn';
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(new Uint8Array(42), 0, 42, 0);
    return bytesRead === 42 && flacFrames(buffer) === copy.playoutFrames ? 'whole' : 'torn';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'absent';
    return 'torn';
  }
}
