"""``pioreactor.toml`` on the boot partition: written by a person, on any computer, with any editor."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final, NamedTuple

from pioreactor.appliance.checking import check
from pioreactor.appliance.settings import Problem, Settings

NAME: Final = "pioreactor.toml"
ERASED: Final = "# {key}: was used and erased"
_MOST_WRONG_LINES: Final = 20
_AT: Final = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_SETTING: Final = re.compile(r"^\s*(?P<key>[A-Za-z0-9_-]+)\s*=\s*(?P<value>.*?)\s*$")
_SECTION: Final = re.compile(r"^\s*\[\s*(?P<name>[A-Za-z0-9_.-]+)\s*\]")
_CURLY: Final = "“”„‟«»‘’"
RESET: Final = "factory_reset"
_SECRET: Final = ("passphrase", "claim_code")


class Read(NamedTuple):
    """``settings``: what is right; ``problems``: what is not, in the file's order; ``is_empty``: nothing is said."""

    settings: Settings
    problems: list[Problem]
    is_empty: bool


def read(raw: bytes, name: str = NAME) -> Read:
    """What a file says. Never raises: what cannot be read is a problem, and the rest counts."""
    text, problems = _decoded(raw, name)
    given, wrong = _parsed(text, name)
    lines = _places(text)

    def where(section: str, key: str) -> str:
        line = lines.get((section, key)) or lines.get((key, ""))
        return f"{name}, line {line}" if line else name

    settings, unfit = check(given, where)
    found = sorted([*wrong, *unfit], key=_line_of)
    return Read(settings, problems + found, not given and not found and not problems)


def without_secrets(raw: bytes, settings: Settings) -> str:
    """The same file, comments and all, without the secrets; if they stand in an unusual place, written anew."""
    text, _ = _decoded(raw, NAME)
    rows = []
    for row in text.splitlines():
        found = _SETTING.match(row)
        is_secret = found is not None and found["key"] in (*_SECRET, RESET)
        rows.append(ERASED.format(key=found["key"]) if found and is_secret else row)
    kept = "\n".join(rows) + "\n"
    if any(secret in kept for secret in settings.secrets()) or read(kept.encode()).problems:
        return "# The file that stood here had secrets. They were used and erased, and the rest with them.\n"
    return kept


def without_reset(raw: bytes) -> str:
    """The same file without the wish to be reset."""
    text, _ = _decoded(raw, NAME)
    rows = [(_SETTING.match(row), row) for row in text.splitlines()]
    return "\n".join(ERASED.format(key=RESET) if found and found["key"] == RESET else row for found, row in rows) + "\n"


def _decoded(raw: bytes, name: str) -> tuple[str, list[Problem]]:
    """The text with plain line ends, whatever the editor; a problem for each line that is in no known code."""
    problems: list[Problem] = []
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = raw.decode("utf-16", errors="replace")
    else:
        plain = raw.removeprefix(b"\xef\xbb\xbf")
        for number, line in enumerate(plain.splitlines(), start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                # The value is not shown: it may be a secret.
                setting = _SETTING.match(line.decode("cp1252", errors="replace"))
                shown = f" ({setting['key']})" if setting else ""
                hint = "has signs that cannot be read. In your editor, save the file as UTF-8"
                problems.append(Problem(f"{name}, line {number}", f"this line{shown} {hint}."))
        text = plain.decode("utf-8") if not problems else plain.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""), problems


def _parsed(text: str, name: str) -> tuple[dict[str, Any], list[Problem]]:
    """What TOML finds, without the lines that are none."""
    rows = text.split("\n")
    problems: list[Problem] = []
    while True:
        try:
            return tomllib.loads("\n".join(rows)), problems
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            found = _AT.search(str(error))
            number = int(found["line"]) if found and found["line"] else _last_said(rows)
            if len(problems) >= _MOST_WRONG_LINES or not 0 < number <= len(rows) or not rows[number - 1].strip():
                problems.append(Problem(name, f"this is not written as TOML: {error}."))
                return {}, problems
            problems.append(Problem(f"{name}, line {number}", _explained(rows[number - 1], str(error))))
            rows[number - 1] = ""


def _last_said(rows: list[str]) -> int:
    """The line in which something begins that never ends."""
    return next((number for number in range(len(rows), 0, -1) if rows[number - 1].strip()), 0)


def _explained(row: str, error: str) -> str:
    """What is wrong with a line, in words that need no knowledge of TOML."""
    found = _SETTING.match(row)
    what = _AT.sub("", error)
    if found is None:
        return 'this is no setting. A setting is written as name = "value"; a comment begins with #.'
    key, value = found["key"], found["value"]
    is_secret = key in _SECRET
    if any(sign in row for sign in _CURLY):
        return f'{key} has curly quotes. Use straight ones, which are typed in a plain text editor: "…".'
    if "Cannot overwrite" in what:
        return f"{key} stands there twice. Remove one of them."
    if value and value[0] not in "\"'[{" and value not in ("true", "false"):
        shown = "…" if is_secret else value.split("#")[0].strip()
        hint = value.lower() if value.lower() in ("true", "false") else f'"{shown}"'
        return f"{key} needs quotes around its value. Write: {key} = {hint}"
    if not value:
        return f"{key} has no value. Put a # before the line if it shall not count."
    if "\\" in value:
        return f"{key} has a backslash, which means something here. Write '…' instead of \"…\" around the value."
    return f"{key} cannot be read: {what[:1].lower()}{what[1:]}. See that each quote and bracket is closed."


def _places(text: str) -> dict[tuple[str, str], int]:
    """Section and key to the line in which it stands, counted from 1."""
    found: dict[tuple[str, str], int] = {}
    section = ""
    for number, row in enumerate(text.split("\n"), start=1):
        if heading := _SECTION.match(row):
            section = heading["name"]
            found.setdefault((section, ""), number)
        elif setting := _SETTING.match(row):
            found.setdefault((section, setting["key"]), number)
    return found


def _line_of(problem: Problem) -> int:
    number = problem.where.rpartition(" ")[2]
    return int(number) if number.isdigit() else 0
