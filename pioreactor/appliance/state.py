"""How far a first boot is, written down so that a power cut at any moment costs nothing but the time."""

from __future__ import annotations

import contextlib
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from pioreactor.appliance.settings import Account, Problem, Settings
from pioreactor.storage.files import write_atomically

FORMAT: Final = 1


class Step(StrEnum):
    """The steps, in their usual order."""

    READ = "read"
    IDENTIFY = "identify"
    CONNECT = "connect"
    ASK = "ask"
    RESTORE = "restore"
    CONVERGE = "converge"
    FINISH = "finish"
    DONE = "done"


class State(msgspec.Struct, omit_defaults=True):
    """What is known. ``taken_from``: digest of the hand-over that ``settings`` come from, so it is not read twice.

    ``replacing``: files on the boot partition whose secrets are being erased, with what stands there afterwards; None:
    nothing.
    ``accounts``: names of those that were made here.
    ``failure``: why the present step did not succeed; ``attempts``: how often it was tried.
    """

    format: int = FORMAT
    step: Step = Step.READ
    settings: Settings = msgspec.field(default_factory=Settings)
    account: Account | None = None
    accounts: list[str] = msgspec.field(default_factory=list)
    keyboard: str = ""
    problems: list[Problem] = msgspec.field(default_factory=list)
    notes: list[str] = msgspec.field(default_factory=list)
    taken_from: str = ""
    replacing: dict[str, str | None] = {}
    failure: str = ""
    attempts: int = 0


def load(path: Path) -> State:
    """What was written down; a fresh beginning where there is nothing, or nothing that can be read."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        found = msgspec.json.decode(path.read_bytes(), type=State)
        if found.format == FORMAT:
            return found
    return State()


def save(path: Path, state: State) -> None:
    """Write it down, for root only. Raises OSError."""
    write_atomically(path, msgspec.json.encode(state), mode=0o600)
