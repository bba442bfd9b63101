"""The light and the button on the board."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

DEBOUNCE_S = 0.03


class Light:
    """The status light. Several sides switch it, so a lock keeps the line whole."""

    def __init__(self, pin: Any) -> None:
        self._pin = pin
        self._lock = threading.Lock()
        self._pin.function = "output"
        self._pin.state = 0

    def switch(self, is_on: bool) -> None:
        """Light on or off, at once. Raises what the line raises."""
        with self._lock:
            self._pin.state = int(is_on)

    def close(self) -> None:
        """Light off, line given back."""
        with self._lock:
            self._pin.state = 0
            self._pin.close()


class Button:
    """Tells presses and releases, each once, however often the line reports them.

    ``on_press`` and ``on_release`` take no arguments and run in the thread that watches the line.
    """

    def __init__(self, pin: Any, on_press: Callable[[], None], on_release: Callable[[], None]) -> None:
        self._pin = pin
        self._actions = {True: on_press, False: on_release}
        self._lock = threading.Lock()
        self.is_down = False
        self._pin.function = "input"
        self._pin.pull = "down"
        self._debounce()
        self._pin.edges = "both"
        self._pin.when_changed = self._changed

    def close(self) -> None:
        """Stop watching, line given back."""
        self._pin.when_changed = None
        self._pin.close()

    def _debounce(self) -> None:
        try:
            self._pin.bounce = DEBOUNCE_S
        except (AttributeError, NotImplementedError, ValueError):
            return  # a line without a debounce; telling each change once is enough then

    def _changed(self, _ticks: float, state: int) -> None:
        with self._lock:
            is_down = bool(state)
            if is_down == self.is_down:
                return
            self.is_down = is_down
            self._actions[is_down]()


def wants_button(choice: str, cores: int | None) -> bool:
    """Whether to watch the button. ``choice``: auto, true or false; auto leaves it out on a single core."""
    word = choice.strip().lower()
    if word == "auto":
        return (cores or 1) > 1
    return word in {"1", "true", "yes", "on"}
