"""Doses without a broker."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from pioreactor.testing.broker import Broker
from pioreactor.testing.unit import UnitFolder, pio_command


@pytest.fixture
def unit_env(own_broker: Broker, make_unit: Callable[..., UnitFolder]) -> UnitFolder:
    return make_unit(own_broker, experiment=f"exp{os.urandom(3).hex()}")


def kept(unit: UnitFolder) -> list[dict[str, Any]]:
    from pioreactor.storage.journal import shared_journal

    rows = shared_journal().read(0)
    return [msgspec.json.decode(row.payload) for row in rows if row.topic.endswith("/dosing_events")]


def test_a_dose_that_has_an_end_goes_on(bench: Any, own_broker: Broker) -> None:
    before = bench.volume_ml()
    job = bench.start("add_media", "--ml", "1.2")
    bench.wait_until_pumping()
    own_broker.stop()
    assert job.wait(40) == 0, job.output()
    booked = bench.booked().cumulative_media_added_ml
    bench.assert_given(booked, 1.2)
    assert bench.volume_ml() - before == pytest.approx(booked, abs=0.05)
    assert sum(event["volume_change"] for event in kept(bench.unit)) == pytest.approx(booked, abs=1e-9)
    # And it begins without one.
    later = bench.start("add_media", "--ml", "0.3")
    assert later.wait(40) == 0, later.output()
    bench.assert_given(bench.booked().cumulative_media_added_ml, booked + 0.3)


def test_a_run_until_told_ends_when_nobody_can_tell_it(bench: Any, own_broker: Broker) -> None:
    job = bench.start("add_media", "--continuously")
    bench.wait_until_pumping()
    own_broker.stop()
    assert job.wait(40) == 1
    assert "nobody could have stopped it" in job.output()
    assert not bench.outputs().get("media")
    assert bench.booked().current_volume_ml < 17.99


def test_a_run_until_told_does_not_begin_when_nobody_can_tell_it(bench: Any, own_broker: Broker) -> None:
    own_broker.stop()
    later = bench.start("remove_waste", "--continuously")
    assert later.wait(40) == 1
    assert "The broker cannot be reached" in later.output()
    assert kept(bench.unit) == []


def test_somebody_at_a_terminal_can_always_stop_it(bench: Any, own_broker: Broker, fast_clock: dict[str, str]) -> None:
    own_broker.stop()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        pio_command("run", "remove_waste", "--continuously"),
        env=bench.unit.environment(**fast_clock),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        bench.wait_until_pumping("waste")
        seen = b""
        while b"Ctrl-C stops the pump" not in seen:
            seen += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        assert "of waste in" in process.communicate(timeout=30)[0]
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()
        os.close(ours)
    assert bench.booked().cumulative_waste_removed_ml > 0.05
