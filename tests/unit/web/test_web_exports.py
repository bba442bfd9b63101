"""Exports over HTTP, as the page and the ecosystem's scripts ask for them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pioreactor import clock
from pioreactor.cluster.exports import keeping
from pioreactor.cluster.exports.runs import DESK
from pioreactor.storage import database
from pioreactor.storage.database.experiments import create_experiment
from pioreactor.web.leader.export_cleaning import ExportCleaning
from tests.unit.web.web_bench import signed_in, wait_for_task

TIMES = ("2026-11-22T05:30:00.000Z", "2026-11-22T06:30:00.000Z", "2026-11-22T07:30:00.000Z")
BODY = {"datasets": ["growth_rates", "logs"], "experiment": "exp", "partition_by_unit": True}


@pytest.fixture
def app(make_app: Callable[[], Flask]) -> Flask:
    made = make_app()
    with closing(database.connect()) as conn:
        create_experiment(conn, "exp")
        create_experiment(conn, "other")
        for unit in ("unit1", "unit2"):
            for number, at in enumerate(TIMES):
                conn.execute("INSERT INTO growth_rates VALUES ('exp', ?, ?, ?)", (unit, at, number / 10))
        conn.execute("INSERT INTO logs VALUES ('exp', 'unit1', ?, 'a, \"b\"', 'app', 'INFO', NULL)", (TIMES[0],))
        conn.execute("INSERT INTO growth_rates VALUES ('other', 'unit1', ?, 9)", (TIMES[0],))
    return made


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    return signed_in(app, "viewer")


def exported(client: FlaskClient, body: dict[str, Any]) -> Any:
    return wait_for_task(client, client.post("/api/datasets/exportable/export", json=body))


def test_the_datasets_of_the_ecosystem(viewer: FlaskClient) -> None:
    found = {one["dataset_name"]: one for one in viewer.get("/api/datasets/exportable").get_json()}
    assert len(found) == 26
    assert found["od_readings"]["column_units"]["od_reading"] == "OD or AU"
    assert [name for name, one in found.items() if one["always_partition_by_unit"]] == [
        "pioreactor_unit_activity_data", "pioreactor_unit_activity_data_rollup",
    ]  # fmt: skip
    assert found["experiments"]["has_experiment"] is False and found["experiments"]["has_unit"] is False
    assert viewer.get("/api/datasets/left_out").get_json() == []


def test_every_dataset_describes_the_columns_that_it_has(app: Flask, viewer: FlaskClient) -> None:
    from pioreactor.cluster.exports.datasets import datasets
    from pioreactor.cluster.exports.reading import snapshot
    from pioreactor.cluster.exports.selection import Selection
    from pioreactor.cluster.exports.sources import source_of
    from pioreactor.cluster.exports.tabular import Table

    with snapshot() as conn:
        for dataset in datasets():
            selection = Selection(datasets=[dataset.dataset_name], experiments=["exp"])
            table = Table(dataset, source_of(conn, dataset, selection), {})
            described = set(dataset.column_descriptions)
            own = {name for name in table.header if not name.endswith("_localtime")}
            assert described == own, dataset.dataset_name
            assert set(dataset.column_units) <= own, dataset.dataset_name
            assert [name in dataset.timestamp_columns for name in table.header].count(True) >= 1


def test_an_export_as_the_ecosystem_asks_for_it(viewer: FlaskClient, app: Flask) -> None:
    told = exported(viewer, BODY)
    assert told["status"] == "succeeded" and told["result"]["result"] is True and told["result"]["msg"] == "Finished"
    filename = told["result"]["filename"]
    with viewer.get(f"/exports/{filename}") as got:
        content = got.data
    assert got.status_code == 200 and got.mimetype == "application/zip"
    assert filename in got.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        schema = json.loads(archive.read("growth_rates/schema.json"))
    assert [name.rsplit("-", 1)[0] for name in names if name.endswith(".csv")] == [
        "growth_rates/growth_rates-exp-unit1", "growth_rates/growth_rates-exp-unit2", "logs/logs-exp-unit1",
    ]  # fmt: skip
    assert manifest["filters"]["experiment"] == "exp" and manifest["datasets"][0]["row_count"] == 6
    assert [column["name"] for column in schema["columns"] if column["generated"]] == [
        "timestamp_localtime", "hours_since_experiment_created",
    ]  # fmt: skip
    assert next(column for column in schema["columns"] if column["name"] == "rate")["unit"] == "h^-1"
    with viewer.get(f"/exports/{filename}", headers={"Range": "bytes=0-3"}) as part:
        assert part.status_code == 206 and part.data == b"PK\3\4"
    audited = signed_in(app, "admin").get("/api/audit").get_json()
    assert any(
        one["actor"] == "viewer1" and one["action"] == "Export data" and "growth_rates" in one["new"] for one in audited
    )


def test_the_record_tells_dataset_by_dataset(viewer: FlaskClient) -> None:
    accepted = viewer.post("/api/datasets/exportable/export", json=BODY)
    wait_for_task(viewer, accepted)
    line = viewer.get(f"/api/exports/{accepted.get_json()['run_id']}").get_json()
    run = line["run"]
    assert (run["outcome"], run["rows"], run["files"], run["asked_by"]) == ("succeeded", 7, 3, "viewer1")
    assert [(stage["dataset"], stage["state"], stage["rows"]) for stage in run["stages"]] == [
        ("growth_rates", "done", 6), ("logs", "done", 1),
    ]  # fmt: skip
    assert line["is_there"] and line["may_end"]
    told = viewer.get("/api/exports").get_json()
    assert [one["run"]["run_id"] for one in told["exports"]] == [run["run_id"]]
    assert told["kept_hours"] == 24.0 and told["free_bytes"] > 0


def test_the_end_of_a_range_does_not_belong_to_it(viewer: FlaskClient) -> None:
    told = exported(viewer, BODY | {"start_time": TIMES[0], "end_time": "2026-11-22T08:30:00+01:00"})
    assert told["result"]["rows"] == 4 + 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start_time": "yesterday"}, "is not a time"),
        ({"start_time": "2026-11-22T05:30:00"}, "nothing of its time zone"),
        ({"start_time": TIMES[1], "end_time": TIMES[0]}, "comes after"),
        ({"start_time": "0001-01-01T00:00:00Z"}, "outside of the years"),
        ({"datasets": ["nothing"]}, "There is no nothing"),
        ({"datasets": []}, "No dataset"),
        ({"experiment": None}, "No experiment"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_begins(
    viewer: FlaskClient, change: dict[str, Any], words: str
) -> None:
    refused = viewer.post("/api/datasets/exportable/export", json=BODY | change)
    assert refused.status_code == 400 and words in refused.get_json()["error"]
    assert viewer.get("/api/exports").get_json()["exports"] == []


def test_an_unknown_experiment(viewer: FlaskClient) -> None:
    assert viewer.post("/api/datasets/exportable/export", json=BODY | {"experiment": "none"}).status_code == 404


def test_an_unknown_dataset_among_others_is_a_warning(viewer: FlaskClient) -> None:
    told = exported(viewer, BODY | {"datasets": ["growth_rates", "gone"]})
    assert told["result"]["warnings"] == ["There is no dataset 'gone'; it is left out."]


def test_several_experiments_and_some_units(viewer: FlaskClient) -> None:
    told = exported(
        viewer,
        {
            "datasets": ["growth_rates"],
            "experiments": ["exp", "other"],
            "units": ["unit1"],
            "partition_by_experiment": False,
        },
    )
    assert told["result"]["rows"] == 4


def test_previews(viewer: FlaskClient) -> None:
    rows = viewer.get("/api/datasets/exportable/growth_rates/preview?n_rows=2").get_json()
    assert len(rows) == 2 and list(rows[0]) == ["experiment", "pioreactor_unit", "timestamp", "rate"]
    assert viewer.get("/api/datasets/exportable/growth_rates/preview?n_rows=101").status_code == 400
    assert viewer.get("/api/datasets/exportable/none/preview").status_code == 404
    shown = viewer.post(
        "/api/datasets/exportable/growth_rates/preview",
        json={"experiments": ["exp"], "units": ["unit2"], "start_time": TIMES[1]},
    ).get_json()
    assert shown["columns"][3] == "rate" and shown["column_units"]["rate"] == "h^-1"
    assert [row[1:] for row in shown["rows"]] == [["unit2", TIMES[1], 0.1], ["unit2", TIMES[2], 0.2]]


def test_estimates(viewer: FlaskClient) -> None:
    names = [one["dataset_name"] for one in viewer.get("/api/datasets/exportable").get_json()]
    told = viewer.post("/api/datasets/exportable/estimate", json={"datasets": names, "experiment": "exp"}).get_json()
    assert told["growth_rates"] == {"rows": 6, "word": "about"}
    assert told["logs"] == {"rows": 1, "word": "about"}
    assert told["pioreactor_unit_activity_data"] == {"rows": 6, "word": "at_most"}
    assert told["experiments"]["rows"] == 2 and set(told) == set(names)
    later = {"datasets": names, "experiment": "exp", "units": ["unit1"], "start_time": TIMES[1]}
    told = viewer.post("/api/datasets/exportable/estimate", json=later).get_json()
    assert told["growth_rates"]["rows"] == 2 and told["logs"]["rows"] == 0


def test_an_export_ends_after_some_hours(viewer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    filename = exported(viewer, BODY)["result"]["filename"]
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr("pioreactor.clock.now", lambda: later)
    monkeypatch.setattr("pioreactor.clock.now_s", lambda: later.timestamp())
    [line] = viewer.get("/api/exports").get_json()["exports"]
    assert line["is_there"] is False
    gone = viewer.get(f"/exports/{filename}")
    assert gone.status_code == 404 and "export again" in gone.get_json()["error"]
    assert keeping.clean() == [filename] and list(keeping.folder().iterdir()) == []


def test_the_web_server_cleans_up_but_not_what_is_being_made(viewer: FlaskClient) -> None:
    filename = exported(viewer, BODY)["result"]["filename"]
    rest, stranger = keeping.folder() / ".export_1.zip.1.tmp", keeping.folder() / "export_20200101000000.zip"
    for path in (rest, stranger):
        path.write_text("")
    with DESK.held():
        assert keeping.clean() == []
    cleaning = ExportCleaning()
    cleaning.start()
    assert clock.wait_until(lambda: [path.name for path in keeping.folder().iterdir()] == [filename], 20)
    cleaning.stop()


def test_nothing_else_can_be_had_by_that_route(viewer: FlaskClient, app: Flask, data_root: Path) -> None:
    keeping.folder().mkdir(parents=True)
    (keeping.folder() / "export_20200101000000.zip").write_text("of nobody")
    (keeping.folder() / "notes.txt").write_text("secret")
    for name in ("export_20200101000000.zip", "notes.txt", "..%2f..%2fconfig.ini", "export_20200101000001.zip"):
        reply = viewer.get(f"/exports/{name}")
        assert reply.status_code == 404 or reply.mimetype == "text/html", name
        assert b"secret" not in reply.data and b"of nobody" not in reply.data
    nobody = app.test_client()
    assert nobody.get("/exports/export_20200101000000.zip").status_code == 401


def test_whoever_asked_may_delete_it_and_so_may_operators(app: Flask, viewer: FlaskClient) -> None:
    run_ids = []
    for _ in range(2):
        accepted = viewer.post("/api/datasets/exportable/export", json=BODY)
        wait_for_task(viewer, accepted)
        run_ids.append(accepted.get_json()["run_id"])
    other, operator = signed_in(app, "viewer", "viewer2"), signed_in(app, "operator")
    refused = other.delete(f"/api/exports/{run_ids[0]}")
    assert refused.status_code == 403 and "viewer1" in refused.get_json()["cause"]
    assert other.get("/api/exports").get_json()["exports"][0]["may_end"] is False
    assert viewer.delete(f"/api/exports/{run_ids[0]}").status_code == 200
    assert operator.delete(f"/api/exports/{run_ids[1]}").status_code == 200
    assert list(keeping.folder().iterdir()) == [] and viewer.get(f"/api/exports/{run_ids[0]}").status_code == 404


def test_one_at_a_time_and_it_can_be_stopped(viewer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DESK, "_start_by_ourselves", lambda: None)
    accepted = viewer.post("/api/datasets/exportable/export", json=BODY)
    run_id = accepted.get_json()["run_id"]
    assert clock.wait_until(lambda: viewer.get(f"/api/exports/{run_id}").status_code == 200, 20)
    second = viewer.post("/api/datasets/exportable/export", json=BODY)
    assert second.status_code == 202 and second.get_json()["lock"] == "export-data-lock"
    refused = viewer.delete(f"/api/exports/{run_id}")
    assert refused.status_code == 409
    assert viewer.post(f"/api/exports/{run_id}/stop").status_code == 202
    from pioreactor.cluster.exports import runner

    run = DESK.load(run_id)
    with DESK.held():
        runner.perform(run)
    told = wait_for_task(viewer, accepted)
    assert told["status"] == "failed" and "stopped" in told["cause"]
    assert viewer.get(f"/api/exports/{run_id}").get_json()["run"]["outcome"] == "stopped"
    assert list(keeping.folder().iterdir()) == []
    assert viewer.post(f"/api/exports/{run_id}/stop").status_code == 409


def test_a_bad_file_is_reported_and_hides_nothing(viewer: FlaskClient, data_root: Path) -> None:
    folder = data_root / "plugins" / "exportable_datasets"
    folder.mkdir(parents=True)
    text = (
        "dataset_name: pressures\ndisplay_name: Pressure\ndescription: null\nhas_experiment: true\nhas_unit: true\n"
        "default_order_by: timestamp\ntable: pressures\nsource: lab\n"
    )
    (folder / "01_good.yaml").write_text(text)
    (folder / "02_bad.yaml").write_text(text.replace("pressures", "others") + "colum_units: {}\n")
    names = [one["dataset_name"] for one in viewer.get("/api/datasets/exportable").get_json()]
    assert "pressures" in names and "others" not in names and len(names) == 27
    [bad] = viewer.get("/api/datasets/left_out").get_json()
    assert bad["file"].endswith("02_bad.yaml") and "Did you mean column_units?" in bad["reason"]
    missing = viewer.post("/api/datasets/exportable/pressures/preview", json={"experiments": ["exp"]})
    assert missing.status_code == 409 and "author of lab" in missing.get_json()["error"]
    failed = exported(viewer, BODY | {"datasets": ["growth_rates", "pressures"]})
    assert failed["status"] == "failed" and "no such table" in failed["cause"]
    assert list(keeping.folder().iterdir()) == []
