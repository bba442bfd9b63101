"""The vial over HTTP: what is in it, what a dose would do, and doses that are refused before a process is started."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient

from pioreactor.config import forget_config
from pioreactor.runtime.leases import Board
from pioreactor.runtime.processes import own_identity
from pioreactor.storage import unit_state
from pioreactor.storage.caches import local_persistent_storage
from pioreactor.storage.vial_state import change_vial_state, load_vial_state
from pioreactor.testing.calibrations import write_pump_calibration
from tests.unit.web.web_bench import wait_for_task


@pytest.fixture
def bench(data_root: Path, leader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A 20 mL unit with 14 mL in its vial and a calibrated media pump (0.1 mL/s), guarded."""
    with (data_root / "config.ini").open("a") as config:
        config.write("[bioreactor]\ninitial_volume_ml=14\nefflux_tube_volume_ml=14\n")
    forget_config()
    unit_state.save(unit_state.UnitState(experiment="e", model_name="pioreactor_20ml", model_version="1.5"))
    write_pump_calibration(is_active=True)
    monkeypatch.setattr("pioreactor.runtime.leases.Board.is_guarded", lambda _: True)
    monkeypatch.setenv("HARDWARE", "1.2")
    return leader


def ask(client: FlaskClient, **question: Any) -> dict[str, Any]:
    answer = client.post("/unit_api/dose/preview", json=question)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told: dict[str, Any] = answer.get_json()
    return told


def test_a_dose_that_fits(bench: FlaskClient) -> None:
    told = ask(bench, pump="media", ml=3.0)
    assert told["refusal"] is None and told["action"] == "add_media" and told["experiment"] == "e"
    assert (told["current_volume_ml"], told["volume_after_ml"], told["max_fill_ml"]) == (14.0, 17.0, 18.0)
    assert (told["headroom_ml"], told["headroom_after_ml"]) == (4.0, 1.0)
    assert told["duration_s"] == pytest.approx(30.0) and told["rate_ml_per_s"] == pytest.approx(0.1)
    assert told["calibrated"] and told["calibration_name"] == "monday"
    assert told["calibrated_at"].startswith("2026-11-01T10:00:00")
    assert ask(bench, pump="add_media", ml=3.0) == told
    assert load_vial_state("e").current_volume_ml == 14.0, "nothing is booked by asking"


def test_one_that_does_not_fit_says_what_would(bench: FlaskClient) -> None:
    told = ask(bench, pump="media", ml=5.0)
    assert "5 mL does not fit" in told["refusal"] and "18.0 mL" in told["refusal"]
    assert "4.00 mL" in told["remediation"] and "waste" in told["remediation"]
    assert told["volume_after_ml"] == 19.0 and told["headroom_after_ml"] == -1.0


def test_by_time_and_until_told(bench: FlaskClient) -> None:
    told = ask(bench, pump="media", duration_s=10)
    assert told["ml"] == pytest.approx(1.0) and told["duration_s"] == 10.0 and told["refusal"] is None
    told = ask(bench, pump="media", continuously=True)
    assert told["ml"] == 4.0 and told["duration_s"] == pytest.approx(40.0), "the moment at which the limit stops it"
    told = ask(bench, pump="waste", continuously=True)
    assert told["ml"] is None and told["duration_s"] is None and told["refusal"] is None


def test_without_a_calibration_only_by_time(bench: FlaskClient) -> None:
    told = ask(bench, pump="alt_media", ml=1.0)
    assert "not calibrated" in told["refusal"] and not told["calibrated"] and told["duration_s"] is None
    told = ask(bench, pump="alt_media", duration_s=10)
    assert told["refusal"] is None and told["ml"] == pytest.approx(0.911)


def test_waste_stops_at_its_tube(bench: FlaskClient) -> None:
    change_vial_state("e", lambda state: state._replace(current_volume_ml=16.0))
    told = ask(bench, pump="waste", duration_s=100)
    assert told["volume_after_ml"] == 14.0 == told["efflux_tube_volume_ml"]


def test_what_else_keeps_a_pump_off(bench: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    unit_state.save(unit_state.UnitState(experiment="e"))
    told = ask(bench, pump="media", ml=1.0)
    assert "model" in told["refusal"] and told["headroom_ml"] is None
    unit_state.save(unit_state.UnitState(experiment="e", model_name="pioreactor_20ml", model_version="1.5"))
    from pioreactor.hardware import get_pwm_to_pin_map

    board = Board()
    board.grant(f"gpio{get_pwm_to_pin_map()['2']}", 50.0)
    told = ask(bench, pump="media", ml=1.0)
    assert "in use" in told["refusal"] and str(own_identity()[0]) in told["refusal"]
    (output,) = bench.get("/unit_api/outputs").get_json()
    assert output["used_for"] == "media" and output["level"] == 50.0 and output["channel"] == "2"
    board.release(f"gpio{get_pwm_to_pin_map()['2']}")
    assert bench.get("/unit_api/outputs").get_json() == []
    board.close()
    monkeypatch.setattr("pioreactor.runtime.leases.Board.is_guarded", lambda _: False)
    assert "guardian" in ask(bench, pump="media", ml=1.0)["refusal"]


@pytest.mark.parametrize(
    "question",
    [
        {"pump": "media"},
        {"pump": "media", "ml": 1, "duration_s": 1},
        {"pump": "media", "ml": -1},
        {"pump": "media", "ml": 1e400},
        {"pump": "petrol", "ml": 1},
        {"ml": 1},
        {"pump": "media", "ml": 1, "volume": 1},
    ],
)
def test_questions_that_are_none(bench: FlaskClient, question: dict[str, Any]) -> None:
    assert bench.post("/unit_api/dose/preview", json=question).status_code == 400


def test_a_unit_that_works_for_nothing(leader: FlaskClient) -> None:
    refused = leader.post("/unit_api/dose/preview", json={"pump": "media", "ml": 1})
    assert refused.status_code == 409
    assert leader.get("/unit_api/overview").get_json()["vial"] is None


def test_a_job_that_would_be_refused_is_not_started(bench: FlaskClient) -> None:
    path = "/unit_api/jobs/run/job_name/add_media"
    refused = bench.post(path, json={"options": {"ml": "5"}, "env": {"EXPERIMENT": "e"}})
    assert refused.status_code == 400 and "does not fit" in refused.get_json()["cause"]
    assert bench.get("/unit_api/jobs").get_json() == []


def test_a_person_corrects_the_books(bench: FlaskClient) -> None:
    path = "/unit_api/bioreactor/experiments/e"
    assert bench.get(path).get_json()["values"]["current_volume_ml"] == 14.0
    answer = bench.patch(path, json={"values": {"current_volume_ml": 12, "alt_media_fraction": 0.5}, "by": "mira"})
    assert answer.get_json()["values"]["current_volume_ml"] == 12.0
    assert load_vial_state("e").alt_media_fraction == 0.5
    vial = bench.get("/unit_api/overview").get_json()["vial"]
    assert (vial["current_volume_ml"], vial["headroom_ml"], vial["volume_sd_ml"]) == (12.0, 6.0, 0.3)


@pytest.mark.parametrize(
    "values", [{}, {"current_volume_ml": 21}, {"current_volume_ml": 12, "volume": 1}, {"alt_media_fraction": -0.1}]
)
def test_corrections_that_cannot_be_true(bench: FlaskClient, values: dict[str, float]) -> None:
    refused = bench.patch("/unit_api/bioreactor/experiments/e", json={"values": values})
    assert refused.status_code == 400 and refused.get_json()["error"]
    assert load_vial_state("e").current_volume_ml == 14.0


def test_the_leader_passes_a_correction_on(bench: FlaskClient) -> None:
    bench.put("/api/workers", json={"pioreactor_unit": "worker1"})
    path = "/api/workers/worker1/bioreactor/update/experiments/e"
    told = wait_for_task(bench, bench.patch(path, json={"values": {"current_volume_ml": 12}}))
    assert told["result"]["worker1"]["error"]["kind"] == "connection_error"
    assert bench.patch(path, json={"values": {}}).status_code == 400
    assert bench.patch(path.replace("worker1", "nobody"), json={"values": {"a": 1}}).status_code == 400


def test_self_test_results(leader: FlaskClient) -> None:
    assert leader.get("/unit_api/self_test/results").get_json() == {"results": {}, "is_running": False}
    with local_persistent_storage("self_test_results") as cache:
        cache["test_pioreactor_HAT_present"] = 1
    assert leader.get("/unit_api/self_test/results").get_json()["results"] == {"test_pioreactor_HAT_present": 1}


def test_what_the_unit_starts_again(leader: FlaskClient) -> None:
    from pioreactor.runtime.wanted_jobs import TABLE, WantedJob, boot_id

    job = WantedJob(
        job_name="stirring", arguments=["stirring"], experiment="e", job_source="user", since="2026", boot_id=boot_id()
    )
    with local_persistent_storage(TABLE) as cache:
        cache["stirring"] = msgspec.json.encode(job).decode()
    (shown,) = leader.get("/unit_api/overview").get_json()["restart"]
    assert shown["job_name"] == "stirring" and shown["restarts"] is True and shown["is_running"] is False


def test_what_cannot_be_read_does_not_hide_the_rest(bench: FlaskClient, data_root: Path) -> None:
    board = data_root.parent / "run" / "outputs.board"
    board.unlink(missing_ok=True)
    board.mkdir(parents=True)
    shown = bench.get("/unit_api/overview").get_json()
    assert shown["outputs"] is None and shown["jobs"] == {} and shown["alarms"] == []
    assert "outputs.board" in shown["problems"][0] and shown["vial"]["current_volume_ml"] == 14.0


def test_bottles_are_read_and_refilled(bench: FlaskClient, data_root: Path) -> None:
    assert bench.get("/unit_api/bottles").get_json() == {"bottles": []}
    with (data_root / "config.ini").open("a") as config:
        config.write("[bottles]\nmedia_ml = 500\nwaste_ml = 1000\n")
    forget_config()
    answer = bench.patch("/unit_api/bottles", json={"contents_ml": {"media": 12.0}, "by": "mira"})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    media, waste = answer.get_json()["bottles"]
    assert (media["name"], media["left_ml"], media["hours_left"], media["status"]) == ("media", 12.0, None, "low")
    assert (waste["content_ml"], waste["left_ml"], waste["status"]) == (0.0, 1000.0, "ok")
    assert bench.get("/unit_api/overview").get_json()["bottles"] == [media, waste]
    for body, words in (
        ({"contents_ml": {"media": 501.0}}, "0 to 500 mL"),
        ({"contents_ml": {"alt_media": 1.0}}, "not tracked"),
        ({"contents_ml": {}}, "No bottle was named"),
    ):
        refused = bench.patch("/unit_api/bottles", json=body)
        assert refused.status_code == 400
        assert words in refused.get_data(as_text=True)
