"""The leader's shared file and its versions."""

from __future__ import annotations

import sqlite3

import msgspec

from pioreactor.cluster.config_sync.structs import Word
from pioreactor.config.files import FileChangedError, check_text, digest_of, hide_secrets
from pioreactor.storage import paths
from pioreactor.storage.database.config_history import SHARED, ConfigVersion, newest_version, record_config


class Shared(msgspec.Struct, frozen=True):
    """The leader's file as it is, secrets included, and the version that this is."""

    text: str
    digest: str
    newest: ConfigVersion

    @property
    def version(self) -> int:
        """Its number."""
        return self.newest.version or 0

    @property
    def word(self) -> Word:
        """What units are told."""
        return Word(self.version, self.newest.timestamp)


def shared(connection: sqlite3.Connection) -> Shared:
    """The leader's file. One that was changed with an editor or by Ansible becomes a version, too.

    Raises ConfigError for a file that no unit could use, and OSError; nothing is kept then.
    """
    text = paths.config_path().read_text(encoding="utf-8")
    check_text(text, str(paths.config_path()), is_shared=True)
    return Shared(text, digest_of(text), _record(connection, text))


def keep_present(connection: sqlite3.Connection) -> None:
    """Keep the file before it is replaced, whether it can be used or not."""
    path = paths.config_path()
    if path.exists():
        _record(connection, path.read_text(encoding="utf-8"))


def require(connection: sqlite3.Connection, filename: str, version: int | None) -> None:
    """Raise FileChangedError unless the newest version of the file is this one; None: whatever it is."""
    newest = newest_version(connection, filename)
    present = newest.version if newest is not None else 0
    if version is not None and version != present:
        raise FileChangedError(
            f"{filename} has version {present} by now, and yours was made from version {version}. "
            "Look at what was changed meanwhile, then save again."
        )


def _record(connection: sqlite3.Connection, text: str) -> ConfigVersion:
    return record_config(connection, SHARED, hide_secrets(text), digest_of(text))
