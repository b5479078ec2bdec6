/** Which recordings have which value of which facet: all of it in hand, a set of ids each. */
import { Members } from '../core/members.ts';

/** What the list can be narrowed by; of an issue, what the recording is in. */
export const FACETS = ['programme', 'topic', 'language', 'state', 'aired', 'tag'] as const;
export type Facet = (typeof FACETS)[number];

/** Of every recording, and of those put away. */
export const EVERY = 'every';
export const ARCHIVED = 'archived';
type Kept = Facet | typeof EVERY | typeof ARCHIVED;

export type FacetRow = { readonly facet: Kept; readonly value: string; readonly members: Buffer };

type Entry = { readonly facet: Kept; readonly value: string; readonly members: Members };

export class Shelf {
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Set<Entry>();

  constructor(rows: readonly FacetRow[]) {
    for (const { facet, value, members } of rows)
      this.#entries.set(`${facet} ${value}`, { facet, value, members: Members.fromBytes(members) });
  }

  all(): Entry[] {
    return [...this.#entries.values()];
  }

  get changed(): Iterable<Entry> {
    return this.#changed;
  }

  /** Of a value nothing has: nothing. */
  get(facet: Kept, value = ''): Members {
    return this.#entries.get(`${facet} ${value}`)?.members ?? new Members();
  }

  /** It has these values and no other. */
  put(id: number, values: readonly (readonly [facet: Kept, value: string])[]): void {
    const keys = new Set(values.map(([facet, value]) => `${facet} ${value}`));
    for (const [facet, value] of values) {
      const key = `${facet} ${value}`;
      if (!this.#entries.has(key)) this.#entries.set(key, { facet, value, members: new Members() });
    }
    for (const [key, entry] of this.#entries) if (entry.members.put(id, keys.has(key))) this.#changed.add(entry);
  }
}
