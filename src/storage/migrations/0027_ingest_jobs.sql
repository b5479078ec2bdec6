-- How far the check of each recording has come (product F3). Whoever receives bytes writes the row, a process of its own
-- (src/ingest-worker.ts) takes it through the steps; the row outlives a kill of either. What the steps before found is
-- kept in it, so that the next attempt goes on from there. `attempts` moves here from the recording.
CREATE TABLE ingest_jobs (
  recording_id INTEGER PRIMARY KEY REFERENCES recordings (id) ON DELETE CASCADE,
  state        TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'working', 'done', 'failed')),
  step         TEXT NOT NULL DEFAULT 'hash' CHECK (step IN ('hash', 'probe', 'decode', 'copy', 'keep')),
  attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  hurried      INTEGER NOT NULL DEFAULT 0 CHECK (hurried IN (0, 1)), -- somebody waits for it: an emergency
  started_at   INTEGER,                          -- of this attempt
  deadline_at  INTEGER,                          -- of the step in hand: past it, the job has failed
  ended_at     INTEGER,
  last_error   TEXT,                             -- in Vietnamese, for whoever uploaded it
  found        TEXT CHECK (found IS NULL OR json_valid(found)),
  outline      BLOB,                             -- lowest and highest samples of the sound, for its pictures
  CHECK (state <> 'failed' OR last_error IS NOT NULL)
) STRICT;
CREATE INDEX ingest_jobs_open ON ingest_jobs (state) WHERE state IN ('waiting', 'working');

INSERT INTO ingest_jobs (recording_id, state, attempts, ended_at, last_error)
SELECT id,
  CASE WHEN state IN ('received', 'checking') OR remake = 1 THEN 'waiting' WHEN reason IS NULL THEN 'done' ELSE 'failed' END,
  attempts, checked_at, reason
FROM recordings;
ALTER TABLE recordings DROP COLUMN attempts;
