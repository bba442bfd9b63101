"""``pio export``, and ``pio run export_experiment_data`` as scripts of the ecosystem type it."""

from __future__ import annotations

import json
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pioreactor.storage import database
from pioreactor.storage.database.experiments import create_experiment


@pytest.fixture
def leader(unit: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    with closing(database.connect()) as conn:
        database.migrate(conn)
        create_experiment(conn, "exp")
        for name, value in (("unit1", 0.1), ("unit2", 0.2)):
            conn.execute("INSERT INTO growth_rates VALUES ('exp', ?, '2026-11-22T05:30:00.000Z', ?)", (name, value))
    monkeypatch.chdir(tmp_path)
    return unit


def test_an_export_with_everything(invoke: Any, leader: Path, tmp_path: Path) -> None:
    told = json.loads(invoke("export", "create", "-e", "exp", "--by-unit", "-o", "all.zip", "--json").out)
    assert told["path"] == str(tmp_path / "all.zip") and told["datasets"]["growth_rates"] == 2
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert {"manifest.json", "README.txt", "logs/schema.json"} <= set(archive.namelist())
    some = invoke("export", "create", "--all-experiments", "-d", "growth_rates", "--unit", "unit2", "-o", "one.zip")
    assert some.out.startswith(f"{tmp_path}/one.zip: 1 rows in 1 files") and some.code == 0


def test_as_the_ecosystem_types_it(invoke: Any, leader: Path, tmp_path: Path) -> None:
    command = ("run", "export_experiment_data", "--experiment", "exp", "--dataset-name", "growth_rates")
    done = invoke(*command, "--dataset-name", "gone", "--partition-by-unit", "--end-time", "2026-11-22T06:00:00Z")
    assert done.code == 0 and "no dataset 'gone'" in done.err
    with zipfile.ZipFile(tmp_path / "output.zip") as archive:
        assert sum(name.endswith(".csv") for name in archive.namelist()) == 2
    assert invoke(*command, "--output", "data.csv").code == 1
    assert "nothing of its time zone" in invoke(*command, "--start-time", "2026-11-22T05:30:00").err
    assert "There is no experiment" in invoke(*command[:3], "none", *command[4:]).err
    assert invoke("run", "export_experiment_data", "--experiment", "exp").code == 2


def test_datasets_and_their_first_rows(invoke: Any, leader: Path) -> None:
    assert len(json.loads(invoke("export", "datasets", "--json").out)) == 26
    (leader / "exportable_datasets").mkdir()
    (leader / "exportable_datasets" / "bad.yaml").write_text("dataset_name: x\n")
    listed = invoke("export", "datasets")
    assert "growth_rates" in listed.out and "Left out" in listed.err and "bad.yaml" in listed.err
    shown = invoke("export", "preview", "growth_rates", "-e", "exp", "-n", "1")
    assert "rate, h^-1" in shown.out and "unit1" in shown.out and "unit2" not in shown.out
    assert json.loads(invoke("export", "preview", "growth_rates", "-e", "exp", "--json").out)["rows"][1][3] == 0.2
    assert invoke("export", "preview", "growth_rates", "-e", "exp", "--unit", "x").out == "No rows.\n"
    assert "pio export datasets" in invoke("export", "preview", "none", "-e", "exp").err
