from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pioreactor.config import forget_config
from pioreactor.testing.sshd import PROGRAM, Sshd


@pytest.fixture
def data_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The leader's own files."""
    (tmp_path / "config.ini").write_text("[cluster.topology]\nleader_hostname = leader1\n")
    monkeypatch.setenv("DOT_PIOREACTOR", str(tmp_path))
    forget_config()
    yield tmp_path
    forget_config()


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Sshd]:
    """An SSH server that is on."""
    if not PROGRAM.exists() or os.getuid() != 0:
        pytest.skip("needs root and openssh-server: apt-get install openssh-server")
    made = Sshd(tmp_path / "sshd")
    made.power_on()
    yield made
    made.power_off()
