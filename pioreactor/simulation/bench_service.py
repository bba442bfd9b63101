"""What a person at the bench can do with a simulated unit, as JSON-RPC 2.0: one request a line."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from pioreactor import clock
from pioreactor.simulation.faults import CATALOGUE, FaultError
from pioreactor.simulation.physics.noise import generator
from pioreactor.simulation.physics.presets import PRESETS, preset
from pioreactor.simulation.unit import SimulatedUnit
from pioreactor.simulation.watches import Watches

BALANCE_G = 0.01
SPECTROPHOTOMETER = 0.02
SPECTROPHOTOMETER_LINEAR_OD = 1.0
EMPTY_VIAL_G = 25.0


class BenchService:
    """Methods of the bench; their names and arguments are the RPC's."""

    def __init__(self, unit: SimulatedUnit, watches: Watches | None = None) -> None:
        self._unit, self._watches = unit, watches
        self._chance = generator(unit.settings.seed, "bench/instruments")
        methods: list[Callable[..., Any]] = [
            self.info,
            self.truth,
            self.inoculate,
            self.swap_vial,
            self.add_liquid,
            self.tube_level,
            self.rail_voltage,
            self.room,
            self.fault_add,
            self.fault_list,
            self.fault_catalogue,
            self.fault_clear,
            self.spectrophotometer,
            self.balance,
            self.press_button,
            self.power_cycle,
            self.outputs,
            self.load_firmware,
            self.refill,
        ]
        self._methods = {method.__name__: method for method in methods}

    def answer(self, t: float, line: bytes) -> bytes:
        """The answer to one request line."""
        number: Any = None
        try:
            request = json.loads(line)
            number = request.get("id")
            method = self._methods.get(request["method"])
            if method is None:
                return _error(number, -32601, f"There is no method {request['method']!r}: {', '.join(self._methods)}.")
            arguments = request.get("params") or {}
            inspect.signature(method).bind(t, **arguments)
            result = method(t, **arguments)
        except json.JSONDecodeError as error:
            return _error(None, -32700, f"This is not JSON: {error}.")
        except (TypeError, AttributeError, KeyError, ValueError, FaultError) as error:
            return _error(number, -32602, str(error.args[0]) if error.args else repr(error))
        return json.dumps({"jsonrpc": "2.0", "id": number, "result": result}).encode()

    def info(self, t: float) -> dict[str, Any]:
        """What the unit is made of."""
        settings, board = self._unit.settings, self._unit.board
        return {
            "preset": settings.preset.name,
            "presets": {p.name: p.meaning for p in PRESETS.values()},
            "organism": self._unit.vial.organism.name,
            "seed": settings.seed,
            "hat": board.hat,
            "model": board.model,
            "model_version": board.version,
            "photodiodes": {str(channel): angle for channel, angle in board.photodiodes.items()},
            "addresses": [f"0x{address:02X}" for address in sorted(self._unit.bus.devices)],
            "speed": clock.speed(),
            "transactions": self._unit.bus.transactions,
        }

    def truth(self, t: float) -> dict[str, Any]:
        """What really is in the vial."""
        return {"timestamp": clock.timestamp(), **self._unit.truth(t)}

    def inoculate(self, t: float, od: float) -> None:
        """Set the culture to ``od`` OD600 of fresh cells."""
        self._unit.vial.inoculate(t, _within("od", od, 0.0, 100.0))

    def swap_vial(self, t: float, preset_name: str = "clear", od: float | None = None, volume_ml: float = 15.0) -> None:
        """Put another vial in."""
        contents = preset(preset_name, od=od, volume_ml=_within("volume_ml", volume_ml, 0.1, 40.0))
        self._unit.vial.swap(t, contents)

    def add_liquid(self, t: float, volume_ml: float) -> None:
        """Pipette mL of medium in; a negative number takes liquid out."""
        self._unit.vial.add_by_hand(t, _within("volume_ml", volume_ml, -40.0, 40.0))

    def tube_level(self, t: float, volume_ml: float) -> None:
        """Move the waste tube's end to the level of this volume."""
        self._unit.vial.change(t)
        self._unit.vial.efflux_ml = _within("volume_ml", volume_ml, 0.0, 40.0)

    def rail_voltage(self, t: float, volts: float | None) -> None:
        """Put outputs 1 to 4 on a supply of this many volts; null: the 5 V supply."""
        self._unit.vial.change(t)
        self._unit.vial.rail_v = None if volts is None else _within("volts", volts, 0.0, 24.0)

    def room(self, t: float, temperature_c: float | None = None, light: float | None = None) -> None:
        """Change the room: °C, and the share 0 to 1 of daylight that gets in."""
        self._unit.vial.change(t)
        room = self._unit.vial.room
        if temperature_c is not None:
            room.temperature_set_c = _within("temperature_c", temperature_c, -10.0, 60.0)
        if light is not None:
            room.light = _within("light", light, 0.0, 1.0)

    def fault_add(
        self,
        t: float,
        name: str,
        start_in_s: float = 0.0,
        duration_s: float | None = None,
        severity: float | None = None,
        target: str | None = None,
    ) -> dict[str, Any]:
        """Schedule a fault; clock seconds. Returns it with its number."""
        fault = self._unit.faults.add(name, t + max(0.0, start_in_s), duration_s, severity, target)
        self._unit.faults.run(t)
        return fault.to_dict()

    def fault_list(self, t: float) -> list[dict[str, Any]]:
        """Faults that are on or will be."""
        active = self._unit.faults
        return [{**f.to_dict(), "active": f.start <= t} for f in active.all()]

    def fault_catalogue(self, t: float) -> list[dict[str, Any]]:
        """What can be injected."""
        return [asdict(kind) for kind in CATALOGUE.values()]

    def fault_clear(self, t: float, fault_id: int | None = None) -> list[dict[str, Any]]:
        """End one fault, or all."""
        return [fault.to_dict() for fault in self._unit.faults.clear(t, fault_id)]

    def spectrophotometer(self, t: float, dilution: float = 1.0) -> dict[str, Any]:
        """OD600 of a sample diluted ``dilution`` times: ±2 %, and too low above OD 1 as such instruments are."""
        diluted = self._unit.truth(t)["od600"] / _within("dilution", dilution, 1.0, 10_000.0)
        seen = diluted / (1.0 + (diluted / (4.0 * SPECTROPHOTOMETER_LINEAR_OD)) ** 2)
        shown = max(0.0, seen * (1.0 + SPECTROPHOTOMETER * float(self._chance.standard_normal())))
        return {"od600": round(shown, 4), "dilution": dilution, "in_range": diluted <= SPECTROPHOTOMETER_LINEAR_OD}

    def balance(self, t: float, what: str = "vial") -> dict[str, float]:
        """Grams on the balance (±0.01 g): ``vial`` with its glass, or what the ``waste`` bottle has received."""
        truth = self._unit.truth(t)
        grams = {"vial": EMPTY_VIAL_G + truth["volume_ml"], "waste": truth["waste_removed_ml"]}
        if what not in grams:
            raise ValueError(f"The balance takes vial or waste, not {what!r}.")
        return {"grams": round(grams[what] + BALANCE_G * float(self._chance.standard_normal()), 2)}

    def press_button(self, t: float, seconds: float = 0.5) -> None:
        """Press the button of the HAT for this many clock seconds."""
        self._unit.press_button(t, _within("seconds", seconds, 0.01, 3600.0))
        if self._watches is not None:
            self._watches.pressed(t, t + seconds)

    def power_cycle(self, t: float) -> None:
        """Pull the plug and put it in again: lines are inputs, lamps dark. The unit's processes are not ended by it."""
        self._unit.power_cycle(t)

    def outputs(self, t: float, since: float = 0.0, output: str | None = None) -> list[dict[str, Any]]:
        """Every change of an output after ``since`` (clock seconds), oldest first."""
        return [asdict(change) for change in self._unit.recorder.history(since, output)]

    def load_firmware(self, t: float) -> None:
        """Load the RP2040's firmware, as the boot does."""
        if self._unit.rp2040 is None:
            raise ValueError("HAT 1.0 has no RP2040.")
        self._unit.rp2040.load_firmware(t)

    def refill(self, t: float, bottle: str = "media", volume_ml: float = 250.0) -> None:
        """Fill the ``media`` or ``alt_media`` bottle."""
        if bottle not in ("media", "alt_media"):
            raise ValueError(f"There is no bottle {bottle!r}; use media or alt_media.")
        self._unit.vial.change(t)
        self._unit.vial.liquid.feeds["media" if bottle == "media" else "alt_media"].left_ml = volume_ml


def _within(name: str, value: float, low: float, high: float) -> float:
    number = float(value)
    if not low <= number <= high:
        raise ValueError(f"{name}={value} is outside {low:g} to {high:g}.")
    return number


def _error(number: Any, code: int, message: str) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}).encode()
