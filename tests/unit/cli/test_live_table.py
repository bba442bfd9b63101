"""A table that changes: in place on a terminal, a line per change elsewhere."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from pioreactor.cli.live_table import LiveTable, Row, what_fits


def test_elsewhere_each_change_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    table = LiveTable()
    table.show("Copy", [Row("w1", "working", "", 0.0), Row("w2", "working", "", 0.0)])
    table.show("Copy", [Row("w1", "ok", "copied", 1.5), Row("w2", "working", "", 1.5)])
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["0.0", "s", "w1", "working"],
        ["0.0", "s", "w2", "working"],
        ["1.5", "s", "w1", "ok", "copied"],
    ]


def test_a_terminal_is_drawn_over() -> None:
    ours, theirs = pty.openpty()
    program = (
        "from pioreactor.cli.live_table import LiveTable, Row\n"
        "table = LiveTable()\n"
        "table.show('Copy', [Row('w1', 'working', '', 0.0)])\n"
        "table.show('Copy', [Row('w1', 'failed', 'no key', 2.0)])\n"
    )
    subprocess.run([sys.executable, "-c", program], stdout=theirs, check=True)
    os.close(theirs)
    said = os.read(ours, 65536).decode()
    os.close(ours)
    first, second = said.split("\x1b[2A")  # two lines up: heading and one row
    assert "working" in first and "Copy" in second and "\x1b[31mfailed" in second and "no key" in second


def test_what_matters_stays_where_there_is_no_room() -> None:
    rows = [Row(f"w{n}", state, "", 0.0) for n, state in enumerate(["ok", "failed", "waiting", "working", "ok"])]
    shown, hidden = what_fits(rows, 2)
    assert [row.name for row in shown] == ["w1", "w3"] and hidden == 3
    assert what_fits(rows, 5) == (rows, 0)
