-- What proves that an airing sounded as approved (product H5, U7), why what was planned did not come about (H8), and the
-- closing of days. Rows are added and never changed, and all are links of the log's chain (storage/chain.ts).

-- The aircheck of one airing held against its approved playout copy. The newest of an airing holds.
CREATE TABLE airing_evidence (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  airing_id   INTEGER NOT NULL REFERENCES airings (id),
  verdict     TEXT NOT NULL CHECK (verdict IN ('heard', 'differs', 'not-enough')),
  why         TEXT,                                -- core/evidence.ts; NULL: what was heard is what was approved
  matched_ms  INTEGER NOT NULL CHECK (matched_ms >= 0),
  compared_ms INTEGER NOT NULL CHECK (compared_ms >= matched_ms),
  offset_ms   INTEGER,                             -- how much later than the log has it; NULL: not found
  levels      TEXT NOT NULL CHECK (json_valid(levels)),    -- dBFS of each second
  seconds     TEXT NOT NULL,                       -- one letter of each second
  excerpts    TEXT NOT NULL CHECK (json_valid(excerpts)),  -- core/evidence.ts, Excerpt[]
  asked_by    TEXT,                                -- the name of whoever asked; NULL: the station by itself
  made_at     INTEGER NOT NULL,
  CHECK ((verdict = 'heard') = (why IS NULL))
) STRICT;
CREATE INDEX airing_evidence_by_airing ON airing_evidence (airing_id, id);

-- Why an entry has no end in the log at all: there is no airing whose cause could be confirmed.
CREATE TABLE entry_causes (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id     INTEGER NOT NULL,
  code         TEXT NOT NULL,
  note         TEXT NOT NULL DEFAULT '',
  made_by      INTEGER NOT NULL REFERENCES users (id),
  made_by_name TEXT NOT NULL,
  made_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX entry_causes_by_entry ON entry_causes (entry_id, id);

-- Khóa sổ ngày. amendment: 0 the first closing, n the one after the n-th reopening; none of them twice.
CREATE TABLE day_closings (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  day          TEXT NOT NULL,
  step         TEXT NOT NULL CHECK (step IN ('closed', 'reopened')),
  amendment    INTEGER NOT NULL CHECK (amendment >= 0),
  reason       TEXT NOT NULL DEFAULT '',
  figures      TEXT CHECK (figures IS NULL OR json_valid(figures)), -- core/reconcile.ts, DayFigures
  made_by      INTEGER NOT NULL REFERENCES users (id),
  made_by_name TEXT NOT NULL,
  made_at      INTEGER NOT NULL,
  UNIQUE (day, step, amendment),
  CHECK ((step = 'closed') = (figures IS NOT NULL)),
  CHECK (step = 'closed' OR length(trim(reason)) > 0)
) STRICT;

CREATE TRIGGER airing_evidence_stays BEFORE UPDATE ON airing_evidence BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER airing_evidence_is_never_deleted BEFORE DELETE ON airing_evidence BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
CREATE TRIGGER entry_causes_stay BEFORE UPDATE ON entry_causes BEGIN SELECT RAISE(ABORT, 'a confirmation is never changed'); END;
CREATE TRIGGER entry_causes_are_never_deleted BEFORE DELETE ON entry_causes BEGIN SELECT RAISE(ABORT, 'a confirmation is never deleted'); END;
CREATE TRIGGER day_closings_stay BEFORE UPDATE ON day_closings BEGIN SELECT RAISE(ABORT, 'a closing is never changed'); END;
CREATE TRIGGER day_closings_are_never_deleted BEFORE DELETE ON day_closings BEGIN SELECT RAISE(ABORT, 'a closing is never deleted'); END;
