"""Rows as lines of CSV, as the ecosystem writes them: the table's columns, then those that are worked out.

Nothing is rounded: a number reads back as exactly the one that is stored. Lines end as RFC 4180 says, because only then
a text with either kind of line break is quoted and reads back whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from pioreactor.cluster.exports.datasets import Dataset
from pioreactor.cluster.exports.sources import Source
from pioreactor.cluster.exports.times import TimeTexts, microseconds
from pioreactor.storage.database.ordered import TIME_PLACE, Row

HOURS: Final = "hours_since_experiment_created"
LINES: Final = 2000
"""So many lines are made before they are written."""
_HOUR_US: Final = 3_600_000_000


class Table:
    """What a file of a dataset looks like. ``created_us``: when each experiment was created."""

    def __init__(self, dataset: Dataset, source: Source, created_us: Mapping[str, int]) -> None:
        self._source, self._created_us = source, created_us
        self._times = [source.columns.index(name) for name in dataset.timestamp_columns if name in source.columns]
        if source.digits is not None:
            self._times = [place for place in self._times if place == TIME_PLACE]
        self._experiment = source.columns.index("experiment") if dataset.has_experiment else -1
        self.has_hours = dataset.has_experiment and dataset.default_order_by is not None
        self.generated = [f"{source.columns[place]}_localtime" for place in self._times]
        self.generated += [HOURS] if self.has_hours else []
        self.header = [*source.columns, *self.generated]

    def lines(self, rows: Iterator[Row]) -> Iterator[tuple[bytes, int]]:
        """The header, then some thousand lines at a time, with how many rows they are."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(self.header)
        cells = self.cells(rows)
        count = 0
        while True:
            yield text.getvalue().encode(), count
            some = list(islice(cells, LINES))
            if not some:
                return
            text.seek(0)
            text.truncate()
            writer.writerows(some)
            count = len(some)

    def cells(self, rows: Iterator[Row]) -> Iterator[list[Any]]:
        """Rows as they stand in the file."""
        return self._from_numbers(rows) if self._source.digits is not None else self._from_texts(rows)

    def _from_numbers(self, rows: Iterator[Row]) -> Iterator[list[Any]]:
        texts = TimeTexts()
        utc, local, digits = texts.utc, texts.local, self._source.digits or 0
        experiment, created_us, hours = self._experiment, self._created_us, self.has_hours
        is_listed = bool(self._times)
        for row in rows:
            cells = list(row)
            t_us = cells.pop(0)
            cells[TIME_PLACE] = utc(t_us, digits)
            if is_listed:
                cells.append(local(t_us))
            if hours:
                began_us = created_us.get(cells[experiment])
                cells.append(None if began_us is None else (t_us - began_us) / _HOUR_US)
            yield cells

    def _from_texts(self, rows: Iterator[Row]) -> Iterator[list[Any]]:
        local: Callable[[int], str] = TimeTexts().local
        for t_us, *cells in rows:
            for place, cell in enumerate(cells):
                if isinstance(cell, bytes):
                    cells[place] = cell.hex()
            for place in self._times:
                moment_us = microseconds(cells[place])
                cells.append(None if moment_us is None else local(moment_us))
            if self.has_hours:
                began_us = self._created_us.get(cells[self._experiment])
                cells.append(None if began_us is None or t_us is None else (t_us - began_us) / _HOUR_US)
            yield cells
