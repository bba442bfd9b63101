from __future__ import annotations

import pytest

from pioreactor import clock
from pioreactor.background_jobs.monitor.clock_steps import ClockSteps


class Log:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def warning(self, msg: object, /) -> None:
        self.lines.append(str(msg))


def test_a_clock_that_is_set_is_noted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    log, off_s, real = Log(), 0.0, clock.now_s
    monkeypatch.setattr(clock, "now_s", lambda: real() + off_s)
    steps = ClockSteps(log)
    steps.look()
    off_s = 0.2
    steps.look()
    assert log.lines == [], "a time source that pulls gently is no step"
    off_s = 603.2
    for _ in range(3):
        steps.look()
    assert len(log.lines) == 1 and "set forward by 603.0 s" in log.lines[0]
    off_s = 0.0
    steps.look()
    assert len(log.lines) == 2 and "set back by 603.2 s" in log.lines[1]
