"""What is in the database is in the files, row by row, whatever is chosen."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pioreactor.storage.database import connect, migrate, transaction
from pioreactor.storage.database.experiments import create_experiment
from pioreactor.storage.database.points import SeriesKey, insert_point, series_id_of
from pioreactor.storage.database.times import MINUTE_US, us_to_text
from tests.unit.exports.export_bench import EXPERIMENTS, UNITS, ReadBack, as_text, export, view_rows

BEGIN_US = 1_790_000_000_000_000
KINDS = (
    ("od_readings", 1, 90, ""), ("od_readings", 2, 45, "cal"), ("od_readings_filtered", 0, 0, ""),
    ("growth_rates", 0, 0, ""), ("dosing_events", 0, 0, "add_media"), ("dosing_events", 0, 0, "circulate"),
    ("led_change_events", 0, 0, "B"), ("temperature_readings", 0, 0, ""),
)  # fmt: skip
VIEWS = ("od_readings", "od_readings_filtered", "growth_rates", "dosing_events", "led_change_events", "logs", "pwm_dcs",
         "dosing_automation_events")  # fmt: skip
ACTIVITY = {"pioreactor_unit_activity_data": 1000, "pioreactor_unit_activity_data_rollup": MINUTE_US}

moments = st.integers(0, 5 * 60 * 1000).map(lambda ms: BEGIN_US + ms * 1000)
owners = st.tuples(st.sampled_from(EXPERIMENTS), st.sampled_from(UNITS))
numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
points = st.tuples(owners, st.sampled_from(KINDS), moments, numbers, st.integers(0, 999))
lines = st.tuples(owners, moments, texts)
bounds = st.one_of(st.none(), moments)


def fill(conn: sqlite3.Connection, some_points: list, some_lines: list) -> None:
    with transaction(conn):
        for (experiment, unit), (kind, channel, angle, variant), t_us, value, beyond_ms in some_points:
            series_id = series_id_of(conn, SeriesKey(kind, experiment, unit, channel, angle, variant))
            row = (series_id, t_us + beyond_ms, value, t_us, None, None, "by hand")
            insert_point(conn, row, is_new=True)
        for (experiment, unit), t_us, text in some_lines:
            at = us_to_text(t_us)
            conn.execute("INSERT INTO logs VALUES (?, ?, ?, ?, 'app', 'INFO', NULL)", (experiment, unit, at, text))
            conn.execute(
                "INSERT INTO dosing_automation_events VALUES (?, ?, ?, 'Kind', ?, '')", (experiment, unit, at, text)
            )
            conn.execute("INSERT INTO pwm_dcs VALUES (?, ?, ?, 1, 2.5, NULL, 0, 0)", (experiment, unit, at))


def wanted(
    conn: sqlite3.Connection, view: str, experiments: list[str], units: tuple[str, ...], start: str, end: str
) -> list[dict[str, str]]:
    """By the view alone, which knows nothing of indexes."""
    marks, unit_marks = ", ".join("?" * len(experiments)), ", ".join("?" * len(units))
    return view_rows(
        conn,
        f"SELECT * FROM {view} WHERE experiment IN ({marks}) AND pioreactor_unit IN ({unit_marks}) "
        "AND timestamp >= ? AND timestamp < ? ORDER BY timestamp",
        *experiments, *units, start, end,
    )  # fmt: skip


def bag(rows: list[dict[str, str]], columns: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(row[column] for column in columns) for row in rows)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database, made once: each example begins with a copy of it."""
    path = tmp_path_factory.mktemp("template") / "new.sqlite"
    with closing(connect(path)) as conn:
        migrate(conn)
        for experiment in ("one", "two words"):
            create_experiment(conn, experiment)
        conn.execute("PRAGMA journal_mode = DELETE")
    return path


@pytest.mark.timeout(300)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some_points=st.lists(points, max_size=30),
    some_lines=st.lists(lines, max_size=10),
    experiments=st.lists(st.sampled_from(EXPERIMENTS), min_size=1, unique=True),
    units=st.lists(st.sampled_from(UNITS), unique=True).map(tuple),
    start_us=bounds,
    end_us=bounds,
    by_unit=st.booleans(),
    by_experiment=st.booleans(),
)
def test_any_selection(
    root: Path,
    template: Path,
    some_points: list,
    some_lines: list,
    experiments: list[str],
    units: tuple[str, ...],
    start_us: int | None,
    end_us: int | None,
    by_unit: bool,
    by_experiment: bool,
) -> None:
    if start_us is not None and end_us is not None and start_us > end_us:
        start_us, end_us = end_us, start_us
    with TemporaryDirectory(dir=root) as name, closing(connect(shutil.copy(template, f"{name}/test.sqlite"))) as conn:
        fill(conn, some_points, some_lines)
        found = export(
            Path(name),
            [*VIEWS, *ACTIVITY],
            experiments,
            units,
            start_time=None if start_us is None else us_to_text(start_us),
            end_time=None if end_us is None else us_to_text(end_us),
            partition_by_unit=by_unit,
            partition_by_experiment=by_experiment,
        )
        limits = ("0" if start_us is None else us_to_text(start_us), "~" if end_us is None else us_to_text(end_us))
        for view in (*VIEWS, *ACTIVITY):
            begin, end = limits
            if "rollup" in view:  # a minute belongs to a range that its beginning belongs to
                begin, end = (as_minute(limit) for limit in limits)
            rows = wanted(conn, view, experiments, units or UNITS, begin, end)
            check(found, view, rows, by_unit or view in ACTIVITY, by_experiment)


def as_minute(limit: str) -> str:
    """A limit in the form of minutes: a text behind its second where something of it is left over."""
    second = limit.replace("T", " ")[:19]
    return second if len(limit) < 2 or limit[20:23] == "000" else f"{second}~"


def check(found: ReadBack, view: str, rows: list[dict[str, str]], by_unit: bool, by_experiment: bool) -> None:
    files = found.csv_files(view)
    exported = found.rows(view)
    columns = [
        column for column in (exported[0] if exported else {}) if not column.endswith(("_localtime", "_created"))
    ]
    assert bag([rounded(row) for row in exported], columns) == bag([rounded(row) for row in rows], columns), view
    for file in files:
        its_rows = found.rows(view, file["path"])
        times = [row["timestamp"] for row in its_rows]
        assert times == sorted(times)
        owner = file["partition"]
        assert all(row["experiment"] == owner["experiment"] for row in its_rows) or not by_experiment
        assert all(row["pioreactor_unit"] == owner["pioreactor_unit"] for row in its_rows) or not by_unit


def rounded(row: dict[str, str]) -> dict[str, str]:
    """Sums and means of floats may differ in the last digit, by the order in which they are added."""
    return {
        name: f"{float(cell):.6g}" if name.startswith(("avg_", "sum_", "add_", "remove_")) and cell else cell
        for name, cell in row.items()
    }


def test_what_is_worked_out(conn: sqlite3.Connection, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conn.execute("UPDATE experiments SET created_at = '2026-11-22T05:00:00.000Z'")
    conn.execute("INSERT INTO growth_rates VALUES ('one', 'unit1', '2026-11-22T06:30:00.250Z', 0.1)")
    conn.execute("INSERT INTO growth_rates VALUES ('$experiment', 'unit1', '2026-11-22T06:30:00.250Z', 0.1)")
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    import time

    time.tzset()
    try:
        [none, one] = export(root, ["growth_rates"], ["one", "$experiment"]).rows("growth_rates")
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert one == {
        "experiment": "one",
        "pioreactor_unit": "unit1",
        "timestamp": "2026-11-22T06:30:00.250Z",
        "rate": "0.1",
        "timestamp_localtime": "2026-11-22 12:00:00.250",
        "hours_since_experiment_created": as_text(1.5 + 0.25 / 3600),
    }
    assert none["hours_since_experiment_created"] == ""


def test_settings_are_readable(conn: sqlite3.Connection, root: Path) -> None:
    conn.execute(
        "INSERT INTO dosing_automation_settings VALUES "
        "('one', 'unit1', '2026-11-22T06:30:00Z', NULL, 'chemostat', 'eyJ2b2x1bWUiOiAwLjV9')"
    )
    [row] = export(root, ["dosing_automation_settings"], ["one"]).rows("dosing_automation_settings")
    assert row["json_settings"] == '{"volume": 0.5}' and row["ended_at"] == row["ended_at_localtime"] == ""
    assert row["started_at_localtime"] and float(row["hours_since_experiment_created"])


def test_random_rows_of_many_series_come_in_order(conn: sqlite3.Connection, root: Path) -> None:
    some = random.Random(7)
    rows = [
        (("one", some.choice(UNITS)), KINDS[some.randrange(2)], BEGIN_US + some.randrange(10**9), 1.0, 0)
        for _ in range(5000)
    ]
    fill(conn, rows, [])
    found = export(root, ["od_readings"], ["one"])
    [file] = found.csv_files("od_readings")
    times = [row["timestamp"] for row in found.rows("od_readings")]
    assert file["row_count"] == 5000 and times == sorted(times)


def test_it_says_that_readings_were_thinned(conn: sqlite3.Connection, root: Path) -> None:
    fill(conn, [(("one", "unit1"), KINDS[0], BEGIN_US, 1.0, 0)], [])
    conn.execute("UPDATE series SET thinned_to_us = ?", (BEGIN_US,))
    [warning] = export(root, ["od_readings"], ["one"]).manifest["warnings"]
    assert us_to_text(BEGIN_US) in warning and "thinned" in warning
    assert export(root, ["od_readings"], ["one"], start_time=us_to_text(BEGIN_US)).manifest["warnings"] == []
