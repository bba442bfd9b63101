from __future__ import annotations

import errno

import pytest

from pioreactor.simulation.lines import LineError, Lines


@pytest.fixture
def driven():
    return []


@pytest.fixture
def lines(driven):
    return Lines(lambda t, number, duty: driven.append((t, number, duty)))


def pwm(lines, number=17, duty=0.123456, holder=1):
    lines.set_function(0.0, number, True, holder)
    lines.set_frequency(1.0, number, 200.0, holder)
    lines.set_state(2.0, number, duty, holder)


def test_a_duty_keeps_its_digits(lines, driven):
    pwm(lines)
    assert driven == [(2.0, 17, 0.123456)]


def test_outputs_stay_when_their_holder_dies_and_the_next_may_take_them(lines, driven):
    pwm(lines)
    lines.holder_died(1)
    assert lines.driven() == {17: 0.123456}
    lines.set_function(3.0, 17, True, 2)
    assert lines.driven() == {}
    assert driven[-1] == (3.0, 17, 0.0)


def test_release_lets_the_output_go_low(lines):
    pwm(lines)
    lines.release(3.0, 17, 1)
    assert lines.driven() == {}


@pytest.mark.parametrize(
    ("act", "number"),
    [
        (lambda x: x.set_state(0.0, 17, 1.0, 1), errno.EPERM),
        (lambda x: x.set_frequency(0.0, 17, 200.0, 1), errno.EPERM),
        (lambda x: x.set_pull(2, 2, 1), errno.EPERM),
        (lambda x: x.set_function(0.0, 99, True, 1), errno.EINVAL),
    ],
)
def test_inputs_refuse_what_only_outputs_take(lines, act, number):
    with pytest.raises(LineError) as refused:
        act(lines)
    assert refused.value.errno == number


def test_outputs_refuse_nonsense(lines):
    pwm(lines)
    for act, number in (
        (lambda: lines.set_state(3.0, 17, 1.5, 1), errno.EINVAL),
        (lambda: lines.set_frequency(3.0, 17, 20_000.0, 1), errno.ERANGE),
        (lambda: lines.set_pull(17, 1, 1), errno.EPERM),
        (lambda: lines.set_state(3.0, 17, 1.0, 2), errno.EBUSY),
    ):
        with pytest.raises(LineError) as refused:
            act()
        assert refused.value.errno == number
    lines.set_frequency(4.0, 17, 0.0, 1)
    with pytest.raises(LineError, match="no PWM frequency"):
        lines.set_state(5.0, 17, 0.5, 1)
