"""How far a first boot is, for people: on the page, in a file on the card, on the screen and with the light."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Collection, Sequence
from typing import Final, Literal

import msgspec

from pioreactor import clock
from pioreactor.appliance.light import Light
from pioreactor.appliance.places import Places
from pioreactor.appliance.settings import Problem, Settings
from pioreactor.appliance.state import Step
from pioreactor.storage.files import write_atomically

FORMAT: Final = 1
TITLES: Final = {
    Step.READ: "Reading what is on the card",
    Step.IDENTIFY: "Making this unit's own name and keys",
    Step.CONNECT: "Looking for the network",
    Step.ASK: "Waiting for your answers",
    Step.RESTORE: "Bringing back what the archive holds",
    Step.CONVERGE: "Setting up the software",
    Step.FINISH: "Looking whether all is well",
    Step.DONE: "Done",
}
_PATTERNS: Final = {Step.ASK: "asking"}


class Network(msgspec.Struct, frozen=True):
    """A Wi-Fi network in reach. ``signal``: percent."""

    ssid: str
    signal: int
    is_open: bool


class Shown(msgspec.Struct, omit_defaults=True):
    """What the page gets: nothing in here is secret. ``text``: what is done now; ``steps``: their titles."""

    format: int = FORMAT
    unit: str = ""
    role: str = ""
    step: Step = Step.READ
    text: str = ""
    steps: list[tuple[str, Literal["done", "now", "later"]]] = []
    problems: list[str] = []
    notes: list[str] = []
    failure: str = ""
    is_asking: bool = False
    given: Settings = msgspec.field(default_factory=Settings)
    networks: list[Network] = []


class Progress:
    """Tells it; a place where it cannot be told is left out."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._light = Light(places.at("sys/class/leds"))
        self._told = ""
        self.shown = Shown()

    def step(self, step: Step, *, skipped: Collection[Step] = (Step.ASK, Step.RESTORE)) -> None:
        """A step begins. ``skipped``: those that this unit does not need."""
        self.shown.step, self.shown.text, self.shown.failure = step, "", ""
        self.shown.is_asking = step is Step.ASK
        order = [one for one in Step if one is not Step.DONE and one not in skipped]
        place = list(Step).index(step)
        self.shown.steps = [
            (TITLES[one], "done" if list(Step).index(one) < place else "now" if one is step else "later")
            for one in order
        ]
        self._light.show(_PATTERNS.get(step, "working"))
        self.text("")
        self.note()

    def text(self, text: str) -> None:
        """What is being done; not worth a write to the card."""
        self.shown.text = text
        with contextlib.suppress(OSError):
            self._places.run.mkdir(parents=True, exist_ok=True)
            write_atomically(self._places.progress, msgspec.json.encode(self.shown), mode=0o644)

    def failed(self, why: str) -> None:
        """The step did not succeed."""
        self.shown.failure = why
        self._light.show("failed")
        self.text(self.shown.text)
        self.note()

    def problems(self, problems: Sequence[Problem]) -> None:
        """What was wrong in what was handed over."""
        self.shown.problems = [str(problem) for problem in problems]

    def note(self, *more: str) -> None:
        """Write it onto the card and the screen, if it says something new. ``more``: for the card only."""
        text = self._status(more)
        if text == self._told:
            return
        self._told = text
        # For the journal, which is no place for a code or a passphrase.
        print(self._status(()).partition("\n\n")[2].strip(), file=sys.stderr, flush=True)  # noqa: T201
        if self._places.boot.is_dir():
            stamped = f"{text}\nWritten at {clock.now():%Y-%m-%d %H:%M} UTC by this unit's clock.\n"
            with contextlib.suppress(OSError):  # a card that is full or read-only; the page says it
                write_atomically(self._places.status, stamped, mode=0o600)

    def over(self) -> None:
        """Nobody needs to be told any more."""
        self._light.give_back()

    def _status(self, more: Sequence[str]) -> str:
        shown = self.shown
        lines = ["Pioreactor: the first boot of this card", ""]
        lines.append(f"{shown.unit or 'This unit'}: {TITLES[shown.step]}.")
        if shown.failure:
            lines += ["", f"This did not succeed: {shown.failure}"]
        if shown.problems:
            lines += ["", "Please correct:", *(f"  - {problem}" for problem in shown.problems)]
        if shown.notes:
            lines += ["", *(f"  - {note}" for note in shown.notes)]
        return "\n".join([*lines, *(["", *more] if more else []), ""])
