-- Experiments that somebody deleted and may still want back. Until `remove_us` nothing of them is touched; from
-- `removing_us` on, which is NULL before, their data are being removed, and they cannot come back.
CREATE TABLE deleted_experiments (
    experiment  TEXT NOT NULL PRIMARY KEY REFERENCES experiments (experiment) ON DELETE CASCADE,
    deleted_us  INTEGER NOT NULL,
    remove_us   INTEGER NOT NULL,
    removing_us INTEGER
) STRICT, WITHOUT ROWID;

DROP VIEW latest_experiment;
CREATE VIEW latest_experiment AS
    SELECT experiment, created_at, description,
           CAST(round((julianday('now') - julianday(created_at)) * 24) AS INTEGER) AS delta_hours
    FROM experiments WHERE experiment NOT IN (SELECT experiment FROM deleted_experiments)
    ORDER BY rowid DESC LIMIT 1;
