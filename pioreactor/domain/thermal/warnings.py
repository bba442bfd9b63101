"""Conditions worth a warning, each with the time it must last."""

from __future__ import annotations

from typing import Final

from pioreactor.domain.thermal.decision import ThermalWarning

_LOSS_W: Final = 0.4
_LOSS_FOR_S: Final = 900.0
_ODD_LOG_GAIN: Final = 0.2
_LOW_VOLUME_ML: Final = 5.0
_UNSURE_SD_K: Final = 1.0
_SHORT_S: Final = 30.0


class WarningWatch:
    """Keeps how long each condition has lasted."""

    def __init__(self) -> None:
        self._lasted_s = dict.fromkeys(ThermalWarning, 0.0)

    def step(
        self,
        dt_s: float,
        *,
        has_target: bool,
        is_stirred: bool,
        unexplained_w: float,
        log_gain: float,
        volume_ml: float,
        liquid_sd_k: float,
        is_saturated: bool,
        has_holder_changed: bool,
    ) -> tuple[ThermalWarning, ...]:
        """The warnings that hold after a step of ``dt_s`` seconds."""
        holds = {
            ThermalWarning.NOT_STIRRED: has_target and not is_stirred,
            ThermalWarning.UNEXPECTED_LOSS: abs(unexplained_w) > _LOSS_W,
            ThermalWarning.ODD_POWER: abs(log_gain) > _ODD_LOG_GAIN,
            ThermalWarning.LOW_VOLUME: volume_ml < _LOW_VOLUME_ML,
            ThermalWarning.SATURATED: is_saturated,
            ThermalWarning.UNSURE: liquid_sd_k > _UNSURE_SD_K,
            ThermalWarning.CHANGED_HOLDER: has_holder_changed,
        }
        found = []
        for warning, is_so in holds.items():
            self._lasted_s[warning] = self._lasted_s[warning] + dt_s if is_so else 0.0
            needed_s = _LOSS_FOR_S if warning is ThermalWarning.UNEXPECTED_LOSS else _SHORT_S
            if is_so and self._lasted_s[warning] > needed_s:
                found.append(warning)
        return tuple(found)
