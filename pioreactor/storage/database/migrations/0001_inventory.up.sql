-- Experiments, units and which unit works for which experiment. These tables are small and stand under the names and
-- columns that the ecosystem knows; their times are ISO-8601 text in UTC.

CREATE TABLE experiments (
    experiment  TEXT NOT NULL UNIQUE,
    created_at  TEXT NOT NULL,
    description TEXT
) STRICT;
CREATE UNIQUE INDEX experiments_created ON experiments (created_at, experiment, description);

CREATE TABLE experiment_tags (
    experiment TEXT NOT NULL REFERENCES experiments (experiment) ON DELETE CASCADE,
    tag        TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (experiment, tag)
) STRICT;

CREATE TABLE workers (
    pioreactor_unit TEXT NOT NULL UNIQUE,
    added_at        TEXT NOT NULL,
    model_name      TEXT,
    model_version   TEXT,
    is_active       INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1))
) STRICT;

CREATE TABLE pioreactor_unit_labels (
    experiment      TEXT NOT NULL REFERENCES experiments (experiment) ON DELETE CASCADE,
    pioreactor_unit TEXT NOT NULL,
    label           TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    UNIQUE (pioreactor_unit, experiment),
    UNIQUE (label, experiment)
) STRICT;
CREATE INDEX pioreactor_unit_labels_experiment ON pioreactor_unit_labels (experiment, pioreactor_unit);

CREATE TABLE experiment_worker_assignments (
    pioreactor_unit TEXT NOT NULL UNIQUE REFERENCES workers (pioreactor_unit) ON DELETE CASCADE,
    experiment      TEXT NOT NULL REFERENCES experiments (experiment) ON DELETE CASCADE,
    assigned_at     TEXT NOT NULL
) STRICT;
CREATE INDEX experiment_worker_assignments_experiment ON experiment_worker_assignments (experiment);

CREATE TABLE experiment_worker_assignments_history (
    pioreactor_unit TEXT NOT NULL,
    experiment      TEXT NOT NULL,
    assigned_at     TEXT NOT NULL,
    unassigned_at   TEXT,
    UNIQUE (pioreactor_unit, experiment, assigned_at)
) STRICT;
CREATE INDEX experiment_worker_assignments_history_experiment
    ON experiment_worker_assignments_history (experiment, pioreactor_unit, assigned_at, unassigned_at);

-- The colour of a unit in the charts of an experiment: given at the first assignment, kept for good.
CREATE TABLE unit_colors (
    experiment      TEXT NOT NULL REFERENCES experiments (experiment) ON DELETE CASCADE,
    pioreactor_unit TEXT NOT NULL,
    slot            INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 12),
    PRIMARY KEY (experiment, pioreactor_unit)
) STRICT, WITHOUT ROWID;

-- The insert closes whatever is open, so the history is right even where a REPLACE fires no delete trigger.
CREATE TRIGGER assignment_added AFTER INSERT ON experiment_worker_assignments BEGIN
    UPDATE experiment_worker_assignments_history SET unassigned_at = NEW.assigned_at
        WHERE pioreactor_unit = NEW.pioreactor_unit AND unassigned_at IS NULL;
    INSERT INTO experiment_worker_assignments_history (pioreactor_unit, experiment, assigned_at)
        VALUES (NEW.pioreactor_unit, NEW.experiment, NEW.assigned_at)
        ON CONFLICT (pioreactor_unit, experiment, assigned_at) DO UPDATE SET unassigned_at = NULL;
    INSERT OR IGNORE INTO unit_colors (experiment, pioreactor_unit, slot)
        SELECT NEW.experiment, NEW.pioreactor_unit, coalesce(
            (SELECT min(column1) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12))
                WHERE column1 NOT IN (SELECT slot FROM unit_colors WHERE experiment = NEW.experiment)),
            (SELECT count(*) % 12 + 1 FROM unit_colors WHERE experiment = NEW.experiment));
END;

CREATE TRIGGER assignment_removed AFTER DELETE ON experiment_worker_assignments BEGIN
    UPDATE experiment_worker_assignments_history
        SET unassigned_at = strftime('%Y-%m-%dT%H:%M:%f', 'now') || 'Z'
        WHERE pioreactor_unit = OLD.pioreactor_unit AND experiment = OLD.experiment AND unassigned_at IS NULL;
END;

CREATE TABLE config_files_histories (
    timestamp TEXT NOT NULL,
    filename  TEXT NOT NULL,
    data      TEXT NOT NULL
) STRICT;
CREATE INDEX config_files_histories_filename ON config_files_histories (filename);

-- Read by older tools only; calibrations live as files on their unit.
CREATE TABLE calibrations (
    pioreactor_unit   TEXT NOT NULL,
    created_at        TEXT NOT NULL,
    type              TEXT NOT NULL,
    data              TEXT NOT NULL,
    name              TEXT NOT NULL,
    is_current        INTEGER NOT NULL DEFAULT 0,
    set_to_current_at TEXT,
    UNIQUE (pioreactor_unit, type, name)
) STRICT;

CREATE VIEW latest_experiment AS
    SELECT experiment, created_at, description,
           CAST(round((julianday('now') - julianday(created_at)) * 24) AS INTEGER) AS delta_hours
    FROM experiments ORDER BY rowid DESC LIMIT 1;
