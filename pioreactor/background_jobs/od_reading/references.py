"""What brightness 1 means for this experiment, kept on the unit's disk."""

from __future__ import annotations

from typing import Final

from pioreactor.domain.reference import ReferenceTracker
from pioreactor.storage.caches import local_persistent_storage

TABLE: Final = "ir_led_reference_normalization"
CLASSIC_REFERENCE_V: Final = 1.0


def tracker_for(
    experiment: str, first_ref_v: float, *, method: str, retained: float, interval_s: float | None
) -> ReferenceTracker:
    """The tracker of an experiment.

    ``unity``: brightness 1 is the first REF level ever seen for the experiment on this unit (``first_ref_v`` when this
    is it). ``classic``: brightness 1 is 1 V. Raises ValueError for a reference that is not above 0 V.
    """
    if method == "classic":
        return ReferenceTracker(CLASSIC_REFERENCE_V, retained=retained, interval_s=interval_s)
    with local_persistent_storage(TABLE) as cache:
        stored = cache.getfloat(experiment, 0.0)
        reference = stored if stored > 0.0 else first_ref_v
        tracker = ReferenceTracker(reference, retained=retained, interval_s=interval_s)
        if stored <= 0.0:
            cache.set(experiment, first_ref_v)
    return tracker


def usual_ref_volts(experiment: str) -> float | None:
    """First REF level of the experiment in volts, None before it."""
    with local_persistent_storage(TABLE) as cache:
        value = cache.getfloat(experiment, 0.0)
    return value if value > 0.0 else None
