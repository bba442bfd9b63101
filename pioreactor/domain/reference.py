"""Following the reference photodiode: how bright the lamp is now, relative to a fixed reference."""

from __future__ import annotations

import math

from pioreactor.domain.smoothing import ExponentialMovingAverage

_BASELINE_RETAINED = 0.8
_POWER_RETAINED = 0.95
_POWER_SEED = 0.001**2
_GATE = 0.025
_NOMINAL_INTERVAL_S = 5.0


class ReferenceTracker:
    """Brightness factor F by which signals are divided.

    ``reference_volts``: what counts as brightness 1: the first REF level of the experiment (method *unity*) or 1.0 V
    (method *classic*). ``retained``: share of the old factor kept at each reading. Noise beyond a gate keeps F as it
    was, so a disturbed reference does not move the OD.
    """

    def __init__(self, reference_volts: float, *, retained: float = 0.75, interval_s: float | None = None) -> None:
        if reference_volts <= 0.0 or not math.isfinite(reference_volts):
            raise ValueError(f"A reference of {reference_volts} V cannot be divided by; is the lamp on?")
        self.reference_volts = reference_volts
        self._factor = ExponentialMovingAverage(retained)
        self._baseline = ExponentialMovingAverage(_BASELINE_RETAINED)
        self._power = ExponentialMovingAverage(_POWER_RETAINED)
        self._power.update(_POWER_SEED)
        self.set_interval(interval_s)

    def set_interval(self, interval_s: float | None) -> None:
        """Tell how far apart readings are, in seconds; slower readings may differ more."""
        self.gate = _GATE * math.sqrt((interval_s or _NOMINAL_INTERVAL_S) / _NOMINAL_INTERVAL_S)

    @property
    def factor(self) -> float:
        """Brightness relative to the reference; 1.0 before the first reading."""
        return 1.0 if self._factor.value is None else self._factor.value

    def update(self, ref_volts: float) -> bool:
        """Take in one REF level in volts; False when it was too noisy to be used."""
        x = ref_volts / self.reference_volts
        error = 0.0 if self._baseline.value is None else x - self._baseline.value
        self._baseline.update(x)
        noise = math.sqrt(self._power.update(error * error))
        if noise <= self.gate:
            self._factor.update(x)
            return True
        self._baseline.clear()
        self._power.clear()
        self._power.update(_POWER_SEED)
        return False
