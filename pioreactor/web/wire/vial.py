"""Bodies of the routes about what is in the vial, and about doses."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pioreactor.web.wire.common import ExperimentName

DosingPump = Literal["media", "alt_media", "waste"]


class VialValues(Struct):
    """Variables of the vial and their values: volumes in mL, ``alt_media_fraction`` 0 to 1."""

    values: dict[str, float]


class VialChange(Struct, forbid_unknown_fields=True):
    """New values for variables of the vial, by a person who has filled or emptied it. ``by``: who says so."""

    values: dict[str, float]
    by: Annotated[str, Meta(max_length=100)] | None = None


class DoseQuestion(Struct, forbid_unknown_fields=True):
    """A dose before it is given; exactly one of ``ml``, ``duration_s`` and ``continuously``.

    ``pump``: ``media``, ``alt_media``, ``waste``, or the name of the action (``add_media`` …). ``experiment``: default
    the one that the unit works for.
    """

    pump: Literal["media", "alt_media", "waste", "add_media", "add_alt_media", "remove_waste"]
    ml: float | None = None
    duration_s: float | None = None
    continuously: bool = False
    experiment: ExperimentName | None = None


class DosePreview(Struct, kw_only=True):
    """What will be true after a dose, worked out by the unit that would give it. Nothing moves.

    ``pump``: media, alt_media or waste; ``action``: the job to start. ``ml``: the volume that the pump moves, None
    where that cannot be told; ``volume_after_ml``: what the vial then holds (waste cannot go below the end of its
    tube). ``headroom_ml``: what may still come in before the dose, ``headroom_after_ml`` after it; below 0: too much.
    ``duration_s``: pumping time; of a continuous inflow: until the limit stops it. ``volume_sd_ml``: how well the
    volume is known (one standard deviation). ``refusal``: why the unit would not do it, with the remedy in
    ``remediation``; None: it would. ``dosing_automation``: the automation that doses the same vial, if one runs.
    """

    unit: str
    experiment: str
    pump: DosingPump
    action: str
    ml: float | None
    duration_s: float | None
    current_volume_ml: float
    volume_after_ml: float
    volume_sd_ml: float | None
    max_fill_ml: float | None
    capacity_ml: float | None
    headroom_ml: float | None
    headroom_after_ml: float | None
    efflux_tube_volume_ml: float
    calibrated: bool
    calibration_name: str | None
    calibrated_at: str | None
    rate_ml_per_s: float | None
    dosing_automation: str | None
    refusal: str | None
    remediation: str | None
