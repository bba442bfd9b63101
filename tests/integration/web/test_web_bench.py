"""Alarms, vials and doses of a worker, seen and changed through the leader."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from pioreactor import clock
from pioreactor.pubsub import create_client
from pioreactor.testing.broker import Broker
from pioreactor.testing.fixtures import become
from pioreactor.testing.unit import pio_command
from pioreactor.types import MQTTMessage
from tests.integration.web.web_cluster import Unit, begin

RAISE = """
from pioreactor.runtime.alarms import raise_alarm
raise_alarm("volume.full", severity="alarm", title="The vial is full.", text="18.2 mL.", experiment={experiment!r})
"""
CALIBRATE = """
from pioreactor.testing.calibrations import write_pump_calibration
write_pump_calibration(dc=100.0, is_active=True)
"""


def run_python(unit: Unit, script: str) -> None:
    python = pio_command()[0]
    subprocess.run([python, "-c", script], env=unit.folder.environment(), check=True, timeout=60)


@pytest.fixture
def guarded(vial: tuple[Unit, Unit, str]) -> Iterator[tuple[Unit, Unit, str]]:
    """The worker with a vial, a guardian, and a calibrated media pump."""
    _, worker, _ = vial
    run_python(worker, CALIBRATE)
    assert worker.do("POST", "/unit_api/jobs/run/job_name/monitor", {})["ok"]
    assert clock.wait_until(lambda: worker.ask("GET", "/unit_api/overview")[1]["is_guarded"], 30)
    yield vial
    worker.do("POST", "/unit_api/jobs/stop", {"job_name": "monitor"})


def test_an_alarm_is_seen_by_everybody_and_acknowledged_by_one(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, experiment = cluster
    run_python(worker, RAISE.format(experiment=experiment))
    told = leader.ask("GET", "/api/alarms")[1]
    assert told["alarms"]["lead"] == [] and told["errors"] == {}
    assert [alarm["code"] for alarm in told["alarms"]["work1"]] == ["volume.full"]
    unit = next(u for u in leader.ask("GET", "/api/overview")[1]["units"] if u["pioreactor_unit"] == "work1")
    assert unit["alarms"][0]["state"] == "new" and unit["vial"]["current_volume_ml"] > 0

    path = "/api/units/work1/alarms/volume.full/acknowledge"
    status, answer = leader.ask("POST", path, {"by": "mira"})
    assert status == 200 and answer["alarm"]["acknowledged_by"] == "mira"
    assert leader.ask("GET", "/api/units/work1/alarms")[1][0]["state"] == "acknowledged"
    status, refused = leader.ask("POST", "/api/units/work1/alarms/volume.full/reset", {"by": "mira"})
    assert status == 409 and refused["remediation"]
    assert leader.ask("POST", "/api/units/work1/alarms/heater.no_heat/reset", {"by": "mira"})[0] == 404

    worker.stop()
    told = leader.ask("GET", "/api/alarms")[1]
    assert told["errors"]["work1"]["error"]["kind"] == "connection_error" and told["alarms"] == {"lead": []}


def test_a_person_says_what_is_in_the_vial(cluster: tuple[Unit, Unit, str], monkeypatch: pytest.MonkeyPatch) -> None:
    leader, worker, experiment = cluster
    path = f"/api/workers/$broadcast/bioreactor/update/experiments/{quote(experiment)}"
    told = leader.do("PATCH", path, {"values": {"current_volume_ml": 13.5}, "by": "mira"})
    assert {name: reply["value"]["values"]["current_volume_ml"] for name, reply in told.items()} == {
        "lead": 13.5,
        "work1": 13.5,
    }
    own = f"/api/workers/work1/bioreactor/experiments/{quote(experiment)}"
    assert leader.ask("GET", own)[1]["values"]["current_volume_ml"] == 13.5
    refused = leader.do("PATCH", path, {"values": {"current_volume_ml": 99}})["work1"]
    assert refused["error"]["kind"] == "http_error" and "20" in refused["error"]["message"]

    become(leader.folder, monkeypatch)
    heard: queue.SimpleQueue[MQTTMessage] = queue.SimpleQueue()
    client = create_client()
    client.listen(f"pioreactor/work1/{experiment}/bioreactor/current_volume_ml", heard.put)
    try:
        message = heard.get(timeout=20)
        assert (message.retain, float(message.payload)) == (True, 13.5)
    finally:
        client.close()
    assert worker.ask("GET", "/unit_api/overview")[1]["vial"]["current_volume_ml"] == 13.5


def test_without_a_broker_the_books_are_kept_all_the_same(
    make_cluster: Callable[..., tuple[Unit, Unit]], own_broker: Broker
) -> None:
    leader, _ = make_cluster(own_broker)
    begin(leader, "e")
    own_broker.stop()
    told = leader.do(
        "PATCH", "/api/workers/work1/bioreactor/update/experiments/e", {"values": {"current_volume_ml": 9}}
    )
    assert told["work1"]["value"]["values"]["current_volume_ml"] == 9.0
    leader.do("POST", "/api/workers/work1/jobs/run/job_name/toy/experiments/e", {})
    stopped = leader.do("POST", "/api/experiments/e/jobs/stop")
    assert [o["outcome"] for o in stopped["work1"]["value"]] == ["stopped"] and stopped["lead"]["value"] == []


def test_a_dose_from_the_question_to_the_books(guarded: tuple[Unit, Unit, str]) -> None:
    leader, _, experiment = guarded
    end = f"experiments/{quote(experiment)}"
    leader.do("PATCH", f"/api/workers/work1/bioreactor/update/{end}", {"values": {"current_volume_ml": 14}})
    question = {"pump": "media", "experiment": experiment}
    told = leader.ask("POST", "/api/units/work1/dose/preview", {**question, "ml": 0.5})[1]
    assert told["refusal"] is None, told
    assert told["volume_after_ml"] == 14.5 and told["duration_s"] == pytest.approx(5.0)
    assert "does not fit" in leader.ask("POST", "/api/units/work1/dose/preview", {**question, "ml": 9})[1]["refusal"]

    path = f"/api/workers/work1/jobs/run/job_name/add_media/{end}"
    refused = leader.do("POST", path, {"options": {"ml": 9}})["work1"]
    assert refused["status_code"] == 400 and "does not fit" in refused["error"]["cause"], refused
    started = leader.do("POST", path, {"options": {"ml": 0.5}})["work1"]
    assert started["ok"], started
    outcome = f"/api/units/work1/jobs/outcome/job_id/{started['value']['job_id']}"
    assert leader.ask("GET", outcome)[1]["job_name"] == "add_media"

    def volume() -> float:
        found = leader.ask("GET", f"/api/workers/work1/bioreactor/{end}")[1]
        return float(found["values"]["current_volume_ml"])

    assert clock.wait_until(lambda: leader.ask("GET", outcome)[1]["said"] is not None, 40)
    told = leader.ask("GET", outcome)[1]
    assert (told["is_running"], told["exit_code"]) == (False, 0) and "Moved 0.5" in told["said"], told
    assert leader.ask("GET", "/api/units/work1/jobs/outcome/job_id/99999")[0] == 404
    assert volume() == pytest.approx(14.5, abs=0.01)
    assert leader.ask("GET", "/api/units/$broadcast/outputs")[1]["outputs"]["work1"] == []


def test_a_running_dose_is_shown_and_stopped(guarded: tuple[Unit, Unit, str]) -> None:
    leader, worker, experiment = guarded
    end = f"experiments/{quote(experiment)}"
    leader.do("PATCH", f"/api/workers/work1/bioreactor/update/{end}", {"values": {"current_volume_ml": 5}})
    started = leader.do("POST", f"/api/workers/work1/jobs/run/job_name/add_media/{end}", {"options": {"ml": 10}})
    assert started["work1"]["ok"], started

    def pump() -> list[dict[str, object]]:
        found = leader.ask("GET", "/api/units/work1/outputs")[1]["outputs"]["work1"]
        return [output for output in found if output["used_for"] == "media"]

    assert clock.wait_until(lambda: bool(pump()), 20)
    assert pump()[0]["job_name"] == "add_media" and pump()[0]["level"] == 100.0
    preview = leader.ask("POST", "/api/units/work1/dose/preview", {"pump": "media", "ml": 0.1})[1]
    assert "in use by add_media" in preview["refusal"]
    stopped = leader.do("POST", f"/api/experiments/{quote(experiment)}/jobs/stop")
    (told,) = [o for o in stopped["work1"]["value"] if o["job_name"] == "add_media"]
    assert told["outcome"] == "stopped", json.dumps(stopped)
    assert [(one["used_for"], one["is_off"]) for one in told["outputs"]] == [("media", True)], json.dumps(stopped)
    outcome = f"/api/units/work1/jobs/outcome/job_id/{started['work1']['value']['job_id']}"
    assert clock.wait_until(lambda: leader.ask("GET", outcome)[1]["exit_code"] is not None, 20)
    assert "it was stopped" in leader.ask("GET", outcome)[1]["said"]
    assert pump() == []
    assert 5.0 < worker.ask("GET", "/unit_api/overview")[1]["vial"]["current_volume_ml"] < 15.0


def test_a_lamp_set_by_hand_is_shown_and_goes_off_with_everything(vial: tuple[Unit, Unit, str]) -> None:
    leader, _, experiment = vial
    path = f"/api/workers/work1/jobs/run/job_name/led_intensity/experiments/{quote(experiment)}"
    assert leader.do("POST", path, {"options": {"B": 20}})["work1"]["ok"]

    def lamps() -> list[tuple[str, float, str | None]]:
        found = leader.ask("GET", "/api/units/work1/outputs")[1]["outputs"]["work1"]
        return [(output["output"], output["level"], output["job_name"]) for output in found]

    assert clock.wait_until(lambda: lamps() == [("led_B", 20.0, None)], 20), lamps()
    stopped = leader.do("POST", "/api/units/$broadcast/jobs/stop/all")
    (told,) = stopped["work1"]["value"]
    assert told["job_name"] == "led_intensity" and [one["is_off"] for one in told["outputs"]] == [True], stopped
    assert lamps() == []


def test_what_became_of_an_alarm_is_kept_by_the_leader(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, experiment = cluster
    assert leader.do("POST", "/unit_api/jobs/run/job_name/mqtt_to_db_streaming", {})["ok"]
    try:
        run_python(worker, RAISE.format(experiment=experiment))
        leader.ask("POST", "/api/units/work1/alarms/volume.full/acknowledge", {"by": "mira"})
        run_python(worker, "from pioreactor.runtime.alarms import end_alarm\nend_alarm('volume.full')")
        path = f"/api/experiments/{quote(experiment)}/alarms"
        ended = [["new", "acknowledged", "ended"]]

        def told() -> list[list[str]]:
            return [[step["state"] for step in alarm["steps"]] for alarm in leader.ask("GET", path)[1]]

        assert clock.wait_until(lambda: told() == ended, 40), told()
        (alarm,) = leader.ask("GET", path)[1]
        assert (alarm["pioreactor_unit"], alarm["acknowledged_by"], alarm["state"]) == ("work1", "mira", "ended")
    finally:
        leader.do("POST", "/unit_api/jobs/stop", {"job_name": "mqtt_to_db_streaming"})


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_pump_is_calibrated_through_the_leader(guarded: tuple[Unit, Unit, str]) -> None:
    leader, worker, _experiment = guarded
    path = "/api/workers/work1/calibrations/sessions"
    books = worker.ask("GET", "/unit_api/overview")[1]["vial"]
    status, told = leader.ask("POST", path, {"target_device": "alt_media_pump", "protocol_name": "duration_based"})
    assert status == 201, told
    path += f"/{told['session']['session_id']}"
    answers = {
        "name": {"calibration_name": "by page"},
        "targets": {"target_volumes_ml": "0.05"},
        "prime": {"prime_duration_s": 5},
        "tracer_volume": {"volume_ml": 0.09},
        "run_volume": {"volume_ml": 0.05},
    }
    refused = 0
    while told["session"]["status"] == "in_progress":
        step_id = told["step"]["step_id"]
        if step_id == "run_volume":
            refused += leader.ask("POST", f"{path}/inputs", {"inputs": {"volume_ml": -1}})[0] == 400
        status, told = leader.ask("POST", f"{path}/inputs", {"inputs": answers.get(step_id, {})})
        assert status == 200, told
    assert told["session"]["status"] == "complete" and refused == 10
    assert worker.ask("GET", "/unit_api/active_calibrations")[1]["alt_media_pump"]["calibration_name"] == "by page"
    assert worker.ask("GET", "/unit_api/overview")[1]["vial"] == books
    assert leader.ask("GET", path)[1] == told


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_calibration_is_aborted_while_its_pump_runs(guarded: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = guarded
    sessions = "/api/workers/work1/calibrations/sessions"
    media = {"target_device": "media_pump", "protocol_name": "duration_based"}
    told = leader.ask("POST", sessions, media)[1]
    path = f"{sessions}/{told['session']['session_id']}"
    while told["step"]["step_id"] != "prime":
        told = leader.ask("POST", f"{path}/inputs", {"inputs": {}})[1]
    answered: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
    inputs = {"inputs": {"prime_duration_s": 60}}
    asking = threading.Thread(target=lambda: answered.put(leader.ask("POST", f"{path}/inputs", inputs)))
    asking.start()

    def pumps() -> list[str]:
        return [output["used_for"] for output in worker.ask("GET", "/unit_api/outputs")[1]]

    assert clock.wait_until(lambda: "media" in pumps(), 40)
    other = leader.ask("POST", sessions, media)[1]["session"]["session_id"]
    assert leader.ask("POST", f"{sessions}/{other}/inputs", {"inputs": {}})[0] == 409
    status, told = leader.ask("POST", f"{path}/abort")
    assert (status, told["session"]["status"]) == (200, "aborted") and pumps() == []
    status, refused = answered.get(timeout=30)
    asking.join()
    assert status == 409 and "stopped" in refused["error"]
    assert leader.ask("POST", f"{sessions}/{other}/inputs", {"inputs": {}})[0] == 200
