"""The automations that this unit can run: what their classes take, in the words of their descriptors."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from pioreactor.automations.options import Parameter, options_of
from pioreactor.automations.starting import FAMILIES, known_automations
from pioreactor.web import descriptor_files
from pioreactor.web.wire.descriptors import AutomationDescriptor, AutomationField
from pioreactor.web.wire.jobs import Capability, Option, PublishedSetting

_TYPES = {"numeric": "float", "boolean": "boolean", "select": "choice", "string": "text"}
_log = logging.getLogger("pioreactor.web.capabilities")


def automation_capabilities() -> list[Capability]:
    """One entry per automation that can be started, by family and name."""
    return [entry for kind in descriptor_files.AUTOMATION_KINDS for entry in _of_family(kind)]


def _of_family(kind: str) -> list[Capability]:
    family = f"{kind}_automation"
    if family not in FAMILIES:
        return []
    try:
        classes = known_automations(family)
    except ImportError as error:
        _log.warning("The automations of %s are left out of the capabilities: %s", family, error)
        return []
    descriptors = {descriptor.automation_name: descriptor for descriptor in descriptor_files.automations(kind)}
    return [_entry(family, name, classes[name], descriptors.get(name)) for name in sorted(classes)]


def _entry(family: str, name: str, kind: type, descriptor: AutomationDescriptor | None) -> Capability:
    settings: Mapping[str, Any] = getattr(kind, "published_settings", {})
    fields = {field.key: field for field in descriptor.fields} if descriptor else {}
    options = [_option(p, settings.get(key, {}), fields.get(key)) for key, p in options_of(kind).items()]
    required = "".join(f" --{option.long_flag} {option.name.upper()}" for option in options if option.required)
    return Capability(
        job_name=family,
        automation_name=name,
        help=descriptor.description if descriptor else (kind.__doc__ or "").strip().partition("\n")[0],
        arguments=[],
        options=options,
        published_settings={
            "$state": PublishedSetting("string", None, True),
            **{key: PublishedSetting(s["datatype"], s.get("unit"), s.get("settable")) for key, s in settings.items()},
        },
        cli_example=f"pio run {family} --automation-name {name}{required}",
    )


def _option(parameter: Parameter, setting: Mapping[str, Any], field: AutomationField | None) -> Option:
    default = parameter.default
    words = [field.label if field else "", field.unit if field else setting.get("unit", "")]
    return Option(
        name=parameter.name,
        long_flag=parameter.name.replace("_", "-"),
        help=(field.description if field else None) or ", ".join(filter(None, words)) or None,
        required=parameter.is_required,
        multiple=False,
        default=default if isinstance(default, str | int | float | bool) else None,
        type=_TYPES[field.type] if field else _type(parameter, setting),
    )


def _type(parameter: Parameter, setting: Mapping[str, Any]) -> str:
    if "datatype" in setting:
        return str(setting["datatype"])
    words = parameter.annotation
    return next((name for word, name in (("bool", "boolean"), ("float", "float")) if word in words), "text")
