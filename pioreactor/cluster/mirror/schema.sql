-- What the mirror holds, in the schema "pioreactor" of a PostgreSQL database. The columns are those of the leader's own tables,
-- with times as timestamptz where those count microseconds. The views that bear the ecosystem's names are made by views.py.

CREATE TABLE version (
    number integer NOT NULL,
    views  text NOT NULL -- a digest of the views as they were made
);
INSERT INTO version VALUES (1, '');

-- Numbers of the mirror, not of the leader: those of a leader that was put back from a backup may mean another series.
CREATE TABLE series (
    series_id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    experiment      text NOT NULL,
    kind            text NOT NULL,
    pioreactor_unit text NOT NULL,
    channel         bigint NOT NULL,
    angle           bigint NOT NULL,
    variant         text NOT NULL,
    UNIQUE (experiment, kind, pioreactor_unit, channel, angle, variant)
);

-- Without a foreign key, which would be looked up for each of millions of rows; numbers of series are never taken back.
CREATE TABLE points (
    series_id integer NOT NULL,
    t         timestamptz NOT NULL,
    same_time integer NOT NULL,
    value     double precision NOT NULL,
    received  timestamptz NOT NULL,
    low       double precision,
    high      double precision,
    note      text,
    n         bigint NOT NULL,
    PRIMARY KEY (series_id, t, same_time)
);

-- How many readings the leader had of a day when it was copied, and up to which moment. Its own roll-ups say whether it has
-- more by now.
CREATE TABLE copied_days (
    series_id integer NOT NULL,
    day_us    bigint NOT NULL,
    n         bigint NOT NULL,
    to_us     bigint NOT NULL,
    PRIMARY KEY (series_id, day_us)
);
CREATE INDEX copied_days_day ON copied_days (day_us);

CREATE TABLE pwm_duty_cycles (
    row_key         uuid PRIMARY KEY,
    experiment      text NOT NULL,
    pioreactor_unit text NOT NULL,
    t               timestamptz NOT NULL,
    received        timestamptz NOT NULL,
    channel_1       double precision,
    channel_2       double precision,
    channel_3       double precision,
    channel_4       double precision,
    channel_5       double precision
);
CREATE INDEX pwm_duty_cycles_time ON pwm_duty_cycles (experiment, pioreactor_unit, t);

CREATE TABLE automation_events (
    row_key         uuid PRIMARY KEY,
    automation_type text NOT NULL,
    experiment      text NOT NULL,
    pioreactor_unit text NOT NULL,
    t               timestamptz NOT NULL,
    received        timestamptz NOT NULL,
    event_name      text NOT NULL,
    message         text,
    data            text
);
CREATE INDEX automation_events_time ON automation_events (experiment, pioreactor_unit, t);

CREATE TABLE automation_settings (
    row_key         uuid PRIMARY KEY,
    automation_type text NOT NULL,
    experiment      text NOT NULL,
    pioreactor_unit text NOT NULL,
    started         timestamptz NOT NULL,
    ended           timestamptz,
    received        timestamptz NOT NULL,
    automation_name text NOT NULL,
    settings        text NOT NULL
);
CREATE INDEX automation_settings_open ON automation_settings (started) WHERE ended IS NULL;

CREATE TABLE profile_runs (
    row_key                 uuid PRIMARY KEY,
    experiment              text NOT NULL,
    pioreactor_unit         text NOT NULL,
    started                 timestamptz NOT NULL,
    received                timestamptz NOT NULL,
    experiment_profile_name text NOT NULL
);

CREATE TABLE log_lines (
    row_key         uuid PRIMARY KEY,
    experiment      text NOT NULL,
    pioreactor_unit text NOT NULL,
    t               timestamptz NOT NULL,
    received        timestamptz NOT NULL,
    severity        integer NOT NULL,
    level           text NOT NULL,
    source          text NOT NULL,
    task            text,
    message         text NOT NULL
);
CREATE INDEX log_lines_time ON log_lines (t);
CREATE INDEX log_lines_experiment ON log_lines (experiment, t);

CREATE TABLE alarm_transitions (
    row_key         uuid PRIMARY KEY,
    pioreactor_unit text NOT NULL,
    experiment      text NOT NULL,
    code            text NOT NULL,
    raised          timestamptz NOT NULL,
    state           text NOT NULL,
    t               timestamptz NOT NULL,
    received        timestamptz NOT NULL,
    by_whom         text,
    severity        text NOT NULL,
    title           text NOT NULL,
    text            text NOT NULL,
    remedy          text NOT NULL,
    source          text NOT NULL,
    data            text NOT NULL
);
CREATE INDEX alarm_transitions_experiment ON alarm_transitions (experiment, raised);

-- The last row of each of these tables that was copied, by the leader's number and by what is in it.
CREATE TABLE copied_rows (
    table_name text PRIMARY KEY,
    last_id    bigint NOT NULL,
    last_key   uuid NOT NULL
);

-- "gone": since when the leader has it no more. What was copied of it stays.
CREATE TABLE experiments (
    experiment  text PRIMARY KEY,
    created_at  timestamptz,
    description text,
    gone        timestamptz
);

CREATE TABLE experiment_tags (
    experiment text NOT NULL REFERENCES experiments (experiment),
    tag        text NOT NULL,
    created_at timestamptz,
    PRIMARY KEY (experiment, tag)
);

CREATE TABLE pioreactor_unit_labels (
    experiment      text NOT NULL REFERENCES experiments (experiment),
    pioreactor_unit text NOT NULL,
    label           text NOT NULL,
    created_at      timestamptz,
    PRIMARY KEY (experiment, pioreactor_unit)
);

CREATE TABLE experiment_worker_assignments_history (
    experiment      text NOT NULL REFERENCES experiments (experiment),
    pioreactor_unit text NOT NULL,
    assigned_at     timestamptz NOT NULL,
    unassigned_at   timestamptz,
    PRIMARY KEY (experiment, pioreactor_unit, assigned_at)
);

CREATE TABLE workers (
    pioreactor_unit text PRIMARY KEY,
    added_at        timestamptz,
    model_name      text,
    model_version   text,
    is_active       boolean NOT NULL
);
