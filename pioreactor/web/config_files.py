"""Configuration files over HTTP: secrets never leave, and a hidden secret that comes back unchanged stays as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pioreactor.config import forget_config
from pioreactor.config.parser import PioreactorConfig, check_file, parse_text
from pioreactor.exc import ConfigError
from pioreactor.storage.files import write_atomically

HIDDEN: Final = "********"
_SECRET_KEY: Final = re.compile(r"password|passphrase|secret|token|api_key", re.IGNORECASE)
_LINE: Final = re.compile(r"^(?P<head>\s*(?P<key>[^=:#;\[\s][^=:]*?)\s*[=:]\s*)(?P<value>\S.*?)\s*$")
_SECTION: Final = re.compile(r"^\s*\[(?P<name>[^\]]+)\]")
_LEADER_NEEDS: Final = (("cluster.topology", "leader_hostname"), ("cluster.topology", "leader_address"))


def is_secret(key: str) -> bool:
    """True for keys whose value must not be shown."""
    return _SECRET_KEY.search(key) is not None


def read_text(path: Path) -> str:
    """The file's text with secrets hidden; empty if it does not exist. Raises OSError."""
    return hide_secrets(path.read_text(encoding="utf-8")) if path.exists() else ""


def hide_secrets(text: str) -> str:
    """INI text with the values of secret keys replaced by stars. Comments with a secret's name are hidden too."""
    lines = []
    for line in text.splitlines():
        mark = line[: len(line) - len(line.lstrip(" \t#;"))]
        match = _LINE.match(line.removeprefix(mark))
        if match and is_secret(match["key"]):
            line = mark + match["head"] + HIDDEN
        lines.append(line)
    return "\n".join(lines) + ("\n" if lines else "")


def restore_secrets(text: str, stored: str) -> str:
    """``text`` with every hidden value taken from ``stored``. Raises ConfigError where nothing is stored."""
    known = parse_text(stored, "the stored file")
    section, lines = "", []
    for line in text.splitlines():
        heading = _SECTION.match(line)
        section = heading["name"] if heading else section
        match = _LINE.match(line)
        if match and match["value"] == HIDDEN:
            if not known.has_option(section, match["key"]):
                raise ConfigError(
                    f"[{section}] {match['key']} is only stars, and nothing is stored for it. Give a value."
                )
            line = match["head"] + (known.get(section, match["key"], raw=True) or "")
        lines.append(line)
    return "\n".join(lines) + ("\n" if lines else "")


def normalise(code: str) -> str:
    """Typographic dashes, which editors put in, become hyphens."""
    return code.replace("\u2013", "-").replace("\u2014", "-")


def save_checked(path: Path, code: str, *, is_shared: bool) -> str:
    """Check the new text of a configuration file and replace the file by it; returns the text as stored.

    ``is_shared``: the cluster's file, which must name the leader and the broker's section. Raises ConfigError, and the
    file is then as before.
    """
    stored = path.read_text(encoding="utf-8") if path.exists() else ""
    text = restore_secrets(normalise(code), stored)
    parser = parse_text(text, path.name)
    _refuse_duplicates(text, path.name)
    if is_shared:
        _check_shared(parser)
    check_file(parser, path.name)
    write_atomically(path, text)
    forget_config()
    return text


def shown_values(config: PioreactorConfig) -> dict[str, dict[str, str | None]]:
    """The merged configuration as sections and values, secrets hidden."""
    return {
        section: {
            key: (HIDDEN if value else value) if is_secret(key) else value
            for key, value in config.items(section, raw=True)
        }
        for section in config.sections()
    }


def _check_shared(parser: object) -> None:
    for section, key in _LEADER_NEEDS:
        value = parser.get(section, key, fallback="")  # type: ignore[attr-defined]
        if not value:
            raise ConfigError(f"[{section}] {key} is missing. Without it no unit finds its leader.")
        if value.startswith("http"):
            raise ConfigError(f"[{section}] {key} = {value}: give a name or an address without http://.")
    if not parser.has_section("mqtt"):  # type: ignore[attr-defined]
        raise ConfigError("The section [mqtt] is missing. Without it no unit finds the broker.")


def _refuse_duplicates(text: str, place: str) -> None:
    seen: set[tuple[str, str]] = set()
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        heading = _SECTION.match(line)
        name = ("", "")
        if heading:
            section = heading["name"]
            name = (section, "")
        elif (match := _LINE.match(line)) and not line[:1].isspace():
            name = (section, match["key"])
        if name != ("", "") and name in seen:
            what = f"[{name[0]}] {name[1]}".rstrip()
            raise ConfigError(f"{place}, line {number}: {what} stands there twice. Remove one.")
        if name != ("", ""):
            seen.add(name)
