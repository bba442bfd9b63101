"""Numbers for Prometheus: who gets them, in which form, and what they say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pioreactor import clock
from pioreactor.config import forget_config
from pioreactor.config.editing import set_value
from pioreactor.leader.replies import BottleOverview, JobOverview, OutputNow, UnitSnapshot, VialOverview
from pioreactor.runtime.alarms import Alarm
from pioreactor.web.metrics import exposition, families
from pioreactor.web.metrics.machine import Machine
from pioreactor.web.unit.metrics import is_allowed
from tests.unit.web.web_bench import TOKEN

Configure = Callable[[str, str], None]

LINE = re.compile(r'([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)*)\} (-?[0-9.e+-]+|nan)')


def numbers(page: str) -> dict[str, float]:
    """Values by name and labels without the unit; checks that every line has the form that Prometheus reads."""
    found, typed = {}, set()
    for line in page.splitlines():
        if line.startswith("# TYPE"):
            name, kind = line.split()[2:]
            assert kind in ("gauge", "counter") and name not in typed
            typed.add(name)
        elif not line.startswith("# HELP"):
            match = LINE.fullmatch(line)
            assert match, line
            assert match[1] in typed
            labels = [word for word in match[2].split(",") if not word.startswith("unit=")]
            found[match[1] + "".join(f" {word}" for word in labels)] = float(match[3])
    return found


@pytest.fixture
def configure(data_root: Path) -> Configure:
    def set_one(key: str, value: str) -> None:
        set_value(data_root / "unit_config.ini", "metrics", key, value)
        forget_config()

    return set_one


def ask(app: Flask, address: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    answer = app.test_client().get("/unit_api/metrics", environ_base={"REMOTE_ADDR": address}, headers=headers)
    return answer.status_code, answer.get_data(as_text=True)


def test_it_is_off_unless_somebody_switches_it_on(leader: FlaskClient) -> None:
    answer = leader.get("/unit_api/metrics")
    assert answer.status_code == 404
    assert "[metrics] enabled = 1" in answer.get_data(as_text=True)


def test_strangers_need_a_key_and_named_addresses_do_not(configure: Configure, leader: FlaskClient) -> None:
    configure("enabled", "1")
    app = leader.application
    assert ask(app)[0] == 200
    assert ask(app, "10.0.0.5")[0] == 401
    assert ask(app, "10.0.0.5", Authorization=f"Bearer {TOKEN}")[0] == 200
    assert ask(app, "10.0.0.5", Authorization="Bearer wrong")[0] == 401
    configure("allowed", "127.0.0.1, 10.0.0.0/24, nonsense")
    assert ask(app, "10.0.0.5")[0] == 200
    assert ask(app, "10.0.1.5")[0] == 401


@pytest.mark.parametrize(
    ("address", "allowed", "expected"),
    [
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.0.0/16", True),
        ("fe80::1", "fe80::/10", True),
        ("10.1.2.3", "fe80::/10", False),
        ("10.1.2.3", "", False),
        ("", "0.0.0.0/0", False),
        ("10.1.2.3", "unit.local,10.1.2.4", False),
    ],
)
def test_who_is_allowed(address: str, allowed: str, expected: bool) -> None:
    assert is_allowed(address, allowed) is expected


def test_a_unit_tells_about_itself_and_waits_for_no_broker_that_is_away(
    configure: Configure, leader: FlaskClient
) -> None:
    configure("enabled", "1")
    app = leader.application
    journal = app.extensions["services"].journal
    for _ in range(3):
        journal.append("pioreactor/leader1/exp/stirring/measured_rpm", b"{}")
    journal.acknowledge(1)
    answer = app.test_client().get("/unit_api/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    page = answer.get_data(as_text=True)
    assert page.endswith("\n") and 'unit="leader1"' in page
    found = numbers(page)
    assert found["pioreactor_readings_total"] == 3
    assert found["pioreactor_journal_backlog"] == 2
    assert found["pioreactor_broker_up"] == 0
    assert found["pioreactor_disk_free_bytes"] > 0
    assert found['pioreactor_alarms severity="alarm"'] == 0


def test_what_the_numbers_are() -> None:
    now = clock.timestamp()
    snapshot = UnitSnapshot(
        jobs={
            "stirring": JobOverview("ready", {"target_rpm": "500", "measured_rpm": '{"measured_rpm": 498.5}'}),
            "od_reading": JobOverview("sleeping", {"od1": '{"od": 0.25, "channel": "1"}', "od2": "not json"}),
            "temperature_automation": JobOverview("ready", {"temperature": '{"temperature": 30.5}'}),
        },
        alarms=[Alarm(code='a "b"\\', severity="alarm", title="t", text="", remedy="", source="x", raised_at=now)],
        outputs=[OutputNow("gpio17", "pwm", "1", "stirring", 31.5, job_name="stirring")],
        is_guarded=True,
        vial=VialOverview(
            current_volume_ml=14.0,
            efflux_tube_volume_ml=14.0,
            alt_media_fraction=0.0,
            cumulative_media_added_ml=3.5,
            cumulative_alt_media_added_ml=0.0,
            cumulative_waste_removed_ml=3.5,
        ),
        restart=None,
        bottles=[
            BottleOverview(
                name="media",
                capacity_ml=500,
                content_ml=90,
                left_ml=90,
                rate_ml_per_h=0,
                hours_left=None,
                status="ok",
            )
        ],
    )
    machine = Machine(written=10, backlog=0, is_linked=False, clock_offset_s=-0.002)
    machine.memory_of_jobs["stirring"] = 9_000_000
    found = numbers(exposition.render(families.families("1.2.3", snapshot, machine), {"unit": "unit1"}))
    assert found['pioreactor_info version="1.2.3"'] == 1
    assert found["pioreactor_stirring_speed_rpm"] == 498.5
    assert found["pioreactor_stirring_target_rpm"] == 500
    assert found["pioreactor_temperature_celsius"] == 30.5
    assert found['pioreactor_od channel="1"'] == 0.25
    assert not any('channel="2"' in name for name in found)
    assert found['pioreactor_job_state job="od_reading" state="sleeping"'] == 1
    assert found['pioreactor_job_state job="od_reading" state="ready"'] == 0
    assert found['pioreactor_job_memory_bytes job="stirring"'] == 9_000_000
    assert found['pioreactor_output_level_percent output="gpio17" used_for="stirring" job="stirring"'] == 31.5
    assert found["pioreactor_outputs_guarded"] == 1
    assert found['pioreactor_pumped_ml_total liquid="media"'] == 3.5
    assert found['pioreactor_bottle_left_ml bottle="media"'] == 90
    assert found["pioreactor_hub_link_up"] == 0
    assert found["pioreactor_clock_offset_seconds"] == -0.002
    assert found['pioreactor_alarms severity="alarm"'] == 1
    assert [name for name in found if name.startswith("pioreactor_alarm code=")] != []


def test_parts_that_cannot_be_read_do_not_hide_the_rest() -> None:
    nothing = UnitSnapshot(
        jobs=None, alarms=None, outputs=None, is_guarded=None, vial=None, restart=None, problems=["the disk is ill"]
    )
    found = numbers(exposition.render(families.families("1", nothing, Machine(disk_free_bytes=5)), {"unit": "u"}))
    assert found["pioreactor_unreadable_parts"] == 1
    assert found["pioreactor_disk_free_bytes"] == 5
    assert not any("alarm" in name for name in found)


def test_who_does_not_ask_has_none_of_it_in_memory() -> None:
    code = (
        "import sys; from pioreactor.web.tables import unit_tables\n"
        "unit_tables(); print([name for name in sys.modules if 'web.metrics' in name])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_dashboard_asks_for_numbers_that_units_tell() -> None:
    """Of a name nobody tells, Grafana would draw an empty panel and say nothing."""
    dashboard = Path(__file__).parents[3] / "docs/grafana/pioreactor-fleet.json"
    panels = json.loads(dashboard.read_text())["panels"]
    asked = [target["expr"] for panel in panels for target in panel.get("targets", [])]
    used = set(re.findall(r"pioreactor_(\w+)", " ".join(asked)))
    nothing = UnitSnapshot(jobs=None, alarms=None, outputs=None, is_guarded=None, vial=None, restart=None)
    told = {family.name for family in families.families("1", nothing, Machine())}
    assert len(asked) >= 18 and used <= told, used - told
