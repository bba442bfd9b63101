"""What must hold before liquid is moved: pumps that are set up, and nothing that speaks against dosing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from pioreactor.automations.dosing.bottles import bottle_problem
from pioreactor.exc import CalibrationError, HardwareError, JobRequiredError
from pioreactor.runtime.registry import Registry
from pioreactor.runtime.stalled import STALLED

STIRRING: Final = "stirring"
_STOPPING: Final = ("volume.", "dose.", "heater.")
"""Beginnings of the codes of alarms that keep automations from dosing."""
_STALLED: Final = "See the alarm; dosing goes on when it turns, or when stirring is stopped on purpose."
RAISED_BY_US: Final = "volume.full"


class Refusal(NamedTuple):
    """``reason``: a word; ``text``: a sentence with cause and remedy."""

    reason: str
    text: str


def check_pump_calibrations_and_pwm_channels_are_configured(devices: Iterable[str]) -> None:
    """Raise unless every pump (``media`` or ``media_pump``, …) has an active calibration and a PWM channel.

    Raises CalibrationError or HardwareError that names what is missing and how to get it.
    """
    from pioreactor.calibrations.active import active_calibration_name
    from pioreactor.calibrations.files import calibration_path
    from pioreactor.config import get_config

    labels = [device.removesuffix("_pump") for device in devices]
    assigned = {get_config().get("PWM", channel, fallback="") for channel in "12345"}
    for label in labels:
        if label not in assigned:
            raise HardwareError(f"No PWM channel is assigned to {label}. Assign one in the section [PWM].")
        device = f"{label}_pump"
        name = active_calibration_name(device)
        if name is None:
            raise CalibrationError(
                f"The {label} pump is not calibrated. Calibrate it: pio calibrations run --device {device}"
            )
        if not calibration_path(device, name).exists():
            raise CalibrationError(
                f"The active calibration {name} of {device} is gone. Choose another: pio calibrations set-active"
            )


def stirring_rpm(registry: Registry) -> float | None:
    """Speed that the stirrer holds; 0 while it is off or paused, None where it turns without saying how fast."""
    job_id = registry.running_job_id(STIRRING)
    if job_id is None:
        return 0.0
    settings = registry.settings(job_id)
    if settings.get("$state") != "ready":
        return 0.0
    # A stirrer that rests for readings has two speeds, and turns at the higher one nearly all the time.
    speeds = [settings.get(name) for name in ("target_rpm", "target_rpm_outside_od_reading")]
    try:
        return max(float(speed) for speed in speeds if speed is not None)
    except ValueError:
        return None


class Interlocks:
    """Says why no dose may be given now.

    ``stirring_off``: ``warn`` or ``refuse``; ``warn(text)``: tell the user; ``pumps()``: the pumps that are needed.
    """

    def __init__(
        self,
        registry: Registry,
        stirring_off: str,
        warn: Callable[[str], None],
        pumps: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._pumps = pumps
        self._registry = registry
        self._stirring_off = stirring_off
        self._warn = warn
        self._has_warned = False

    def refusal(self) -> Refusal | None:
        """The first reason not to dose, or None. Looks at the unit's alarms, its bottles and the stirrer."""
        return self._alarm() or self._bottle() or self._stirrer()

    def check(self) -> None:
        """Raise JobRequiredError with the reason not to dose, if there is one."""
        found = self.refusal()
        if found is not None:
            raise JobRequiredError(found.text)

    def _alarm(self) -> Refusal | None:
        from pioreactor.runtime.alarms import open_alarms

        for alarm in open_alarms():
            if alarm.code == STALLED and alarm.state != "returned":
                return Refusal("stalled", f"No dose while the stirrer does not turn: it would not mix in. {_STALLED}")
            if alarm.severity != "alarm" or not alarm.code.startswith(_STOPPING):
                continue
            if alarm.needs_reset:
                remedy = "Remove its cause and reset it."
            elif alarm.state == "new":
                remedy = "Look at it and acknowledge it."
            else:
                continue  # somebody has seen it, or its cause is gone
            return Refusal(
                f"alarm:{alarm.code}", f"No dose while the alarm {alarm.code} is open: {alarm.title} {remedy}"
            )
        return None

    def _bottle(self) -> Refusal | None:
        found = bottle_problem(self._pumps())
        return None if found is None else Refusal(*found)

    def _stirrer(self) -> Refusal | None:
        rpm = stirring_rpm(self._registry)
        if rpm is None or rpm > 0.0:
            self._has_warned = False
            return None
        if self._stirring_off == "refuse":
            return Refusal("stirring", "No dose while the stirrer is off: it would not mix in. Start stirring.")
        if not self._has_warned:
            self._has_warned = True
            self._warn("The stirrer is off; doses will not mix in, and readings after them cannot be trusted.")
        return None
