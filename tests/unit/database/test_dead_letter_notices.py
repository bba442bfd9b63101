"""A kind of unreadable message is told once an hour, with the count of the others."""

from __future__ import annotations

import logging

import pytest

from pioreactor import clock
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.batch import DeadRow
from pioreactor.background_jobs.leader.mqtt_to_db_streaming.notices import DeadLetterNotices


class Unreadable:
    def __init__(self, topic: str) -> None:
        self.topic = topic.encode()


def dead(unit: str) -> DeadRow:
    return DeadRow(Unreadable(f"pioreactor/{unit}/exp/od_reading/od1"), "Expected `object`, got `float`")  # type: ignore[arg-type]


def test_a_flood_is_one_line_and_the_next_notice_counts_it(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(clock, "wall_monotonic", lambda: now)
    notices = DeadLetterNotices(logging.getLogger("ingest"))
    with caplog.at_level(logging.WARNING):
        notices.report([dead("worker1"), dead("worker2")] * 500)
        assert len(caplog.records) == 1
        now += 3601.0
        notices.report([dead("worker1")])
    assert len(caplog.records) == 2
    assert "999 more" in caplog.records[1].message
