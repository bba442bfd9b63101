DROP VIEW latest_experiment;
CREATE VIEW latest_experiment AS
    SELECT experiment, created_at, description,
           CAST(round((julianday('now') - julianday(created_at)) * 24) AS INTEGER) AS delta_hours
    FROM experiments ORDER BY rowid DESC LIMIT 1;
DROP TABLE deleted_experiments;
