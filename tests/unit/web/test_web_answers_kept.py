"""What the leader keeps of units' answers, and when it asks again."""

from __future__ import annotations

import pytest

from pioreactor import clock
from pioreactor.leader.replies import UnitReply
from pioreactor.web import answers_kept
from pioreactor.web.answers_kept import AnswersKept

GOOD = UnitReply(ok=True, unit="unit1", value=1)


def test_an_answer_is_kept_for_its_time_and_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers_kept, "KEPT_S", 0.2)
    answers = AnswersKept()
    answers.keep("/a", GOOD, clock.wall_monotonic())
    assert answers.find("unit1", "/a") is GOOD
    assert answers.find("unit1", "/b") is None and answers.find("unit2", "/a") is None
    clock.wall_sleep(0.25)
    assert answers.find("unit1", "/a") is None


def test_a_failure_is_not_kept_and_a_change_forgets() -> None:
    answers = AnswersKept()
    answers.keep("/a", UnitReply(ok=False, unit="unit1"), clock.wall_monotonic())
    assert answers.find("unit1", "/a") is None
    answers.keep("/a", GOOD, clock.wall_monotonic())
    answers.forget("unit1")
    assert answers.find("unit1", "/a") is None
