"""``python -m pioreactor.cluster.joining.runner``: adds or removes the unit that was asked for.

A process of its own, on a host the service ``pioreactor-cluster-join``: page and web server may come and go. What it
may do as root here is what the command of the playbooks lets through.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.cluster import errands
from pioreactor.cluster.joining import asking
from pioreactor.cluster.joining.adding import Adding
from pioreactor.cluster.joining.leaving import Leaving
from pioreactor.cluster.joining.records import DESK, Failure, Join, Stage, StageError, StageState
from pioreactor.cluster.joining.stages import StageName
from pioreactor.cluster.redacting import redacted
from pioreactor.cluster.ssh import HostKeyChangedError, LoginRefusedError, SshError
from pioreactor.exc import PioreactorError

_SAVED_EVERY_S: Final = 0.5


def main() -> None:
    """Take the request and carry it out. Exit code 1 if there is none that can be."""
    errands.carry_out(DESK, perform)


def perform(run: Join) -> None:
    """Go through the stages of ``run``, keep the record, and put back what cannot be finished. Raises OSError."""
    book = Book(run)
    signal.signal(signal.SIGTERM, book.on_signal)
    signal.signal(signal.SIGINT, book.on_signal)
    if run.kind == "remove":
        book.work(Leaving(run, book.tell).stages())
        book.end(_meta_of_removal(run))
    else:
        adding = Adding(run, asking.take_secrets(run.run_id), book.tell)
        try:
            is_done = book.work(adding.stages())
            book.end(_meta_of_success(run, adding) if is_done else book.put_back(adding))
        finally:
            adding.close()
    DESK.forget_old()


class Book:
    """The record of a run while it lasts."""

    def __init__(self, run: Join) -> None:
        self._run = run
        self._began = clock.wall_monotonic()
        self._saved = 0.0
        self._is_stopped = False
        self._present: Stage | None = None
        run.outcome, run.began_at = "running", clock.timestamp()
        DESK.save(run)

    def work(self, stages: dict[StageName, Callable[[], str]]) -> bool:
        """One stage after the other, until one fails or somebody asks to stop. True if all are done."""
        for name, do in stages.items():
            if self._is_stopped or DESK.stop_request().exists():
                self._is_stopped = True
                DESK.stop_request().unlink(missing_ok=True)
                return False
            if not self._do(self._run.stage(name), do):
                return False
        return True

    def _do(self, stage: Stage, do: Callable[[], str]) -> bool:
        self._present = stage
        began = clock.wall_monotonic()
        stage.state, stage.began_at = "running", clock.timestamp()
        DESK.save(self._run)
        state: StageState = "failed"
        try:
            stage.text = do()
            state = "done"
        except Exception as error:
            self._run.failure = _failure(stage.name, error)
            stage.text = self._run.failure.cause
        stage.took_s, stage.state = round(clock.wall_monotonic() - began, 1), state
        DESK.save(self._run)
        return state == "done"

    def tell(self, text: str) -> None:
        """What the present stage does; on the disk at most twice a second."""
        assert self._present is not None
        self._present.text = text
        if clock.wall_monotonic() - self._saved > _SAVED_EVERY_S:
            self._saved = clock.wall_monotonic()
            DESK.save(self._run)

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Somebody stops us: after the present stage."""
        self._is_stopped = True

    def put_back(self, adding: Adding) -> str:
        """Undo in reverse what this run has changed; what that was, in a sentence."""
        done, failed = [], []
        for what, name, undo in reversed(adding.undo):
            try:
                undo()
                done.append(what)
                stage = self._run.stage(name)
                if stage.state == "done":
                    stage.state, stage.text = "undone", f"{stage.text}; put back"
            except Exception as error:
                failed.append(f"{what} ({redacted(str(error))})")
            DESK.save(self._run)
        unit = self._run.unit
        if failed:
            return (
                f"Not everything could be put back: {', '.join(failed)}. Start it again, or: pio cluster remove {unit}"
            )
        return f"Put back: {', '.join(done)}" if done else f"Nothing on {unit} was changed"

    def end(self, meta: str) -> None:
        """Write down how it ended."""
        run = self._run
        for stage in run.stages:
            if stage.state == "waiting":
                stage.state = "skipped"
        run.meta, run.ended_at = meta, clock.timestamp()
        run.took_s = round(clock.wall_monotonic() - self._began, 1)
        run.outcome = "stopped" if self._is_stopped else "failed" if run.failure else "succeeded"
        run.message = run.failure.cause if run.failure else ""
        DESK.save(run)


def _failure(stage: StageName, error: Exception) -> Failure:
    """What a person is told. An error that is not ours is told with its kind."""
    if isinstance(error, StageError):
        cause, remedy, actions, details = error.cause, error.remedy, error.actions, error.details
    elif isinstance(error, SshError):
        cause, remedy, details = error.cause, error.remedy, ""
        actions = (
            ["accept_host_key"]
            if isinstance(error, HostKeyChangedError)
            else ["give_claim_code", "give_password"]
            if isinstance(error, LoginRefusedError)
            else ["try_again"]
        )
    elif isinstance(error, PioreactorError):
        cause, remedy, actions, details = str(error), "Mend that, then start it again.", ["try_again"], ""
    else:
        cause, remedy = (
            f"The leader failed at this stage: {type(error).__name__}.",
            "Start it again; report it if it stays.",
        )
        actions, details = ["try_again"], str(error)
    return msgspec.convert(
        {"stage": stage, "cause": redacted(cause), "remedy": remedy, "actions": actions, "details": redacted(details)},
        Failure,
    )


def _meta_of_success(run: Join, adding: Adding) -> str:
    changed = [what for what, _, _ in adding.undo]
    if not changed and run.stage(StageName.ROLE).text.startswith("Everything"):
        return f"{run.unit} was a healthy member already; nothing was changed"
    return f"{run.unit} is a member of this cluster"


def _meta_of_removal(run: Join) -> str:
    if run.failure is not None:
        return f"{run.unit} has not left completely"
    return run.remains or f"{run.unit} has left; its data stay, here and there"


if __name__ == "__main__":
    clock.configure_from_environment()
    main()
