"""What SQLite holds and PostgreSQL does not take."""

from __future__ import annotations

from typing import Any, Final

_FIRST_US: Final = -62_135_596_800_000_000
_LAST_US: Final = 253_402_214_400_000_000
"""From the first day of the year 1 to the last one of 9999, which Python's calendar has as well."""


def text_for(cell: Any) -> Any:
    """A cell without zero characters, which its texts may not have."""
    return cell.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(cell, str) else cell


def within_calendar(t_us: int) -> int:
    """The nearest moment that has a date: a clock or a plugin may say anything."""
    return t_us if _FIRST_US <= t_us <= _LAST_US else _LAST_US if t_us > 0 else _FIRST_US
