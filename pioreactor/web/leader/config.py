"""The configuration of the cluster: the shared file, and each unit's own."""

from __future__ import annotations

from typing import Any

from pioreactor.leader.fanout import Call, ask
from pioreactor.storage import paths
from pioreactor.storage.database import config_history
from pioreactor.storage.database.config_history import ConfigVersion
from pioreactor.web.auditing import note_file
from pioreactor.web.config_files import hide_secrets, read_text, save_checked
from pioreactor.web.leader.asking import ask_one, units_meant
from pioreactor.web.routing import TEXT, RouteTable
from pioreactor.web.services import database_connection, services
from pioreactor.web.wire.common import SUCCESS, Status
from pioreactor.web.wire.system import ConfigCode, ConfigsOfUnits, SharedConfigSaved

table = RouteTable("config", "/api")

SHARED = "config.ini"


@table.add("GET", "/config/shared", summary="The shared configuration file", response=str, media_type=TEXT)
def shared_file() -> str:
    """INI text; passwords are shown as stars. The page gets its account at the broker from ``/api/session``."""
    return read_text(paths.config_path())


@table.add(
    "PATCH",
    "/config/shared",
    summary="Replace the shared file",
    request=ConfigCode,
    response=SharedConfigSaved,
    is_body_secret=True,
)
def save_shared(body: ConfigCode) -> SharedConfigSaved:
    """Checked as a whole, written on the leader, then sent to the other units; the reply says who has it.

    A value of stars keeps the stored one. A unit that is away keeps its old copy.
    """
    before = read_text(paths.config_path())
    text = save_checked(paths.config_path(), body.code, is_shared=True)
    note_file(before, text)
    with database_connection() as connection:
        config_history.record_config(connection, SHARED, hide_secrets(text))
    others = [unit for unit in units_meant("$broadcast") if unit != services().unit]
    replies = ask([Call(unit, "PATCH", "/unit_api/config/shared", {"code": text}) for unit in others], timeout_s=10.0)
    return SharedConfigSaved(units=replies)


@table.add("GET", "/config/shared/history", summary="Earlier versions of the shared file", response=list[ConfigVersion])
def shared_history() -> list[ConfigVersion]:
    """Newest first; passwords are shown as stars."""
    return _history([SHARED])


@table.add("GET", "/config/units/{unit}", summary="The configuration that holds on units", response=ConfigsOfUnits)
def merged(unit: str) -> ConfigsOfUnits:
    """Per unit: defaults, shared and own file together."""
    units = units_meant(unit)
    replies = ask([Call(name, "GET", "/unit_api/config/merged") for name in units])
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
    request=ConfigCode,
    response=Status,
    is_body_secret=True,
)
def save_specific(unit: str, body: ConfigCode) -> Status:
    """Checked by the unit before it replaces the old one."""
    before = str(ask_one(unit, "/unit_api/config/specific") or "")
    ask_one(unit, "/unit_api/config/specific", method="PATCH", body={"code": body.code}, timeout_s=30.0)
    note_file(before, body.code)
    with database_connection() as connection:
        config_history.record_config(connection, f"unit_config.ini::{unit}", hide_secrets(body.code))
    return SUCCESS


@table.add(
    "GET",
    "/config/units/{unit}/specific/history",
    summary="Earlier versions of a unit's own file",
    response=list[ConfigVersion],
)
def specific_history(unit: str) -> list[ConfigVersion]:
    """Newest first."""
    return _history([f"unit_config.ini::{unit}", f"config_{unit}.ini"])


def _history(names: list[str]) -> list[ConfigVersion]:
    with database_connection(readonly=True) as connection:
        return config_history.config_history(connection, names)
