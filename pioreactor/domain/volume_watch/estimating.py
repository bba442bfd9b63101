"""The volume with its interval, over everything that may be wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from pioreactor.domain.volume_watch.book import Book
from pioreactor.domain.volume_watch.settings import WatchSettings
from pioreactor.domain.volume_watch.verdicts import VolumeEstimate
from pioreactor.domain.volume_watch.waste import WasteSuspicions

PRIOR_LN: Final = math.log(0.01)
"""ln of how likely each thing that may be wrong is before anything is seen."""
_PLAUSIBLE_SHARE: Final = 0.02
_INTERVAL_DEVIATIONS: Final = 1.65


def estimate_volume(
    book: Book, waste: WasteSuspicions, others: Iterable[tuple[float, float]], settings: WatchSettings
) -> VolumeEstimate:
    """Weigh the healthy vial, a waste that stopped at any moment, and ``others``: (evidence, excess in mL) each."""
    nominal, sd = book.volume_ml, book.sd_ml
    blocked = list(waste)
    share = PRIOR_LN - math.log(max(1, len(blocked)))
    weighed = [(0.0, nominal)]
    weighed += [(share + s.evidence, nominal + s.excess_ml) for s in blocked]
    weighed += [(PRIOR_LN + evidence, nominal + excess) for evidence, excess in others if excess]
    top = max(weight for weight, _ in weighed)
    shares = [(math.exp(weight - top), volume) for weight, volume in weighed]
    total = sum(weight for weight, _ in shares)
    mean = sum(weight * volume for weight, volume in shares) / total
    plausible = [volume for weight, volume in shares if weight > _PLAUSIBLE_SHARE * total]
    # Where the steps tell little, a blocked waste is improbable but not excluded.
    high = max(max(plausible), waste.bound_ml(nominal, _INTERVAL_DEVIATIONS)) + 2.0 * sd
    low = min(plausible) - 2.0 * sd
    bound = waste.bound_ml(nominal, settings.refuted_deviations)
    low, mean, high, bound = (min(max(0.0, volume), settings.capacity_ml) for volume in (low, mean, high, bound))
    return VolumeEstimate(mean, low, high, bound)
