"""Who is in the cluster, and which of them somebody means."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from pioreactor.config import get_leader_hostname
from pioreactor.exc import PioreactorError
from pioreactor.storage.database.assignments import list_assignments
from pioreactor.whoami import UNIVERSAL_IDENTIFIER

GROUPS: Final = ("leader", "workers", "active")


class TargetError(PioreactorError, ValueError):
    """The units that are meant do not exist, or cannot be meant in this way."""


@dataclass(frozen=True)
class Member:
    """One unit as the inventory has it. ``experiment``: the one that it works for."""

    name: str
    is_leader: bool = False
    is_worker: bool = True
    is_active: bool = True
    model_name: str | None = None
    model_version: str | None = None
    experiment: str | None = None


@dataclass(frozen=True)
class Selection:
    """What a person wrote. ``groups``: one of GROUPS, or a model. Nothing at all: the command's default is meant."""

    names: tuple[str, ...] = ()
    everybody: bool = False
    workers: bool = False
    groups: tuple[str, ...] = ()
    experiments: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if nobody was named in any way."""
        return self == Selection()


class Default(Enum):
    """Who is meant when nobody is named."""

    NOBODY = "nobody"
    EVERYBODY = "everybody"
    ACTIVE_WORKERS = "active workers"
    WORKERS_BUT_LEADER = "workers but the leader"


_BY_DEFAULT: Final[dict[Default, Callable[[Member], bool]]] = {
    Default.NOBODY: lambda member: False,
    Default.EVERYBODY: lambda member: True,
    Default.ACTIVE_WORKERS: lambda member: member.is_worker and member.is_active,
    Default.WORKERS_BUT_LEADER: lambda member: member.is_worker and not member.is_leader,
}


def members(connection: sqlite3.Connection) -> list[Member]:
    """The leader first, then the workers by name; each once."""
    leader = get_leader_hostname()
    found = [
        Member(
            name=row.pioreactor_unit,
            is_leader=row.pioreactor_unit == leader,
            is_active=bool(row.is_active),
            model_name=row.model_name,
            model_version=row.model_version,
            experiment=row.experiment,
        )
        for row in list_assignments(connection)
    ]
    if leader and all(not member.is_leader for member in found):
        found.append(Member(name=leader, is_leader=True, is_worker=False))
    return sorted(found, key=lambda member: (not member.is_leader, member.name))


def select(everybody: Sequence[Member], selection: Selection, default: Default) -> list[Member]:
    """The members that are meant, in their order. Raises TargetError: unknown, contradictory, or nobody.

    ``experiments`` means the active workers of those; a name means the unit even if it is switched off.
    """
    if selection.names and selection.experiments:
        raise TargetError("Units and experiments cannot be named together. Name one or the other.")
    if selection.is_empty:
        if default is Default.NOBODY:
            raise TargetError("Nobody was named. Name units, or give --all, --workers, --group or --experiments.")
        return _or_nobody([member for member in everybody if _BY_DEFAULT[default](member)], default.value)
    wanted = {name for name in selection.names if name != UNIVERSAL_IDENTIFIER}
    _require_known(wanted, {member.name for member in everybody}, "units of this cluster", "Units")
    is_all = selection.everybody or UNIVERSAL_IDENTIFIER in selection.names
    chosen = [
        member
        for member in everybody
        if is_all
        or member.name in wanted
        or (selection.workers and member.is_worker)
        or any(_is_in_group(member, group, everybody) for group in selection.groups)
        or (member.experiment in selection.experiments and member.is_active)
    ]
    return _or_nobody(chosen, ", ".join([*selection.groups, *selection.experiments]) or "the workers")


def _is_in_group(member: Member, group: str, everybody: Sequence[Member]) -> bool:
    if group == "leader":
        return member.is_leader
    if group == "workers":
        return member.is_worker
    if group == "active":
        return member.is_worker and member.is_active
    models = {one.model_name for one in everybody if one.model_name}
    _require_known({group}, models, "groups or models of this cluster", f"Groups: {', '.join(GROUPS)}; models")
    return member.model_name == group


def _require_known(wanted: set[str], known: set[str], what: str, heading: str) -> None:
    unknown = sorted(wanted - known)
    if unknown:
        verb = "is" if len(unknown) == 1 else "are"
        raise TargetError(
            f"{', '.join(unknown)} {verb} not among the {what}. {heading}: {', '.join(sorted(known)) or 'none'}."
        )


def _or_nobody(chosen: list[Member], what: str) -> list[Member]:
    if not chosen:
        raise TargetError(f"No unit is meant by {what}. `pio cluster list` shows the units and what they work for.")
    return chosen
