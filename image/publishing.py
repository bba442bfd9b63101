"""The papers of an image: compressed, with lists, checksums and a signature by the key that signs releases."""

from __future__ import annotations

import hashlib
from pathlib import Path

from image import bill, listing
from image.programs import call
from pioreactor.cluster.release import signature

# Ends of the file names beside NAME.img.
FILES, PACKAGES, SBOM, COMPRESSED, SUMS, SIGNATURE = (
    ".files",
    ".packages",
    ".spdx.json",
    ".img.xz",
    ".sha256",
    ".sha256.sig",
)
# Half as large as with level 0; the levels above bring some percent and take several times as long.
LEVEL = "-2"


def describe(root: Path, image: Path) -> None:
    """Write the lists beside ``image``: files, packages and the SBOM."""
    found = bill.components(root)
    beside(image, FILES).write_text("".join(f"{line}\n" for line in listing.lines(root)))
    beside(image, PACKAGES).write_text(bill.text(found))
    beside(image, SBOM).write_text(bill.spdx(found, image.stem))


def publish(image: Path, key: Path) -> Path:
    """Compress ``image`` and sign the checksums of all that belongs to it; the compressed file. Raises BundleError."""
    call(["xz", "--threads=0", LEVEL, "--keep", "--force", image])
    sums = "".join(f"{digest(file)}  {file.name}\n" for file in papers(image))
    beside(image, SUMS).write_text(sums)
    beside(image, SIGNATURE).write_bytes(signature.sign(sums.encode(), key))
    return beside(image, COMPRESSED)


def papers(image: Path) -> list[Path]:
    """Every file whose checksum is signed: the image as it is downloaded, as it is on the card, and the lists."""
    return [image, *(beside(image, end) for end in (COMPRESSED, FILES, PACKAGES, SBOM))]


def beside(image: Path, end: str) -> Path:
    """The paper of ``image`` with this end."""
    return image.with_name(image.stem + end)


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
