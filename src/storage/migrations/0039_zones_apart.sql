-- Zones with a programme of their own do not hear the whole commune's: the row says which, and how much they heard of it
-- (product H1). NULL: all of them heard all of it, or the row is from before.
ALTER TABLE airings ADD COLUMN zones_apart TEXT CHECK (zones_apart IS NULL OR json_valid(zones_apart));  -- core/model.ts, ZoneApart[]
