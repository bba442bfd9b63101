"""What is to be exported: which datasets, of which experiments, units and time, in how many files."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.cluster.exports.datasets import Dataset, datasets
from pioreactor.cluster.exports.errors import ExportRequestError
from pioreactor.storage.database.experiments import get_experiment
from pioreactor.storage.database.ordered import FOREVER_US, Range
from pioreactor.storage.database.times import to_us, us_to_text
from pioreactor.whoami import UNIVERSAL_EXPERIMENT

_LAST_US: Final = to_us(datetime(9990, 1, 1, tzinfo=UTC))


class Selection(msgspec.Struct, kw_only=True, frozen=True):
    """``experiments``: their names, or UNIVERSAL_EXPERIMENT for what belongs to none.

    ``units``: only these, all if empty. ``start_us``, ``end_us``: microseconds UTC, the end does not belong to it; None
    is open.
    """

    datasets: list[str]
    experiments: list[str]
    units: list[str] = []
    start_us: int | None = None
    end_us: int | None = None
    partition_by_unit: bool = False
    partition_by_experiment: bool = False

    @property
    def span(self) -> Range:
        """The range of times."""
        return Range(
            -FOREVER_US if self.start_us is None else self.start_us, FOREVER_US if self.end_us is None else self.end_us
        )

    @property
    def start_time(self) -> str | None:
        """ISO-8601 in UTC."""
        return None if self.start_us is None else us_to_text(self.start_us)

    @property
    def end_time(self) -> str | None:
        """ISO-8601 in UTC."""
        return None if self.end_us is None else us_to_text(self.end_us)


def select(
    conn: sqlite3.Connection,
    names: Sequence[str],
    experiments: Sequence[str],
    units: Sequence[str] = (),
    start_time: str | None = None,
    end_time: str | None = None,
    *,
    partition_by_unit: bool = False,
    partition_by_experiment: bool = False,
) -> tuple[Selection, list[Dataset], list[str]]:
    """A selection that can be exported, its datasets, and the names of datasets that there are not.

    Times are ISO-8601 with Z or an offset. Raises ExportRequestError, UnknownExperimentError.
    """
    known = {dataset.dataset_name: dataset for dataset in datasets()}
    wanted = list(dict.fromkeys(names))
    chosen = [known[name] for name in wanted if name in known]
    if not chosen:
        unknown = f" There is no {', '.join(name[:80] for name in wanted[:5])}." if wanted else ""
        raise ExportRequestError(f"No dataset is chosen.{unknown} Those that there are: pio export datasets")
    experiments = list(dict.fromkeys(experiments))
    for experiment in experiments:
        if experiment != UNIVERSAL_EXPERIMENT:
            get_experiment(conn, experiment)
    if not experiments and any(dataset.has_experiment for dataset in chosen):
        raise ExportRequestError("No experiment is chosen. Name one, or $experiment for what belongs to none.")
    start_us, end_us = _microseconds(start_time, "start"), _microseconds(end_time, "end")
    if start_us is not None and end_us is not None and start_us > end_us:
        raise ExportRequestError(f"The start {start_time} comes after the end {end_time}. Exchange them.")
    selection = Selection(
        datasets=[dataset.dataset_name for dataset in chosen],
        experiments=experiments,
        units=list(dict.fromkeys(units)),
        start_us=start_us,
        end_us=end_us,
        partition_by_unit=partition_by_unit,
        partition_by_experiment=partition_by_experiment,
    )
    return selection, chosen, [name for name in wanted if name not in known]


def _microseconds(text: str | None, which: str) -> int | None:
    if text is None or not text.strip():
        return None
    try:
        found = to_us(clock.from_iso(text.strip()))
        if not 0 <= found <= _LAST_US:
            raise ExportRequestError(f"The {which} {text[:40]} lies outside of the years 1970 to 9990.")
        return found
    except ExportRequestError:
        raise
    except (ValueError, OverflowError):
        pass
    try:
        datetime.fromisoformat(text.strip())
    except ValueError:
        cause = "is not a time"
    else:
        cause = "says nothing of its time zone"
    raise ExportRequestError(
        f"The {which} {text[:40]!r} {cause}. Write it like 2026-11-22T05:30:00Z or 2026-11-22T06:30:00+01:00."
    )
