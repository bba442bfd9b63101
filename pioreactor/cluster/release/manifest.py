"""What a release bundle says about itself."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import PurePosixPath
from typing import Final

import msgspec

from pioreactor.exc import BundleError

FORMAT: Final = 1
PRODUCT: Final = "pioreactor"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.sig"
_VERSION: Final = re.compile(r"\d+\.\d+\.\d+([a-z0-9.+-]*[a-z0-9])?")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One file of a bundle."""

    sha256: str
    bytes: int
    is_program: bool = False


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contents of ``manifest.json``.

    ``architecture``: as ``uname -m`` says it; ``pythons``: tags such as ``cp311`` for which there are wheels;
    ``schema_version``: number of the newest migration of the database; ``files``: every other member of the bundle.
    """

    format: int
    product: str
    version: str
    architecture: str
    pythons: list[str]
    schema_version: int
    files: dict[str, Entry]

    @property
    def name(self) -> str:
        """The name of the bundle without its ending."""
        return f"{PRODUCT}-{self.version}-{self.architecture}"

    @property
    def unpacked_bytes(self) -> int:
        """Bytes of all files together."""
        return sum(entry.bytes for entry in self.files.values())


def encode(manifest: Manifest) -> bytes:
    """The text that is signed: the same for the same manifest."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted")) + b"\n"


def decode(content: bytes) -> Manifest:
    """Read a manifest whose signature was verified. Raises BundleError for one that cannot be used."""
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as error:
        raise BundleError(f"The manifest of the bundle cannot be read: {error}. Build the bundle again.") from error
    if manifest.format != FORMAT or manifest.product != PRODUCT:
        raise BundleError(
            f"This is a bundle of {manifest.product!r} in format {manifest.format}; this release reads "
            f"{PRODUCT!r} in format {FORMAT}. Upgrade to a release in between first."
        )
    check_version(manifest.version)
    for name, entry in manifest.files.items():
        check_name(name)
        if not _SHA256.fullmatch(entry.sha256) or entry.bytes < 0:
            raise BundleError(f"The manifest has no usable digest for {name}. Build the bundle again.")
    return manifest


def check_version(version: str) -> None:
    """Raise BundleError for what cannot be the name of a folder of releases."""
    if not _VERSION.fullmatch(version) or ".." in version:
        raise BundleError(f"{version!r} is not a version. It looks like 1.2.3.")


def check_name(name: str) -> None:
    """Raise BundleError for a member that would lie outside the bundle, or that the bundle itself owns."""
    path = PurePosixPath(name)
    is_inside = not path.is_absolute() and ".." not in path.parts and str(path) == name and "\\" not in name
    if not is_inside or not name.isprintable() or name in ("", ".", MANIFEST, SIGNATURE):
        raise BundleError(f"The bundle has a file {name!r}, which is not allowed there. Nothing of it was used.")


def check_fits(manifest: Manifest, architecture: str | None = None, python: str | None = None) -> None:
    """Raise BundleError unless the bundle is for this computer.

    ``architecture``, ``python``: default those of this process.
    """
    architecture = architecture or platform.machine()
    python = python or python_tag()
    if manifest.architecture != architecture:
        raise BundleError(
            f"The bundle is for {manifest.architecture}, this computer is {architecture}. Take "
            f"{PRODUCT}-{manifest.version}-{architecture}.tar instead."
        )
    if python not in manifest.pythons:
        raise BundleError(
            f"The bundle has packages for {', '.join(manifest.pythons)}, this computer has {python}. Upgrade the "
            "operating system, or take a bundle that was made for it."
        )


def python_tag() -> str:
    """``cp311`` for CPython 3.11."""
    return f"cp{sys.version_info.major}{sys.version_info.minor}"
