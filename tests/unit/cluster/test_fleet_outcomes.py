"""What an answer, an error or silence means for a unit."""

from __future__ import annotations

import pytest

from pioreactor.cluster.fleet.jobs import judge_stops, split_words
from pioreactor.cluster.fleet.members import Member
from pioreactor.cluster.fleet.outcomes import MissedError, Outcome, as_json, of_reply
from pioreactor.cluster.fleet.power import turns
from pioreactor.cluster.fleet.running import run
from pioreactor.leader.replies import UnitError, UnitReply


def refused(kind: str, status: int | None = None) -> UnitReply:
    error = UnitError(kind=kind, message="no", cause="because", remediation="do that")  # type: ignore[arg-type]
    return UnitReply(ok=False, unit="w", error=error, status_code=status, retryable=False)


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (refused("connection_error"), "unreachable"),
        (refused("task_timeout"), "timed out"),
        (refused("http_error", 401), "refused"),
        (refused("http_error", 409), "refused"),
        (refused("http_error", 429), "failed"),
        (refused("http_error", 503), "failed"),
        (refused("task_failed"), "failed"),
        (refused("decode_error"), "failed"),
    ],
)
def test_the_state_of_a_missed_unit(reply: UnitReply, state: str) -> None:
    outcome = of_reply(reply)
    assert (outcome.state, outcome.sentence) == (state, "no. because. do that.")
    assert as_json(outcome)["status"] == "error"


def test_an_answer() -> None:
    outcome = of_reply(UnitReply(ok=True, unit="w", value={"a": 1}), "done")
    assert outcome.is_ok and outcome.value == {"a": 1}
    assert list(as_json(outcome))[:2] == ["unit", "status"] and as_json(outcome)["status"] == "success"


def test_each_unit_has_its_outcome_in_the_order_of_the_units() -> None:
    def work(unit: str) -> Outcome:
        if unit == "b":
            raise MissedError("no key", state="refused", cause="it is new", remedy="add it")
        if unit == "c":
            raise KeyError("surprise")
        return Outcome(unit=unit, state="ok", text="fine")

    began: list[str] = []
    ended: list[str] = []
    found = run(["a", "b", "c"], work, limit_s=5, on_start=began.append, on_end=lambda o: ended.append(o.unit))
    assert [(o.unit, o.state) for o in found] == [("a", "ok"), ("b", "refused"), ("c", "failed")]
    assert found[1].sentence == "no key. it is new. add it." and "surprise" in found[2].text
    assert began == ["a", "b", "c"] and sorted(ended) == began


def stop(outcome: str, *on: bool) -> dict[str, object]:
    outputs = [{"output": f"gpio{n}", "is_off": not is_on} for n, is_on in enumerate(on)]
    return {"job_name": "stirring", "outcome": outcome, "outputs": outputs}


@pytest.mark.parametrize(
    ("stops", "state", "text"),
    [
        ([], "ok", "nothing was running"),
        ([stop("already gone")], "ok", "nothing was running"),
        ([stop("stopped", False)], "ok", "stopped stirring"),
        ([stop("still running")], "failed", "still running: stirring"),
        ([stop("killed", True)], "failed", "not known to be off: gpio0"),
    ],
)
def test_a_stop_is_done_when_everything_is_off(stops: list[object], state: str, text: str) -> None:
    judged = judge_stops(Outcome(unit="w", state="ok", value=stops))
    assert (judged.state, judged.text) == (state, text)


@pytest.mark.parametrize(
    ("words", "options", "args"),
    [
        ([], {}, []),
        (["--target-rpm", "400"], {"target-rpm": "400"}, []),
        (["--ml=-1", "clear_cache", "--no-log"], {"ml": "-1", "no-log": None}, ["clear_cache"]),
        (["--no-log", "--A", "-5"], {"no-log": None, "A": "-5"}, []),
    ],
)
def test_the_words_after_a_job(words: list[str], options: dict[str, str | None], args: list[str]) -> None:
    assert split_words(words) == (options, args)


def test_the_leader_goes_down_last_and_only_by_name() -> None:
    cluster = [Member("lead", is_leader=True), Member("w1"), Member("w2")]
    assert turns(cluster, []) == [["w1", "w2"]]
    assert turns(cluster, ["lead", "w1"]) == [["w1", "w2"], ["lead"]]
    assert turns(cluster[:1], ["lead"]) == [["lead"]]
    assert turns(cluster[:1], []) == []
