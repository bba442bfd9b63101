"""Descriptor files: ours are complete, a lab's file replaces one, a bad one hides none."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient


def test_the_built_in_ones(leader: FlaskClient) -> None:
    jobs = {job["job_name"]: job for job in leader.get("/api/jobs/descriptors").get_json()}
    assert {"stirring", "od_reading", "growth_rate_calculating"} <= set(jobs)
    target = next(s for s in jobs["stirring"]["published_settings"] if s["key"] == "target_rpm")
    assert target["unit"] == "RPM" and target["min"] == 0 and target["editable"]
    charts = {chart["chart_key"]: chart for chart in leader.get("/api/charts/descriptors").get_json()}
    assert {"optical_density", "normalized_optical_density", "implied_growth_rate"} <= set(charts)
    assert charts["implied_growth_rate"]["data_source"] == "growth_rates"
    assert leader.get("/unit_api/jobs/descriptors").get_json() == leader.get("/api/jobs/descriptors").get_json()
    assert leader.get("/api/automations/descriptors/dosing").get_json() == []


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
