"""Mending what a unit can mend of itself: folders, access to its files, leftovers; the host does the rest.

Nothing that is measured or configured is touched, and nothing runs differently afterwards if all was well before.
"""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pioreactor.exc import StorageError
from pioreactor.runtime import repair_wishes
from pioreactor.storage import paths
from pioreactor.storage.caches import open_small_database

_ASIDE: Final = re.compile(r"\..+\.(?P<pid>\d+)\.[0-9a-f]{6}")
"""A file that is being written (see storage.files). If its process is gone, a power cut left it."""
_OWNER_FILE, _OWNER_FOLDER = stat.S_IRUSR | stat.S_IWUSR, stat.S_IRWXU
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class Step(NamedTuple):
    """One line of a repair. ``is_mended``: False if something is still wrong; the text then says what to do."""

    name: str
    is_mended: bool
    text: str


def steps() -> Iterator[Step]:
    """Mend one thing after the other; each is told when it is done."""
    for name, mend in _STEPS.items():
        try:
            yield Step(name, True, mend())
        except (OSError, StorageError, repair_wishes.NotRepairedError) as error:
            yield Step(name, False, " ".join(str(error).split()))


def _by_host() -> str:
    if not repair_wishes.has_mender():
        return "Owners and services are left alone: nothing on this computer mends them on request."
    return " ".join(repair_wishes.repair_host())


def _folders() -> str:
    made = []
    for folder, mode in (
        (paths.data_root(), 0o750),
        (paths.storage_dir(), 0o750),
        (paths.data_root() / "plugins", 0o750),
        (paths.run_dir(), 0o2770),
        (paths.temporary_cache_path().parent, 0o2770),
        (paths.log_path().parent, 0o750),
    ):
        if not folder.is_dir():
            folder.mkdir(parents=True)
            folder.chmod(mode)
            made.append(str(folder))
    return f"Made: {', '.join(made)}." if made else "All are there."


def _access() -> str:
    private = {paths.credentials_path(), paths.cluster_secrets_path(), paths.claim_code_path()}
    secret_folders = {paths.data_root() / "ssh", paths.data_root() / "authority"}
    changed, foreign = 0, []
    for path, found in _everything(paths.data_root()):
        is_folder = stat.S_ISDIR(found.st_mode)
        mode = stat.S_IMODE(found.st_mode)
        wanted = (mode | (_OWNER_FOLDER if is_folder else _OWNER_FILE)) & ~stat.S_IWOTH
        if path in private or secret_folders & {path, path.parent}:
            wanted &= ~_OTHERS
        if found.st_uid != os.geteuid() and os.geteuid() != 0:
            foreign.append(str(path))
        elif wanted != mode:
            path.chmod(wanted)
            changed += 1
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise PermissionError(f"{foreign[0]}{more} belong to another account. Run playbooks/site.yml.")
    return f"Modes of {changed} files and folders were mended." if changed else "All files can be read and written."


def _leftovers() -> str:
    removed = 0
    for path, found in _everything(paths.data_root()):
        aside = _ASIDE.fullmatch(path.name) if stat.S_ISREG(found.st_mode) else None
        if aside is not None and not Path(f"/proc/{aside['pid']}").exists():
            path.unlink(missing_ok=True)
            removed += 1
    return f"{removed} half-written files were removed." if removed else "None."


def _caches() -> str:
    for path in (paths.temporary_cache_path(), paths.persistent_cache_path()):
        connection = open_small_database(path)
        try:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            verdict = str(error)
        finally:
            connection.close()
        if verdict != "ok":
            raise StorageError(f"{path} is damaged: {verdict}. Stop the unit's jobs, move it away, start again.")
    return "They can be used."


def _everything(root: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """All files and folders below ``root``; links are not followed and not told."""
    for folder, _, files in os.walk(root):
        for path in (Path(folder), *(Path(folder, name) for name in files)):
            try:
                found = path.lstat()
            except FileNotFoundError:
                continue
            if not stat.S_ISLNK(found.st_mode):
                yield path, found


_STEPS: Final[dict[str, Callable[[], str]]] = {
    "host": _by_host,
    "folders": _folders,
    "access": _access,
    "caches": _caches,
    "leftovers": _leftovers,
}
