"""Errands of the leader: work that outlives whoever asked for it, done by a service of its own.

The page or a command writes a request; systemd starts the service when the file appears; the service writes down how
far it is, and everybody reads that. An errand is at the same time the record and, while it lasts, the lock: whoever
carries it out holds a file, so one whose process has died is known to be interrupted.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final, Generic, Literal, TypeVar

import msgspec

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import storage_dir

FORMAT: Final = 1
KEPT: Final = 30
"""So many errands of a kind stay in the history."""
OLDEST_REQUEST_S: Final = 60.0
"""A request that nobody took up in this time is not carried out later, when nobody expects it any more."""
_BEGINS_WITHIN_S: Final = 30.0
_ID: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")
_UNITS: Final = Path("/etc/systemd/system")

Outcome = Literal["asked", "running", "succeeded", "failed", "stopped", "interrupted"]


class Errand(msgspec.Struct, kw_only=True):
    """What is written down of every errand. Times are ISO-8601, ``took_s`` seconds of the wall.

    ``message``: why it did not succeed; empty otherwise.
    """

    format: int = FORMAT
    run_id: str
    asked_by: str = ""
    asked_at: str = ""
    began_at: str = ""
    ended_at: str = ""
    took_s: float | None = None
    outcome: Outcome = "asked"
    message: str = ""

    @property
    def has_ended(self) -> bool:
        """True when nothing more will come of it."""
        return self.outcome not in ("asked", "running")


class Request(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the service is to do; ``asked_s``: unix seconds."""

    run_id: Annotated[str, msgspec.Meta(pattern=r"^\d{8}T\d{6}Z-[0-9a-f]{4}$")]
    asked_s: float


E = TypeVar("E", bound=Errand)
L = TypeVar("L", bound=msgspec.Struct)


class Desk(Generic[E]):
    """Where errands of one kind are asked for and written down.

    ``name``: of the folder below ``storage``; ``kind``: of the record; ``noun``: for people; ``module``: carries an
    errand out; ``service``: the systemd unit that runs it; ``failure``, ``unknown``: the errors that are raised;
    ``orphaned``: said of one whose process has died.
    """

    def __init__(
        self,
        name: str,
        kind: type[E],
        *,
        noun: str,
        module: str,
        service: str,
        failure: type[PioreactorError],
        unknown: type[PioreactorError],
        orphaned: str = "Whoever ran it is gone, as after a power cut of the leader.",
    ) -> None:
        self.name, self.noun, self.module, self.service = name, noun, module, service
        self._kind, self._failure, self._unknown, self._orphaned = kind, failure, unknown, orphaned

    # --- places ---------------------------------------------------------------------------------------------------

    def folder(self) -> Path:
        """The folder of all of it."""
        return storage_dir() / self.name

    def runs(self) -> Path:
        """A record and a list of events for each errand."""
        return self.folder() / "runs"

    def request(self) -> Path:
        """What somebody asks for; systemd starts the service when this file appears."""
        return self.folder() / "request.json"

    def stop_request(self) -> Path:
        """Somebody asks the errand under way to stop."""
        return self.folder() / "stop"

    def lock(self) -> Path:
        """Held by whoever carries an errand out, as long as that process lives."""
        return self.folder() / "run.lock"

    def starter(self) -> Path:
        """The systemd unit that waits for requests; from a role, so it is missing in a checkout."""
        return _UNITS / f"{self.service}.path"

    # --- records --------------------------------------------------------------------------------------------------

    def save(self, run: E) -> None:
        """Write the record down. Raises OSError."""
        write_atomically(self.path_of(run.run_id), msgspec.json.format(msgspec.json.encode(run)), mode=0o640)

    def load(self, run_id: str) -> E:
        """An errand by its id. Raises the error for unknown ones."""
        try:
            return msgspec.json.decode(self.path_of(run_id).read_bytes(), type=self._kind)
        except (OSError, msgspec.MsgspecError) as error:
            raise self._unknown(f"There is no {self.noun} {run_id[:40]!r} in the history.") from error

    def history(self) -> Iterator[E]:
        """All of them, the newest first; a record that cannot be read is left out."""
        for path in self._paths():
            with contextlib.suppress(OSError, msgspec.MsgspecError):
                yield msgspec.json.decode(path.read_bytes(), type=self._kind)

    def newest(self) -> E | None:
        """The errand under way, or the last one."""
        return next(self.history(), None)

    def last(self) -> E | None:
        """The errand under way, or the last one, as it is now."""
        run = self.newest()
        return None if run is None else self.look(run)

    def path_of(self, run_id: str) -> Path:
        """The file of a record. Raises the error for unknown ones for what is no id."""
        if not _ID.fullmatch(run_id):
            raise self._unknown(f"{run_id[:40]!r} is not the id of an errand ({self.noun}).")
        return self.runs() / f"{run_id}.json"

    def events_of(self, run_id: str) -> Path:
        """The file with everything that happened, a line of JSON each."""
        return self.path_of(run_id).with_suffix(".events")

    def forget_old(self) -> None:
        """Keep the newest ones only."""
        for path in self._paths()[KEPT:]:
            path.unlink(missing_ok=True)
            path.with_suffix(".events").unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        return sorted((path for path in self.runs().glob("*.json") if _ID.fullmatch(path.stem)), reverse=True)

    # --- asking ---------------------------------------------------------------------------------------------------

    def ask(self, run: E) -> None:
        """Have an errand carried out, outside this process. Raises OSError."""
        self.stop_request().unlink(missing_ok=True)
        self.save(run)
        request = Request(run_id=run.run_id, asked_s=clock.now_s())
        write_atomically(self.request(), msgspec.json.encode(request), mode=0o640)
        if not self.starter().exists():
            self._start_by_ourselves()

    def stop(self) -> bool:
        """Ask the errand under way to stop; False if there is none. It may take some seconds."""
        run = self.present()
        if run is None:
            return False
        if run.outcome == "asked":
            self.request().unlink(missing_ok=True)
        self.stop_request().touch()
        return True

    def present(self) -> E | None:
        """The errand that is asked for or under way."""
        run = self.last()
        return None if run is None or run.has_ended else run

    def look(self, run: E) -> E:
        """The errand as it is now: one whose process has died, or never came, is interrupted."""
        if run.has_ended or self.is_held():
            return run
        fresh = self.load(run.run_id)  # it may have ended since it was read
        if fresh.has_ended:
            return fresh
        age_s = (clock.now_s() - clock.from_iso(fresh.asked_at).timestamp()) / max(1.0, clock.speed())
        if fresh.outcome == "asked" and age_s < _BEGINS_WITHIN_S:
            return fresh
        fresh.message = fresh.message or (
            f"The leader's service did not begin: journalctl -u {self.service}. Nothing was changed."
            if fresh.outcome == "asked"
            else self._orphaned
        )
        fresh.outcome = "interrupted"
        return fresh

    def is_held(self) -> bool:
        """True while a process carries an errand out."""
        try:
            with self.lock().open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def _start_by_ourselves(self) -> None:
        """Where no systemd waits for requests: a process that does not end with us."""
        process = subprocess.Popen(
            [sys.executable, "-m", self.module],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        # Whoever asked may live long: without this, what has ended would stay in the list of processes.
        threading.Thread(target=process.wait, name=f"{self.name}-ended", daemon=True).start()

    # --- carrying out -----------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def held(self, *, waits: bool = False) -> Iterator[None]:
        """Nobody else carries one out meanwhile. ``waits``: for the end of another one.

        Raises the error for failures where another one is under way, OSError.
        """
        self.folder().mkdir(parents=True, exist_ok=True)
        with self.lock().open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
            except OSError as error:
                raise self._failure(f"Another {self.noun} is under way.") from error
            yield

    @contextlib.contextmanager
    def taken(self) -> Iterator[E]:
        """The errand that was asked for, while we hold the lock. Raises the error for failures, OSError."""
        with self.held():
            yield self.take_request()

    def take_request(self) -> E:
        """What was asked for; the request is gone afterwards, whatever becomes of it. Hold the lock.

        Raises the error for failures, OSError.
        """
        try:
            content = self.request().read_bytes()
            self.request().unlink()
        except FileNotFoundError as error:
            raise self._failure("Nothing was asked for.") from error
        try:
            request = msgspec.json.decode(content, type=Request)
        except msgspec.MsgspecError as error:
            raise self._failure(f"The request cannot be read: {error}.") from error
        run = self.load(request.run_id)
        if run.has_ended or clock.now_s() - request.asked_s > OLDEST_REQUEST_S * max(1.0, clock.speed()):
            raise self._failure(f"{run.run_id} was asked for too long ago. Ask again.")
        return run


def new_id() -> str:
    """An id that sorts by time."""
    return f"{clock.now():%Y%m%dT%H%M%SZ}-{os.urandom(2).hex()}"


def settle_in_own_release(module: str, arguments: Sequence[str] = ()) -> None:
    """Begin anew in the folder of the release that runs now, not through a link that may change in the middle."""
    real = Path(sys.prefix).resolve()
    if str(real) != sys.prefix and (real / "bin" / "python").exists():
        program = str(real / "bin" / "python")
        os.execv(program, [program, "-m", module, *arguments])  # noqa: S606 - that is the point


def carry_out(desk: Desk[E], perform: Callable[[E], None]) -> None:
    """What the service of a desk does: take the errand that was asked for, and perform it.

    Exit code 1 if there is none that can be.
    """
    settle_in_own_release(desk.module)
    try:
        with desk.taken() as run:
            perform(run)
    except (PioreactorError, OSError) as error:
        sys.exit(str(error))


def line_of(run: Errand, kind: type[L], **more: object) -> L:
    """What a list tells of an errand: those fields of ``kind`` that its record has, and ``more``."""
    fields = {name: getattr(run, name) for name in kind.__struct_fields__ if hasattr(run, name)}
    return kind(**{**fields, **more})
