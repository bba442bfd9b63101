"""Making a release bundle of a folder. The same folder and key give the same bytes."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path
from typing import Final

from pioreactor.cluster.release import manifest as manifests
from pioreactor.cluster.release import signature
from pioreactor.cluster.release.manifest import FORMAT, MANIFEST, PRODUCT, SIGNATURE, Entry, Manifest

_SAME_TIME_S: Final = 0


def describe(folder: Path, *, version: str, architecture: str, pythons: list[str], schema_version: int) -> Manifest:
    """The manifest of what lies in ``folder``. Raises BundleError for a name that a bundle must not have."""
    manifests.check_version(version)
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        name = path.relative_to(folder).as_posix()
        manifests.check_name(name)
        content = path.read_bytes()
        files[name] = Entry(hashlib.sha256(content).hexdigest(), len(content), _is_program(path))
    return Manifest(
        format=FORMAT,
        product=PRODUCT,
        version=version,
        architecture=architecture,
        pythons=pythons,
        schema_version=schema_version,
        files=files,
    )


def pack(folder: Path, manifest: Manifest, key: Path, target_folder: Path) -> Path:
    """Sign the manifest and write ``<target_folder>/<name>.tar``, beside and renamed; the path. Raises BundleError."""
    content = manifests.encode(manifest)
    signed = signature.sign(content, key)
    target_folder.mkdir(parents=True, exist_ok=True)
    target = target_folder / f"{manifest.name}.tar"
    aside = target.with_suffix(".tar.new")
    with tarfile.open(aside, "w", format=tarfile.USTAR_FORMAT) as archive:
        _add(archive, MANIFEST, content)
        _add(archive, SIGNATURE, signed)
        for name, entry in sorted(manifest.files.items()):
            _add(archive, name, (folder / name).read_bytes(), is_program=entry.is_program)
    aside.rename(target)
    return target


def _is_program(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o100)


def _add(archive: tarfile.TarFile, name: str, content: bytes, *, is_program: bool = False) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mtime = _SAME_TIME_S
    member.mode = 0o755 if is_program else 0o644
    archive.addfile(member, io.BytesIO(content))
