"""What the environment may say about the clock."""

from __future__ import annotations

import pytest

from pioreactor import clock
from pioreactor.exc import ClockError


@pytest.mark.parametrize(
    ("speed", "origin"),
    [("x", ""), ("0", ""), ("nan", ""), ("-1", ""), ("1", "1@2@3"), ("1", "nan@inf"), ("1", "1"), ("", "a@b")],
)
def test_a_clock_that_cannot_be_is_refused_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, speed: str, origin: str
) -> None:
    monkeypatch.setenv(clock.SPEED_ENV, speed)
    monkeypatch.setenv(clock.ORIGIN_ENV, origin)
    with pytest.raises(ClockError, match="PIO_CLOCK_"):
        clock.configure_from_environment()
    assert clock.speed() == 1.0
