-- The calendar (product B4). What a day is of itself (weekday, holiday, Tết) is computed; here is what people say of
-- days besides: leave announced year by year, mourning, exams, more or fewer hours by written order, giao thừa. A row
-- is withdrawn, never deleted: under which document the loudspeakers sounded at night must be told in ten years too.
CREATE TABLE special_days (
  id           INTEGER PRIMARY KEY,
  from_day     TEXT NOT NULL,
  until_day    TEXT NOT NULL,                    -- inclusive
  type         TEXT CHECK (type IN ('ordinary', 'weekend', 'holiday', 'tet', 'mourning', 'exams', 'special')),
  title        TEXT NOT NULL,                    -- type NULL: the days stay what they are
  document     TEXT NOT NULL DEFAULT '',
  hours_rule   TEXT NOT NULL DEFAULT 'keep' CHECK (hours_rule IN ('keep', 'add', 'only')),
  hours        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hours)),
  recording_id INTEGER REFERENCES recordings (id),
  made_by      INTEGER REFERENCES users (id),
  made_at      INTEGER NOT NULL,
  withdrawn_at INTEGER,
  withdrawn_by INTEGER REFERENCES users (id),
  CHECK (until_day >= from_day),
  -- Loudspeakers at other hours than the station's own: by a document, or not at all.
  CHECK (hours_rule = 'keep' OR length(trim(document)) > 0)
) STRICT;
CREATE INDEX special_days_in_force ON special_days (until_day) WHERE withdrawn_at IS NULL;

-- A type that is not here has the hours of the settings.
CREATE TABLE day_type_hours (
  type  TEXT PRIMARY KEY CHECK (type IN ('ordinary', 'weekend', 'holiday', 'tet', 'mourning', 'exams', 'special')),
  hours TEXT NOT NULL CHECK (json_valid(hours))
) STRICT;

-- The kinds of day a slot runs on; NULL: all.
ALTER TABLE slots ADD COLUMN day_types TEXT CHECK (day_types IS NULL OR json_valid(day_types));
-- Left out, or replaced, on a day of mourning.
ALTER TABLE programmes ADD COLUMN entertainment INTEGER NOT NULL DEFAULT 0 CHECK (entertainment IN (0, 1));

-- Announced: nine days off for Tết Bính Ngọ.
INSERT INTO special_days (from_day, until_day, type, title, made_at)
VALUES ('2026-02-14', '2026-02-22', 'tet', 'Nghỉ Tết Nguyên đán Bính Ngọ 2026', 0);
