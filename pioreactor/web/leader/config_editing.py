"""What somebody who edits configuration files needs to know before saving."""

from __future__ import annotations

from pioreactor.cluster.config_sync import diffs, effects
from pioreactor.config.faults import faults
from pioreactor.config.files import normalise, read_text, restore_secrets
from pioreactor.config.options import ConfigSection, known_options
from pioreactor.storage import paths
from pioreactor.storage.database.config_history import SHARED
from pioreactor.web.leader.asking import ask_one, require_unit, units_meant
from pioreactor.web.routing import RouteTable
from pioreactor.web.wire.system import ConfigDraft, ConfigFaults, ConfigPreview

table = RouteTable("config_editing", "/api")


@table.add("GET", "/config/options", summary="What can be configured", response=list[ConfigSection], max_age_s=60)
def options() -> list[ConfigSection]:
    """Every known key with meaning, default and limits, and the jobs that read it. Plugins' sections are not known."""
    return known_options()


@table.add(
    "POST",
    "/config/check",
    summary="What is wrong with a configuration file",
    request=ConfigDraft,
    response=ConfigFaults,
    is_audited=False,
)
def check(body: ConfigDraft) -> ConfigFaults:
    """With the line of each fault, and what was probably meant; nothing is changed. ``unit`` null: the shared file."""
    return ConfigFaults(faults(normalise(body.code), is_shared=body.unit is None))


@table.add(
    "POST",
    "/config/preview",
    summary="What saving a configuration file would change",
    request=ConfigDraft,
    response=ConfigPreview,
    is_audited=False,
)
def preview(body: ConfigDraft) -> ConfigPreview:
    """The diff, and per unit the values that change and the jobs that run with the old ones; nothing is changed.

    With ``faults`` if it could not be saved, and then nothing else.
    """
    code = normalise(body.code)
    if body.unit is not None:
        require_unit(body.unit)
    wrong = faults(code, is_shared=body.unit is None)
    if wrong:
        return ConfigPreview(wrong, "", [])
    if body.unit is None:
        before = read_text(paths.config_path())
        restore_secrets(code, paths.config_path().read_text(encoding="utf-8"))
        found, name = effects.of_shared(before, code, units_meant("$broadcast")), SHARED
    else:
        before = str(ask_one(body.unit, "/unit_api/config/specific") or "")
        found, name = [effects.of_own(read_text(paths.config_path()), before, code, body.unit)], "unit_config.ini"
    return ConfigPreview([], diffs.unified(before, code, name, f"{name} as it would be"), found)
