"""Each page of the documentation is reached from its menu. That no link leads nowhere is for its build to see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


def pages_of(menu: list[Any]) -> Iterator[str]:
    for entry in menu:
        if isinstance(entry, str):
            yield entry
        else:
            for inner in entry.values():
                yield from pages_of(inner)


def test_each_page_is_in_the_menu_once() -> None:
    menu = yaml.safe_load((ROOT / "web/docs/mkdocs.yml").read_text())["nav"]
    there = sorted(str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md"))
    assert sorted(pages_of(menu)) == there
