"""Small jobs for these tests, in this process or as `python -m runtime_jobs`."""

from __future__ import annotations

import sys

from pioreactor.background_jobs.base import BackgroundJob
from pioreactor.runtime.running import run_job
from pioreactor.whoami import get_assigned_experiment_name, get_unit_name


class Mixer(BackgroundJob):
    job_name = "mixer"
    published_settings = {  # noqa: RUF012
        "speed": {"datatype": "float", "settable": True, "unit": "RPM"},
        "limit": {"datatype": "integer", "settable": True, "unit": "RPM", "persist": True},
        "is_lit": {"datatype": "boolean", "settable": True},
        "plan": {"datatype": "json", "settable": True},
        "secret": {"datatype": "string", "settable": False},
        "later": {"datatype": "float", "settable": True, "unit": "%"},
    }

    def __init__(self, unit: str, experiment: str) -> None:
        self.hooks: list[str] = []
        super().__init__(unit, experiment)
        self.speed = 10.0
        self.limit = 5
        self.is_lit = False
        self.plan = {"a": 1}
        self.secret = "s"

    def set_limit(self, value: int) -> None:
        if value > 100:
            raise ValueError("more than the motor can do")
        self.limit = value

    def on_init(self) -> None:
        self.hooks.append("on_init")

    def on_init_to_ready(self) -> None:
        self.hooks.append("on_init_to_ready")

    def on_ready(self) -> None:
        self.hooks.append("on_ready")

    def on_ready_to_sleeping(self) -> None:
        self.hooks.append("on_ready_to_sleeping")

    def on_sleeping(self) -> None:
        self.hooks.append("on_sleeping")

    def on_sleeping_to_ready(self) -> None:
        self.hooks.append("on_sleeping_to_ready")

    def on_ready_to_disconnected(self) -> None:
        self.hooks.append("on_ready_to_disconnected")

    def on_disconnected(self) -> None:
        self.hooks.append("on_disconnected")
        print("outputs released", flush=True)


def main() -> None:
    unit = get_unit_name()
    run_job(lambda: Mixer(unit, get_assigned_experiment_name(unit)))


if __name__ == "__main__":
    sys.exit(main())
