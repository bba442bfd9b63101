"""A filter that says without asking the host whether a file of settings has what is wanted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping


def differs_from(wanted: Mapping[str, Mapping[str, str | None]], seen: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether any of ``wanted`` (section, key, value; None: not in the file) is not as host_look has ``seen`` it."""
    return any(
        seen.get(section, {}).get(key) != (None if value is None else digest(str(value)))
        for section, values in wanted.items()
        for key, value in values.items()
    )


def digest(value: str) -> str:
    """As host_look says a value."""
    return hashlib.sha256(value.encode()).hexdigest()


class FilterModule:
    """What Ansible looks for in a filter plugin."""

    def filters(self) -> dict[str, Callable[..., bool]]:
        """The filters by name."""
        return {"differs_from": differs_from}
