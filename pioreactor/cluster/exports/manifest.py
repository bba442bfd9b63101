"""What stands in a ZIP beside the data: ``manifest.json``, a ``schema.json`` per dataset, and ``README.txt``."""

from __future__ import annotations

from typing import Any, Final

import msgspec

import pioreactor
from pioreactor.cluster.exports.datasets import Dataset
from pioreactor.cluster.exports.selection import Selection
from pioreactor.cluster.exports.tabular import Table
from pioreactor.cluster.exports.times import time_zone

SCHEMA_VERSION: Final = 1


class Partition(msgspec.Struct):
    """What a file is limited to; None: nothing."""

    experiment: str | None
    pioreactor_unit: str | None


class CsvFile(msgspec.Struct):
    """One file. ``sha256``: of its bytes, as they are when unpacked."""

    path: str
    row_count: int
    partition: Partition
    size_bytes: int
    sha256: str


class ExportedDataset(msgspec.Struct):
    """One dataset."""

    dataset_name: str
    display_name: str
    schema_path: str
    csv_paths: list[str]
    csv_files: list[CsvFile]
    row_count: int
    partition_values: list[Partition]
    column_units: dict[str, str]


def exported(dataset: Dataset, files: list[CsvFile]) -> ExportedDataset:
    """A dataset as the manifest tells it."""
    return ExportedDataset(
        dataset_name=dataset.dataset_name,
        display_name=dataset.display_name,
        schema_path=schema_path(dataset),
        csv_paths=[file.path for file in files],
        csv_files=files,
        row_count=sum(file.row_count for file in files),
        partition_values=[file.partition for file in files],
        column_units=dataset.column_units,
    )


def schema_path(dataset: Dataset) -> str:
    """Where the description of a dataset's columns lies."""
    return f"{dataset.dataset_name}/schema.json"


def schema(dataset: Dataset, table: Table) -> bytes:
    """What the columns of a dataset are."""
    columns = []
    for name in table.header:
        column: dict[str, Any] = {"name": name, "generated": name in table.generated}
        if name in dataset.column_descriptions:
            column["description"] = dataset.column_descriptions[name]
        elif name in table.generated:
            column["description"] = f"{name.removesuffix('_localtime')} in the leader's time zone"
        if name in dataset.column_units:
            column["unit"] = dataset.column_units[name]
        columns.append(column)
    entities = ["experiment"] * dataset.has_experiment + ["pioreactor_unit"] * dataset.has_unit
    return _json(
        {
            "schema_version": SCHEMA_VERSION,
            "dataset_name": dataset.dataset_name,
            "display_name": dataset.display_name,
            "description": dataset.description,
            "source": dataset.source,
            "table": dataset.table,
            "query": dataset.query,
            "default_order_by": dataset.default_order_by,
            "timestamp_columns": dataset.timestamp_columns,
            "entity_columns": entities,
            "generated_columns": table.generated,
            "columns": columns,
        }
    )


def manifest(selection: Selection, created_at: str, found: list[ExportedDataset], warnings: list[str]) -> bytes:
    """What was exported. The filter's end does not belong to it."""
    chosen = selection.experiments
    return _json(
        {
            "schema_version": SCHEMA_VERSION,
            "pioreactor_version": pioreactor.__version__,
            "export_created_at": created_at,
            "local_time_zone": time_zone(),
            "filters": {
                "experiment": chosen[0] if len(chosen) == 1 else None,
                "experiments": chosen,
                "units": selection.units,
                "start_time": selection.start_time,
                "end_time": selection.end_time,
                "partition_by_unit": selection.partition_by_unit,
                "partition_by_experiment": selection.partition_by_experiment,
            },
            "selected_datasets": selection.datasets,
            "datasets": found,
            "warnings": warnings,
        }
    )


def readme(selection: Selection, created_at: str, found: list[ExportedDataset], warnings: list[str]) -> bytes:
    """The same for people, in short."""
    span = f"{selection.start_time or 'the beginning'} to {selection.end_time or 'the end'}"
    lines = [
        f"Data of Pioreactor {pioreactor.__version__}, exported {created_at}",
        "",
        f"Experiments: {', '.join(selection.experiments) or 'not chosen'}",
        f"Units: {', '.join(selection.units) or 'all'}",
        f"Time: {span}{', which does not belong to it' if selection.end_time else ''} (UTC)",
        "",
        *(f"{one.dataset_name}: {one.row_count} rows in {len(one.csv_files)} file(s)" for one in found),
        "",
        "Files are CSV in UTF-8 with one line of headings. Times are UTC; columns ending in _localtime are in the time",
        f"zone of the leader, {time_zone()}. Empty cells were not measured. What a column means, and its unit, stands",
        "in schema.json in the folder of the dataset; row counts and SHA-256 of all files in manifest.json.",
        *(["", *warnings] if warnings else []),
    ]
    return "\n".join([*lines, ""]).encode()


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
