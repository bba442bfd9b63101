"""SQL written for the ecosystem's tables keeps working: names, columns, text times, inserts."""

from __future__ import annotations

import sqlite3

import pytest

from pioreactor.storage.database.experiments import create_experiment

TIME = "2026-11-22T05:31:17.140Z"
COMMON = ["experiment", "pioreactor_unit", "timestamp"]
COLUMNS = {
    "od_readings": [*COMMON, "od_reading", "angle", "channel"],
    "raw_od_readings": [*COMMON, "od_reading", "channel"],
    "od_readings_fused": [*COMMON, "od_reading"],
    "od_readings_filtered": [*COMMON, "normalized_od_reading"],
    "growth_rates": [*COMMON, "rate"],
    "temperature_readings": [*COMMON, "temperature_c"],
    "stirring_rates": [*COMMON, "measured_rpm"],
    "alt_media_fractions": [*COMMON, "alt_media_fraction"],
    "liquid_volumes": [*COMMON, "liquid_volume"],
    "ir_led_intensities": [*COMMON, "relative_intensity"],
    "od_blanks": [*COMMON, "channel", "angle", "od_reading"],
    "dosing_events": [*COMMON, "event", "volume_change_ml", "source_of_event"],
    "led_change_events": [*COMMON, "channel", "intensity", "source_of_event"],
    "pwm_dcs": [*COMMON, *(f"channel_{n}" for n in range(1, 6))],
    "dosing_automation_events": [*COMMON, "event_name", "message", "data"],
    "logs": [*COMMON, "message", "source", "level", "task"],
    "dosing_automation_settings": [
        "experiment", "pioreactor_unit", "started_at", "ended_at", "automation_name", "settings",
    ],
    "experiment_profile_runs": ["started_at", "experiment_profile_name", "experiment"],
    "workers": ["pioreactor_unit", "added_at", "model_name", "model_version", "is_active"],
    "experiment_worker_assignments": ["pioreactor_unit", "experiment", "assigned_at"],
    "latest_experiment": ["experiment", "created_at", "description", "delta_hours"],
    "pioreactor_unit_activity_data": [
        *COMMON, "od_reading", "od_fused", "normalized_od_reading", "temperature_c", "growth_rate", "measured_rpm",
        *(f"led_{c}_intensity_update" for c in "abcd"), "add_media_ml", "remove_waste_ml", "add_alt_media_ml",
    ],
}  # fmt: skip
SAMPLES = {
    "event": "add_media", "source_of_event": "CLI", "channel": 1, "angle": 90, "event_name": "NoEvent", "message": "m",
    "data": "", "source": "app", "level": "ERROR", "task": "t", "started_at": TIME, "ended_at": TIME,
    "automation_name": "chemostat", "settings": "e30=", "experiment_profile_name": "p", "experiment": "exp",
    "pioreactor_unit": "unit1", "timestamp": TIME,
}  # fmt: skip
INSERTABLE = [t for t, c in COLUMNS.items() if "is_active" not in c and not t.startswith(("latest", "pioreactor_unit"))]


@pytest.mark.parametrize("table", COLUMNS)
def test_columns(conn: sqlite3.Connection, table: str) -> None:
    assert [row[1] for row in conn.execute(f"PRAGMA table_info({table})")] == COLUMNS[table]


@pytest.mark.parametrize("table", [t for t in INSERTABLE if t != "experiment_worker_assignments"])
def test_what_is_inserted_is_read(conn: sqlite3.Connection, table: str) -> None:
    row = {column: SAMPLES.get(column, 1.5) for column in COLUMNS[table]}
    row |= {"channel": "A"} if table == "led_change_events" else {}
    row |= {"channel": "1"} if table == "od_blanks" else {}
    row |= {"started_at": TIME.replace("Z", "000Z"), "ended_at": TIME.replace("Z", "000Z")} if "settings" in row else {}
    marks = ", ".join("?" * len(row))
    conn.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
    assert conn.execute(f"SELECT * FROM {table}").fetchall() == [tuple(row.values())]


def test_activity_data_side_by_side(conn: sqlite3.Connection) -> None:
    """One row per millisecond; of several OD channels the lowest stands for the unit; doses add up."""
    for channel, od in ((2, 0.2), (1, 0.1)):
        conn.execute("INSERT INTO od_readings VALUES ('exp', 'u', ?, ?, 90, ?)", (TIME, od, channel))
    conn.execute("INSERT INTO temperature_readings VALUES ('exp', 'u', ?, 30.5)", (TIME,))
    for _ in range(2):
        conn.execute("INSERT INTO dosing_events VALUES ('exp', 'u', ?, 'add_media', 0.25, NULL)", (TIME,))
    conn.execute("INSERT INTO led_change_events VALUES ('exp', 'u', ?, 'B', 40, NULL)", (TIME,))
    found = conn.execute(
        "SELECT timestamp, od_reading, temperature_c, led_b_intensity_update, add_media_ml, remove_waste_ml "
        "FROM pioreactor_unit_activity_data WHERE experiment = 'exp' AND pioreactor_unit = 'u'"
    ).fetchall()
    assert found == [(TIME, 0.1, 30.5, 40.0, 0.5, None)]


def test_activity_per_minute(conn: sqlite3.Connection) -> None:
    for second, od in ((1, 1.0), (2, 3.0), (61, 5.0)):
        at = f"2026-11-22T05:{30 + second // 60}:{second % 60:02d}.000Z"
        conn.execute("INSERT INTO od_readings VALUES ('exp', 'u', ?, ?, 90, 1)", (at, od))
    conn.execute("INSERT INTO dosing_events VALUES ('exp', 'u', '2026-11-22T05:30:09.000Z', 'add_media', 2, NULL)")
    assert conn.execute(
        "SELECT timestamp, avg_od_reading, sum_add_media_ml FROM pioreactor_unit_activity_data_rollup ORDER BY 1"
    ).fetchall() == [("2026-11-22 05:30:00", 2.0, 2.0), ("2026-11-22 05:31:00", 5.0, None)]


def test_a_question_about_one_experiment_does_not_read_the_others(conn: sqlite3.Connection) -> None:
    for view in ("pioreactor_unit_activity_data", "pioreactor_unit_activity_data_rollup", "od_readings"):
        plan = conn.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {view} WHERE experiment = 'exp'").fetchall()
        steps = [row[3] for row in plan]
        assert any("SEARCH s USING COVERING INDEX series_key (experiment=?" in step for step in steps), steps
        assert not any(step.startswith("SCAN p") and view not in step for step in steps), steps


def test_deleting_an_experiment_takes_its_data(conn: sqlite3.Connection) -> None:
    create_experiment(conn, "exp")
    for experiment in ("exp", "unknown one"):
        conn.execute("INSERT INTO od_readings VALUES (?, 'u', ?, 1, 90, 1)", (experiment, TIME))
        conn.execute("INSERT INTO logs VALUES (?, 'u', ?, 'm', 'app', 'INFO', NULL)", (experiment, TIME))
    conn.execute("DELETE FROM experiments WHERE experiment = 'exp'")
    assert conn.execute("SELECT experiment FROM od_readings").fetchall() == [("unknown one",)]
    assert conn.execute("SELECT experiment FROM logs").fetchall() == [("unknown one",)]


def test_a_time_that_is_none_is_refused(conn: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute("INSERT INTO growth_rates VALUES ('exp', 'u', 'yesterday', 1)")
