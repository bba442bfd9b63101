"""What every step of a first boot has at hand."""

from __future__ import annotations

from dataclasses import dataclass

from pioreactor.appliance import commands
from pioreactor.appliance.commands import Run
from pioreactor.appliance.places import Places
from pioreactor.appliance.progress import Progress
from pioreactor.appliance.state import State
from pioreactor.exc import PioreactorError


class StepError(PioreactorError):
    """A step did not succeed. The text says why and what a person can do."""


@dataclass
class Host:
    """``state``: what is written down; ``run``: starts programs."""

    places: Places
    state: State
    progress: Progress
    run: Run = commands.run

    @property
    def name(self) -> str:
        """The unit's name; empty before it has one."""
        return self.state.settings.hostname or ""

    def note(self, text: str) -> None:
        """Something that people should know and that stops nothing."""
        if text not in self.state.notes:
            self.state.notes.append(text)
        self.progress.shown.notes = list(self.state.notes)

    def forget(self, text: str) -> None:
        """What was noted is not so any more."""
        self.state.notes = [note for note in self.state.notes if note != text]
        self.progress.shown.notes = list(self.state.notes)
