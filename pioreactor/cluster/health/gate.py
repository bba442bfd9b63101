"""The gate after a change of the software: first everything is there again, then it stays so for a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from pioreactor import clock
from pioreactor.cluster.health import judging
from pioreactor.cluster.health.structs import Health

READY_WITHIN_S: Final = 150.0
STABLE_FOR_S: Final = 60.0
LOOK_EVERY_S: Final = 2.0


class Verdict(msgspec.Struct, kw_only=True):
    """How the gate ended. ``phase``: ``ready`` or ``stable``, the one that it reached; ``reasons``: why it failed.

    ``ready_after_s``: clock seconds until everything was there, None if it never was.
    """

    passed: bool
    phase: str
    reasons: list[str] = []
    ready_after_s: float | None = None
    took_s: float = 0.0


def wait_for_health(
    before: Health,
    look: Callable[[], Health],
    *,
    since_s: float,
    ready_within_s: float = READY_WITHIN_S,
    stable_for_s: float = STABLE_FOR_S,
    tell: Callable[[str, list[str]], None] = lambda phase, reasons: None,
) -> Verdict:
    """Look again and again until the unit passes or the time is over.

    ``before``: how it was before the change; ``since_s``: unix seconds from which on readings count as new.
    A trouble in the second phase begins that phase anew; both phases together have ``ready_within_s + stable_for_s``.
    ``tell`` is called with the phase and what is amiss after each look.
    """
    began = clock.monotonic()

    def elapsed() -> float:
        return clock.monotonic() - began

    ready: Health | None = None
    ready_after_s: float | None = None
    stable_since = 0.0
    last_reasons: list[str] = []  # what kept it from being stable may be over at the very last look
    while True:
        now = look()
        reasons = judging.not_ready(before, now, since_s) if ready is None else judging.worse(before, ready, now)
        tell("ready" if ready is None else "stable", reasons)
        last_reasons = reasons or last_reasons
        if ready is None and not reasons:
            ready, ready_after_s, stable_since = now, elapsed(), elapsed()
        elif ready is not None and reasons:
            ready, stable_since = now, elapsed()
        if ready is not None and not reasons and elapsed() - stable_since >= stable_for_s:
            return Verdict(passed=True, phase="stable", ready_after_s=ready_after_s, took_s=elapsed())
        is_late = elapsed() >= (ready_within_s if ready_after_s is None else ready_within_s + stable_for_s)
        if is_late:
            phase = "ready" if ready_after_s is None else "stable"
            return Verdict(
                passed=False, phase=phase, reasons=last_reasons, ready_after_s=ready_after_s, took_s=elapsed()
            )
        clock.sleep(LOOK_EVERY_S)
