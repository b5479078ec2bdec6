/** Sounds in plan files: named by what they are made of, with a title behind it for people (schema.ts, `sound`). */
import type { SoundName } from '../plan-file.ts';

/** A recording of the library; `sha256` of the original. */
export type KnownSound = { readonly id: number; readonly sha256: string; readonly title: string };

const DIGITS = 12;

const hashOf = (name: SoundName): string => name.split(' ', 1)[0]!;

export const soundNamed = (name: SoundName, sounds: readonly KnownSound[]): KnownSound | undefined =>
  sounds.find(({ sha256 }) => sha256.startsWith(hashOf(name)));

/**
 * How the file says it, given what it says already. Nothing was said and there is none: nothing is said. One that the
 * file names rightly stays as it is written, whatever its title is by now; one that nobody knows is left alone too.
 */
export function soundText(
  id: number | null,
  written: SoundName | null | undefined,
  sounds: readonly KnownSound[],
): SoundName | null | undefined {
  if (id === null) return written === undefined ? undefined : null;
  const sound = sounds.find((one) => one.id === id);
  if (sound === undefined || (written && sound.sha256.startsWith(hashOf(written)))) return written;
  return `${sound.sha256.slice(0, DIGITS)} ${sound.title.replaceAll(/\s+/g, ' ')}`.trim().normalize('NFC');
}
