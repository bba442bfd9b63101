"""Roll-ups equal what the points say, whatever order these came in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from pioreactor.storage.database import connect, migrate, transaction
from pioreactor.storage.database.points import SeriesKey, insert_points, series_id_of
from pioreactor.storage.database.rollups import WIDTHS_S, advance, recompute_minutes, refresh_stale, rolled_to
from pioreactor.storage.database.series import columns
from pioreactor.storage.database.times import MINUTE_US, SECOND_US

START_US = 1_790_000_040 * SECOND_US


def _check_rollups(conn: sqlite3.Connection, series_id: int) -> None:
    watermark = rolled_to(conn, series_id)
    for width_s in WIDTHS_S:
        wanted = conn.execute(
            "SELECT t_us - t_us % (?1 * 1000000) AS bucket, count(*), round(avg(value), 6), min(value), max(value) "
            "FROM points WHERE series_id = ?2 AND t_us < ?3 GROUP BY bucket ORDER BY bucket",
            (width_s, series_id, watermark),
        ).fetchall()
        found = conn.execute(
            "SELECT t_us, n, round(mean, 6), min, max FROM rollups WHERE series_id = ? AND width_s = ? ORDER BY t_us",
            (series_id, width_s),
        ).fetchall()
        assert found == wanted, width_s


batches = st.lists(
    st.lists(st.tuples(st.integers(0, 30_000), st.floats(-5, 5)), min_size=1, max_size=12), min_size=1, max_size=8
)


@settings(max_examples=40, deadline=None)
@given(batches)
def test_any_order_gives_the_same_rollups(batches: list[list[tuple[int, float]]]) -> None:
    with TemporaryDirectory() as folder, closing(connect(Path(folder) / "a.sqlite")) as conn:
        migrate(conn)
        series_id = series_id_of(conn, SeriesKey("growth_rates", "exp", "u"))
        for batch in batches:
            times = [START_US + second * SECOND_US for second, _ in batch]
            with transaction(conn):
                watermark = rolled_to(conn, series_id)
                rows = [(series_id, t, v, t, None, None, None) for t, (_, v) in zip(times, batch, strict=True)]
                insert_points(conn, rows)
                recompute_minutes(conn, series_id, [t for t in times if t < watermark])
            advance(conn, series_id, max(times))
        _check_rollups(conn, series_id)


def test_points_inserted_by_plain_sql_are_noticed(conn: sqlite3.Connection) -> None:
    series_id = series_id_of(conn, SeriesKey("growth_rates", "exp", "u"))
    insert_points(conn, [(series_id, START_US + i * SECOND_US, 1.0, 0, None, None, None) for i in range(600)])
    advance(conn, series_id, START_US + 600 * SECOND_US)
    conn.execute("INSERT INTO growth_rates VALUES ('exp', 'u', strftime('%Y-%m-%dT%H:%M:%fZ', ?, 'unixepoch'), 9)",
                 (START_US // SECOND_US + 30,))  # fmt: skip
    assert refresh_stale(conn) == 1
    assert refresh_stale(conn) == 0
    _check_rollups(conn, series_id)


def test_charts_keep_every_spike_and_the_newest_points(conn: sqlite3.Connection) -> None:
    """A window over roll-ups and the points beyond them."""
    series_id = series_id_of(conn, SeriesKey("od_readings", "exp", "u", 1, 90))
    count = 20_000
    values = [0.5] * count
    values[7_777], values[12_345] = 9.0, -9.0
    insert_points(
        conn, [(series_id, START_US + i * 5 * SECOND_US, v, 0, None, None, "ok") for i, v in enumerate(values)]
    )
    advance(conn, series_id, START_US + (count - 50) * 5 * SECOND_US)
    [line] = columns(conn, "exp", "od_readings", target_points=300)
    assert line.y_max is not None and line.y_min is not None
    assert (max(line.y_max), min(line.y_min)) == (9.0, -9.0)
    assert 300 <= len(line.t_ms) <= 1300
    assert line.t_ms == sorted(set(line.t_ms))
    assert line.t_ms[-1] <= (START_US + (count - 1) * 5 * SECOND_US) // 1000
    assert line.resolution_s > 0
    last_hour = (START_US + (count - 720) * 5 * SECOND_US) / SECOND_US
    [raw] = columns(conn, "exp", "od_readings", start_s=last_hour)
    assert (raw.name, raw.channel, raw.resolution_s, raw.y_min) == ("u-1", 1, 0, None)
    assert len(raw.t_ms) == 720


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3000), st.integers(1, 400), st.integers(1, 500), st.integers(0, 3000))
def test_means_of_a_chart_weigh_every_point_once(rows: int, cadence_s: int, target: int, behind: int) -> None:
    with TemporaryDirectory() as folder, closing(connect(Path(folder) / "a.sqlite")) as conn:
        migrate(conn)
        series_id = series_id_of(conn, SeriesKey("stirring_rates", "exp", "u"))
        step = cadence_s * SECOND_US
        insert_points(conn, [(series_id, START_US + i * step, float(i), 0, None, None, None) for i in range(rows)])
        advance(conn, series_id, START_US + max(0, rows - behind) * step + MINUTE_US)
        [line] = columns(conn, "exp", "stirring_rates", target_points=target)
        low = line.y_min if line.y_min is not None else line.y
        high = line.y_max if line.y_max is not None else line.y
        assert (min(low), max(high)) == (0.0, float(rows - 1))
        # Neighbouring buckets share no point and leave none out.
        assert all(b == a + 1 for a, b in zip(high, low[1:], strict=False))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 2000), st.integers(1, 120), st.integers(1, 400), st.integers(0, 2000))
def test_no_dose_is_lost_in_a_long_window(doses: int, cadence_s: int, target: int, behind: int) -> None:
    with TemporaryDirectory() as folder, closing(connect(Path(folder) / "a.sqlite")) as conn:
        migrate(conn)
        series_id = series_id_of(conn, SeriesKey("dosing_events", "exp", "u", variant="add_media"))
        step = cadence_s * SECOND_US
        insert_points(conn, [(series_id, START_US + i * step, 0.25, 0, None, None, "UI") for i in range(doses)])
        advance(conn, series_id, START_US + max(0, doses - behind) * step + MINUTE_US)
        [line] = columns(conn, "exp", "dosing_events", target_points=target)
        assert line.name == "u-add_media" and line.y_min is None
        assert abs(sum(line.y) - 0.25 * doses) < 1e-6
