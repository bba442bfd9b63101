"""The parts of one heated vial, as control and telling share them."""

from __future__ import annotations

import threading

from msgspec import Struct, field

from pioreactor.automations.temperature.heater import Heater
from pioreactor.automations.temperature.interlock import Interlock
from pioreactor.automations.temperature.memory import ThermalMemory
from pioreactor.automations.temperature.settings import UnitModel
from pioreactor.domain.thermal import ThermalRegulator
from pioreactor.hardware.board_sensor import BoardSensor


class Parts(Struct, frozen=True):
    """``hands``: held while regulator and heater are changed."""

    model: UnitModel
    memory: ThermalMemory
    regulator: ThermalRegulator
    interlock: Interlock
    sensor: BoardSensor
    heater: Heater
    hands: threading.RLock = field(default_factory=threading.RLock)
