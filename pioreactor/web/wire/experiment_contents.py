"""What was recorded in an experiment, before somebody deletes it."""

from __future__ import annotations

from msgspec import Struct

from pioreactor.storage.database.contents import ExperimentContents


class ExperimentRecord(Struct):
    """What was recorded; ``kept_days``: for how long it could be had back after a deletion, 0 for not at all."""

    contents: ExperimentContents
    kept_days: float
