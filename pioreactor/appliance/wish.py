"""A reset that was asked for, written down: the next boot carries it out, and a power cut in it leads back to it."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Final

import msgspec

from pioreactor.appliance.places import Places
from pioreactor.appliance.settings import Settings
from pioreactor.storage.files import write_atomically

FORMAT: Final = 1


class Wish(msgspec.Struct, omit_defaults=True):
    """``factory_reset``: what becomes of the unit, for people and for the service that looks for this word.

    ``asked_at``: UTC, by which what is kept is called.
    ``backup``: folder of a backup that is kept; empty: none. ``keeps_data``: what a worker holds is kept instead.
    ``keeps_identity``: name, SSH host key, machine id, accounts and networks stay, as for another role.
    ``forgets_network``: the Wi-Fi that it knows goes, too. ``then``: what the first boot is told; None: it reads the
    card, on which ``has_file`` says that a person has written.
    """

    factory_reset: str
    asked_at: str
    format: int = FORMAT
    backup: str = ""
    keeps_data: bool = False
    keeps_calibrations: bool = False
    keeps_identity: bool = False
    forgets_network: bool = False
    then: Settings | None = None
    has_file: bool = False


def path(places: Places) -> Path:
    """Where it stands, beside what is deleted."""
    return places.at("etc/pioreactor/reset.json")


def load(places: Places) -> Wish | None:
    """The wish that is not fulfilled yet, if there is one."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        found = msgspec.json.decode(path(places).read_bytes(), type=Wish)
        return found if found.format == FORMAT else None
    return None


def save(places: Places, wish: Wish) -> None:
    """From here on there is no way back. Raises OSError."""
    write_atomically(path(places), msgspec.json.encode(wish), mode=0o600)


def is_handled(places: Places, raw: bytes) -> bool:
    """Whether this very file has led to a reset: a card that forgets what is written onto it must not lead to more."""
    with contextlib.suppress(OSError):
        return _handled(places).read_text(encoding="ascii") == hashlib.sha256(raw).hexdigest()
    return False


def remember_as_handled(places: Places, raw: bytes) -> None:
    """Raises OSError."""
    write_atomically(_handled(places), hashlib.sha256(raw).hexdigest(), mode=0o600)


def _handled(places: Places) -> Path:
    return places.at("etc/pioreactor/reset-handled")
