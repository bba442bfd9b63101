"""The steps of a first boot: legal moves, what a power cut leaves, what a failure says."""

from __future__ import annotations

import errno

import msgspec
import pytest

from pioreactor.appliance import machine, state
from pioreactor.appliance.host import Host, StepError
from pioreactor.appliance.progress import Shown
from pioreactor.appliance.settings import Problem
from pioreactor.appliance.state import Step

USUAL = [Step.READ, Step.IDENTIFY, Step.CONNECT, Step.CONVERGE, Step.FINISH]


def shown(host: Host) -> Shown:
    return msgspec.json.decode(host.places.progress.read_bytes(), type=Shown)


def card(host: Host) -> str:
    return host.places.status.read_text()


class Steps:
    """Steps that only note that they were done; ``follow`` says what comes after each."""

    def __init__(self) -> None:
        self.done: list[Step] = []
        self.follow = dict(zip(USUAL, [*USUAL[1:], Step.DONE], strict=True)) | {Step.ASK: Step.IDENTIFY}
        self.actions = {step: self.action(step) for step in machine.ACTIONS}

    def action(self, step: Step) -> machine.Action:
        def act(host: Host) -> Step:
            self.done.append(step)
            return self.follow[step]

        return act


@pytest.fixture
def steps() -> Steps:
    return Steps()


def test_every_step_leads_to_the_end_and_none_out_of_it():
    reached = {Step.DONE}
    for _ in Step:
        reached |= {step for step, following in machine.MOVES.items() if following & reached}
    assert reached == set(Step) == set(machine.MOVES)
    assert machine.MOVES[Step.DONE] == frozenset()
    assert set(machine.ACTIONS) == set(Step) - {Step.DONE}


def test_from_the_beginning_to_the_end(host: Host, steps: Steps):
    machine.run(host, steps.actions)
    assert steps.done == USUAL
    assert state.load(host.places.memory / "state.json").step is Step.DONE


@pytest.mark.parametrize("cut", USUAL)
def test_a_power_cut_in_any_step_leads_back_to_it(host: Host, steps: Steps, cut):
    def cut_off(host: Host) -> Step:
        raise KeyboardInterrupt  # stands for the end of everything

    with pytest.raises(KeyboardInterrupt):
        machine.run(host, {**steps.actions, cut: cut_off})
    before = len(steps.done)
    host.state = state.load(host.places.memory / "state.json")
    machine.run(host, steps.actions)
    again = steps.done[before:]
    # What is on the card counts until the roles run.
    assert again == (USUAL if cut in (Step.READ, Step.IDENTIFY, Step.CONNECT) else USUAL[USUAL.index(cut) :])


def test_a_step_that_may_not_follow_is_refused(host: Host, steps: Steps):
    steps.follow[Step.READ] = Step.FINISH
    with pytest.raises(machine.IllegalMoveError):
        machine.run(host, steps.actions)
    assert host.state.step is Step.READ


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StepError("The release is missing. Write a complete image."), "The release is missing"),
        (OSError(errno.ENOSPC, "No space left on device"), "The card is full"),
        (OSError(errno.EROFS, "Read-only file system"), "The card can only be read"),
    ],
)
def test_a_failure_is_told_and_tried_again(host: Host, steps: Steps, error, words):
    waited = []

    def fail_once(host: Host) -> Step:
        if not waited:
            raise error
        return Step.FINISH

    def wait(host: Host) -> None:
        waited.append((shown(host).failure, card(host), host.state.attempts))

    machine.run(host, {**steps.actions, Step.CONVERGE: fail_once}, wait)
    ((failure, on_card, attempts),) = waited
    assert words in failure and words in on_card and attempts == 1
    assert host.state.step is Step.DONE and "did not succeed" not in card(host)


def test_people_see_which_step_it_is_and_what_is_wrong(host: Host, steps: Steps):
    host.state.problems = [Problem("pioreactor.toml, line 3", "role needs quotes.")]
    seen = []

    def look(host: Host) -> Step:
        seen.append(shown(host))
        return Step.ASK if len(seen) == 1 else Step.CONVERGE

    machine.run(host, {**steps.actions, Step.CONNECT: look})
    first, _ = seen
    assert [state for _, state in first.steps] == ["done", "done", "now", "later", "later"]
    assert first.problems == ["pioreactor.toml, line 3: role needs quotes."]
    assert not first.is_asking and Step.ASK in steps.done


def test_the_light_blinks_while_it_works_and_is_given_back(host: Host, steps: Steps):
    led = host.places.at("sys/class/leds/ACT")
    led.mkdir()
    (led / "trigger").write_text("none [mmc0] timer heartbeat\n")
    for name in ("delay_on", "delay_off"):
        (led / name).write_text("0")
    from pioreactor.appliance.progress import Progress

    host.progress = Progress(host.places)
    machine.begin(host)
    assert (led / "trigger").read_text() == "timer"
    machine.fail(host, StepError("no"))
    assert ((led / "delay_on").read_text(), (led / "delay_off").read_text()) == ("100", "100")
    host.progress.over()
    assert (led / "trigger").read_text() == "mmc0"


def test_a_card_that_takes_no_notes_stops_nothing(host: Host, steps: Steps):
    for path in host.places.boot.iterdir():
        path.unlink()
    host.places.boot.rmdir()
    host.places.boot.write_text("no folder at all")
    machine.run(host, steps.actions)
    assert host.state.step is Step.DONE
