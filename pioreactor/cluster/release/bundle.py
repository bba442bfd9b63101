"""Reading a release bundle: the signature first, then the manifest, then every file against it.

Nothing reaches its place before all of it was checked.
"""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from pioreactor.cluster.release import manifest as manifests
from pioreactor.cluster.release import signature
from pioreactor.cluster.release.manifest import MANIFEST, SIGNATURE, Manifest
from pioreactor.exc import BundleError
from pioreactor.storage.files import sync_folder

_HEAD_AT_MOST: Final = 4 * 1024 * 1024
_PIECE: Final = 1024 * 1024


def read_manifest(path: Path, signers: Path = signature.SIGNERS) -> Manifest:
    """The manifest of a bundle, its signature verified; the files are not looked at. Raises BundleError."""
    with _opened(path) as archive:
        return _verified_head(archive, signers)


def verify(path: Path, signers: Path = signature.SIGNERS) -> Manifest:
    """Check the whole bundle without unpacking it. Raises BundleError."""
    with _opened(path) as archive:
        manifest = _verified_head(archive, signers)
        for _name, source, entry in _members(archive, manifest):
            _copy(source, None, entry, _name)
        return manifest


def read_text(path: Path, name: str, manifest: Manifest) -> str:
    """A text file of a bundle whose ``manifest`` was verified, checked against it. Raises BundleError, KeyError."""
    entry = manifest.files[name]
    with _opened(path) as archive:
        source = archive.extractfile(name)
        content = source.read(entry.bytes + 1) if source is not None else b""
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise BundleError(f"{name} in the bundle is not what was signed. Nothing of it was used. Copy it again.")
    return content.decode(errors="replace")


def unpack(path: Path, folder: Path, signers: Path = signature.SIGNERS) -> Manifest:
    """Unpack a bundle as ``folder/<version>``, written beside it and renamed when all of it was checked.

    What is there under that version is replaced. Raises BundleError, OSError.
    """
    with _opened(path) as archive:
        manifest = _verified_head(archive, signers)
        folder.mkdir(parents=True, exist_ok=True)
        incoming = folder / f"{manifest.version}.incoming"
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir(mode=0o755)
        try:
            for name, source, entry in _members(archive, manifest):
                target = incoming / name
                target.parent.mkdir(parents=True, exist_ok=True)
                _copy(source, target, entry, name)
                target.chmod(0o755 if entry.is_program else 0o644)
            _write_head(path, incoming)
        except BaseException:
            shutil.rmtree(incoming, ignore_errors=True)
            raise
    final = folder / manifest.version
    shutil.rmtree(final, ignore_errors=True)
    incoming.rename(final)
    sync_folder(folder)
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as archive:
            yield archive
    except FileNotFoundError as error:
        raise BundleError(f"There is no file {path}.") from error
    except (tarfile.TarError, EOFError) as error:
        raise BundleError(f"{path} is not a release bundle, or it is cut short: {error}. Copy it again.") from error


def _verified_head(archive: tarfile.TarFile, signers: Path) -> Manifest:
    content, signed = (_head_member(archive, name) for name in (MANIFEST, SIGNATURE))
    signature.verify(content, signed, signers)
    return manifests.decode(content)


def _head_member(archive: tarfile.TarFile, name: str) -> bytes:
    """The next member, which must be ``name``: both are read before anything that they vouch for."""
    member = archive.next()
    if member is None or member.name != name or not member.isreg() or member.size > _HEAD_AT_MOST:
        raise BundleError(
            f"The bundle does not begin with {MANIFEST} and {SIGNATURE}: it is none of ours, or unsigned."
        )
    source = archive.extractfile(member)
    assert source is not None
    return source.read()


def _members(archive: tarfile.TarFile, manifest: Manifest) -> Iterator[tuple[str, IO[bytes], manifests.Entry]]:
    """Every further member, which must be one of the manifest; at the end none may be missing."""
    missing = dict(manifest.files)
    while (member := archive.next()) is not None:
        entry = missing.pop(member.name, None)
        if entry is None or not member.isreg() or member.size != entry.bytes:
            raise BundleError(f"The bundle holds {member.name!r} in a way that its manifest does not. It was not used.")
        source = archive.extractfile(member)
        assert source is not None
        yield member.name, source, entry
    if missing:
        raise BundleError(f"The bundle lacks {sorted(missing)[0]} and {len(missing) - 1} more files. Copy it again.")


def _copy(source: IO[bytes], target: Path | None, entry: manifests.Entry, name: str) -> None:
    digest = hashlib.sha256()
    output = target.open("xb") if target is not None else None
    try:
        while piece := source.read(_PIECE):
            digest.update(piece)
            if output is not None:
                output.write(piece)
    finally:
        if output is not None:
            output.close()
    if digest.hexdigest() != entry.sha256:
        raise BundleError(f"{name} in the bundle is not what was signed. Nothing of it was used. Copy it again.")


def _write_head(path: Path, folder: Path) -> None:
    with _opened(path) as archive:
        for name in (MANIFEST, SIGNATURE):
            (folder / name).write_bytes(_head_member(archive, name))
