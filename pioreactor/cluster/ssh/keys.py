"""The leader's own key, and where it and the pinned host keys of the units stand."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from pioreactor.storage.files import write_atomically
from pioreactor.storage.paths import data_root


def folder() -> Path:
    """Only its owner may look inside."""
    return data_root() / "ssh"


def key_path() -> Path:
    """The leader's private key; readable by its owner only."""
    return folder() / "id_ed25519"


def known_hosts_path() -> Path:
    """The pinned host keys, a line for each unit, in OpenSSH's form."""
    return folder() / "known_hosts"


def ensure_key() -> Path:
    """Make the leader's key if there is none. Its path. Raises OSError."""
    with locked():
        if not key_path().exists():
            private, public = _generate()
            write_atomically(key_path().with_suffix(".pub"), f"{public}\n", mode=0o644)
            write_atomically(key_path(), private, mode=0o600)
    return key_path()


def public_key() -> str:
    """The leader's public key as one line, made with the private one if there is none. Raises OSError."""
    return ensure_key().with_suffix(".pub").read_text(encoding="ascii").strip()


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """The folder, made if need be, for one process at a time. Raises OSError."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder(), os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _generate() -> tuple[bytes, str]:
    """A private key in OpenSSH's form, and the line of its public half."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return private, f"{public} pioreactor-leader@{socket.gethostname()}"
