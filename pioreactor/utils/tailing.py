"""The end of log files, and what is added to them, across rotation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pioreactor import clock

BLOCK_BYTES: Final = 64 * 1024
POLL_WALL_S: Final = 0.2
_STAMP: Final = re.compile(r"^(\d{4}-\d\d-\d\dT\S+)")


class Tail:
    """Several log files read as one, in the order of their time stamps."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = list(paths)
        self._positions = {path: (_identity(path), _size(path)) for path in self._paths}

    def last(self, count: int) -> list[str]:
        """The last ``count`` lines; a file that is missing or unreadable has none."""
        if count == 0:
            return []
        entries: list[tuple[str, list[str]]] = []
        for path in self._paths:
            entries += _entries(_last_lines(path, count))
        entries.sort(key=lambda entry: entry[0])
        return [line for _, lines in entries for line in lines][-count:]

    def follow(self) -> Iterator[str]:
        """New lines for ever; a file that is replaced or emptied is read from its start."""
        while True:
            fresh = [line for path in self._paths for line in self._fresh(path)]
            yield from fresh
            if not fresh:
                clock.wall_sleep(POLL_WALL_S)

    def _fresh(self, path: Path) -> list[str]:
        identity, position = self._positions[path]
        present = _identity(path)
        if present is None:
            return []
        if present != identity or _size(path) < position:
            position = 0
        with path.open("rb") as file:
            file.seek(position)
            data = file.read()
        complete = data.rfind(b"\n") + 1  # a line that is still being written waits
        self._positions[path] = (present, position + complete)
        return data[:complete].decode(errors="replace").splitlines()


def _entries(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Group lines without a time stamp (the rest of a long message) with the line that has one."""
    entries: list[tuple[str, list[str]]] = []
    for line in lines:
        stamp = _STAMP.match(line)
        if stamp or not entries:
            entries.append((stamp.group(1) if stamp else "", [line]))
        else:
            entries[-1][1].append(line)
    return entries


def _last_lines(path: Path, count: int) -> list[str]:
    try:
        with path.open("rb") as file:
            end = file.seek(0, 2)
            data = b""
            while end > 0 and data.count(b"\n") <= count:
                start = max(0, end - BLOCK_BYTES)
                file.seek(start)
                data = file.read(end - start) + data
                end = start
    except OSError:
        return []
    return data.decode(errors="replace").splitlines()[-count:]


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
