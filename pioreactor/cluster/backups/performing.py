"""Making and copying a backup, written down stage by stage. Hold the lock of the desk meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from pioreactor import clock
from pioreactor.cluster.backups import making, records
from pioreactor.cluster.backups.bringing import Brought, bring_everywhere
from pioreactor.cluster.backups.places import Place, places
from pioreactor.cluster.backups.runs import DESK, BackupRun, BackupStage
from pioreactor.cluster.backups.structs import Backup, find
from pioreactor.exc import PioreactorError

Tell = Callable[[Brought], None]


def create(
    run: BackupRun,
    folder: Path,
    *,
    daily: int,
    weekly: int,
    here_only: bool = False,
    tell_made: Callable[[Backup, list[str]], None] = lambda made, removed: None,
    tell: Tell = lambda outcome: None,
) -> list[Brought]:
    """Make one, remove what it supersedes, copy it to its places. Raises BackupError, DatabaseError, OSError."""
    with _Book(run).kept() as book:
        if not here_only:
            book.plan()
        with book.stage(""):
            made = making.create(folder)
            removed = making.rotate(folder, daily=daily, weekly=weekly)
            records.note_made(made)
            book.is_of(made)
            run.removed = removed
        tell_made(made, removed)
        return [] if here_only else book.bring(made, tell)


def copy(run: BackupRun, folder: Path, *, tell: Tell = lambda outcome: None) -> list[Brought]:
    """Read one back, by default the newest, and copy it to the places that lack it. Raises as :func:`create`."""
    with _Book(run).kept() as book:
        book.plan()
        with book.stage(""):
            found = find(folder, run.backup or None)
            making.verify(found)
            records.note_read_back(found.name)
            book.is_of(found)
        return book.bring(found, tell)


def missed(names: list[str]) -> str:
    """These places have no copy, in a sentence; empty if there are none."""
    return f"The backup is whole here, and was not copied to {', '.join(names)}." if names else ""


def without_copy(outcomes: list[Brought]) -> str:
    """Which places have no copy, in a sentence; empty if all have theirs."""
    return missed([outcome.place for outcome in outcomes if outcome.error])


class _Book:
    """The record of a run while it lasts."""

    def __init__(self, run: BackupRun) -> None:
        self._run = run
        self._began_s = self._stage_began_s = clock.wall_monotonic()
        run.outcome, run.began_at = "running", clock.timestamp()
        DESK.save(run)

    @contextlib.contextmanager
    def kept(self) -> Iterator[_Book]:
        """Whatever happens is written down, with its reason."""
        run = self._run
        run.message = "It was broken off."
        try:
            yield self
            run.message = missed([stage.place for stage in run.stages if stage.state == "failed"])
        except (PioreactorError, OSError) as error:
            run.message = str(error)
            raise
        finally:
            for stage in run.stages:
                if stage.state == "waiting":
                    stage.state = "skipped"
            run.outcome = "failed" if run.message else "succeeded"
            run.ended_at, run.took_s = clock.timestamp(), round(clock.wall_monotonic() - self._began_s, 1)
            DESK.save(run)
            DESK.forget_old()

    def plan(self) -> None:
        """The places come after the first stage."""
        self._run.stages += [BackupStage(place=place.name) for place in places()]
        DESK.save(self._run)

    def is_of(self, backup: Backup) -> None:
        """Which backup it is about."""
        one = records.copy_of(backup)
        self._run.backup, self._run.size_bytes, self._run.rows = one.name, one.size_bytes, one.rows

    @contextlib.contextmanager
    def stage(self, place: str) -> Iterator[None]:
        """Something that fails as a whole."""
        self._begin(place)
        try:
            yield
        except BaseException as error:
            self._end(place, str(error) or type(error).__name__)
            raise
        self._end(place, "")

    def bring(self, backup: Backup, tell: Tell) -> list[Brought]:
        """To every place; one that fails keeps no other from its copy."""

        def begin(place: Place) -> None:
            self._begin(place.name)

        def end(outcome: Brought) -> None:
            self._end(outcome.place, outcome.error)
            tell(outcome)

        return bring_everywhere(backup, end, begin)

    def _begin(self, place: str) -> None:
        stage = self._stage(place)
        stage.state, stage.began_at = "running", clock.timestamp()
        self._stage_began_s = clock.wall_monotonic()
        DESK.save(self._run)

    def _end(self, place: str, error: str) -> None:
        stage = self._stage(place)
        stage.state, stage.text = ("failed", error) if error else ("done", "")
        stage.took_s = round(clock.wall_monotonic() - self._stage_began_s, 1)
        DESK.save(self._run)

    def _stage(self, place: str) -> BackupStage:
        """Somebody may have named one more place since it was planned."""
        for stage in self._run.stages:
            if stage.place == place:
                return stage
        self._run.stages.append(BackupStage(place=place))
        return self._run.stages[-1]
