"""Bundles: what is signed is used, and nothing else ever reaches its place."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pioreactor.cluster.release import bundle
from pioreactor.cluster.release import manifest as manifests
from pioreactor.exc import BundleError

Make = Callable[..., Path]
Change = Callable[[list[tuple[tarfile.TarInfo, bytes]]], object]


def rewritten(path: Path, change: Change) -> Path:
    """The same bundle after somebody has changed the list of its members."""
    with tarfile.open(path) as archive:
        members = [(member, archive.extractfile(member).read()) for member in archive]  # type: ignore[union-attr]
    change(members)
    with tarfile.open(path, "w") as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content) if member.isreg() else None)
    return path


def entry(name: str, content: bytes = b"x", kind: bytes = tarfile.REGTYPE) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type = kind
    member.linkname = "/etc/passwd" if kind == tarfile.SYMTYPE else ""
    return member, content if kind == tarfile.REGTYPE else b""


def position(members: list[tuple[tarfile.TarInfo, bytes]], name: str) -> int:
    return [member.name for member, _ in members].index(name)


def replace(name: str, content: bytes) -> Change:
    def change(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        at = position(members, name)
        members[at] = (members[at][0], content)

    return change


def test_it_unpacks_as_it_was_packed(make_bundle: Make, content: Path, signers: Path, tmp_path: Path) -> None:
    path = make_bundle()
    manifest = bundle.unpack(path, tmp_path / "store", signers)
    folder = tmp_path / "store" / "1.2.3"
    assert (path.name, manifest.version, manifest.schema_version) == ("pioreactor-1.2.3-x86_64.tar", "1.2.3", 6)
    for name in manifest.files:
        assert (folder / name).read_bytes() == (content / name).read_bytes()
        assert (folder / name).stat().st_mode & 0o111 == (content / name).stat().st_mode & 0o111
    assert manifests.decode((folder / "manifest.json").read_bytes()) == manifest
    assert sorted(p.name for p in (tmp_path / "store").iterdir()) == ["1.2.3"]


def test_the_same_content_gives_the_same_bytes(make_bundle: Make, content: Path) -> None:
    first = make_bundle().read_bytes()
    (content / "CHANGELOG.md").touch()
    assert make_bundle().read_bytes() == first


def test_unpacking_again_replaces_what_was_there(make_bundle: Make, signers: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    (store / "1.2.3.incoming").mkdir(parents=True)
    (store / "1.2.3").mkdir()
    (store / "1.2.3" / "old").touch()
    bundle.unpack(make_bundle(), store, signers)
    assert not (store / "1.2.3" / "old").exists()
    assert not (store / "1.2.3.incoming").exists()


TAMPERED = {
    "a changed file": (replace("CHANGELOG.md", b"# What is old"), "is not what was signed|in a way"),
    "a changed manifest": (replace("manifest.json", b'{"format": 1}'), "signature"),
    "no signature": (lambda members: members.pop(1), "does not begin with"),
    "a file more": (lambda members: members.append(entry("extra")), "'extra' in a way"),
    "a file twice": (lambda members: members.append(members[2]), "in a way"),
    "a file less": (lambda members: members.pop(), "lacks wheels/thing"),
    "a file outside": (lambda members: members.append(entry("../evil")), "evil' in a way"),
    "an absolute file": (lambda members: members.append(entry("/etc/evil")), "evil' in a way"),
    "a link": (lambda members: members.append(entry("link", kind=tarfile.SYMTYPE)), "'link' in a way"),
    "a link instead of a file": (
        lambda members: members.__setitem__(2, entry(members[2][0].name, kind=tarfile.SYMTYPE)), "in a way",
    ),
    "the manifest last": (lambda members: members.append(members.pop(0)), "does not begin with"),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_changed_is_refused_and_leaves_nothing(
    how: str, make_bundle: Make, signers: Path, tmp_path: Path
) -> None:
    change, words = TAMPERED[how]
    path = rewritten(make_bundle(), change)  # type: ignore[arg-type]
    with pytest.raises(BundleError, match=words):
        bundle.verify(path, signers)
    with pytest.raises(BundleError):
        bundle.unpack(path, tmp_path / "store", signers)
    assert not (tmp_path / "store").exists() or list((tmp_path / "store").iterdir()) == []


def test_a_stranger_s_signature_is_refused(make_bundle: Make, signers: Path) -> None:
    with pytest.raises(BundleError, match="signature of the bundle"):
        bundle.verify(make_bundle("stranger"), signers)


def test_without_a_list_of_signers_nothing_is_trusted(make_bundle: Make, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no list of trusted signers"):
        bundle.verify(make_bundle(), tmp_path / "none")


@pytest.mark.parametrize("length", [0, 100, 5000])
def test_a_file_that_is_cut_short_is_refused(length: int, make_bundle: Make, signers: Path) -> None:
    path = make_bundle()
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(BundleError):
        bundle.verify(path, signers)


def test_a_missing_file_and_another_kind_of_file_are_named(signers: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no file"):
        bundle.verify(tmp_path / "none.tar", signers)
    (tmp_path / "text.tar").write_text("This is no archive." * 100)
    with pytest.raises(BundleError, match="not a release bundle"):
        bundle.verify(tmp_path / "text.tar", signers)


def test_another_architecture_or_python_does_not_fit(make_bundle: Make, signers: Path) -> None:
    manifest = bundle.read_manifest(make_bundle(architecture="aarch64"), signers)
    with pytest.raises(BundleError, match=r"for aarch64, this computer is x86_64. Take pioreactor-1.2.3-x86_64.tar"):
        manifests.check_fits(manifest, "x86_64", "cp311")
    with pytest.raises(BundleError, match="has packages for cp311, this computer has cp313"):
        manifests.check_fits(manifest, "aarch64", "cp313")
    manifests.check_fits(manifest, "aarch64", "cp311")


@pytest.mark.parametrize("version", ["1.2", "../1.2.3", "1.2.3/..", "1.2.3..", "", "v1.2.3"])
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(BundleError, match="is not a version"):
        manifests.check_version(version)
