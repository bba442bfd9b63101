"""What a change of a configuration file means on each unit, before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from pioreactor.cluster.config_sync import asking
from pioreactor.config.files import HIDDEN, is_secret
from pioreactor.config.options import EVERYTHING, used_by
from pioreactor.config.parser import defaults, parse_text
from pioreactor.leader.fanout import Call, ask

RUNNING_PATH = "/unit_api/jobs/running"
Values = dict[tuple[str, str], str | None]


class ConfigChange(msgspec.Struct, kw_only=True):
    """A value that is another one afterwards; None: there is none. Secrets are stars."""

    section: str
    key: str
    before: str | None
    after: str | None


class ConfigEffect(msgspec.Struct, kw_only=True):
    """On one unit. ``jobs``: those that run now, read what changes, and have the old value until their next start.

    ``error``: why the unit could not be asked; what it has of its own is not known then, and it catches up later.
    """

    unit: str
    changes: list[ConfigChange]
    jobs: list[str]
    error: str | None = None


def of_shared(before: str, after: str, units: Sequence[str]) -> list[ConfigEffect]:
    """What another shared file means on the units; a unit's own values stay. Raises ConfigError."""
    texts, failed = asking.file_texts(units)
    running = _running(units)
    effects = []
    for unit in units:
        own = texts[unit].own.text if unit in texts else ""
        changes = _changes(values_of([before, own]), values_of([after, own]))
        error = refused.error.message if (refused := failed.get(unit)) and refused.error else None
        effects.append(
            ConfigEffect(unit=unit, changes=changes, jobs=_affected(changes, running.get(unit, [])), error=error)
        )
    return effects


def of_own(shared: str, before: str, after: str, unit: str) -> ConfigEffect:
    """What another file of its own means on a unit. Raises ConfigError."""
    changes = _changes(values_of([shared, before]), values_of([shared, after]))
    return ConfigEffect(unit=unit, changes=changes, jobs=_affected(changes, _running([unit]).get(unit, [])))


def values_of(texts: Sequence[str]) -> Values:
    """What holds by these files, later ones over earlier ones, and by the defaults. Raises ConfigError."""
    parsers = [parse_text(text, "the file") for text in texts]
    found: Values = {}
    for section, keys in defaults({name for parser in parsers for name in parser.sections()}).items():
        found |= {(section, key): value for key, value in keys.items()}
    for parser in parsers:
        for section in parser.sections():
            found |= {(section, key): value for key, value in parser.items(section, raw=True)}
    return found


def _changes(before: Values, after: Values) -> list[ConfigChange]:
    return [
        ConfigChange(section=section, key=key, before=_shown(key, before.get(name)), after=_shown(key, after.get(name)))
        for name in sorted(before.keys() | after.keys())
        for section, key in [name]
        if before.get(name) != after.get(name)
    ]


def _shown(key: str, value: str | None) -> str | None:
    return HIDDEN if value and is_secret(key) else value


def _affected(changes: list[ConfigChange], running: list[str]) -> list[str]:
    readers = {job for change in changes for job in used_by(change.section)}
    return sorted({job for job in running if EVERYTHING in readers or job in readers})


def _running(units: Sequence[str]) -> dict[str, list[str]]:
    replies = ask([Call(unit, "GET", RUNNING_PATH) for unit in units])
    rows: dict[str, Any] = {unit: reply.value for unit, reply in replies.items() if reply.ok}
    return {unit: [str(row["job_name"]) for row in found] for unit, found in rows.items()}
