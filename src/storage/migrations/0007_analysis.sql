-- What the check of a recording measured and what was done for its playout copy (core/loudness.ts, Analysis), so that
-- pages and reports need not decode it again. NULL: checked before there were measurements.
ALTER TABLE recordings ADD COLUMN analysis TEXT CHECK (analysis IS NULL OR json_valid(analysis));

-- Its copy is to be made anew by today's settings. A mark, not a state: the old copy, which may be approved and in the
-- playlist, is heard until the new one is there.
ALTER TABLE recordings ADD COLUMN remake INTEGER NOT NULL DEFAULT 0 CHECK (remake IN (0, 1));

-- The picture of the playout copy (core/waveform.ts): pairs of signed bytes. Apart, so that no list reads it.
CREATE TABLE waveforms (
  recording_id INTEGER PRIMARY KEY REFERENCES recordings (id) ON DELETE CASCADE,
  peaks        BLOB NOT NULL
) STRICT;
