"""What the Raspberry Pi Imager leaves on the boot partition for a host's first boot.

Its present version writes ``user-data`` and ``network-config`` where the card has a ``user-data``, as our image has;
earlier ones wrote ``firstrun.sh`` or, for a while, ``custom.toml``. Only what the Imager asks people for is taken out
of them; nothing in them is carried out.
"""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from pioreactor.appliance.checking import check
from pioreactor.appliance.settings import Account, Problem, Settings

USER_DATA: Final = "user-data"
NETWORK_CONFIG: Final = "network-config"
CUSTOM: Final = "custom.toml"
FIRST_RUN: Final = "firstrun.sh"
FILES: Final = (USER_DATA, NETWORK_CONFIG, CUSTOM, FIRST_RUN)
OURS: Final = "pioreactor"
"""The account that runs the software. It has no password; keys for it let people in."""
_LARGEST_BYTES: Final = 200_000


class Imaged(NamedTuple):
    """``settings``, ``account``, ``keyboard`` as far as they were asked for; ``used``: the files that said so."""

    settings: Settings
    account: Account | None
    keyboard: str
    problems: list[Problem]
    used: list[str]


def read(boot: Path) -> Imaged:
    """What stands in the files of the Imager below ``boot``. Never raises."""
    said: dict[str, Any] = {}
    used: list[str] = []
    problems: list[Problem] = []
    for name, parse in ((FIRST_RUN, _script), (CUSTOM, _custom), (USER_DATA, _user_data), (NETWORK_CONFIG, _network)):
        text = _text(boot / name)
        if not text.strip():
            continue
        try:
            found = {key: value for key, value in parse(text).items() if value}
        except Exception as error:  # whatever a parser makes of it, the unit boots
            problems.append(Problem(name, f"this file of the Raspberry Pi Imager cannot be read: {_short(error)}"))
            continue
        if found:
            said |= found
            used.append(name)
    keyboard = said.pop("keyboard", "")
    account, keys = _account(said.pop("user", {}), problems)
    settings, unfit = check(said | ({"ssh_keys": keys} if keys else {}), lambda section, key: "Raspberry Pi Imager")
    is_layout = isinstance(keyboard, str) and keyboard.isascii() and keyboard.replace(",", "").isalnum()
    return Imaged(settings, account, keyboard if is_layout else "", problems + unfit, used)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_BYTES).decode("utf-8", errors="replace").replace("\r\n", "\n")
    except OSError:
        return ""


def _account(user: Mapping[str, Any], problems: list[Problem]) -> tuple[Account | None, list[str]]:
    """The account to be made, and the keys that let into ours."""
    name, keys = str(user.get("name") or ""), [str(key).strip() for key in user.get("keys") or []]
    if name in ("", OURS, "root"):
        return None, keys
    try:
        password = str(user.get("password") or "")
        return msgspec.convert({"name": name, "password_hash": password, "ssh_keys": keys}, Account), []
    except msgspec.ValidationError as error:
        problems.append(Problem("Raspberry Pi Imager", f"the account {name[:40]!r} was not made: {_short(error)}"))
        return None, []


def _user_data(text: str) -> dict[str, Any]:
    """cloud-init's user-data, as far as the Imager fills it in."""
    import yaml

    given = yaml.safe_load(text)
    if not isinstance(given, dict):
        return {}
    users = [user for user in _listed(given.get("users")) if isinstance(user, dict) and user.get("name")]
    first = users[0] if users else {}
    password = first.get("passwd") or first.get("hashed_passwd") or ""
    keys = [*_listed(first.get("ssh_authorized_keys")), *_listed(given.get("ssh_authorized_keys"))]
    keyboard = given.get("keyboard")
    return {
        "hostname": given.get("hostname"),
        "time_zone": given.get("timezone"),
        "keyboard": keyboard.get("layout") if isinstance(keyboard, dict) else None,
        "user": {"name": first.get("name"), "password": password, "keys": keys} if first or keys else None,
    }


def _network(text: str) -> dict[str, Any]:
    """cloud-init's network-config, as far as the Imager fills it in."""
    import yaml

    given = yaml.safe_load(text)
    network = given.get("network", given) if isinstance(given, dict) else {}
    wifis = network.get("wifis") if isinstance(network, dict) else None
    for wifi in (wifis or {}).values():
        for ssid, point in (wifi.get("access-points") or {}).items():
            point = point if isinstance(point, dict) else {}
            passphrase, hidden = str(point.get("password") or ""), bool(point.get("hidden"))
            found = {"ssid": str(ssid), "passphrase": passphrase, "hidden": hidden}
            return {"wifi": found, "country": wifi.get("regulatory-domain")}
    return {}


def _custom(text: str) -> dict[str, Any]:
    """custom.toml of Raspberry Pi OS 12."""
    given = tomllib.loads(text)
    system, user, ssh, wlan, locale = (given.get(part, {}) for part in ("system", "user", "ssh", "wlan", "locale"))
    password = user.get("password") if user.get("password_encrypted", True) else ""
    wifi = {"ssid": wlan.get("ssid"), "passphrase": wlan.get("password", ""), "hidden": wlan.get("hidden", False)}
    return {
        "hostname": system.get("hostname"),
        "time_zone": locale.get("timezone"),
        "keyboard": locale.get("keymap"),
        "country": wlan.get("country"),
        "wifi": wifi if wlan.get("ssid") else None,
        "user": {"name": user.get("name"), "password": password, "keys": _listed(ssh.get("authorized_keys"))},
    }


def _script(text: str) -> dict[str, Any]:
    """firstrun.sh: the arguments of the helper programs that it calls."""
    found: dict[str, Any] = {}
    user: dict[str, Any] = {}
    for line in text.splitlines():
        program, _, rest = line.strip().partition(" ")
        helper = program.rpartition("/")[2]
        if helper not in ("imager_custom", "userconf"):
            continue
        words = shlex.split(rest)
        if helper == "userconf" and words:
            user |= {"name": words[0], "password": words[1] if len(words) > 1 else ""}
        elif words[:1] == ["set_hostname"]:
            found["hostname"] = words[-1]
        elif words[:1] == ["enable_ssh"]:
            user["keys"] = [word for word in words[1:] if not word.startswith("-")]
        elif words[:1] == ["set_wlan"]:
            plain = [word for word in words[1:] if word != "-h"]
            ssid, passphrase, country = (*plain, "", "", "")[:3]
            found |= {"wifi": {"ssid": ssid, "passphrase": passphrase, "hidden": "-h" in words}, "country": country}
        elif words[:1] == ["set_timezone"]:
            found["time_zone"] = words[-1]
        elif words[:1] == ["set_keymap"]:
            found["keyboard"] = words[-1]
    return found | {"user": user}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else []


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
