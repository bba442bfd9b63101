"""What the tests of exports share: making one, and reading its files back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

from pioreactor.cluster.exports import writing
from pioreactor.cluster.exports.reading import snapshot
from pioreactor.cluster.exports.selection import select

EXPERIMENTS = ("one", "two words", "$experiment")
UNITS = ("unit1", "unit2")


class ReadBack:
    """An export as somebody reads it who has nothing but the ZIP."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.manifest: dict[str, Any] = json.loads(self.files["manifest.json"])

    def csv_files(self, dataset: str) -> list[dict[str, Any]]:
        """The files of a dataset, as the manifest tells them; their bytes are as it says."""
        [told] = [one for one in self.manifest["datasets"] if one["dataset_name"] == dataset]
        for file in told["csv_files"]:
            content = self.files[file["path"]]
            assert (hashlib.sha256(content).hexdigest(), len(content)) == (file["sha256"], file["size_bytes"])
            assert len(list(csv.reader(io.StringIO(content.decode(), newline="")))) == file["row_count"] + 1
        return list(told["csv_files"])

    def rows(self, dataset: str, path: str | None = None) -> list[dict[str, str]]:
        """All rows of a dataset, or of one of its files."""
        paths = [path] if path else [file["path"] for file in self.csv_files(dataset)]
        return [row for one in paths for row in csv.DictReader(io.StringIO(self.files[one].decode(), newline=""))]


def export(
    folder: Path, names: list[str], experiments: list[str], units: tuple[str, ...] = (), **more: Any
) -> ReadBack:
    """Write an export of the database of ``folder`` and read it back."""
    with snapshot(folder / "test.sqlite") as conn:
        selection, chosen, unknown = select(conn, names, experiments, units, **more)
        target = folder / "out" / "export.zip"
        written = writing.write(conn, target, selection, chosen, [f"unknown: {name}" for name in unknown])
    assert written.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert written.size_bytes == target.stat().st_size
    return ReadBack(target)


def as_text(value: object) -> str:
    """A cell as it stands in a file."""
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def view_rows(conn: sqlite3.Connection, query: str, *parameters: object) -> list[dict[str, str]]:
    """Rows of the database as they ought to stand in a file."""
    cursor = conn.execute(query, parameters)
    names = [column[0] for column in cursor.description]
    return [{name: as_text(cell) for name, cell in zip(names, row, strict=True)} for row in cursor]
