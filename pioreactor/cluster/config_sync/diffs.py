"""How two texts of a configuration file differ."""

from __future__ import annotations

import difflib

from pioreactor.config.files import hide_secrets


def unified(before: str, after: str, before_name: str, after_name: str) -> str:
    """A unified diff with secrets hidden; '' where nothing that may be shown differs."""
    lines = difflib.unified_diff(
        hide_secrets(before).splitlines(), hide_secrets(after).splitlines(), before_name, after_name, lineterm=""
    )
    text = "\n".join(lines)
    return f"{text}\n" if text else ""


def in_short(diff: str) -> str:
    """A diff as ``+2 -1 lines``."""
    lines = diff.splitlines()[2:]
    come = sum(line.startswith("+") for line in lines)
    gone = sum(line.startswith("-") for line in lines)
    return f"+{come} -{gone} lines" if lines else "only hidden values"
