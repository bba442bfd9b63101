"""Time comes from `pioreactor/clock.py` and from nowhere else."""

from __future__ import annotations

import ast

from source import dotted, modules

FORBIDDEN = {
    "time.time", "time.time_ns", "time.sleep", "time.monotonic", "time.monotonic_ns", "datetime.now",
    "datetime.utcnow", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.today", "date.today",
}  # fmt: skip
ONLY_HERE = "pioreactor/clock.py"


def offences(tree, forbidden):
    renamed = {
        alias.asname or alias.name: f"time.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = dotted(node)
            if name in forbidden or renamed.get(name) in forbidden:
                yield node.lineno, name


def test_the_package_asks_the_clock():
    found = [
        f"{path}:{line} {name}"
        for path, tree in modules("pioreactor")
        if path != ONLY_HERE
        for line, name in offences(tree, FORBIDDEN)
    ]
    assert not found, "use pioreactor.clock: " + "; ".join(found)


def test_tests_wait_for_what_they_mean():
    found = [
        f"{path}:{line} {name}"
        for path, tree in modules("tests")
        for line, name in offences(tree, {"time.sleep", "asyncio.sleep"})
    ]
    assert not found, "use clock.wait_until: " + "; ".join(found)


def test_the_scan_sees_what_it_must():
    code = "import time, datetime\nfrom time import sleep as s\ns(1)\ntime.time()\ndatetime.datetime.now()\n"
    assert len(list(offences(ast.parse(code), FORBIDDEN))) == 3
