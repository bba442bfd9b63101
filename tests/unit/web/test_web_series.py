"""Series, points and log lines out of a filled database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from pioreactor import clock
from pioreactor.storage import database
from pioreactor.storage.database import experiments


@pytest.fixture
def filled(leader: FlaskClient) -> Iterator[FlaskClient]:
    """An hour of readings every 5 s from two units, and some log lines."""
    connection = database.connect()
    experiments.create_experiment(connection, "a")
    start = clock.now_s() - 3600
    for unit in ("w1", "w2"):
        _fill(connection, unit, "od_readings", start, lambda i: 0.1 + i * 0.001, channel=2, angle=90)
        _fill(connection, unit, "growth_rates", start, lambda i: 0.3)
    for number in range(120):
        connection.execute(
            "INSERT INTO logs (experiment, pioreactor_unit, timestamp, message, source, level, task) "
            "VALUES ('a', 'w1', ?, ?, 'app', ?, 'stirring')",
            (_iso(start + number), f"line {number}", "ERROR" if number % 10 == 0 else "INFO"),
        )
    connection.close()
    yield leader


def _iso(at_s: float) -> str:
    return clock.to_iso(datetime.fromtimestamp(at_s, UTC))


def _fill(
    connection: sqlite3.Connection,
    unit: str,
    kind: str,
    start: float,
    value: Callable[[int], float],
    channel: int = 0,
    angle: int = 0,
) -> None:
    cursor = connection.execute(
        "INSERT INTO series (kind, experiment, pioreactor_unit, channel, angle) VALUES (?, 'a', ?, ?, ?)",
        (kind, unit, channel, angle),
    )
    rows = [(cursor.lastrowid, round((start + i * 5) * 1e6), value(i)) for i in range(720)]
    connection.executemany("INSERT INTO points (series_id, t_us, value, received_us) VALUES (?, ?, ?, 0)", rows)


def test_columns(filled: FlaskClient) -> None:
    reply = filled.get("/api/experiments/a/series/od_readings?target_points=1000").get_json()
    assert [line["name"] for line in reply["series"]] == ["w1-2", "w2-2"]
    line = reply["series"][0]
    assert line["unit"] == "w1" and line["channel"] == "2" and reply["resolution_s"] == 0
    assert len(line["t"]) == len(line["y"]) == 720 and line["y_min"] is None
    assert all(isinstance(t, int) for t in line["t"]) and line["t"] == sorted(line["t"])


def test_a_window_of_one_unit(filled: FlaskClient) -> None:
    everything = filled.get("/api/experiments/a/series/od_readings").get_json()["series"][0]["t"]
    start, end = everything[100] / 1000, everything[200] / 1000
    for first, last in ((start, end), (_iso(start), _iso(end))):
        query = {"unit": "w2", "start": str(first), "end": str(last)}
        (line,) = filled.get("/api/experiments/a/series/od_readings", query_string=query).get_json()["series"]
        assert line["unit"] == "w2" and 99 <= len(line["t"]) <= 101


def test_points_in_the_form_of_older_scripts(filled: FlaskClient) -> None:
    reply = filled.get("/api/experiments/a/time_series/growth_rates?lookback=0.5&target_points=5000").get_json()
    assert reply["series"] == ["w1", "w2"]
    assert 350 <= len(reply["data"][0]) <= 361
    assert reply["data"][0][0]["y"] == 0.3 and reply["data"][0][0]["x"].endswith("Z")
    one = filled.get("/api/workers/w1/experiments/a/time_series/od_readings").get_json()
    assert one["series"] == ["w1-2"]
    generic = filled.get("/api/experiments/a/time_series/growth_rates/rate?lookback=2").get_json()
    assert generic["series"] == ["w1", "w2"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/experiments/a/series/growth_rates/no_column",
        "/api/experiments/a/series/sqlite_master/sql",
        "/api/experiments/a/time_series/no_table/x",
        "/api/experiments/a/time_series/no_table",
    ],
)
def test_what_cannot_be_drawn_is_not_found(filled: FlaskClient, path: str) -> None:
    assert filled.get(path).status_code == 404


def test_the_overview_shows_the_newest_values(filled: FlaskClient) -> None:
    from pioreactor.leader.overview import latest_values

    connection = database.connect(readonly=True)
    newest = latest_values(connection, "a")["w1"]
    connection.close()
    assert newest.od is not None and newest.od.channel == "2" and newest.od.angle == "90"
    assert newest.od.value == pytest.approx(0.819)
    assert newest.growth_rate is not None and newest.growth_rate.value == 0.3 and newest.rpm is None


def test_logs_page_and_filter(filled: FlaskClient) -> None:
    first = filled.get("/api/experiments/a/logs").get_json()
    assert len(first) == 100 and first[0]["message"] == "line 119"
    assert set(first[0]) == {"timestamp", "level", "pioreactor_unit", "message", "task", "experiment"}
    assert len(filled.get("/api/experiments/a/logs?skip=100").get_json()) == 20
    errors = filled.get("/api/logs?min_level=ERROR").get_json()
    assert len(errors) == 12 and {row["level"] for row in errors} == {"ERROR"}
    assert len(filled.get("/api/logs?min_level=nonsense").get_json()) == 100
    assert filled.get("/api/units/w2/logs").get_json() == []
    assert len(filled.get("/api/units/w1/logs").get_json()) == 100
    assert filled.get("/api/units/w1/system_logs").get_json() == []


def test_events_of_automations(leader: FlaskClient) -> None:
    leader.post("/api/experiments", json={"experiment": "e"})
    rows = [
        ("dosing", "u1", 1, "DilutionEvent", "exchanged 1.0 mL", '{"volume": 1.0}'),
        ("dosing", "u1", 2, "NoEvent", "below the target", ""),
        ("led", "u2", 3, "BrandNewEvent", None, ""),
    ]
    with closing(database.connect()) as conn:
        for kind, unit, second, name, message, data in rows:
            conn.execute(
                "INSERT INTO automation_events (automation_type, experiment, pioreactor_unit, t_us, received_us, "
                "event_name, message, data) VALUES (?, 'e', ?, ?, 0, ?, ?, ?)",
                (kind, unit, second * 1_000_000, name, message, data),
            )
    path = "/api/experiments/e/automation_events"
    told = leader.get(path).get_json()
    assert [event["event_name"] for event in told] == ["BrandNewEvent", "DilutionEvent"]
    assert told[1]["data"] == {"volume": 1.0} and told[1]["timestamp"] == "1970-01-01T00:00:01.000Z"
    assert len(leader.get(path + "?with_no_event=true").get_json()) == 3
    assert [e["pioreactor_unit"] for e in leader.get(path + "?automation_type=led").get_json()] == ["u2"]
    assert leader.get(path + "?unit=u1&limit=1&skip=1&with_no_event=1").get_json()[0]["event_name"] == "DilutionEvent"
    assert leader.get("/api/experiments/x/automation_events").status_code == 404
