/** Who made an issue and what it draws on: its contributors and its links, in the order they were given. */
import type { Contributor } from '../core/contributors.ts';
import type { Db } from './database.ts';

export type Credits = { readonly contributors: readonly Contributor[]; readonly links: readonly string[] };

const NONE: Credits = { contributors: [], links: [] };

export class EpisodeCredits {
  readonly #clear;
  readonly #addContributor;
  readonly #addLink;
  readonly #contributors;
  readonly #links;
  readonly #names;

  constructor(db: Db) {
    this.#clear = ['contributors', 'episode_links'].map((table) =>
      db.prepare<{ id: number }>(`DELETE FROM ${table} WHERE episode_id = @id`),
    );
    this.#addContributor = db.prepare<[Contributor & { id: number; position: number }]>(
      `INSERT INTO contributors (episode_id, position, name, role, genre, user_id)
       VALUES (@id, @position, @name, @role, @genre, @userId)`,
    );
    this.#addLink = db.prepare<{ id: number; position: number; url: string }>(
      'INSERT INTO episode_links (episode_id, position, url) VALUES (@id, @position, @url)',
    );
    const of = 'episode_id IN (SELECT value FROM json_each(@ids)) ORDER BY episode_id, position';
    this.#contributors = db.prepare<{ ids: string }, Contributor & { episodeId: number }>(
      `SELECT episode_id AS episodeId, name, role, genre, user_id AS userId FROM contributors WHERE ${of}`,
    );
    this.#links = db.prepare<{ ids: string }, { episodeId: number; url: string }>(
      `SELECT episode_id AS episodeId, url FROM episode_links WHERE ${of}`,
    );
    this.#names = db
      .prepare<{ limit: number }, string>(
        'SELECT name FROM contributors GROUP BY name ORDER BY max(episode_id) DESC, name LIMIT @limit',
      )
      .pluck();
  }

  find(episodeId: number): Credits {
    return this.list([episodeId]).get(episodeId) ?? NONE;
  }

  /** Of these episodes; one that names nobody and nothing is not among the answers. */
  list(episodeIds: readonly number[]): ReadonlyMap<number, Credits> {
    const ids = JSON.stringify(episodeIds);
    const found = new Map<number, { contributors: Contributor[]; links: string[] }>();
    const of = (id: number) => {
      const known = found.get(id) ?? { contributors: [], links: [] };
      found.set(id, known);
      return known;
    };
    for (const { episodeId, ...one } of this.#contributors.all({ ids })) of(episodeId).contributors.push(one);
    for (const { episodeId, url } of this.#links.all({ ids })) of(episodeId).links.push(url);
    return found;
  }

  /** Within the caller's transaction. */
  change(id: number, { contributors, links }: Credits): void {
    if (JSON.stringify(this.find(id)) === JSON.stringify({ contributors, links })) return;
    for (const clear of this.#clear) clear.run({ id });
    contributors.forEach((one, position) => void this.#addContributor.run({ ...one, id, position }));
    links.forEach((url, position) => void this.#addLink.run({ id, position, url }));
  }

  /** Those named before, the latest first: for a form to offer. */
  names(limit = 100): string[] {
    return this.#names.all({ limit });
  }
}
