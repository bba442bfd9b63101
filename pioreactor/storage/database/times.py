"""Integer time of the database: microseconds UTC since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from pioreactor import clock

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def now_us() -> int:
    """The clock's UTC."""
    return round(clock.now_s() * SECOND_US)


def to_us(moment: datetime) -> int:
    """Exact microseconds of a timezone-aware moment."""
    return round(moment.timestamp() * SECOND_US)


def from_us(t_us: int) -> datetime:
    """The moment of a stored time, in UTC."""
    return _EPOCH + timedelta(microseconds=t_us)


def text_to_us(text: str) -> int:
    """ISO-8601 with Z or an offset, any number of fractional digits. Raises ValueError."""
    return to_us(clock.from_iso(text))


def us_to_text(t_us: int) -> str:
    """ISO-8601 in UTC with milliseconds and Z, as the ecosystem's tables show it."""
    return clock.to_iso(from_us(t_us))
