"""What leader and units tell each other about configuration files, and what the leader tells people."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct


class Word(Struct, frozen=True):
    """Which version of the shared file the cluster ought to have; stays at the broker.

    Numbers count on the leader. The time is there because a leader that was restored from a backup counts again from an
    earlier number.
    """

    version: int
    saved_at: str


class FilesHeld(Struct, kw_only=True):
    """Which files a unit has. ``version`` and ``saved_at``: of the shared file that the leader brought last, None for
    one that came otherwise. The digests are of the files as they are now, '' for none.
    """

    unit: str
    version: int | None
    saved_at: str | None
    shared_digest: str
    own_digest: str


class FileText(Struct):
    """A configuration file, secrets hidden, with the digest of its whole text."""

    text: str
    digest: str


class FileTexts(Struct):
    """Both files of a unit."""

    shared: FileText
    own: FileText


class SharedCopy(Struct, forbid_unknown_fields=True):
    """The shared file for a unit. ``replaces``: the digest that the unit's copy must have now; None: whatever it is."""

    code: Annotated[str, Meta(max_length=500_000)]
    version: int | None = None
    saved_at: str | None = None
    replaces: str | None = None


class Confirmation(Struct, forbid_unknown_fields=True, kw_only=True):
    """The leader knows these files. A digest that is no longer the file's counts for nothing."""

    version: int
    saved_at: str
    shared_digest: str
    own_digest: str


State = Literal["current", "behind", "edited", "unreachable"]


class ConfigOfUnit(Struct, kw_only=True):
    """How a unit stands. ``state``: ``edited`` is a copy that somebody changed on the unit. ``version``: which one it
    has; of an unreachable unit, which one it had when it was last heard, at ``heard_at``. ``message``: what comes next.
    """

    unit: str
    state: State
    version: int | None
    heard_at: str | None
    message: str


class Brought(Struct, kw_only=True):
    """What was done on a unit. ``kept``: the history that now holds the text which somebody had edited on the unit.

    ``own_file_kept``: the unit's own file had changed, and the leader keeps it now.
    """

    state: Literal["current", "updated"]
    version: int
    kept: str | None = None
    own_file_kept: bool = False


class ConfigDiff(Struct):
    """What a unit's copy lacks and has over, as a unified diff; '' for none. ``note``: what the diff cannot show."""

    diff: str
    note: str = ""
