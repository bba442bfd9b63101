"""The unit's configuration: what holds, the unit's own file, and its copy of the shared one."""

from __future__ import annotations

from pioreactor.cluster.config_sync import holding
from pioreactor.cluster.config_sync.structs import Confirmation, FilesHeld, FileTexts, SharedCopy
from pioreactor.config import forget_config, get_config
from pioreactor.config.files import read_text, save_checked, shown_values
from pioreactor.leader.identity.roles import Role
from pioreactor.storage import paths
from pioreactor.web.auditing import note_file
from pioreactor.web.errors import ApiError
from pioreactor.web.routing import TEXT, RouteTable
from pioreactor.web.services import services
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
    request=SharedCopy,
    response=Status,
    is_body_secret=True,
)
def take_shared(body: SharedCopy) -> Status:
    """The leader sends it to its units. 409 where ``replaces`` is not what the unit has, or on the leader itself."""
    if services().is_leader:
        raise ApiError(
            409, "The leader has no copy: its file is the shared one.", remediation="Send it to /api/config/shared."
        )
    holding.take(body)
    return SUCCESS


@table.add(
    "GET", "/config/version", summary="Which configuration files the unit has", response=FilesHeld, least=Role.ADMIN
)
def version() -> FilesHeld:
    """The version of the shared file, and the digests of both files, for the leader."""
    return holding.files_held()


@table.add(
    "PUT",
    "/config/version",
    summary="The leader knows these files",
    request=Confirmation,
    response=Status,
    is_audited=False,
)
def confirm(body: Confirmation) -> Status:
    """So that the unit need not ask about them again."""
    holding.confirm(body)
    return SUCCESS


@table.add("GET", "/config/texts", summary="Both configuration files", response=FileTexts, least=Role.ADMIN)
def texts() -> FileTexts:
    """With their digests, for the leader; passwords are shown as stars."""
    return holding.file_texts()
