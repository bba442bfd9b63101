"""Reading what was typed or sent for the fields of a step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from pioreactor.calibrations.sessions.errors import InputError
from pioreactor.calibrations.sessions.structs import StepField, StepView

_YES: Final = frozenset({"yes", "true", "1", "y"})
_NO: Final = frozenset({"no", "false", "0", "n"})


def read_answers(view: StepView, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The answers by field, of their types and within their bounds; an action of the step stands for itself.

    Numbers and truth values may be text, lists text with commas. Raises InputError with a sentence for the person.
    """
    if any(dict(inputs) == action["inputs"] for action in view.metadata.get("actions", [])):
        return dict(inputs)
    names = [field.name for field in view.fields]
    unknown = [name for name in inputs if name not in names]
    if unknown:
        raise InputError(
            f"This step does not ask for {', '.join(unknown)}; it asks for {', '.join(names) or 'nothing'}."
        )
    return {field.name: read_answer(field, inputs.get(field.name)) for field in view.fields}


def read_answer(field: StepField, value: Any) -> Any:
    """One answer; nothing stands for the default. Raises InputError."""
    if value is None or (isinstance(value, str) and not value.strip()):
        value = field.default
    if value is None:
        if field.required:
            raise InputError(f"{field.label} is missing.")
        return None
    if field.field_type == "float_list":
        parts = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
        found = [_number(field, part) for part in parts if not (isinstance(part, str) and not part.strip())]
        if not found:
            raise InputError(f"{field.label} is missing.")
        return found
    if field.field_type in ("float", "int"):
        return _number(field, value)
    if field.field_type == "bool":
        return _truth(field, value)
    text = str(value).strip()
    if field.field_type == "choice" and text not in (field.options or []):
        raise InputError(f"{field.label} must be one of {', '.join(field.options or [])}; {text!r} is not.")
    return text


def _number(field: StepField, value: Any) -> float | int:
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"{field.label} must be a number; {value!r} is not.")
    if field.minimum is not None and number < field.minimum:
        raise InputError(field.min_error_msg or f"{field.label} must be {field.minimum:g} or more.")
    if field.maximum is not None and number > field.maximum:
        raise InputError(field.max_error_msg or f"{field.label} must be {field.maximum:g} or less.")
    if field.field_type != "int":
        return number
    if number != int(number):
        raise InputError(f"{field.label} must be a whole number; {value!r} is not.")
    return int(number)


def _truth(field: StepField, value: Any) -> bool:
    word = str(value).strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise InputError(f"{field.label} must be yes or no; {value!r} is neither.")
