-- What a leader allowed beyond the envelope (product B6): sound outside the allowed hours, a longer session, one more
-- session a day. Named, with a reason, a document and its days. Withdrawn, never deleted: by whose word the loudspeakers
-- sounded must be told in ten years too.
CREATE TABLE envelope_overrides (
  id           INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL CHECK (kind IN ('hours', 'minutes', 'sessions')),
  zone_id      TEXT REFERENCES zones (id),       -- NULL: everywhere
  from_day     TEXT NOT NULL,
  until_day    TEXT NOT NULL,                    -- inclusive
  hours        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hours)),
  most         INTEGER CHECK (most > 0),
  reason       TEXT NOT NULL CHECK (length(trim(reason)) > 0),
  document     TEXT NOT NULL CHECK (length(trim(document)) > 0),
  made_by      INTEGER NOT NULL REFERENCES users (id),
  made_at      INTEGER NOT NULL,
  withdrawn_at INTEGER,
  withdrawn_by INTEGER REFERENCES users (id),
  CHECK (until_day >= from_day),
  -- Whoever opens the hours opens them for every loudspeaker: the last gate is one for all.
  CHECK ((kind = 'hours') = (most IS NULL) AND (kind <> 'hours' OR zone_id IS NULL))
) STRICT;
CREATE INDEX envelope_overrides_in_force ON envelope_overrides (until_day) WHERE withdrawn_at IS NULL;
