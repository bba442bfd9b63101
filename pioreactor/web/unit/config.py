"""The unit's configuration: what holds, and the unit's own file."""

from __future__ import annotations

from pioreactor.config import forget_config, get_config
from pioreactor.storage import paths
from pioreactor.web.auditing import note_file
from pioreactor.web.config_files import read_text, save_checked, shown_values
from pioreactor.web.routing import TEXT, RouteTable
from pioreactor.web.wire.common import SUCCESS, Status
from pioreactor.web.wire.system import ConfigCode

table = RouteTable("config", "/unit_api")


@table.add("GET", "/config/merged", summary="The configuration that holds", response=dict[str, dict[str, str | None]])
def merged() -> dict[str, dict[str, str | None]]:
    """Defaults, the shared file and the unit's own file together; passwords are shown as stars."""
    forget_config()
    return shown_values(get_config())


@table.add("GET", "/config/specific", summary="The unit's own file", response=str, media_type=TEXT)
def specific() -> str:
    """INI text; passwords are shown as stars."""
    return read_text(paths.unit_config_path())


@table.add(
    "PATCH POST",
    "/config/specific",
    summary="Replace the unit's own file",
    request=ConfigCode,
    response=Status,
    is_body_secret=True,
)
def save_specific(body: ConfigCode) -> Status:
    """Checked as a whole before it replaces the old one; a value of stars keeps what is stored."""
    before = read_text(paths.unit_config_path())
    note_file(before, save_checked(paths.unit_config_path(), body.code, is_shared=False))
    return SUCCESS


@table.add(
    "PATCH POST",
    "/config/shared",
    summary="Replace the unit's copy of the shared file",
    request=ConfigCode,
    response=Status,
    is_body_secret=True,
)
def save_shared(body: ConfigCode) -> Status:
    """The leader sends it to its units after a change."""
    before = read_text(paths.config_path())
    note_file(before, save_checked(paths.config_path(), body.code, is_shared=True))
    return SUCCESS
