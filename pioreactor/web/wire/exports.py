"""Bodies of the routes of exports."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from pioreactor.cluster.exports.runs import ExportRun
from pioreactor.web.wire.common import ExperimentName, TaskAccepted, UnitName


class ExportRequest(Struct, kw_only=True):
    """What to export. ``experiment`` is the ecosystem's; ``experiments`` and ``units`` are ours.

    No units are all units. ``$experiment`` stands for what belongs to none. Times are ISO-8601 with Z or an offset; the
    end does not belong to it. Without ``partition_by_...`` the rows of all are in one file, in the order of time.
    """

    datasets: Annotated[list[str], Meta(max_length=1000)]
    experiment: ExperimentName | None = None
    experiments: Annotated[list[ExperimentName], Meta(max_length=1000)] = []
    units: Annotated[list[UnitName], Meta(max_length=1000)] = []
    start_time: str | None = None
    end_time: str | None = None
    partition_by_unit: bool = False
    partition_by_experiment: bool = True


class ExportAccepted(TaskAccepted, kw_only=True):
    """``run_id``: what ``/api/exports/<run_id>`` tells more about."""

    run_id: str


class ExportDone(Struct):
    """What stands in the ``result`` of the task. Get it at ``/exports/<filename>``."""

    result: bool
    filename: str
    msg: str
    rows: int
    size_bytes: int
    sha256: str
    expires_at: str
    warnings: list[str]


class PreviewQuery(Struct):
    """``n_rows``: 1 to 100."""

    n_rows: Annotated[int, Meta(ge=1, le=100)] = 5


class DatasetSelection(Struct, kw_only=True):
    """Which rows of a dataset to look at; as in an ExportRequest."""

    experiments: Annotated[list[ExperimentName], Meta(max_length=1000)] = []
    units: Annotated[list[UnitName], Meta(max_length=1000)] = []
    start_time: str | None = None
    end_time: str | None = None
    n_rows: Annotated[int, Meta(ge=1, le=100)] = 20


class ExportLine(Struct, kw_only=True):
    """An export, the present one or an earlier one. ``is_there``: its file can be had; ``may_end``: by the caller."""

    run: ExportRun
    is_there: bool
    may_end: bool


class Exports(Struct):
    """``kept_hours``: how long a finished export can be had; ``free_bytes``: on the disk where they lie."""

    exports: list[ExportLine]
    kept_hours: float
    free_bytes: int


PreviewRow = dict[str, Any]
