"""Keeping the secrets of the cluster out of what other programs say."""

from __future__ import annotations

from typing import Any

import msgspec

from pioreactor.cluster import secrets
from pioreactor.exc import PioreactorError
from pioreactor.storage import credentials


def redacted(text: str) -> str:
    """Without any secret of the cluster: what Ansible says of a failed task is not ours to choose."""
    for secret in _secrets():
        text = text.replace(secret, "(secret)")
    return text


def _secrets() -> list[str]:
    try:
        kept = msgspec.to_builtins([credentials.load(), secrets.load()])
    except PioreactorError:
        return []
    return sorted({value for value in _texts(kept) if len(value) >= 8}, key=len, reverse=True)


def _texts(value: Any, name: str = "") -> list[str]:
    if isinstance(value, dict):
        return [text for key, part in value.items() for text in _texts(part, key)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part, name)]
    return [value] if isinstance(value, str) and not name.endswith("username") else []
