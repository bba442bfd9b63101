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
