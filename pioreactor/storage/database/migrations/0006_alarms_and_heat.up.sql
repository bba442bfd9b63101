-- What became of alarms, a row per change: `state` is new, acknowledged, returned (over, but nobody has seen it) or
-- ended. The rows of one alarm have the same `raised_us`. `by_whom`: who acknowledged it or asked for its reset. Times
-- are microseconds UTC since 1970; `data` is JSON text, '' for none. `experiment` is '' for an alarm of the unit itself.
CREATE TABLE alarm_transitions (
    id              INTEGER PRIMARY KEY,
    pioreactor_unit TEXT NOT NULL,
    experiment      TEXT NOT NULL,
    code            TEXT NOT NULL,
    raised_us       INTEGER NOT NULL,
    state           TEXT NOT NULL,
    t_us            INTEGER NOT NULL,
    received_us     INTEGER NOT NULL,
    by_whom         TEXT,
    severity        TEXT NOT NULL,
    title           TEXT NOT NULL,
    text            TEXT NOT NULL,
    remedy          TEXT NOT NULL,
    source          TEXT NOT NULL,
    data            TEXT NOT NULL
) STRICT;
-- An alarm is told again when its unit starts, and when its text changes: that is no new row.
CREATE UNIQUE INDEX alarm_transitions_key ON alarm_transitions (pioreactor_unit, code, raised_us, state);
CREATE INDEX alarm_transitions_experiment ON alarm_transitions (experiment, raised_us);
CREATE INDEX alarm_transitions_time ON alarm_transitions (raised_us);

CREATE TRIGGER experiment_deleted_alarms AFTER DELETE ON experiments BEGIN
    DELETE FROM alarm_transitions WHERE experiment = OLD.experiment;
END;

-- What the temperature automation knows beside the temperature; liquid_temperatures has its interval.
CREATE VIEW heater_duty_cycles AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS heater_duty_cycle
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'heater_duty_cycles';
CREATE VIEW liquid_temperatures AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS temperature_c, p.low AS interval_low, p.high AS interval_high
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'liquid_temperatures';
CREATE VIEW plate_temperatures AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS temperature_c
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'plate_temperatures';
CREATE VIEW ambient_temperatures AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS temperature_c
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'ambient_temperatures';
