"""Bringing the shared file to the units. Nobody's text is replaced before the history holds it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pioreactor.cluster.config_sync import asking, diffs, looking
from pioreactor.cluster.config_sync.structs import Brought, Confirmation, FilesHeld, FileTexts, SharedCopy
from pioreactor.cluster.config_sync.versions import Shared, shared
from pioreactor.config import get_leader_hostname
from pioreactor.leader.fanout import Call, ask
from pioreactor.leader.replies import UnitReply
from pioreactor.storage.database import config_history
from pioreactor.storage.database.config_history import SHARED

Tell = Callable[[str, str], None]
"""Says to people what was found on a unit: the unit, a sentence."""


@dataclass
class _Found:
    """What somebody wrote on the units, now in the history, and the units whose text could not be kept."""

    copies: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    failed: dict[str, UnitReply] = field(default_factory=dict)


def bring(connection: sqlite3.Connection, units: Sequence[str], tell: Tell) -> dict[str, UnitReply]:
    """Let each unit have the shared file, and keep what somebody wrote on the units; an answer (Brought) per unit.

    Safe to repeat. Raises ConfigError and OSError for a shared file that cannot be used; no unit is asked then.
    """
    wanted = shared(connection)
    held, failed = asking.files_held(units)
    found = _keep_what_is_new(connection, wanted, held, tell)
    failed.update(found.failed)
    wanting = [has for unit, has in held.items() if unit not in failed and _wants(wanted, has)]
    failed.update(_refused(ask([_push(wanted, has) for has in wanting])))
    done = [has for unit, has in held.items() if unit not in failed]
    failed.update(_refused(ask([_confirm(wanted, has) for has in done])))
    answers = {}
    for has in done:
        if has.unit in failed:
            continue
        looking.note_heard(has.unit, wanted.version)
        answers[has.unit] = UnitReply(ok=True, unit=has.unit, value=_brought(wanted, has, found))
    return {unit: answers[unit] if unit in answers else failed[unit] for unit in units}


def _wants(wanted: Shared, held: FilesHeld) -> bool:
    return held.shared_digest != wanted.digest and held.unit != get_leader_hostname()


def _brought(wanted: Shared, held: FilesHeld, found: _Found) -> Brought:
    return Brought(
        state="updated" if _wants(wanted, held) else "current",
        version=wanted.version,
        kept=config_history.shared_copy(held.unit) if held.unit in found.copies else None,
        own_file_kept=held.unit in found.own,
    )


def _push(wanted: Shared, held: FilesHeld) -> Call:
    copy = SharedCopy(wanted.text, wanted.version, wanted.newest.timestamp, held.shared_digest)
    return Call(held.unit, "PATCH", asking.SHARED_PATH, copy)


def _confirm(wanted: Shared, held: FilesHeld) -> Call:
    said = Confirmation(
        version=wanted.version,
        saved_at=wanted.newest.timestamp,
        shared_digest=wanted.digest,
        own_digest=held.own_digest,
    )
    return Call(held.unit, "PUT", asking.HELD_PATH, said)


def _refused(replies: dict[str, UnitReply]) -> dict[str, UnitReply]:
    return {unit: reply for unit, reply in replies.items() if not reply.ok}


def _keep_what_is_new(connection: sqlite3.Connection, wanted: Shared, held: dict[str, FilesHeld], tell: Tell) -> _Found:
    found = _Found()
    edited = {unit for unit, has in held.items() if looking.judge(connection, wanted, has)[0] == "edited"}
    changed = {unit for unit, has in held.items() if not _is_kept(connection, unit, has.own_digest)}
    texts, found.failed = asking.file_texts([unit for unit in held if unit in edited | changed])
    for unit, has in texts.items():
        if _differs(held[unit], has):
            words = f"A file of {unit} is being changed just now."
            found.failed[unit] = asking.failure(unit, words, words, "Repeat it; nothing was replaced.")
            continue
        if unit in edited:
            _keep_copy(connection, wanted, unit, has, tell)
            found.copies.add(unit)
        if unit in changed:
            _keep_own(connection, unit, has, tell)
            found.own.add(unit)
    return found


def _differs(held: FilesHeld, texts: FileTexts) -> bool:
    return (held.shared_digest, held.own_digest) != (texts.shared.digest, texts.own.digest)


def _is_kept(connection: sqlite3.Connection, unit: str, own_digest: str) -> bool:
    """Whether the unit's own file is the newest version of it; one that never was there needs no version."""
    name = config_history.own_files(unit)[0]
    newest = config_history.newest_version(connection, name)
    if newest is None:
        return not own_digest
    return config_history.version_with(connection, name, own_digest) == newest.version


def _keep_copy(connection: sqlite3.Connection, wanted: Shared, unit: str, texts: FileTexts, tell: Tell) -> None:
    name = config_history.shared_copy(unit)
    kept = config_history.record_config(connection, name, texts.shared.text, texts.shared.digest)
    short = diffs.in_short(diffs.unified(wanted.text, texts.shared.text, SHARED, name))
    tell(
        unit,
        f"{SHARED} was edited on {unit} ({short} against version {wanted.version}). It is replaced by the leader's; "
        f"the text is kept: pio cluster config history --edited-on {unit} --show {kept.version}",
    )


def _keep_own(connection: sqlite3.Connection, unit: str, texts: FileTexts, tell: Tell) -> None:
    name = config_history.own_files(unit)[0]
    before = config_history.newest_version(connection, name)
    config_history.record_config(connection, name, texts.own.text, texts.own.digest)
    if before is not None:
        short = diffs.in_short(diffs.unified(before.data, texts.own.text, name, name))
        tell(
            unit, f"unit_config.ini was changed on {unit} ({short}). The leader keeps the new text beside the old one."
        )
