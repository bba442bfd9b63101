"""Growth rate of a culture from its optical density, with an honest interval.

The model is in `model`, the filter in `bank`, doses in `doses`, noise in `noise`; `estimator` puts them together.
"""

from pioreactor.domain.growth_rate.estimate import GrowthEstimate, GrowthEvent, GrowthEventKind
from pioreactor.domain.growth_rate.estimator import GrowthRateEstimator
from pioreactor.domain.growth_rate.settings import GrowthRateSettings

__all__ = ["GrowthEstimate", "GrowthEvent", "GrowthEventKind", "GrowthRateEstimator", "GrowthRateSettings"]
