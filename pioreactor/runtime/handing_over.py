"""Handing a unit over to another release of the software: its jobs end in order and stay wanted.

A mark on the unit's own disk says that this is under way. While it is there, a job that is ended by a signal stays
wanted and monitor starts nothing again; the next start of monitor starts the jobs and takes the mark away. Whoever
stops a job meanwhile has the last word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pioreactor import clock
from pioreactor.runtime.wanted_jobs import boot_id
from pioreactor.storage.caches import local_persistent_storage

if TYPE_CHECKING:
    from pioreactor.runtime.registry import JobRecord
    from pioreactor.runtime.stopping import StopOutcome

TABLE: Final = "hand_over"
_KEY: Final = "mark"
_LAST: Final = "last"
_LAMPS: Final = "led_intensity"


class HandOver(msgspec.Struct, kw_only=True):
    """One hand-over. ``began_s``: unix seconds; ``reason``: for people, such as ``upgrade to 0.2.0``.

    ``lamps``: channels that were on by command, in percent, with the experiment and source of that command.
    """

    began_s: float
    reason: str
    boot_id: str
    lamps: dict[str, float] = {}
    lamps_experiment: str = ""
    lamps_source: str = "user"

    @property
    def was_cut_off(self) -> bool:
        """True if the computer has been off since; then the rules for a power cut hold."""
        return self.boot_id != boot_id()


def hand_over(reason: str) -> list[StopOutcome]:
    """End every job of this unit in order, outputs off and read back, and keep each of them wanted.

    Safe to repeat: what an earlier call has ended stays wanted. Raises StorageError if the mark cannot be written; then
    nothing is stopped.
    """
    from pioreactor.runtime.stopping import stop_jobs

    _mark(reason)
    return stop_jobs(all_jobs=True, keep_wanted=True)


def is_under_way() -> bool:
    """True from the beginning of a hand-over until the next start of monitor."""
    return present() is not None


def present() -> HandOver | None:
    """The hand-over that is under way, or None. Raises StorageError."""
    with local_persistent_storage(TABLE) as cache:
        return _decoded(cache.get(_KEY))


def end() -> HandOver | None:
    """Monitor is there again: take the mark away and return it. Raises StorageError."""
    with local_persistent_storage(TABLE) as cache:
        found = _decoded(cache.get(_KEY))
        if found is not None:
            cache.set(_LAST, found.began_s)
            cache.pop(_KEY)
        return found


def last_began_s() -> float | None:
    """Unix seconds at which the last finished hand-over began; None if there was none. Raises StorageError."""
    with local_persistent_storage(TABLE) as cache:
        value = cache.get(_LAST)
    return float(value) if isinstance(value, (int, float)) else None


def arguments_for_lamps(mark: HandOver) -> list[str]:
    """What follows ``pio run`` to light the lamps again that were on by command; empty where none was."""
    words = [word for channel, percent in mark.lamps.items() for word in (f"--{channel}", f"{percent:g}")]
    return [_LAMPS, *words] if words else []


def _mark(reason: str) -> None:
    before = present()
    if before is not None and not before.was_cut_off:
        return  # an earlier call was interrupted; the lamps are dark by now
    lamps, record = _lamps_on_by_command()
    mark = HandOver(began_s=clock.now_s(), reason=reason, boot_id=boot_id(), lamps=dict(lamps))
    if record is not None:
        mark.lamps_experiment, mark.lamps_source = record.experiment, record.job_source
    with local_persistent_storage(TABLE) as cache:
        cache.set(_KEY, msgspec.json.encode(mark).decode())


def _lamps_on_by_command() -> tuple[dict[str, float], JobRecord | None]:
    """Lamps that belong to no process: their command has ended, and nobody would light them again."""
    from pioreactor.exc import LeaseError
    from pioreactor.runtime.leases import shared_board
    from pioreactor.runtime.outputs import levels_of_lamps, output_of_lamp
    from pioreactor.runtime.registry import Registry

    records = Registry().running(job_name=_LAMPS)
    if not records:
        return {}, None
    try:
        leased = {lease.output for lease in shared_board().leases()}
    except LeaseError:
        leased = set()
    levels: dict[str, float] = {
        channel: level
        for channel, level in levels_of_lamps().items()
        if level > 0.0 and output_of_lamp(channel) not in leased
    }
    return levels, records[-1]


def _decoded(text: object) -> HandOver | None:
    if not isinstance(text, (str, bytes)):
        return None
    try:
        return msgspec.json.decode(text, type=HandOver)
    except msgspec.MsgspecError:
        return None  # written by another release; its jobs are wanted all the same
