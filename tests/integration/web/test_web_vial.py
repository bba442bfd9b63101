"""A simulated vial, its jobs started and stopped over HTTP as the page does it."""

from __future__ import annotations

from urllib.parse import quote

from pioreactor import clock
from tests.integration.web.web_cluster import Unit


def test_stirring_and_optical_density(vial: tuple[Unit, Unit, str]) -> None:
    leader, _, experiment = vial
    end = f"experiments/{quote(experiment)}"
    for job in ("stirring", "od_reading"):
        told = leader.do("POST", f"/api/workers/work1/jobs/run/job_name/{job}/{end}", {})
        assert told["work1"]["ok"] and told["work1"]["value"]["ok"], told
    leader.ask("PATCH", f"/api/workers/work1/jobs/update/job_name/stirring/{end}", {"settings": {"target_rpm": 620}})

    def shown() -> dict[str, dict[str, str]]:
        unit = next(u for u in leader.ask("GET", "/api/overview")[1]["units"] if u["pioreactor_unit"] == "work1")
        return {name: job["settings"] for name, job in unit["jobs"].items()}

    assert clock.wait_until(lambda: float(shown()["stirring"].get("target_rpm", 0)) == 620, 10)
    assert clock.wait_until(lambda: "interval" in shown()["od_reading"], 10)
    stopped = leader.do("POST", f"/api/units/$broadcast/jobs/stop/{end}")
    outcomes = {outcome["job_name"]: outcome["outcome"] for outcome in stopped["work1"]["value"]}
    assert {outcomes.get("stirring"), outcomes.get("od_reading")} == {"stopped"}
    assert stopped["lead"]["value"] == []
    assert shown() == {}


def test_the_hardware_is_compared_with_the_model(vial: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = vial
    fits = {"model_name": "pioreactor_20ml", "model_version": "1.5"}
    assert leader.ask("PUT", "/api/workers/work1/model", fits)[0] == 200
    assert leader.do("POST", "/api/workers/work1/hardware/check")["work1"]["value"] == {
        "status": "ok", "reason": None, "problems": [],
    }  # fmt: skip
    # A model with two more photodiodes, which this unit has not.
    larger = {"model_name": "pioreactor_20ml_XR", "model_version": "1.5"}
    found = worker.do("PATCH", "/unit_api/hardware/check", larger)
    assert found["status"] == "warning" and found["problems"][0]["remedy"], found
    assert found["problems"][0]["text"] in found["reason"]
    rows = worker.ask("GET", "/unit_api/journal")[1]["rows"]
    assert [row for row in rows if row["topic"].endswith("/logs/ui/warning") and "does not answer" in row["payload"]]


def test_a_repair_ends_with_the_status(vial: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = vial
    secret = worker.folder.root / "credentials.json"
    secret.chmod(0o644)
    told = leader.do("POST", "/api/units/work1/system/repair")["work1"]
    assert told["ok"], told
    done = told["value"]
    assert done["success"] and done["repair"]["returncode"] == 0, done
    assert done["repair"]["stdout"].splitlines()[-1] == "Repair complete."
    assert secret.stat().st_mode & 0o777 == 0o600
    checks = {check["name"]: check["status"] for check in done["status"]["payload"]["checks"]}
    assert checks["services:web"] == checks["connectivity:leader_api"] == "OK"
