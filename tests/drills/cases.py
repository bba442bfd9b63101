"""Every job that drives an output, in the middle of its action."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pioreactor import clock
from pioreactor.testing.unit import JobProcess
from tests.drills.unit import SPEED, Drill


class Case(NamedTuple):
    """``words``: what follows ``pio run``; ``outputs``: what is on when the blow falls; ``fill_ml``: added before."""

    words: tuple[str, ...]
    outputs: tuple[str, ...]
    comes_back: bool = False
    fill_ml: float = 0.0
    speed: float = SPEED

    @property
    def job(self) -> str:
        return self.words[0]

    def begin(self, make_drill: Callable[..., Drill]) -> tuple[Drill, JobProcess]:
        """A unit on which the job is about to be at it; a pump has moved some drops."""
        drill = make_drill(speed=self.speed)
        if self.fill_ml:
            drill.fill_by_hand(self.fill_ml)
        process = drill.start(*self.words)
        if self.is_dose:
            assert clock.wait_until(lambda: len(drill.doses()) >= 3, 30), process.output()
        return drill, process

    @property
    def is_dose(self) -> bool:
        return self.job in ("add_media", "add_alt_media", "remove_waste")


def pump(action: str, output: str, *amount: str, fill_ml: float = 0.0) -> Case:
    return Case((action, *amount), (output,), fill_ml=fill_ml)


BY = {"ml": ("--ml", "1.8"), "duration": ("--duration", "20"), "continuously": ("--continuously",)}
CASES = {
    "stirring": Case(("stirring", "--target-rpm", "500"), ("stirring",), comes_back=True),
    "thermostat": Case(
        ("temperature_automation", "--automation-name", "thermostat", "--target-temperature", "37"),
        ("heating",),
        comes_back=True,
        speed=20.0,  # it looks at the vial for a minute before it heats
    ),
    "led_automation": Case(
        (
            *("led_automation", "--automation-name", "light_dark_cycle", "--light-intensity", "20"),
            *("--light-duration-minutes", "600", "--dark-duration-minutes", "1"),
        ),
        ("led_C", "led_D"),
        comes_back=True,
    ),
    "dosing_automation in an exchange": Case(
        ("dosing_automation", "--automation-name", "chemostat", "--exchange-volume-ml", "1.6", "--duration", "30"),
        ("media",),
        comes_back=True,
    ),
    "od_reading, infrared LED on": Case(("od_reading",), ("led_A",), comes_back=True),
    "self_test, heater on": Case(("self_test", "-k", "temperature_and_heating"), ("heating",)),
    "circulate_media": Case(("circulate_media", "--duration", "30"), ("media", "waste")),
    "circulate_alt_media": Case(("circulate_alt_media", "--duration", "30"), ("alt_media", "waste")),
    **{f"add_media, {how}": pump("add_media", "media", *amount) for how, amount in BY.items()},
    "add_alt_media, ml": pump("add_alt_media", "alt_media", *BY["ml"]),
    **{f"remove_waste, {how}": pump("remove_waste", "waste", *amount, fill_ml=2.5) for how, amount in BY.items()},
}
TYPICAL = (
    *("stirring", "thermostat", "led_automation", "dosing_automation in an exchange"),
    *("add_media, ml", "circulate_media"),
)
"""One of each kind, for failures of something else."""
