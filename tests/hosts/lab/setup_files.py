"""What makes one host out of the shared root file system: the files that a card writer would put onto its card."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from . import network, repository, rootfs
from .ssh import new_key

if TYPE_CHECKING:
    from .host import HostSpec


def write(root: Path, spec: HostSpec, owner_key: str) -> str:
    """Writes them below `root`; returns the public key that the host will show."""
    (root / "etc/hostname").write_text(f"{spec.name}\n")
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost\n127.0.1.1 {spec.name}\n")
    (root / "etc/machine-id").write_text(f"{uuid.uuid4().hex}\n")
    (root / "etc/systemd/network/10-host0.network").write_text(
        f"[Match]\nName=host0\n\n[Network]\nAddress={spec.address}/24\nGateway={network.GATEWAY}\n"
    )
    _authorize(root, owner_key)
    _name_the_source(root, spec)
    key = root / "etc/ssh/ssh_host_ed25519_key"
    new_key(key, spec.name)
    return key.with_suffix(".pub").read_text()


def _authorize(root: Path, owner_key: str) -> None:
    # Numbers out of the host's own list: this machine knows nobody of that name.
    account = next(
        line.split(":") for line in (root / "etc/passwd").read_text().splitlines() if line.startswith(f"{rootfs.USER}:")
    )
    owner = (int(account[2]), int(account[3]))
    folder = root / account[5].lstrip("/") / ".ssh"
    folder.mkdir(mode=0o700)
    keys = folder / "authorized_keys"
    keys.write_text(owner_key)
    keys.chmod(0o600)
    for path in (folder, keys):
        os.chown(path, *owner)


def _name_the_source(root: Path, spec: HostSpec) -> None:
    """A host with a network can get Debian packages; ours come from a folder instead of Debian's servers."""
    if not spec.packages:
        return
    (root / "etc/apt/sources.list.d/debian.sources").write_text(
        f"Types: deb\nURIs: file:{repository.SEEN_BY_HOSTS}\nSuites: ./\n"
        f"Signed-By: {repository.SEEN_BY_HOSTS}/{repository.KEY_FILE}\n"
    )
