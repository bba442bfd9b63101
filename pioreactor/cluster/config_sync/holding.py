"""The unit's side: its copy of the shared file, and which version that is.

monitor asks this module for ever, so what reads and checks whole files is imported where it is needed: 0.4 MB.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from pioreactor.cluster.config_sync.structs import Confirmation, FilesHeld, FileText, FileTexts, SharedCopy, Word
from pioreactor.storage import paths
from pioreactor.storage.files import write_atomically
from pioreactor.whoami import get_unit_name

_NAME: Final = "config_versions.json"


class Mark(msgspec.Struct, frozen=True):
    """By which a file is known again without reading it."""

    mtime_ns: int
    bytes: int


class Noted(msgspec.Struct, kw_only=True):
    """What the leader last said, and the files as they were then; None for a file that it does not know."""

    version: int | None = None
    saved_at: str | None = None
    shared: Mark | None = None
    own: Mark | None = None


def files_held() -> FilesHeld:
    """Both files as they are now. Raises OSError."""
    from pioreactor.config.files import digest

    noted = _load()
    return FilesHeld(
        unit=get_unit_name(),
        version=noted.version,
        saved_at=noted.saved_at,
        shared_digest=digest(paths.config_path()),
        own_digest=digest(paths.unit_config_path()),
    )


def file_texts() -> FileTexts:
    """Both files with secrets hidden. Raises OSError."""
    return FileTexts(_text(paths.config_path()), _text(paths.unit_config_path()))


def take(copy: SharedCopy) -> None:
    """Replace the unit's copy of the shared file and note its version.

    Raises ConfigError for a text that cannot be used, FileChangedError where the copy is not the one that was to be
    replaced, and OSError; the copy is then as before.
    """
    from pioreactor.config.files import replace_text

    replace_text(paths.config_path(), copy.code, is_shared=True, replaces=copy.replaces)
    # A power cut in between leaves a mark that does not fit: the unit then asks, and is told that it is current.
    noted = _load()
    noted.version, noted.saved_at, noted.shared = copy.version, copy.saved_at, _mark(paths.config_path())
    _save(noted)


def confirm(said: Confirmation) -> None:
    """Note what the leader knows. Raises OSError."""
    noted, held = _load(), files_held()
    if said.shared_digest == held.shared_digest:
        noted.version, noted.saved_at, noted.shared = said.version, said.saved_at, _mark(paths.config_path())
    if said.own_digest == held.own_digest:
        noted.own = _mark(paths.unit_config_path())
    _save(noted)


def needs_leader(word: Word) -> bool:
    """True if the unit does not have what the leader's word says, or a file was changed here since the leader saw it.

    Reads no configuration file, so that it may be asked often. Raises OSError.
    """
    noted = _load()
    is_known = noted.shared == _mark(paths.config_path()) and noted.own == _mark(paths.unit_config_path())
    return not is_known or (noted.version, noted.saved_at) != (word.version, word.saved_at)


def describe() -> dict[str, object]:
    """What monitor publishes: the version, when the leader got it, and whether the copy was changed here since."""
    noted = _load()
    is_edited = noted.version is not None and noted.shared != _mark(paths.config_path())
    return {"version": noted.version, "saved_at": noted.saved_at, "is_edited": is_edited}


def _text(path: Path) -> FileText:
    from pioreactor.config.files import digest, read_text

    # The digest first: a file that changes in between then counts as changed.
    known = digest(path)
    return FileText(read_text(path), known)


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return Mark(found.st_mtime_ns, found.st_size)


def _path() -> Path:
    return paths.storage_dir() / _NAME


def _load() -> Noted:
    try:
        return msgspec.json.decode(_path().read_bytes(), type=Noted)
    except (FileNotFoundError, msgspec.DecodeError):
        # Nothing is known then: the unit asks the leader, which compares the files themselves.
        return Noted()


def _save(noted: Noted) -> None:
    write_atomically(_path(), msgspec.json.format(msgspec.json.encode(noted)))
