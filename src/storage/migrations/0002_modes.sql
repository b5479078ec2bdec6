-- How an entry begins, ends and gives way, and what sounds when it cannot (product B7, D1, D3). The defaults are what the
-- station did before it had the choice: on its sample, to its end, late by two seconds at most, else in progress.

ALTER TABLE slots ADD COLUMN start_mode TEXT NOT NULL DEFAULT 'hard' CHECK (start_mode IN ('hard', 'soft', 'not-before'));
ALTER TABLE slots ADD COLUMN tolerance_ms INTEGER NOT NULL DEFAULT 0 CHECK (tolerance_ms >= 0);
ALTER TABLE slots ADD COLUMN late_start_ms INTEGER NOT NULL DEFAULT 2000 CHECK (late_start_ms >= 0);
ALTER TABLE slots ADD COLUMN late_policy TEXT NOT NULL DEFAULT 'join' CHECK (late_policy IN ('join', 'skip', 'make-good'));
ALTER TABLE slots ADD COLUMN end_mode TEXT NOT NULL DEFAULT 'finish' CHECK (end_mode IN ('cut', 'finish', 'fill'));
ALTER TABLE slots ADD COLUMN fade_ms INTEGER NOT NULL DEFAULT 300 CHECK (fade_ms >= 0);
ALTER TABLE slots ADD COLUMN cross_fade_ms INTEGER NOT NULL DEFAULT 0 CHECK (cross_fade_ms >= 0);
ALTER TABLE slots ADD COLUMN gain_db REAL NOT NULL DEFAULT 0;
ALTER TABLE slots ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slots ADD COLUMN substitute_recording_id INTEGER REFERENCES recordings (id);

-- An entry carries them along, so that a slot changed on air changes nothing about what has begun.
ALTER TABLE entries ADD COLUMN start_mode TEXT NOT NULL DEFAULT 'hard' CHECK (start_mode IN ('hard', 'soft', 'not-before'));
ALTER TABLE entries ADD COLUMN tolerance_ms INTEGER NOT NULL DEFAULT 0 CHECK (tolerance_ms >= 0);
ALTER TABLE entries ADD COLUMN late_start_ms INTEGER NOT NULL DEFAULT 2000 CHECK (late_start_ms >= 0);
ALTER TABLE entries ADD COLUMN late_policy TEXT NOT NULL DEFAULT 'join' CHECK (late_policy IN ('join', 'skip', 'make-good'));
ALTER TABLE entries ADD COLUMN end_mode TEXT NOT NULL DEFAULT 'finish' CHECK (end_mode IN ('cut', 'finish', 'fill'));
ALTER TABLE entries ADD COLUMN fade_ms INTEGER NOT NULL DEFAULT 300 CHECK (fade_ms >= 0);
ALTER TABLE entries ADD COLUMN cross_fade_ms INTEGER NOT NULL DEFAULT 0 CHECK (cross_fade_ms >= 0);
ALTER TABLE entries ADD COLUMN gain_db REAL NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN slot_end INTEGER;         -- the end of its place; NULL in rows older than this column

ALTER TABLE programmes ADD COLUMN evergreen_recording_id INTEGER REFERENCES recordings (id);
ALTER TABLE programmes ADD COLUMN music INTEGER NOT NULL DEFAULT 0 CHECK (music IN (0, 1));

-- While one sound fades out under the next, two airings of a zone are open; they were never more than one before.
DROP INDEX airings_open;
CREATE INDEX airings_open ON airings (zone_id) WHERE outcome = 'on-air';
