"""One job against a real broker."""

from __future__ import annotations

from pioreactor import clock
from pioreactor.background_jobs.base import BackgroundJob
from pioreactor.pubsub import publish
from pioreactor.pubsub.topics import topic
from pioreactor.types import PublishableSetting


class Mixer(BackgroundJob):
    job_name = "mixer"
    published_settings: dict[str, PublishableSetting] = {
        "speed": {"datatype": "float", "settable": True, "unit": "RPM"},
        "secret": {"datatype": "string", "settable": False},
    }

    def __init__(self, unit: str, experiment: str) -> None:
        self.hooks: list[str] = []
        super().__init__(unit, experiment)
        self.speed = 10.0
        self.secret = "s"

    def on_init(self) -> None:
        self.hooks.append("on_init")

    def on_ready(self) -> None:
        self.hooks.append("on_ready")

    def on_sleeping(self) -> None:
        self.hooks.append("on_sleeping")

    def on_disconnected(self) -> None:
        self.hooks.append("on_disconnected")


def test_a_setting_is_changed_by_a_message(unit_env, listener):
    seen = listener(topic("unit1", unit_env.experiment, "mixer", "+"))
    with Mixer("unit1", unit_env.experiment) as job:
        assert [seen.get(timeout=5).payload for _ in range(4)] == [b"init", b"10.0", b"s", b"ready"]
        publish(topic("unit1", unit_env.experiment, "mixer", "speed", "set"), "25")
        assert clock.wait_until(lambda: job.speed == 25.0, 5)
        assert seen.get(timeout=5).payload == b"25.0"
    assert job.hooks == ["on_init", "on_ready", "on_disconnected"]
