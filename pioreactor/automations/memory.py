"""What an automation must know after a restart, on the unit's disk and safe from a power cut before it acts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import msgspec

from pioreactor import clock
from pioreactor.domain.schedule import LastRun
from pioreactor.storage.caches import Cache, open_small_database
from pioreactor.storage.paths import persistent_cache_path

TABLE: Final = "automation_state"
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Moment:
    """An instant that another process can place on its own monotonic clock, also after a reboot."""

    @staticmethod
    def now() -> dict[str, Any]:
        """This instant, as JSON values."""
        return {"unix_s": clock.now_s(), "monotonic_s": clock.monotonic(), "epoch": _epoch()}

    @staticmethod
    def on_this_clock(moment: dict[str, Any]) -> float:
        """Monotonic seconds of a stored instant. Within one boot a step of the wall clock does not matter."""
        if moment.get("epoch") == _epoch():
            return float(moment["monotonic_s"])
        return clock.monotonic() - (clock.now_s() - float(moment["unix_s"]))


class Memory:
    """One small record per experiment, job and automation. Every change is on the disk when the call returns."""

    def __init__(self, experiment: str, job_name: str, automation_name: str) -> None:
        self._key = (experiment, job_name, automation_name)
        self._known: dict[str, Any] | None = None

    def get(self, name: str, default: Any = None) -> Any:
        """One value. Raises StorageError."""
        return self._content().get(name, default)

    def update(self, **values: Any) -> None:
        """Keep values (plain JSON); None removes one. Raises StorageError."""
        content = {name: value for name, value in {**self._content(), **values}.items() if value is not None}
        connection = open_small_database(persistent_cache_path())
        try:
            connection.execute("PRAGMA synchronous = FULL")  # a dose that was given must not be forgotten
            Cache(TABLE, connection)[self._key] = msgspec.json.encode(content).decode()
        finally:
            connection.close()
        self._known = content

    def last_run(self) -> LastRun | None:
        """The last execution of an earlier process, or of this one; None before the first."""
        stored = self.get("last_run")
        if not isinstance(stored, dict):
            return None
        return LastRun(Moment.on_this_clock(stored), bool(self.get("ended_in_order", False)))

    def note_run(self) -> None:
        """An execution begins now."""
        self.update(last_run=Moment.now(), ended_in_order=None)

    def note_end(self) -> None:
        """The job was stopped in order. Nothing is written where nothing ever ran."""
        if self.get("last_run") is not None:
            self.update(ended_in_order=True)

    def _content(self) -> dict[str, Any]:
        if self._known is None:
            connection = open_small_database(persistent_cache_path())
            try:
                stored = Cache(TABLE, connection).getjson(self._key, {})
            except ValueError:
                stored = {}  # unreadable: begin anew
            finally:
                connection.close()
            self._known = stored if isinstance(stored, dict) else {}
        return self._known


def _epoch() -> str:
    """Names one boot and one time scale: within it monotonic seconds of different processes can be compared."""
    try:
        boot = _BOOT_ID.read_text().strip()
    except OSError:
        boot = ""
    # The part of the origin before the @ is wall time, which may step within a boot.
    _, _, monotonic_origin = os.environ.get(clock.ORIGIN_ENV, "").partition("@")
    return f"{boot}/{monotonic_origin}/{clock.speed():g}"
