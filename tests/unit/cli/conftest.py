"""A unit on a temporary folder, and the command line run in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pioreactor import config as configuration
from pioreactor.cli import ending, run
from pioreactor.cli.pio import pio


class Result(NamedTuple):
    code: int
    out: str
    err: str


Pio = Callable[..., Result]

CONFIG = """\
[cluster.topology]
leader_hostname = leader1
leader_address = 127.0.0.1

[mqtt]
broker_address = 127.0.0.1
broker_port = 1

# how fast it turns
[stirring.config]
initial_target_rpm = 500
"""


@pytest.fixture
def unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data root of a unit named leader1; the broker's port is closed."""
    root = tmp_path / "root"
    root.mkdir()
    log_file = root / "pioreactor.log"
    (root / "config.ini").write_text(CONFIG + f"\n[logging]\nlog_file = {log_file}\nui_log_file = {log_file}\n")
    monkeypatch.setenv("DOT_PIOREACTOR", str(root))
    monkeypatch.setenv("RUN_PIOREACTOR", str(tmp_path / "run"))
    monkeypatch.setenv("HOSTNAME", "leader1")
    for name in ("PLUGINS_DEV", "SKIP_PLUGINS", "GLOBAL_CONFIG", "LOCAL_CONFIG", "EXPERIMENT", "_PIO_COMPLETE"):
        monkeypatch.delenv(name, raising=False)
    _forget(monkeypatch)
    configuration.forget_config()
    yield root
    configuration.forget_config()


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    from pioreactor.plugin_management import loading

    monkeypatch.setattr(run, "_known", None)
    monkeypatch.setattr(run.run, "commands", {})
    monkeypatch.setattr(loading, "_loaded", None)


@pytest.fixture
def invoke(unit: Path, capsys: pytest.CaptureFixture[str]) -> Pio:
    """Run ``pio`` with the arguments; its exit code and what it wrote."""

    def run_it(*arguments: str) -> Result:
        capsys.readouterr()
        code = ending.invoke(pio, list(arguments))
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return run_it
