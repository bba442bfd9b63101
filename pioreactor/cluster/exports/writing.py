"""Writing an export: row by row from one moment of the database into a ZIP beside its place, synced, then renamed.

Memory does not grow with the number of rows: a few thousand lines and the pages that SQLite reads.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from pioreactor import clock
from pioreactor.cluster.exports import disk, manifest
from pioreactor.cluster.exports.datasets import Dataset
from pioreactor.cluster.exports.errors import ExportError
from pioreactor.cluster.exports.manifest import CsvFile, ExportedDataset, Partition
from pioreactor.cluster.exports.naming import Names
from pioreactor.cluster.exports.selection import Selection
from pioreactor.cluster.exports.sources import Part, source_of
from pioreactor.cluster.exports.tabular import Table
from pioreactor.storage.database.times import text_to_us, us_to_text
from pioreactor.storage.files import sync_folder
from pioreactor.storage.paths import database_path

LEVEL: Final = 4
"""Of the compression: half the time of the usual one, for files that are hardly larger."""
_LOOKS_EACH_S: Final = 0.5
TEMPORARY: Final = ".tmp"

Tell = Callable[[str, int], None]
"""Hears the dataset that is being written and how many of its rows are; raises ExportStoppedError to stop."""


class Written(msgspec.Struct, kw_only=True):
    """A finished export. ``sha256``: of the ZIP."""

    path: Path
    size_bytes: int
    sha256: str
    datasets: list[ExportedDataset]
    warnings: list[str]

    @property
    def rows(self) -> int:
        """Of all its files."""
        return sum(dataset.row_count for dataset in self.datasets)


def write(
    conn: sqlite3.Connection,
    target: Path,
    selection: Selection,
    chosen: list[Dataset],
    warnings: list[str],
    tell: Tell = lambda dataset, rows: None,
) -> Written:
    """Write the selection to ``target``, which exists whole afterwards or, where this raises, not at all.

    ``conn``: from :func:`snapshot`. ``warnings``: what the manifest is to say beside what is found here. Raises
    ExportError, with what to do.
    """
    aside = target.with_name(f".{target.name}.{os.getpid()}{TEMPORARY}")
    try:
        warnings = [*warnings, *_thinned(conn, selection)]
        target.parent.mkdir(parents=True, exist_ok=True)
        disk.require_room(target.parent)
        with aside.open("wb") as raw:
            found = _Archive(conn, raw, target.parent, selection, warnings, tell).fill(chosen)
            raw.flush()
            os.fsync(raw.fileno())
        digest = _digest(aside)
        aside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise disk.told(error, target.parent) from error
    except sqlite3.Error as error:
        raise ExportError(f"The database cannot be read: {error}.") from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
    return Written(path=target, size_bytes=target.stat().st_size, sha256=digest, datasets=found, warnings=warnings)


class _Archive:
    def __init__(
        self,
        conn: sqlite3.Connection,
        raw: BinaryIO,
        folder: Path,
        selection: Selection,
        warnings: list[str],
        tell: Tell,
    ) -> None:
        self._conn, self._raw, self._folder = conn, raw, folder
        self._selection, self._warnings, self._tell = selection, warnings, tell
        self._now = clock.now()
        self._names = Names(f"{self._now.astimezone():%Y%m%d%H%M%S}")
        self._looked_s = -_LOOKS_EACH_S
        self._created_us = _created(conn)

    def fill(self, chosen: list[Dataset]) -> list[ExportedDataset]:
        with zipfile.ZipFile(self._raw, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=LEVEL) as archive:
            found = [self._dataset(archive, dataset) for dataset in chosen]
            about = (self._selection, clock.to_iso(self._now), found, self._warnings)
            self._add(archive, "manifest.json", manifest.manifest(*about))
            self._add(archive, "README.txt", manifest.readme(*about))
        return found

    def _dataset(self, archive: zipfile.ZipFile, dataset: Dataset) -> ExportedDataset:
        self._tell(dataset.dataset_name, 0)
        source = source_of(self._conn, dataset, self._selection)
        table = Table(dataset, source, self._created_us)
        files: list[CsvFile] = []
        for part in source.parts or [Part(None, None, lambda: iter(()))]:
            rows = part.rows()
            first = next(rows, None)
            if first is None and part.unit is not None and part.unit not in self._selection.units:
                continue  # a unit that has no rows in this time, and that nobody asked for
            before = sum(file.row_count for file in files)
            everything = rows if first is None else chain((first,), rows)
            files.append(self._file(archive, dataset, part, table.lines(everything), before))
        self._add(archive, manifest.schema_path(dataset), manifest.schema(dataset, table))
        return manifest.exported(dataset, files)

    def _file(
        self, archive: zipfile.ZipFile, dataset: Dataset, part: Part, lines: Iterator[tuple[bytes, int]], before: int
    ) -> CsvFile:
        path = self._names.csv(dataset.dataset_name, part.experiment, part.unit)
        digest, size, rows = hashlib.sha256(), 0, 0
        with archive.open(self._entry(path), "w", force_zip64=True) as file:
            for some, count in lines:
                file.write(some)
                digest.update(some)
                size, rows = size + len(some), rows + count
                self._look(dataset.dataset_name, before + rows)
        self._tell(dataset.dataset_name, before + rows)
        return CsvFile(path, rows, Partition(part.experiment, part.unit), size, digest.hexdigest())

    def _add(self, archive: zipfile.ZipFile, name: str, content: bytes) -> None:
        archive.writestr(self._entry(name), content)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._now.astimezone().timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry._compresslevel = LEVEL  # type: ignore[attr-defined]  # the archive's own is for names only
        entry.external_attr = 0o644 << 16
        return entry

    def _look(self, dataset: str, rows: int) -> None:
        """Now and then: tell how far it is, and see that there is room."""
        now_s = clock.wall_monotonic()
        if now_s - self._looked_s >= _LOOKS_EACH_S:
            self._looked_s = now_s
            disk.require_room(self._folder, self._raw.tell())
            disk.require_short_log(database_path())
            self._tell(dataset, rows)


def _created(conn: sqlite3.Connection) -> dict[str, int]:
    found: dict[str, int] = {}
    for experiment, created_at in conn.execute("SELECT experiment, created_at FROM experiments"):
        with contextlib.suppress(ValueError):
            found[experiment] = text_to_us(created_at)
    return found


def _thinned(conn: sqlite3.Connection, selection: Selection) -> list[str]:
    """Whether readings of the selection are not as they were measured."""
    found = conn.execute(
        "SELECT max(thinned_to_us) FROM series WHERE experiment IN (SELECT value FROM json_each(?))",
        (json.dumps(selection.experiments),),
    ).fetchone()[0]
    if not found or found <= selection.span.start_us:
        return []
    return [
        f"Readings before {us_to_text(found)} were thinned: where there were several in a minute, their mean is kept."
    ]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
