/**
 * Which zones heard something else while a row sounded. The mixer counts their chunks as it goes; here the counts at a row's
 * beginning and at its end are compared, so that a chunk costs two additions and a row two looks at every zone.
 */
import type { Cue } from '../core/cue.ts';
import { WHOLE_COMMUNE, type ZoneApart } from '../core/model.ts';
import { isTestZone } from './break-in.ts';

/** One sound gives way to another over 300 ms: so many chunks of either are none. */
const FEW = 25;

/** Chunks so far without the commune's sound, and of these, without a voice that lies over every zone's own. */
export type Away = { sound: number; voice: number };

type Begun = { readonly cue: Cue; readonly chunk: number; readonly before: ReadonlyMap<string, number> };

export class Reach {
  readonly #away = new Map<string, Away>();
  readonly #begun = new Map<string, Begun>();

  /** Of this zone, or of the one output that a test zone is; for the mixer to count in. */
  of(zoneId: string): Away {
    const known = this.#away.get(zoneId) ?? { sound: 0, voice: 0 };
    this.#away.set(zoneId, known);
    return known;
  }

  begin(cue: Cue, chunk: number): void {
    this.#begun.set(cue.key, { cue, chunk, before: this.#counts(cue) });
  }

  /** Those of its zones that did not hear all of it; of the outputs, those with a drill meanwhile. */
  end(key: string, chunk: number): ZoneApart[] {
    const begun = this.#begun.get(key);
    if (!begun) return [];
    this.#begun.delete(key);
    const apart: ZoneApart[] = [];
    for (const [zoneId, now] of this.#counts(begun.cue)) {
      const away = now - (begun.before.get(zoneId) ?? 0);
      const heard = chunk - begun.chunk - away;
      if (away > 0 && heard <= FEW) apart.push({ zoneId, heard: 'none' });
      else if (away > FEW) apart.push({ zoneId, heard: 'part' });
    }
    return apart;
  }

  #counts({ zoneId, kind, entryId }: Cue): Map<string, number> {
    if (kind === 'drill') return new Map();
    const isVoice = kind === 'live' && entryId === null;
    const counts = [...this.#away].map(([id, { sound, voice }]) => [id, isVoice ? voice : sound] as const);
    return new Map(counts.filter(([id]) => zoneId === WHOLE_COMMUNE || isTestZone(id)));
  }
}
