"""A whole unit in a temporary folder: configuration, credentials, identity, and its jobs as real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from pioreactor import clock
from pioreactor.testing.broker import PASSWORD, USERNAME, Broker, free_port

READY_WITHIN_S: Final = 20.0
ENDS_WITHIN_S: Final = 20.0


class UnitFolder:
    """The files and the environment of one unit. Nothing is started."""

    def __init__(self, folder: Path, broker: Broker | None, *, name: str = "unit1", experiment: str = "exp1") -> None:
        """``broker`` None: a port where nobody listens. ``experiment`` empty: not assigned."""
        self.name = name
        self.experiment = experiment
        self.root = folder / name / "root"
        self.run = folder / name / "run"
        self.mqtt_port = broker.port if broker is not None else free_port()
        self.http_port = free_port()
        (self.root / "storage").mkdir(parents=True)
        self.run.mkdir(parents=True)
        ws_port = broker.ws_port if broker is not None else free_port()
        (self.root / "config.ini").write_text(
            f"[cluster.topology]\nleader_hostname = {name}\nleader_address = 127.0.0.1\n"
            f"[cluster.addresses]\n{name} = 127.0.0.1:{self.http_port}\n"
            f"[mqtt]\nbroker_address = 127.0.0.1\nbroker_port = {self.mqtt_port}\nbroker_ws_port = {ws_port}\n"
            f"[ui]\nport = {self.http_port}\n"
            f"[hardware]\nbackend = simulated\n"
            f"[logging]\nlog_file = {self.log_path}\nui_log_file = {self.log_path}\n"
        )
        self._write_identity()

    def _write_identity(self) -> None:
        from pioreactor.storage.credentials import Credentials
        from pioreactor.storage.files import write_atomically
        from pioreactor.storage.unit_state import UnitState

        secrets = Credentials(api_token="token-" + self.name, mqtt_username=USERNAME, mqtt_password=PASSWORD)
        write_atomically(self.root / "credentials.json", _json_text(secrets), mode=0o600)
        state = UnitState(
            experiment=self.experiment or None,
            assigned_at=clock.timestamp(),
            model_name="pioreactor_20ml",
            model_version="1.5",
            updated_at=clock.timestamp(),
        )
        write_atomically(self.root / "storage" / "unit_state.json", _json_text(state))

    @property
    def log_path(self) -> Path:
        """The unit's log file."""
        return self.run / "pioreactor.log"

    @property
    def vial_socket(self) -> Path:
        """Where a simulated vial of this unit listens."""
        return self.run / "vial.sock"

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of this unit's processes."""
        ours = {
            "DOT_PIOREACTOR": str(self.root),
            "RUN_PIOREACTOR": str(self.run),
            "HOSTNAME": self.name,
            "PIO_HARDWARE": "simulated",
            "PIO_VIAL_SOCKET": str(self.vial_socket),
        }
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")}
        return {**kept, **ours, **more}

    def configure(self, section: str, key: str, value: str) -> None:
        """Set one value in the unit's own configuration file."""
        from pioreactor.config.editing import set_value

        set_value(self.root / "unit_config.ini", section, key, value)


class JobProcess:
    """One started process of a unit, with what it wrote."""

    def __init__(self, unit: UnitFolder, command: list[str], **environment: str) -> None:
        self.unit = unit
        self.started_at = clock.wall_monotonic()
        self.process = subprocess.Popen(
            command,
            env=unit.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._output: str | None = None

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def settings(self, job_name: str) -> dict[str, Any]:
        """The last values of the unit's running job of that name, from the registry; empty if it does not run."""
        from pioreactor.runtime.registry import Registry

        registry = Registry(self.unit.run / "cache" / "local_intermittent_pioreactor_metadata.sqlite")
        try:
            job_id = registry.running_job_id(job_name)
            return registry.settings(job_id) if job_id is not None else {}
        finally:
            registry.close()

    def wait_for_state(self, job_name: str, state: str = "ready", timeout: float = READY_WITHIN_S) -> None:
        """Wait until the job says so in the registry. Raises AssertionError with the process's output."""
        reached = clock.wait_until(
            lambda: self.settings(job_name).get("$state") == state or self.process.poll() is not None, timeout, 0.01
        )
        if not reached or self.settings(job_name).get("$state") != state:
            self.stop(signal.SIGKILL)
            raise AssertionError(f"{job_name} did not become {state}:\n{self.output()}")

    def send_signal(self, signum: signal.Signals) -> None:
        """Send a signal to the process itself."""
        self.process.send_signal(signum)

    def wait(self, timeout: float = ENDS_WITHIN_S) -> int:
        """Wait for the end; the exit code."""
        try:
            self._output = self.process.communicate(timeout=timeout)[0]
        except subprocess.TimeoutExpired:
            self.stop(signal.SIGKILL)
            raise AssertionError(f"The process did not end:\n{self.output()}") from None
        return self.process.returncode

    def output(self) -> str:
        """Everything it wrote; ends the process first if it still runs."""
        if self._output is None:
            self.stop()
        return self._output or ""

    def stop(self, signum: signal.Signals = signal.SIGINT) -> int:
        """End it, at last by SIGKILL; the exit code."""
        if self._output is not None:
            return self.process.returncode
        if self.process.poll() is None:
            self.process.send_signal(signum)
        try:
            self._output = self.process.communicate(timeout=ENDS_WITHIN_S)[0]
        except subprocess.TimeoutExpired:
            self.process.kill()
            self._output = self.process.communicate()[0]
        return self.process.returncode


def pio_command(*arguments: str) -> list[str]:
    """``pio`` of this interpreter's environment."""
    return [sys.executable, "-m", "pioreactor.cli.pio", *arguments]


def _json_text(value: Any) -> bytes:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value))
