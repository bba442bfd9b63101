"""Running programs on a host during a change of its release: services as root, `pio` as the user of the unit."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pioreactor.exc import UpgradeError

USER: Final = "pioreactor"
ENVIRONMENT: Final = Path("/etc/pioreactor.env")
_TAKES_AT_MOST_S: Final = 120.0


def systemctl(*arguments: str) -> str:
    """What systemctl prints. Raises UpgradeError."""
    return _checked(["systemctl", *arguments], subprocess_options={})


def pio(release: Path, *arguments: str, timeout_s: float = _TAKES_AT_MOST_S) -> str:
    """What ``pio`` of a release prints, as the unit's user and in its environment. Raises UpgradeError."""
    return _checked([str(release / "bin" / "pio"), *arguments], _as_user(), timeout_s)


def follow_pio(release: Path, *arguments: str, tell: Callable[[str], None]) -> tuple[int, str]:
    """As :func:`pio`, ``tell`` gets each line on stderr as it comes; the exit code and the whole of stdout."""
    command = [str(release / "bin" / "pio"), *arguments]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **_as_user(),  # type: ignore[call-overload]
    ) as process:
        for line in process.stderr:
            tell(line.strip())
        return process.wait(), process.stdout.read()


def _as_user() -> dict[str, object]:
    """Options of subprocess. Whoever is not root, or on a computer without that user, stays who he is."""
    environment = {**os.environ, **environment_of(ENVIRONMENT)}
    entry = next((entry for entry in pwd.getpwall() if entry.pw_name == USER), None)
    if os.getuid() != 0 or entry is None:
        return {"env": environment}
    environment.update(HOME=entry.pw_dir, USER=USER, LOGNAME=USER)
    groups = os.getgrouplist(USER, entry.pw_gid)
    return {"env": environment, "user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": groups, "cwd": "/"}


def environment_of(path: Path) -> dict[str, str]:
    """The variables of a systemd EnvironmentFile; none where there is no such file."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    pairs = [line.partition("=") for line in lines if "=" in line and not line.lstrip().startswith("#")]
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def _checked(command: Sequence[str], subprocess_options: dict[str, object], timeout_s: float = _TAKES_AT_MOST_S) -> str:
    try:
        run = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            **subprocess_options,  # type: ignore[call-overload]
        )
    except subprocess.TimeoutExpired as error:
        raise UpgradeError(f"{' '.join(command)} did not end within {timeout_s:g} s.") from error
    except OSError as error:
        raise UpgradeError(f"{command[0]} cannot be started: {error}.") from error
    if run.returncode != 0:
        said = " ".join((run.stderr or run.stdout).split())[-400:]
        raise UpgradeError(f"{' '.join(command)} failed with {run.returncode}: {said}")
    return str(run.stdout)
