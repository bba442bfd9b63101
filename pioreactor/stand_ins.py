"""Stand-ins for modules that an import brings along and nobody asks anything of.

What a process holds in memory is what it has imported, and much of that is there for one function, or for none. A
stand-in takes the place of such a module while the module that wants it is imported. It fetches the real one as soon as
it is asked for something that it does not have, and gives its place up afterwards: everybody else imports the real
thing, as always.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class StandIn(ModuleType):
    """Answers for the given attributes itself and asks the real module for the rest."""

    def __init__(self, name: str, **attributes: Any) -> None:
        super().__init__(name)
        vars(self).update(attributes)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.leave()
        return getattr(_import(self.__name__), name)

    def leave(self) -> None:
        """Give the place to the real module."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


@contextmanager
def standing_in(*stand_ins: StandIn) -> Iterator[None]:
    """Let ``stand_ins`` take the places of their modules for the imports in the block; what is loaded already stays."""
    for one in stand_ins:
        sys.modules.setdefault(one.__name__, one)
    try:
        yield
    finally:
        for one in stand_ins:
            one.leave()


def late(module: str, function: str) -> Callable[..., Any]:
    """A function that imports its module when it is called."""

    def call(*values: Any, **options: Any) -> Any:
        return getattr(_import(module), function)(*values, **options)

    return call


def platform() -> StandIn:
    """For modules that ask ``platform`` for the name of the system, and for nothing else."""
    return StandIn("platform", system=lambda: os.uname().sysname)


def _import(name: str) -> ModuleType:
    from importlib import import_module

    return import_module(name)
