from __future__ import annotations

import math
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from pioreactor import clock, structs
from pioreactor.pubsub import create_client
from pioreactor.storage.caches import local_persistent_storage
from pioreactor.testing.unit import UnitFolder

MU = 0.4


class Culture:
    """Publishes readings of a culture that grows at 0.4 1/h, five clock seconds apart, as fast as it is asked to."""

    def __init__(self, unit: UnitFolder) -> None:
        self.client = create_client()
        assert self.client.connected_once.wait(10)
        self.prefix = f"pioreactor/{unit.name}/{unit.experiment}"
        self.moment = clock.now()
        self.hours = 0.0
        self.level = 1.0

    def read(self, count: int = 1, code: str = "ok", retain: bool = False) -> None:
        for _ in range(count):
            self.moment += timedelta(seconds=5)
            self.hours += 5 / 3600
            od = 0.1 * self.level * math.exp(MU * self.hours)
            reading = structs.RawODReading(
                timestamp=self.moment, angle="90", od=od, channel="2", ir_led_intensity=80.0,
                quality=structs.ODQuality(code=code),
            )  # fmt: skip
            readings = structs.ODReadings(timestamp=self.moment, ods={"2": reading})
            self.client.publish(f"{self.prefix}/od_reading/ods", msgspec.json.encode(readings), 1, retain)

    def dose(self, ml: float, event: str = "add_media") -> None:
        record = structs.DosingEvent(volume_change=ml, event=event, source_of_event="test", timestamp=self.moment)
        self.client.publish(f"{self.prefix}/dosing_events", msgspec.json.encode(record), 1)


@pytest.fixture
def culture(unit_env: UnitFolder) -> Iterator[Culture]:
    made = Culture(unit_env)
    yield made
    made.client.close()


@pytest.fixture
def start(job_process: Callable[..., Any], hear: Callable[..., Any]) -> Callable[[], Any]:
    """Start the job and wait until the broker has its subscriptions, which come before its "ready"."""

    def go() -> Any:
        states = hear("growth_rate_calculating/$state")
        states.drain()
        job = job_process("growth_rate_calculating")
        states.until(lambda value: value == "ready")
        return job

    return go


def test_growth_rate_level_and_diagnostics(
    culture: Culture, start: Callable[[], Any], hear: Callable[..., Any], unit_env: UnitFolder
) -> None:
    rates, levels = hear("growth_rate_calculating/growth_rate"), hear("growth_rate_calculating/od_filtered")
    smoothed, diagnostics = hear("growth_rate_calculating/growth_rate_smoothed"), hear("growth_rate_calculating/+")
    start()
    culture.read(5 + 400)
    last = rates.until(lambda message: message["timestamp"] >= culture.moment.isoformat()[:19])
    assert last["growth_rate"] == pytest.approx(MU, abs=0.02)
    assert last["interval_low"] < MU < last["interval_high"]
    level = levels.until(lambda message: message["timestamp"][:19] == last["timestamp"][:19])
    # Level 1 is the median of the first ten readings after the five that are skipped.
    start_hours = (5 + 5.5) * 5 / 3600
    assert level["od_filtered"] == pytest.approx(math.exp(MU * (culture.hours - start_hours)), rel=0.005)
    assert smoothed.next()["timestamp"] < last["timestamp"]
    assert diagnostics.until(lambda message: isinstance(message, dict) and "dose_gain" in message)["has_signal"]
    with local_persistent_storage("od_normalization_mean") as cache:
        assert set(cache.getjson(unit_env.experiment)) == {"2"}


def test_retained_readings_are_old_news(culture: Culture, start: Callable[[], Any], hear: Callable[..., Any]) -> None:
    culture.read(1, retain=True)
    rates = hear("growth_rate_calculating/growth_rate")
    start()
    culture.read(6)
    first = rates.next()
    assert first["timestamp"][:19] == culture.moment.isoformat()[:19]


def test_unusable_readings_do_not_count_as_growth(
    culture: Culture, start: Callable[[], Any], hear: Callable[..., Any]
) -> None:
    rates, warnings = hear("growth_rate_calculating/growth_rate"), hear("logs/app/warning")
    start()
    culture.read(5 + 240)
    culture.level = 0.2
    culture.read(30, code="saturated")
    culture.level = 1.0
    culture.read(30)
    last = rates.until(lambda message: message["timestamp"] >= culture.moment.isoformat()[:19])
    assert last["growth_rate"] == pytest.approx(MU, abs=0.05)
    assert "cannot be used" in warnings.next()["message"]


def test_a_booked_dose_is_no_loss_of_growth(
    culture: Culture, start: Callable[[], Any], hear: Callable[..., Any]
) -> None:
    rates = hear("growth_rate_calculating/growth_rate")
    errors = hear("logs/app/error")
    start()
    culture.read(5 + 240)
    for part in (0.5, 0.7, -0.2):  # booked ahead in steps, and corrected at the end
        culture.dose(part)
    culture.level *= 14.0 / 15.0
    culture.read(60)
    last = rates.until(lambda message: message["timestamp"] >= culture.moment.isoformat()[:19])
    assert last["growth_rate"] == pytest.approx(MU, abs=0.06)
    assert errors.is_empty()


def test_a_restarted_job_goes_on_and_clear_cache_forgets(
    culture: Culture,
    start: Callable[[], Any],
    job_process: Callable[..., Any],
    hear: Callable[..., Any],
    unit_env: UnitFolder,
) -> None:
    rates = hear("growth_rate_calculating/growth_rate")
    job = start()
    culture.moment -= timedelta(seconds=5 * 400)
    culture.read(5 + 300)
    rates.until(lambda message: message["timestamp"] >= culture.moment.isoformat()[:19])
    job.send_signal(signal.SIGINT)
    job.wait()
    rates.drain()
    start()
    culture.read(6)
    resumed = rates.until(lambda message: isinstance(message, dict))
    assert resumed["growth_rate"] == pytest.approx(MU, abs=0.05)
    cleared = job_process("growth_rate_calculating", "clear_cache")
    assert cleared.wait() == 0
    assert "Cleared" in cleared.output()
    with local_persistent_storage("od_normalization_mean") as cache:
        assert unit_env.experiment not in cache
