"""Everything that is wrong with the text of a configuration file, with the line where it stands."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from pioreactor.config.schema import check_section_name, check_value
from pioreactor.exc import ConfigError

_ENTRY: Final = re.compile(r"^(?P<key>[^=:#;\[\s][^=:]*?)\s*(?:[=:]|$)")
_SECTION: Final = re.compile(r"^\[(?P<name>[^\]]+)\]")
_LEADER_NEEDS: Final = (("cluster.topology", "leader_hostname"), ("cluster.topology", "leader_address"))


class ConfigFault(msgspec.Struct, kw_only=True):
    """One thing that is wrong. ``line`` counts from 1; 0: something is missing, which stands nowhere."""

    line: int
    section: str
    key: str
    text: str


def faults(text: str, *, is_shared: bool) -> list[ConfigFault]:
    """What is wrong, in the order of the lines; nothing for a file that can be used.

    ``is_shared``: the cluster's file, which must name the leader and have the broker's section.
    """
    parser = configparser.ConfigParser(strict=False, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(text)
    except configparser.Error as error:
        return list(_unreadable(error))
    lines = _Lines(text)
    found = [*lines.twice, *_illegal(parser, lines)]
    if is_shared:
        found += _missing(parser, lines)
    return sorted(found, key=lambda fault: fault.line)


class _Lines:
    """Where sections and keys stand; of one that stands there twice the later, which holds."""

    def __init__(self, text: str) -> None:
        self.of: dict[tuple[str, str], int] = {}
        self.twice: list[ConfigFault] = []
        section = ""
        for number, line in enumerate(text.splitlines(), start=1):
            heading, entry = _SECTION.match(line), _ENTRY.match(line)
            if heading:
                section = heading["name"]
                self._note(section, "", number)
            elif entry:
                self._note(section, entry["key"], number)

    def _note(self, section: str, key: str, number: int) -> None:
        if (section, key) in self.of:
            what = f"[{section}] {key}".rstrip()
            self.twice.append(
                ConfigFault(line=number, section=section, key=key, text=f"{what} stands there twice. Remove one.")
            )
        self.of[section, key] = number

    def fault(self, section: str, key: str, text: str) -> ConfigFault:
        line = self.of.get((section, key), self.of.get((section, ""), 0))
        return ConfigFault(line=line, section=section, key=key, text=text)


def _unreadable(error: configparser.Error) -> Iterator[ConfigFault]:
    told = "This is neither a [section] nor a line such as key = value."
    if isinstance(error, configparser.MissingSectionHeaderError):
        text = "This line stands before the first [section]."
        yield ConfigFault(line=error.lineno, section="", key="", text=text)
    elif isinstance(error, configparser.ParsingError):
        yield from (ConfigFault(line=line, section="", key="", text=told) for line, _ in error.errors)
    else:
        yield ConfigFault(line=0, section="", key="", text=str(error))


def _illegal(parser: configparser.ConfigParser, lines: _Lines) -> Iterator[ConfigFault]:
    for section in parser.sections():
        try:
            check_section_name(section)
        except ConfigError as error:
            yield lines.fault(section, "", str(error))
        for key in parser.options(section):
            try:
                check_value(section, key, parser.get(section, key))
            except ConfigError as error:
                yield lines.fault(section, key, str(error))
            except configparser.InterpolationError as error:
                yield lines.fault(section, key, f"[{section}]: {error}. Write a percent sign twice.")


def _missing(parser: configparser.ConfigParser, lines: _Lines) -> Iterator[ConfigFault]:
    for section, key in _LEADER_NEEDS:
        value = parser.get(section, key, fallback="", raw=True) or ""
        if not value:
            yield lines.fault(section, key, f"[{section}] {key} is missing. Without it no unit finds its leader.")
        if value.startswith("http"):
            yield lines.fault(section, key, f"[{section}] {key} = {value}: give a name or an address without http://.")
    if not parser.has_section("mqtt"):
        yield lines.fault("mqtt", "", "The section [mqtt] is missing. Without it no unit finds the broker.")
