"""What may go wrong in the middle of a dose. The books are never off by more than one step."""

from __future__ import annotations

import resource
import signal
from typing import Any

import pytest

from pioreactor import clock

STEP_ML = 0.05
"""What a pump moves in half a second, and a little."""


def begin(bench: Any, action: str = "add_media", ml: str = "2.5") -> Any:
    job = bench.start(action, "--ml", ml)
    bench.wait_until_pumping("waste" if action == "remove_waste" else "media")
    assert clock.wait_until(lambda: len(bench.events()) >= 4, 30)
    return job


def settled(bench: Any) -> bool:
    """The guardian has booked what it cut."""
    return any(event["source_of_event"] == "guardian" for event in bench.events())


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_dose_that_dies_is_neither_forgotten_nor_repeated(bench: Any, blow: signal.Signals) -> None:
    before = bench.volume_ml()
    job = begin(bench)
    job.send_signal(blow)
    bench.wait_until_off()
    assert job.wait() == -signal.SIGKILL
    clock.wait_until(lambda: settled(bench), 5)
    moved = bench.volume_ml() - before
    booked = bench.booked().cumulative_media_added_ml
    print(f"{blow.name}: moved {moved:.4f} mL, booked {booked:.4f} mL")
    assert booked == pytest.approx(moved, abs=STEP_ML)
    bench.assert_told("add_media", booked)
    # The next one starts at once, and only that one is pumped.
    again = bench.start("add_media", "--ml", "0.3")
    assert again.wait() == 0, again.output()
    assert bench.volume_ml() - before == pytest.approx(moved + 0.3, abs=STEP_ML)


def test_waste_that_dies(bench: Any) -> None:
    assert bench.start("add_media", "--ml", "1.5").wait() == 0
    before = bench.truth()["waste_removed_ml"]
    job = bench.start("remove_waste", "--ml", "1.3")
    assert clock.wait_until(lambda: bench.sum_of("remove_waste") > 0.15, 30)
    job.send_signal(signal.SIGKILL)
    bench.wait_until_off("waste")
    clock.wait_until(lambda: settled(bench), 5)
    moved = bench.truth()["waste_removed_ml"] - before
    assert bench.sum_of("remove_waste") == pytest.approx(moved, abs=STEP_ML + 0.05 * moved)


def test_a_full_disk_stops_the_dose_and_the_books_stay_true(bench: Any) -> None:
    before = bench.volume_ml()
    job = begin(bench)
    resource.prlimit(job.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    bench.wait_until_off()
    assert job.wait() == 1
    assert "Check the disk" in job.output()
    moved = bench.volume_ml() - before
    assert bench.booked().cumulative_media_added_ml == pytest.approx(moved, abs=STEP_ML)
    assert bench.start("add_media", "--ml", "0.2").wait() == 0


def test_a_full_disk_lets_nothing_in_from_the_start(bench: Any) -> None:
    before = bench.volume_ml()
    python = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))\n"
        "from pioreactor.actions.pump import add_media\n"
        "try:\n    add_media(duration=5)\nexcept Exception as error:\n    print(type(error).__name__)\n"
    )
    job = bench.run_python(python)
    job.wait()
    assert "StorageError" in job.output()
    assert bench.volume_ml() == pytest.approx(before, abs=0.005)


def test_the_books_are_held_by_another_process_for_longer_than_a_step(bench: Any) -> None:
    """The pump goes on; what it moved meanwhile is entered with the next step."""
    from pioreactor.storage.caches import open_small_database
    from pioreactor.storage.paths import persistent_cache_path

    before = bench.volume_ml()
    job = begin(bench, ml="1.5")
    other = open_small_database(persistent_cache_path())
    try:
        other.execute("BEGIN IMMEDIATE")
        assert not clock.wait_until(lambda: job.process.poll() is not None, 1.0)
        other.execute("ROLLBACK")
    finally:
        other.close()
    assert job.wait(30) == 0, job.output()
    assert bench.booked().cumulative_media_added_ml == pytest.approx(bench.volume_ml() - before, abs=STEP_ML)


def test_a_terminal_that_is_closed(bench: Any) -> None:
    before = bench.volume_ml()
    job = begin(bench)
    job.send_signal(signal.SIGHUP)
    bench.wait_until_off()
    job.wait()
    assert bench.booked().cumulative_media_added_ml == pytest.approx(bench.volume_ml() - before, abs=STEP_ML)
    bench.assert_told("add_media", bench.booked().cumulative_media_added_ml)
