"""What is new in a release, as plain sentences out of its changelog. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

_VERSION = re.compile(r"##\s+\[?v?(\d+\.\d+\.\d+[^\s\]]*)\]?(.*)")
_HEADING = re.compile(r"###\s+(.*)")
_ITEM = re.compile(r"[-*]\s+(.*)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_AT_MOST = 200


class Section(msgspec.Struct):
    """The changes of one version. ``heading``: a part of it, empty for the first; ``items``: a sentence each."""

    version: str
    heading: str
    items: list[str]


def sections(text: str) -> list[Section]:
    """The lists of a changelog in the order of the file: a ``##`` heading a version, ``###`` a part, ``-`` a change."""
    found: list[Section] = []
    for line in _lines(text):
        if match := _VERSION.fullmatch(line):
            found.append(Section(match[1], "", []))
        elif found and (match := _HEADING.fullmatch(line)):
            found.append(Section(found[-1].version, _plain(match[1]), []))
        elif found and (match := _ITEM.fullmatch(line)) and len(found[-1].items) < _AT_MOST:
            found[-1].items.append(_plain(match[1]))
    return [section for section in found if section.items]


def newer_than(found: list[Section], version: str) -> list[Section]:
    """The sections of versions after ``version``; of none, those of the newest."""
    newer = [section for section in found if _order(section.version) > _order(version)]
    return newer or [section for section in found if section.version == found[0].version]


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _lines(text: str) -> Iterator[str]:
    """Lines with what is continued below them; an indented line belongs to the item above."""
    held = ""
    for line in text.splitlines():
        if held and line[:1].isspace() and line.strip():
            held += f" {line.strip()}"
            continue
        if held:
            yield held
        held = line.strip()
    if held:
        yield held


def _plain(text: str) -> str:
    """Without the signs of Markdown."""
    return _LINK.sub(r"\1", text).replace("`", "").replace("**", "").strip()
