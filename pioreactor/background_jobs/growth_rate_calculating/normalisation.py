"""The level that counts as 1 in ``od_filtered``: the median of the first readings of an experiment."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Final

from pioreactor.domain.rotation import median
from pioreactor.storage.caches import local_persistent_storage

TABLE: Final = "od_normalization_mean"


class Normalisation:
    """Factor per sensor; collected from ``samples`` readings unless one is stored for the experiment."""

    def __init__(self, experiment: str, samples: int) -> None:
        self._experiment = experiment
        self._samples = samples
        self._collected: dict[str, list[float]] = {}
        self.factors: dict[str, float] = stored_factors(experiment)

    @property
    def is_known(self) -> bool:
        """Whether every factor is there."""
        return bool(self.factors)

    def collect(self, readings: Mapping[str, float | None]) -> None:
        """Take in one reading; once enough are there the factors are stored. Readings that are not positive wait."""
        if self.is_known:
            return
        for label, value in readings.items():
            if value is not None and value > 0.0:
                self._collected.setdefault(label, []).append(value)
        if self._collected and all(len(values) >= self._samples for values in self._collected.values()):
            self.factors = {label: median(values) for label, values in self._collected.items()}
            with local_persistent_storage(TABLE) as cache:
                cache.set(self._experiment, json.dumps(self.factors))

    def restart(self) -> None:
        """Begin collecting anew: a dose changed the level."""
        if not self.is_known:
            self._collected = {}

    def provisional(self) -> dict[str, float]:
        """The factors, or the medians so far."""
        return self.factors or {label: median(values) for label, values in self._collected.items() if values}

    def relative(self, ods: Mapping[str, float]) -> float | None:
        """Geometric mean of the readings over their factors; None when no sensor has a factor."""
        factors = self.provisional()
        logs = [math.log(value / factors[label]) for label, value in ods.items() if factors.get(label, 0.0) > 0.0]
        return math.exp(math.fsum(logs) / len(logs)) if logs else None


def stored_factors(experiment: str) -> dict[str, float]:
    """Factors stored for an experiment; users may have put them there."""
    with local_persistent_storage(TABLE) as cache:
        stored = cache.getjson(experiment, None) or {}
    return {str(label): float(factor) for label, factor in stored.items() if float(factor) > 0.0}


def clear(experiment: str) -> bool:
    """Forget the factors of an experiment; True when there were any."""
    with local_persistent_storage(TABLE) as cache:
        return cache.pop(experiment) is not None
