"""Descriptor files: ours are complete, a lab's file replaces one, a bad one hides none."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pioreactor.config import forget_config


def test_the_built_in_ones(leader: FlaskClient) -> None:
    jobs = {job["job_name"]: job for job in leader.get("/api/jobs/descriptors").get_json()}
    assert {"stirring", "od_reading", "growth_rate_calculating"} <= set(jobs)
    target = next(s for s in jobs["stirring"]["published_settings"] if s["key"] == "target_rpm")
    assert target["unit"] == "RPM" and target["min"] == 0 and target["editable"]
    charts = {chart["chart_key"]: chart for chart in leader.get("/api/charts/descriptors").get_json()}
    assert {"optical_density", "normalized_optical_density", "implied_growth_rate"} <= set(charts)
    assert charts["implied_growth_rate"]["data_source"] == "growth_rates"
    assert leader.get("/unit_api/jobs/descriptors").get_json() == leader.get("/api/jobs/descriptors").get_json()


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("dosing", {"chemostat", "turbidostat", "fed_batch", "pid_morbidostat", "silent"}),
        ("led", {"light_dark_cycle", "silent"}),
        ("temperature", {"thermostat", "only_record_temperature"}),
    ],
)
def test_the_built_in_automations(leader: FlaskClient, kind: str, names: set[str]) -> None:
    found = {a["automation_name"]: a for a in leader.get(f"/api/automations/descriptors/{kind}").get_json()}
    assert names <= set(found)
    assert leader.get(f"/unit_api/automations/descriptors/{kind}").get_json() == list(found.values())
    assert leader.get("/api/automations/descriptors/cooking").status_code == 400
    fields = {name: {field["key"]: field["default"] for field in a["fields"]} for name, a in found.items()}
    if kind == "dosing":
        assert fields["chemostat"]["duration"] == 20 and fields["chemostat"]["exchange_volume_ml"] == 0.5
        assert fields["turbidostat"]["target_biomass"] is None and fields["turbidostat"]["biomass_signal"] == "auto"
        assert fields["fed_batch"]["dosing_volume_ml"] == 1.0 and fields["fed_batch"]["duration"] == 720
        assert fields["pid_morbidostat"]["target_growth_rate"] == 0.1
    elif kind == "led":
        assert fields["light_dark_cycle"]["light_duration_minutes"] == 960
    else:
        assert fields["thermostat"]["target_temperature"] == 30


def test_forms_ask_for_what_automations_take(leader: FlaskClient) -> None:
    """What is offered on the page can be started, and everything that must be given is asked for."""
    entries = leader.get("/unit_api/capabilities").get_json()
    automations = {(e["job_name"], e["automation_name"]): e for e in entries if "automation_name" in e}
    assert ("dosing_automation", "chemostat") in automations
    for kind in ("dosing", "led", "temperature"):
        for descriptor in leader.get(f"/api/automations/descriptors/{kind}").get_json():
            entry = automations.get((f"{kind}_automation", descriptor["automation_name"]))
            if entry is None:
                continue
            taken = {option["name"]: option for option in entry["options"]}
            asked = {field["key"] for field in descriptor["fields"] if not field["disabled"]}
            assert asked <= set(taken), descriptor["automation_name"]
            assert {name for name, option in taken.items() if option["required"]} <= asked
            assert "$state" in entry["published_settings"]


def test_capabilities_tell_flags(leader: FlaskClient) -> None:
    entries = {e["job_name"]: e for e in leader.get("/unit_api/capabilities").get_json() if "automation_name" not in e}
    flags = {option["name"]: option["is_flag"] for option in entries["add_media"]["options"]}
    assert flags["continuously"] is True and flags["ml"] is False


def test_settings_and_charts_of_the_bench(leader: FlaskClient, data_root: Path) -> None:
    collections = {c["key"]: c for c in leader.get("/api/settings/descriptors").get_json()}
    assert {"bioreactor", "leds", "pwms"} <= set(collections)
    assert "current_volume_ml" in {s["key"] for s in collections["bioreactor"]["published_settings"]}
    with (data_root / "config.ini").open("a") as config:
        config.write("[ui.overview.charts]\ncurrent_volume_ml=1\noptical_density=0\n")
    forget_config()
    is_on = {chart["chart_key"]: chart["is_on"] for chart in leader.get("/api/charts/descriptors").get_json()}
    assert is_on["temperature"] and is_on["current_volume_ml"]
    assert not is_on["optical_density"] and not is_on["raw_optical_density"]


def test_every_chart_has_a_table(leader: FlaskClient) -> None:
    leader.post("/api/experiments", json={"experiment": "e"})
    for chart in leader.get("/api/charts/descriptors").get_json():
        column = f"/{chart['data_source_column']}" if chart["data_source_column"] else ""
        answer = leader.get(f"/api/experiments/e/series/{chart['data_source']}{column}")
        assert answer.status_code == 200, chart["chart_key"]


@pytest.mark.parametrize(
    "text",
    [
        "fields: []",
        "automation_name: config\nfields: []",
        "automation_name: a b\nfields: []",
        "automation_name: x\nfields: [{key: a, label: A, type: select}]",
        "automation_name: x\nfields: [{key: a, label: A, type: select, options: [b], default: c}]",
        "automation_name: x\nfields: [{key: a, label: A, min: 2, max: 1}]",
        "automation_name: x\nfields: [{key: a, label: A}, {key: a, label: B}]",
        "automation_name: x\nfields: [{key: a, label: A, colour: red}]",
    ],
)
def test_automations_that_are_left_out(
    leader: FlaskClient, data_root: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    before = leader.get("/api/automations/descriptors/dosing").get_json()
    folder = data_root / "plugins" / "ui" / "automations" / "dosing"
    folder.mkdir(parents=True)
    (folder / "bad.yaml").write_text(f"display_name: X\ndescription: y\n{text}\n")
    (folder / "good.yaml").write_text("display_name: G\nautomation_name: good\ndescription: d\nfields: []\n")
    after = leader.get("/api/automations/descriptors/dosing").get_json()
    assert [a["automation_name"] for a in after] == [*(a["automation_name"] for a in before), "good"]
    assert "bad.yaml" in caplog.text


def test_a_plugins_file_replaces_and_a_bad_file_is_left_out(
    leader: FlaskClient, data_root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = len(leader.get("/api/jobs/descriptors").get_json())
    folder = data_root / "plugins" / "ui" / "jobs"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text("display_name: Mixer\njob_name: stirring\ndisplay: true\nsource: my_plugin\n")
    (folder / "b.yml").write_text("display_name: Lamp\njob_name: lamp\ndisplay: true\n")
    (folder / "c.yaml").write_text("display_name: Bad\njob_name: bad\ndisplay: true\nunknown_key: 1\n")
    (folder / "d.yaml").write_text("- not\n- a descriptor")
    (folder / "e.yaml").write_bytes(b"\xff\xfe: {")
    limits = "job_name: limits\ndisplay_name: L\ndisplay: true\npublished_settings:\n"
    (folder / "f.yaml").write_text(limits + "  - {key: a, type: numeric, display: false, min: 2, max: 1}\n")
    jobs = leader.get("/api/jobs/descriptors").get_json()
    assert len(jobs) == before + 1
    names = {job["job_name"]: job["display_name"] for job in jobs}
    assert names["stirring"] == "Mixer" and names["lamp"] == "Lamp" and "bad" not in names and "limits" not in names
    assert "c.yaml" in caplog.text and "unknown_key" in caplog.text and "f.yaml" in caplog.text
