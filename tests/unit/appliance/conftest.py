from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pioreactor.appliance.commands import Ran
from pioreactor.appliance.host import Host
from pioreactor.appliance.places import Places
from pioreactor.appliance.progress import Progress
from pioreactor.appliance.state import State

MACHINE = "0123456789abcdef0123456789abcdef\n"
Answers = Callable[[list[str]], Ran | None]


class Programs:
    """Stands in for the programs of a system that this machine has not: what was started, and what it answers."""

    def __init__(self) -> None:
        self.started: list[list[str]] = []
        self.given: list[str] = []
        self.answers: dict[str, Ran] = {}

    def says(self, beginning: str, stdout: str = "", *, exit_code: int = 0, stderr: str = "") -> None:
        """What commands that begin so answer; the longest beginning counts."""
        self.answers[beginning] = Ran(exit_code, stdout, stderr)

    def __call__(self, argv: list[str], *, stdin: str = "", timeout_s: float = 60.0) -> Ran:
        self.started.append(list(argv))
        self.given.append(stdin)
        line = " ".join(argv)
        fitting = [beginning for beginning in self.answers if line.startswith(beginning)]
        return self.answers[max(fitting, key=len)] if fitting else Ran(0, "", "")

    def lines(self) -> list[str]:
        return [" ".join(argv) for argv in self.started]


@pytest.fixture
def programs() -> Programs:
    return Programs()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A card that was never started."""
    made = Places(tmp_path)
    for folder in ("boot/firmware", "etc/NetworkManager/system-connections", "etc/pioreactor", "sys/class/leds"):
        (tmp_path / folder).mkdir(parents=True)
    made.memory.mkdir(parents=True)
    made.pending.touch()
    made.answer.parent.mkdir(parents=True)
    made.at("etc/machine-id").write_text(MACHINE)
    made.at("etc/hostname").write_text("pioreactor\n")
    return made


@pytest.fixture
def host(places: Places, programs: Programs) -> Host:
    return Host(places, State(), Progress(places), programs)
