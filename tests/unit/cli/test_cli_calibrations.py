"""``pio calibrations``: listing, drawing, choosing, deleting, fitting anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pioreactor.calibrations import load_active_calibration, load_calibration, protocols, work
from pioreactor.calibrations.fitting import deviation
from pioreactor.plugin_management import loading
from pioreactor.testing.calibrations import write_pump_calibration

MONDAY = ("--device", "media_pump", "--name", "monday")


@pytest.fixture
def monday(unit: Path) -> Path:
    return write_pump_calibration("media_pump", "monday", 0.1)


PLUGIN = """
from pioreactor.calibrations.protocols import find_protocol, register_protocol
from pioreactor.calibrations.work import register_action

register_protocol("third_pump", find_protocol("media_pump", "duration_based")._replace(name="by_weight", priority=1))
register_action("weigh", lambda inputs, progress: {"grams": 1.0})
"""


def test_what_can_be_calibrated_also_by_plugins(invoke: Any, unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocols, "PROTOCOLS", dict(protocols.PROTOCOLS))
    monkeypatch.setattr(work, "ACTIONS", dict(work.ACTIONS))
    lines = invoke("calibrations", "protocols").out.splitlines()
    assert "media_pump: duration_based" in lines and "stirring: dc_based" in lines and "od90: standards" in lines
    monkeypatch.setattr(loading, "_loaded", None)
    (unit / "plugins").mkdir()
    (unit / "plugins" / "third.py").write_text(PLUGIN)
    assert "third_pump: by_weight" in invoke("calibrations", "protocols").out.splitlines()
    assert work.find_action("weigh")({}, lambda _: None) == {"grams": 1.0}
    rows = json.loads(invoke("calibrations", "protocols", "--json").out)
    assert {row["device"] for row in rows} >= {"third_pump", "waste_pump"}


def test_without_any(invoke: Any) -> None:
    assert "no calibrations" in invoke("calibrations", "list").out
    assert json.loads(invoke("calibrations", "list", "--json").out) == []


def test_the_list_shows_what_is_in_use(invoke: Any, monday: Path) -> None:
    write_pump_calibration("waste_pump", "old", 0.2)
    assert invoke("calibrations", "set-active", *MONDAY).code == 0
    lines = invoke("calibrations", "list").out.splitlines()
    assert lines[0].split() == ["Device", "Name", "Calibration", "type", "Created", "at", "Active?"]
    assert lines[1].split() == ["media_pump", "monday", "simple_peristaltic_pump", "2026-11-01T10:00:00Z", "✅"]
    assert "✅" not in lines[2]
    rows = json.loads(invoke("calibrations", "list", "--device", "waste_pump", "--json").out)
    assert [(row["calibration_name"], row["is_active"]) for row in rows] == [("old", False)]


def test_a_broken_file_hides_none_of_the_others(invoke: Any, monday: Path) -> None:
    monday.with_name("broken.yaml").write_text("nothing: here\n")
    listed = invoke("calibrations", "list")
    assert "monday" in listed.out and "broken" not in listed.out and "broken.yaml" in listed.err


def test_one_is_drawn_above_its_file(invoke: Any, monday: Path) -> None:
    shown = invoke("calibrations", "display", *MONDAY)
    drawing, _, text = shown.out.partition("\n\n")
    assert drawing.startswith("Volume\n") and "o" in drawing and "Duration" in drawing
    assert "calibration_name: monday\n" in text and "hz: 200.0" in text
    assert json.loads(invoke("calibrations", "display", *MONDAY, "--json").out)["dc"] == 80.0


def test_choosing_and_choosing_none(invoke: Any, monday: Path) -> None:
    assert invoke("calibrations", "set-active", *MONDAY).out == "monday is the active calibration of media_pump.\n"
    assert load_active_calibration("media_pump") is not None
    assert "not active now" in invoke("calibrations", "set-active", "--device", "media_pump").out
    assert load_active_calibration("media_pump") is None


def test_wrong_names_are_answered_with_the_nearest(invoke: Any, monday: Path) -> None:
    for words, expected in (
        (("display", "--device", "media_pump", "--name", "munday"), "Did you mean 'monday'?"),
        (("display", "--device", "media_pupm", "--name", "monday"), "Did you mean 'media_pump'?"),
        (("delete", "--device", "media_pump", "--name", "xyz", "--yes"), "There are: monday."),
        (("set-active", "--device", "media_pump", "--name", "../monday"), "cannot be the name"),
        (("list", "--device", "od90"), "There is no device with calibrations called 'od90'."),
    ):
        done = invoke("calibrations", *words)
        assert done.code == 1 and expected in done.err, done
    assert monday.exists()


def test_deleting_asks_and_clears(invoke: Any, monday: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    invoke("calibrations", "set-active", *MONDAY)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    assert invoke("calibrations", "delete", *MONDAY).code == 1
    assert monday.exists()
    assert invoke("calibrations", "delete", *MONDAY, "--yes").code == 0
    assert not monday.exists() and load_active_calibration("media_pump") is None


def test_fitting_anew(invoke: Any, monday: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = load_calibration("media_pump", "monday")
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    assert "Nothing was changed" in invoke("calibrations", "analyze", *MONDAY).out
    assert load_calibration("media_pump", "monday") == before
    assert invoke("calibrations", "analyze", *MONDAY, "--yes").code == 0
    line = load_calibration("media_pump", "monday")
    assert line.curve_data_.coefficients == pytest.approx([0.1, 0.0], rel=0.02)  # type: ignore[union-attr]
    assert line.recorded_data == before.recorded_data and deviation(line) <= deviation(before)
    assert invoke("calibrations", "analyze", *MONDAY, "--yes", "--fit", "spline", "--knots", "2").code == 0
    assert len(load_calibration("media_pump", "monday").curve_data_.knots) == 2  # type: ignore[union-attr]
    assert invoke("calibrations", "analyze", *MONDAY, "--knots", "3").code == 2
    refused = invoke("calibrations", "analyze", *MONDAY, "--yes", "--fit", "spline", "--knots", "9")
    assert refused.code == 1 and "9 knots" in refused.err
