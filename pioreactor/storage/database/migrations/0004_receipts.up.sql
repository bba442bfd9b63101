-- Which rows of the units' journals are stored here. A number counts as received once, whatever it turned into.

CREATE TABLE journals (
    pioreactor_unit TEXT NOT NULL,
    journal_id      TEXT NOT NULL,
    first_seen_us   INTEGER NOT NULL,
    acknowledged    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (pioreactor_unit, journal_id)
) STRICT, WITHOUT ROWID;

-- Received numbers as closed ranges that neither touch nor overlap.
CREATE TABLE journal_ranges (
    pioreactor_unit TEXT NOT NULL,
    journal_id      TEXT NOT NULL,
    first           INTEGER NOT NULL,
    last            INTEGER NOT NULL CHECK (last >= first),
    PRIMARY KEY (pioreactor_unit, journal_id, first)
) STRICT, WITHOUT ROWID;

-- Numbers that the unit no longer had when it was asked for them.
CREATE TABLE journal_absences (
    pioreactor_unit TEXT NOT NULL,
    journal_id      TEXT NOT NULL,
    first           INTEGER NOT NULL,
    last            INTEGER NOT NULL,
    noticed_us      INTEGER NOT NULL,
    PRIMARY KEY (pioreactor_unit, journal_id, first)
) STRICT, WITHOUT ROWID;

-- Messages that fit no table, kept as they came.
CREATE TABLE dead_letters (
    id          INTEGER PRIMARY KEY,
    received_us INTEGER NOT NULL,
    topic       TEXT NOT NULL,
    payload     BLOB NOT NULL,
    reason      TEXT NOT NULL,
    journal_id  TEXT,
    number      INTEGER
) STRICT;
