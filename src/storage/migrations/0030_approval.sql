-- Approval (product G2–G4): the steps of an issue between its editor and its approver, kept for ever; who may not approve
-- because they had a hand in what they would approve; and what an approver had heard by then.

-- Who last wrote anything of it, and who put its present sound there; NULL: its author, or nobody.
ALTER TABLE episodes ADD COLUMN changed_by INTEGER REFERENCES users (id);
ALTER TABLE episodes ADD COLUMN sound_by INTEGER REFERENCES users (id);
UPDATE episodes SET sound_by = author_id WHERE recording_id IS NOT NULL;

-- One person does both for some days, because there is nobody else: an administrator's word. [from_at, until_at).
CREATE TABLE sole_modes (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  from_at  INTEGER NOT NULL,
  until_at INTEGER NOT NULL CHECK (until_at > from_at),
  reason   TEXT NOT NULL CHECK (length(trim(reason)) > 0),
  made_by  INTEGER NOT NULL REFERENCES users (id),
  made_at  INTEGER NOT NULL,
  ended_at INTEGER,
  ended_by INTEGER REFERENCES users (id),
  CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;
CREATE TRIGGER sole_modes_stay BEFORE DELETE ON sole_modes
BEGIN SELECT RAISE(ABORT, 'a sole mode is ended, never deleted'); END;
CREATE TRIGGER sole_modes_end_once BEFORE UPDATE ON sole_modes
WHEN OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.ended_at >= OLD.until_at
  OR (NEW.id, NEW.from_at, NEW.until_at, NEW.reason, NEW.made_by, NEW.made_at)
    IS NOT (OLD.id, OLD.from_at, OLD.until_at, OLD.reason, OLD.made_by, OLD.made_at)
BEGIN SELECT RAISE(ABORT, 'a sole mode is ended once, before its time, and not changed otherwise'); END;

-- How somebody who approves in another's place signs (Nghị định 30/2020, Phụ lục I): KT., TUQ. or TL. and the post.
CREATE TABLE deputy_signatures (
  substitution_id INTEGER PRIMARY KEY,               -- of substitutions, which come with 0032
  form            TEXT NOT NULL CHECK (form IN ('KT.', 'TUQ.', 'TL.')),
  in_place_of     TEXT NOT NULL CHECK (length(trim(in_place_of)) > 0),
  position        TEXT NOT NULL DEFAULT ''
) STRICT;

-- How much of a sound somebody has heard in the pages of this station: [[from, until], …] in ms, in order, apart.
CREATE TABLE listenings (
  user_id        INTEGER NOT NULL REFERENCES users (id),
  playout_sha256 TEXT NOT NULL,
  ranges         TEXT NOT NULL CHECK (json_valid(ranges)),
  heard_ms       INTEGER NOT NULL CHECK (heard_ms >= 0),
  heard_at       INTEGER NOT NULL,
  PRIMARY KEY (user_id, playout_sha256)
) STRICT, WITHOUT ROWID;

-- What stood as somebody approved. signed_as, mandate: as it is printed, never looked up later.
ALTER TABLE approvals ADD COLUMN sole_mode_id INTEGER REFERENCES sole_modes (id);
ALTER TABLE approvals ADD COLUMN signed_as TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN mandate TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN heard_ms INTEGER CHECK (heard_ms >= 0);   -- NULL: from before this was kept
ALTER TABLE approvals ADD COLUMN length_ms INTEGER CHECK (length_ms >= 0);
ALTER TABLE approvals ADD COLUMN origin TEXT NOT NULL DEFAULT 'station' CHECK (origin IN ('page', 'api', 'station'));
ALTER TABLE approvals ADD COLUMN withdrawn_why TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN withdrawn_origin TEXT NOT NULL DEFAULT 'station'
  CHECK (withdrawn_origin IN ('page', 'api', 'station'));

-- Whoever had a hand in what would be approved: wrote it, changed it last, chose its sound, uploaded or cut that.
CREATE VIEW episode_authors AS
  SELECT id AS episode_id, author_id AS user_id FROM episodes
  UNION SELECT id, changed_by FROM episodes WHERE changed_by IS NOT NULL
  UNION SELECT id, sound_by FROM episodes WHERE sound_by IS NOT NULL
  UNION SELECT e.id, r.uploaded_by FROM episodes e JOIN recordings r ON r.id = e.recording_id
    WHERE r.uploaded_by IS NOT NULL
  UNION SELECT e.id, r.points_by FROM episodes e JOIN recordings r ON r.id = e.recording_id
    WHERE r.points_by IS NOT NULL;

-- The CHECK of 0001 knows the creator alone; without this, an approver could put another sound there and approve it.
CREATE TRIGGER approvals_are_by_another BEFORE INSERT ON approvals
WHEN EXISTS (SELECT 1 FROM episode_authors WHERE episode_id = NEW.episode_id AND user_id = NEW.approver_id)
  AND (length(trim(coalesce(NEW.sole_reason, ''))) = 0 OR NOT EXISTS (SELECT 1 FROM sole_modes
    WHERE id = NEW.sole_mode_id AND from_at <= NEW.approved_at AND NEW.approved_at < coalesce(ended_at, until_at)))
BEGIN SELECT RAISE(ABORT, 'nobody approves what they had a hand in'); END;
CREATE TRIGGER approvals_are_of_the_present_sound BEFORE INSERT ON approvals
WHEN NOT EXISTS (SELECT 1 FROM episodes e JOIN recordings r ON r.id = e.recording_id
  WHERE e.id = NEW.episode_id AND r.playout_sha256 = NEW.playout_sha256)
BEGIN SELECT RAISE(ABORT, 'an approval is of the sound the issue has'); END;
CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals
BEGIN SELECT RAISE(ABORT, 'an approval is withdrawn, never deleted'); END;
CREATE TRIGGER approvals_are_withdrawn_once BEFORE UPDATE ON approvals
WHEN OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
  OR (NEW.id, NEW.episode_id, NEW.playout_sha256, NEW.author_id, NEW.approver_id, NEW.sole_reason, NEW.approved_at,
      NEW.sole_mode_id, NEW.signed_as, NEW.mandate, NEW.heard_ms, NEW.length_ms, NEW.origin)
    IS NOT (OLD.id, OLD.episode_id, OLD.playout_sha256, OLD.author_id, OLD.approver_id, OLD.sole_reason,
      OLD.approved_at, OLD.sole_mode_id, OLD.signed_as, OLD.mandate, OLD.heard_ms, OLD.length_ms, OLD.origin)
BEGIN SELECT RAISE(ABORT, 'an approval is withdrawn once, and not changed otherwise'); END;

-- What happened to an issue on its way to the air: core/approval.ts. made_by NULL: nobody; the sound itself changed.
CREATE TABLE episode_steps (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  episode_id     INTEGER NOT NULL REFERENCES episodes (id),
  at             INTEGER NOT NULL,
  kind           TEXT NOT NULL CHECK (kind IN
    ('submitted', 'recalled', 'approved', 'returned', 'rejected', 'withdrawn', 'voided', 'revived')),
  made_by        INTEGER REFERENCES users (id),
  remark         TEXT NOT NULL DEFAULT '',
  cause          TEXT CHECK (cause IN ('replaced', 'removed', 'trimmed', 'remade', 'put-away')),
  origin         TEXT NOT NULL CHECK (origin IN ('page', 'api', 'station')),
  playout_sha256 TEXT,                               -- of the sound it was said of
  approval_id    INTEGER REFERENCES approvals (id),
  CHECK (kind NOT IN ('returned', 'rejected') OR length(trim(remark)) > 0),
  CHECK (made_by IS NOT NULL OR kind IN ('voided', 'revived')),
  CHECK ((cause IS NOT NULL) = (kind = 'voided')),
  CHECK ((approval_id IS NOT NULL) = (kind IN ('approved', 'withdrawn', 'voided', 'revived')))
) STRICT;
CREATE INDEX episode_steps_by_episode ON episode_steps (episode_id, id);
CREATE INDEX episode_steps_by_time ON episode_steps (at);

-- What is known of the time before: an issue with sound waited for its approver by itself.
INSERT INTO episode_steps (episode_id, at, kind, made_by, remark, origin, playout_sha256, approval_id)
SELECT * FROM (
  SELECT e.id, coalesce((SELECT min(approved_at) FROM approvals WHERE episode_id = e.id), e.changed_at) AS at, 'submitted',
    e.author_id, '', 'station', r.playout_sha256, NULL AS approval_id
  FROM episodes e JOIN recordings r ON r.id = e.recording_id WHERE r.state = 'ready'
  UNION ALL
  SELECT episode_id, approved_at, 'approved', approver_id, '', 'station', playout_sha256, id FROM approvals
  UNION ALL
  SELECT episode_id, withdrawn_at, 'withdrawn', coalesce(withdrawn_by, approver_id), '', 'station', playout_sha256, id
  FROM approvals WHERE withdrawn_at IS NOT NULL
) ORDER BY at, approval_id IS NOT NULL;

CREATE TRIGGER episode_steps_stay BEFORE UPDATE ON episode_steps
BEGIN SELECT RAISE(ABORT, 'what was said of an issue is never changed'); END;
CREATE TRIGGER episode_steps_are_never_deleted BEFORE DELETE ON episode_steps
BEGIN SELECT RAISE(ABORT, 'what was said of an issue is never deleted'); END;

-- Of each issue the approval of what would be heard now, and what its history last said of an approval.
CREATE VIEW approval_standings AS
  SELECT e.id AS episode_id, e.recording_id,
    (SELECT a.id FROM approvals a JOIN recordings r ON r.id = e.recording_id AND r.state = 'ready'
       AND r.archived_at IS NULL AND r.playout_sha256 = a.playout_sha256
     WHERE a.episode_id = e.id AND a.withdrawn_at IS NULL ORDER BY a.approved_at DESC, a.id DESC LIMIT 1) AS approval_id,
    (SELECT kind FROM episode_steps WHERE episode_id = e.id
       AND kind IN ('approved', 'withdrawn', 'voided', 'revived') ORDER BY id DESC LIMIT 1) AS said,
    (SELECT approval_id FROM episode_steps WHERE episode_id = e.id
       AND kind IN ('approved', 'revived') ORDER BY id DESC LIMIT 1) AS said_of
  FROM episodes e;

-- Written here and not by the program, so that no way of approving, and no way of changing a sound, leaves no trace.
CREATE TRIGGER approved_is_a_step AFTER INSERT ON approvals
BEGIN
  INSERT INTO episode_steps (episode_id, at, kind, made_by, origin, playout_sha256, approval_id)
  VALUES (NEW.episode_id, NEW.approved_at, 'approved', NEW.approver_id, NEW.origin, NEW.playout_sha256, NEW.id);
END;
CREATE TRIGGER withdrawn_is_a_step AFTER UPDATE OF withdrawn_at ON approvals
WHEN (SELECT said FROM approval_standings WHERE episode_id = NEW.episode_id) IN ('approved', 'revived')
BEGIN
  INSERT INTO episode_steps (episode_id, at, kind, made_by, remark, origin, playout_sha256, approval_id)
  SELECT NEW.episode_id, NEW.withdrawn_at, 'withdrawn', coalesce(NEW.withdrawn_by, NEW.approver_id), NEW.withdrawn_why,
    NEW.withdrawn_origin, playout_sha256, id
  FROM approvals WHERE id = (SELECT said_of FROM approval_standings WHERE episode_id = NEW.episode_id);
END;
-- Sent back, an issue needs a new approval even where it takes up a sound that had one.
CREATE TRIGGER sent_back_ends_approvals AFTER INSERT ON episode_steps WHEN NEW.kind IN ('returned', 'rejected')
BEGIN
  UPDATE approvals SET withdrawn_at = NEW.at, withdrawn_by = NEW.made_by
  WHERE episode_id = NEW.episode_id AND withdrawn_at IS NULL;
END;
CREATE TRIGGER approval_follows_the_issue AFTER UPDATE OF recording_id ON episodes
WHEN OLD.recording_id IS NOT NEW.recording_id
BEGIN
  INSERT INTO episode_steps (episode_id, at, kind, made_by, cause, origin, playout_sha256, approval_id)
  SELECT NEW.id, NEW.changed_at, iif(s.approval_id IS NULL, 'voided', 'revived'), NEW.changed_by,
    CASE WHEN s.approval_id IS NULL THEN iif(NEW.recording_id IS NULL, 'removed', 'replaced') END, 'station',
    (SELECT playout_sha256 FROM recordings WHERE id = NEW.recording_id), coalesce(s.approval_id, s.said_of)
  FROM approval_standings s
  WHERE s.episode_id = NEW.id
    AND iif(s.approval_id IS NULL, s.said IN ('approved', 'revived'), s.said = 'voided');
END;
CREATE TRIGGER approval_follows_the_sound AFTER UPDATE OF playout_sha256, state, archived_at ON recordings
WHEN (OLD.playout_sha256, OLD.state, OLD.archived_at) IS NOT (NEW.playout_sha256, NEW.state, NEW.archived_at)
BEGIN
  INSERT INTO episode_steps (episode_id, at, kind, made_by, cause, origin, playout_sha256, approval_id)
  SELECT s.episode_id, CAST(coalesce(chain_now(), unixepoch('subsec') * 1000) AS INTEGER),
    iif(s.approval_id IS NULL, 'voided', 'revived'), iif(NEW.points_at > OLD.checked_at, NEW.points_by, NULL),
    CASE WHEN s.approval_id IS NOT NULL THEN NULL WHEN NEW.archived_at IS NOT NULL THEN 'put-away'
      WHEN NEW.points_at > OLD.checked_at THEN 'trimmed' ELSE 'remade' END, 'station',
    NEW.playout_sha256, coalesce(s.approval_id, s.said_of)
  FROM approval_standings s
  WHERE s.recording_id = NEW.id
    AND iif(s.approval_id IS NULL, s.said IN ('approved', 'revived'), s.said = 'voided');
END;
