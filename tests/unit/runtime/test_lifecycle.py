"""The table of legal moves."""

from __future__ import annotations

import pytest

from pioreactor.exc import IllegalTransitionError
from pioreactor.runtime.lifecycle import LEGAL_MOVES, check_move, parse_command
from pioreactor.states import JobState


def test_every_state_has_a_row():
    assert set(LEGAL_MOVES) == {None, *JobState}


@pytest.mark.parametrize("state", [s for s in JobState if s is not JobState.DISCONNECTED])
def test_every_state_has_one_step_to_a_safe_stop(state):
    check_move(state, JobState.DISCONNECTED)


@pytest.mark.parametrize("wanted", list(JobState))
def test_nothing_follows_the_end(wanted):
    with pytest.raises(IllegalTransitionError, match="ended"):
        check_move(JobState.DISCONNECTED, wanted)


def test_a_fault_is_reachable_from_all_that_live_and_leads_nowhere_else():
    for state in (JobState.INIT, JobState.READY, JobState.SLEEPING, JobState.LOST):
        check_move(state, JobState.FAULTED)
    assert LEGAL_MOVES[JobState.FAULTED] == {JobState.DISCONNECTED}


@pytest.mark.parametrize("word", ["lost", "faulted", "init", "LOST", "", "reddy", "x" * 5000])
def test_only_commands_come_from_outside(word):
    with pytest.raises(IllegalTransitionError) as caught:
        parse_command(word)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("word", ["ready", "sleeping", "disconnected"])
def test_the_three_commands(word):
    assert parse_command(word) == word
