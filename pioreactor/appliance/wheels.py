"""Plugins as wheels on the boot partition, installed into the release in use without the internet."""

from __future__ import annotations

import configparser
import contextlib
import shutil
import zipfile
from pathlib import Path
from typing import Final

from pioreactor.appliance.host import Host
from pioreactor.storage.files import write_atomically

GROUP: Final = "pioreactor.plugins"
FAILED: Final = "failed"
LEADERS_ONLY: Final = "LEADER_ONLY"
"""A file of that name in a wheel: it is of no use on workers."""
PYTHON: Final = Path("/opt/pioreactor/current/venv/bin/python")
_INSTALLS_WITHIN_S: Final = 300.0


def install(host: Host) -> str:
    """Every wheel with plugins in it; others beside it are what they need. What became of them. Raises OSError."""
    folder = host.places.boot / "pioreactor" / "plugins"
    found = sorted(folder.glob("*.whl")) if folder.is_dir() else []
    if not found or not (host.places.data / "config.ini").exists():
        return ""  # a unit that is nobody's yet does not know whether it leads
    said, is_leader = [], _leads(host)
    plugins = [wheel for wheel in found if has_plugins(wheel)]
    for wheel in plugins:
        if not is_leader and _is_for_leaders(wheel):
            said.append(f"{wheel.name} is for leaders and was left out")
            continue
        options = ["--quiet", "--no-index", "--no-input", "--disable-pip-version-check", "--find-links", str(folder)]
        done = host.run([str(PYTHON), "-m", "pip", "install", *options, str(wheel)], timeout_s=_INSTALLS_WITHIN_S)
        if done.is_ok:
            wheel.unlink()
            said.append(f"{wheel.name} was installed")
        else:
            _set_aside(folder / FAILED, wheel, done.stdout + done.stderr)
            said.append(f"{wheel.name} was not installed; see {FAILED}/{wheel.stem}.log")
    if not plugins:
        said.append("no wheel here has plugins for this software")
    elif not any(wheel.exists() for wheel in plugins):
        for rest in folder.glob("*.whl"):
            rest.unlink()
    return "; ".join(said) + "."


def has_plugins(wheel: Path) -> bool:
    """Whether a wheel has an entry point for plugins; False for what is no wheel."""
    for text in _members(wheel, ".dist-info/entry_points.txt"):
        parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
        with contextlib.suppress(configparser.Error):
            parser.read_string(text)
            return parser.has_section(GROUP)
    return False


def _is_for_leaders(wheel: Path) -> bool:
    return bool(_members(wheel, LEADERS_ONLY))


def _members(wheel: Path, ending: str) -> list[str]:
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name == ending or name.endswith(ending)]
            return [archive.read(name)[:100_000].decode("utf-8", errors="replace") for name in names]
    except (OSError, zipfile.BadZipFile):
        return []


def _leads(host: Host) -> bool:
    """By the configuration: the leader that it names is this unit."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    with contextlib.suppress(OSError, configparser.Error, UnicodeDecodeError):
        parser.read_string((host.places.data / "config.ini").read_text(encoding="utf-8"))
    return parser.get("cluster.topology", "leader_hostname", fallback="") == host.name


def _set_aside(folder: Path, wheel: Path, log: str) -> None:
    folder.mkdir(exist_ok=True)
    shutil.move(wheel, folder / wheel.name)
    write_atomically(folder / f"{wheel.stem}.log", log[-20_000:])
