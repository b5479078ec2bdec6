/** What an issue is read from: every writing of its script, and the files it came as. */
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

/** `revision` counts the writings of the issue from 1. */
export type Script = {
  readonly id: number;
  readonly episodeId: number;
  readonly revision: number;
  readonly text: string;
  readonly madeBy: number;
  readonly madeAt: EpochMs;
};
export type ScriptDraft = Omit<Script, 'id' | 'revision'>;

export const SCRIPT_FILE_KINDS = ['txt', 'docx', 'pdf'] as const;
export type ScriptFileKind = (typeof SCRIPT_FILE_KINDS)[number];
/** Without its content, which `content` reads. */
export type ScriptFile = {
  readonly id: number;
  readonly episodeId: number;
  readonly fileName: string;
  readonly kind: ScriptFileKind;
  readonly sha256: string;
  readonly bytes: number;
  readonly addedBy: number;
  readonly addedAt: EpochMs;
};
export type ScriptFileDraft = Omit<ScriptFile, 'id' | 'bytes'> & { readonly content: Uint8Array };

const COLUMNS = `id, episode_id AS episodeId,
  (SELECT count(*) FROM scripts o WHERE o.episode_id = s.episode_id AND o.id <= s.id) AS revision, text,
  made_by AS madeBy, made_at AS madeAt`;
const FILE = `id, episode_id AS episodeId, file_name AS fileName, kind, sha256, length(content) AS bytes,
  added_by AS addedBy, added_at AS addedAt`;

export class Scripts {
  readonly #add;
  readonly #list;
  readonly #newest;
  readonly #addFile;
  readonly #files;
  readonly #file;
  readonly #content;
  readonly #removeFile;

  constructor(db: Db) {
    this.#add = db.prepare<[ScriptDraft]>(
      'INSERT INTO scripts (episode_id, text, made_by, made_at) VALUES (@episodeId, @text, @madeBy, @madeAt)',
    );
    this.#list = db.prepare<{ id: number }, Script>(
      `SELECT ${COLUMNS} FROM scripts s WHERE episode_id = @id ORDER BY id DESC`,
    );
    this.#newest = db.prepare<{ id: number }, Script>(
      `SELECT ${COLUMNS} FROM scripts s WHERE episode_id = @id ORDER BY id DESC LIMIT 1`,
    );
    this.#addFile = db.prepare<[ScriptFileDraft], ScriptFile>(
      `INSERT INTO script_files (episode_id, file_name, kind, sha256, content, added_by, added_at)
       VALUES (@episodeId, @fileName, @kind, @sha256, @content, @addedBy, @addedAt)
       ON CONFLICT (episode_id, sha256) WHERE removed_at IS NULL DO UPDATE SET file_name = excluded.file_name
       RETURNING ${FILE}`,
    );
    this.#files = db.prepare<{ id: number }, ScriptFile>(
      `SELECT ${FILE} FROM script_files WHERE episode_id = @id AND removed_at IS NULL ORDER BY id`,
    );
    this.#file = db.prepare<{ id: number }, ScriptFile>(
      `SELECT ${FILE} FROM script_files WHERE id = @id AND removed_at IS NULL`,
    );
    this.#content = db
      .prepare<{ id: number }, Buffer>('SELECT content FROM script_files WHERE id = @id AND removed_at IS NULL')
      .pluck();
    this.#removeFile = db.prepare<{ id: number; by: number; at: EpochMs }>(
      'UPDATE script_files SET removed_at = @at, removed_by = @by WHERE id = @id AND removed_at IS NULL',
    );
  }

  /** The newest writing; `undefined` when there is none, or the newest took the script away. */
  find(episodeId: number): Script | undefined {
    const newest = this.#newest.get({ id: episodeId });
    return newest?.text ? newest : undefined;
  }

  /** Every writing, newest first. */
  list(episodeId: number): Script[] {
    return this.#list.all({ id: episodeId });
  }

  /** The same words again are no new writing. */
  add(draft: ScriptDraft): void {
    if ((this.#newest.get({ id: draft.episodeId })?.text ?? '') !== draft.text) this.#add.run(draft);
  }

  /** The same bytes twice are one file. */
  addFile(draft: ScriptFileDraft): ScriptFile {
    return this.#addFile.get(draft)!;
  }

  files(episodeId: number): ScriptFile[] {
    return this.#files.all({ id: episodeId });
  }

  findFile(id: number): ScriptFile | undefined {
    return this.#file.get({ id });
  }

  content(id: number): Buffer | undefined {
    return this.#content.get({ id });
  }

  removeFile(id: number, by: number, at: EpochMs): boolean {
    return this.#removeFile.run({ id, by, at }).changes > 0;
  }
}
