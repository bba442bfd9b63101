-- When the clock of a unit was not that of the leader. Readings of that time carry the unit's time, which is the leader's plus
-- `ahead_us`. `from_us`, `to_us`: the leader's time; NULL while it lasts.
CREATE TABLE clock_offsets (
    id              INTEGER PRIMARY KEY,
    pioreactor_unit TEXT NOT NULL,
    from_us         INTEGER NOT NULL,
    to_us           INTEGER,
    ahead_us        INTEGER NOT NULL
) STRICT;
CREATE INDEX clock_offsets_unit ON clock_offsets (pioreactor_unit, from_us);
