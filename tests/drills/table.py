"""What came of repeated drills, as a table: drill, passes, failures, worst reaction."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, Final

import pytest

WALL: Final = "until low, wall s"
CLOCK: Final = "until low, clock s"
_PASS: Final = re.compile(r"-?pass(\d+)-?")


def of_repeat(number: int) -> str:
    """The part of a test's name that says which pass it belongs to."""
    return f"pass{number}"


class Table:
    """Takes the reports of a session. Reactions are the properties ``WALL`` and ``CLOCK`` of a test."""

    def __init__(self) -> None:
        self._passed: dict[str, int] = defaultdict(int)
        self._failed: dict[str, list[str]] = defaultdict(list)
        self._seconds: dict[str, list[float]] = defaultdict(list)
        self._worst: dict[str, dict[str, float]] = defaultdict(dict)
        self._of_pass: dict[int, list[bool]] = defaultdict(list)

    def take(self, report: pytest.TestReport) -> None:
        """Count one phase of a test: a set-up or an end that fails is a failure of the drill as well."""
        if report.when != "call" and report.passed:
            return
        drill, number = named(report.nodeid)
        is_good = report.passed or report.skipped
        if report.passed:
            self._passed[drill] += 1
            self._seconds[drill].append(report.duration)
        elif not is_good:
            self._failed[drill].append(str(number))
        self._of_pass[number].append(is_good)
        for name, value in report.user_properties:
            if name in (WALL, CLOCK):
                self._worst[drill][name] = max(float(str(value)), self._worst[drill].get(name, 0.0))

    @property
    def is_worth_showing(self) -> bool:
        """More than one pass was made."""
        return len(self._of_pass) > 1

    def lines(self) -> list[str]:
        """The table in Markdown, and how many whole passes were good in a row from the first one on."""
        rows = [
            "| drill | passes | failures | worst, wall s | worst, clock s | takes, s |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for drill in sorted({*self._passed, *self._failed}):
            worst, took_s = self._worst[drill], self._seconds[drill]
            failed = (
                f"{len(self._failed[drill])} (pass {', '.join(self._failed[drill])})" if self._failed[drill] else "0"
            )
            mean_s = sum(took_s) / len(took_s) if took_s else 0.0
            rows.append(
                f"| {drill} | {self._passed[drill]} | {failed} | {_figure(worst.get(WALL))} | "
                f"{_figure(worst.get(CLOCK))} | {mean_s:.1f} |"
            )
        return [*rows, f"{self._in_a_row()} of {len(self._of_pass)} passes were good in a row, from the first one on."]

    def _in_a_row(self) -> int:
        number_of_drills = len({*self._passed, *self._failed})
        count = 0
        for number in sorted(self._of_pass):
            if not all(self._of_pass[number]) or len(self._of_pass[number]) < number_of_drills:
                break
            count += 1
        return count


def named(nodeid: str) -> tuple[str, int]:
    """The drill, and the number of the pass."""
    name = nodeid.rpartition("::")[2].removeprefix("test_")
    found = _PASS.search(name)
    drill = _PASS.sub("", name).replace("[]", "").replace("[", ": ").removesuffix("]").replace("_", " ")
    return drill, int(found[1]) if found else 1


def _figure(value: Any) -> str:
    return "" if value is None else f"{value:.2f}"
