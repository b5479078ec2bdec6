-- An issue may exist in several languages, each with its own sound and approval: the language belongs to what makes an
-- episode one of its kind, and a UNIQUE cannot be widened in place. Outside its validity it is not chosen for the air.
CREATE TABLE episodes_wider (
  id           INTEGER PRIMARY KEY,
  programme_id TEXT NOT NULL REFERENCES programmes (id),
  year         INTEGER NOT NULL,
  number       INTEGER NOT NULL CHECK (number > 0),
  language     TEXT NOT NULL DEFAULT 'vi',         -- core/languages.ts
  title        TEXT NOT NULL,
  notes        TEXT NOT NULL DEFAULT '',
  recording_id INTEGER REFERENCES recordings (id),
  valid_from   TEXT,                               -- both inclusive
  valid_until  TEXT,
  author_id    INTEGER NOT NULL REFERENCES users (id),
  created_at   INTEGER NOT NULL,
  changed_at   INTEGER NOT NULL,
  archived_at  INTEGER,
  CHECK (valid_until >= valid_from),
  UNIQUE (programme_id, year, number, language)
) STRICT;
INSERT INTO episodes_wider (id, programme_id, year, number, title, notes, recording_id, author_id, created_at, changed_at, archived_at)
SELECT id, programme_id, year, number, title, notes, recording_id, author_id, created_at, changed_at, archived_at FROM episodes;
DROP TABLE episodes;
ALTER TABLE episodes_wider RENAME TO episodes;

-- NULL: whichever version an issue has first.
ALTER TABLE slots ADD COLUMN language TEXT;
-- Which issue a replay looks for: the one aired last, of any time or only of its own month or fortnight.
ALTER TABLE slots ADD COLUMN replay_of TEXT NOT NULL DEFAULT 'latest'
  CHECK (replay_of IN ('latest', 'same-month', 'same-fortnight'));

-- A secret link to the schedule for calendar programs, which cannot sign in. Read-only, so the token is kept as it is and
-- can be shown again; withdrawn, never deleted.
CREATE TABLE calendar_feeds (
  id           INTEGER PRIMARY KEY,
  token        TEXT NOT NULL UNIQUE,
  zone_id      TEXT REFERENCES zones (id),
  programme_id TEXT REFERENCES programmes (id),
  made_by      INTEGER NOT NULL REFERENCES users (id),
  made_at      INTEGER NOT NULL,
  withdrawn_at INTEGER,
  CHECK ((zone_id IS NULL) <> (programme_id IS NULL))
) STRICT;

-- Which slot came of which event, so that the same file read again changes it instead of doubling it.
CREATE TABLE event_uids (
  uid     TEXT PRIMARY KEY,
  slot_id TEXT NOT NULL REFERENCES slots (id) ON DELETE CASCADE
) STRICT;

-- What makes the UIDs of this station's events its own (RFC 5545 §3.8.4.7); one row for ever.
CREATE TABLE station_uid (uid TEXT NOT NULL) STRICT;
INSERT INTO station_uid VALUES (lower(hex(randomblob(8))) || '.dai-xa');
