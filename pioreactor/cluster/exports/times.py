"""Times of rows as text: in UTC as the ecosystem's tables show them, and in the time zone of the leader."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from typing import Final

from pioreactor import clock
from pioreactor.storage.database.times import MINUTE_US, SECOND_US, text_to_us

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_MINUTE: Final = -(2**62)


class TimeTexts:
    """Rows come in the order of time, so what is the same within a minute is made once."""

    def __init__(self) -> None:
        self._minute = _NO_MINUTE
        self._utc = self._local = ""

    def utc(self, t_us: int, digits: int) -> str:
        """``2026-11-22T05:31:17.140Z`` with 3 or 6 digits; ``2026-11-22 05:31:00`` with none."""
        rest_us = self._rest(t_us)
        if digits == 3:
            return f"{self._utc}{rest_us // SECOND_US:02d}.{rest_us // 1000 % 1000:03d}Z"
        if digits == 6:
            return f"{self._utc}{rest_us // SECOND_US:02d}.{rest_us % SECOND_US:06d}Z"
        return f"{self._utc.replace('T', ' ')}{rest_us // SECOND_US:02d}"

    def local(self, t_us: int) -> str:
        """``2026-11-22 06:31:17.140`` in the leader's time zone."""
        rest_us = self._rest(t_us)
        return f"{self._local}{rest_us // SECOND_US:02d}.{rest_us // 1000 % 1000:03d}"

    def _rest(self, t_us: int) -> int:
        minute = t_us // MINUTE_US
        if minute != self._minute:
            moment = _EPOCH + timedelta(minutes=minute)
            self._utc = moment.strftime("%Y-%m-%dT%H:%M:")
            self._local = moment.astimezone().strftime("%Y-%m-%d %H:%M:")
            self._minute = minute
        return t_us - minute * MINUTE_US


def microseconds(text: object) -> int | None:
    """The time of a cell; UTC where it says nothing else. None for what is no time."""
    if not isinstance(text, str):
        return None
    for candidate in (text, f"{text}Z"):
        with contextlib.suppress(ValueError, OverflowError):
            return text_to_us(candidate)
    return None


def time_zone() -> str:
    """The leader's time zone now, such as ``CET (UTC+01:00)``."""
    now = clock.now().astimezone()
    return f"{now.tzname()} (UTC{now:%z})"
