"""Looking on while another process carries a run out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pioreactor import clock
from pioreactor.cluster.upgrades.records import DESK, Run
from pioreactor.cluster.upgrading import Event, decode_event

_LOOKED_AT_EVERY_S: Final = 0.3


def follow(run_id: str, tell: Callable[[Event], None]) -> Run:
    """Tell every event of a run, those of before too, until it has ended; the run as it ended. Raises UpgradeError."""
    path, read, held = DESK.events_of(run_id), 0, b""
    while True:
        run = DESK.look(DESK.load(run_id))
        if path.exists():
            with path.open("rb") as file:
                file.seek(read)
                content = file.read()
            read += len(content)
            *lines, held = (held + content).split(b"\n")
            for event in filter(None, map(decode_event, lines)):
                tell(event)
        if run.has_ended:
            return run
        clock.wall_sleep(_LOOKED_AT_EVERY_S)
