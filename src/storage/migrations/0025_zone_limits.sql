-- A village may have other limits of a session than the commune: {sessions, minutes}, what is left out is the station's.
ALTER TABLE zones ADD COLUMN limits TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(limits));
