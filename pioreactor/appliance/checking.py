"""Bringing what a person wrote into ``Settings``: everything that is wrong is named, what is right is kept."""

from __future__ import annotations

import difflib
import functools
import zoneinfo
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec

from pioreactor.appliance.settings import AccessPoint, Problem, Settings, Wifi

Where = Callable[[str, str], str]
"""Where a key stands, for people; called with the section (empty: above all) and the key."""

SECTIONS: Final[Mapping[str, type[msgspec.Struct]]] = {"wifi": Wifi, "access_point": AccessPoint}
_MEANT: Final = {
    "name": "hostname",
    "host_name": "hostname",
    "host": "hostname",
    "timezone": "time_zone",
    "tz": "time_zone",
    "ssh_key": "ssh_keys",
    "authorized_keys": "ssh_keys",
    "wifi_country": "country",
    "password": "passphrase",
    "psk": "passphrase",
    "key": "passphrase",
    "network": "ssid",
    "wlan": "wifi",
    "claimcode": "claim_code",
    "backup": "restore",
    "archive": "restore",
    "leader+worker": "both",
    "leader_worker": "both",
    "real": "raspberry_pi",
}
"""What people write for what, beyond what looks alike."""
_COUNTRIES: Final = Path("/usr/share/zoneinfo/iso3166.tab")


def check(given: Mapping[str, Any], where: Where) -> tuple[Settings, list[Problem]]:
    """The settings, without what is wrong, and what that is."""
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key in SECTIONS:
            if isinstance(value, Mapping):
                found = _section(SECTIONS[key], key, value, where, problems)
                if found is not None:
                    values[key] = found
            else:
                problems.append(Problem(where("", key), f"{key} is a section: write [{key}] on a line of its own."))
        elif isinstance(value, Mapping) and key not in _hints(Settings):
            problems.append(Problem(where("", key), _sentence(f"There is no section [{key}]{_nearest(key, SECTIONS)}")))
        else:
            _take(Settings, "", key, value, where, problems, values)
    settings = Settings(**values)
    return settings, problems + _together(settings, where)


def _section(
    kind: type[msgspec.Struct], section: str, given: Mapping[str, Any], where: Where, problems: list[Problem]
) -> msgspec.Struct | None:
    values: dict[str, Any] = {}
    before = len(problems)
    for key, value in given.items():
        _take(kind, section, key, value, where, problems, values)
    missing = [field.name for field in msgspec.structs.fields(kind) if field.required and field.name not in values]
    if missing and len(problems) == before:
        problems.append(Problem(where("", section), f"[{section}] needs {missing[0]}: {_meaning(kind, missing[0])}."))
    # A network without its passphrase would be taken for an open one.
    return kind(**values) if len(problems) == before else None


def _take(
    kind: type[msgspec.Struct],
    section: str,
    key: str,
    value: Any,
    where: Where,
    problems: list[Problem],
    values: dict[str, Any],
) -> None:
    """One key into ``values``, or what is wrong with it into ``problems``."""
    hints = _hints(kind)
    label = f"[{section}] {key}" if section else key
    if key not in hints:
        elsewhere = [name for name, other in SECTIONS.items() if key in _hints(other)] if not section else []
        hint = f"; it belongs below a line [{elsewhere[0]}]" if elsewhere else _nearest(key, hints)
        problems.append(Problem(where(section, key), _sentence(f"{label} is not known{hint}")))
        return
    if isinstance(value, str) and key != "passphrase":
        value = value.strip()
    if key == "claim_code" and isinstance(value, str):
        value = value.upper()
    if key == "restore" and isinstance(value, str):
        value = value.replace("\\", "/").strip("/")
    if key == "country" and isinstance(value, str):
        value = value.upper() if len(value) == 2 else value
    if value is None or (value == "" and key != "passphrase"):
        return  # left empty in a form, or in the commented file
    try:
        values[key] = msgspec.convert(value, hints[key])
        wrong = _beyond(key, values[key])
    except msgspec.ValidationError:
        wrong = f"must be {_meaning(kind, key)}{_suggestion(kind, key, value)}"
    if wrong:
        values.pop(key, None)
        shown = "" if key in ("passphrase", "claim_code", "ssh_keys") else f" {_shown(value)}"
        problems.append(Problem(where(section, key), _sentence(f"{label}:{shown} {wrong}")))


def _beyond(key: str, value: Any) -> str:
    """What a type cannot say; empty if it is right."""
    if key == "time_zone" and value not in _time_zones():
        return f'is no time zone, which are written as "Europe/Vienna"{_zone_suggestion(value)}'
    if key == "country" and _countries() and value not in _countries():
        meant = {"UK": "GB", "EN": "GB"}.get(value, "")
        return "is no country's two letters" + (f'. Did you mean "{meant}"?' if meant else "")
    if key == "ssid" and len(value.encode()) > 32:
        return "is longer than the 32 bytes that a network's name may have"
    return ""


def _together(settings: Settings, where: Where) -> list[Problem]:
    """What does not go together."""
    problems = []
    if settings.leader and settings.role != "worker":
        problems.append(
            Problem(where("", "leader"), 'leader is for workers only: it names whose this one is. Add role = "worker".')
        )
    if settings.restore and settings.role == "worker":
        problems.append(
            Problem(where("", "restore"), "restore is for leaders only: what a backup holds is a leader's. Remove one.")
        )
    if (settings.model is None) != (settings.model_version is None):
        problems.append(Problem(where("", "model"), "model and model_version belong together; write both or none."))
    return problems


def _meaning(kind: type[msgspec.Struct], key: str) -> str:
    """The description of a key; that of its type, where the type is what it is."""
    for hint in (_hints(kind)[key], *get_args(_hints(kind)[key])):
        for meta in getattr(hint, "__metadata__", ()):
            if isinstance(meta, msgspec.Meta) and meta.description:
                return meta.description
    return key


@functools.cache
def _hints(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _choices(hint: Any) -> list[str]:
    if get_origin(hint) is Literal:
        return list(get_args(hint))
    return [choice for part in get_args(hint) for choice in _choices(part)] if get_args(hint) else []


def _suggestion(kind: type[msgspec.Struct], key: str, value: Any) -> str:
    if not isinstance(value, str):
        return "; put it between quotes" if isinstance(value, int | float) and key not in ("ssh_keys", "hidden") else ""
    choices = _choices(_hints(kind)[key])
    if choices:
        return _nearest(value, choices)
    if key in ("hostname", "leader"):
        plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in value.removesuffix(".local"))
        plain = plain.strip("-")[:63].strip("-")
        return f'. Did you mean "{plain}"?' if plain else ""
    if key == "country":
        found = [code for code, name in _countries().items() if value.casefold() in (name.casefold(), code.casefold())]
        return f'. Did you mean "{found[0]}"?' if found else ""
    return ""


def _nearest(word: str, known: Any) -> str:
    plain = word.casefold().replace("-", "_").replace(" ", "_")
    meant = _MEANT.get(plain) or _MEANT.get(word.casefold())
    if meant not in known:
        meant = next(iter(difflib.get_close_matches(plain, list(known), n=1, cutoff=0.6)), None)
    return f". Did you mean {meant}?" if meant else f"; known are {', '.join(sorted(known))}"


def _zone_suggestion(value: str) -> str:
    last = value.replace(" ", "_").rpartition("/")[2].casefold()
    by_city = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(_time_zones(), reverse=True)}
    found = difflib.get_close_matches(last, list(by_city), n=1, cutoff=0.7)
    return f'. Did you mean "{by_city[found[0]]}"?' if found else ""


def _sentence(text: str) -> str:
    return text if text.endswith("?") else f"{text}."


def _shown(value: Any) -> str:
    return f'"{value[:60]}"' if isinstance(value, str) else str(value)[:60]


@functools.cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@functools.cache
def _countries() -> dict[str, str]:
    """Two letters to the name; empty where the system has no list."""
    try:
        lines = _COUNTRIES.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#") and "\t" in line)
