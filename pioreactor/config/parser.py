"""Reading `config.ini` and `unit_config.ini`: defaults below, the shared file over them, the unit's own on top."""

from __future__ import annotations

import configparser
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pioreactor.config.schema import SECTIONS, check_section_name, check_value
from pioreactor.exc import ConfigError
from pioreactor.storage.paths import config_path, unit_config_path

_UNSET: Any = object()


class PioreactorConfig(configparser.ConfigParser):
    """A ConfigParser that knows the declared keys: their defaults are there, and only legal values get in."""

    def __init__(self) -> None:
        super().__init__(strict=False, allow_no_value=True)
        self.is_loaded = False

    def optionxform(self, optionstr: str) -> str:
        """Keys keep their case."""
        return optionstr

    def load(self) -> None:
        """Read both files. Raises ConfigError for a missing config.ini, unreadable text or an illegal value."""
        shared, own = config_path(), unit_config_path()
        if not shared.exists():
            raise ConfigError(f"{shared} is missing. Restore it, or point DOT_PIOREACTOR to the right folder.")
        files = [(path, read_file(path)) for path in (shared, own) if path.exists()]
        for path, parser in files:
            check_file(parser, str(path))
        self.clear()
        self.read_dict(defaults({section for _, parser in files for section in parser.sections()}))
        for _, parser in files:
            for section in parser.sections():
                self._merge(section, dict(parser.items(section, raw=True)))
        self._derive()
        self.is_loaded = True

    def get(  # type: ignore[override]
        self, section: str, option: str, *, raw: bool = False, vars: Any = None, fallback: Any = _UNSET
    ) -> Any:
        """A value as text. A missing key without ``fallback`` logs which one and raises NoSection/NoOptionError."""
        if fallback is not _UNSET:
            return super().get(section, option, raw=raw, vars=vars, fallback=fallback)
        try:
            return super().get(section, option, raw=raw, vars=vars)
        except (configparser.NoSectionError, configparser.NoOptionError):
            logging.getLogger("pioreactor").warning("The configuration has no [%s] %s.", section, option)
            raise

    def getint(self, section: str, option: str, *, fallback: Any = _UNSET, **options: Any) -> Any:
        """A value as a whole number; see :meth:`get`."""
        return self._converted(super().getint, section, option, fallback, options)

    def getfloat(self, section: str, option: str, *, fallback: Any = _UNSET, **options: Any) -> Any:
        """A value as a number; see :meth:`get`."""
        return self._converted(super().getfloat, section, option, fallback, options)

    def getboolean(self, section: str, option: str, *, fallback: Any = _UNSET, **options: Any) -> Any:
        """A value as yes or no; see :meth:`get`."""
        return self._converted(super().getboolean, section, option, fallback, options)

    def _converted(
        self, convert: Callable[..., Any], section: str, option: str, fallback: Any, options: dict[str, Any]
    ) -> Any:
        if fallback is not _UNSET and not self.has_option(section, option):
            return fallback
        return convert(section, option, **options)

    def set_override(self, section: str, key: str, value: str) -> None:
        """Change one value for this process only. Raises ConfigError for an illegal one."""
        check_section_name(section)
        check_value(section, key, value)
        self._merge(section, {key: value.replace("%", "%%")})
        self._derive()

    def _merge(self, section: str, values: dict[str, str | None]) -> None:
        if not self.has_section(section):
            self.add_section(section)
        for key, value in values.items():
            self.set(section, key, value)

    def _derive(self) -> None:
        for section in ("leds", "PWM"):
            reverse = {value: key for key, value in self.items(section) if value}
            self.remove_section(f"{section}_reverse")
            self._merge(f"{section}_reverse", dict(reverse))
        for channel, angle in list(self.items("od_config.photodiode_channel")):
            if not angle:
                self.remove_option("od_config.photodiode_channel", channel)
        leader = self.get("cluster.topology", "leader_hostname")
        address = self.get("cluster.topology", "leader_address")
        if not self.has_section("cluster.addresses"):
            self.add_section("cluster.addresses")
        if leader and address and not self.has_option("cluster.addresses", leader):
            self.set("cluster.addresses", leader, address)


def read_file(path: Path) -> configparser.ConfigParser:
    """Parse one file without merging. Raises ConfigError that names the file and the line."""
    try:
        return parse_text(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from error


def parse_text(text: str, place: str) -> configparser.ConfigParser:
    """Parse the text of a configuration file. ``place`` names it in the ConfigError."""
    parser = configparser.ConfigParser(strict=False, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(text, source=place)
    except configparser.Error as error:
        raise ConfigError(f"{place} is not a configuration file: {error}") from error
    return parser


def check_file(parser: configparser.ConfigParser, place: str) -> None:
    """Check every section and value of one parsed file. Raises ConfigError for the first fault."""
    for section in parser.sections():
        check_section_name(section, place)
        try:
            values = parser.items(section)
        except configparser.InterpolationError as error:
            raise ConfigError(f"{place}: [{section}]: {error}. Write a percent sign twice.") from error
        for key, value in values:
            check_value(section, key, value, place)


def defaults(present: set[str]) -> dict[str, dict[str, str]]:
    """The declared defaults, as they stand in files; ``present``: sections that a file has (see Section.whole)."""
    return {
        name: {
            key: rule.default.replace("%", "%%")
            for key, rule in section.keys.items()
            if rule.default is not None and not (section.whole and name in present)
        }
        for name, section in SECTIONS.items()
    }
