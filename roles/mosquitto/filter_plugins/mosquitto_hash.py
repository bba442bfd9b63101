"""The form in which Mosquitto keeps a password, made here: no password reaches a process list or a file on the way."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

ITERATIONS = 101
"""As mosquitto_passwd uses; our passwords are random and long, so guessing does not become cheaper by few rounds."""


def mosquitto_hash(password: str, name: str) -> str:
    """PBKDF2 with SHA-512 (``$7$``). The salt follows from name and password, so the second run changes nothing."""
    salt = hashlib.sha512(f"salt of {name}\0{password}".encode()).digest()[:12]
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS, 64)
    return f"$7${ITERATIONS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


class FilterModule:
    """Ansible's way of finding the filter."""

    def filters(self) -> dict[str, Callable[[str, str], str]]:
        """By the name used in templates."""
        return {"mosquitto_hash": mosquitto_hash}
