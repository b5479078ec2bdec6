-- Phát trực tiếp (product E2): one row for each time a person goes on the air, made before anything sounds, so that who
-- asked for it and why is known whatever happens then. What is asked of the air (called_at, cut_at) is a state the air
-- comes to agree with, not an event it could miss. The recorder fills in when it began and how it ended; what each zone
-- heard of it is told by its airings.

CREATE TABLE lives (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  title      TEXT NOT NULL,
  reason     TEXT NOT NULL DEFAULT '',
  zone_ids   TEXT NOT NULL CHECK (json_array_length(zone_ids) > 0),
  source     TEXT NOT NULL CHECK (source IN ('microphone', 'input')),
  device     TEXT NOT NULL DEFAULT '',             -- of an input: alsa:… or pulse:…
  mode       TEXT NOT NULL CHECK (mode IN ('replace', 'talk-over')),
  lead_in    INTEGER NOT NULL CHECK (lead_in IN (0, 1)),
  limit_ms   INTEGER NOT NULL CHECK (limit_ms > 0),
  drop_ms    INTEGER NOT NULL CHECK (drop_ms > 0), -- without sound for so long it is over
  entry_id   INTEGER REFERENCES entries (id),      -- the place in the playlist that was kept for it
  made_by    INTEGER NOT NULL REFERENCES users (id),
  made_at    INTEGER NOT NULL,
  called_at  INTEGER,                              -- sent to the air by its person; the air answers
  answer     TEXT NOT NULL DEFAULT '',             -- why the air refused it
  cut_at     INTEGER,                              -- told to end, by its person or another
  cut_by     INTEGER REFERENCES users (id),
  started_at INTEGER,
  ended_at   INTEGER,
  ending     TEXT,                                 -- core/live.ts, LiveEnding
  CHECK ((ended_at IS NULL) = (ending IS NULL)),
  CHECK ((cut_at IS NULL) = (cut_by IS NULL))
) STRICT;
CREATE INDEX lives_open ON lives (id) WHERE ended_at IS NULL;
CREATE INDEX lives_by_entry ON lives (entry_id);
