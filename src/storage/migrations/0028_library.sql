-- The library as people look for things in it: where a recording begins and ends on the air, its tags, and what the search
-- and its filters read.

-- Places in the original, in milliseconds; NULL: where its silence ends or begins. The playout copy is cut there, so its
-- SHA-256, which approvals bind to, says them too.
ALTER TABLE recordings ADD COLUMN in_ms INTEGER CHECK (in_ms >= 0);
ALTER TABLE recordings ADD COLUMN out_ms INTEGER CHECK (out_ms > coalesce(in_ms, 0));
ALTER TABLE recordings ADD COLUMN points_by INTEGER REFERENCES users (id);
ALTER TABLE recordings ADD COLUMN points_at INTEGER;

-- The picture of the whole original, finer than that of the copy: points are set in it. NULL: checked before there was one.
ALTER TABLE waveforms ADD COLUMN original BLOB;

CREATE TABLE recording_tags (
  recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  tag          TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 40),
  PRIMARY KEY (recording_id, tag)
) STRICT, WITHOUT ROWID;

-- Folded words and acronyms (core/search.ts); the text itself stays where it is. FTS5's own folding leaves đ as it is.
CREATE VIRTUAL TABLE recording_words USING fts5 (
  words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 0'
);

-- Which recordings have which value of which facet, a bit for each id (core/members.ts): 20,000 of them are 2.5 kB a value,
-- so that all are counted for every search.
CREATE TABLE facets (
  facet   TEXT NOT NULL,                           -- storage/library.ts
  value   TEXT NOT NULL,
  members BLOB NOT NULL,
  PRIMARY KEY (facet, value)
) STRICT, WITHOUT ROWID;

-- Recordings whose words or facets have changed since they were written down: marked by triggers, whoever writes, and
-- written by the next search. A trigger cannot fold: it knows SQL alone.
CREATE TABLE recordings_due (recording_id INTEGER PRIMARY KEY) STRICT;
-- Up to which row the log has been read for what has sounded: the recorder's own writes carry no trigger for it.
CREATE TABLE airings_searched (airing_id INTEGER NOT NULL) STRICT;
INSERT INTO airings_searched VALUES (0);
INSERT INTO recordings_due SELECT id FROM recordings;

CREATE TRIGGER recordings_due_new AFTER INSERT ON recordings
BEGIN INSERT OR IGNORE INTO recordings_due VALUES (NEW.id); END;
CREATE TRIGGER recordings_due_changed AFTER UPDATE OF title, file_name, state, archived_at ON recordings
BEGIN INSERT OR IGNORE INTO recordings_due VALUES (NEW.id); END;
CREATE TRIGGER recordings_due_tagged AFTER INSERT ON recording_tags
BEGIN INSERT OR IGNORE INTO recordings_due VALUES (NEW.recording_id); END;
CREATE TRIGGER recordings_due_untagged AFTER DELETE ON recording_tags
BEGIN INSERT OR IGNORE INTO recordings_due VALUES (OLD.recording_id); END;
CREATE TRIGGER recordings_due_issued AFTER INSERT ON episodes WHEN NEW.recording_id IS NOT NULL
BEGIN INSERT OR IGNORE INTO recordings_due VALUES (NEW.recording_id); END;
CREATE TRIGGER recordings_due_reissued AFTER UPDATE ON episodes
BEGIN INSERT OR IGNORE INTO recordings_due SELECT id FROM recordings WHERE id IN (OLD.recording_id, NEW.recording_id); END;
CREATE TRIGGER recordings_due_topic AFTER INSERT ON episode_topics
BEGIN
  INSERT OR IGNORE INTO recordings_due SELECT recording_id FROM episodes WHERE id = NEW.episode_id AND recording_id IS NOT NULL;
END;
CREATE TRIGGER recordings_due_no_topic AFTER DELETE ON episode_topics
BEGIN
  INSERT OR IGNORE INTO recordings_due SELECT recording_id FROM episodes WHERE id = OLD.episode_id AND recording_id IS NOT NULL;
END;
CREATE TRIGGER recordings_due_programme AFTER UPDATE OF name, abbr ON programmes
BEGIN
  INSERT OR IGNORE INTO recordings_due SELECT recording_id FROM episodes WHERE programme_id = NEW.id AND recording_id IS NOT NULL;
END;

CREATE INDEX episodes_by_recording ON episodes (recording_id);
-- When a recording sounded; and whether the log still cites a copy that nothing else knows.
CREATE INDEX airings_by_recording ON airings (recording_id, id) WHERE started_at IS NOT NULL;
