"""Things that take a minute to build are built once, and again only if what goes into them changes."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .commands import require
from .paths import cache


def digest(*ingredients: object) -> str:
    """Twelve characters that change with any ingredient; `Path` ingredients count with their content."""
    words = [part.read_text() if isinstance(part, Path) else json.dumps(part, sort_keys=True) for part in ingredients]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]


def built(kind: str, suite: str, key: str, build: Callable[[Path], None]) -> Path:
    """The folder of what is wanted; `build` fills it if nobody has. An interrupted build leaves nothing to trust."""
    place = cache() / f"{kind}-{suite}-{key}"
    if not place.exists():
        require(build=True)
        with _taking_turns(cache() / f".{kind}-{suite}.lock"):
            if not place.exists():
                unfinished = place.with_name(f".{place.name}.unfinished")
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                build(unfinished)
                unfinished.rename(place)
    os.utime(place)  # the last use, for `prune`
    return place


def prune(older_than_days: float, now_s: float, *, in_use: set[Path]) -> list[Path]:
    """Removes what no host stands on and nobody has used for so long; returns what went."""
    old = [
        place
        for pattern in ("rootfs-*", "packages-*")
        for place in cache().glob(pattern)
        if place not in in_use and now_s - place.stat().st_mtime > older_than_days * 86400
    ]
    for place in old:
        shutil.rmtree(place)
    return old


@contextmanager
def _taking_turns(file: Path) -> Iterator[None]:
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
