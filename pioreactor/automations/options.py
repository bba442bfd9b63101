"""The options of automations: what a class takes, and what to say about one that it does not know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from pioreactor.config.schema import TRUE_WORDS, nearest_name
from pioreactor.exc import AutomationError

_GIVEN_BY_US: Final = frozenset({"self", "unit", "experiment", "automation_name", "source"})
_OURS: Final = "pioreactor."
_TAKES_OTHERS: Final = 0x08
"""Flag of a function's code that ends in ``**others`` (`inspect`, which knows it too, costs a job 1 MB)."""


class Parameter(NamedTuple):
    """One keyword of a constructor. ``default`` means nothing where it ``is_required``; ``annotation``: as written."""

    name: str
    is_required: bool
    default: Any
    annotation: str


def is_yes(value: bool | str | int | None) -> bool:
    """Whether an option means yes: 1, true, yes, on."""
    return value is not None and str(value).strip().lower() in TRUE_WORDS


def options_of(kind: type) -> dict[str, Parameter]:
    """The keywords that a class and the classes it builds on take, in the order of their importance."""
    found: dict[str, Parameter] = {}
    for base in kind.__mro__:
        constructor = base.__dict__.get("__init__")
        if constructor is None or base is object:
            continue
        parameters, takes_others = _parameters(constructor)
        for parameter in parameters:
            found.setdefault(parameter.name, parameter)
        if not takes_others:
            break
    return {name: parameter for name, parameter in found.items() if name not in _GIVEN_BY_US}


def _parameters(function: Callable[..., Any]) -> tuple[list[Parameter], bool]:
    """Keywords of a function, behind its decorators, and whether it takes others as well."""
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    code = function.__code__
    positional = code.co_varnames[: code.co_argcount]
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    given: tuple[Any, ...] = getattr(function, "__defaults__", None) or ()
    defaults = dict(zip(positional[len(positional) - len(given) :], given, strict=True))
    defaults |= getattr(function, "__kwdefaults__", None) or {}
    annotations = getattr(function, "__annotations__", {})
    found = [Parameter(n, n not in defaults, defaults.get(n), str(annotations.get(n, ""))) for n in names]
    return found, bool(code.co_flags & _TAKES_OTHERS)


def check_options(kind: type, name: str, given: Mapping[str, Any]) -> None:
    """Raise AutomationError for an option that a built-in automation does not know, or one that it needs.

    Plugins' classes judge for themselves what they take.
    """
    if not kind.__module__.startswith(_OURS):
        return
    known = options_of(kind)
    for option in given:
        if option not in known:
            raise AutomationError(f"{name} has no option {_typed(option)}.{_hint(option, known)}")
    missing = [option for option, p in known.items() if p.is_required and option not in given]
    if missing:
        raise AutomationError(f"{name} needs {' and '.join(map(_typed, missing))}.")


def described(kind: type) -> list[tuple[str, str]]:
    """(option, what it is) for a help page."""
    settings: Mapping[str, Any] = getattr(kind, "published_settings", {})
    return [(_typed(name), _description(settings, p)) for name, p in options_of(kind).items() if name in settings]


def _description(settings: Mapping[str, Any], parameter: Parameter) -> str:
    unit = settings[parameter.name].get("unit", "")
    if parameter.is_required:
        return f"{unit} (required)".strip()
    if parameter.default is None:
        return unit or "text"
    return f"{unit} (default {parameter.default:g})" if isinstance(parameter.default, float | int) else unit


def unknown(name: str, known: Iterable[str], family: str) -> AutomationError:
    """The error for an automation that does not exist."""
    names = sorted(known)
    nearest = nearest_name(name, names, within=max(2, len(name) // 3))
    hint = f"Did you mean {nearest}?" if nearest else f"There are {', '.join(names)}."
    return AutomationError(f"{family} has no automation {name!r}. {hint}")


def _hint(option: str, known: Mapping[str, Any]) -> str:
    nearest = nearest_name(option, known, within=max(2, len(option) // 3))
    return f" Did you mean {_typed(nearest)}?" if nearest else f" It has {', '.join(map(_typed, known))}."


def _typed(option: str) -> str:
    return "--" + option.replace("_", "-")
