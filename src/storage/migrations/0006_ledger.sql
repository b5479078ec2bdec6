-- What is owed, counted and paid back (product A2–A4). A plan may say how an obligation is counted; NULL: as
-- core/counting.ts and core/periods.ts have it.
ALTER TABLE obligations ADD COLUMN start_rule TEXT CHECK (start_rule IN ('full', 'pro-rata', 'remaining'));
ALTER TABLE obligations ADD COLUMN counts_twice INTEGER NOT NULL DEFAULT 0 CHECK (counts_twice IN (0, 1));
ALTER TABLE obligations ADD COLUMN also_programme_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(also_programme_ids));
ALTER TABLE obligations ADD COLUMN counts_share REAL CHECK (counts_share BETWEEN 0 AND 1);
ALTER TABLE obligations ADD COLUMN counts_clusters REAL CHECK (counts_clusters BETWEEN 0 AND 1);

-- Dời kỳ: a day of the period that this occurrence counts for, and why; it may be said after the airing too.
ALTER TABLE exceptions ADD COLUMN counts_on TEXT;
ALTER TABLE exceptions ADD COLUMN counts_reason TEXT NOT NULL DEFAULT ''
  CHECK (counts_on IS NULL OR length(trim(counts_reason)) > 0);

-- Phát bù: the failed airing that this one makes good. Of a cancelled occurrence: the one it gave way to.
ALTER TABLE exceptions ADD COLUMN pays_for_id INTEGER REFERENCES airings (id);
ALTER TABLE entries ADD COLUMN pays_for_id INTEGER REFERENCES airings (id);
ALTER TABLE airings ADD COLUMN pays_for_id INTEGER REFERENCES airings (id);
CREATE INDEX airings_paying ON airings (pays_for_id) WHERE pays_for_id IS NOT NULL;

-- The ledger reads programme by programme, and parts that a restart broke by their issue.
CREATE INDEX airings_by_programme ON airings (programme_id, coalesce(started_at, planned_start));
CREATE INDEX airings_continued ON airings (episode_id) WHERE continues_id IS NOT NULL;
