"""What an automation knows after a restart."""

from __future__ import annotations

import pytest

from pioreactor import clock
from pioreactor.automations import memory
from pioreactor.automations.memory import Memory, Moment
from pioreactor.testing.unit import UnitFolder


@pytest.fixture(autouse=True)
def unit(make_unit) -> UnitFolder:
    return make_unit(None)


def fresh(automation: str = "chemostat", experiment: str = "exp1") -> Memory:
    return Memory(experiment, "dosing_automation", automation)


def test_an_execution_is_known_to_the_next_process_and_to_no_other_automation() -> None:
    first = fresh()
    assert first.last_run() is None
    first.note_run()
    last = fresh().last_run()
    assert last is not None
    assert last.at_s == pytest.approx(clock.monotonic(), abs=5.0)
    assert not last.ended_in_order
    first.note_end()
    assert fresh().last_run().ended_in_order  # type: ignore[union-attr]
    first.note_run()
    assert not fresh().last_run().ended_in_order  # type: ignore[union-attr]
    assert fresh("turbidostat").last_run() is None
    assert fresh(experiment="exp2").last_run() is None


def test_nothing_is_written_by_an_automation_that_never_ran() -> None:
    fresh().note_end()
    assert fresh().get("ended_in_order") is None


def test_values_are_kept_and_removed() -> None:
    kept = fresh()
    kept.update(carry_ml=0.25, doses=[[1.0, 2.0]])
    assert fresh().get("carry_ml") == 0.25
    kept.update(carry_ml=None)
    assert fresh().get("carry_ml", 7) == 7
    assert fresh().get("doses") == [[1.0, 2.0]]


def test_a_step_of_the_wall_clock_moves_no_execution(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = Moment.now()
    monkeypatch.setattr(clock, "now_s", lambda: stored["unix_s"] + 12 * 3600.0)
    assert Moment.on_this_clock(stored) == stored["monotonic_s"]


def test_after_a_reboot_the_wall_clock_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = Moment.now()
    monkeypatch.setattr(memory, "_epoch", lambda: "another boot")
    monkeypatch.setattr(clock, "now_s", lambda: stored["unix_s"] + 600.0)
    assert clock.monotonic() - Moment.on_this_clock(stored) == pytest.approx(600.0, abs=5.0)


def test_damaged_content_is_a_fresh_start() -> None:
    from pioreactor.storage.caches import local_persistent_storage

    with local_persistent_storage(memory.TABLE) as cache:
        cache[("exp1", "dosing_automation", "chemostat")] = "{not json"
    assert fresh().last_run() is None
    fresh().note_run()
    assert fresh().last_run() is not None
