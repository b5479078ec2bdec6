-- Where a relay was taken from belongs to the proof of what aired. And a command that a nervous finger or a lost answer
-- sends twice is one command: whoever sends it names it.

ALTER TABLE airings ADD COLUMN relay_url TEXT;       -- without user and password

ALTER TABLE commands ADD COLUMN client_key TEXT;     -- chosen by the sender; NULL: never sent again
CREATE UNIQUE INDEX commands_by_key ON commands (issued_by, client_key) WHERE client_key IS NOT NULL;
