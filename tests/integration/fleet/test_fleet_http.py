"""Jobs on units over real HTTP: started, shown, followed and stopped, with one unit down and one that is slow."""

from __future__ import annotations

import json
import os
import signal

from pioreactor import clock
from tests.integration.fleet.conftest import EXPERIMENT, Fleet


def test_a_job_from_start_to_stop(fleet: Fleet) -> None:
    fleet.worker.start()
    code, told = fleet.by_unit("run", "toy", "--speed", "3.5", "--units", "work1,gone", "-y")
    assert code == 1 and told["work1"]["status"] == "success" and told["gone"]["state"] == "unreachable"
    row = fleet.worker.ask("GET", "/unit_api/jobs/running/toy")[1][0]
    assert row["experiment"] == EXPERIMENT and row["job_source"] == "user"
    code, out, _ = fleet.pio("status", "--json")
    status = {unit["name"]: unit for unit in json.loads(out)}
    assert code == 1 and status["work1"]["jobs"] == {"toy": "ready"} and not status["gone"]["is_reachable"]
    code, told = fleet.by_unit("kill", "--job-name", "toy", "--experiments", EXPERIMENT, "-y")
    assert (code, told["work1"]["text"]) == (0, "stopped toy")
    assert fleet.worker.ask("GET", "/unit_api/jobs/running/toy")[1] == []


def test_a_job_that_fails_at_its_start_is_told_with_its_last_words(fleet: Fleet) -> None:
    fleet.worker.start()
    code, told = fleet.by_unit("run", "broken_toy", "--units", "work1", "-y")
    assert code == 1 and told["work1"]["state"] == "failed"
    assert "The lamp is not plugged in." in told["work1"]["cause"]


def test_a_unit_that_hangs_does_not_hold_up_the_others(fleet: Fleet) -> None:
    fleet.worker.start()
    assert fleet.worker.server is not None
    os.kill(fleet.worker.server.pid, signal.SIGSTOP)
    try:
        began = clock.wall_monotonic()
        code, told = fleet.by_unit("kill", "--all-jobs", "--units", "work1,gone", "-y")
        took_s = clock.wall_monotonic() - began
    finally:
        os.kill(fleet.worker.server.pid, signal.SIGCONT)
    assert code == 1 and {one["state"] for one in told.values()} == {"unreachable"}
    assert "may still happen" in told["work1"]["remedy"] and "may still happen" not in told["gone"]["remedy"]
    assert took_s < 20


def test_logs_come_from_the_units_themselves_in_the_order_of_their_time(fleet: Fleet) -> None:
    fleet.worker.start()
    file = fleet.worker.folder.log_path
    file.write_text(
        "2026-11-22T05:40:05+0000 [stirring] WARNING The stirrer stalls\nand this is why\n"
        "2026-11-22T05:40:06+0000 [stirring] INFO It turns again\n"
    )
    code, out, err = fleet.pio("logs", "--from-units", "--units", "work1,gone", "--level", "warning")
    assert code == 1 and "gone" in err
    assert [line.split(maxsplit=1)[1] for line in out.splitlines()] == [
        "2026-11-22T05:40:05+0000 [stirring] WARNING The stirrer stalls",
        "and this is why",
    ]
    code, out, _ = fleet.pio("logs", "--from-units", "--units", "work1", "-n", "1", "--json")
    assert code == 0 and json.loads(out)["line"].endswith("It turns again")
    assert fleet.pio("logs", "--from-units", "-f")[0] == 2
