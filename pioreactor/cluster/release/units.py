"""The systemd units that a release brings along, put in the place of those that the host has."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pioreactor.storage.files import write_atomically

FOLDER: Final = Path("/etc/systemd/system")
_ROLES: Final = ("pioreactor", "leader")


def put_in_place(release: Path, folder: Path = FOLDER) -> list[str]:
    """Write the units of ``release`` that the host has in another form; their names.

    Only those that are the same on every host: what a role makes from a template, and a unit that is new, comes with
    playbooks/site.yml. A release without roles changes nothing. Safe to repeat; systemd has to be told afterwards.
    Raises OSError.
    """
    changed = []
    for role in _ROLES:
        for source in sorted((release / "share/ansible/roles" / role / "files/etc/systemd/system").glob("*")):
            target = folder / source.name
            if target.is_file() and target.read_bytes() != source.read_bytes():
                write_atomically(target, source.read_bytes(), mode=0o644)
                changed.append(source.name)
    return changed
