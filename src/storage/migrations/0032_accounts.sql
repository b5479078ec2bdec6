-- Accounts: sessions somebody recognises and can end, tokens that say what they are for, a second factor, roles held for
-- a time. Who held which role when is evidence of who was allowed to approve: such a row is ended, never changed.

ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
-- 1: the password was right and the second factor is still owed; such a session is nobody yet.
ALTER TABLE sessions ADD COLUMN owes_factor INTEGER NOT NULL DEFAULT 0 CHECK (owes_factor IN (0, 1));
CREATE INDEX sessions_of_user ON sessions (user_id);

-- NULL: whatever its owner may do, as tokens were before.
ALTER TABLE api_tokens ADD COLUMN scopes TEXT CHECK (scopes IS NULL OR json_valid(scopes));
ALTER TABLE api_tokens ADD COLUMN used_at INTEGER;
ALTER TABLE api_tokens ADD COLUMN used_from TEXT NOT NULL DEFAULT '';
CREATE INDEX api_tokens_of_user ON api_tokens (user_id);

-- The secret has to be readable to be used (RFC 6238); without the password it opens nothing. `last_step` is the time
-- step of the newest code accepted: that code, and every one before it, is refused from then on (§5.2).
CREATE TABLE second_factors (
  user_id   INTEGER PRIMARY KEY REFERENCES users (id),
  secret    TEXT NOT NULL,
  since     INTEGER NOT NULL,
  last_step INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
  code_hash TEXT PRIMARY KEY,
  user_id   INTEGER NOT NULL REFERENCES users (id),
  used_at   INTEGER
) STRICT;
CREATE INDEX recovery_codes_of_user ON recovery_codes (user_id);

-- A browser somebody has signed in from. It waits for its own mistakes only, so that strangers who guess at a name
-- cannot keep its owner out.
CREATE TABLE known_browsers (
  token_hash TEXT PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id),
  seen_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE substitutions (
  id          INTEGER PRIMARY KEY,
  user_id     INTEGER NOT NULL REFERENCES users (id),
  for_user_id INTEGER REFERENCES users (id),
  roles       TEXT NOT NULL CHECK (json_valid(roles)),
  from_at     INTEGER NOT NULL,
  until_at    INTEGER NOT NULL CHECK (until_at > from_at),
  document    TEXT NOT NULL,
  reason      TEXT NOT NULL,
  made_by     INTEGER NOT NULL REFERENCES users (id),
  made_at     INTEGER NOT NULL,
  ended_at    INTEGER,
  ended_by    INTEGER REFERENCES users (id),
  CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
  CHECK (for_user_id IS NOT user_id)
) STRICT;
CREATE INDEX substitutions_of_user ON substitutions (user_id, until_at);

CREATE TRIGGER substitutions_stay BEFORE DELETE ON substitutions
BEGIN SELECT RAISE(ABORT, 'a substitution is ended, never deleted'); END;
CREATE TRIGGER substitutions_end_once BEFORE UPDATE ON substitutions
WHEN OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.ended_at >= OLD.until_at
  OR (NEW.id, NEW.user_id, NEW.for_user_id, NEW.roles, NEW.from_at, NEW.until_at, NEW.document, NEW.reason, NEW.made_by,
      NEW.made_at)
    IS NOT (OLD.id, OLD.user_id, OLD.for_user_id, OLD.roles, OLD.from_at, OLD.until_at, OLD.document, OLD.reason,
      OLD.made_by, OLD.made_at)
BEGIN SELECT RAISE(ABORT, 'a substitution is ended once, before its time, and not changed otherwise'); END;
