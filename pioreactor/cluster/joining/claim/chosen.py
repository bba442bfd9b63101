"""What a person has said before about whose this unit will be; the first boot keeps it (docs/first-boot.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

PATH: Final = Path("/etc/pioreactor/claim.json")


class Chosen(msgspec.Struct, frozen=True, omit_defaults=True):
    """``code``: the first claim code, instead of one that is made; ``leader``: the only name that may claim."""

    code: str = ""
    leader: str = ""


def load(path: Path = PATH) -> Chosen:
    """What was said; nothing where nobody said anything."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Chosen)
    except (OSError, msgspec.MsgspecError):
        return Chosen()
