"""What the ingest publishes."""

from __future__ import annotations

from typing import Final

from pioreactor.types import PublishableSetting

PUBLISHED_SETTINGS: Final[dict[str, PublishableSetting]] = {
    # The fields of statistics.Snapshot; counts of rows, errors and messages.
    "statistics": {"datatype": "json", "settable": False},
}
