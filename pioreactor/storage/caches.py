"""Small key-value stores shared by the processes of a unit.

`local_intermittent_storage` is lost on reboot, `local_persistent_storage` is not. Both are SQLite files with one table
`cache_<name>` per store; each write commits at once, so a killed process loses nothing it wrote.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from pioreactor.exc import StorageError
from pioreactor.storage.paths import persistent_cache_path, temporary_cache_path
from pioreactor.storage.wal import use_wal

Key: TypeAlias = str | int | tuple[Any, ...]
Default = TypeVar("Default")

_TRUE = {"1", "yes", "true", "on"}
_FALSE = {"0", "no", "false", "off"}
_MISSING: Any = object()


class Cache:
    """A dictionary on disk. Keys: text, whole numbers or tuples; values: text, numbers or bytes."""

    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        if not name.replace("_", "").isalnum():
            raise ValueError(f"{name!r} is not a cache name. Use letters, digits and underscores.")
        self.table = f'"cache_{name}"'
        self._connection = connection
        connection.execute(f"CREATE TABLE IF NOT EXISTS {self.table} (key PRIMARY KEY, value BLOB) WITHOUT ROWID")

    def __getitem__(self, key: Key) -> Any:
        value = self.get(key, _MISSING)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def __setitem__(self, key: Key, value: Any) -> None:
        self.set(key, value)

    def __delitem__(self, key: Key) -> None:
        self._connection.execute(f"DELETE FROM {self.table} WHERE key = ?", (_stored(key),))  # noqa: S608

    def __contains__(self, key: Key) -> bool:
        return self.get(key, _MISSING) is not _MISSING

    def __iter__(self) -> Iterator[Key]:
        return self.iterkeys()

    def __len__(self) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {self.table}").fetchone()[0])  # noqa: S608

    def iterkeys(self) -> Iterator[Key]:
        """All keys, as they were when the iteration began."""
        rows = self._connection.execute(f"SELECT key FROM {self.table}").fetchall()  # noqa: S608
        return (_restored(row[0]) for row in rows)

    def get(self, key: Key, default: Any = None) -> Any:
        """The value, or ``default`` where there is none."""
        query = f"SELECT value FROM {self.table} WHERE key = ?"  # noqa: S608
        row = self._connection.execute(query, (_stored(key),)).fetchone()
        return default if row is None else row[0]

    def getfloat(self, key: Key, fallback: Any = None) -> Any:
        """The value as a float, or ``fallback``. Raises ValueError for a value that is no number."""
        value = self.get(key, _MISSING)
        return fallback if value is _MISSING else float(value)

    def getint(self, key: Key, fallback: Any = None) -> Any:
        """The value as an int, or ``fallback``. Raises ValueError for a value that is no whole number."""
        value = self.get(key, _MISSING)
        return fallback if value is _MISSING else int(value)

    def getboolean(self, key: Key, fallback: Any = None) -> Any:
        """The value read as 1/0, yes/no, true/false or on/off, or ``fallback``. Raises ValueError for other words."""
        value = self.get(key, _MISSING)
        if value is _MISSING:
            return fallback
        word = str(value).lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise ValueError(f"{value!r} is neither yes nor no.")

    def getjson(self, key: Key, default: Any = None) -> Any:
        """The value decoded from JSON, or ``default``. Raises ValueError for a value that is not JSON."""
        value = self.get(key, _MISSING)
        if value is _MISSING:
            return default
        try:
            return _msgspec().json.decode(value)
        except _msgspec().MsgspecError:
            return _json().loads(value)  # what others may have written: NaN

    def set(self, key: Key, value: Any) -> None:
        """Store one value."""
        self._connection.execute(
            f"INSERT INTO {self.table} VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",  # noqa: S608
            (_stored(key), value),
        )

    def add(self, key: Key, amount: int) -> None:
        """Increase a number; one that is not there counts as 0. Safe against other processes."""
        self._connection.execute(
            f"INSERT INTO {self.table} VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value",  # noqa: S608
            (_stored(key), amount),
        )

    def set_if_absent(self, key: Key, value: Any) -> bool:
        """Store a value only where none is; True if this call stored it. Safe against other processes."""
        query = f"INSERT INTO {self.table} VALUES (?, ?) ON CONFLICT (key) DO NOTHING"  # noqa: S608
        return self._connection.execute(query, (_stored(key), value)).rowcount == 1

    def pop(self, key: Key, default: Any = None) -> Any:
        """Take a value out, or ``default``. Of several processes only one gets it."""
        query = f"DELETE FROM {self.table} WHERE key = ? RETURNING value"  # noqa: S608
        row = self._connection.execute(query, (_stored(key),)).fetchone()
        return default if row is None else row[0]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One change made of several steps: other processes wait for its end, and an error undoes it.

        Raises StorageError where the file cannot be locked or written.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise StorageError(f"A value of this unit cannot be written: {error}. Check the disk.") from error

    def empty(self) -> None:
        """Remove all values."""
        self._connection.execute(f"DELETE FROM {self.table}")  # noqa: S608


def _stored(key: Key) -> Any:
    if not isinstance(key, tuple):
        return key
    if all(type(part) is int or (type(part) is str and part.isascii() and part.isprintable()) for part in key):
        return b"[" + b", ".join(map(_msgspec().json.encode, key)) + b"]"  # as json writes it
    return str(_json().dumps(key)).encode()


def _restored(key: str | int | bytes) -> Key:
    return tuple(_msgspec().json.decode(key)) if isinstance(key, bytes) else key


def _json() -> Any:
    import json  # a quarter of a megabyte that hardly any process needs

    return json


def _msgspec() -> Any:
    import msgspec  # loaded in every job, but not in every command

    return msgspec


def open_small_database(path: Path, *, check_same_thread: bool = True) -> sqlite3.Connection:
    """Open a SQLite file of this unit in autocommit mode, its folder made, writers of other processes waited for.

    Raises StorageError that names the file and the cause.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        connection = sqlite3.connect(path, isolation_level=None, timeout=5.0, check_same_thread=check_same_thread)
        try:
            if is_new:
                path.chmod(0o660)
            use_wal(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{path} cannot be opened: {error}. Check the disk and the folder's permissions.") from error
    return connection


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Cache]:
    connection = open_small_database(path)
    try:
        yield Cache(name, connection)
    finally:
        connection.close()


@contextmanager
def local_intermittent_storage(name: str) -> Iterator[Cache]:
    """A store that a reboot empties, such as locks and output levels. ``name``: letters, digits, underscores."""
    with _opened(temporary_cache_path(), name) as cache:
        yield cache


@contextmanager
def local_persistent_storage(name: str) -> Iterator[Cache]:
    """A store that survives a reboot, such as normalisation factors. ``name``: letters, digits, underscores."""
    with _opened(persistent_cache_path(), name) as cache:
        yield cache
