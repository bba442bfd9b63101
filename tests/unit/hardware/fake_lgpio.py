"""A stand-in for the library lgpio."""

from __future__ import annotations

from typing import Any


class FakeLgpio:
    """The functions of lgpio that the pins use, recording the calls. As in lgpio, reading a line claims it."""

    SET_PULL_UP, SET_PULL_DOWN, SET_PULL_NONE = 32, 64, 128
    BOTH_EDGES, RISING_EDGE, FALLING_EDGE = 3, 1, 2

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.levels: dict[int, int] = {}
        self.listeners: dict[int, Any] = {}

    def gpiochip_open(self, chip: int) -> int:
        return 7

    def gpiochip_close(self, handle: int) -> None:
        self.calls.append(("chip_close",))

    def gpio_claim_output(self, handle: int, pin: int, level: int) -> None:
        self.levels[pin] = level
        self.calls.append(("output", pin, level))

    def gpio_claim_input(self, handle: int, pin: int, flags: int) -> None:
        self.calls.append(("input", pin, flags))

    def gpio_claim_alert(self, handle: int, pin: int, kind: int, flags: int) -> None:
        self.calls.append(("alert", pin, kind, flags))

    def gpio_free(self, handle: int, pin: int) -> None:
        self.calls.append(("free", pin))

    def lines(self) -> set[int]:
        """Every line that this library was asked about."""
        return {call[1] for call in self.calls if len(call) > 1}

    def gpio_read(self, handle: int, pin: int) -> int:
        self.calls.append(("read", pin))
        return self.levels.get(pin, 0)

    def gpio_write(self, handle: int, pin: int, level: int) -> None:
        self.levels[pin] = level
        self.calls.append(("write", pin, level))

    def gpio_set_debounce_micros(self, handle: int, pin: int, micros: int) -> None:
        self.calls.append(("debounce", pin, micros))

    def tx_pwm(self, handle: int, pin: int, hz: float, percent: float) -> None:
        self.calls.append(("pwm", pin, hz, percent))

    def callback(self, handle: int, pin: int, kind: int, function: Any) -> Any:
        self.listeners[pin] = function
        outer = self

        class Handle:
            def cancel(self) -> None:
                outer.listeners.pop(pin, None)

        return Handle()
