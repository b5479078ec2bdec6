-- Who did what, from where, and what it was before and after (product J5). A line is a request as it was answered, or a row
-- that the request added, changed or removed; `act` holds the lines of one request together, `at` is when it came. Lines
-- stand for themselves (names are copied), and nobody changes one.
CREATE TABLE audit (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  act        TEXT NOT NULL,
  at         INTEGER NOT NULL,
  action     TEXT NOT NULL,                  -- core/audit.ts, AuditAction
  user_id    INTEGER REFERENCES users (id),  -- NULL: nobody who had signed in
  user_name  TEXT NOT NULL,
  via        TEXT NOT NULL CHECK (via IN ('session', 'token', 'terminal', 'nobody')),
  credential TEXT NOT NULL,                  -- which session or token, never what opens it
  address    TEXT NOT NULL,
  route      TEXT NOT NULL,                  -- POST /cau-hinh/vung/:id
  path       TEXT NOT NULL,
  status     INTEGER,                        -- of the answer; NULL: a line of a row
  words      TEXT NOT NULL DEFAULT '',
  noun       TEXT,                           -- the table of the row
  row_key    TEXT,
  before     TEXT CHECK (json_valid(before)), -- secrets masked; of a change only what differs
  after      TEXT CHECK (json_valid(after)),
  CHECK ((noun IS NULL) = (status IS NOT NULL)),
  CHECK ((noun IS NULL) = (before IS NULL AND after IS NULL))
) STRICT;
CREATE INDEX audit_by_time ON audit (at, id);
CREATE INDEX audit_by_user ON audit (user_id, at, id);
CREATE INDEX audit_by_noun ON audit (noun, at, id) WHERE noun IS NOT NULL;
CREATE INDEX audit_by_action ON audit (action, at, id);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never cut'); END;
-- REPLACE would delete without the trigger above being asked.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
