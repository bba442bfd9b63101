"""Controllers and filters for values that come one by one, with the controller's inner life published."""

from __future__ import annotations

import json
from typing import Any

from pioreactor.domain import pid as domain_pid
from pioreactor.domain.smoothing import ExponentialMovingAverage as ExponentialMovingAverage
from pioreactor.pubsub.topics import topic


class PID(domain_pid.PID):
    """A PID controller that publishes each step on ``pid_log/<target_name>``.

    Numbers as in `pioreactor.domain.pid`. ``job_name``: whose controller; ``pub_client`` None: nothing is published.
    """

    def __init__(
        self,
        Kp: float,
        Ki: float,
        Kd: float,
        setpoint: float,
        output_limits: tuple[float | None, float | None] = (None, None),
        unit: str | None = None,
        experiment: str | None = None,
        job_name: str | None = None,
        target_name: str | None = None,
        derivative_smoothing: float = 0.0,
        pub_client: Any = None,
    ) -> None:
        super().__init__(Kp, Ki, Kd, setpoint, output_limits, derivative_smoothing)
        self.output_limits = output_limits
        self.unit, self.experiment = unit, experiment
        self.job_name, self.target_name = job_name, target_name
        self.pub_client = pub_client

    def update(self, measured: float, dt: float = 1.0) -> float:
        """Next output for a measurement taken ``dt`` > 0 after the last one. Never waits for the broker."""
        output = super().update(measured, dt)
        if self.pub_client is not None and self.unit and self.experiment and self.target_name:
            where = topic(self.unit, self.experiment, "pid_log", self.target_name)
            self.pub_client.publish(where, json.dumps(self._report()), qos=0)
        return output

    def set_setpoint(self, setpoint: float) -> None:
        """Aim at another value from the next update on."""
        self.setpoint = setpoint

    def _report(self) -> dict[str, Any]:
        return {
            "setpoint": self.setpoint,
            "output_limits_lb": self.output_limits[0],
            "output_limits_ub": self.output_limits[1],
            "Kp": self.kp,
            "Ki": self.ki,
            "Kd": self.kd,
            "proportional": self.kp * (self.setpoint - (self.latest_input or 0.0)),
            "integral": self.ki * self.error_sum,
            "derivative": self.kd * self.derivative,
            "latest_input": self.latest_input,
            "latest_output": self.latest_output,
            "job_name": self.job_name,
            "target_name": self.target_name,
        }
