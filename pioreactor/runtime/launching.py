"""Starting a job as a process of its own, and watching its start."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from pioreactor import clock
from pioreactor.exc import StorageError
from pioreactor.runtime.pio_commands import pio_command
from pioreactor.runtime.registry import Registry
from pioreactor.storage.paths import run_dir

if TYPE_CHECKING:
    import subprocess

WATCHED_FOR_S: Final = 1.0
"""Wall seconds after its entry in the list of jobs in which a job may still fail at its start."""
ENTERS_WITHIN_S: Final = 10.0
"""Wall seconds that a busy or slow computer may need until a job has come so far."""
PASSED_ON: Final = frozenset(
    {
        *("EXPERIMENT", "JOB_SOURCE", "TESTING", "HOSTNAME", "HARDWARE", "ACTIVE", "FIRMWARE", "DEBUG", "MODEL_NAME"),
        *("MODEL_VERSION", "SKIP_PLUGINS", "DOT_PIOREACTOR", "GLOBAL_CONFIG", "LOCAL_CONFIG", "HAT_PRESENT"),
        "PIO_RESUMED_SETTINGS",
    }
)
"""Variables that the asker may set for a job."""
FOR_EVERY_JOB: Final = {"MALLOC_ARENA_MAX": "1"}
"""What whoever starts a job should set: one C heap for all its threads (0.2 MB less; see running.share_one_heap)."""
_SAID_AT_MOST = 64 * 1024


class LaunchOutcome(NamedTuple):
    """``ok``: it is ready, lives a second after its entry in the list of jobs, or ended well. ``last_line``: of what it
    said until its end; empty while it lives."""

    ok: bool
    exit_code: int | None
    last_line: str
    pid: int


def command_line(
    job_name: str,
    args: Sequence[str] = (),
    options: Mapping[str, Any] | None = None,
    config_overrides: Iterable[Sequence[str]] = (),
) -> list[str]:
    """The whole ``pio run`` command. Options with None are flags; underscores in their names become dashes."""
    command = [*pio_command(), "run"]
    for section, key, value in config_overrides:
        command += ["--config-override", section, key, value]
    command += [job_name, *map(str, args)]
    for name, value in (options or {}).items():
        command.append("--" + name.replace("_", "-"))
        if value is not None:
            command.append(str(value))
    return command


def launch_job(
    job_name: str,
    args: Sequence[str] = (),
    options: Mapping[str, Any] | None = None,
    env: Mapping[str, str | None] | None = None,
    config_overrides: Iterable[Sequence[str]] = (),
    when_ended: Callable[[LaunchOutcome], None] | None = None,
) -> LaunchOutcome:
    """Start ``pio run <job_name>`` detached from this process and watch its start, 10 wall seconds at most.

    ``env``: further variables; those not in PASSED_ON and empty ones are left out. Returns as soon as the job is ready
    or has ended. ``when_ended`` is called once, in another thread, when a job ends that lived on; with its exit code
    and the last line that it said.
    """
    return _launch(job_name, command_line(job_name, args, options, config_overrides), env or {}, when_ended)


def launch_words(arguments: Sequence[str], env: Mapping[str, str | None] | None = None) -> LaunchOutcome:
    """As :func:`launch_job`, with everything that follows ``pio run`` as it stood in an earlier command line."""
    return _launch("again", [*pio_command(), "run", *arguments], env or {})


def _launch(
    title: str,
    command: list[str],
    env: Mapping[str, str | None],
    when_ended: Callable[[LaunchOutcome], None] | None = None,
) -> LaunchOutcome:
    import subprocess  # 0.4 MB that a monitor does not need until it starts something

    with _output_file(title) as output:
        try:
            process = subprocess.Popen(
                command,
                env=_environment(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            return LaunchOutcome(False, None, f"{command[0]} cannot be started: {error}.", 0)
        _end_protection(process.pid)
        exit_code = _watch(process)
        if exit_code is None:
            # Somebody has to collect the exit code, or the ended job stays in the process table.
            said = os.fdopen(os.dup(output.fileno()), "rb")
            threading.Thread(
                target=_see_out, args=(process, said, when_ended), name=f"waits for {title}", daemon=True
            ).start()
        failed = exit_code not in (None, 0)
        return LaunchOutcome(not failed, exit_code, "" if exit_code is None else _last_line(output), process.pid)


def _see_out(
    process: subprocess.Popen[bytes], said: IO[bytes], when_ended: Callable[[LaunchOutcome], None] | None
) -> None:
    with said:
        exit_code = process.wait()
        if when_ended is not None:
            when_ended(LaunchOutcome(exit_code == 0, exit_code, _last_line(said), process.pid))


def run_to_end(job_name: str, args: Sequence[str], env: Mapping[str, str | None], timeout: float = 10.0) -> int | None:
    """Run a short ``pio run`` command; its exit code, or None if it had to be ended after ``timeout`` wall seconds."""
    import subprocess

    try:
        run = subprocess.run(
            command_line(job_name, args), env=_environment(env), capture_output=True, timeout=timeout, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.returncode


def _watch(process: subprocess.Popen[bytes]) -> int | None:
    registry = Registry()
    entered_s: list[float] = []

    def is_decided() -> bool:
        if process.poll() is not None:
            return True
        states = _states(registry, process.pid)
        if states and not entered_s:
            entered_s.append(clock.wall_monotonic())
        return "ready" in states or bool(entered_s and clock.wall_monotonic() - entered_s[0] >= WATCHED_FOR_S)

    clock.wait_until(is_decided, ENTERS_WITHIN_S, poll=0.03)
    registry.close()
    return process.poll()


def _end_protection(pid: int) -> None:
    """Monitor is the last to be ended when memory is short; what it starts must not inherit that."""
    with suppress(OSError):
        Path(f"/proc/{pid}/oom_score_adj").write_text("0")


def _states(registry: Registry, pid: int) -> list[str]:
    """What the jobs of a process say of themselves; nothing before they are in the list."""
    try:
        jobs = [record for record in registry.entered_as_running() if record.pid == pid]
        return [str(registry.settings(job.job_id).get("$state", "")) for job in jobs]
    except StorageError:
        return []


def _environment(env: Mapping[str, str | None]) -> dict[str, str]:
    allowed = {name: str(value) for name, value in env.items() if name in PASSED_ON and value not in (None, "")}
    return {**FOR_EVERY_JOB, **os.environ, **allowed, "PIO_LAUNCHED": "1"}


def _output_file(job_name: str) -> IO[bytes]:
    """A file in memory that is gone with the last process that holds it."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", job_name)
    path = run_dir() / "cache" / "launched" / f"{name}.{os.getpid()}.{threading.get_ident()}.out"
    path.parent.mkdir(parents=True, exist_ok=True)
    output = path.open("wb+")
    path.unlink()
    return output


def _last_line(output: IO[bytes]) -> str:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - _SAID_AT_MOST))
    lines = output.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else ""
