"""Loads click without the part of it that no command needs.

Half of the start time of ``pio`` is the import of click, and a third of that are two standard modules: ``inspect``
(which brings ast, dis and tokenize with it), of which click uses one function, ``cleandoc``; and ``platform``, of which
``uuid`` asks the name of the system. While click is imported, stand-ins take their places; every other attribute asked
of those later comes from the real module. Afterwards ``import inspect`` gives everybody else the real thing, as always.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def cleandoc(doc: str) -> str:
    """The indentation rule of doc strings, with the results of ``inspect.cleandoc``."""
    lines = doc.expandtabs().split("\n")
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip(" ")), default=0)
    lines = [lines[0].lstrip(" "), *(line[margin:] for line in lines[1:])]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)


class _LateModule(ModuleType):
    """Answers for one function itself and asks the real module for the rest."""

    def __init__(self, name: str, function: Callable[..., str]) -> None:
        super().__init__(name)
        setattr(self, function.__name__, function)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        from importlib import import_module

        return getattr(import_module(self.__name__), name)


def system() -> str:
    """The name of the operating system, with the result of ``platform.system``."""
    return os.uname().sysname


def load() -> None:
    """Import click; a second call, or a call when the modules are there already, costs nothing extra."""
    functions: dict[str, Callable[..., str]] = {"inspect": cleandoc, "platform": system}
    stand_ins = {name: _LateModule(name, functions[name]) for name in functions if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        import click  # noqa: F401
    finally:
        for name in stand_ins:
            del sys.modules[name]
