-- A village may hear its own programme and an output may be of any kind ffmpeg speaks.
-- volume: when the zone is quieter, [{from, until, gainDb}]. A zone with history is archived: logs and slots name it.
ALTER TABLE zones ADD COLUMN volume TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(volume));
ALTER TABLE zones ADD COLUMN archived_at INTEGER;

-- Rebuilt, because a CHECK cannot be widened in place; nothing refers to this table.
CREATE TABLE outputs_0003 (
  id       INTEGER PRIMARY KEY,
  zone_id  TEXT NOT NULL DEFAULT 'main' REFERENCES zones (id),
  kind     TEXT NOT NULL CHECK (kind IN ('stream', 'icecast', 'alsa', 'pulse', 'rtp', 'srt', 'hls', 'file')),
  name     TEXT NOT NULL,
  target   TEXT NOT NULL DEFAULT '',             -- what core/outputs.ts says of each kind
  secret   TEXT NOT NULL DEFAULT '',             -- icecast: source password; srt: passphrase; never shown again
  codec    TEXT NOT NULL DEFAULT 'mp3' CHECK (codec IN ('mp3', 'opus', 'aac', 'pcm')),
  bitrate  INTEGER NOT NULL DEFAULT 128,
  channels INTEGER NOT NULL DEFAULT 1 CHECK (channels IN (1, 2)),
  idle     TEXT NOT NULL DEFAULT 'silence' CHECK (idle IN ('silence', 'off')),
  enabled  INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1))
) STRICT;
INSERT INTO outputs_0003 (id, zone_id, kind, name, target, secret, codec, bitrate, channels, enabled)
  SELECT id, zone_id, kind, name, target, secret, iif(kind = 'alsa', 'pcm', 'mp3'), bitrate, channels, enabled
  FROM outputs;
DROP TABLE outputs;
ALTER TABLE outputs_0003 RENAME TO outputs;
-- One built-in stream per zone and codec: its address is made of both.
CREATE UNIQUE INDEX outputs_stream ON outputs (zone_id, codec) WHERE kind = 'stream';
