"""Which datasets there are: the package's own, then ``<root>/exportable_datasets``, then those of plugins."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Final

import msgspec

from pioreactor.cluster.exports.errors import UnknownDatasetError
from pioreactor.storage import paths
from pioreactor.utils.descriptor_folders import DescriptorFolders, LeftOut

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_BUILT_IN: Final = Path(__file__).with_name("datasets")


class Dataset(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One table, or one query, that can be exported.

    ``default_order_by``: the column that gives order and time; ``timestamp_columns``: those that get a twin in local
    time. ``has_experiment``, ``has_unit``: it has the column ``experiment``, ``pioreactor_unit``. ``group`` is ours:
    the heading under which the page shows it.
    """

    dataset_name: str
    display_name: str
    description: str | None
    has_experiment: bool
    has_unit: bool
    default_order_by: str | None
    table: str | None = None
    query: str | None = None
    source: str = "app"
    timestamp_columns: list[str] = []
    always_partition_by_unit: bool = False
    column_descriptions: dict[str, str] = {}
    column_units: dict[str, str] = {}
    group: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.dataset_name):
            raise ValueError(f"{self.dataset_name!r} cannot be the name of a dataset: letters, digits, _ . -")
        if (self.table is None) == (self.query is None):
            raise ValueError("a dataset needs either table or query")
        if self.always_partition_by_unit and not self.has_unit:
            raise ValueError("always_partition_by_unit needs has_unit")


_FOLDERS: Final = DescriptorFolders(Dataset, "dataset_name", logging.getLogger("pioreactor.exports"))


def datasets() -> list[Dataset]:
    """All of them, in the order in which they are shown."""
    return _read()[0]


def left_out() -> list[LeftOut]:
    """Files that describe no dataset that could be used, with the reason."""
    return _read()[1]


def get_dataset(name: str) -> Dataset:
    """One by its name. Raises UnknownDatasetError."""
    for found in datasets():
        if found.dataset_name == name:
            return found
    raise UnknownDatasetError(f"There is no dataset {name[:100]!r}. Those that there are: pio export datasets")


def _read() -> tuple[list[Dataset], list[LeftOut]]:
    root = paths.data_root()
    return _FOLDERS.read([_BUILT_IN, root / "exportable_datasets", root / "plugins" / "exportable_datasets"])
