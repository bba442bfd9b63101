"""Datasets that can be exported: which there are, how much is in them, their first rows."""

from __future__ import annotations

import sqlite3

from pioreactor.cluster.exports import datasets, looking
from pioreactor.cluster.exports.datasets import Dataset
from pioreactor.cluster.exports.looking import Estimate, Preview
from pioreactor.cluster.exports.reading import snapshot
from pioreactor.cluster.exports.selection import Selection, select
from pioreactor.leader.identity.roles import Role
from pioreactor.utils.descriptor_folders import LeftOut
from pioreactor.web.routing import RouteTable
from pioreactor.web.wire.exports import DatasetSelection, ExportRequest, PreviewQuery, PreviewRow

table = RouteTable("datasets", "/api")


@table.add("GET", "/datasets/exportable", summary="Datasets that can be exported", response=list[Dataset], max_age_s=60)
def exportable() -> list[Dataset]:
    """Built-in ones first, then those of ``<root>/exportable_datasets`` and of plugins."""
    return datasets.datasets()


@table.add(
    "GET", "/datasets/left_out", summary="Descriptor files of datasets that are left out", response=list[LeftOut]
)
def left_out() -> list[LeftOut]:
    """With the reason, such as a field that there is not."""
    return datasets.left_out()


@table.add(
    "GET",
    "/datasets/exportable/{name}/preview",
    summary="The first rows of a dataset",
    query=PreviewQuery,
    response=list[PreviewRow],
)
def preview(name: str, query: PreviewQuery) -> list[PreviewRow]:
    """Of all experiments. The rows are the first in the order of the dataset, not a sample."""
    dataset = datasets.get_dataset(name)
    with snapshot() as connection:
        everything = [
            str(row[0])
            for row in connection.execute("SELECT experiment FROM experiments UNION SELECT experiment FROM series")
        ]
        selection = Selection(datasets=[name], experiments=everything)
        found = looking.preview(connection, dataset, selection, query.n_rows)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


@table.add(
    "POST",
    "/datasets/exportable/{name}/preview",
    summary="The first rows of a dataset as selected",
    request=DatasetSelection,
    response=Preview,
    least=Role.VIEWER,
    is_audited=False,
)
def selected_preview(name: str, body: DatasetSelection) -> Preview:
    """The first in the order of the dataset, with the units of its columns."""
    dataset = datasets.get_dataset(name)
    with snapshot() as connection:
        selection, _, _ = select(connection, [name], body.experiments, body.units, body.start_time, body.end_time)
        return looking.preview(connection, dataset, selection, body.n_rows)


@table.add(
    "POST",
    "/datasets/exportable/estimate",
    summary="How many rows there are",
    request=ExportRequest,
    response=dict[str, Estimate],
    least=Role.VIEWER,
    is_audited=False,
)
def estimate(body: ExportRequest) -> dict[str, Estimate]:
    """By dataset, in a moment whatever the length of the experiment: about, at most or at least so many."""
    with snapshot() as connection:
        selection, chosen, _ = selected(connection, body)
        return looking.estimates(connection, chosen, selection)


def selected(connection: sqlite3.Connection, body: ExportRequest) -> tuple[Selection, list[Dataset], list[str]]:
    """What a request selects, and the names of datasets that there are not. Raises ExportRequestError."""
    return select(
        connection,
        body.datasets,
        [*([body.experiment] if body.experiment is not None else []), *body.experiments],
        body.units,
        body.start_time,
        body.end_time,
        partition_by_unit=body.partition_by_unit,
        partition_by_experiment=body.partition_by_experiment,
    )
