"""Loads click without the part of it that no command needs.

Half of the start time of ``pio`` is the import of click, and a third of that are standard modules: ``inspect`` (which
brings ast, dis and tokenize with it), of which click uses one function, ``cleandoc``; ``platform``, of which ``uuid``
asks the name of the system; ``gettext`` (with ``locale``), which looks for translations that do not exist; and the twin
of ``datetime`` that is written in Python. While click is imported, stand-ins take their places.
"""

from __future__ import annotations

import sys
from contextlib import suppress

from pioreactor import stand_ins
from pioreactor.stand_ins import StandIn, late

_OF_THE_TERMINAL = (
    *(
        "clear",
        "confirm",
        "echo_via_pager",
        "edit",
        "get_pager_file",
        "getchar",
        "launch",
        "pause",
        "progressbar",
        "prompt",
        "secho",
    ),
    *("style", "unstyle"),
)


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


def gettext(message: str) -> str:
    """The message as it is: what ``gettext.gettext`` gives where nobody has installed a translation."""
    return message


def ngettext(singular: str, plural: str, n: int) -> str:
    """One of the two as it is: what ``gettext.ngettext`` gives where nobody has installed a translation."""
    return singular if n == 1 else plural


def load() -> None:
    """Import click; a second call, or a call when the modules are there already, costs nothing extra."""
    take_datetime_in_c()
    with stand_ins.standing_in(
        StandIn("inspect", cleandoc=cleandoc),
        StandIn("gettext", gettext=gettext, ngettext=ngettext),
        StandIn("click.termui", **{name: late("click.termui", name) for name in _OF_THE_TERMINAL}),
        stand_ins.platform(),
    ):
        import click  # noqa: F401


def take_datetime_in_c() -> None:
    """Let ``datetime`` be its half in C from the start.

    Before Python 3.12 the module first defines everything in Python and then replaces it by what is in C: 2 ms, and
    0.2 MB that stay. The half in C has all of its names.
    """
    if sys.version_info < (3, 12) and "datetime" not in sys.modules:
        with suppress(ImportError):
            import _datetime  # type: ignore[import-not-found]

            sys.modules["datetime"] = _datetime
