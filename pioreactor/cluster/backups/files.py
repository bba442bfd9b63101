"""The files beside the database: configuration, secrets, calibrations, estimators, profiles, models and plugins."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pioreactor.cluster.backups.structs import BackupError
from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import data_root

_NAMES: Final = (
    "config.ini",
    "unit_config.ini",
    "credentials.json",
    "cluster_credentials.json",
    "storage/unit_state.json",
    "storage/mirror/wish.json",
    "ca.pem",
)
_FOLDERS: Final = (
    "authority", "ssh", "storage/calibrations", "storage/estimators", "experiment_profiles", "models", "plugins",
)  # fmt: skip
_PRIVATE: Final = frozenset({"credentials.json", "cluster_credentials.json", "storage/mirror/wish.json"})
_PRIVATE_FOLDERS: Final = ("authority", "ssh")
"""Nobody but their owner may look inside: the keys of the cluster's certificates, and of the leader itself."""


def pack(target: Path) -> None:
    """Write all of them that exist into ``target``, readable by the owner only. Raises OSError."""
    root = data_root()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in _present(root):
            packed.write(path, path.relative_to(root).as_posix())


def names_in(archive: Path) -> list[str]:
    """What is in there, checked against its checksums. Raises BackupError for a damaged or foreign archive."""
    try:
        with zipfile.ZipFile(archive) as packed:
            damaged = packed.testzip()
            names = packed.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupError(f"{archive} cannot be read: {error}.") from error
    foreign = [name for name in names if not _is_ours(name)]
    if damaged or foreign:
        raise BackupError(f"{archive} is {'damaged' if damaged else 'not ours'}: {damaged or foreign[0]}.")
    return names


def put_back(archive: Path, aside: Path) -> list[str]:
    """Write every file of ``archive`` to its place; what differs there is first copied to ``aside``. Their names."""
    root, replaced = data_root(), []
    names = names_in(archive)
    with zipfile.ZipFile(archive) as packed:
        for name in names:
            content, place = packed.read(name), root / name
            if place.exists() and place.read_bytes() == content:
                continue
            if place.exists():
                write_atomically(aside / name, place.read_bytes(), mode=0o600)
            folder = name.partition("/")[0]
            if folder in _PRIVATE_FOLDERS:
                (root / folder).mkdir(mode=0o700, exist_ok=True)
            is_private = name in _PRIVATE or folder in _PRIVATE_FOLDERS
            write_atomically(place, content, mode=0o600 if is_private else 0o640)
            replaced.append(name)
    return replaced


def _present(root: Path) -> Iterator[Path]:
    yield from (root / name for name in _NAMES if (root / name).is_file())
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts:
                yield path


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    is_below = any(name.startswith(f"{folder}/") for folder in _FOLDERS)
    return (name in _NAMES or is_below) and ".." not in parts and "" not in parts
