-- The three hinge tables are entries (what should sound), commands (what a person asked of the air) and airings
-- (what did sound). Planning walks up to entries; airing walks away from it. Instants are integer milliseconds since
-- 1970 UTC (`*_at`, `planned_*`); days and wall clocks are ISO text. Snapshots of names in airings are on purpose: a
-- log must read the same in ten years, whatever was renamed since.

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

-- people ------------------------------------------------------------------------------------------------------------

CREATE TABLE users (
  id            INTEGER PRIMARY KEY,
  username      TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  roles         TEXT NOT NULL CHECK (json_valid(roles)),
  created_at    INTEGER NOT NULL,
  disabled_at   INTEGER
) STRICT;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE api_tokens (
  id         INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  user_id    INTEGER NOT NULL REFERENCES users (id),
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER
) STRICT;

-- A one-time link: for the first administrator (user_id is null) or to set a new password.
CREATE TABLE invitations (
  token_hash TEXT PRIMARY KEY,
  user_id    INTEGER REFERENCES users (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT;

-- Login back-off: one row per user name tried (known or not) and origin.
CREATE TABLE login_failures (
  who        TEXT PRIMARY KEY,
  failures   INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL
) STRICT;

-- plan --------------------------------------------------------------------------------------------------------------

CREATE TABLE plans (
  id          TEXT PRIMARY KEY,
  number      TEXT NOT NULL,
  title       TEXT NOT NULL,
  issuer      TEXT NOT NULL,
  issued_on   TEXT NOT NULL,
  year        INTEGER NOT NULL,
  source      TEXT NOT NULL,               -- the file as it was read: an export patches it, so comments and order stay
  imported_at INTEGER NOT NULL
) STRICT;

CREATE TABLE units (
  id       TEXT PRIMARY KEY,
  plan_id  TEXT NOT NULL REFERENCES plans (id),
  name     TEXT NOT NULL,
  short    TEXT NOT NULL,
  role     TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL
) STRICT;

-- Sorted by position (plan order): d and đ are two codes, and B.I.4.đ stands between d and e.
CREATE TABLE topics (
  key      TEXT PRIMARY KEY,
  plan_id  TEXT NOT NULL REFERENCES plans (id),
  code     TEXT NOT NULL,
  parent   TEXT,
  leaf     INTEGER NOT NULL CHECK (leaf IN (0, 1)),
  area     TEXT NOT NULL,
  title    TEXT NOT NULL,
  chip     TEXT NOT NULL,
  position INTEGER NOT NULL,
  UNIQUE (plan_id, code)
) STRICT;

CREATE TABLE programmes (
  id          TEXT PRIMARY KEY,
  plan_id     TEXT REFERENCES plans (id),
  name        TEXT NOT NULL,
  abbr        TEXT NOT NULL,
  issue_word  TEXT NOT NULL CHECK (issue_word IN ('số', 'kỳ', 'chuyên mục')),
  area        TEXT NOT NULL DEFAULT '',
  lead_unit   TEXT REFERENCES units (id),
  position    INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

-- What a plan owes: so many issues (or airings) in each period, each replayed so often. count NULL: "thường xuyên".
CREATE TABLE obligations (
  id             TEXT PRIMARY KEY,
  plan_id        TEXT NOT NULL REFERENCES plans (id),
  programme_id   TEXT NOT NULL REFERENCES programmes (id),
  code           TEXT NOT NULL,
  frequency_text TEXT NOT NULL DEFAULT '',
  unit           TEXT NOT NULL CHECK (unit IN ('issue', 'airing')),
  count          INTEGER CHECK (count > 0),
  period         TEXT NOT NULL CHECK (period IN ('weeks', 'month', 'year', 'continuous', 'unspecified')),
  every          INTEGER NOT NULL DEFAULT 1 CHECK (every > 0),
  anchor         TEXT,
  replays        INTEGER NOT NULL DEFAULT 0,
  per_year       INTEGER,
  valid_from     TEXT,
  valid_until    TEXT,
  position       INTEGER NOT NULL
) STRICT;

-- library and episodes ----------------------------------------------------------------------------------------------

-- sha256 names the original as it came; playout_sha256 names the copy that is heard. Neither file is ever overwritten.
CREATE TABLE recordings (
  id             INTEGER PRIMARY KEY,
  title          TEXT NOT NULL,
  file_name      TEXT NOT NULL,
  sha256         TEXT NOT NULL UNIQUE,
  bytes          INTEGER NOT NULL CHECK (bytes >= 0),
  state          TEXT NOT NULL CHECK (state IN ('received', 'checking', 'ready', 'failed')),
  reason         TEXT,
  format         TEXT,
  codec          TEXT,
  sample_rate    INTEGER,
  channels       INTEGER,
  playout_sha256 TEXT,
  playout_frames INTEGER CHECK (playout_frames > 0),
  attempts       INTEGER NOT NULL DEFAULT 0,
  uploaded_by    INTEGER REFERENCES users (id),
  uploaded_at    INTEGER NOT NULL,
  checked_at     INTEGER,
  archived_at    INTEGER,
  CHECK (state <> 'ready' OR (playout_sha256 IS NOT NULL AND playout_frames IS NOT NULL)),
  CHECK (state <> 'failed' OR reason IS NOT NULL)
) STRICT;

CREATE TABLE episodes (
  id           INTEGER PRIMARY KEY,
  programme_id TEXT NOT NULL REFERENCES programmes (id),
  year         INTEGER NOT NULL,
  number       INTEGER NOT NULL CHECK (number > 0),
  title        TEXT NOT NULL,
  notes        TEXT NOT NULL DEFAULT '',
  recording_id INTEGER REFERENCES recordings (id),
  author_id    INTEGER NOT NULL REFERENCES users (id),
  created_at   INTEGER NOT NULL,
  changed_at   INTEGER NOT NULL,
  archived_at  INTEGER,
  UNIQUE (programme_id, year, number)
) STRICT;

CREATE TABLE episode_topics (
  episode_id INTEGER NOT NULL REFERENCES episodes (id),
  topic_key  TEXT NOT NULL REFERENCES topics (key),
  PRIMARY KEY (episode_id, topic_key)
) STRICT, WITHOUT ROWID;

-- Bound to the sound that will be heard. The author may not approve their own episode unless the reason why one
-- person did both is on record; the table refuses it, not the form (peers.md F15).
CREATE TABLE approvals (
  id             INTEGER PRIMARY KEY,
  episode_id     INTEGER NOT NULL REFERENCES episodes (id),
  playout_sha256 TEXT NOT NULL,
  author_id      INTEGER NOT NULL REFERENCES users (id),
  approver_id    INTEGER NOT NULL REFERENCES users (id),
  sole_reason    TEXT,
  approved_at    INTEGER NOT NULL,
  withdrawn_at   INTEGER,
  withdrawn_by   INTEGER REFERENCES users (id),
  CHECK (author_id <> approver_id OR length(trim(coalesce(sole_reason, ''))) > 0)
) STRICT;
CREATE INDEX approvals_by_episode ON approvals (episode_id, approved_at);

-- schedule ----------------------------------------------------------------------------------------------------------

CREATE TABLE zones (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;
INSERT INTO zones (id, name, position) VALUES ('main', 'Toàn xã', 0);

-- A standing place on the air. plays: 'premiere' the next approved unaired issue, 'replay' the newest aired one,
-- 'recording' always the same sound (signature tune, greeting), 'relay' another broadcaster, 'notice' a place kept
-- for notices.
CREATE TABLE slots (
  id           TEXT PRIMARY KEY,
  plan_id      TEXT REFERENCES plans (id),
  title        TEXT NOT NULL,
  zone_id      TEXT NOT NULL DEFAULT 'main' REFERENCES zones (id),
  rrule        TEXT NOT NULL,
  start_date   TEXT NOT NULL,
  start_time   TEXT NOT NULL,
  time_zone    TEXT NOT NULL,
  duration_ms  INTEGER NOT NULL CHECK (duration_ms > 0),
  exdates      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(exdates)),
  rdates       TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(rdates)),
  overflow     TEXT NOT NULL DEFAULT 'skip' CHECK (overflow IN ('skip', 'last-day')),
  plays        TEXT NOT NULL CHECK (plays IN ('premiere', 'replay', 'recording', 'relay', 'notice')),
  programme_id TEXT REFERENCES programmes (id),
  recording_id INTEGER REFERENCES recordings (id),
  relay_url    TEXT,
  position     INTEGER NOT NULL,
  changed_at   INTEGER NOT NULL,
  archived_at  INTEGER,
  CHECK (plays NOT IN ('premiere', 'replay') OR programme_id IS NOT NULL)
) STRICT;

-- What a person changed about one occurrence; kept apart from entries so that no rebuild can lose it.
CREATE TABLE exceptions (
  id            INTEGER PRIMARY KEY,
  slot_id       TEXT NOT NULL REFERENCES slots (id),
  recurrence_id TEXT NOT NULL,                   -- the day the rule put it on, yyyy-mm-dd
  cancelled     INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
  moved_to      TEXT,                            -- wall clock yyyy-mm-ddThh:mm:ss in the slot's zone
  duration_ms   INTEGER CHECK (duration_ms > 0),
  episode_id    INTEGER REFERENCES episodes (id),
  reason        TEXT NOT NULL DEFAULT '',
  made_by       INTEGER REFERENCES users (id),
  made_at       INTEGER NOT NULL,
  UNIQUE (slot_id, recurrence_id)
) STRICT;

CREATE TABLE entries (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  slot_id        TEXT NOT NULL REFERENCES slots (id),
  recurrence_id  TEXT NOT NULL,
  zone_id        TEXT NOT NULL REFERENCES zones (id),
  kind           TEXT NOT NULL CHECK (kind IN ('premiere', 'replay', 'relay', 'notice', 'music')),
  title          TEXT NOT NULL,
  programme_id   TEXT REFERENCES programmes (id),
  episode_id     INTEGER REFERENCES episodes (id),
  recording_id   INTEGER REFERENCES recordings (id),
  playout_sha256 TEXT,
  playout_frames INTEGER,
  missing        TEXT,                           -- why there is nothing to sound; NULL when there is
  planned_start  INTEGER NOT NULL,
  planned_end    INTEGER NOT NULL,
  CHECK (planned_end > planned_start),
  CHECK ((missing IS NULL) = (playout_sha256 IS NOT NULL)),
  UNIQUE (slot_id, recurrence_id)
) STRICT;
CREATE INDEX entries_by_start ON entries (planned_start);

-- the air -----------------------------------------------------------------------------------------------------------

CREATE TABLE commands (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL CHECK (kind IN ('start-now', 'skip', 'stop', 'resume')),
  zone_id    TEXT NOT NULL DEFAULT 'main' REFERENCES zones (id),
  entry_id   INTEGER REFERENCES entries (id),
  episode_id INTEGER REFERENCES episodes (id),
  issued_by  INTEGER NOT NULL REFERENCES users (id),
  issued_at  INTEGER NOT NULL,
  state      TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'refused')),
  acked_at   INTEGER,
  answer     TEXT,
  CHECK (kind NOT IN ('start-now', 'skip') OR (entry_id IS NULL) <> (episode_id IS NULL))
) STRICT;
CREATE INDEX commands_pending ON commands (id) WHERE state = 'pending';
CREATE INDEX commands_by_entry ON commands (entry_id);

-- Written by the playout alone, from stream time. While outcome is 'on-air' the row grows; then it is closed for ever.
CREATE TABLE airings (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id       INTEGER REFERENCES entries (id),
  command_id     INTEGER REFERENCES commands (id),
  continues_id   INTEGER REFERENCES airings (id),   -- the airing a restart broke, which this one resumes
  zone_id        TEXT NOT NULL,
  slot_id        TEXT,
  recurrence_id  TEXT,
  kind           TEXT NOT NULL,
  title          TEXT NOT NULL,
  programme_id   TEXT,
  programme_name TEXT,
  episode_id     INTEGER,
  episode_label  TEXT,
  recording_id   INTEGER,
  playout_sha256 TEXT,
  planned_start  INTEGER,
  planned_end    INTEGER,
  started_at     INTEGER,
  ended_at       INTEGER,
  from_frame     INTEGER NOT NULL DEFAULT 0,        -- place in the recording where the sound began
  played_frames  INTEGER NOT NULL DEFAULT 0,
  total_frames   INTEGER,
  lateness_ms    INTEGER,
  outcome        TEXT NOT NULL CHECK (outcome IN
    ('on-air', 'completed', 'cut', 'failed', 'missed', 'skipped', 'cancelled')),
  reason         TEXT,
  detail         TEXT,
  share          REAL AS (CASE WHEN total_frames > 0 THEN min(1.0, played_frames * 1.0 / total_frames) ELSE 0 END) STORED,
  CHECK (outcome IN ('on-air', 'completed') OR reason IS NOT NULL),
  CHECK (outcome NOT IN ('missed', 'skipped', 'cancelled') OR (started_at IS NULL AND played_frames = 0)),
  CHECK (outcome IN ('missed', 'skipped', 'cancelled') OR started_at IS NOT NULL)
) STRICT;
CREATE INDEX airings_by_time ON airings (coalesce(started_at, planned_start), id);
CREATE INDEX airings_by_entry ON airings (entry_id);
CREATE INDEX airings_by_episode ON airings (episode_id, outcome);
CREATE UNIQUE INDEX airings_open ON airings (zone_id) WHERE outcome = 'on-air';

CREATE TRIGGER airings_closed_stay_closed BEFORE UPDATE ON airings WHEN OLD.outcome <> 'on-air'
BEGIN SELECT RAISE(ABORT, 'a closed airing is never changed'); END;
CREATE TRIGGER airings_are_never_deleted BEFORE DELETE ON airings
BEGIN SELECT RAISE(ABORT, 'an airing is never deleted'); END;

CREATE TABLE incidents (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  zone_id  TEXT,
  detail   TEXT NOT NULL DEFAULT '',
  ended_at INTEGER
) STRICT;
CREATE INDEX incidents_by_time ON incidents (at);

CREATE TABLE outputs (
  id       INTEGER PRIMARY KEY,
  zone_id  TEXT NOT NULL DEFAULT 'main' REFERENCES zones (id),
  kind     TEXT NOT NULL CHECK (kind IN ('stream', 'icecast', 'alsa', 'file')),
  name     TEXT NOT NULL,
  target   TEXT NOT NULL DEFAULT '',             -- icecast: host:port/mount; alsa: device; file: folder
  secret   TEXT NOT NULL DEFAULT '',             -- icecast source password; never shown again
  bitrate  INTEGER NOT NULL DEFAULT 128,
  channels INTEGER NOT NULL DEFAULT 1 CHECK (channels IN (1, 2)),
  enabled  INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1))
) STRICT;
INSERT INTO outputs (kind, name) VALUES ('stream', 'Luồng nghe trực tiếp');
