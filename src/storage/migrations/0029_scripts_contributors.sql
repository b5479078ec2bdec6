-- What an issue is read from, who made it and what it draws on (product G1).

-- A row is one writing of the script, never changed: the newest is what is read, the others what was read before.
CREATE TABLE scripts (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  episode_id INTEGER NOT NULL REFERENCES episodes (id),
  text       TEXT NOT NULL,                        -- '': taken away
  made_by    INTEGER NOT NULL REFERENCES users (id),
  made_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX scripts_by_episode ON scripts (episode_id, id);
CREATE TRIGGER scripts_stay BEFORE UPDATE ON scripts
BEGIN SELECT RAISE(ABORT, 'a script that was written is never changed; a new writing is a new row'); END;
CREATE TRIGGER scripts_are_never_deleted BEFORE DELETE ON scripts
BEGIN SELECT RAISE(ABORT, 'a script that was written is never deleted'); END;

-- The file a script came as. Small and few, so the bytes are in the row: kept, backed up and lost together with it.
CREATE TABLE script_files (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  episode_id INTEGER NOT NULL REFERENCES episodes (id),
  file_name  TEXT NOT NULL CHECK (length(trim(file_name)) > 0),
  kind       TEXT NOT NULL CHECK (kind IN ('txt', 'docx', 'pdf')),
  sha256     TEXT NOT NULL,
  content    BLOB NOT NULL,
  added_by   INTEGER NOT NULL REFERENCES users (id),
  added_at   INTEGER NOT NULL,
  removed_at INTEGER,
  removed_by INTEGER REFERENCES users (id),
  CHECK ((removed_at IS NULL) = (removed_by IS NULL))
) STRICT;
CREATE INDEX script_files_by_episode ON script_files (episode_id);
CREATE UNIQUE INDEX script_files_once ON script_files (episode_id, sha256) WHERE removed_at IS NULL;

-- Who made an issue, in the order they are named. user_id: the account of that name, where there is exactly one. Nothing
-- of tax or banks is kept here.
CREATE TABLE contributors (
  episode_id INTEGER NOT NULL REFERENCES episodes (id),
  position   INTEGER NOT NULL,
  name       TEXT NOT NULL CHECK (length(trim(name)) > 0),
  role       TEXT NOT NULL
    CHECK (role IN ('author', 'editor', 'presenter', 'technician', 'collaborator', 'translator')),
  genre      TEXT NOT NULL DEFAULT '',             -- as bảng kê nhuận bút names it; '': none said
  user_id    INTEGER REFERENCES users (id),
  PRIMARY KEY (episode_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE episode_links (
  episode_id INTEGER NOT NULL REFERENCES episodes (id),
  position   INTEGER NOT NULL,
  url        TEXT NOT NULL CHECK (url LIKE 'http://%' OR url LIKE 'https://%'),
  PRIMARY KEY (episode_id, position)
) STRICT, WITHOUT ROWID;

-- As what somebody is paid; '': drawn up by hand.
ALTER TABLE fees ADD COLUMN role TEXT NOT NULL DEFAULT '';

-- How fast the programme is read, for the length of a script that nobody has read yet.
ALTER TABLE programmes ADD COLUMN words_per_minute INTEGER NOT NULL DEFAULT 160 CHECK (words_per_minute BETWEEN 60 AND 300);
