"""Light and button of this unit, where it has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pioreactor.background_jobs.monitor.light import Button, Light
from pioreactor.exc import PioreactorError


class Board:
    """Opens the light and, where wanted, the button; a unit without a HAT gets neither, and says why in ``problem``."""

    def __init__(self, on_press: Callable[[], None], on_release: Callable[[], None], *, with_button: bool) -> None:
        self.light: Light | None = None
        self.button: Button | None = None
        self.problem: str | None = None
        try:
            self._open(on_press, on_release, with_button)
        except (PioreactorError, OSError, ImportError) as error:
            self.problem = str(error)

    def set_light(self, is_on: bool) -> None:
        """Light on or off; nothing happens on a unit without one."""
        if self.light is not None:
            self.light.switch(is_on)

    def close(self) -> None:
        """Light off, lines given back. Safe to repeat."""
        for part in (self.button, self.light):
            if part is not None:
                part.close()
        self.button = self.light = None

    def _open(self, on_press: Callable[[], None], on_release: Callable[[], None], with_button: bool) -> None:
        from pioreactor.hardware.backends import get_pin_factory
        from pioreactor.hardware.descriptions import get_gpio_pin
        from pioreactor.hardware.identity import is_HAT_present

        if not is_HAT_present():
            self.problem = "no HAT is detected"
            return
        factory: Any = get_pin_factory()
        self.light = Light(factory.pin(get_gpio_pin("pcb_led_pin")))
        if with_button:
            self.button = Button(factory.pin(get_gpio_pin("pcb_button_pin")), on_press, on_release)
