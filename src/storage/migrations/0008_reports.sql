-- Reports (product I1–I3). A report is worked on in its row; what happens to it is events, which nobody changes: a
-- freezing keeps the whole dataset, and reopening makes an amendment instead of undoing it. One event is one row, so
-- half a freezing cannot be.
CREATE TABLE reports (
  id         INTEGER PRIMARY KEY,
  plan_id    TEXT NOT NULL REFERENCES plans (id),
  span       TEXT NOT NULL CHECK (span IN ('month', 'quarter', 'half-year', 'year', 'any')),
  year       INTEGER NOT NULL,
  number     INTEGER CHECK (number BETWEEN 1 AND 12),
  from_day   TEXT NOT NULL,
  until_day  TEXT NOT NULL,
  due_on     TEXT NOT NULL,
  texts      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(texts)),   -- only what somebody wrote
  signers    TEXT CHECK (signers IS NULL OR json_valid(signers)),    -- NULL: as set for all reports
  created_by INTEGER NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  CHECK (until_day >= from_day),
  CHECK ((span = 'any') = (number IS NULL))
) STRICT;
CREATE UNIQUE INDEX reports_of_period ON reports (plan_id, span, year, number) WHERE span <> 'any';

-- amendment: 0 the first freezing, n "lần điều chỉnh n". A second freezing of the same one is refused by the index.
CREATE TABLE report_events (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  report_id     INTEGER NOT NULL REFERENCES reports (id),
  step          TEXT NOT NULL CHECK (step IN ('frozen', 'reopened', 'submitted', 'sent')),
  amendment     INTEGER NOT NULL CHECK (amendment >= 0),
  reason        TEXT NOT NULL DEFAULT '',
  dataset       TEXT CHECK (dataset IS NULL OR json_valid(dataset)),   -- canonical JSON; sha256 is of these bytes
  sha256        TEXT CHECK (length(sha256) = 64),
  letter        TEXT CHECK (letter IS NULL OR json_valid(letter)),     -- the letter as it went to be signed, or out
  letter_number TEXT NOT NULL DEFAULT '',
  letter_date   TEXT,
  by            INTEGER NOT NULL REFERENCES users (id),
  at            INTEGER NOT NULL,
  UNIQUE (report_id, step, amendment),
  CHECK ((step = 'frozen') = (dataset IS NOT NULL)),
  CHECK ((dataset IS NULL) = (sha256 IS NULL)),
  CHECK ((step IN ('submitted', 'sent')) = (letter IS NOT NULL)),
  CHECK (step <> 'reopened' OR length(trim(reason)) > 0),
  CHECK (step <> 'sent' OR (length(trim(letter_number)) > 0 AND letter_date IS NOT NULL))
) STRICT;

CREATE TRIGGER report_events_stay BEFORE UPDATE ON report_events
BEGIN SELECT RAISE(ABORT, 'what happened to a report is never changed'); END;
CREATE TRIGGER report_events_are_never_deleted BEFORE DELETE ON report_events
BEGIN SELECT RAISE(ABORT, 'what happened to a report is never deleted'); END;
