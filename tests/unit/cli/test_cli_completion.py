"""Completion as a shell asks for it: a process with the words in the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pioreactor.testing.calibrations import write_pump_calibration


def complete(line: str) -> list[str]:
    words = line.split(" ")
    environment = {
        **os.environ,
        "_PIO_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    pio = Path(sys.executable).with_name("pio")
    done = subprocess.run([pio], capture_output=True, text=True, env=environment, check=True)
    assert done.stderr == ""
    return [answer.partition(",")[2] for answer in done.stdout.splitlines() if answer]


@pytest.mark.usefixtures("unit")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pio ver", ["version"]),
        ("pio run st", ["stirring"]),
        ("pio run stirring --target-rpm-d", ["--target-rpm-during-od-reading"]),
        ("pio config get stirring.p", ["stirring.pid"]),
        ("pio config get mqtt broker_p", ["broker_port"]),
        ("pio jobs info --job-name od_r", ["od_reading"]),
        ("pio log --level war", ["warning"]),
        ("pio calibrations di", ["display"]),
        ("pio calibrations run --device alt", ["alt_media_pump"]),
        ("pio calibrations run --device stirring --protocol-name ", ["dc_based"]),
        ("pio calibrations display --device ", []),
        ("pio config get nonsense ", []),
    ],
)
def test_words_that_complete(line: str, expected: list[str]) -> None:
    assert complete(line) == expected


def test_a_broken_configuration_offers_nothing_and_says_nothing(unit: Path) -> None:
    (unit / "config.ini").write_text("no section\n")
    assert complete("pio config get st") == []


@pytest.mark.usefixtures("unit")
def test_calibrations_complete_by_device() -> None:
    write_pump_calibration("media_pump", "monday")
    write_pump_calibration("waste_pump", "tuesday")
    assert complete("pio calibrations display --device ") == ["media_pump", "waste_pump"]
    assert complete("pio calibrations display --device waste_pump --name ") == ["tuesday"]
