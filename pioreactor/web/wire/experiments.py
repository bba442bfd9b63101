"""Bodies of the experiment, assignment and label routes."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct

from pioreactor.storage.database.space import DatabaseSpace
from pioreactor.web.wire.common import ExperimentName, UnitName

Tag: TypeAlias = Annotated[str, Meta(max_length=100)]
Description: TypeAlias = Annotated[str, Meta(max_length=20_000)]


class NewExperiment(Struct, forbid_unknown_fields=True):
    """A new experiment. The last three fields are tolerated and ignored."""

    experiment: ExperimentName
    description: Description | None = None
    tags: list[Tag] | None = None
    created_at: Any = None
    delta_hours: Any = None
    worker_count: Any = None


class ExperimentChange(Struct, forbid_unknown_fields=True):
    """At least one of the two; tags are replaced as a set."""

    description: Description | None = None
    tags: list[Tag] | None = None


class AssignmentCount(Struct):
    """How many units an experiment has; experiments without units are left out."""

    experiment: str
    worker_count: int


class AssignmentDone(Struct):
    """Written down and left at the broker; the task's result has what the unit said and which old jobs stopped."""

    unit: str
    task_id: str
    result_url_path: str
    status: str = "success"


class UnitRef(Struct, forbid_unknown_fields=True):
    """Names a unit."""

    pioreactor_unit: UnitName


class UnitLabel(Struct, forbid_unknown_fields=True):
    """The name of a unit within an experiment; an empty label removes it."""

    unit: UnitName
    label: Annotated[str, Meta(max_length=100)]


class DeletionQuery(Struct):
    """``at_once``: remove the data now, so that nobody can have them back."""

    at_once: bool = False


class ExperimentDeleted(Struct):
    """The result of deleting an experiment. ``remove_at``: when its data go for good; null: they are gone."""

    result: bool
    experiment: str
    msg: str
    database_space: DatabaseSpace
    remove_at: str | None = None
