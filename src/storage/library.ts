/**
 * The library as people look for things in it: by words, by facets with their counts, by tag; and what the log tells of a
 * recording. What has changed since the last search is written into the index first (0028_library.sql says why).
 */
import { Members } from '../core/members.ts';
import { indexWords, searchQuery } from '../core/search.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';
import { ARCHIVED, EVERY, FACETS, type Facet, type FacetRow, Shelf } from './facet-shelf.ts';

export { FACETS, type Facet };

/** All combined by "and". */
export type LibraryFilter = {
  /** Beginnings of words in any order, without diacritics, or initials. */
  readonly search: string;
  readonly archived: boolean;
  readonly facets: Readonly<Partial<Record<Facet, string>>>;
};

export type FacetCount = { readonly facet: Facet; readonly value: string; readonly count: number };

export type Found = {
  /** Newest first, of the page asked for. */
  readonly ids: readonly number[];
  readonly hasMore: boolean;
  readonly total: number;
  /** How many the same search finds on the other side: among the archived, or among those in use. */
  readonly elsewhere: number;
  /** Of a facet that is asked for, what its other values would find. */
  readonly counts: readonly FacetCount[];
};

/** When it sounded, newest first; a row of the log each. */
export type Sounding = { readonly id: number; readonly startedAt: EpochMs; readonly zoneId: string };

/** Nobody else can write meanwhile. */
const AT_ONCE = 500;

type Described = {
  readonly title: string;
  readonly fileName: string;
  readonly state: string;
  readonly archived: 0 | 1;
  readonly aired: 0 | 1;
  readonly tags: string;
  readonly issues: string;
};
type IssueOf = { programmeId: string; name: string; abbr: string; title: string; language: string; topics: string[] };

export class Library {
  readonly #isDue;
  readonly #takeDue;
  readonly #noteAired;
  readonly #sawAirings;
  readonly #describe;
  readonly #clearWords;
  readonly #addWords;
  readonly #words;
  readonly #facets;
  readonly #putFacet;
  readonly #tags;
  readonly #allTags;
  readonly #addTag;
  readonly #clearTags;
  readonly #soundings;
  readonly #countSoundings;
  readonly #catchUp;
  readonly #setTags;

  constructor(db: Db) {
    this.#isDue = db
      .prepare<[], 0 | 1>(
        `SELECT EXISTS (SELECT 1 FROM recordings_due)
           OR coalesce((SELECT max(id) FROM airings), 0) > (SELECT airing_id FROM airings_searched)`,
      )
      .pluck();
    this.#noteAired = db.prepare(
      `INSERT OR IGNORE INTO recordings_due SELECT DISTINCT recording_id FROM airings
       WHERE id > (SELECT airing_id FROM airings_searched) AND started_at IS NOT NULL
         AND recording_id IN (SELECT id FROM recordings)`,
    );
    this.#sawAirings = db.prepare('UPDATE airings_searched SET airing_id = coalesce((SELECT max(id) FROM airings), 0)');
    this.#takeDue = db
      .prepare<[], number>(
        `DELETE FROM recordings_due WHERE recording_id IN (SELECT recording_id FROM recordings_due LIMIT ${AT_ONCE})
         RETURNING recording_id`,
      )
      .pluck();
    this.#describe = db.prepare<[number], Described>(
      `SELECT title, file_name AS fileName, state, archived_at IS NOT NULL AS archived,
         EXISTS (SELECT 1 FROM airings WHERE recording_id = r.id AND started_at IS NOT NULL) AS aired,
         (SELECT json_group_array(tag) FROM recording_tags WHERE recording_id = r.id) AS tags,
         (SELECT json_group_array(json_object('programmeId', p.id, 'name', p.name, 'abbr', p.abbr, 'title', e.title,
              'language', e.language, 'topics',
              json((SELECT json_group_array(topic_key) FROM episode_topics WHERE episode_id = e.id))))
            FROM episodes e JOIN programmes p ON p.id = e.programme_id
          WHERE e.recording_id = r.id AND e.archived_at IS NULL) AS issues
       FROM recordings r WHERE id = ?`,
    );
    this.#clearWords = db.prepare<[number]>('DELETE FROM recording_words WHERE rowid = ?');
    this.#addWords = db.prepare<[number, string]>('INSERT INTO recording_words (rowid, words) VALUES (?, ?)');
    this.#words = db
      .prepare<[string], number>('SELECT rowid FROM recording_words WHERE recording_words MATCH ?')
      .pluck();
    this.#facets = db.prepare<[], FacetRow>('SELECT facet, value, members FROM facets');
    this.#putFacet = db.prepare<[string, string, Uint8Array]>(
      'INSERT INTO facets VALUES (?, ?, ?) ON CONFLICT (facet, value) DO UPDATE SET members = excluded.members',
    );
    this.#tags = db.prepare<[string], { recordingId: number; tag: string }>(
      `SELECT recording_id AS recordingId, tag FROM recording_tags
       WHERE recording_id IN (SELECT value FROM json_each(?)) ORDER BY tag`,
    );
    this.#allTags = db
      .prepare<[], string>('SELECT tag FROM recording_tags GROUP BY tag ORDER BY count(*) DESC, tag')
      .pluck();
    this.#addTag = db.prepare<[number, string]>('INSERT OR IGNORE INTO recording_tags VALUES (?, ?)');
    this.#clearTags = db.prepare<[number]>('DELETE FROM recording_tags WHERE recording_id = ?');
    this.#soundings = db.prepare<[number, number], Sounding>(
      `SELECT id, started_at AS startedAt, zone_id AS zoneId FROM airings
       WHERE recording_id = ? AND started_at IS NOT NULL ORDER BY id DESC LIMIT ?`,
    );
    this.#countSoundings = db
      .prepare<[number], number>('SELECT count(*) FROM airings WHERE recording_id = ? AND started_at IS NOT NULL')
      .pluck();
    this.#catchUp = db.transaction(() => {
      this.#noteAired.run();
      this.#sawAirings.run();
      const shelf = this.#readShelf();
      for (const id of this.#takeDue.all()) this.#write(id, shelf);
      for (const { facet, value, members } of shelf.changed) this.#putFacet.run(facet, value, members.toBytes());
    });
    this.#setTags = db.transaction((id: number, tags: readonly string[]) => {
      this.#clearTags.run(id);
      for (const tag of tags) this.#addTag.run(id, tag);
    });
  }

  /** A page of what is found, from below `before` on. */
  search(filter: LibraryFilter, { before, limit = 50 }: { before?: number | undefined; limit?: number } = {}): Found {
    while (this.#isDue.get()) this.#catchUp.immediate();
    const shelf = this.#readShelf();
    const query = searchQuery(filter.search);
    const named =
      query !== undefined
        ? Members.of(this.#words.all(query))
        : filter.search.trim() === ''
          ? shelf.get(EVERY)
          : new Members();
    const asked = FACETS.filter((facet) => filter.facets[facet] !== undefined);
    const those = (facets: readonly Facet[]) =>
      facets.reduce((found, facet) => found.and(shelf.get(facet, filter.facets[facet])), named);
    const archived = shelf.get(ARCHIVED);
    const onThisSide = (members: Members) => (filter.archived ? members.and(archived) : members.without(archived));

    const found = those(asked);
    const all = onThisSide(found);
    const total = all.count();
    const ids = take(all.descending(before), limit + 1);
    const besides = new Map(asked.map((own) => [own, onThisSide(those(asked.filter((facet) => facet !== own)))]));
    const counts = shelf.all().flatMap(({ facet, value, members }) => {
      if (facet === EVERY || facet === ARCHIVED) return [];
      const count = members.count(besides.get(facet) ?? all);
      return count > 0 ? [{ facet, value, count }] : [];
    });
    return { ids: ids.slice(0, limit), hasMore: ids.length > limit, total, elsewhere: found.count() - total, counts };
  }

  tagsOf(ids: readonly number[]): ReadonlyMap<number, readonly string[]> {
    const tags = new Map<number, string[]>();
    for (const { recordingId, tag } of this.#tags.all(JSON.stringify(ids)))
      tags.set(recordingId, [...(tags.get(recordingId) ?? []), tag]);
    return tags;
  }

  /** Every tag there is, the commonest first. */
  tags(): string[] {
    return this.#allTags.all();
  }

  setTags(id: number, tags: readonly string[]): void {
    this.#setTags.immediate(id, tags);
  }

  soundings(recordingId: number, limit = 10): { total: number; newest: Sounding[] } {
    return { total: this.#countSoundings.get(recordingId)!, newest: this.#soundings.all(recordingId, limit) };
  }

  #readShelf(): Shelf {
    return new Shelf(this.#facets.all());
  }

  #write(id: number, shelf: Shelf): void {
    this.#clearWords.run(id);
    const row = this.#describe.get(id);
    if (!row) return shelf.put(id, []);
    const tags = JSON.parse(row.tags) as string[];
    const issues = JSON.parse(row.issues) as IssueOf[];
    const texts = issues.flatMap(({ name, abbr, title }) => [name, abbr, title]);
    this.#addWords.run(id, indexWords([row.title, row.fileName, ...tags, ...texts]));
    shelf.put(id, [
      [EVERY, ''],
      ...(row.archived ? [[ARCHIVED, ''] as const] : []),
      ['state', row.state],
      ['aired', row.aired ? 'yes' : 'no'],
      ...tags.map((tag) => ['tag', tag] as const),
      ...issues.flatMap(({ programmeId, language, topics }) => [
        ['programme', programmeId] as const,
        ['language', language] as const,
        ...topics.map((topic) => ['topic', topic] as const),
      ]),
    ]);
  }
}

function take<T>(all: Iterable<T>, most: number): T[] {
  const taken: T[] = [];
  for (const one of all) {
    if (taken.length >= most) break;
    taken.push(one);
  }
  return taken;
}
