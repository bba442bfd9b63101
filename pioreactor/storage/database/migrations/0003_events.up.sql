-- What is not a number over time, row by row. `t_us` and `received_us` are microseconds UTC since 1970; ids give the order of arrival.

CREATE TABLE pwm_duty_cycles (
    id              INTEGER PRIMARY KEY,
    experiment      TEXT NOT NULL,
    pioreactor_unit TEXT NOT NULL,
    t_us            INTEGER NOT NULL,
    received_us     INTEGER NOT NULL,
    channel_1       REAL,
    channel_2       REAL,
    channel_3       REAL,
    channel_4       REAL,
    channel_5       REAL
) STRICT;
CREATE INDEX pwm_duty_cycles_time ON pwm_duty_cycles (experiment, pioreactor_unit, t_us);

-- `automation_type` is dosing, led or temperature; `data` is JSON text as it came, '' for none.
CREATE TABLE automation_events (
    id              INTEGER PRIMARY KEY,
    automation_type TEXT NOT NULL,
    experiment      TEXT NOT NULL,
    pioreactor_unit TEXT NOT NULL,
    t_us            INTEGER NOT NULL,
    received_us     INTEGER NOT NULL,
    event_name      TEXT NOT NULL,
    message         TEXT,
    data            TEXT
) STRICT;
CREATE INDEX automation_events_time ON automation_events (experiment, pioreactor_unit, automation_type, t_us);

-- `settings` is base64 text of a JSON object, as on the wire.
CREATE TABLE automation_settings (
    id              INTEGER PRIMARY KEY,
    automation_type TEXT NOT NULL,
    experiment      TEXT NOT NULL,
    pioreactor_unit TEXT NOT NULL,
    started_us      INTEGER NOT NULL,
    ended_us        INTEGER,
    received_us     INTEGER NOT NULL,
    automation_name TEXT NOT NULL,
    settings        TEXT NOT NULL
) STRICT;
CREATE INDEX automation_settings_time
    ON automation_settings (experiment, pioreactor_unit, automation_type, started_us);

CREATE TABLE profile_runs (
    id                      INTEGER PRIMARY KEY,
    experiment              TEXT NOT NULL,
    pioreactor_unit         TEXT NOT NULL,
    started_us              INTEGER NOT NULL,
    received_us             INTEGER NOT NULL,
    experiment_profile_name TEXT NOT NULL
) STRICT;
CREATE INDEX profile_runs_time ON profile_runs (experiment, started_us);

-- `severity` is the number of the level (10 debug to 50 critical), so that "at least" is a comparison.
CREATE TABLE log_lines (
    id              INTEGER PRIMARY KEY,
    experiment      TEXT NOT NULL,
    pioreactor_unit TEXT NOT NULL,
    t_us            INTEGER NOT NULL,
    received_us     INTEGER NOT NULL,
    severity        INTEGER NOT NULL,
    level           TEXT NOT NULL,
    source          TEXT NOT NULL,
    task            TEXT,
    message         TEXT NOT NULL
) STRICT;
CREATE INDEX log_lines_time ON log_lines (t_us);
CREATE INDEX log_lines_experiment ON log_lines (experiment, t_us);
CREATE INDEX log_lines_unit ON log_lines (pioreactor_unit, t_us);
-- Warnings are rare among months of lines; these find them without reading the rest.
CREATE INDEX log_lines_warnings ON log_lines (t_us) WHERE severity >= 30;
CREATE INDEX log_lines_experiment_warnings ON log_lines (experiment, t_us) WHERE severity >= 30;
