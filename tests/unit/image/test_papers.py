"""The papers beside an image are of this very image, and signed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from image import bill, listing
from image.publishing import COMPRESSED, FILES, PACKAGES, SBOM, SUMS, beside, describe, publish
from image.verify.checking import check
from tests.unit.image import small


@pytest.fixture
def published(tmp_path: Path, tree: Path, image: Path) -> tuple[Path, Path]:
    """An image with its papers, and the list of who is trusted."""
    key, signers = small.key(tmp_path)
    describe(tree, image)
    publish(image, key)
    return image, signers


def test_good_papers_pass(published: tuple[Path, Path]) -> None:
    image, signers = published
    assert check(image, signers) == []
    assert beside(image, COMPRESSED).stat().st_size < image.stat().st_size / 10
    packages = json.loads(beside(image, SBOM).read_text())["packages"]
    named = {package["externalRefs"][0]["referenceLocator"] for package in packages}
    assert named == {"pkg:deb/debian/base-files@13.8?arch=arm64", "pkg:pypi/pioreactor@1.0.0"}


def test_a_stranger_s_signature_is_found(tmp_path: Path, published: tuple[Path, Path]) -> None:
    (tmp_path / "other").mkdir()
    _, strangers = small.key(tmp_path / "other")
    assert "not signed by somebody who is trusted" in " ".join(check(published[0], strangers))


@pytest.mark.parametrize("end", [COMPRESSED, FILES, PACKAGES, SBOM])
def test_a_changed_paper_is_found(published: tuple[Path, Path], end: str) -> None:
    image, signers = published
    with beside(image, end).open("ab") as file:
        file.write(b" ")
    found = check(image, signers)
    assert f"{image.stem}{end} is not the file that was signed" in found


def test_a_changed_image_is_found(published: tuple[Path, Path]) -> None:
    image, signers = published
    with image.open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\1")
    assert check(image, signers) == [f"{image.name} is not the file that was signed"]


def test_a_missing_paper_is_found(published: tuple[Path, Path]) -> None:
    image, signers = published
    beside(image, SUMS).unlink()
    assert check(image, signers) == [f"missing beside the image: {image.stem}.sha256"]


def test_lists_of_another_image_are_found(tmp_path: Path, tree: Path, image: Path) -> None:
    key, signers = small.key(tmp_path)
    small.put(tree, "etc/only-listed", "")
    small.put(tree, "var/lib/dpkg/status", small.STATUS.replace("base-files", "libc6"))
    describe(tree, image)
    publish(image, key)
    found = " ".join(check(image, signers))
    assert "/etc/only-listed is listed and not in the image" in found
    assert "the package list differs from the image: base-files, libc6" in found
    assert "the SBOM lacks base-files" in found


def test_the_same_files_give_the_same_list_whenever_they_were_written(tmp_path: Path) -> None:
    lists = []
    for number, day in enumerate(("20000", "20001")):
        tree = small.tree(tmp_path / str(number))
        small.put(tree, "etc/shadow", f"root:*:{day}::::::\n")
        small.put(tree, "usr/lib/x.pyc", day)
        lists.append(list(listing.lines(tree)))
    assert lists[0] == lists[1]
    (tmp_path / "1/etc/fstab").write_text("something else")
    (tmp_path / "1/etc/hosts").write_text("more")
    changed = set(listing.lines(tmp_path / "1")) ^ set(lists[0])
    assert {line.rsplit(" ", 1)[1] for line in changed} == {"/etc/fstab", "/etc/hosts"}


def test_only_what_is_installed_is_in_the_bill(tree: Path) -> None:
    gone = "Package: gone\nStatus: deinstall ok config-files\nArchitecture: arm64\nVersion: 1\n\n"
    small.put(tree, "var/lib/dpkg/status", small.STATUS + gone)
    assert bill.text(bill.components(tree)) == "deb base-files 13.8 arm64\npypi pioreactor 1.0.0\n"
