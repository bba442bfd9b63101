"""The configuration of the cluster: the shared file, and each unit's own."""

from __future__ import annotations

import threading
from typing import Any

from pioreactor.cluster.config_sync import bringing, diffs, versions
from pioreactor.cluster.config_sync.structs import ConfigDiff
from pioreactor.config.files import read_text, save_checked, text_of
from pioreactor.leader.fanout import Call
from pioreactor.storage import paths
from pioreactor.storage.database import config_history
from pioreactor.storage.database.config_history import SHARED, ConfigVersion
from pioreactor.web.auditing import note_file
from pioreactor.web.leader.asking import ask_kept, ask_one, units_meant
from pioreactor.web.leader.config_news import ConfigNews
from pioreactor.web.routing import TEXT, ForUnits, RouteTable
from pioreactor.web.services import database_connection, services
from pioreactor.web.wire.common import SUCCESS, Status
from pioreactor.web.wire.system import ConfigCode, ConfigEdit, ConfigsOfUnits, SharedConfigSaved

table = RouteTable("config", "/api")
_saving = threading.Lock()
"""Held from the look at the present version until the new one is kept: of two people who save at once, one is told."""


@table.add(
    "GET", "/config/shared", units=ForUnits.ALL, summary="The shared configuration file", response=str, media_type=TEXT
)
def shared_file() -> str:
    """INI text; passwords are shown as stars. The page gets its account at the broker from ``/api/session``."""
    return read_text(paths.config_path())


@table.add(
    "POST",
    "/config/shared/preview",
    summary="What saving the shared file would change",
    request=ConfigCode,
    response=ConfigDiff,
    is_audited=False,
)
def preview_shared(body: ConfigCode) -> ConfigDiff:
    """Checked as when it is saved (400 with the fault), compared with the present file; nothing is changed."""
    path = paths.config_path()
    before, after = path.read_text(encoding="utf-8"), text_of(path, body.code, is_shared=True)
    diff = diffs.unified(before, after, SHARED, f"{SHARED} as it would be")
    return ConfigDiff(diff, "Only hidden values change." if not diff and before != after else "")


@table.add(
    "PATCH",
    "/config/shared",
    summary="Replace the shared file",
    request=ConfigEdit,
    response=SharedConfigSaved,
    is_body_secret=True,
)
def save_shared(body: ConfigEdit) -> SharedConfigSaved:
    """Checked as a whole, written on the leader, then brought to the other units; the reply says who has it.

    A value of stars keeps the stored one. A unit that is away catches up by itself. 409 where ``replaces`` is not the
    present version.
    """
    path, news = paths.config_path(), ConfigNews(services().messenger)
    with database_connection() as connection:
        with _saving:
            before = read_text(path)
            versions.keep_present(connection)
            versions.require(connection, SHARED, body.replaces)
            note_file(before, save_checked(path, body.code, is_shared=True))
            versions.keep_present(connection)
        others = [unit for unit in units_meant("$broadcast") if unit != services().unit]
        replies = bringing.bring(connection, others, news.tell)
        present = versions.shared(connection)
    for unit in others:
        services().answers.forget(unit)
    news.announce(present.word)
    return SharedConfigSaved(
        units=replies,
        version=present.version,
        will_catch_up=[unit for unit, reply in replies.items() if not reply.ok],
    )


@table.add("GET", "/config/shared/history", summary="Earlier versions of the shared file", response=list[ConfigVersion])
def shared_history() -> list[ConfigVersion]:
    """Newest first; passwords are shown as stars."""
    return _history([SHARED])


@table.add("GET", "/config/units/{unit}", summary="The configuration that holds on units", response=ConfigsOfUnits)
def merged(unit: str) -> ConfigsOfUnits:
    """Per unit: defaults, shared and own file together."""
    units = units_meant(unit)
    replies = ask_kept(services().answers, [Call(name, "GET", "/unit_api/config/merged") for name in units], None)
    if len(units) == 1 and not replies[units[0]].ok:
        ask_one(units[0], "/unit_api/config/merged")
    configs: dict[str, Any] = {name: reply.value for name, reply in replies.items() if reply.ok}
    return ConfigsOfUnits(configs=configs, errors={n: reply for n, reply in replies.items() if not reply.ok})


@table.add("GET", "/config/units/{unit}/specific", summary="A unit's own file", response=str, media_type=TEXT)
def specific(unit: str) -> str:
    """INI text; passwords are shown as stars."""
    return str(ask_one(unit, "/unit_api/config/specific") or "")


@table.add(
    "PATCH",
    "/config/units/{unit}/specific",
    summary="Replace a unit's own file",
    request=ConfigEdit,
    response=Status,
    is_body_secret=True,
)
def save_specific(unit: str, body: ConfigEdit) -> Status:
    """Checked by the unit before it replaces the old one. What somebody wrote on the unit itself is kept first."""
    news = ConfigNews(services().messenger)
    before = str(ask_one(unit, "/unit_api/config/specific") or "")
    with database_connection() as connection:
        bringing.bring(connection, [unit], news.tell)
        versions.require(connection, config_history.own_files(unit)[0], body.replaces)
        ask_one(unit, "/unit_api/config/specific", method="PATCH", body={"code": body.code}, timeout_s=30.0)
        note_file(before, body.code)
        bringing.bring(connection, [unit], lambda _unit, _words: None)
    return SUCCESS


@table.add(
    "GET",
    "/config/units/{unit}/specific/history",
    summary="Earlier versions of a unit's own file",
    response=list[ConfigVersion],
)
def specific_history(unit: str) -> list[ConfigVersion]:
    """Newest first."""
    return _history(list(config_history.own_files(unit)))


@table.add(
    "GET",
    "/config/units/{unit}/edited/history",
    summary="Copies of the shared file that were edited on a unit",
    response=list[ConfigVersion],
)
def edited_history(unit: str) -> list[ConfigVersion]:
    """What a sync has replaced on the unit, newest first."""
    return _history([config_history.shared_copy(unit)])


def _history(names: list[str]) -> list[ConfigVersion]:
    with database_connection(readonly=True) as connection:
        return config_history.config_history(connection, names)
