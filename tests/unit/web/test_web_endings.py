"""What is remembered of jobs that have ended."""

from __future__ import annotations

from pioreactor.runtime.launching import LaunchOutcome
from pioreactor.web.endings import KEPT, Endings


def test_the_newest_endings_are_kept() -> None:
    endings = Endings()
    for pid in range(1, KEPT + 11):
        endings.note(LaunchOutcome(True, 0, f"job {pid}", pid))
    assert endings.of(5) is None
    assert endings.of(KEPT + 10) == (True, 0, f"job {KEPT + 10}", KEPT + 10)


def test_a_number_that_is_used_again_tells_of_the_later_process() -> None:
    endings = Endings()
    endings.note(LaunchOutcome(True, 0, "first", 7))
    endings.note(LaunchOutcome(False, 1, "second", 7))
    found = endings.of(7)
    assert found is not None and found.last_line == "second"
