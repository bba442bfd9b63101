"""Reading folders of YAML files that each describe one thing; later files replace earlier ones of the same key.

A file that cannot be used is left out, named in the log and reported; it never hides the others. Files are read again
only after one of the folders has changed.
"""

from __future__ import annotations

import difflib
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, get_args, get_type_hints

import msgspec

Shape = TypeVar("Shape", bound=msgspec.Struct)
_UNKNOWN: Final = re.compile(r"unknown field `(.+?)`")
_State = tuple[tuple[str, int, int], ...]


class LeftOut(msgspec.Struct):
    """A file that cannot be used, and why."""

    file: str
    reason: str


class DescriptorFolders(Generic[Shape]):
    """Descriptors of one shape. ``key``: the field that names one; ``log``: where bad files are named."""

    def __init__(self, shape: type[Shape], key: str, log: logging.Logger) -> None:
        self._shape, self._key, self._log = shape, key, log
        self._guard = threading.Lock()
        self._state: _State | None = None
        self._found: list[Shape] = []
        self._left_out: list[LeftOut] = []

    def read(self, folders: Sequence[Path]) -> tuple[list[Shape], list[LeftOut]]:
        """What the folders hold, in the order of folders and file names, and the files that were left out."""
        files = [file for folder in folders for file in _yaml_files(folder)]
        state = tuple((str(file), status.st_mtime_ns, status.st_size) for file in files if (status := file.stat()))
        with self._guard:
            if state != self._state:
                self._read(files)
                self._state = state
            return self._found, self._left_out

    def _read(self, files: list[Path]) -> None:
        found: dict[str, Shape] = {}
        left_out: list[LeftOut] = []
        for file in files:
            try:
                descriptor = msgspec.yaml.decode(file.read_bytes(), type=self._shape)
            except (OSError, msgspec.DecodeError, ValueError) as error:
                reason = f"{error}{_suggestion(str(error), self._shape)}"
                self._log.error("The descriptor %s is left out: %s", file, reason)
                left_out.append(LeftOut(str(file), reason))
                continue
            name = getattr(descriptor, self._key)
            if name in found:
                self._log.info("%s replaces the earlier descriptor of %s.", file, name)
            found[name] = descriptor
        self._found, self._left_out = list(found.values()), left_out


def _yaml_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if file.suffix in {".yaml", ".yml"} and file.is_file())


def _suggestion(error: str, shape: type[msgspec.Struct]) -> str:
    """For a field that is misspelt, the one that was probably meant."""
    unknown = _UNKNOWN.search(error)
    if unknown is None:
        return ""
    names = sorted(set(_names(shape)))
    near = difflib.get_close_matches(unknown[1], names, n=1, cutoff=0.6)
    return f". Did you mean {near[0]}?" if near else f". Known fields: {', '.join(names)}."


def _names(shape: type[msgspec.Struct]) -> Iterator[str]:
    hints = get_type_hints(shape)
    for field in msgspec.structs.fields(shape):
        yield field.encode_name
        for inner in _parts(hints.get(field.name)):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
                yield from _names(inner)


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)
