"""Temperature of the liquid in a vial, from a sensor that sits on the heater: observer, controller and fault tests.

The equations are in `model`, the filter in `observer`, the control law in `control`, the faults in `faults`;
`regulator` puts them together. Pure: equal inputs give bit-identical outputs, there is no clock and no I/O.
"""

from pioreactor.domain.thermal.beginning import Evidence
from pioreactor.domain.thermal.calibration import ThermalCalibration, with_point
from pioreactor.domain.thermal.decision import Decision, ThermalMode, ThermalQuality, ThermalWarning
from pioreactor.domain.thermal.faults import Fault, FaultKind
from pioreactor.domain.thermal.learned import LearnedHolder, learned_from_json
from pioreactor.domain.thermal.model import Holder, holder_of
from pioreactor.domain.thermal.regulator import ThermalRegulator
from pioreactor.domain.thermal.settings import ThermalSettings, VialGuard

__all__ = [
    "Decision",
    "Evidence",
    "Fault",
    "FaultKind",
    "Holder",
    "LearnedHolder",
    "ThermalCalibration",
    "ThermalMode",
    "ThermalQuality",
    "ThermalRegulator",
    "ThermalSettings",
    "ThermalWarning",
    "VialGuard",
    "holder_of",
    "learned_from_json",
    "with_point",
]
