-- What people are told, and how it reached them. A notification is said once (`key`); a delivery is one mail to one
-- person, with all that was to be told until it was first tried, or one call of a webhook. A delivery is written down
-- before it is tried, and its Message-ID never changes: what a restart sends again, mail programs know again.

CREATE TABLE notifications (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  key     TEXT NOT NULL UNIQUE,
  kind    TEXT NOT NULL,                     -- core/notification.ts, NotificationKind
  subject TEXT NOT NULL,
  lines   TEXT NOT NULL CHECK (json_valid(lines)),
  link    TEXT,                              -- a path of this station
  made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notifications_by_time ON notifications (made_at);

-- One row; none: no mail is sent. The password is never shown again.
CREATE TABLE mail_server (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  host       TEXT NOT NULL,
  port       INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
  security   TEXT NOT NULL CHECK (security IN ('none', 'starttls', 'tls')),
  username   TEXT NOT NULL DEFAULT '',
  password   TEXT NOT NULL DEFAULT '',
  sender     TEXT NOT NULL,
  quiet_from TEXT NOT NULL DEFAULT '',       -- wall clocks HH:MM; both empty: never quiet
  quiet_until TEXT NOT NULL DEFAULT ''
) STRICT;

-- A person without a row gets no mail. kinds: those they do not want are left out.
CREATE TABLE mail_wishes (
  user_id INTEGER PRIMARY KEY REFERENCES users (id),
  email   TEXT NOT NULL,
  kinds   TEXT NOT NULL CHECK (json_valid(kinds))
) STRICT;

CREATE TABLE webhooks (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  url         TEXT NOT NULL,
  secret      TEXT NOT NULL,                 -- signs every call; never shown again
  kinds       TEXT NOT NULL CHECK (json_valid(kinds)),
  enabled     INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  archived_at INTEGER
) STRICT;

CREATE TABLE deliveries (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id    INTEGER REFERENCES users (id),
  webhook_id INTEGER REFERENCES webhooks (id),
  address    TEXT NOT NULL,                  -- where the last try went
  message_id TEXT NOT NULL UNIQUE,
  state      TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  made_at    INTEGER NOT NULL,
  due_at     INTEGER NOT NULL,
  ended_at   INTEGER,
  error      TEXT,
  CHECK ((user_id IS NULL) <> (webhook_id IS NULL)),
  CHECK ((state = 'queued') = (ended_at IS NULL))
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'queued';

CREATE TABLE delivery_items (
  delivery_id     INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
  notification_id INTEGER NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
  PRIMARY KEY (delivery_id, notification_id)
) STRICT, WITHOUT ROWID;

-- What has been told and still stands; a row goes when it is mended, so that it is told again when it comes back.
CREATE TABLE missing_told (
  slot_id        TEXT NOT NULL,
  missing        TEXT NOT NULL,
  role           TEXT NOT NULL,
  first_start    INTEGER NOT NULL,
  threshold_ms   INTEGER NOT NULL,
  PRIMARY KEY (slot_id, missing, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE incidents_told (
  kind        TEXT NOT NULL,
  zone_id     TEXT NOT NULL,                 -- '' for none
  incident_id INTEGER NOT NULL,              -- the last one that was told
  told_at     INTEGER NOT NULL,
  PRIMARY KEY (kind, zone_id)
) STRICT, WITHOUT ROWID;

-- Plans share topics: which of them a plan has, in its order. topics.plan_id is the newest plan that has it.
CREATE TABLE plan_topics (
  plan_id   TEXT NOT NULL REFERENCES plans (id),
  topic_key TEXT NOT NULL REFERENCES topics (key) ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  PRIMARY KEY (plan_id, topic_key)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_topics SELECT plan_id, key, position FROM topics;

-- A plan on its way in: looked at as a difference, then put in force, in one go. It touches nothing before that.
CREATE TABLE plan_drafts (
  plan_id    TEXT PRIMARY KEY,
  source     TEXT NOT NULL,
  replaces   TEXT CHECK (replaces IS NULL OR json_valid(replaces)), -- core/plan-rollover.ts, Succession
  made_by    INTEGER REFERENCES users (id),
  made_at    INTEGER NOT NULL
) STRICT;
