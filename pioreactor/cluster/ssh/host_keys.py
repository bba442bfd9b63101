"""Host keys: what a host shows, and what is pinned for a unit."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from pioreactor.cluster.ssh import keys
from pioreactor.cluster.ssh.errors import UnreachableError
from pioreactor.pubsub.addresses import for_socket
from pioreactor.storage.files import write_atomically

if TYPE_CHECKING:
    from paramiko import Transport

PREFERRED: Final = ("ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512", "rsa-sha2-256")
"""Of several keys of a host the first of these is asked for, always the same one."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class HostKey(NamedTuple):
    """A host's public key. ``kind``: such as ``ssh-ed25519``; ``blob``: the key in base64, as in known_hosts."""

    kind: str
    blob: str

    @property
    def fingerprint(self) -> str:
        """As ``ssh-keygen -l`` says it: ``SHA256:`` and 43 signs."""
        digest = hashlib.sha256(base64.b64decode(self.blob)).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")

    @classmethod
    def parse(cls, line: str) -> HostKey:
        """The key of a line such as ``ssh-ed25519 AAAA… comment``. Raises ValueError for anything else."""
        words = line.split()
        if len(words) < 2:
            raise ValueError(f"{line[:60]!r} is not a public key.")
        try:
            base64.b64decode(words[1], validate=True)
        except binascii.Error as error:
            raise ValueError(f"{line[:60]!r} is not a public key.") from error
        return cls(words[0], words[1])


def scan(address: str, port: int = 22, *, timeout_s: float = 5.0) -> HostKey:
    """Ask a host for its key; nothing is logged in, nothing is trusted.

    ``timeout_s``: wall seconds for the connection, and as many for the answer. Raises UnreachableError.
    """
    from paramiko import SSHException

    transport = _transport(address, port, timeout_s)
    try:
        transport.start_client(timeout=timeout_s)
        shown = transport.get_remote_server_key()
    except (SSHException, EOFError, OSError) as error:
        raise UnreachableError(
            f"{address}, port {port}, accepts a connection but does not speak SSH: {error or 'it hung up'}.",
            "See whether the port is right. A host that is still starting, or was tried with wrong passwords several "
            "times, refuses for a while.",
        ) from error
    finally:
        transport.close()
    return HostKey(shown.get_name(), shown.get_base64())


def reach(address: str, port: int, timeout_s: float) -> socket.socket:
    """A connection on which nothing was said yet. Raises UnreachableError within ``timeout_s`` wall seconds."""
    try:
        return socket.create_connection((for_socket(address), port), timeout=timeout_s)
    except socket.gaierror as error:
        raise UnreachableError(
            f"No host in this network is called {address}.",
            "See whether the unit is switched on and in the same network, or give its IP address.",
        ) from error
    except ConnectionRefusedError as error:
        raise UnreachableError(
            f"{address} answers, but its port {port} is closed.",
            "Switch SSH on there, or see whether this is the right address and port.",
        ) from error
    except OSError as error:
        raise UnreachableError(
            f"Nothing answers at {address}, port {port}, within {timeout_s:.0f} s.",
            "See whether the unit is switched on and its network cable or Wi-Fi is connected.",
        ) from error


def _transport(address: str, port: int, timeout_s: float) -> Transport:
    """SSH that has not begun, which asks for the keys that we prefer. Raises UnreachableError."""
    from paramiko import Transport

    transport = Transport(reach(address, port, timeout_s))
    options = transport.get_security_options()
    options.key_types = tuple(kind for kind in PREFERRED if kind in options.key_types)
    transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = timeout_s
    return transport


def pinned(name: str) -> HostKey | None:
    """The key that a unit must show; None if nobody has vouched for one."""
    return next((key for unit, key in _lines() if unit == name), None)


def pinned_names() -> list[str]:
    """The units whose keys are pinned."""
    return [unit for unit, _ in _lines()]


def pin(name: str, key: HostKey) -> bool:
    """From now on the unit must show this key, whatever it was before. False if it is so already. Raises OSError."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a unit.")
    with keys.locked():
        known = list(_lines())
        if (name, key) in known:
            return False
        _write([*((unit, own) for unit, own in known if unit != name), (name, key)])
    return True


def unpin(name: str) -> bool:
    """Forget the key of a unit. False if there was none. Raises OSError."""
    with keys.locked():
        known = list(_lines())
        rest = [(unit, own) for unit, own in known if unit != name]
        if len(rest) == len(known):
            return False
        _write(rest)
    return True


def _lines() -> Iterator[tuple[str, HostKey]]:
    try:
        content = keys.known_hosts_path().read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    for line in content.splitlines():
        name, _, rest = line.partition(" ")
        if name and not name.startswith(("#", "@")):
            yield name, HostKey.parse(rest)


def _write(known: list[tuple[str, HostKey]]) -> None:
    text = "".join(f"{unit} {key.kind} {key.blob}\n" for unit, key in known)
    write_atomically(keys.known_hosts_path(), text, mode=0o600)
