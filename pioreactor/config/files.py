"""Whole configuration files: secrets never leave, a hidden secret that comes back unchanged stays as it is, and a file
that cannot be used never replaces one that can.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from pioreactor.config import forget_config
from pioreactor.config.faults import faults
from pioreactor.config.parser import PioreactorConfig, parse_text
from pioreactor.exc import ConfigError, PioreactorError
from pioreactor.storage.files import write_atomically

HIDDEN: Final = "********"
_SECRET_KEY: Final = re.compile(r"password|passphrase|secret|token|api_key", re.IGNORECASE)
_LINE: Final = re.compile(r"^(?P<head>\s*(?P<key>[^=:#;\[\s][^=:]*?)\s*[=:]\s*)(?P<value>\S.*?)\s*$")
_SECTION: Final = re.compile(r"^\s*\[(?P<name>[^\]]+)\]")


class FileChangedError(PioreactorError):
    """The file is not the one that was to be replaced."""


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


def digest(path: Path) -> str:
    """What tells one state of the file from another (64 hex digits); '' if it does not exist. Raises OSError.

    It is for units and the leader only: with it, a short password could be guessed.
    """
    return digest_of(path.read_text(encoding="utf-8")) if path.exists() else ""


def digest_of(text: str) -> str:
    """The digest of a file with this text."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_text(text: str, name: str, *, is_shared: bool) -> None:
    """Raise ConfigError, which names the file ``name``, for a text that cannot be used as a configuration file.

    ``is_shared``: the cluster's file, which must name the leader and have the broker's section.
    """
    found = faults(text, is_shared=is_shared)
    if found:
        line = f", line {found[0].line}" if found[0].line else ""
        raise ConfigError(f"{name}{line}: {found[0].text}")


def text_of(path: Path, code: str, *, is_shared: bool) -> str:
    """What somebody wrote, checked, and with the secrets that the file has now. Raises ConfigError."""
    text = restore_secrets(normalise(code), _stored(path))
    check_text(text, path.name, is_shared=is_shared)
    return text


def save_checked(path: Path, code: str, *, is_shared: bool) -> str:
    """Check what somebody wrote and replace the file by it; returns the text as stored. Raises ConfigError, OSError."""
    text = text_of(path, code, is_shared=is_shared)
    replace_text(path, text, is_shared=is_shared)
    return text


def replace_text(path: Path, text: str, *, is_shared: bool, replaces: str | None = None) -> None:
    """Check the text and replace the file by exactly it.

    ``replaces``: the digest that the file must have now. Raises ConfigError, OSError, and FileChangedError for a file
    that is another one by now; the file is then as before.
    """
    check_text(text, path.name, is_shared=is_shared)
    if replaces is not None and digest(path) != replaces:
        raise FileChangedError(f"{path.name} was changed by somebody else meanwhile. Look at it again, then repeat.")
    write_atomically(path, text, mode=0o640)
    forget_config()


def _stored(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def shown_values(config: PioreactorConfig) -> dict[str, dict[str, str | None]]:
    """The merged configuration as sections and values, secrets hidden."""
    return {
        section: {
            key: (HIDDEN if value else value) if is_secret(key) else value
            for key, value in config.items(section, raw=True)
        }
        for section in config.sections()
    }
