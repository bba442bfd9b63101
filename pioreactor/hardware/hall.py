"""The Hall sensor of the stirrer: one falling edge per turn."""

from __future__ import annotations

from pioreactor.hardware.backends import PinFactory, get_pin_factory


class HallSensor:
    """Collects the kernel's time stamps of magnet passes.

    It listens only between ``start()`` and ``stop()``, so a stirrer that is not being measured costs no processor
    time. ``pin``: BCM number, default from the hardware description.
    """

    def __init__(self, pin: int | None = None, factory: PinFactory | None = None) -> None:
        if pin is None:
            from pioreactor.hardware.descriptions import get_gpio_pin

            pin = get_gpio_pin("hall_sensor_pin")
        self._pin = (factory if factory is not None else get_pin_factory()).pin(pin)
        self._pin.function = "input"
        self._pin.pull = "up"
        self._pin.edges = "falling"
        self._edge_times_s: list[float] = []
        self._is_open = True

    def start(self) -> None:
        """Forget earlier edges and listen."""
        self._edge_times_s = []
        self._pin.when_changed = self._on_edge

    def stop(self) -> list[float]:
        """Stop listening; ascending time stamps of the edges in seconds."""
        self._pin.when_changed = None
        return sorted(self._edge_times_s)

    def _on_edge(self, ticks: float, state: int) -> None:
        self._edge_times_s.append(ticks)

    def close(self) -> None:
        """Give the line back. Safe to repeat."""
        if self._is_open:
            self._is_open = False
            self._pin.when_changed = None
            self._pin.close()
