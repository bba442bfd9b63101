"""Where the code of an unclaimed unit can be read: on its screen, and on its card."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

from pioreactor.storage.files import write_atomically

SCREEN: Final = Path("/etc/issue.d/pioreactor-claim.issue")
CARD: Final = Path("/boot/firmware/claim_code.txt")


def show(code: str, unit: str, fingerprint: str) -> None:
    """Write it where people look, readable by root only as far as the file system knows that. Raises OSError."""
    text = f"{unit} belongs to nobody yet. Its claim code: {code}\nIts host key: {fingerprint}\n"
    write_atomically(SCREEN, f"\n{text}\n", mode=0o600)
    if CARD.parent.is_dir():
        with contextlib.suppress(OSError):  # a card that is read-only
            write_atomically(CARD, text, mode=0o600)


def hide() -> None:
    """It has done its work."""
    for path in (SCREEN, CARD):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
