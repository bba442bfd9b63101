"""Old readings become means of their minutes; nothing that a chart of their time shows is lost by that."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pioreactor.background_jobs.leader.mqtt_to_db_streaming.housekeeping import Housekeeping
from pioreactor.config import forget_config
from pioreactor.storage.database import connect, experiments, migrate, thinning, transaction
from pioreactor.storage.database.growth import growth
from pioreactor.storage.database.points import SeriesKey, insert_points, series_id_of
from pioreactor.storage.database.rollups import WIDTHS_S, advance, recompute_minutes
from pioreactor.storage.database.series import columns
from pioreactor.storage.database.space import database_space, give_back
from pioreactor.storage.database.times import MINUTE_US, SECOND_US, now_us

START_US = 1_750_000_020 * SECOND_US
DAY_US = 86_400 * SECOND_US


def fill(
    conn: sqlite3.Connection,
    values: list[float],
    *,
    kind: str = "od_readings",
    experiment: str = "exp",
    start_us: int = START_US,
    step_us: int = 5 * SECOND_US,
    note: str | None = "ok",
) -> int:
    """A series that is rolled up to its end."""
    series_id = series_id_of(conn, SeriesKey(kind, experiment, "u", 1, 90))
    times = [start_us + i * step_us for i in range(len(values))]
    with transaction(conn):
        insert_points(conn, [(series_id, t, v, t + 1, v - 1, v + 1, note) for t, v in zip(times, values, strict=True)])
    advance(conn, series_id, times[-1] + MINUTE_US)
    return series_id


def thin(conn: sqlite3.Connection, before_us: int, experiment: str | None = None) -> thinning.Thinned:
    done = thinning.Thinned()
    for step in thinning.thin(conn, before_us, experiment):
        done = step
    return done


def rollups(conn: sqlite3.Connection) -> list[tuple[float, ...]]:
    return conn.execute("SELECT * FROM rollups ORDER BY series_id, width_s, t_us").fetchall()


def count(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM points").fetchone()[0])


def test_a_minute_becomes_its_mean_and_says_of_how_many(conn: sqlite3.Connection) -> None:
    fill(conn, [1.0, 2.0, 6.0], step_us=20 * SECOND_US)
    assert thin(conn, START_US + 2 * MINUTE_US) == thinning.Thinned(series=1, minutes=1, points=2)
    row = conn.execute("SELECT t_us, value, received_us, low, high, note, n FROM points").fetchall()
    received_us = START_US + 40 * SECOND_US + 1
    assert row == [(START_US + 20 * SECOND_US, 3.0, received_us, 2.0, 4.0, "ok", 3)]
    assert conn.execute("SELECT od_reading FROM od_readings").fetchall() == [(3.0,)]
    [chart] = columns(conn, "exp", "od_readings")
    assert (chart.t_ms, chart.y) == ([START_US // 1000 + 20_000], [3.0])


def test_what_is_young_or_rare_or_not_a_mean_stays(conn: sqlite3.Connection) -> None:
    fill(conn, [1.0] * 24, kind="dosing_events", experiment="doses")
    fill(conn, [1.0] * 3, step_us=2 * MINUTE_US, experiment="rare")
    fill(conn, [1.0] * 24, experiment="young")
    before = count(conn)
    young = conn.execute("SELECT min(t_us) FROM points JOIN series USING (series_id) WHERE experiment = 'young'")
    assert thin(conn, young.fetchone()[0]).points == 0 and count(conn) == before
    assert thin(conn, START_US + MINUTE_US).points == 11, "the first minute, not the second"


def test_experiments_with_the_tag_or_in_the_bin_stay_whole(conn: sqlite3.Connection) -> None:
    from pioreactor.storage.database.deleted_experiments import put_away

    for name, tags in (("kept", ["keep"]), ("binned", []), ("other", [])):
        experiments.create_experiment(conn, name, tags=tags)
        fill(conn, [1.0] * 24, experiment=name)
    put_away(conn, "binned", 14)
    assert thin(conn, START_US + DAY_US) == thinning.Thinned(series=1, minutes=2, points=22)
    left = dict(
        conn.execute("SELECT experiment, count(*) FROM series JOIN points USING (series_id) GROUP BY 1").fetchall()
    )
    assert left == {"kept": 24, "binned": 24, "other": 2}


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.floats(-5, 5), min_size=1, max_size=200),
    st.integers(1, 70),
    st.lists(st.integers(0, 8000), max_size=10, unique=True),
)
def test_charts_of_long_windows_are_the_same_whatever_comes_late(
    values: list[float], step_s: int, late: list[int]
) -> None:
    """A thinned database and one that was not, after the same readings."""
    shown = []
    with TemporaryDirectory() as folder:
        for is_thinned in (False, True):
            with closing(connect(Path(folder) / f"{is_thinned}.sqlite")) as conn:
                migrate(conn)
                series_id = fill(conn, values, step_us=step_s * SECOND_US)
                if is_thinned:
                    thin(conn, START_US + DAY_US)
                    thin(conn, START_US + DAY_US)
                watermark = conn.execute("SELECT rolled_to_us FROM series").fetchone()[0]
                # Half a second beside what is there, so that it is new.
                times = [START_US + s * SECOND_US + 500_000 for s in late]
                insert_points(conn, [(series_id, t, 7.5, t, None, None, None) for t in times])
                recompute_minutes(conn, series_id, [t for t in times if t < watermark])
                advance(conn, series_id, START_US + 9000 * SECOND_US)
                shown.append([tuple(round(x, 9) if isinstance(x, float) else x for x in row) for row in rollups(conn)])
    assert shown[0] == shown[1]
    assert {row[1] for row in shown[0]} == set(WIDTHS_S)


def test_it_goes_on_where_it_was_ended(conn: sqlite3.Connection) -> None:
    fill(conn, [float(i % 7) for i in range(20_000)])
    before = rollups(conn)
    steps = thinning.thin(conn, START_US + DAY_US)
    first = next(steps).points
    steps.close()
    assert 0 < first < thin(conn, START_US + DAY_US).points
    assert thin(conn, START_US + DAY_US).points == 0
    assert rollups(conn) == before
    total = conn.execute("SELECT sum(n), sum(n * value) FROM points").fetchone()
    assert total == (20_000, pytest.approx(sum(float(i % 7) for i in range(20_000))))


def test_the_file_becomes_smaller_when_much_of_it_is_free(conn: sqlite3.Connection, tmp_path: Path) -> None:
    fill(conn, [1.0] * 150_000, step_us=SECOND_US)
    assert list(give_back(conn, 2**20)) == [], "nothing is free yet"
    thin(conn, START_US + 100 * DAY_US)
    full = database_space(conn)
    assert list(give_back(conn)) == [], "it is not worth the writing"
    steps = list(give_back(conn, 2**20))
    assert steps and steps[-1].allocated_bytes < 0.5 * full.allocated_bytes
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert (tmp_path / "test.sqlite").stat().st_size == steps[-1].allocated_bytes
    assert list(give_back(conn, 2**20)) == []


def test_growth_counts_what_came_also_after_thinning(conn: sqlite3.Connection) -> None:
    today = now_us() // DAY_US * DAY_US
    fill(conn, [1.0] * 2880, start_us=today - 3 * DAY_US, step_us=MINUTE_US)
    fill(conn, [1.0] * 24, kind="stirring_rates", start_us=today - 100 * DAY_US)
    thin(conn, today - 50 * DAY_US)
    found = growth(conn)
    assert [(one.kind, one.readings, one.per_day) for one in found.kinds] == [
        ("od_readings", 2880, 1440.0),
        ("stirring_rates", 24, 0.0),
    ]
    assert found.readings_per_day == 1440 and found.bytes_per_day > 0
    assert found.used_bytes <= found.file_bytes


def test_the_leader_thins_by_itself_when_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.sqlite"
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    with closing(connect(path)) as conn:
        migrate(conn)
        fill(conn, [1.0] * 24)
        for days, left in ((0, 24), (36_000, 24), (90, 2)):
            (tmp_path / "config.ini").write_text(f"[storage]\nthin_after_days={days}\n")
            forget_config()
            housekeeping = Housekeeping(path, "leader1", logging.getLogger("test"))
            with caplog.at_level(logging.INFO):
                housekeeping.look()
                housekeeping.wait()
            assert count(conn) == left, days
    assert "were thinned: 2 minutes of 1 series became one point each, 22 points fewer" in caplog.text
    forget_config()
