-- Thông báo (product E5) and bản tin từ cấp trên (E4). A notice is text a voice reads out, or a recording; a change is a new
-- version, and each is approved by itself, bound to the sound that was heard, by somebody who had no hand in it.

-- What the province, the state or an agency sends. Nothing of it sounds by itself.
CREATE TABLE bulletins (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  class         TEXT NOT NULL CHECK (class IN ('ordinary', 'priority', 'emergency')),
  title         TEXT NOT NULL,
  sender        TEXT NOT NULL,
  number        TEXT NOT NULL DEFAULT '',
  text          TEXT NOT NULL DEFAULT '',
  recording_id  INTEGER REFERENCES recordings (id),
  received_at   INTEGER NOT NULL,
  received_by   INTEGER NOT NULL REFERENCES users (id),
  expires_at    INTEGER,
  cap           TEXT CHECK (json_valid(cap)),        -- core/cap.ts, CapAlert; NULL: it did not come as CAP
  cap_xml       TEXT,                                -- as it came
  cap_key       TEXT UNIQUE,                         -- sender,identifier,sent: the same message again is no other
  replaced_by   INTEGER REFERENCES bulletins (id),
  decision      TEXT CHECK (decision IN ('accepted', 'declined')),
  decided_by    INTEGER REFERENCES users (id),
  decided_at    INTEGER,
  decision_note TEXT NOT NULL DEFAULT '',
  CHECK ((cap IS NULL) = (cap_xml IS NULL) AND (cap IS NULL) = (cap_key IS NULL)),
  CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
  CHECK (decision IS NOT 'declined' OR length(trim(decision_note)) > 0)
) STRICT;
CREATE INDEX bulletins_open ON bulletins (received_at) WHERE decision IS NULL AND replaced_by IS NULL;
CREATE TRIGGER bulletins_stay BEFORE DELETE ON bulletins
BEGIN SELECT RAISE(ABORT, 'a bulletin is kept'); END;
CREATE TRIGGER bulletins_are_decided_once BEFORE UPDATE ON bulletins
WHEN (NEW.title, NEW.sender, NEW.number, NEW.text, NEW.received_at, NEW.received_by, NEW.cap, NEW.cap_xml, NEW.cap_key)
    IS NOT (OLD.title, OLD.sender, OLD.number, OLD.text, OLD.received_at, OLD.received_by, OLD.cap, OLD.cap_xml, OLD.cap_key)
  OR (OLD.decision IS NOT NULL AND (NEW.decision, NEW.decided_by, NEW.decided_at)
    IS NOT (OLD.decision, OLD.decided_by, OLD.decided_at))
BEGIN SELECT RAISE(ABORT, 'a bulletin stays as it came, and is decided once'); END;

CREATE TABLE notices (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  title         TEXT NOT NULL,
  source        TEXT NOT NULL,
  is_priority   INTEGER NOT NULL CHECK (is_priority IN (0, 1)),
  valid_from    TEXT NOT NULL,                       -- days, both inclusive
  valid_until   TEXT NOT NULL,
  times_per_day INTEGER NOT NULL CHECK (times_per_day BETWEEN 1 AND 10),
  slot_ids      TEXT CHECK (slot_ids IS NULL OR json_array_length(slot_ids) > 0),   -- NULL: every place for notices
  position      INTEGER NOT NULL,
  bulletin_id   INTEGER REFERENCES bulletins (id),
  created_by    INTEGER NOT NULL REFERENCES users (id),
  created_at    INTEGER NOT NULL,
  changed_at    INTEGER NOT NULL,
  archived_at   INTEGER,
  CHECK (valid_until >= valid_from)
) STRICT;
CREATE INDEX notices_by_end ON notices (valid_until) WHERE archived_at IS NULL;
CREATE TRIGGER notices_stay BEFORE DELETE ON notices
BEGIN SELECT RAISE(ABORT, 'a notice is archived, never deleted'); END;

CREATE TABLE notice_versions (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  notice_id    INTEGER NOT NULL REFERENCES notices (id),
  number       INTEGER NOT NULL CHECK (number > 0),
  text         TEXT,                                 -- NULL: a person recorded it
  spoken       TEXT,                                 -- as the voice was given it
  recording_id INTEGER NOT NULL REFERENCES recordings (id),
  author_id    INTEGER NOT NULL REFERENCES users (id),
  made_at      INTEGER NOT NULL,
  submitted_at INTEGER,
  returned_at  INTEGER,
  returned_by  INTEGER REFERENCES users (id),
  return_note  TEXT NOT NULL DEFAULT '',
  UNIQUE (notice_id, number),
  CHECK ((text IS NULL) = (spoken IS NULL)),
  CHECK ((returned_at IS NULL) = (returned_by IS NULL) AND (returned_at IS NULL) = (return_note = ''))
) STRICT;
CREATE INDEX notice_versions_by_recording ON notice_versions (recording_id);
CREATE TRIGGER notice_versions_stay BEFORE DELETE ON notice_versions
BEGIN SELECT RAISE(ABORT, 'a version is never deleted'); END;
CREATE TRIGGER notice_versions_are_not_rewritten BEFORE UPDATE ON notice_versions
WHEN (NEW.id, NEW.notice_id, NEW.number, NEW.text, NEW.spoken, NEW.recording_id, NEW.author_id, NEW.made_at)
    IS NOT (OLD.id, OLD.notice_id, OLD.number, OLD.text, OLD.spoken, OLD.recording_id, OLD.author_id, OLD.made_at)
  OR OLD.submitted_at IS NOT NULL AND NEW.submitted_at IS NOT OLD.submitted_at
BEGIN SELECT RAISE(ABORT, 'another text or sound is another version'); END;

-- As approvals are of issues (0030), and by the same rule.
CREATE TABLE notice_approvals (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version_id     INTEGER NOT NULL REFERENCES notice_versions (id),
  playout_sha256 TEXT NOT NULL,
  author_id      INTEGER NOT NULL REFERENCES users (id),
  approver_id    INTEGER NOT NULL REFERENCES users (id),
  sole_reason    TEXT,
  sole_mode_id   INTEGER REFERENCES sole_modes (id),
  signed_as      TEXT NOT NULL DEFAULT '',
  mandate        TEXT NOT NULL DEFAULT '',
  approved_at    INTEGER NOT NULL,
  withdrawn_at   INTEGER,
  withdrawn_by   INTEGER REFERENCES users (id),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
) STRICT;
CREATE INDEX notice_approvals_by_version ON notice_approvals (version_id, approved_at);

-- Whoever had a hand in what would be approved.
CREATE VIEW notice_authors AS
  SELECT id AS version_id, author_id AS user_id FROM notice_versions
  UNION SELECT v.id, r.uploaded_by FROM notice_versions v JOIN recordings r ON r.id = v.recording_id
    WHERE r.uploaded_by IS NOT NULL
  UNION SELECT v.id, r.points_by FROM notice_versions v JOIN recordings r ON r.id = v.recording_id
    WHERE r.points_by IS NOT NULL;

CREATE TRIGGER notice_approvals_are_by_another BEFORE INSERT ON notice_approvals
WHEN EXISTS (SELECT 1 FROM notice_authors WHERE version_id = NEW.version_id AND user_id = NEW.approver_id)
  AND (length(trim(coalesce(NEW.sole_reason, ''))) = 0 OR NOT EXISTS (SELECT 1 FROM sole_modes
    WHERE id = NEW.sole_mode_id AND from_at <= NEW.approved_at AND NEW.approved_at < coalesce(ended_at, until_at)))
BEGIN SELECT RAISE(ABORT, 'nobody approves what they had a hand in'); END;
CREATE TRIGGER notice_approvals_are_of_the_present_sound BEFORE INSERT ON notice_approvals
WHEN NOT EXISTS (SELECT 1 FROM notice_versions v JOIN recordings r ON r.id = v.recording_id
  WHERE v.id = NEW.version_id AND v.submitted_at IS NOT NULL AND r.playout_sha256 = NEW.playout_sha256)
BEGIN SELECT RAISE(ABORT, 'an approval is of the sound that was submitted'); END;
CREATE TRIGGER notice_approvals_stay BEFORE DELETE ON notice_approvals
BEGIN SELECT RAISE(ABORT, 'an approval is withdrawn, never deleted'); END;
CREATE TRIGGER notice_approvals_are_withdrawn_once BEFORE UPDATE ON notice_approvals
WHEN OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
  OR (NEW.id, NEW.version_id, NEW.playout_sha256, NEW.author_id, NEW.approver_id, NEW.sole_reason, NEW.sole_mode_id,
      NEW.signed_as, NEW.mandate, NEW.approved_at)
    IS NOT (OLD.id, OLD.version_id, OLD.playout_sha256, OLD.author_id, OLD.approver_id, OLD.sole_reason, OLD.sole_mode_id,
      OLD.signed_as, OLD.mandate, OLD.approved_at)
BEGIN SELECT RAISE(ABORT, 'an approval is withdrawn once, and not changed otherwise'); END;

-- Thông tư 39/2020: where two priority items meet, the commune decides the order; who decided, and why.
CREATE TABLE notice_precedences (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  first_id   INTEGER NOT NULL REFERENCES notices (id),
  second_id  INTEGER NOT NULL REFERENCES notices (id),
  reason     TEXT NOT NULL CHECK (length(trim(reason)) > 0),
  decided_by INTEGER NOT NULL REFERENCES users (id),
  decided_at INTEGER NOT NULL,
  CHECK (first_id <> second_id)
) STRICT;
CREATE TRIGGER notice_precedences_stay BEFORE DELETE ON notice_precedences
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;
CREATE TRIGGER notice_precedences_are_not_rewritten BEFORE UPDATE ON notice_precedences
BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
