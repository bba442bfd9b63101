"""Running the playbooks that change the release of the cluster, and following how far each unit is."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from pioreactor import clock
from pioreactor.exc import UpgradeError

PREFIX: Final = "@progress "
WRAPPER: Final = Path("/usr/local/sbin/pioreactor-playbook")
"""Runs a playbook of the release in use as root; the user `pioreactor` may call it."""
_CHECKOUT: Final = Path(__file__).parents[2]


class Event(msgspec.Struct):
    """One line of the callback plugin. ``step``: the play; ``unit``: empty for the whole; ``state``: of its change."""

    step: str
    state: str
    unit: str = ""
    text: str = ""
    seconds: float = 0.0


class Outcome(NamedTuple):
    """How a playbook ended. ``log``: the end of what Ansible said besides."""

    exit_code: int
    took_s: float
    log: str


def command_line(playbook: str, variables: Mapping[str, str], limit: str = "") -> list[str]:
    """The command that runs ``playbook``: on a host the wrapper, in a checkout Ansible itself. Raises UpgradeError."""
    if WRAPPER.exists():
        pairs = [word for name, value in variables.items() for word in ("--var", f"{name}={value}")]
        command = [str(WRAPPER), playbook, *pairs]
        command = command if os.getuid() == 0 else ["sudo", "-n", *command]
    else:
        program = Path(sys.prefix, "bin", "ansible-playbook")
        folder = next(
            (f for f in (Path(sys.prefix).parent / "share/ansible", _CHECKOUT) if (f / "playbooks").is_dir()), None
        )
        if not program.exists() or folder is None:
            raise UpgradeError("There is no Ansible here. Run this on the leader.")
        pairs = [word for name, value in variables.items() for word in ("--extra-vars", f"{name}={value}")]
        command = [str(program), str(folder / "playbooks" / f"{playbook}.yml"), *pairs]
    return [*command, "--limit", f"{limit},localhost"] if limit else command  # which checks the bundle


def run(command: Sequence[str], tell: Callable[[Event], None]) -> Outcome:
    """Run the command to its end, whatever becomes of whoever asked; ``tell`` gets every event. Raises UpgradeError."""
    began, lines = clock.wall_monotonic(), []
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
    except OSError as error:
        raise UpgradeError(f"{command[0]} cannot be started: {error}.") from error
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            event = decode(line)
            if event is not None:
                tell(event)
            else:
                lines.append(line)
        exit_code = process.wait()
    return Outcome(exit_code, clock.wall_monotonic() - began, "".join(lines[-200:]))


def decode(line: str) -> Event | None:
    """The event of a line; None for any other line."""
    if line.startswith(PREFIX):
        with contextlib.suppress(msgspec.MsgspecError):
            return msgspec.json.decode(line.removeprefix(PREFIX), type=Event)
    return None


class Board:
    """What is known of each unit: the last event, with the last words that mattered."""

    def __init__(self) -> None:
        self.step = ""
        self.units: dict[str, Event] = {}

    def take(self, event: Event) -> None:
        """Take an event in; the end of a unit that has failed keeps the reason."""
        self.step = event.step
        if not event.unit or event.unit == "localhost":
            return
        before = self.units.get(event.unit)
        if before is not None and not event.text and event.state in ("failed", "unreachable", "ok"):
            event = msgspec.structs.replace(event, text=before.text)
        self.units[event.unit] = event
