"""What is written down of an upgrade, from what the playbook tells; the plan; the changelog as plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from ansible.utils.helpers import pct_to_int

from pioreactor.cluster.upgrades import planning, progress, records
from pioreactor.cluster.upgrades.changes import newer_than, sections
from pioreactor.cluster.upgrades.progress import PLAYS, Progress
from pioreactor.cluster.upgrades.records import Run, UnknownRunError
from pioreactor.cluster.upgrading import Change, Event
from pioreactor.exc import UpgradeError

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def run() -> Run:
    made = Run(run_id="20261129T100000Z-0000", kind="upgrade", version="1.1.0")
    progress.begin(made, ["u1", "u2", "lead"], "lead")
    return made


class Teller:
    """Tells events as the callback does, one a second."""

    def __init__(self, run: Run) -> None:
        self.run, self.at = run, 0.0
        self._progress = Progress(run, lambda: f"second {self.at:g}")

    def play(self, step: str) -> None:
        self._take(Event(step=step, state="running"))
        self.step = step

    def say(self, unit: str, state: str = "working", text: str = "", **change: object) -> None:
        known = {"to": "1.1.0", "come_from": "1.0.0", "step": state}
        told = Change(**(known | change)) if change or state in ("prepared", "saved", "returning") else None  # type: ignore[arg-type]
        self._take(Event(step=self.step, state=state, unit=unit, text=text, change=told))

    def steps(self, unit: str, *names: str, **change: object) -> None:
        for name in names:
            self.say(unit, name, **(change or {"is_ready": False}))

    def end(self) -> None:
        self._progress.end(self.at)

    def _take(self, event: Event) -> None:
        self.at += 1
        event.seconds = self.at
        self._progress.take(event)

    def stages(self, unit: str) -> dict[str, str]:
        return {stage.name: stage.state for stage in self.unit(unit).stages}

    def unit(self, unit: str) -> records.UnitRun:
        return next(one for one in self.run.units if one.unit == unit)


@pytest.fixture
def tell(run: Run) -> Iterator[Teller]:
    teller = Teller(run)
    teller.play("Pre-flight")
    for unit in ("u1", "u2", "lead"):
        teller.say(unit, text="There is enough space")
    yield teller


def test_the_plays_that_are_stages_exist() -> None:
    names = {
        play["name"]
        for name in ("upgrade", "rollback")
        for play in yaml.safe_load((PROJECT / "playbooks" / f"{name}.yml").read_text())
    }
    assert set(PLAYS) <= names
    assert names >= progress._CHANGING


def test_a_unit_goes_through_its_stages(tell: Teller) -> None:
    assert tell.stages("u1")["check"] == "running"
    tell.play("Install beside")
    tell.say("u1", text="Install the release")
    assert (tell.stages("u1")["check"], tell.stages("u1")["install"]) == ("done", "running")
    tell.play("Change the workers")
    assert tell.stages("u1")["install"] == "done" and tell.unit("u1").state == "waiting"
    assert tell.stages("u2")["check"] == "done", "whoever was not told to install was checked all the same"
    tell.steps("u1", "prepared", "measured", "saved")
    assert (tell.stages("u1")["note"], tell.stages("u1")["switch"]) == ("done", "running")
    tell.steps("u1", "switched", "started")
    assert tell.stages("u1")["back"] == "running"
    tell.steps("u1", "started", is_ready=True, away_s=6.5)
    assert tell.stages("u1")["stable"] == "running"
    tell.steps("u1", "accepted", is_ready=True, away_s=6.5)
    unit = tell.unit("u1")
    assert (unit.state, unit.away_s, unit.come_from) == ("done", 6.5, "1.0.0")
    assert set(tell.stages("u1").values()) == {"done"}
    assert unit.stages[2].took_s == 2.0 and unit.stages[2].began_at.startswith("second ")


def test_a_unit_that_returns_undoes_what_it_did_and_the_others_are_spared(tell: Teller) -> None:
    tell.play("Change the workers")
    tell.steps("u1", "saved", "switched", "started")
    tell.steps("u1", "returning", "put back", "returned", failure="od_reading does not run.")
    tell.say("u1", "trouble", text="u1 is back at 1.0.0. od_reading does not run.")
    tell.play("Change the leader")
    tell.step = "done"
    for unit, state in (("u1", "failed"), ("u2", "failed"), ("lead", "failed")):
        tell.say(unit, state)
    tell.end()
    assert (tell.unit("u1").state, tell.unit("u1").text) == ("returned", "od_reading does not run.")
    assert tell.stages("u1")["switch"] == "undone" and tell.stages("u1")["back"] == "failed"


def test_a_unit_that_had_changed_returns_with_the_others(tell: Teller) -> None:
    tell.play("Change the workers")
    tell.steps("u1", "saved", "accepted")
    assert tell.unit("u1").state == "done"
    tell.play("Return if one has failed")
    tell.steps("u1", "returning", "returned", is_rollback=True)
    assert tell.unit("u1").state == "returned"
    assert tell.stages("u1")["stable"] == "undone"


def test_who_does_not_answer_is_left_out_and_who_does_not_fit_is_named(tell: Teller) -> None:
    tell.say("u2", "unreachable", text="does not answer")
    tell.say("u1", "trouble", text="u1 has 12 MB free, 500 MB are needed.")
    tell.step = "done"
    tell.say("u1", "failed")
    tell.say("u2", "unreachable")
    tell.say("lead", "ok")
    tell.end()
    assert [unit.state for unit in tell.run.units] == ["failed", "unreachable", "unchanged"]
    assert tell.stages("u1")["check"] == "failed" and tell.stages("u1")["stable"] == "skipped"
    assert "12 MB" in tell.unit("u1").text


def test_an_earlier_change_that_is_still_noted_is_not_this_one(tell: Teller) -> None:
    tell.play("Change the workers")
    tell.steps("u1", "accepted", to="1.0.0", come_from="0.9.0")
    assert tell.unit("u1").state != "done"


def test_what_is_under_way_when_nobody_looks_on_any_more_is_not_called_done(tell: Teller) -> None:
    tell.play("Change the workers")
    tell.steps("u1", "saved", "switched")
    tell.end()
    assert tell.unit("u1").state == "running" and "running" not in tell.stages("u1").values()
    assert tell.unit("u2").state != "done"


@pytest.mark.parametrize("count", range(25))
def test_batches_are_those_of_ansible(count: int) -> None:
    workers = [f"u{n}" for n in range(count)]
    serial = yaml.safe_load((PROJECT / "playbooks" / "upgrade.yml").read_text())
    (wanted,) = [play["serial"] for play in serial if play["name"] == "Change the workers"]
    assert wanted == [1, "{{ upgrade_batches | default('30%') }}"]
    found = planning.batches(workers)
    assert [unit for batch in found for unit in batch] == workers
    size = pct_to_int("30%", count) if count else 1
    assert all(len(batch) == size for batch in found[1:-1]) and all(len(batch) <= size for batch in found[1:])
    assert not found or len(found[0]) == 1


def test_an_id_that_is_a_path_is_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    for name in ("../../credentials", "", "20261129T100000Z-0000", "/etc/passwd"):
        with pytest.raises(UnknownRunError):
            records.DESK.load(name)
    assert issubclass(UnknownRunError, UpgradeError)


def test_the_changelog_of_this_very_release_can_be_read() -> None:
    found = sections((PROJECT / "CHANGELOG.md").read_text())
    assert found and found[0].items
    assert not any("](" in item or "`" in item for section in found for item in section.items)
    assert newer_than(found, "0.0.9") == found
    assert newer_than(found, "99.0.0") == [section for section in found if section.version == found[0].version]
    assert newer_than([], "1.0.0") == []
