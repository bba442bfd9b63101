"""``python -m pioreactor.cluster.upgrades.runner``: carries out what was asked for, and writes down how far it is.

A process of its own, on a host the service ``pioreactor-cluster-upgrade``: the web server that passed the request on is
itself replaced in the middle. What it may do as root is what the command of the playbooks lets through.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from types import FrameType
from typing import IO, Final

import msgspec

from pioreactor import clock
from pioreactor.cluster import errands, upgrading
from pioreactor.cluster.redacting import redacted
from pioreactor.cluster.release import state as states
from pioreactor.cluster.upgrades.progress import Progress
from pioreactor.cluster.upgrades.records import DESK, Run
from pioreactor.exc import UpgradeError
from pioreactor.storage.database import holding
from pioreactor.storage.paths import database_path

SERVICE_ENV: Final = "PIO_UPGRADE_SERVICE"
"""The systemd unit that this process is, so that it can ask to be stopped as a whole."""
_SAVED_EVERY_S: Final = 0.5
_LOG_LINES: Final = 60
_IS_RETRY: Final = re.compile(r"FAILED - RETRYING: ").match


def main() -> None:
    """Take the request and carry it out. Exit code 1 if there is none that can be."""
    errands.carry_out(DESK, perform)


def perform(run: Run) -> None:
    """Run the playbook of ``run`` to its end and keep the record. Raises OSError if it cannot be written down."""
    DESK.stop_request().unlink(missing_ok=True)
    with _Book(run) as book:
        signal.signal(signal.SIGINT, book.on_signal)
        signal.signal(signal.SIGTERM, book.on_signal)
        try:
            outcome = upgrading.run(_command(run), book.tell, book.on_start)
        except UpgradeError as error:
            book.end(1, "", str(error))
        else:
            book.end(outcome.exit_code, outcome.log, "")
    if run.outcome != "succeeded":
        _let_units_forget_again()
    DESK.forget_old()


class _Book:
    """The record of a run while it lasts: events come in, it is on the disk at most half a second later."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._progress = Progress(run, clock.timestamp)
        self._guard = threading.Lock()
        self._is_dirty = False
        self._is_stopped = False
        self._ended = threading.Event()
        self._began = clock.wall_monotonic()
        self._process: subprocess.Popen[str] | None = None
        self._events: IO[bytes]
        self._keeper = threading.Thread(target=self._keep, name="record", daemon=True)

    def __enter__(self) -> _Book:
        self._run.outcome, self._run.began_at = "running", clock.timestamp()
        DESK.save(self._run)
        self._events = DESK.events_of(self._run.run_id).open("ab", buffering=0)
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._keeper.join()
        self._events.close()

    def on_start(self, process: subprocess.Popen[str]) -> None:
        """The playbook runs."""
        self._process = process

    def tell(self, event: upgrading.Event) -> None:
        """Something has happened."""
        with self._guard:
            has_changed = self._progress.take(_without_secrets(event))
            self._is_dirty = self._is_dirty or has_changed
        self._events.write(msgspec.json.encode(_without_secrets(event)) + b"\n")

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Somebody stops us: systemd, which stops the playbook as well, or whoever has a terminal."""
        self._is_stopped = True
        self._interrupt()

    def end(self, exit_code: int, log: str, error: str) -> None:
        """Write down how it ended."""
        with self._guard:
            run = self._run
            run.took_s = round(clock.wall_monotonic() - self._began, 1)
            run.ended_at, run.step = clock.timestamp(), ""
            self._progress.end(run.took_s)
            run.outcome = "stopped" if self._is_stopped else "succeeded" if exit_code == 0 else "failed"
            said = [line for line in redacted(log).splitlines() if line.strip() and not _IS_RETRY(line)]
            run.log = said[-_LOG_LINES:]
            if run.outcome == "failed":
                run.message = (
                    error or run.message or _first_reason(run) or "The playbook failed; see what Ansible said."
                )
            DESK.save(run)
            self._is_dirty = False

    def _keep(self) -> None:
        while not self._ended.wait(_SAVED_EVERY_S):
            with self._guard:
                if self._is_dirty:
                    DESK.save(self._run)
                    self._is_dirty = False
            if DESK.stop_request().exists():
                DESK.stop_request().unlink(missing_ok=True)
                self._stop()

    def _stop(self) -> None:
        """The units that change go on to their end by themselves; the others stay as they are."""
        self._is_stopped = True
        service = os.environ.get(SERVICE_ENV)
        if service is None:
            self._interrupt()
        else:  # Ansible runs as root: only systemd may end it
            subprocess.Popen(["sudo", "-n", "systemctl", "stop", service], process_group=0)

    def _interrupt(self) -> None:
        if self._process is not None and self._process.poll() is None:
            try:
                os.killpg(self._process.pid, signal.SIGINT)
            except OSError:
                return  # it has ended, or belongs to root and systemd sees to it


def _command(run: Run) -> list[str]:
    variables = {"upgrade_progress": "true"}
    if run.kind == "upgrade":
        variables |= {"release_bundle": run.bundle, "upgrade_experiments": "wait" if run.waits else "keep"}
    return upgrading.command_line(run.kind, variables, ",".join(run.only))


def _first_reason(run: Run) -> str:
    return next((f"{unit.unit}: {unit.text}" for unit in run.units if unit.text and unit.state != "done"), "")


def _let_units_forget_again() -> None:
    """A run that did not come to its own end would leave the journals growing; the leader's own change needs them."""
    try:
        own = states.load()
    except UpgradeError:
        return
    if own is None or own.has_ended:
        holding.release(database_path())


def _without_secrets(event: upgrading.Event) -> upgrading.Event:
    return msgspec.structs.replace(event, text=redacted(event.text)) if event.text else event


if __name__ == "__main__":
    clock.configure_from_environment()
    main()
