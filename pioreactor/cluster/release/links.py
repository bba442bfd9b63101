"""The releases on a host, and the links that say which of them is used."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pioreactor.exc import UpgradeError
from pioreactor.storage.files import sync_folder

ROOT: Final = Path("/opt/pioreactor")
CURRENT: Final = "current"
PREVIOUS: Final = "previous"


def linked_version(name: str, root: Path = ROOT) -> str:
    """The version that a link means; empty where there is no such link."""
    try:
        return (root / name).readlink().name
    except OSError:
        return ""


def folder_of(version: str, root: Path = ROOT) -> Path:
    """Where a release is installed. Raises UpgradeError if it is not."""
    folder = root / "releases" / version
    if not version or not (folder / "bin" / "pio").exists():
        raise UpgradeError(f"Release {version or 'of before'} is not installed in {folder.parent}. Install it first.")
    return folder


def point(name: str, version: str, root: Path = ROOT) -> None:
    """Let a link mean another release, in one step, never without it. Raises UpgradeError, OSError."""
    folder_of(version, root)
    aside = root / f".{name}.new"
    aside.unlink(missing_ok=True)
    aside.symlink_to(Path("releases") / version)
    aside.replace(root / name)
    sync_folder(root)
