-- Incidents that last have an end from here on; those told of before were all of a moment. An airing that stands in for an
-- entry says for which, so that a restart in the middle of it can take it up again.

UPDATE incidents SET ended_at = at WHERE ended_at IS NULL;
CREATE INDEX incidents_open ON incidents (kind) WHERE ended_at IS NULL;

ALTER TABLE airings ADD COLUMN stands_for_id INTEGER REFERENCES entries (id);
CREATE INDEX airings_by_stand_in ON airings (stands_for_id) WHERE stands_for_id IS NOT NULL;

-- "Giờ đúng rồi, phát tiếp": somebody vouches for a clock that is before what the log already tells of, or before the
-- program was built. What was logged by then, and that build, hold the air no longer.
CREATE TABLE clock_confirmations (
  id           INTEGER PRIMARY KEY,
  at           INTEGER NOT NULL,                 -- what the clock showed
  airing_id    INTEGER NOT NULL,                 -- the newest row of the log then, 0 when there was none
  built_at     INTEGER,                          -- the program that ran then
  confirmed_by INTEGER NOT NULL REFERENCES users (id)
) STRICT;
