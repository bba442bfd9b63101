"""Do the papers beside an image belong to it: lists, SBOM, checksums, signature?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from image import listing
from image.layout import BOOT_FOLDER, LARGEST_COMPRESSED
from image.publishing import COMPRESSED, FILES, PACKAGES, SBOM, SIGNATURE, SUMS, beside, digest, papers
from image.verify.card import Card
from pioreactor.cluster.release import signature
from pioreactor.exc import BundleError


def problems(card: Card, signers: Path) -> Iterator[str]:
    """What is wrong with the papers. ``signers``: whose signature counts, as on a host."""
    missing = [
        file.name
        for file in [*papers(card.image), *(beside(card.image, end) for end in (SUMS, SIGNATURE))]
        if not file.exists()
    ]
    if missing:
        yield f"missing beside the image: {', '.join(missing)}"
        return
    if unsigned := list(_sums(card.image, signers)):
        # What nobody vouches for is not read any further.
        yield from unsigned
        return
    if (size := beside(card.image, COMPRESSED).stat().st_size) > LARGEST_COMPRESSED:
        yield f"the compressed image has {size / 1e6:.0f} MB; {LARGEST_COMPRESSED / 1e6:.0f} MB are the limit"
    yield from _files(card)
    yield from _packages(card)


def _sums(image: Path, signers: Path) -> Iterator[str]:
    text = beside(image, SUMS).read_text()
    try:
        signature.verify(text.encode(), beside(image, SIGNATURE).read_bytes(), signers)
    except BundleError as error:
        yield f"the checksums are not signed by somebody who is trusted: {error}"
    listed = {name: sum_ for sum_, name in (line.split("  ", 1) for line in text.splitlines())}
    for file in papers(image):
        if file.name not in listed:
            yield f"{file.name} has no checksum"
        elif digest(file) != listed[file.name]:
            yield f"{file.name} is not the file that was signed"


def _files(card: Card) -> Iterator[str]:
    """The list is of this very image: the same paths, none more and none less."""
    listed = listing.paths(beside(card.image, FILES).read_text())
    boot = f"/{BOOT_FOLDER}/"
    found = {path for path in card.root.entries if path != "/lost+found"}
    found |= {boot + name.rstrip("/") for name in card.boot.names()}
    for path in sorted(listed - found)[:5]:
        yield f"{path} is listed and not in the image"
    for path in sorted(found - listed)[:5]:
        yield f"{path} is in the image and not listed"


def _packages(card: Card) -> Iterator[str]:
    """The package list and the SBOM name what the image itself says is installed."""
    status = card.root.text("/var/lib/dpkg/status").split("\n\n")
    installed = {
        part.split("\n", 1)[0].removeprefix("Package: ") for part in status if "\nStatus: install ok installed" in part
    }
    lines = [line.split() for line in beside(card.image, PACKAGES).read_text().splitlines()]
    listed = {line[1] for line in lines if line[0] == "deb"}
    billed = {part["name"] for part in json.loads(beside(card.image, SBOM).read_text())["packages"]}
    if installed != listed:
        yield f"the package list differs from the image: {', '.join(sorted(installed ^ listed)[:5])}"
    if not installed <= billed:
        yield f"the SBOM lacks {', '.join(sorted(installed - billed)[:5])}"
    if "pioreactor" not in {line[1] for line in lines if line[0] == "pypi"}:
        yield "the package list has no Python packages of a release"
