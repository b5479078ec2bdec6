-- An airing log that can be believed (product H1, H3, H4, H6, H7). What a row of these tables says is hashed together
-- with the hash before it, in the order in which rows were closed, by triggers that storage/chain.ts makes of the columns
-- the tables have: a column added later is NULL in old rows, and NULL is not in the hashed text, so no old hash changes.

-- What the recorder knew as it wrote the row. NULL in rows from before.
ALTER TABLE airings ADD COLUMN approval_id INTEGER;
ALTER TABLE airings ADD COLUMN approved_by TEXT;                                             -- the name, as it was then
ALTER TABLE airings ADD COLUMN outputs TEXT CHECK (outputs IS NULL OR json_valid(outputs));  -- core/model.ts, OutputHeard[]
ALTER TABLE airings ADD COLUMN clock TEXT CHECK (clock IS NULL OR json_valid(clock));        -- core/model.ts, ClockQuality
ALTER TABLE airings ADD COLUMN clusters_expected INTEGER CHECK (clusters_expected >= 0);

CREATE TRIGGER airings_have_an_instant BEFORE INSERT ON airings WHEN NEW.started_at IS NULL AND NEW.planned_start IS NULL
BEGIN SELECT RAISE(ABORT, 'an airing without an instant has no place in the log'); END;

-- hash: SHA-256 of the link's text (README, "The chain of the log"); the hash before it is in that text.
CREATE TABLE chain (
  seq    INTEGER PRIMARY KEY AUTOINCREMENT,
  at     INTEGER NOT NULL,
  kind   TEXT NOT NULL,                          -- the table
  row_id INTEGER NOT NULL,
  hash   BLOB NOT NULL CHECK (length(hash) = 32),
  UNIQUE (kind, row_id)
) STRICT;

-- Đính chính: the whole right reading of a closed airing, beside it and never in it. The newest holds.
CREATE TABLE corrections (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  airing_id     INTEGER NOT NULL REFERENCES airings (id),
  outcome       TEXT NOT NULL CHECK (outcome IN ('completed', 'cut', 'failed', 'missed', 'skipped', 'cancelled')),
  reason        TEXT,
  started_at    INTEGER,
  ended_at      INTEGER,
  played_frames INTEGER NOT NULL CHECK (played_frames >= 0),
  why           TEXT NOT NULL CHECK (length(trim(why)) > 0),
  made_by       INTEGER NOT NULL REFERENCES users (id),
  made_by_name  TEXT NOT NULL,
  made_at       INTEGER NOT NULL,
  CHECK (outcome = 'completed' OR reason IS NOT NULL),
  CHECK (outcome NOT IN ('missed', 'skipped', 'cancelled') OR (started_at IS NULL AND ended_at IS NULL AND played_frames = 0)),
  CHECK (outcome IN ('missed', 'skipped', 'cancelled') OR (started_at IS NOT NULL AND ended_at >= started_at))
) STRICT;
CREATE INDEX corrections_by_airing ON corrections (airing_id, id);
CREATE TRIGGER corrections_of_what_is_closed BEFORE INSERT ON corrections
  WHEN (SELECT outcome FROM airings WHERE id = NEW.airing_id) = 'on-air'
BEGIN SELECT RAISE(ABORT, 'only a closed airing is corrected'); END;

-- Nguyên nhân: why an airing did not go as planned, as a person confirmed it. The newest holds.
CREATE TABLE airing_causes (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  airing_id    INTEGER NOT NULL REFERENCES airings (id),
  code         TEXT NOT NULL,                    -- core/causes.ts
  proposed     TEXT,                             -- what the program had proposed
  note         TEXT NOT NULL DEFAULT '',
  made_by      INTEGER NOT NULL REFERENCES users (id),
  made_by_name TEXT NOT NULL,
  made_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX airing_causes_by_airing ON airing_causes (airing_id, id);

-- Which clusters carried it, and how that is known. The newest of a cluster holds; 'none' is no proof of anything.
CREATE TABLE airing_clusters (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  airing_id    INTEGER NOT NULL REFERENCES airings (id),
  cluster_id   TEXT NOT NULL,
  cluster_name TEXT NOT NULL,
  evidence     TEXT NOT NULL CHECK (evidence IN ('automatic', 'by-hand', 'none')),
  heard        INTEGER CHECK (heard IN (0, 1)),  -- NULL: nobody can know (FM, wired)
  note         TEXT NOT NULL DEFAULT '',
  made_by_name TEXT NOT NULL DEFAULT '',
  made_at      INTEGER NOT NULL,
  CHECK ((evidence = 'none') = (heard IS NULL))
) STRICT;
CREATE INDEX airing_clusters_by_airing ON airing_clusters (airing_id, cluster_id, id);

-- Niêm phong: the Merkle root (RFC 6962, 2.1) of the hashes of a day's links. Contiguous: each begins where the last ended.
CREATE TABLE seals (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  day       TEXT NOT NULL UNIQUE,
  first_seq INTEGER NOT NULL,
  last_seq  INTEGER NOT NULL,
  count     INTEGER NOT NULL CHECK (count = last_seq - first_seq + 1 AND count > 0),
  root      TEXT NOT NULL CHECK (length(root) = 64),
  made_at   INTEGER NOT NULL
) STRICT;

CREATE TRIGGER chain_stays BEFORE UPDATE ON chain BEGIN SELECT RAISE(ABORT, 'the chain is never changed'); END;
CREATE TRIGGER chain_is_never_deleted BEFORE DELETE ON chain BEGIN SELECT RAISE(ABORT, 'the chain is never cut'); END;
CREATE TRIGGER corrections_stay BEFORE UPDATE ON corrections BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END;
CREATE TRIGGER corrections_are_never_deleted BEFORE DELETE ON corrections BEGIN SELECT RAISE(ABORT, 'a correction is never deleted'); END;
CREATE TRIGGER airing_causes_stay BEFORE UPDATE ON airing_causes BEGIN SELECT RAISE(ABORT, 'a confirmation is never changed'); END;
CREATE TRIGGER airing_causes_are_never_deleted BEFORE DELETE ON airing_causes BEGIN SELECT RAISE(ABORT, 'a confirmation is never deleted'); END;
CREATE TRIGGER airing_clusters_stay BEFORE UPDATE ON airing_clusters BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER airing_clusters_are_never_deleted BEFORE DELETE ON airing_clusters BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
CREATE TRIGGER seals_stay BEFORE UPDATE ON seals BEGIN SELECT RAISE(ABORT, 'a seal is never changed'); END;
CREATE TRIGGER seals_are_never_deleted BEFORE DELETE ON seals BEGIN SELECT RAISE(ABORT, 'a seal is never deleted'); END;

-- The log added up by weeks of UTC, so that a total over ten years reads hundreds of rows, not a million; the part weeks
-- at both ends of a question are read from the rows themselves. A closed airing never changes, so this only grows.
CREATE TABLE airing_weeks (
  week          INTEGER NOT NULL,
  programme_id  TEXT NOT NULL,                   -- '': none
  kind          TEXT NOT NULL,
  outcome       TEXT NOT NULL,
  count         INTEGER NOT NULL,
  aired         INTEGER NOT NULL,
  played_frames INTEGER NOT NULL,
  PRIMARY KEY (week, programme_id, kind, outcome)
) STRICT, WITHOUT ROWID;
INSERT INTO airing_weeks
  SELECT coalesce(started_at, planned_start) / 604800000, coalesce(programme_id, ''), kind, outcome,
    count(*), count(started_at), sum(played_frames)
  FROM airings WHERE outcome <> 'on-air' AND coalesce(started_at, planned_start) IS NOT NULL GROUP BY 1, 2, 3, 4;

CREATE TRIGGER airings_add_up_as_added AFTER INSERT ON airings WHEN NEW.outcome <> 'on-air'
BEGIN
  INSERT INTO airing_weeks VALUES (coalesce(NEW.started_at, NEW.planned_start) / 604800000, coalesce(NEW.programme_id, ''),
    NEW.kind, NEW.outcome, 1, NEW.started_at IS NOT NULL, NEW.played_frames)
  ON CONFLICT DO UPDATE SET count = count + 1, aired = aired + excluded.aired,
    played_frames = played_frames + excluded.played_frames;
END;
CREATE TRIGGER airings_add_up_as_closed AFTER UPDATE ON airings WHEN OLD.outcome = 'on-air' AND NEW.outcome <> 'on-air'
BEGIN
  INSERT INTO airing_weeks VALUES (coalesce(NEW.started_at, NEW.planned_start) / 604800000, coalesce(NEW.programme_id, ''),
    NEW.kind, NEW.outcome, 1, NEW.started_at IS NOT NULL, NEW.played_frames)
  ON CONFLICT DO UPDATE SET count = count + 1, aired = aired + excluded.aired,
    played_frames = played_frames + excluded.played_frames;
END;

-- A question for what is rare must not read all that is not.
CREATE INDEX airings_by_outcome ON airings (outcome, coalesce(started_at, planned_start), id);
CREATE INDEX airings_by_kind ON airings (kind, coalesce(started_at, planned_start), id);
