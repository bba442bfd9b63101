"""Signing and verifying with the SSH tools that every host has."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from pioreactor.exc import BundleError

NAMESPACE: Final = "pioreactor-release"
IDENTITY: Final = "release@pioreactor"
SIGNERS: Final = Path(os.environ.get("PIO_RELEASE_SIGNERS", "/etc/pioreactor/release-signers"))
"""Whose bundles are trusted. The environment of a host belongs to root, as the file does."""
_TAKES_AT_MOST_S: Final = 30.0


def sign(content: bytes, key: Path) -> bytes:
    """The signature of ``content``. ``key``: a private SSH key (Ed25519). Raises BundleError."""
    run = _ssh_keygen(["-Y", "sign", "-q", "-n", NAMESPACE, "-f", str(key)], content)
    if run.returncode != 0 or not run.stdout:
        raise BundleError(f"The bundle could not be signed with {key}: {_said(run)}.")
    return run.stdout


def verify(content: bytes, signature: bytes, signers: Path = SIGNERS) -> None:
    """Raise BundleError unless somebody whom ``signers`` names has signed exactly ``content`` as a release.

    ``signers``: an allowed_signers file of ssh-keygen; each line begins with ``release@pioreactor``.
    """
    if not signers.is_file():
        raise BundleError(
            f"There is no list of trusted signers at {signers}, so no bundle can be trusted. It comes with the "
            "installation (playbooks/site.yml)."
        )
    with tempfile.NamedTemporaryFile(prefix="signature-") as file:
        file.write(signature)
        file.flush()
        options = ["-Y", "verify", "-n", NAMESPACE, "-I", IDENTITY, "-f", str(signers), "-s", file.name]
        run = _ssh_keygen(options, content)
    if run.returncode != 0:
        raise BundleError(
            f"The signature of the bundle is not one of {signers}: {_said(run)}. Nothing of it was used. Download it "
            "again from where you trust it."
        )


def _ssh_keygen(options: list[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["ssh-keygen", *options], input=content, capture_output=True, timeout=_TAKES_AT_MOST_S, check=False
        )
    except FileNotFoundError as error:
        raise BundleError("ssh-keygen is missing. Install it: sudo apt install openssh-client") from error
    except subprocess.TimeoutExpired as error:
        raise BundleError(
            "ssh-keygen did not answer within 30 s; a key with a passphrase needs an agent (ssh-add)."
        ) from error


def _said(run: subprocess.CompletedProcess[bytes]) -> str:
    lines = (run.stderr or run.stdout).decode(errors="replace").split("\n")
    return next((line.strip().removesuffix(".") for line in lines if line.strip()), "no reason given")
