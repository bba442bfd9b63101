"""Descriptor files (YAML) tell the page what jobs, automations and charts there are. Unknown keys are errors."""

from __future__ import annotations

import re
from typing import Any, Literal

from msgspec import Struct


class SettingDescriptor(Struct, forbid_unknown_fields=True):
    """A setting shown (and perhaps edited) on the page. ``min`` and ``max`` are inclusive."""

    key: str
    type: Literal["numeric", "boolean", "string", "json"]
    display: bool
    description: str | None = None
    default: Any = None
    unit: str | None = None
    label: str | None = None
    editable: bool = True
    min: float | None = None
    max: float | None = None

    def __post_init__(self) -> None:
        if self.display and not self.label:
            raise ValueError(f"setting {self.key}: a displayed setting needs a label")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"setting {self.key}: min {self.min} is above max {self.max}")


class _WithSettings(Struct, forbid_unknown_fields=True):
    display_name: str
    display: bool
    published_settings: list[SettingDescriptor] = []
    source: str | None = None
    description: str | None = None
    subtext: str | None = None

    def __post_init__(self) -> None:
        keys = [setting.key for setting in self.published_settings]
        if len(keys) != len(set(keys)):
            raise ValueError("the keys of published_settings are not unique")


class JobDescriptor(_WithSettings, forbid_unknown_fields=True, kw_only=True):
    """A job on the page; ``job_name`` is what ``pio run`` takes."""

    job_name: str
    is_testing: bool = False


class SettingsDescriptor(_WithSettings, forbid_unknown_fields=True, kw_only=True):
    """A collection of settings that belongs to no job."""

    key: str


class AutomationField(Struct, forbid_unknown_fields=True):
    """A field of an automation's form. ``min``, ``max`` (inclusive) and ``description`` are ours; plugins may leave
    them out. ``required``: the form cannot be sent without a value.
    """

    key: str
    label: str
    default: float | str | bool | None = None
    disabled: bool = False
    required: bool = True
    unit: str | None = None
    type: Literal["numeric", "string", "select", "boolean"] = "numeric"
    options: list[str] | None = None
    min: float | None = None
    max: float | None = None
    description: str | None = None

    def __post_init__(self) -> None:
        if self.type == "select" and not self.options:
            raise ValueError(f"field {self.key}: a select needs options")
        if self.type == "select" and self.default is not None and self.default not in (self.options or ()):
            raise ValueError(f"field {self.key}: the default {self.default!r} is not one of its options")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"field {self.key}: min {self.min} is above max {self.max}")


class AutomationDescriptor(Struct, forbid_unknown_fields=True):
    """An automation of a dosing, LED or temperature job.

    ``needs`` is ours: jobs (``od_reading``) and pumps (``media_pump``) without which it cannot work.
    """

    display_name: str
    automation_name: str
    description: str
    source: str | None = None
    fields: list[AutomationField] = []
    needs: list[str] = []

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", self.automation_name) or self.automation_name == "config":
            raise ValueError(f"{self.automation_name!r} cannot be the name of an automation")
        keys = [field.key for field in self.fields]
        if len(keys) != len(set(keys)):
            raise ValueError("the keys of fields are not unique")


class ChartDescriptor(Struct, forbid_unknown_fields=True):
    """A chart. ``lookback`` in hours; ``mqtt_topic`` below ``pioreactor/<unit>/<experiment>/``.

    ``is_on``: the overview shows it unless a person chose otherwise; the leader sets it from its configuration.
    """

    chart_key: str
    data_source: str
    title: str
    source: str
    y_axis_label: str
    data_source_column: str | None = None
    fixed_decimals: int = 2
    down_sample: bool = True
    mqtt_topic: str | list[str] | None = None
    payload_key: str | None = None
    lookback: float | str = 100_000
    y_transformation: str | None = None
    y_axis_domain: tuple[float, float] | None = None
    interpolation: Literal[
        "basis",
        "bundle",
        "cardinal",
        "catmullRom",
        "linear",
        "monotoneX",
        "monotoneY",
        "natural",
        "none",
        "step",
        "stepAfter",
        "stepBefore",
    ] = "stepAfter"
    is_on: bool = True
