"""A stirrer whose control hangs while its process lives."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import pytest

from pioreactor import clock
from pioreactor.testing.unit import JobProcess

STIRRER = """
import threading
from pioreactor.background_jobs.stirring import job, start
job._RENEW_WITHIN_S, job._RENEW_EVERY_S = 4.0, 0.5
stirrer = start.start_stirring(target_rpm=500.0)
hangs = threading.Event()
stirrer.subscribe_and_callback(lambda message: hangs.set(), "+/+/hang")
hangs.wait()
with stirrer._hands:  # whoever is in control waits for this now
    stirrer.block_until_disconnected()
"""


@pytest.mark.slow
def test_it_goes_on_while_its_control_lives_and_is_cut_when_that_hangs(
    guardian: JobProcess, vial: Any, job_process: Callable[..., JobProcess]
) -> None:
    from pioreactor.pubsub import publish
    from pioreactor.whoami import get_unit_name

    stirrer = job_process(python=STIRRER)
    stirrer.wait_for_state("stirring")
    assert clock.wait_until(lambda: vial.level("stirring") > 0.0, 20)
    # Longer than a lease lasts without a sign of life.
    assert not clock.wait_until(lambda: stirrer.process.poll() is not None, 6.0)
    publish(f"{get_unit_name()}/test/hang", "1")
    assert clock.wait_until(lambda: vial.is_low("stirring"), 30, poll=0.05)
    assert clock.wait_until(lambda: stirrer.process.poll() == -signal.SIGKILL, 20)
