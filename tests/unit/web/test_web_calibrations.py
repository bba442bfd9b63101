"""Calibrations over HTTP: uploaded, read, chosen, deleted, and what is refused."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from pioreactor.calibrations import load_active_calibration
from pioreactor.testing.calibrations import pump_calibration_text
from tests.unit.web.web_bench import wait_for_task

YAML = pump_calibration_text()
PUMP = "/unit_api/calibrations/media_pump"


def test_a_calibration_from_upload_to_deletion(leader: FlaskClient, data_root: Path) -> None:
    assert leader.get("/unit_api/calibrations").get_json() == {}
    stored = leader.post(PUMP, json={"calibration_data": YAML})
    assert stored.status_code == 201, stored.get_data(as_text=True)
    assert Path(stored.get_json()["path"]) == data_root / "storage" / "calibrations" / "media_pump" / "monday.yaml"
    [row] = leader.get(PUMP).get_json()
    assert (row["calibration_name"], row["is_active"], row["pioreactor_unit"]) == ("monday", False, "leader1")
    assert row["curve_data_"] == {"type": "poly", "coefficients": [0.1, 0.0]}
    assert row["calibration_type"] == "simple_peristaltic_pump"
    assert leader.get("/unit_api/active_calibrations").get_json() == {}

    assert leader.patch("/unit_api/active_calibrations/media_pump/monday").status_code == 200
    active = load_active_calibration("media_pump")
    assert active is not None
    assert active.x_to_y(10.0) == 1.0
    assert leader.get(f"{PUMP}/monday").get_json()["is_active"]
    assert list(leader.get("/unit_api/active_calibrations").get_json()) == ["media_pump"]
    assert leader.delete("/unit_api/active_calibrations/media_pump").status_code == 200
    assert load_active_calibration("media_pump") is None

    leader.post(PUMP, json={"calibration_data": YAML.replace("0.1, 0.0", "0.2, 0.0"), "set_as_active": True})
    assert leader.delete(f"{PUMP}/monday").status_code == 200
    assert load_active_calibration("media_pump") is None, "what is deleted is not in use"
    assert leader.get("/unit_api/calibrations").get_json() == {}
    assert leader.get(PUMP).status_code == 404


def test_what_is_refused_says_why_and_changes_nothing(leader: FlaskClient, data_root: Path) -> None:
    for text, words in (
        ("", "not a calibration"),
        ("a: [1", "not a calibration"),
        (YAML.replace("dc: 80", ""), "dc"),
        (YAML.replace("monday", "../../etc"), "cannot be the name"),
        ("- " * 100_001, "200000 characters"),
        ("[" * 5000, "not a calibration"),
    ):
        refused = leader.post(PUMP, json={"calibration_data": text})
        assert refused.status_code == 400, text[:40]
        assert words in refused.get_data(as_text=True)
    assert leader.post("/unit_api/calibrations/..", json={"calibration_data": YAML}).status_code in (400, 404)
    assert leader.patch("/unit_api/active_calibrations/media_pump/never").status_code == 404
    assert leader.delete(f"{PUMP}/never").status_code == 404
    assert not (data_root / "storage" / "calibrations").exists()


def test_a_broken_file_hides_none_of_the_others(leader: FlaskClient, data_root: Path) -> None:
    leader.post(PUMP, json={"calibration_data": YAML})
    folder = data_root / "storage" / "calibrations" / "media_pump"
    (folder / "broken.yaml").write_text("nothing: here\n")
    assert [row["calibration_name"] for row in leader.get(PUMP).get_json()] == ["monday"]
    assert leader.get(f"{PUMP}/broken").status_code == 400
    assert leader.patch("/unit_api/active_calibrations/media_pump/broken").status_code == 400


def test_the_leader_asks_the_worker(leader: FlaskClient) -> None:
    """Nobody listens on the unit's port here, and the answer says so for each unit."""
    for method, path in (("GET", "calibrations"), ("PATCH", "active_calibrations/media_pump/monday")):
        reply = leader.open(f"/api/workers/$broadcast/{path}", method=method)
        told = wait_for_task(leader, reply)
        assert told["status"] == "succeeded"
        assert all(not entry["ok"] for entry in told["result"].values())
    assert leader.get("/api/workers/nobody/calibrations").status_code == 400
