"""The vial's limit holds by every door."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.exc import VialFullError
from pioreactor.runtime.booking import Books

LIMIT_ML = 18.0
NEARLY = 1e-4


def set_volume(bench: Any, volume_ml: float) -> None:
    """As a person does who fills the vial and says so."""
    bench.vial.bench.add_liquid(volume_ml=volume_ml - bench.volume_ml())
    Books(bench.unit.name, bench.unit.experiment, None).set_by_hand(current_volume_ml=volume_ml)


@pytest.mark.parametrize("door", [("--ml", "0.5"), ("--duration", "8"), ("--ml", "1e300"), ("--duration", "599")])
@pytest.mark.parametrize("pump", ["add_media", "add_alt_media"])
def test_what_does_not_fit_is_refused_before_anything_moves(bench: Any, pump: str, door: tuple[str, str]) -> None:
    set_volume(bench, 17.7)
    job = bench.start(pump, *door)
    assert job.wait() in (1, 2)
    reasons = ("holds 17.7 mL, the limit is 18.0 mL", "no run that moves 1e+300 mL")
    assert any(reason in job.output() for reason in reasons), job.output()
    assert bench.events() == []
    assert bench.volume_ml() == pytest.approx(17.7, abs=0.01)


def test_a_run_until_told_ends_at_the_limit(bench: Any) -> None:
    set_volume(bench, 17.6)
    job = bench.start("add_media", "--continuously")
    assert job.wait() == 0, job.output()
    assert "full to its limit" in job.output()
    assert bench.booked().current_volume_ml == pytest.approx(LIMIT_ML, abs=0.003)
    assert bench.volume_ml() == pytest.approx(LIMIT_ML, abs=0.05)
    assert bench.sum_of("add_media") == pytest.approx(0.4, abs=0.003)
    again = bench.start("add_media", "--continuously")
    assert again.wait() == 1
    assert "nothing can be added" in again.output()


def test_two_inflows_share_the_room(bench: Any) -> None:
    set_volume(bench, 17.2)
    jobs = [bench.start(pump, "--ml", "0.7") for pump in ("add_media", "add_alt_media")]
    codes = [job.wait(40) for job in jobs]
    assert sum(codes) >= 1, [job.output() for job in jobs]
    # Each alone would fit, both together would be 18.6 mL. A hundredth: what a pump moves that the computer stops late.
    assert bench.booked().current_volume_ml == pytest.approx(LIMIT_ML, abs=0.01)
    assert bench.volume_ml() <= LIMIT_ML + 0.06


def test_circulation_waits_for_room(bench: Any) -> None:
    set_volume(bench, 18.4)
    job = bench.start("circulate_media", "--duration", "6")
    assert job.wait() == 0
    assert bench.booked().current_volume_ml < 18.1
    assert max(bench.volume_ml(), bench.booked().current_volume_ml) < 18.4
    assert "No inflow until there is room" in job.output() + bench.unit.log_path.read_text()


def test_a_script_does_not_get_past_it(bench: Any) -> None:
    set_volume(bench, 17.5)
    job = bench.start("pumps", "--media", "0.3", "--alt_media", "0.3", "--waste", "1")
    assert job.wait() == 1
    assert bench.booked().current_volume_ml == pytest.approx(17.8, abs=0.01)
    assert bench.sum_of("remove_waste") == 0.0


def test_the_functions_refuse_too(bench: Any) -> None:
    from pioreactor.actions.pump import add_media

    set_volume(bench, 17.5)
    with pytest.raises(VialFullError, match=r"at most 0\.[45]"):
        add_media(ml=0.8)
    for amount in (float("nan"), float("inf"), -0.1):
        with pytest.raises(ValueError, match="finite"):
            add_media(ml=amount)
    # A trial is booked on the vial of the experiment.
    with pytest.raises(VialFullError):
        add_media(ml=0.8, experiment=f"_testing_{bench.unit.experiment}")
    assert add_media(ml=0.3) == pytest.approx(0.3, abs=0.003)
    with pytest.raises(VialFullError):
        add_media(ml=0.3)


def test_a_run_until_told_needs_somebody_who_can_stop_it(bench: Any) -> None:
    job = bench.start("remove_waste", "--continuously")
    bench.wait_until_pumping("waste")
    assert clock.wait_until(lambda: len(bench.events()) >= 3, 30)
    job.send_signal(signal.SIGINT)
    assert job.wait() == 0
    bench.assert_told("remove_waste", bench.booked().cumulative_waste_removed_ml)
