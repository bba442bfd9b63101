"""Bodies of the routes about bottles."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from pioreactor.leader.replies import BottleOverview


class Bottles(Struct):
    """The bottles that are tracked: those for which the configuration says how much they hold."""

    bottles: list[BottleOverview]


class BottleChange(Struct, forbid_unknown_fields=True):
    """What is in bottles now, mL by name (``media``, ``alt_media``, ``waste``): all are entered, or none.

    ``by``: who says so.
    """

    contents_ml: dict[str, float]
    by: Annotated[str, Meta(max_length=100)] | None = None
