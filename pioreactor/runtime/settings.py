"""Published settings: what a declaration must look like, and how values travel."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final, get_args

import msgspec

from pioreactor.exc import MQTTValueError
from pioreactor.types import DataType, PublishableSetting

MAX_PAYLOAD_BYTES: Final = 64 * 1024
STRUCT_TYPES: Final = frozenset(get_args(DataType)) - {"string", "float", "integer", "boolean", "json"}
_NAME = re.compile(r"[A-Za-z0-9]+(_[A-Za-z0-9]+)*")
_TRUE = frozenset({"true", "1", "y", "on", "yes", "t"})
_FALSE = frozenset({"false", "0", "n", "off", "no", "f"})
_REQUIRED: Final = {"datatype", "settable"}
_OPTIONAL: Final = {"unit", "persist"}


def check_declaration(name: str, properties: PublishableSetting) -> None:
    """Raise ValueError that says what is wrong with the declaration of a setting."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name for a setting. Use letters and digits joined by single underscores.")
    given = set(properties)
    if missing := _REQUIRED - given:
        raise ValueError(f"The setting {name} does not say its {' and '.join(sorted(missing))}.")
    if unknown := given - _REQUIRED - _OPTIONAL:
        raise ValueError(f"The setting {name} has unknown properties: {', '.join(sorted(unknown))}.")
    if properties["datatype"] not in get_args(DataType):
        raise ValueError(f"The setting {name} has no known datatype: {properties['datatype']!r}.")


def encode(value: Any) -> bytes:
    """The wire form of a value: text for plain values, JSON for the others, nothing for None."""
    if value is None:
        return b""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str | int | float):
        return str(value).encode()
    return msgspec.json.encode(value)


def for_registry(value: Any) -> Any:
    """The form in which the registry keeps a value: numbers and text as they are, the others as JSON text."""
    if type(value) is int:
        return value if -(2**63) <= value < 2**63 else str(value)  # SQLite has no larger numbers
    if value is None or isinstance(value, bytes | str | float):
        return str(value) if isinstance(value, str) else value
    return encode(value).decode()


def decode(name: str, properties: PublishableSetting, payload: bytes) -> Any:
    """The value that a ``set`` message asks for. Raises MQTTValueError with the cause; the value is then unchanged."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise MQTTValueError(f"{name}: {len(payload)} bytes are too many, {MAX_PAYLOAD_BYTES} are allowed.")
    datatype = properties["datatype"]
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        raise MQTTValueError(f"{name}: the value is not UTF-8 text.") from error
    if datatype == "string":
        return text
    if datatype in STRUCT_TYPES:
        raise MQTTValueError(f"{name}: a {datatype} is measured, it cannot be set.")
    try:
        return _DECODERS[datatype](text)
    except (ValueError, RecursionError) as error:
        raise MQTTValueError(f"{name}: {text[:40]!r} is not {_CALLED[datatype]}.") from error


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


def _boolean(text: str) -> bool:
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError
    return word in _TRUE


_DECODERS: Final[dict[str, Callable[[str], Any]]] = {
    "float": _float,
    "integer": int,
    "boolean": _boolean,
    "json": msgspec.json.decode,
}
_CALLED: Final = {"float": "a finite number", "integer": "a whole number", "boolean": "yes or no", "json": "JSON"}
