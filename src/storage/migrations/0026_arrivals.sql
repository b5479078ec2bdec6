-- Files on their way into the library that may be broken off and go on: an upload in pieces (tus), which belongs to who
-- began it, or a file laid into the folder on the local network, which is nobody's. From the first byte on the row knows
-- the name and the owner, so that whatever is killed before there is a recording, neither is lost.
CREATE TABLE arrivals (
  id           TEXT PRIMARY KEY,
  user_id      INTEGER REFERENCES users (id),
  file_name    TEXT NOT NULL,
  bytes        INTEGER NOT NULL CHECK (bytes >= 0),
  begun_at     INTEGER NOT NULL,
  touched_at   INTEGER NOT NULL,
  -- Once the file is whole; it may lie in its place in the library already.
  sha256       TEXT CHECK (length(sha256) = 64),
  -- What it became; is_new = 0: the library had the same bytes.
  recording_id INTEGER REFERENCES recordings (id) ON DELETE CASCADE,
  is_new       INTEGER CHECK (is_new IN (0, 1)),
  CHECK ((recording_id IS NULL) = (is_new IS NULL))
) STRICT;
CREATE INDEX arrivals_by_user ON arrivals (user_id, touched_at);
CREATE INDEX arrivals_by_hash ON arrivals (sha256);
