-- Everything that is a number over time. `t_us` and `received_us` are microseconds UTC since 1970.

-- One row per line in a chart. `kind` is the name of the ecosystem's table; `channel` and `angle` are 0 where the kind
-- has none. `variant` tells series apart further: the calibration of OD readings ('' for raw ones), the event of doses
-- (add_media, ...), the letter of an LED. Roll-ups hold exactly the points with t_us < rolled_to_us, a whole minute.
CREATE TABLE series (
    series_id       INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL,
    experiment      TEXT NOT NULL,
    pioreactor_unit TEXT NOT NULL,
    channel         INTEGER NOT NULL DEFAULT 0,
    angle           INTEGER NOT NULL DEFAULT 0,
    variant         TEXT NOT NULL DEFAULT '',
    rolled_to_us    INTEGER NOT NULL DEFAULT 0
) STRICT;
-- The experiment first: charts, the overview and the deletion of an experiment all ask by experiment.
CREATE UNIQUE INDEX series_key ON series (experiment, kind, pioreactor_unit, channel, angle, variant);

-- Whoever keeps numbers of series in memory compares this count to learn that some are gone.
CREATE TABLE series_deletions (
    count INTEGER NOT NULL
) STRICT;
INSERT INTO series_deletions VALUES (0);
CREATE TRIGGER series_deleted AFTER DELETE ON series BEGIN
    UPDATE series_deletions SET count = count + 1;
END;

-- `same_time` tells apart rows of one series with one time of measurement. `low` and `high` bound the value where the
-- source knows an interval. `note`: what an OD reading is worth (ok, noisy, ...), who asked for a dose or a light.
CREATE TABLE points (
    series_id   INTEGER NOT NULL,
    t_us        INTEGER NOT NULL,
    same_time   INTEGER NOT NULL DEFAULT 0,
    value       REAL NOT NULL,
    received_us INTEGER NOT NULL,
    low         REAL,
    high        REAL,
    note        TEXT,
    PRIMARY KEY (series_id, t_us, same_time)
) STRICT, WITHOUT ROWID;

-- Points summed up per bucket of `width_s` seconds that starts at `t_us`; low and high are means of their bounds.
CREATE TABLE rollups (
    series_id INTEGER NOT NULL,
    width_s   INTEGER NOT NULL,
    t_us      INTEGER NOT NULL,
    n         INTEGER NOT NULL,
    mean      REAL NOT NULL,
    min       REAL NOT NULL,
    max       REAL NOT NULL,
    low       REAL,
    high      REAL,
    PRIMARY KEY (series_id, width_s, t_us)
) STRICT, WITHOUT ROWID;
