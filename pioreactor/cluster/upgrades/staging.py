"""A release bundle on its way to the leader: in pieces to the disk, checked as a whole, only then kept.

One bundle is kept at a time. A piece that did not arrive is sent again; what is there already is told.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import Annotated, Final

import msgspec

from pioreactor import clock
from pioreactor.cluster.release import bundle as bundles
from pioreactor.cluster.release import manifest as manifests
from pioreactor.cluster.upgrades.changes import Section, sections
from pioreactor.cluster.upgrades.records import DESK
from pioreactor.exc import BundleError
from pioreactor.storage.files import sync_folder, write_atomically

PIECE_BYTES: Final = 512 * 1024
"""Of an upload at a time: less than the web server takes as a body."""
LARGEST_BYTES: Final = 600_000_000
SPARE_BYTES: Final = 200_000_000
"""Space that an upload leaves free for the readings that go on meanwhile."""
CHANGELOG: Final = "CHANGELOG.md"
_ID: Final = re.compile(r"[0-9a-f]{16}")
_KEPT_NAME: Final = "bundle.json"


class UploadError(BundleError):
    """A piece or an upload cannot be taken."""


class TooLargeError(UploadError):
    """The file is larger than a bundle can be, or than what was said of it."""


class NoSpaceError(UploadError):
    """The disk is too full."""


class OffsetError(UploadError):
    """A piece begins elsewhere than what is there ends. ``received_bytes``: go on there."""

    def __init__(self, received_bytes: int) -> None:
        super().__init__(f"{received_bytes} bytes have arrived. Go on there.")
        self.received_bytes = received_bytes


class Upload(msgspec.Struct):
    """A file that is arriving. ``piece_bytes``: at most so many at a time."""

    upload_id: str
    name: str
    bytes: int
    received_bytes: int = 0
    piece_bytes: int = PIECE_BYTES


class Bundle(msgspec.Struct, kw_only=True):
    """A bundle that was checked: signed by somebody whom this leader trusts, for this leader, every file as signed.

    ``changes``: what its changelog says, newest version first; ``needed_mb``: space that a unit needs for it.
    """

    version: str
    architecture: str
    pythons: list[str]
    schema_version: int
    bytes: int
    unpacked_bytes: Annotated[int, msgspec.Meta(ge=0)]
    sha256: str
    path: str
    arrived_at: str
    changes: list[Section] = []


def bundles_folder() -> Path:
    """The bundle that was uploaded, with what is known of it."""
    return DESK.folder() / "bundles"


def begin(name: str, size: int) -> Upload:
    """Announce a file. What was arriving before is dropped. Raises TooLargeError, NoSpaceError, OSError."""
    if size > LARGEST_BYTES:
        raise TooLargeError(
            f"The file has {size / 1e6:.0f} MB, a release bundle at most {LARGEST_BYTES / 1e6:.0f} MB. Choose the file "
            "whose name is pioreactor-<version>-<architecture>.tar."
        )
    folder = bundles_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("incoming-*"):
        path.unlink(missing_ok=True)
    free = shutil.disk_usage(folder).free
    if free < size + SPARE_BYTES:
        raise NoSpaceError(
            f"The leader has {free / 1e6:.0f} MB free, {(size + SPARE_BYTES) / 1e6:.0f} MB are needed. Free some "
            "space, then send it again."
        )
    upload = Upload(os.urandom(8).hex(), Path(name).name[:100], size)
    write_atomically(_about(upload.upload_id), msgspec.json.encode(upload), mode=0o640)
    _part(upload.upload_id).touch(mode=0o640)
    return upload


def find(upload_id: str) -> Upload:
    """An upload and how far it is. Raises UploadError for one that is not there (any more)."""
    try:
        upload = msgspec.json.decode(_about(upload_id).read_bytes(), type=Upload)
        upload.received_bytes = _part(upload_id).stat().st_size
    except (OSError, msgspec.MsgspecError) as error:
        raise UploadError("This upload is not known any more. Begin it again.") from error
    return upload


def add(upload_id: str, offset: int, piece: bytes) -> Upload:
    """Add a piece that begins at ``offset``. Raises OffsetError, TooLargeError, UploadError, OSError."""
    upload = find(upload_id)
    if offset != upload.received_bytes:
        raise OffsetError(upload.received_bytes)
    if offset + len(piece) > upload.bytes or len(piece) > PIECE_BYTES:
        raise TooLargeError(f"The piece is larger than what is missing or than {PIECE_BYTES} bytes.")
    with _part(upload_id).open("ab") as file:
        file.write(piece)
    upload.received_bytes += len(piece)
    return upload


def drop(upload_id: str) -> None:
    """Forget an upload. Raises UploadError for what is no id."""
    _part(upload_id).unlink(missing_ok=True)
    _about(upload_id).unlink(missing_ok=True)


def finish(upload_id: str) -> Bundle:
    """Check the whole file, and keep it if it can be trusted and is for this leader. Raises BundleError, OSError.

    A file that is refused is removed.
    """
    upload, part = find(upload_id), _part(upload_id)
    if upload.received_bytes != upload.bytes:
        raise OffsetError(upload.received_bytes)
    try:
        with part.open("rb") as file:
            os.fsync(file.fileno())
        made = examine(part)
    except BaseException:
        drop(upload_id)
        raise
    remove()
    final = bundles_folder() / f"pioreactor-{made.version}-{made.architecture}.tar"
    part.rename(final)
    sync_folder(bundles_folder())
    made.path = str(final)
    write_atomically(bundles_folder() / _KEPT_NAME, msgspec.json.encode(made), mode=0o640)
    drop(upload_id)
    return made


def examine(path: Path) -> Bundle:
    """Check a bundle, wherever it is: signature, architecture and Python, then every file. Raises BundleError."""
    manifests.check_fits(bundles.read_manifest(path))
    manifest = bundles.verify(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    text = bundles.read_text(path, CHANGELOG, manifest) if CHANGELOG in manifest.files else ""
    return Bundle(
        version=manifest.version,
        architecture=manifest.architecture,
        pythons=manifest.pythons,
        schema_version=manifest.schema_version,
        bytes=path.stat().st_size,
        unpacked_bytes=manifest.unpacked_bytes,
        sha256=digest,
        path=str(path),
        arrived_at=clock.timestamp(),
        changes=sections(text),
    )


def kept() -> Bundle | None:
    """The bundle that is kept; None if there is none."""
    try:
        made = msgspec.json.decode((bundles_folder() / _KEPT_NAME).read_bytes(), type=Bundle)
    except (OSError, msgspec.MsgspecError):
        return None
    return made if Path(made.path).is_file() else None


def remove() -> None:
    """Remove the bundle that is kept, and what is left of earlier ones."""
    with contextlib.suppress(FileNotFoundError):
        (bundles_folder() / _KEPT_NAME).unlink()
    for path in bundles_folder().glob("pioreactor-*.tar"):
        path.unlink(missing_ok=True)


def _part(upload_id: str) -> Path:
    return bundles_folder() / f"incoming-{_checked(upload_id)}.part"


def _about(upload_id: str) -> Path:
    return bundles_folder() / f"incoming-{_checked(upload_id)}.json"


def _checked(upload_id: str) -> str:
    if not _ID.fullmatch(upload_id):
        raise UploadError(f"{upload_id[:40]!r} is not the id of an upload.")
    return upload_id
