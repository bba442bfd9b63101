"""Changing one value in a configuration file: comments and order stay, an illegal value never gets in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pioreactor.config.parser import check_file, parse_text
from pioreactor.config.schema import check_section_name, check_value
from pioreactor.exc import ConfigError
from pioreactor.storage.files import write_atomically


def set_value(path: Path, section: str, key: str, value: str) -> None:
    """Set ``[section] key = value`` in the file, adding what is missing.

    The whole new file is checked and then replaces the old one at once. Raises ConfigError for an illegal value and
    OSError for an unwritable file; the file is then as before.
    """
    check_section_name(section, str(path))
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    _save(path, _with_checked(text, path, section, key, value))


def apply_values(
    path: Path, wanted: Mapping[str, Mapping[str, str | None]], *, mode: int = 0o640, dry_run: bool = False
) -> list[str]:
    """Bring ``wanted`` (section, key, value; None: not in the file) into the file and leave everything else alone.

    Returns what differed, as ``[section] key``, in order; an empty list means that nothing was written. ``mode``:
    permissions of a new file. ``dry_run``: check and compare only. All values go in at once or none does. Raises
    ConfigError for an illegal value and OSError for an unwritable file.
    """
    text = before = path.read_text(encoding="utf-8") if path.exists() else ""
    differing = []
    for section, values in wanted.items():
        check_section_name(section, str(path))
        for key, value in values.items():
            present = _value_of(text, path, section, key)
            if present == value:
                continue
            differing.append(f"[{section}] {key}")
            text = (
                _without_value(text, section, key) if value is None else _with_checked(text, path, section, key, value)
            )
    check_file(parse_text(text, str(path)), str(path))
    if text != before and not dry_run:
        write_atomically(path, text, mode=mode)
    return differing


def _value_of(text: str, path: Path, section: str, key: str) -> str | None:
    parser = parse_text(text, str(path))
    if not parser.has_section(section) or not parser.has_option(section, key):
        return None
    return parser.get(section, key) or ""


def _with_checked(text: str, path: Path, section: str, key: str, value: str) -> str:
    if "\n" in key or "\n" in value:
        raise ConfigError(f"[{section}] {key}: a value is one line.")
    check_value(section, key, value, str(path))
    return _with_value(text, section, key, value.replace("%", "%%"))


def remove_value(path: Path, section: str, key: str) -> bool:
    """Take ``[section] key`` out of the file, so that the default holds again; False if it was not there."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    rest = _without_value(text, section, key)
    if rest == text:
        return False
    _save(path, rest)
    return True


def _without_value(text: str, section: str, key: str) -> str:
    lines = text.splitlines(keepends=True)
    start, end = _section_range(lines, section)
    return "".join(line for i, line in enumerate(lines) if not (start < i < end and _key_of(line) == key))


def _save(path: Path, text: str) -> None:
    check_file(parse_text(text, str(path)), str(path))
    write_atomically(path, text)


def _with_value(text: str, section: str, key: str, value: str) -> str:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    start, end = _section_range(lines, section)
    if start == -1:
        gap = ["\n"] if lines else []
        return "".join([*lines, *gap, f"[{section}]\n", f"{key} = {value}\n"])
    found = [i for i in range(start + 1, end) if _key_of(lines[i]) == key]
    if found:
        # The last of several holds when the file is read; a value may run on over indented lines.
        after = found[-1] + 1
        while after < end and lines[after][:1] in " \t" and lines[after].strip():
            after += 1
        lines[found[-1] : after] = [f"{key} = {value}\n"]
    else:
        while end > start + 1 and not lines[end - 1].strip():
            end -= 1
        lines.insert(end, f"{key} = {value}\n")
    return "".join(lines)


def _section_range(lines: list[str], section: str) -> tuple[int, int]:
    """Index of the section's header and of the line after its last one; (-1, -1) if there is none."""
    start = -1
    for i, line in enumerate(lines):
        if line.startswith("[") and "]" in line:
            if start != -1:
                return start, i
            if line[1 : line.index("]")] == section:
                start = i
    return (start, len(lines)) if start != -1 else (-1, -1)


def _key_of(line: str) -> str | None:
    if not line.strip() or line[0] in "#; \t[":
        return None
    cut = min((line.index(mark) for mark in "=:" if mark in line), default=len(line))
    return line[:cut].strip()
