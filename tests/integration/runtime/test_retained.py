"""Messages that stay at the broker: counted without being touched, and cleared."""

from __future__ import annotations

from pioreactor.pubsub import count_retained_messages, prune_retained_messages, publish
from pioreactor.testing.unit import UnitFolder


def test_counting_leaves_them_and_clearing_takes_them_away(unit_env: UnitFolder) -> None:
    below = f"pioreactor/{unit_env.name}/{unit_env.experiment}"
    for name in ("a", "b/c"):
        publish(f"{below}/{name}", "1", qos=1, retain=True)
    publish(f"{below}/d", "1", qos=1)
    assert [count_retained_messages(f"{below}/#") for _ in range(2)] == [2, 2]
    assert count_retained_messages(f"{below}/b/#") == 1
    assert prune_retained_messages(f"{below}/#") == 2
    assert count_retained_messages(f"{below}/#") == 0
