"""What each fault does to a unit when it begins and when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pioreactor.simulation.faults import Fault
from pioreactor.simulation.physics.pumps import PUMPS

if TYPE_CHECKING:
    from pioreactor.simulation.unit import SimulatedUnit

Action = Callable[["SimulatedUnit", float, Fault, bool], None]

EFFECTS: Final = (
    "pump.air",
    "tube.efflux_lifted",
    "tube.blocked",
    "bottle.empty",
    "led.dead",
    "led.dim",
    "led.flicker",
    "bubble.adhere",
    "condense",
    "power.undervolt",
)
"""Faults that are a number which the vial's equations read."""


def apply_to_vial(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    """Begin or end ``fault`` at ``t``."""
    if fault.name in EFFECTS:
        unit.vial.change(t)
        _set(unit, fault.name, fault.severity, is_on)
    elif fault.name in ACTIONS:
        unit.vial.change(t)
        ACTIONS[fault.name](unit, t, fault, is_on)


def _set(unit: SimulatedUnit, name: str, value: float, is_on: bool) -> None:
    if is_on:
        unit.vial.effects[name] = value
    else:
        unit.vial.effects.pop(name, None)


def _firmware_wraps(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    if unit.rp2040 is not None:
        unit.rp2040.fixed = False if is_on else unit.settings.fixed_firmware


def _firmware_lost(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    if unit.rp2040 is None:
        return
    if is_on:
        unit.rp2040.lose_firmware(t)
    else:
        unit.rp2040.load_firmware(t)


def _thermometer_off(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    unit.tmp_offset = fault.severity if is_on else 0.0


def _heater_stuck(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    unit.vial.heater_stuck = is_on


def _heater_open(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    unit.vial.heater_open = is_on


def _stall(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    unit.vial.stirrer.stalled = is_on
    unit.vial.stirrer.refresh(t)


def _decouple(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    if is_on:
        unit.vial.stirrer.decouple(t)
    else:
        unit.vial.stirrer.couple(t)


def _hall_dead(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    unit.vial.stirrer.hall_dead = is_on


def _double_edges(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    unit.vial.stirrer.double_edges = is_on


def _pump(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    name = next((p for p in PUMPS if p == fault.target), None)
    if name is None:
        return
    pump = unit.vial.pumps[name]
    if fault.name == "pump.clog":
        pump.clogged = is_on
    elif fault.name == "pump.reversed":
        pump.reversed = is_on
    else:
        _set(unit, f"pump.stuck_on/{name}", 1.0, is_on)
        unit.vial.set_output(t, name, unit.recorder.now().get(name, 0.0))


def _led_swapped(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    a, b = unit.vial.lamps.percent[:2]
    _set(unit, "led.swapped_channel", 1.0, is_on)
    unit.vial.lamps.set(t, 0, b)
    unit.vial.lamps.set(t, 1, a)


def _pd_swapped(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    first, _, second = fault.target.partition(",")
    angles = unit.vial.optics.angles
    a, b = int(first), int(second)
    if a in angles and b in angles:
        angles[a], angles[b] = angles[b], angles[a]


def _pd_unplugged(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    _set(unit, f"pd.unplugged/{fault.target}", 1.0, is_on)


def _sun(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    unit.sun = (t, fault.severity) if is_on else None
    _set(unit, "light.sun", 0.0, is_on)


def _film(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    unit.film = (t, fault.severity) if is_on else None
    _set(unit, "film.grow", 0.0, is_on)


def _vial_removed(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    unit.vial.has_vial = not is_on
    if not is_on:
        unit.vial.optics.reinsert()


def _lid_open(unit: SimulatedUnit, t: float, fault: Fault, is_on: bool) -> None:
    unit.vial.lid_open = is_on


ACTIONS: Final[dict[str, Action]] = {
    "adc.wrap": _firmware_wraps,
    "rp2040.reset": _firmware_lost,
    "tmp.offset": _thermometer_off,
    "heater.stuck_on": _heater_stuck,
    "heater.open": _heater_open,
    "stir.stall": _stall,
    "stir.decouple": _decouple,
    "stir.hall_dead": _hall_dead,
    "stir.double_edges": _double_edges,
    "pump.clog": _pump,
    "pump.reversed": _pump,
    "pump.stuck_on": _pump,
    "led.swapped_channel": _led_swapped,
    "pd.swapped": _pd_swapped,
    "pd.unplugged": _pd_unplugged,
    "light.sun": _sun,
    "film.grow": _film,
    "user.vial_removed": _vial_removed,
    "user.lid_open": _lid_open,
}
