from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor.config import forget_config

CONFIG = """[cluster.topology]
leader_hostname=leader
leader_address=127.0.0.1
[mqtt]
broker_address=127.0.0.1
broker_port=1
"""


@pytest.fixture
def unit_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A unit's folders on disk, without a broker."""
    root, run = tmp_path / "root", tmp_path / "run"
    root.mkdir()
    run.mkdir()
    (root / "config.ini").write_text(f"{CONFIG}[logging]\nlog_file={tmp_path}/log.txt\n")
    for name, value in {
        "DOT_PIOREACTOR": str(root),
        "RUN_PIOREACTOR": str(run),
        "HOSTNAME": "unit1",
        "EXPERIMENT": "exp1",
        "HARDWARE": "1.2",
        "HAT_PRESENT": "1",
        "MODEL_NAME": "pioreactor_20ml",
        "MODEL_VERSION": "1.5",
        "PIO_HARDWARE": "simulated",
    }.items():
        monkeypatch.setenv(name, value)
    forget_config()
    yield root
    forget_config()
