"""Making struct types ready before threads use them.

msgspec works out what a type looks like when it is first decoded, and other threads see the unfinished result: two
threads that decode the same type for the first time at the same moment end the process with a segmentation fault, on a
busy computer about once in a few hundred starts of a job. So each process works out all types that it has loaded
before it starts its threads.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

_ready: set[type] = set()


def make_ready() -> None:
    """Work out every struct type that is loaded by now; call it before threads start. The second time costs little.

    A type that names another one which is not loaded yet is left to its first use.
    """
    for found in _loaded(msgspec.Struct):
        if found in _ready:
            continue
        try:
            msgspec.json.Decoder(found)
        except (NameError, TypeError, AttributeError, RecursionError):
            continue
        _ready.add(found)


def _loaded(base: type) -> Iterator[type]:
    subclasses: list[type] = base.__subclasses__()
    for found in subclasses:
        yield found
        yield from _loaded(found)
