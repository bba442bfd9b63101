"""Running a command on a unit over SSH; on the leader itself without."""

from __future__ import annotations

import shlex
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from typing import IO, TYPE_CHECKING, Any, Final, Literal, TypeAlias

from pioreactor import clock
from pioreactor.cluster import ssh
from pioreactor.cluster.fleet.outcomes import MissedError, Outcome, State
from pioreactor.whoami import get_unit_name

if TYPE_CHECKING:
    from fabric import Connection

Stream: TypeAlias = Literal["stdout", "stderr"]
Tell: TypeAlias = Callable[[str, Stream, str], None]
"""Takes a unit, a stream and a whole line of it."""
LOGIN_LIMIT_S: Final = 15.0
_KEPT_CHARACTERS: Final = 1_000_000
"""Of each stream, for the outcome; what is told line by line is not limited."""
_STREAMS: Final[tuple[Stream, ...]] = ("stdout", "stderr")
_TITLES: Final = {
    ssh.UnreachableError: "not reached over SSH",
    ssh.HostKeyUnknownError: "its host key is unknown",
    ssh.HostKeyChangedError: "its host key has changed",
    ssh.LoginRefusedError: "the login was refused",
}


def line_of(words: Sequence[str]) -> str:
    """The words after ``--`` as one line for a shell: several are quoted each, a single one is a line already."""
    return words[0] if len(words) == 1 else shlex.join(words)


def execute(unit: str, line: str, *, limit_s: float, tell: Tell = lambda unit, stream, text: None) -> Outcome:
    """Run a shell's line on a unit as the user of the unit; ok if it exits with 0.

    ``limit_s``: wall seconds for all of it; then the command is ended. ``tell`` gets each line as it comes, in threads
    of its own. The outcome's value has ``exit_code``, ``stdout`` and ``stderr``. Raises MissedError.
    """
    command = f"sh -c {shlex.quote(_guarded())} guarded {shlex.quote(line)}"
    streams: dict[Stream, _Lines] = {name: _Lines(unit, name, tell) for name in _STREAMS}
    run = _run_here if unit == get_unit_name() else _run_there
    code = run(unit, command, limit_s, streams)
    for stream in streams.values():
        stream.end()
    value: dict[str, Any] = {"exit_code": code, **{name: stream.text for name, stream in streams.items()}}
    if code is None:
        text = f"it has not ended within {limit_s:g} s, and was ended"
        raise MissedError(text, state="timed out", remedy="Give it more time with --limit", value=value)
    if code != 0:
        last = [text for name in ("stderr", "stdout") for text in streams[name].text.strip().splitlines()[-1:]]
        cause = last[0] if last else "it said nothing"
        return Outcome(unit=unit, state="failed", text=f"exit code {code}", cause=cause, value=value)
    return Outcome(unit=unit, state="ok", text="exit code 0", value=value)


@contextmanager
def login(unit: str, limit_s: float = LOGIN_LIMIT_S) -> Iterator[Connection]:
    """A connection to a unit. Raises MissedError where there is none, with the cause and the remedy."""
    try:
        with ssh.connect(ssh.host_of(unit), timeout_s=min(limit_s, LOGIN_LIMIT_S)) as connection:
            yield connection
    except ssh.SshError as error:
        state: State = "unreachable" if isinstance(error, ssh.UnreachableError) else "refused"
        raise MissedError(
            _TITLES.get(type(error), "no SSH"), state=state, cause=error.cause, remedy=error.remedy
        ) from error


class _Lines:
    """A stream as invoke writes to it: kept up to a limit, and told line by line."""

    def __init__(self, unit: str, name: Stream, tell: Tell) -> None:
        self.text = ""
        self._rest = ""
        self._unit = unit
        self._name = name
        self._tell = tell

    def write(self, text: str) -> None:
        self.text += text[: max(0, _KEPT_CHARACTERS - len(self.text))]
        *whole, self._rest = (self._rest + text).split("\n")
        for line in whole:
            self._tell(self._unit, self._name, line.rstrip("\r"))

    def flush(self) -> None:
        """Nothing waits here."""

    def end(self) -> None:
        if self._rest:
            self._tell(self._unit, self._name, self._rest)
            self._rest = ""


def _guarded() -> str:
    return files("pioreactor.cluster.fleet").joinpath("guarded.sh").read_text(encoding="utf-8")


def _run_there(unit: str, command: str, limit_s: float, streams: dict[Stream, _Lines]) -> int | None:
    """The exit code; None if it had to be ended. Closing the connection ends the command, see guarded.sh."""
    from invoke.exceptions import CommandTimedOut

    deadline = clock.wall_monotonic() + limit_s
    with login(unit, limit_s) as connection:
        left_s = max(0.1, deadline - clock.wall_monotonic())
        try:
            result = connection.run(
                command, hide=False, warn=True, in_stream=False, pty=False, timeout=left_s, encoding="utf-8",
                out_stream=streams["stdout"], err_stream=streams["stderr"],
            )  # fmt: skip
        except CommandTimedOut:
            return None
        return int(result.exited)


def _run_here(_: str, command: str, limit_s: float, streams: dict[Stream, _Lines]) -> int | None:
    with subprocess.Popen(
        ["/bin/sh", "-c", command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        pipes: dict[Stream, IO[str]] = {"stdout": process.stdout, "stderr": process.stderr}
        readers = [threading.Thread(target=_pass_on, args=(pipes[name], streams[name]), daemon=True) for name in pipes]
        for reader in readers:
            reader.start()
        try:
            return process.wait(timeout=limit_s)
        except subprocess.TimeoutExpired:
            return None
        finally:
            process.stdin.close()  # ends what still runs
            for reader in readers:
                reader.join()


def _pass_on(pipe: IO[str], stream: _Lines) -> None:
    for line in pipe:
        stream.write(line)
