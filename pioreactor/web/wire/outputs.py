"""Bodies of the routes about outputs and self-tests."""

from __future__ import annotations

from msgspec import Struct

from pioreactor.leader.replies import OutputNow, UnitReply


class OutputsOfUnits(Struct):
    """The outputs that are on, for each unit that answered, and why the others did not."""

    outputs: dict[str, list[OutputNow]]
    errors: dict[str, UnitReply]


class SelfTestResults(Struct):
    """The last self-test of a unit: 1 passed, 0 failed, by test; a test that was never run is left out."""

    results: dict[str, int]
    is_running: bool
