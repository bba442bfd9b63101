"""The estimator's state on the unit's disk, so a restarted job goes on where it was."""

from __future__ import annotations

import json
from typing import Any, Final

from pioreactor import clock
from pioreactor.domain.growth_rate import GrowthRateEstimator, GrowthRateSettings
from pioreactor.storage.caches import local_persistent_storage

TABLE: Final = "growth_rate_state"


def store(experiment: str, sensors: list[str], estimator: GrowthRateEstimator, read_at_s: float) -> None:
    """Write the state down; ``read_at_s``: unix seconds of the last reading in it."""
    content = {"sensors": sensors, "read_at_s": read_at_s, "state": estimator.state()}
    with local_persistent_storage(TABLE) as cache:
        cache.set(experiment, json.dumps(content))


def load(experiment: str, sensors: list[str], settings: GrowthRateSettings) -> GrowthRateEstimator | None:
    """The estimator as it was, for the same experiment and sensors; None when there is nothing to go on from."""
    with local_persistent_storage(TABLE) as cache:
        stored: dict[str, Any] | None = cache.getjson(experiment, None)
    if not stored or stored.get("sensors") != sensors:
        return None
    gap_s = clock.now_s() - float(stored["read_at_s"])
    if gap_s <= 0.0:
        return None
    try:
        return GrowthRateEstimator.from_state(settings, stored["state"], gap_s)
    except (KeyError, TypeError, ValueError):
        return None


def clear(experiment: str) -> None:
    """Forget the state of an experiment."""
    with local_persistent_storage(TABLE) as cache:
        cache.pop(experiment)
