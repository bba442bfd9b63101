"""Bodies of the routes of dead letters; a letter itself is ``DeadLetter`` of :mod:`pioreactor.storage.database`."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pioreactor.storage.database.dead_letters import DeadLetter
from pioreactor.web.wire.common import RowNumber

Text = Annotated[str, Meta(max_length=1000)]


class DeadLetterQuery(Struct):
    """``text``: only those with it in topic or reason; ``skip``: letters to leave out, newest first."""

    text: Text = ""
    skip: RowNumber = 0
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100


class DeadLetters(Struct):
    """``count``: of all that fit the query, at most 100000."""

    count: int
    dead_letters: list[DeadLetter]


class DeadLetterChoice(Struct, forbid_unknown_fields=True):
    """One of the three: these ``ids``; those with ``text`` in topic or reason; or ``all`` of them."""

    ids: Annotated[list[RowNumber], Meta(max_length=1000)] | None = None
    text: Annotated[str, Meta(min_length=1, max_length=1000)] | None = None
    all: bool = False


class DeadLettersForgotten(Struct):
    """How many were deleted."""

    deleted: int
    status: Literal["success"] = "success"
