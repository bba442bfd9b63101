"""A filter for messages about misspelt variables."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable


def with_nearest(unknown: Iterable[str], known: Iterable[str]) -> list[str]:
    """Each unknown name with the most similar known one: ``base_timezne (base_timezone?)``."""
    candidates = sorted(known)
    said = []
    for name in sorted(unknown):
        near = difflib.get_close_matches(name, candidates, n=1, cutoff=0.5)
        said.append(f"{name} ({near[0]}?)" if near else name)
    return said


class FilterModule:
    """What Ansible looks for in a filter plugin."""

    def filters(self) -> dict[str, Callable[..., list[str]]]:
        """The filters by name."""
        return {"with_nearest": with_nearest}
