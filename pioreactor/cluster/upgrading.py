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
CUT_OFF: Final = 124
"""The exit code of a playbook that was interrupted after its time."""
WRAPPER: Final = Path("/usr/local/sbin/pioreactor-playbook")
"""Runs a playbook of the release in use as root; the user `pioreactor` may call it."""
ANSIBLE_ENV: Final = "PIO_ANSIBLE"
"""Names a folder whose ``playbooks`` are run instead of the release's own, where no roles have set up this host."""
_CHECKOUT: Final = Path(__file__).parents[2]


class Change(msgspec.Struct, omit_defaults=True):
    """What an event tells of a unit's own change of its release; see ``release.state.UpgradeState``."""

    to: str = ""
    come_from: str = ""
    step: str = ""
    is_rollback: bool = False
    is_ready: bool = False
    away_s: float | None = None
    progress: str = ""
    failure: str = ""
    ready_within_s: float = 150.0
    stable_for_s: float = 60.0


class Event(msgspec.Struct, omit_defaults=True):
    """One line of the callback plugin. ``step``: the play; ``unit``: empty for the whole.

    ``state``: ``working`` (``text``: on what), ``trouble``, ``unreachable``, at the end ``ok`` or ``failed``; or the
    step of the unit's own ``change``. ``seconds``: since the playbook began.
    """

    step: str
    state: str
    unit: str = ""
    text: str = ""
    seconds: float = 0.0
    change: Change | None = None


class Outcome(NamedTuple):
    """How a playbook ended. ``log``: the end of what Ansible said besides."""

    exit_code: int
    took_s: float
    log: str


def command_line(
    playbook: str, variables: Mapping[str, str], limit: str = "", within_s: float | None = None
) -> list[str]:
    """The command that runs ``playbook``: on a host the wrapper, in a checkout Ansible itself. Raises UpgradeError.

    ``within_s``: wall seconds after which it is interrupted; it then ends with code CUT_OFF.
    """
    named = os.environ.get(ANSIBLE_ENV)
    seconds = [] if within_s is None else [f"{within_s:.0f}"]
    if WRAPPER.exists() and not named:
        pairs = [word for name, value in variables.items() for word in ("--var", f"{name}={value}")]
        # What root runs can only be ended by root: the wrapper does it, if the roles are of a release that can.
        ends = ["--within", *seconds] if seconds and "--within" in WRAPPER.read_text(encoding="utf-8") else []
        command = [str(WRAPPER), playbook, *ends, *pairs]
        command = command if os.getuid() == 0 else ["sudo", "-n", *command]
    else:
        program = Path(sys.prefix, "bin", "ansible-playbook")
        places = [Path(named)] if named else [Path(sys.prefix).parent / "share/ansible", _CHECKOUT]
        folder = next((place for place in places if (place / "playbooks").is_dir()), None)
        if not program.exists() or folder is None:
            raise UpgradeError("There is no Ansible here. Run this on the leader.")
        pairs = [word for name, value in variables.items() for word in ("--extra-vars", f"{name}={value}")]
        ends = ["timeout", "--signal=INT", "--kill-after=30", *seconds] if seconds else []
        command = [*ends, str(program), str(folder / "playbooks" / f"{playbook}.yml"), *pairs]
    return [*command, "--limit", f"{limit},localhost"] if limit else command  # which checks the bundle


def run(
    command: Sequence[str],
    tell: Callable[[Event], None],
    on_start: Callable[[subprocess.Popen[str]], None] = lambda process: None,
) -> Outcome:
    """Run the command to its end, whatever becomes of whoever asked. Raises UpgradeError.

    ``tell`` gets every event; ``on_start`` the process, which leads a group of its own.
    """
    began, lines = clock.wall_monotonic(), []
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )
    except OSError as error:
        raise UpgradeError(f"{command[0]} cannot be started: {error}.") from error
    with process:
        on_start(process)
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
    return decode_event(line.removeprefix(PREFIX)) if line.startswith(PREFIX) else None


def decode_event(content: str | bytes) -> Event | None:
    """The event that is written down as ``content``; None for anything else."""
    with contextlib.suppress(msgspec.MsgspecError):
        return msgspec.json.decode(content, type=Event)
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
        if event.state == "working" and before is not None and before.state != "working":
            return
        is_end = event.state in ("failed", "unreachable", "ok")
        if before is not None and before.state != "working" and not event.text and is_end:
            event = msgspec.structs.replace(event, text=before.text)
        self.units[event.unit] = event
