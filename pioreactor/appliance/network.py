"""Networks of the unit, with NetworkManager: what there is, joining one, and making one where there is none."""

from __future__ import annotations

import contextlib
import difflib
import ipaddress
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pioreactor.appliance.commands import Ran, Run
from pioreactor.appliance.progress import Network
from pioreactor.appliance.settings import Wifi
from pioreactor.storage.files import write_atomically

WIFI: Final = "PioreactorWifi"
ACCESS_POINT: Final = "PioreactorAP"
"""Made by role network."""
DIRECT_CABLE: Final = "PioreactorLocalLink"
_JOIN_WITHIN_S: Final = 60
_GUESTS: Final = ipaddress.ip_network("10.42.0.0/16")
"""What NetworkManager gives the guests of an access point."""


def addresses(run: Run) -> list[str]:
    """IPv4 addresses at which others reach this unit; those of a direct cable or of our own guests do not count."""
    shown = run(["ip", "-4", "-json", "address", "show", "up"])
    with contextlib.suppress(ValueError, KeyError, TypeError):
        found = [
            ipaddress.ip_address(entry["local"])
            for link in json.loads(shown.stdout or "[]")
            for entry in link.get("addr_info", ())
        ]
        return [str(one) for one in found if not (one.is_loopback or one.is_link_local or one in _GUESTS)]
    return []


def wifi_device(run: Run) -> str:
    """The interface for Wi-Fi; empty where there is none, or where NetworkManager does not manage it."""
    for line in run(["nmcli", "--terse", "--fields", "DEVICE,TYPE,STATE", "device"]).stdout.splitlines():
        device, kind, state = (*line.split(":"), "", "")[:3]
        if kind == "wifi" and state != "unmanaged":
            return device
    return ""


def switch_radio_on(run: Run, country: str | None) -> None:
    """Raspberry Pi OS keeps Wi-Fi blocked until somebody has named the country."""
    if country:
        run(["iw", "reg", "set", country])
    run(["rfkill", "unblock", "wifi"])
    run(["nmcli", "radio", "wifi", "on"])


def scan(run: Run) -> list[Network]:
    """Networks in reach, the strongest first."""
    listed = run(["nmcli", "--terse", "--fields", "SSID,SIGNAL,SECURITY", "device", "wifi", "list", "--rescan", "yes"])
    found: dict[str, Network] = {}
    for line in listed.stdout.splitlines():
        ssid, signal, security = (*_fields(line), "", "", "")[:3]
        if ssid and signal.isdigit() and (ssid not in found or int(signal) > found[ssid].signal):
            found[ssid] = Network(ssid, int(signal), security in ("", "--"))
    return sorted(found.values(), key=lambda network: -network.signal)


def _fields(line: str) -> list[str]:
    """Of a terse line, in which nmcli writes ``\\:`` for a colon."""
    parts, is_escaped = [""], False
    for sign in line:
        if is_escaped or sign not in "\\:":
            parts[-1] += sign
            is_escaped = False
        elif sign == "\\":
            is_escaped = True
        else:
            parts.append("")
    return parts


def write_wifi(folder: Path, wifi: Wifi) -> None:
    """Keep the network for this and all later boots. The passphrase never is a word of a command. Raises OSError."""
    ssid = "".join(f"{byte};" for byte in wifi.ssid.encode())  # as numbers, so that no sign needs an escape
    lines = ["[connection]", f"id={WIFI}", "type=wifi", "autoconnect-priority=10", "", "[wifi]", "mode=infrastructure"]
    lines += [f"ssid={ssid}", *(["hidden=true"] if wifi.hidden else []), ""]
    if wifi.passphrase:
        lines += ["[wifi-security]", "key-mgmt=wpa-psk", f"psk={escaped(wifi.passphrase)}", ""]
    lines += ["[ipv4]", "method=auto", "", "[ipv6]", "method=auto", ""]
    write_atomically(folder / f"{WIFI}.nmconnection", "\n".join(lines), mode=0o600)


def escaped(value: str) -> str:
    """A value as NetworkManager's files have it."""
    plain = value.replace("\\", "\\\\")
    inner = plain.lstrip(" ")
    return "\\s" * (len(plain) - len(inner)) + inner


def join(run: Run, connection: str) -> Ran:
    """Go into a network that is kept under this name."""
    run(["nmcli", "connection", "reload"])
    wait = ["nmcli", "--wait", str(_JOIN_WITHIN_S), "connection", "up", connection]
    return run(wait, timeout_s=_JOIN_WITHIN_S + 15.0)


def leave(run: Run, connection: str) -> None:
    """Go out of it. Nothing to do if the unit is not in it."""
    run(["nmcli", "connection", "down", connection])


def why_not_joined(wifi: Wifi, failed: Ran, networks: Sequence[Network]) -> str:
    """Why the unit is not in the network, in words for people."""
    said = (failed.stdout + failed.stderr).lower()
    names = [network.ssid for network in networks]
    if "secrets" in said or "password" in said or "passphrase" in said:
        return f'The Wi-Fi "{wifi.ssid}" does not accept the passphrase. Small and capital letters matter.'
    if wifi.ssid not in names and not wifi.hidden:
        by_fold = {name.casefold(): name for name in names}
        near = difflib.get_close_matches(wifi.ssid.casefold(), list(by_fold), n=1, cutoff=0.6)
        hint = f' Did you mean "{by_fold[near[0]]}"?' if near else " Put the unit nearer to the router."
        return f'There is no Wi-Fi "{wifi.ssid}" in reach.{hint} Older models cannot see networks at 5 GHz.'
    return f'The Wi-Fi "{wifi.ssid}" did not take this unit in: {failed.last_words}.'


def neighbour(run: Run, name: str) -> str:
    """The IPv4 address of another computer in the network that is called ``name``.local; empty if there is none."""
    answered = run(["avahi-resolve", "-4", "--name", f"{name}.local"], timeout_s=8)
    address = (*answered.stdout.split(), "", "")[1]
    shown = run(["ip", "-4", "-json", "address"]).stdout
    return address if address and f'"{address}"' not in shown else ""
