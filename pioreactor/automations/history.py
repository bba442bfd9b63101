"""The history of an automation's settings: one record when settings begin to hold, one when they end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from pioreactor import clock, structs


class SettingsHistory:
    """Publishes intervals of unchanged settings through ``publish(record)``.

    ``settings()``: the present values of all settable settings. Nothing is published before :meth:`begin`.
    """

    def __init__(
        self,
        unit: str,
        experiment: str,
        automation_name: str,
        settings: Callable[[], dict[str, Any]],
        publish: Callable[[structs.AutomationSettings], Any],
    ) -> None:
        self._owner = (unit, experiment)
        self._automation_name = automation_name
        self._settings = settings
        self._publish = publish
        self._lock = threading.Lock()
        self._since: datetime | None = None
        self._held: dict[str, Any] = {}

    def begin(self) -> None:
        """The settings hold from now on."""
        with self._lock:
            self._open()

    def changed(self) -> None:
        """A setting was assigned: the interval up to now is closed, another begins."""
        with self._lock:
            if self._since is not None:
                self._close()
                self._open()

    def end(self) -> None:
        """The automation ends."""
        with self._lock:
            if self._since is not None:
                self._close()
                self._since = None

    def _open(self) -> None:
        self._since, self._held = clock.now(), self._settings()
        self._publish(self._record(None))

    def _close(self) -> None:
        self._publish(self._record(clock.now()))

    def _record(self, ended_at: datetime | None) -> structs.AutomationSettings:
        assert self._since is not None
        unit, experiment = self._owner
        return structs.AutomationSettings(
            pioreactor_unit=unit,
            experiment=experiment,
            started_at=self._since,
            ended_at=ended_at,
            automation_name=self._automation_name,
            settings=msgspec.json.encode(self._held, enc_hook=str),
        )
