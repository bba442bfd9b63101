"""One simulated unit: a vial with its boards, lines, faults and records. No sockets and no clock; time comes in.

This is what a test in one process uses in virtual time; :mod:`server` puts it behind a socket.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pioreactor.simulation.board import (
    ADS1115_ADDRESS,
    DAC_ADDRESS,
    EYE_SPY,
    PWM_LINES,
    RP2040_ADDRESS,
    STATUS_LED,
    TMP1075_ADDRESS,
    Board,
)
from pioreactor.simulation.devices.ads111x import Ads111x
from pioreactor.simulation.devices.bus import I2cBus, Message
from pioreactor.simulation.devices.conversions import Input
from pioreactor.simulation.devices.dac43608 import Dac43608
from pioreactor.simulation.devices.rp2040 import Rp2040
from pioreactor.simulation.devices.tmp1075 import Tmp1075
from pioreactor.simulation.faults import Fault, FaultSchedule
from pioreactor.simulation.lines import Lines
from pioreactor.simulation.physics.noise import Floats
from pioreactor.simulation.physics.presets import Preset, preset
from pioreactor.simulation.physics.replay import Trace
from pioreactor.simulation.physics.settings import VialSettings
from pioreactor.simulation.physics.vial import SimVial
from pioreactor.simulation.recorder import Recorder
from pioreactor.simulation.vial_faults import apply_to_vial
from pioreactor.simulation.wire import Wire

AUX_DIVIDER = 0.134
STRAP_V = {"1.0": 0.0, "1.1": 1.1, "1.2": 1.2}


@dataclass(slots=True)
class UnitSettings:
    """How a unit is built. Room in °C, rail in volts (None: the 5 V supply)."""

    seed: int = 1
    board: Board = field(default_factory=Board)
    preset: Preset = field(default_factory=lambda: preset("demo"))
    room_c: float = 22.0
    room_light: float = 0.2
    mains_hz: float = 50.0
    rail_v: float | None = None
    firmware: tuple[int, int] = (0, 5)
    fixed_firmware: bool = False
    spread: bool = True
    noise: bool = True
    traces: dict[str, Trace] = field(default_factory=dict)
    record: Path | None = None


class SimulatedUnit:
    """Everything under the seams. ``t`` is clock seconds; an earlier ``t`` than before counts as the latest."""

    def __init__(self, settings: UnitSettings, t: float) -> None:
        settings.board.check()
        self.settings = settings
        self.board = board = settings.board
        self.t = t
        self.recorder = Recorder(settings.record)
        self.vial = SimVial(
            VialSettings(
                seed=settings.seed,
                preset=settings.preset,
                model=board.model,
                version=board.version,
                angles=board.photodiodes,
                on_hat=not board.has_eye_spy,
                lag_s=board.lag_s,
                hum_share=board.hum_share,
                room_c=settings.room_c,
                room_light=settings.room_light,
                mains_hz=settings.mains_hz,
                rail_v=settings.rail_v,
                spread=settings.spread,
                noise=settings.noise,
                traces=settings.traces,
            ),
            t,
        )
        self.lines = Lines(self._on_drive)
        self.faults = FaultSchedule(self._on_fault)
        self.wire = Wire(self.faults, settings.seed)
        self.bus = I2cBus()
        self.rp2040: Rp2040 | None = None
        self.tmp_offset = 0.0
        self.button_until = -1.0
        self.sun: tuple[float, float] | None = None
        self.film: tuple[float, float] | None = None
        self._fit_out(t)

    def _fit_out(self, t: float) -> None:
        seed, board, devices = self.settings.seed, self.board, self.bus.devices
        devices[TMP1075_ADDRESS] = Tmp1075(self._sensor_c)
        if board.hat == "1.0":
            inputs: list[Input] = [self._photodiode(2), self._photodiode(1), self._strap, self._aux]
            devices[ADS1115_ADDRESS] = Ads111x(self.vial, seed, "ads1115", inputs, t)
            devices[DAC_ADDRESS] = Dac43608(self._on_led)
        else:
            inputs = [self._strap, self._aux, self._open_input, self._open_input]
            if not board.has_eye_spy:
                inputs[2:] = [self._photodiode(1), self._photodiode(2)]
            self.rp2040 = Rp2040(
                self.vial,
                seed,
                inputs,
                t,
                self._on_led,
                self.settings.firmware,
                self.settings.fixed_firmware,
            )
            devices[RP2040_ADDRESS] = self.rp2040
        if board.has_eye_spy:
            for channel in board.photodiodes:
                devices[EYE_SPY[channel]] = Ads111x(self.vial, seed, f"pd{channel}", [self._photodiode(channel)], t)

    # --- the seams ----------------------------------------------------------------------------------------------

    def forward(self, t: float) -> float:
        """Bring the unit to ``t``: run what is due. Returns the instant that counts."""
        if t > self.t:
            self.t = t
        if self.t >= self.faults.next_change:
            self.faults.run(self.t)
        return self.t

    def transfer(self, t: float, messages: list[Message]) -> bytes:
        """One combined transaction on the two-wire bus; returns the bytes read. Raises Nack."""
        return self.bus.transfer(self.forward(t), messages)

    def read_line(self, t: float, number: int) -> tuple[bool, float, float, int]:
        """(is an output, level or duty, PWM frequency or 0, pull) of a line."""
        t = self.forward(t)
        line = self.lines.get(number)
        if line.is_output:
            return True, line.state, line.frequency, line.pull
        return False, self._input_level(t, number, line.pull), 0.0, line.pull

    def _input_level(self, t: float, number: int, pull: int) -> float:
        if number == self.board.button_line:
            return 1.0 if t < self.button_until else float(pull == 1)
        if number == self.board.hall_line:
            # The sensor only pulls down; without a pull-up the line floats low.
            return float(pull == 1 and not self.vial.stirrer.hall_low(t))
        return float(pull == 1)

    def power_cycle(self, t: float) -> None:
        """The supply goes and comes back: what drives outputs begins anew. Processes are the caller's business."""
        t = self.forward(t)
        self.lines.reset(t)
        for device in self.bus.devices.values():
            if isinstance(device, Rp2040 | Dac43608):
                device.reset(t)

    def press_button(self, t: float, seconds: float) -> None:
        """Hold the button for ``seconds``."""
        self.button_until = self.forward(t) + seconds

    def supply_is_low(self, t: float) -> bool:
        """What the Pi's own supervisor says: below 4.63 V."""
        self.forward(t)
        return self.vial.supply_v() < 4.63

    # --- inputs of the converters -------------------------------------------------------------------------------

    def _photodiode(self, channel: int) -> Input:
        def volts(times: Floats) -> Floats:
            self._slow_faults(float(times[0]))
            return self.vial.photodiode(channel, times)

        return volts

    def _strap(self, times: Floats) -> Floats:
        return np.full(len(times), STRAP_V[self.board.hat])

    def _aux(self, times: Floats) -> Floats:
        return np.full(len(times), self.vial.rail(float(times[0])) * AUX_DIVIDER)

    def _open_input(self, times: Floats) -> Floats:
        return np.full(len(times), 0.004)

    def _sensor_c(self, t: float) -> float:
        self.vial.advance(t)
        return self.vial.board_c(t) + self.vial.thermal.sensor_offset + self.tmp_offset

    def _slow_faults(self, t: float) -> None:
        if self.sun is not None:
            since, volts = self.sun
            self.vial.effects["light.sun"] = volts * min(1.0, max(0.0, (t - since) / 60.0))
        if self.film is not None:
            since, per_day = self.film
            self.vial.effects["film.grow"] = min(0.95, per_day * max(0.0, t - since) / 86_400.0)

    # --- outputs ------------------------------------------------------------------------------------------------

    def _on_drive(self, t: float, number: int, duty: float) -> None:
        name = PWM_LINES.get(number) or ("status_led" if number == STATUS_LED else f"gpio{number}")
        t = self.forward(t)
        self.recorder.note(t, name, 100.0 * duty)
        if number in PWM_LINES:
            self.vial.set_output(t, name, 100.0 * duty)

    def _on_led(self, t: float, channel: int, percent: float) -> None:
        self.recorder.note(t, f"led_{'ABCD'[channel]}", percent)
        self.vial.set_led(t, channel, percent)

    def _on_fault(self, t: float, fault: Fault, is_on: bool) -> None:
        apply_to_vial(self, t, fault, is_on)
        # A healthy bus pays nothing for the faults it could have.
        troubled = self.faults.any_active()
        self.bus.before = self.wire.before if troubled else None
        self.bus.after = self.wire.after if troubled else None

    # --- a person at the bench ----------------------------------------------------------------------------------

    def truth(self, t: float) -> dict[str, Any]:
        """What really is, with the volts of each photodiode and the outputs; never for control."""
        t = self.forward(t)
        result: dict[str, Any] = {key: round(value, 6) for key, value in self.vial.truth(t).items()}
        now = np.array([t])
        result["volts"] = {
            str(channel): round(float(self.vial.photodiode(channel, now)[0]), 6) for channel in self.board.photodiodes
        }
        result["rail_v"] = round(self.vial.rail(t), 3)
        result["outputs"] = self.recorder.now()
        result["faults"] = [f.name for f in self.faults.all() if self.faults.active(f.name) is f]
        return result
