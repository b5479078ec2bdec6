-- Slots, entries and commands, rebuilt because a CHECK cannot be widened in place: relays and lives sound without a
-- recording, a session's entries share one occurrence of its slot (`item`), and a command may carry more than a row's id.

CREATE TABLE slots_wider (
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
  plays        TEXT NOT NULL CHECK (plays IN ('premiere', 'replay', 'recording', 'relay', 'notice', 'live', 'session')),
  programme_id TEXT REFERENCES programmes (id),
  recording_id INTEGER REFERENCES recordings (id),
  relay_url    TEXT,
  start_mode   TEXT NOT NULL DEFAULT 'hard' CHECK (start_mode IN ('hard', 'soft', 'not-before')),
  tolerance_ms INTEGER NOT NULL DEFAULT 0 CHECK (tolerance_ms >= 0),
  late_start_ms INTEGER NOT NULL DEFAULT 2000 CHECK (late_start_ms >= 0),
  late_policy  TEXT NOT NULL DEFAULT 'join' CHECK (late_policy IN ('join', 'skip', 'make-good')),
  end_mode     TEXT NOT NULL DEFAULT 'finish' CHECK (end_mode IN ('cut', 'finish', 'fill')),
  fade_ms      INTEGER NOT NULL DEFAULT 300 CHECK (fade_ms >= 0),
  cross_fade_ms INTEGER NOT NULL DEFAULT 0 CHECK (cross_fade_ms >= 0),
  gain_db      REAL NOT NULL DEFAULT 0,
  priority     INTEGER NOT NULL DEFAULT 0,
  substitute_recording_id INTEGER REFERENCES recordings (id),
  day_types    TEXT CHECK (day_types IS NULL OR json_valid(day_types)),
  position     INTEGER NOT NULL,
  changed_at   INTEGER NOT NULL,
  archived_at  INTEGER,
  CHECK (plays NOT IN ('premiere', 'replay') OR programme_id IS NOT NULL)
) STRICT;
INSERT INTO slots_wider (id, plan_id, title, zone_id, rrule, start_date, start_time, time_zone, duration_ms, exdates, rdates, overflow, plays,
  programme_id, recording_id, relay_url, start_mode, tolerance_ms, late_start_ms, late_policy, end_mode, fade_ms,
  cross_fade_ms, gain_db, priority,
  substitute_recording_id, day_types, position, changed_at, archived_at)
SELECT id, plan_id, title, zone_id, rrule, start_date, start_time, time_zone, duration_ms, exdates, rdates, overflow, plays,
  programme_id, recording_id, relay_url, start_mode, tolerance_ms, late_start_ms, late_policy, end_mode, fade_ms,
  cross_fade_ms, gain_db, priority,
  substitute_recording_id, day_types, position, changed_at, archived_at FROM slots;
DROP TABLE slots;
ALTER TABLE slots_wider RENAME TO slots;

CREATE TABLE entries_wider (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  slot_id        TEXT NOT NULL REFERENCES slots (id),
  recurrence_id  TEXT NOT NULL,
  item           INTEGER NOT NULL DEFAULT 0,     -- its place among the entries of one session; 0 where there is one
  zone_id        TEXT NOT NULL REFERENCES zones (id),
  kind           TEXT NOT NULL CHECK (kind IN ('premiere', 'replay', 'relay', 'live', 'notice', 'music')),
  title          TEXT NOT NULL,
  programme_id   TEXT REFERENCES programmes (id),
  episode_id     INTEGER REFERENCES episodes (id),
  recording_id   INTEGER REFERENCES recordings (id),
  playout_sha256 TEXT,
  playout_frames INTEGER,
  relay_url      TEXT,
  missing        TEXT,                           -- why there is nothing to sound; NULL when there is
  planned_start  INTEGER NOT NULL,
  planned_end    INTEGER NOT NULL,
  start_mode     TEXT NOT NULL DEFAULT 'hard' CHECK (start_mode IN ('hard', 'soft', 'not-before')),
  tolerance_ms   INTEGER NOT NULL DEFAULT 0 CHECK (tolerance_ms >= 0),
  late_start_ms  INTEGER NOT NULL DEFAULT 2000 CHECK (late_start_ms >= 0),
  late_policy    TEXT NOT NULL DEFAULT 'join' CHECK (late_policy IN ('join', 'skip', 'make-good')),
  end_mode       TEXT NOT NULL DEFAULT 'finish' CHECK (end_mode IN ('cut', 'finish', 'fill')),
  fade_ms        INTEGER NOT NULL DEFAULT 300 CHECK (fade_ms >= 0),
  cross_fade_ms  INTEGER NOT NULL DEFAULT 0 CHECK (cross_fade_ms >= 0),
  gain_db        REAL NOT NULL DEFAULT 0,
  priority       INTEGER NOT NULL DEFAULT 0,
  slot_end       INTEGER,                        -- the end of its place; NULL in old rows
  pays_for_id    INTEGER REFERENCES airings (id),
  CHECK (planned_end > planned_start),
  CHECK ((missing IS NULL) = (playout_sha256 IS NOT NULL OR relay_url IS NOT NULL OR kind = 'live')),
  UNIQUE (slot_id, recurrence_id, item)
) STRICT;
INSERT INTO entries_wider (id, slot_id, recurrence_id, zone_id, kind, title, programme_id, episode_id, recording_id, playout_sha256,
  playout_frames, missing, planned_start, planned_end, start_mode, tolerance_ms, late_start_ms, late_policy, end_mode,
  fade_ms, cross_fade_ms, gain_db, priority,
  slot_end, pays_for_id)
SELECT id, slot_id, recurrence_id, zone_id, kind, title, programme_id, episode_id, recording_id, playout_sha256,
  playout_frames, missing, planned_start, planned_end, start_mode, tolerance_ms, late_start_ms, late_policy, end_mode,
  fade_ms, cross_fade_ms, gain_db, priority,
  slot_end, pays_for_id FROM entries;
DROP TABLE entries;
ALTER TABLE entries_wider RENAME TO entries;
CREATE INDEX entries_by_start ON entries (planned_start);

CREATE TABLE commands_wider (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL,                      -- core/model.ts, CommandKind
  zone_id    TEXT NOT NULL DEFAULT 'main' REFERENCES zones (id),
  entry_id   INTEGER REFERENCES entries (id),
  episode_id INTEGER REFERENCES episodes (id),
  payload    TEXT CHECK (payload IS NULL OR json_valid(payload)),
  issued_by  INTEGER NOT NULL REFERENCES users (id),
  issued_at  INTEGER NOT NULL,
  state      TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'refused')),
  acked_at   INTEGER,
  answer     TEXT,
  CHECK (kind NOT IN ('start-now', 'skip') OR (entry_id IS NULL) <> (episode_id IS NULL))
) STRICT;
INSERT INTO commands_wider (id, kind, zone_id, entry_id, episode_id, issued_by, issued_at, state, acked_at, answer)
SELECT id, kind, zone_id, entry_id, episode_id, issued_by, issued_at, state, acked_at, answer FROM commands;
DROP TABLE commands;
ALTER TABLE commands_wider RENAME TO commands;
CREATE INDEX commands_pending ON commands (id) WHERE state = 'pending';
CREATE INDEX commands_by_entry ON commands (entry_id);
