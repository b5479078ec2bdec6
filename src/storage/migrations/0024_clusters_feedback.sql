-- Cụm loa, the feedback book and the contributors' fees (product K3, L2, I4): what the station's own books are made of.

-- A cluster the log has told of is archived, never deleted. speakers: how many horns. answers: the device says itself
-- that it sounded; FM and wired ones cannot.
CREATE TABLE clusters (
  id          TEXT PRIMARY KEY,                    -- the code painted on the pole: 07
  name        TEXT NOT NULL CHECK (length(trim(name)) > 0),
  zone_id     TEXT NOT NULL DEFAULT 'main' REFERENCES zones (id),
  village     TEXT NOT NULL DEFAULT '',
  place       TEXT NOT NULL DEFAULT '',
  kind        TEXT NOT NULL CHECK (kind IN ('ip-4g', 'ip-lan', 'fm', 'wired')),
  speakers    INTEGER NOT NULL DEFAULT 2 CHECK (speakers > 0),
  households  INTEGER CHECK (households >= 0),
  device      TEXT NOT NULL DEFAULT '',            -- IMEI or serial number
  is_quiet    INTEGER NOT NULL DEFAULT 0 CHECK (is_quiet IN (0, 1)),   -- school, clinic, pagoda nearby
  paused      INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  note        TEXT NOT NULL DEFAULT '',
  changed_at  INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

-- Sổ theo dõi cụm loa: a line is an inspection, or a fault until it is mended. Of a line only its mending is added later.
CREATE TABLE cluster_checks (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  cluster_id TEXT NOT NULL REFERENCES clusters (id),
  day        TEXT NOT NULL,
  finding    TEXT NOT NULL CHECK (finding IN ('good', 'poor', 'broken', 'disconnected')),
  cause      TEXT NOT NULL DEFAULT '',
  remedy     TEXT NOT NULL DEFAULT '',
  mended_on  TEXT CHECK (mended_on >= day),
  done_by    TEXT NOT NULL DEFAULT '',
  cost       INTEGER NOT NULL DEFAULT 0 CHECK (cost >= 0),             -- đồng
  made_by    INTEGER NOT NULL REFERENCES users (id),
  made_at    INTEGER NOT NULL,
  CHECK (finding <> 'good' OR mended_on IS NULL)
) STRICT;
CREATE INDEX cluster_checks_by_cluster ON cluster_checks (cluster_id, day);
CREATE INDEX cluster_checks_by_day ON cluster_checks (day);
CREATE TRIGGER cluster_checks_stay BEFORE UPDATE ON cluster_checks
  WHEN NEW.cluster_id <> OLD.cluster_id OR NEW.day <> OLD.day OR NEW.finding <> OLD.finding OR OLD.mended_on IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'of a line of the cluster book only the mending is added, once'); END;
CREATE TRIGGER cluster_checks_are_never_deleted BEFORE DELETE ON cluster_checks
BEGIN SELECT RAISE(ABORT, 'a line of the cluster book is never deleted'); END;

-- Sổ tiếp nhận ý kiến. name, village, phone: personal data, for those who work with the book only. airing_id: the one
-- that answered on the air.
CREATE TABLE feedback (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at  INTEGER NOT NULL,
  channel      TEXT NOT NULL CHECK (channel IN ('in-person', 'phone', 'zalo', 'village', 'website', 'letter')),
  name         TEXT NOT NULL DEFAULT '',
  village      TEXT NOT NULL DEFAULT '',
  phone        TEXT NOT NULL DEFAULT '',
  words        TEXT NOT NULL CHECK (length(trim(words)) > 0),
  topic        TEXT NOT NULL DEFAULT '',           -- lĩnh vực, or a topic's code
  is_handled   INTEGER NOT NULL DEFAULT 0 CHECK (is_handled IN (0, 1)),  -- somebody is at it
  forwarded_to TEXT NOT NULL DEFAULT '',
  forwarded_on TEXT,
  due_on       TEXT,
  answer       TEXT NOT NULL DEFAULT '',
  answered_on  TEXT,
  airing_id    INTEGER REFERENCES airings (id),
  note         TEXT NOT NULL DEFAULT '',
  made_by      INTEGER NOT NULL REFERENCES users (id),
  changed_at   INTEGER NOT NULL,
  CHECK ((forwarded_to = '') = (forwarded_on IS NULL)),
  CHECK ((answer = '') = (answered_on IS NULL)),
  CHECK (airing_id IS NULL OR answered_on IS NOT NULL)
) STRICT;
CREATE INDEX feedback_by_time ON feedback (received_at);
CREATE INDEX feedback_open ON feedback (due_on) WHERE answered_on IS NULL;
CREATE TRIGGER feedback_is_never_deleted BEFORE DELETE ON feedback
BEGIN SELECT RAISE(ABORT, 'what people said is never deleted'); END;

-- Bảng kê nhuận bút: a tin, bài that sounded, whose it is and its hệ số. The rate is the one of the day it was drawn up.
CREATE TABLE fees (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  episode_id  INTEGER NOT NULL REFERENCES episodes (id),
  author      TEXT NOT NULL CHECK (length(trim(author)) > 0),
  genre       TEXT NOT NULL CHECK (length(trim(genre)) > 0),
  coefficient REAL NOT NULL CHECK (coefficient > 0),
  rate        INTEGER NOT NULL CHECK (rate >= 0),                      -- đồng of one hệ số
  made_by     INTEGER NOT NULL REFERENCES users (id),
  made_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX fees_by_episode ON fees (episode_id);
