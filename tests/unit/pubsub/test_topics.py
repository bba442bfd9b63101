"""Topics and lanes."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pioreactor.pubsub.lanes import Lane
from pioreactor.pubsub.topics import matches, parse, topic

level = st.text(st.characters(exclude_characters="/+#", exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(level, level, st.lists(level, min_size=1, max_size=4))
def test_what_is_built_can_be_taken_apart(unit, experiment, levels):
    assert parse(topic(unit, experiment, *levels)) == (unit, experiment, tuple(levels))


@pytest.mark.parametrize("text", ["pioreactor/u/e", "sim/u/truth/x", "", "pioreactor"])
def test_what_is_not_ours_is_refused(text):
    with pytest.raises(ValueError, match="pioreactor/<unit>"):
        parse(text)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("a/+/c", "a/b/c", True),
        ("a/+/c", "a/b/d", False),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("#", "$SYS/x", False),
        ("+", "a/b", False),
        ("a/b", "a/b/c", False),
        ("a/+", "a/", True),
        ("pioreactor/+/e/job/+/set", "pioreactor/$broadcast/e/job/$state/set", True),
    ],
)
def test_filters(pattern, text, fits):
    assert matches(pattern, text) is fits


@given(level, level, st.lists(level, min_size=1, max_size=4))
def test_a_topic_fits_itself_and_its_wildcards(unit, experiment, levels):
    text = topic(unit, experiment, *levels)
    assert matches(text, text)
    assert matches(topic("+", "+", "#"), text)
    assert matches(topic(unit, experiment, *["+"] * len(levels)), text)


def test_a_lane_keeps_the_order_survives_errors_and_ends_when_idle():
    seen, errors = [], []
    lane = Lane("test", linger=0.05, on_error=lambda: errors.append(1))

    def call(i):
        seen.append((i, threading.current_thread()))
        if i == 3:
            raise RuntimeError

    for i in range(10):
        lane.put(call, i)
    assert lane.join(5)
    assert [i for i, _ in seen] == list(range(10))
    assert errors == [1]
    thread = seen[0][1]
    thread.join(5)
    assert not thread.is_alive()
    lane.put(call, 10)
    assert lane.join(5)
    assert seen[-1][0] == 10
