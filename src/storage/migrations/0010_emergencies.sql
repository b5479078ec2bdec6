-- Phát khẩn cấp (product E3). An emergency goes to the air by a message of its own and may sound before there is a row of
-- it here: whoever orders it names it (`key`), so that the web and the recorder may both write it down, in any order, once.

-- Messages made ready before anybody needs them. `fault`: what the playout found when it last made one ready.
CREATE TABLE emergency_messages (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  title          TEXT NOT NULL,
  recording_id   INTEGER NOT NULL REFERENCES recordings (id),
  zone_ids       TEXT NOT NULL CHECK (json_array_length(zone_ids) > 0),
  rank           INTEGER NOT NULL CHECK (rank > 0),
  tone           INTEGER NOT NULL CHECK (tone IN (0, 1)),
  repeats        INTEGER NOT NULL CHECK (repeats > 0),
  gap_ms         INTEGER NOT NULL CHECK (gap_ms >= 0),
  changed_by     INTEGER NOT NULL REFERENCES users (id),
  changed_at     INTEGER NOT NULL,
  archived_at    INTEGER,
  checked_sha256 TEXT,                           -- the playout copy it was made ready from; NULL: not looked at yet
  checked_at     INTEGER,
  fault          TEXT
) STRICT;

CREATE TABLE emergencies (
  key            TEXT PRIMARY KEY,
  title          TEXT NOT NULL,
  recording_id   INTEGER NOT NULL REFERENCES recordings (id),
  playout_sha256 TEXT NOT NULL,
  total_frames   INTEGER NOT NULL CHECK (total_frames > 0),
  zone_ids       TEXT NOT NULL CHECK (json_array_length(zone_ids) > 0),
  output_id      INTEGER,                        -- of a drill: the one output that hears it
  rank           INTEGER NOT NULL,
  tone           INTEGER NOT NULL CHECK (tone IN (0, 1)),
  repeats        INTEGER NOT NULL CHECK (repeats > 0),
  gap_ms         INTEGER NOT NULL CHECK (gap_ms >= 0),
  commanded_by   TEXT NOT NULL,                  -- by whose word, as people say it
  reason         TEXT NOT NULL,
  ordered_by     INTEGER NOT NULL REFERENCES users (id),
  ordered_by_name TEXT NOT NULL,
  ordered_at     INTEGER NOT NULL,
  stopped_by     INTEGER REFERENCES users (id),
  stopped_at     INTEGER,                        -- a person asked for its end; the air answers with `ending`
  started_at     INTEGER,
  ended_at       INTEGER,
  ending         TEXT,                           -- core/emergency.ts, EmergencyEnding
  answer         TEXT NOT NULL DEFAULT '',
  repeats_done   INTEGER NOT NULL DEFAULT 0,
  verdict        TEXT CHECK (verdict IN ('approved', 'declined')),
  judged_by      INTEGER REFERENCES users (id),
  judged_at      INTEGER,
  sole_reason    TEXT,
  verdict_note   TEXT NOT NULL DEFAULT '',
  CHECK ((ended_at IS NULL) = (ending IS NULL)),
  CHECK ((verdict IS NULL) = (judged_by IS NULL) AND (verdict IS NULL) = (judged_at IS NULL)),
  CHECK (judged_by IS NULL OR judged_by <> ordered_by OR length(trim(coalesce(sole_reason, ''))) > 0)
) STRICT;
CREATE INDEX emergencies_by_time ON emergencies (ordered_at);
CREATE INDEX emergencies_open ON emergencies (ordered_at) WHERE ended_at IS NULL;

-- What zones heard of it: a row of the log for each time it was read out in each.
CREATE TABLE emergency_airings (
  airing_id     INTEGER PRIMARY KEY REFERENCES airings (id),
  emergency_key TEXT NOT NULL REFERENCES emergencies (key),
  repeat        INTEGER NOT NULL
) STRICT;
CREATE INDEX emergency_airings_by_key ON emergency_airings (emergency_key, repeat);
