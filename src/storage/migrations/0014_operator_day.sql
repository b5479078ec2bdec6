-- The operator's day (product C3, C6, C7): sessions made of items, a sound put in another's place for one day, who changed
-- what, the day as it was checked, the hand-over between shifts, and who was on duty.

-- A session's items in their order (core/model.ts, SessionItem): signature tune, greeting, programmes, notices, closing.
CREATE TABLE session_templates (
  id          TEXT PRIMARY KEY,
  plan_id     TEXT REFERENCES plans (id),
  title       TEXT NOT NULL,
  items       TEXT NOT NULL CHECK (json_valid(items)),
  position    INTEGER NOT NULL,
  changed_at  INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;
ALTER TABLE slots ADD COLUMN template_id TEXT REFERENCES session_templates (id);

-- Another sound in an occurrence's place, and what is other about single items of a session (SessionChange).
ALTER TABLE exceptions ADD COLUMN recording_id INTEGER REFERENCES recordings (id);
ALTER TABLE exceptions ADD COLUMN session TEXT CHECK (session IS NULL OR json_valid(session));

-- Who changed what about the schedule: a removed exception leaves no other trace. slot_id and recurrence_id name the
-- occurrence; without the latter, every occurrence of the slot.
CREATE TABLE schedule_changes (
  id            INTEGER PRIMARY KEY,
  at            INTEGER NOT NULL,
  made_by       INTEGER REFERENCES users (id),
  words         TEXT NOT NULL,
  slot_id       TEXT NOT NULL,
  recurrence_id TEXT
) STRICT;
CREATE INDEX schedule_changes_by_slot ON schedule_changes (slot_id, at);

-- Đã kiểm tra: the day's playlist as somebody saw it, as canonical JSON with its SHA-256. Never changed: signing again is
-- another row. The name is kept as it was.
CREATE TABLE sign_offs (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,
  content     TEXT NOT NULL CHECK (json_valid(content)),
  sha256      TEXT NOT NULL,
  signed_by   INTEGER NOT NULL REFERENCES users (id),
  signed_name TEXT NOT NULL,
  signed_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_offs_by_day ON sign_offs (day, id);
CREATE TRIGGER sign_offs_stay BEFORE UPDATE ON sign_offs
BEGIN SELECT RAISE(ABORT, 'a sign-off is never changed'); END;
CREATE TRIGGER sign_offs_are_never_deleted BEFORE DELETE ON sign_offs
BEGIN SELECT RAISE(ABORT, 'a sign-off is never deleted'); END;

-- Sổ giao ca: what the leaving person wrote and what was open then; the next one confirms having read it, once.
CREATE TABLE handovers (
  id           INTEGER PRIMARY KEY,
  words        TEXT NOT NULL CHECK (length(trim(words)) > 0),
  open_items   TEXT NOT NULL CHECK (json_valid(open_items)),
  written_by   INTEGER NOT NULL REFERENCES users (id),
  written_name TEXT NOT NULL,
  written_at   INTEGER NOT NULL,
  read_by      INTEGER REFERENCES users (id),
  read_name    TEXT,
  read_at      INTEGER,
  CHECK (read_by <> written_by)
) STRICT;
CREATE TRIGGER handovers_are_read_once BEFORE UPDATE ON handovers
WHEN OLD.read_at IS NOT NULL OR NEW.words <> OLD.words OR NEW.open_items <> OLD.open_items OR NEW.written_by <> OLD.written_by
BEGIN SELECT RAISE(ABORT, 'a hand-over note is only confirmed, and once'); END;
CREATE TRIGGER handovers_are_never_deleted BEFORE DELETE ON handovers
BEGIN SELECT RAISE(ABORT, 'a hand-over note is never deleted'); END;

-- Lịch trực: a weekday's shift for some time, or a day's own, which takes the place of the weekday's where they meet.
-- Whoever has no account is known by name only.
CREATE TABLE duty_shifts (
  id          INTEGER PRIMARY KEY,
  weekday     INTEGER CHECK (weekday BETWEEN 1 AND 7),
  day         TEXT,
  from_time   TEXT NOT NULL,
  until_time  TEXT NOT NULL,
  zone_id     TEXT REFERENCES zones (id),          -- NULL: everywhere
  user_id     INTEGER REFERENCES users (id),
  name        TEXT NOT NULL CHECK (length(trim(name)) > 0),
  instead_of  TEXT NOT NULL DEFAULT '',            -- whose substitute
  reason      TEXT NOT NULL DEFAULT '',
  valid_from  TEXT,
  valid_until TEXT,
  made_by     INTEGER REFERENCES users (id),
  made_at     INTEGER NOT NULL,
  removed_at  INTEGER,
  CHECK ((weekday IS NULL) <> (day IS NULL)),
  CHECK (from_time < until_time)
) STRICT;

-- Who was on duty as it began, by name as it was then.
ALTER TABLE airings ADD COLUMN on_duty TEXT;
