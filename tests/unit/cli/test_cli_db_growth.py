"""``pio db growth`` and ``pio db thin`` on the leader."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pioreactor.storage.database import connect, experiments, migrate
from pioreactor.storage.database.points import SeriesKey, insert_points, series_id_of
from pioreactor.storage.database.rollups import advance
from pioreactor.storage.database.times import MINUTE_US, SECOND_US, now_us

DAY_US = 86_400 * SECOND_US
THIN = ("db", "thin", "--older-than-days")


@pytest.fixture
def filled(unit: Path) -> None:
    """Readings of yesterday and of a hundred days ago, ten minutes of each, five seconds apart."""
    with closing(connect()) as conn:
        migrate(conn)
        experiments.create_experiment(conn, "exp")
        series_id = series_id_of(conn, SeriesKey("od_readings", "exp", "u", 1, 90))
        for days in (100, 1):
            start_us = now_us() // DAY_US * DAY_US - days * DAY_US
            times = [start_us + i * 5 * SECOND_US for i in range(120)]
            insert_points(conn, [(series_id, t, 1.0, t, None, None, "ok") for t in times])
            advance(conn, series_id, times[-1] + MINUTE_US)


def test_growth_says_when_the_disk_is_full(invoke: Any, filled: None) -> None:
    found = json.loads(invoke("db", "growth", "--json").out)
    assert found["kinds"] == [{"kind": "od_readings", "readings": 240, "per_day": 120.0}]
    assert found["disk_full_in_days"] == found["disk_free_bytes"] / found["bytes_per_day"] > 0
    said = invoke("db", "growth").out
    assert "od_readings" in said and "240" in said and "kB a day: the disk is full in" in said


def test_an_empty_database_has_nothing_to_tell_from(invoke: Any, unit: Path) -> None:
    assert "there is no database" in invoke("db", "growth").err
    invoke("db", "migrate")
    assert "no whole day of readings" in invoke("db", "growth").out
    assert json.loads(invoke("db", "growth", "--json").out)["disk_full_in_days"] is None


def test_thinning_is_tried_first_and_then_done(invoke: Any, filled: None) -> None:
    tried = invoke(*THIN, "30", "--dry-run").out
    assert "10 minutes of 1 series would become one reading each: 110 readings fewer" in tried
    done = json.loads(invoke(*THIN, "30", "--json").out)
    assert (done["minutes"], done["points"], done["is_dry_run"]) == (10, 110, False)
    assert "0 minutes of 0 series became" in invoke(*THIN, "30").out
    assert json.loads(invoke("db", "growth", "--json").out)["kinds"][0]["readings"] == 240


def test_what_cannot_be_thinned_is_refused(invoke: Any, filled: None) -> None:
    young = invoke(*THIN, "7")
    assert young.code == 1 and "younger than 30 days are not thinned" in young.err
    unknown = invoke(*THIN, "30", "--experiment", "nothing")
    assert unknown.code == 1 and "no experiment 'nothing'" in unknown.err
    assert "110 readings fewer" in invoke(*THIN, "30", "--experiment", "exp", "--dry-run").out
