"""The published controller."""

from __future__ import annotations

import json

from pioreactor.utils.streaming_calculations import PID, ExponentialMovingAverage


class Publisher:
    def __init__(self):
        self.sent = []

    def publish(self, topic, payload, qos=0):
        self.sent.append((topic, json.loads(payload)))


def test_each_step_is_published_with_its_parts():
    client = Publisher()
    pid = PID(2.0, 0.5, 0.0, setpoint=10, output_limits=(0, 100), unit="u", experiment="e", job_name="stirring",
              target_name="rpm", pub_client=client)  # fmt: skip
    output = pid.update(4.0)
    topic, report = client.sent[0]
    assert topic == "pioreactor/u/e/pid_log/rpm"
    assert output == report["latest_output"] == report["proportional"] + report["integral"] == 15.0
    assert (report["output_limits_lb"], report["output_limits_ub"]) == (0, 100)


def test_without_a_client_nothing_is_published():
    pid = PID(1.0, 0, 0, setpoint=1)
    assert pid.update(0.0) == 1.0
    pid.set_setpoint(5)
    assert pid.update(0.0) == 5.0
    assert ExponentialMovingAverage(0.5).update(2.0) == 2.0
