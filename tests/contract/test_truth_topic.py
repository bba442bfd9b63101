"""Truth over MQTT: retained, outside the tree that jobs read, and no condition for the vial to run."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from pioreactor.simulation.truth import TruthPublisher

SIMULATE = "from pioreactor.simulation.cli import simulate; simulate()"
NAMES = {
    "timestamp",
    "od600",
    "growth_rate_per_h",
    "volume_ml",
    "stirrer_rpm",
    "liquid_temperature_c",
    "biomass_g_per_l",
    "volts",
}


def test_a_simulator_publishes_its_truth(unit_env, listener):
    messages = listener(f"sim/{unit_env.name}/truth")
    process = subprocess.Popen([sys.executable, "-c", SIMULATE, "--preset", "ecoli", "--od", "0.5"])
    try:
        message = messages.get(timeout=15)
    finally:
        process.terminate()
        assert process.wait(10) == 0
    truth = json.loads(message.payload)
    assert set(truth) == NAMES
    assert truth["od600"] == pytest.approx(0.5, rel=0.01)
    assert set(truth["volts"]) == {"1", "2"}


def test_truth_is_offered_often_and_published_rarely():
    published = []
    publisher = TruthPublisher("unit1", lambda topic, payload: published.append(topic))
    values = dict.fromkeys(NAMES, 0.0)
    for tenth in range(200):
        publisher.offer(tenth / 10, lambda now: values)
    assert published == ["sim/unit1/truth"]
